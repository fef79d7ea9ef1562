//! Money at the boundary: decimals in strings.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use tenants::{Currency, format_minor, parse_minor};

use crate::error::{Error, Result};

/// A decimal in a string, such as "1.88"; never a float.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(pub String);

/// A decimal in a string, such as "1.88"; never a float.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::custom("a decimal is a string, such as \"1.88\"")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl Decimal {
    #[must_use]
    pub fn of_minor(minor: i64, currency: Currency) -> Self {
        Self(format_minor(minor, currency))
    }

    /// In minor units of the currency.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` on what is no amount in this currency.
    pub fn minor(&self, field: &str, currency: Currency) -> Result<i64> {
        parse_minor(&self.0, currency).map_err(|error| Error::money(field, &error))
    }
}

#[derive(Clone, Debug, SimpleObject)]
pub struct Money {
    pub amount: Decimal,
    /// ISO 4217, such as CNY.
    pub currency: &'static str,
}

impl Money {
    #[must_use]
    pub fn of_minor(minor: i64, currency: Currency) -> Self {
        Self {
            amount: Decimal::of_minor(minor, currency),
            currency: currency.code(),
        }
    }
}
