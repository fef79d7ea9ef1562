//! Of what type each field of a schema is, read from the schema's own text: async-graphql keeps its registry to itself.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::Name;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeDefinition, TypeKind, TypeSystemDefinition};

use crate::config::Stage;
use crate::schemas;

/// The fields of objects and interfaces.
#[derive(Debug, Default)]
pub struct Types(HashMap<Name, HashMap<Name, Type>>);

impl Types {
    pub fn audience() -> &'static Self {
        static TYPES: LazyLock<Types> =
            LazyLock::new(|| Types::read(&schemas::audience(Stage::Development).sdl()));
        &TYPES
    }

    pub fn console() -> &'static Self {
        static TYPES: LazyLock<Types> =
            LazyLock::new(|| Types::read(&schemas::console(Stage::Development).sdl()));
        &TYPES
    }

    /// Nothing of what can't be read; a test sees that both schemas can.
    pub fn read(schema: &str) -> Self {
        let definitions = parse_schema(schema).map(|document| document.definitions);
        let types = definitions.unwrap_or_default().into_iter();
        Self(types.filter_map(fields).collect())
    }

    /// None: a field that is no part of the schema itself, such as `__typename`.
    pub fn of(&self, parent: &str, field: &str) -> Option<&Type> {
        self.0.get(parent)?.get(field)
    }
}

fn fields(definition: TypeSystemDefinition) -> Option<(Name, HashMap<Name, Type>)> {
    let TypeSystemDefinition::Type(definition) = definition else {
        return None;
    };
    let TypeDefinition { name, kind, .. } = definition.node;
    let fields = match kind {
        TypeKind::Object(object) => object.fields,
        TypeKind::Interface(interface) => interface.fields,
        _ => return None,
    };
    let fields = fields
        .into_iter()
        .map(|field| (field.node.name.node, field.node.ty.node));
    Some((name.node, fields.collect()))
}

/// What is at the bottom of all lists.
pub fn named(kind: &Type) -> &Name {
    match &kind.base {
        BaseType::Named(name) => name,
        BaseType::List(items) => named(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schemas_can_be_read() {
        let of = |types: &'static Types, parent, field| types.of(parent, field).map(ToString::to_string);
        assert_eq!(
            of(Types::audience(), "Mutation", "grabRedPacket").as_deref(),
            Some("GrabPayload!")
        );
        assert_eq!(of(Types::audience(), "Node", "id").as_deref(), Some("ID!"));
        assert_eq!(of(Types::console(), "Query", "node").as_deref(), Some("Node"));
        assert_eq!(of(Types::console(), "Query", "__typename"), None);
    }
}
