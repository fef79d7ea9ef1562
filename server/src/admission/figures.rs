//! What an operator is shown of it.

/// How it stands now, and what it has done since the node began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Units of cost.
    pub limit: u64,
    pub in_flight: u64,
    pub waiting: u64,
    pub counts: Vec<Count>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// A tenant's slug, or `platform`.
    pub tenant: String,
    pub class: &'static str,
    pub result: &'static str,
    pub count: u64,
}
