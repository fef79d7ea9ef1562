//! What a request costs, in units of a small one.

/// So many of the document's fields (each once for each item of the lists it stands in) cost as much as the request itself:
/// measured, a field takes about 0.3 µs and a small request about 10.
const FIELDS: u64 = 32;

/// More is counted as this: one must fit in whatever the limit is.
const COST_MAX: u64 = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost(u64);

impl Cost {
    pub const SMALL: Self = Self(1);

    /// By what the guard has counted (`http/guard/cost`).
    #[must_use]
    pub fn of_document(fields: u64) -> Self {
        Self((1 + fields / FIELDS).min(COST_MAX))
    }

    pub(super) const fn of_units(units: u64) -> Self {
        Self(units)
    }

    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }
}
