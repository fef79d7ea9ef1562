//! `agreed.graphql` is what apps already build against. Every name and shape of it is in the Audience API, but for what
//! comes later; there may be more in the API.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, TypeDefinition, TypeKind, TypeSystemDefinition};
use async_graphql::{Name, Positioned};
use ovation::schemas;

/// Kinds and the events that are not there yet. This list only gets shorter.
const LATER: [&str; 16] = [
    "Subscription",
    "DropCampaign",
    "DropItem",
    "CouponAward",
    "Award = CouponAward",
    "Mutation.claimDrop",
    "QuizCampaign",
    "Question",
    "Choice",
    "LeaderboardRow",
    "AnswerOutcome",
    "AnswerQuizPayload",
    "Mutation.answerQuiz",
    "DropCampaign implements",
    "QuizCampaign implements",
    "schema",
];

/// Each name of the schema with its shape: `Grant.status` is `GrantStatus!`.
fn shapes(sdl: &str) -> BTreeMap<String, String> {
    let mut shapes = BTreeMap::new();
    for definition in parse_schema(sdl).unwrap().definitions {
        if let TypeSystemDefinition::Type(ty) = definition {
            describe(&ty.node, &mut shapes);
        }
    }
    shapes
}

fn describe(ty: &TypeDefinition, shapes: &mut BTreeMap<String, String>) {
    let name = &ty.name.node;
    let mut put = |what: String, shape: &str| drop(shapes.insert(what, shape.to_owned()));
    match &ty.kind {
        TypeKind::Scalar => put(name.to_string(), "scalar"),
        TypeKind::Object(object) => {
            put(name.to_string(), "type");
            implements(name, &object.implements, &mut put);
            fields(name, &object.fields, &mut put);
        }
        TypeKind::Interface(interface) => {
            put(name.to_string(), "interface");
            implements(name, &interface.implements, &mut put);
            fields(name, &interface.fields, &mut put);
        }
        TypeKind::Union(union) => {
            put(name.to_string(), "union");
            union
                .members
                .iter()
                .for_each(|member| put(format!("{name} = {}", member.node), "member"));
        }
        TypeKind::Enum(values) => {
            put(name.to_string(), "enum");
            values
                .values
                .iter()
                .for_each(|value| put(format!("{name}.{}", value.node.value.node), "value"));
        }
        TypeKind::InputObject(input) => {
            put(name.to_string(), "input");
            input.fields.iter().for_each(|field| {
                put(
                    format!("{name}.{}", field.node.name.node),
                    &field.node.ty.node.to_string(),
                )
            });
        }
    }
}

fn implements(name: &Name, interfaces: &[Positioned<Name>], put: &mut impl FnMut(String, &str)) {
    interfaces
        .iter()
        .for_each(|interface| put(format!("{name} implements {}", interface.node), ""));
}

fn fields(name: &Name, fields: &[Positioned<FieldDefinition>], put: &mut impl FnMut(String, &str)) {
    for field in fields {
        let field = &field.node;
        put(format!("{name}.{}", field.name.node), &field.ty.node.to_string());
        for argument in &field.arguments {
            let argument = &argument.node;
            let default = argument
                .default_value
                .as_ref()
                .map(|value| format!(" = {}", value.node));
            let shape = format!("{}{}", argument.ty.node, default.unwrap_or_default());
            put(
                format!("{name}.{}({})", field.name.node, argument.name.node),
                &shape,
            );
        }
    }
}

fn comes_later(what: &str) -> bool {
    LATER.iter().any(|later| {
        what.strip_prefix(later)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(', ' ']))
    })
}

#[test]
fn every_shape_that_was_agreed_is_there() {
    let agreed = shapes(include_str!("agreed.graphql"));
    let ours = shapes(&schemas::audience_sdl());
    let differs = |(what, shape): &(&String, &String)| !comes_later(what) && ours.get(*what) != Some(shape);
    let missing: Vec<String> = agreed
        .iter()
        .filter(differs)
        .map(|(what, shape)| format!("{what}: {shape}, but it is {:?}", ours.get(what)))
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(agreed.len() > 100, "this is not what was agreed");
}

/// New arguments must be ones that apps may leave out.
#[test]
fn what_was_added_breaks_no_app() {
    let agreed = shapes(include_str!("agreed.graphql"));
    let ours = shapes(&schemas::audience_sdl());
    let added: BTreeSet<&String> = ours.keys().filter(|what| !agreed.contains_key(*what)).collect();
    let wanted = added
        .iter()
        .filter(|what| what.contains('(') && ours[**what].ends_with('!'));
    assert_eq!(wanted.collect::<Vec<_>>(), Vec::<&&String>::new());
    for name in agreed.keys().filter(|what| comes_later(what)) {
        assert!(
            !ours.contains_key(name),
            "{name} is there now: take it off the list of what comes later"
        );
    }
}
