//! The data plane's tables as such: for what goes through all of a tenant's data without knowing what it means, which is
//! its export, its move and its end. Everything else asks the noun whose table it is.
//!
//! [`DATA`] is the one list. A test compares it with what the databases themselves say, so that a table or a column that
//! is missing here is found by name.

mod store;

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::BASE64;
use serde_json::{Map, Value};
use uuid::Uuid;

pub use store::{clear, count, insert, page};

#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The primary key without the tenant, in its order.
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Text,
    /// 32 bits.
    Small,
    /// 64 bits.
    Whole,
    Time,
    Json,
    Bytes,
}

/// What stands in one place of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Small(Option<i32>),
    Whole(Option<i64>),
    Time(Option<DateTime<Utc>>),
    Json(Option<Value>),
    Bytes(Option<Vec<u8>>),
}

/// In the order of [`Table::columns`].
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Cell>);

macro_rules! tables {
    ($($name:ident ($($key:ident),+) { $($column:ident: $kind:ident),+ $(,)? })+) => {
        &[$(Table {
            name: stringify!($name),
            key: &[$(stringify!($key)),+],
            columns: &[$(Column { name: stringify!($column), kind: Kind::$kind }),+],
        }),+]
    };
}

/// Parents before children. `fences` is not among them: it says where a tenant's data may be written, and is no part of it.
pub const DATA: &[Table] = tables! {
    shows (id) {
        id: Uuid, slug: Text, title: Text, status: Text, starts_at: Time, ends_at: Time, current_segment_id: Uuid,
        created_at: Time,
    }
    segments (id) {
        id: Uuid, show_id: Uuid, position: Small, title: Text, performers: Json, starts_at: Time,
    }
    campaigns (id) {
        id: Uuid, show_id: Uuid, kind: Text, title: Text, status: Text, settings: Json, epoch: Whole, seed: Bytes,
        prize_minor: Whole, opens_at: Time, closes_at: Time, opened_at: Time, closed_at: Time, drawn_at: Time,
        entries_digest: Text, shards: Whole, created_at: Time, updated_at: Time,
    }
    grants (campaign_id, slot) {
        campaign_id: Uuid, slot: Whole, viewer_id: Text, nickname: Text, money_minor: Whole, prize_id: Uuid,
        entry_number: Whole, status: Text, granted_at: Time,
    }
    entries (campaign_id, number) {
        campaign_id: Uuid, number: Whole, viewer_id: Text, nickname: Text, entered_at: Time, ticket: Text,
    }
    ballots (campaign_id, viewer_id) {
        campaign_id: Uuid, viewer_id: Text, choices: Whole, cast_at: Time,
    }
    comments (id) {
        id: Uuid, campaign_id: Uuid, segment_id: Uuid, viewer_id: Text, nickname: Text, client_id: Text, body: Text,
        status: Text, posted_at: Time,
    }
    activity (campaign_id, minute, node) {
        campaign_id: Uuid, minute: Time, node: Text, tries: Whole, money_minor: Whole, outcomes: Json, viewers: Bytes,
    }
    audit_outbox (id) {
        id: Uuid, at: Time, entry: Json,
    }
    erasures (pseudonym) {
        pseudonym: Text, viewer_id: Text, pending: Json, requested_at: Time, finished_at: Time,
    }
};

impl Cell {
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Uuid(cell) => cell.map(|id| id.to_string()).into(),
            Self::Text(cell) => cell.clone().into(),
            Self::Small(cell) => (*cell).into(),
            Self::Whole(cell) => (*cell).into(),
            Self::Time(cell) => cell
                .map(|time| time.to_rfc3339_opts(SecondsFormat::Micros, true))
                .into(),
            Self::Json(cell) => cell.clone().unwrap_or_default(),
            Self::Bytes(cell) => cell.as_ref().map(|bytes| BASE64.encode(bytes)).into(),
        }
    }
}

impl Kind {
    /// What [`Cell::to_json`] has made. None: this is no cell of this kind.
    #[must_use]
    pub fn cell(self, json: &Value) -> Option<Cell> {
        if json.is_null() && self != Self::Json {
            return None;
        }
        let text = || json.as_str();
        Some(match self {
            Self::Uuid => Cell::Uuid(Some(Uuid::try_parse(text()?).ok()?)),
            Self::Text => Cell::Text(Some(text()?.to_owned())),
            Self::Small => Cell::Small(Some(i32::try_from(json.as_i64()?).ok()?)),
            Self::Whole => Cell::Whole(Some(json.as_i64()?)),
            Self::Time => Cell::Time(Some(DateTime::parse_from_rfc3339(text()?).ok()?.to_utc())),
            Self::Json => Cell::Json(Some(json.clone())),
            Self::Bytes => Cell::Bytes(Some(BASE64.decode(text()?.as_bytes()).ok()?)),
        })
    }
}

impl Table {
    /// By column. The same row gives the same text on both databases: names are in the order of the alphabet.
    #[must_use]
    pub fn json(&self, row: &Row) -> Map<String, Value> {
        let names = self.columns.iter().map(|column| column.name.to_owned());
        names.zip(row.0.iter().map(Cell::to_json)).collect()
    }

    /// A key that [`Cell::to_json`] has made, column by column. None: this is no key of this table.
    #[must_use]
    pub fn key_of_json(&self, json: &[Value]) -> Option<Vec<Cell>> {
        if json.len() != self.key.len() {
            return None;
        }
        let columns = self.key.iter().map(|name| self.columns.get(self.place(name)?));
        columns
            .zip(json)
            .map(|(column, json)| column?.kind.cell(json))
            .collect()
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The row's key, to go on after.
    #[must_use]
    pub fn key_of(&self, row: &Row) -> Vec<Cell> {
        let places = self.key.iter().filter_map(|name| self.place(name));
        places.filter_map(|place| row.0.get(place).cloned()).collect()
    }
}
