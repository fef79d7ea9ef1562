//! Outcomes that several nouns share.

use async_graphql::Enum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum TransitionOutcome {
    Done,
    IllegalTransition,
    Incomplete,
    NotFound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DeleteOutcome {
    Deleted,
    NotFound,
    Frozen,
    LastOwner,
}

#[derive(async_graphql::SimpleObject)]
pub struct DeletePayload {
    pub outcome: DeleteOutcome,
}
