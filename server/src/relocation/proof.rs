//! That two databases hold the same of a channel: table by table, how many rows, and one hash of them all.
//!
//! The hash of a table is the sum, modulo 2^256, of the SHA-256 of each row's JSON. So it does not depend on the order, which
//! two databases need not agree on (text is sorted by each one's own locale), and can be made a page at a time.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use tenants::{Owner, TenantId};

use crate::error::Result;
use crate::table::{self, DATA, Row, Table};

const PAGE: u32 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub table: String,
    pub rows: u64,
    pub sha256: String,
}

#[derive(Default)]
struct Sum {
    rows: u64,
    sum: [u8; 32],
}

impl Sum {
    fn add(&mut self, table: &Table, row: &Row) {
        let json = serde_json::Value::Object(table.json(row)).to_string();
        let hash = digest(&SHA256, json.as_bytes());
        let mut carry = 0;
        for (place, byte) in self.sum.iter_mut().zip(hash.as_ref()).rev() {
            let total = u16::from(*place) + u16::from(*byte) + carry;
            *place = total.to_le_bytes()[0];
            carry = total >> 8;
        }
        self.rows += 1;
    }
}

/// Of everything that is there of the tenant.
pub(super) async fn of(owner: &Owner, tenant: TenantId) -> Result<Vec<Counted>> {
    let tx = owner.begin(tenant).await?;
    let mut counted = Vec::with_capacity(DATA.len());
    for table in DATA {
        let (mut sum, mut after) = (Sum::default(), None);
        loop {
            let rows = table::page(&tx, table, after, PAGE).await?;
            let Some(last) = rows.last() else { break };
            after = Some(table.key_of(last));
            rows.iter().for_each(|row| sum.add(table, row));
        }
        counted.push(Counted {
            table: table.name.to_owned(),
            rows: sum.rows,
            sha256: HEXLOWER.encode(&sum.sum),
        });
    }
    Ok(counted)
}

/// The tables that are not the same on both sides.
pub(super) fn differing(one: &[Counted], other: &[Counted]) -> Vec<String> {
    let pairs = one.iter().zip(other);
    let differing = pairs.filter(|(one, other)| one != other);
    differing
        .map(|(one, other)| format!("{}: {} rows here, {} there", one.table, one.rows, other.rows))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Cell;

    fn row(id: u128, text: &str) -> Row {
        let table = &DATA[0];
        let cells = table.columns.iter().map(|column| match column.name {
            "id" => Cell::Uuid(Some(uuid::Uuid::from_u128(id))),
            _ => Cell::Text(Some(text.to_owned())),
        });
        Row(cells.collect())
    }

    fn sum(rows: &[Row]) -> String {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(&DATA[0], row));
        HEXLOWER.encode(&sum.sum)
    }

    #[test]
    fn the_order_does_not_matter_and_every_byte_does() {
        let rows: Vec<Row> = (0..100).map(|id| row(id, "晚会")).collect();
        let mut turned = rows.clone();
        turned.reverse();
        assert_eq!(sum(&rows), sum(&turned));
        turned[7] = row(92, "晚会 ");
        assert_ne!(sum(&rows), sum(&turned));
        assert_ne!(sum(&rows), sum(&rows[1..]));
    }
}
