//! Copying a channel's rows, page by page in the order of each table's key. How far it is stands in the control plane after
//! each page, so that whoever goes on goes on there; a page that is there already is left as it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenants::{Owner, TenantId};

use crate::error::Result;
use crate::table::{self, Cell, DATA, Table};

const PAGE: u32 = 1_000;

/// The last row that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    table: String,
    key: Vec<Value>,
}

impl Place {
    /// Its table's place in the list, and the key. What can't be read is the beginning: nothing is lost by copying anew.
    fn of_json(json: Option<&Value>) -> (usize, Option<Vec<Cell>>) {
        let place = json.and_then(|json| serde_json::from_value::<Self>(json.clone()).ok());
        let known = place.and_then(|place| {
            let index = DATA.iter().position(|table| table.name == place.table)?;
            Some((index, DATA.get(index)?.key_of_json(&place.key)?))
        });
        known.map_or((0, None), |(index, key)| (index, Some(key)))
    }

    fn to_json(table: &Table, key: &[Cell]) -> Result<Value> {
        let place = Self {
            table: table.name.to_owned(),
            key: key.iter().map(Cell::to_json).collect(),
        };
        serde_json::to_value(place).map_err(crate::error::Error::internal)
    }
}

/// What is left, a page a call.
pub(super) struct Copying<'a> {
    pub(super) source: &'a Owner,
    pub(super) target: &'a Owner,
    pub(super) tenant: TenantId,
    table: usize,
    after: Option<Vec<Cell>>,
}

/// A page that has arrived.
pub(super) struct Arrived {
    pub(super) rows: usize,
    pub(super) table: &'static str,
    pub(super) at: Value,
}

impl<'a> Copying<'a> {
    pub(super) fn from(source: &'a Owner, target: &'a Owner, tenant: TenantId, at: Option<&Value>) -> Self {
        let (table, after) = Place::of_json(at);
        Self {
            source,
            target,
            tenant,
            table,
            after,
        }
    }

    /// None: everything has arrived.
    pub(super) async fn page(&mut self) -> Result<Option<Arrived>> {
        while let Some(table) = DATA.get(self.table) {
            let tx = self.source.begin(self.tenant).await?;
            let rows = table::page(&tx, table, self.after.clone(), PAGE).await?;
            drop(tx);
            let Some(last) = rows.last() else {
                (self.table, self.after) = (self.table + 1, None);
                continue;
            };
            let (key, count) = (table.key_of(last), rows.len());
            let tx = self.target.begin(self.tenant).await?;
            table::insert(&tx, table, rows).await?;
            tx.commit().await?;
            let at = Place::to_json(table, &key)?;
            self.after = Some(key);
            return Ok(Some(Arrived {
                rows: count,
                table: table.name,
                at,
            }));
        }
        Ok(None)
    }
}
