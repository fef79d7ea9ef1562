//! Amounts are integer minor units (fen) inside and decimals in strings outside. Never a float.

use iso_currency::Currency;
use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum MoneyError {
    #[error("an amount is digits with at most one point, such as 1.88")]
    NotADecimal,
    #[error("{0} has at most {1} decimals")]
    TooPrecise(&'static str, u16),
    #[error("the amount is too large")]
    TooLarge,
}

fn decimals(currency: Currency) -> u16 {
    currency.exponent().unwrap_or(0)
}

/// `"1.88"` in CNY is 188. Non-negative.
///
/// # Errors
/// Not a decimal, more decimals than the currency has, or above `i64::MAX` minor units.
pub fn parse_minor(text: &str, currency: Currency) -> Result<i64, MoneyError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let has_point = text.contains('.');
    if whole.is_empty() || !digits(whole) || !digits(fraction) || (has_point && fraction.is_empty()) {
        return Err(MoneyError::NotADecimal);
    }
    let places = decimals(currency);
    if fraction.len() > usize::from(places) {
        return Err(MoneyError::TooPrecise(currency.code(), places));
    }
    let padded = format!("{whole}{fraction:0<width$}", width = usize::from(places));
    padded.parse().map_err(|_| MoneyError::TooLarge)
}

/// 188 in CNY is `"1.88"`.
#[must_use]
pub fn format_minor(minor: i64, currency: Currency) -> String {
    let places = usize::from(decimals(currency));
    let sign = if minor < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_follow_the_currency() {
        assert_eq!(parse_minor("1.88", Currency::CNY), Ok(188));
        assert_eq!(parse_minor("1", Currency::CNY), Ok(100));
        assert_eq!(parse_minor("1.8", Currency::CNY), Ok(180));
        assert_eq!(parse_minor("500", Currency::JPY), Ok(500));
        assert_eq!(format_minor(5, Currency::CNY), "0.05");
        assert_eq!(format_minor(500, Currency::JPY), "500");
        assert_eq!(format_minor(i64::MIN, Currency::CNY), "-92233720368547758.08");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "１", " 1", "1.88 ",
        ] {
            assert_eq!(
                parse_minor(text, Currency::CNY),
                Err(MoneyError::NotADecimal),
                "{text:?}"
            );
        }
        assert_eq!(
            parse_minor("1.888", Currency::CNY),
            Err(MoneyError::TooPrecise("CNY", 2))
        );
        assert_eq!(
            parse_minor("92233720368547758.08", Currency::CNY),
            Err(MoneyError::TooLarge)
        );
    }
}
