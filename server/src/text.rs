//! Words that people type, checked where they come in.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::{Error, Result};

/// Trimmed, in NFC, 1 to `max` characters as a reader counts them, without control characters.
///
/// # Errors
/// `BAD_USER_INPUT` on `field`.
pub fn line(field: &str, text: &str, max: usize) -> Result<String> {
    let text: String = text.trim().nfc().collect();
    if text.is_empty() {
        return Err(Error::bad_input(field, "is empty"));
    }
    if text.chars().any(is_unprintable) {
        return Err(Error::bad_input(field, "has control characters in it"));
    }
    if is_longer(&text, max) {
        return Err(Error::bad_input(
            field,
            format!("is longer than {max} characters"),
        ));
    }
    Ok(text)
}

/// Whether a reader would count more than `max` characters. Looks no further than it must.
#[must_use]
pub fn is_longer(text: &str, max: usize) -> bool {
    text.graphemes(true).nth(max).is_some()
}

/// Control characters, and those that turn the direction of the text around them.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An `https` address.
///
/// # Errors
/// `BAD_USER_INPUT` on `field`.
pub fn https(field: &str, address: Option<String>) -> Result<Option<String>> {
    let Some(address) = address.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let fine = address.len() <= 2048
        && url::Url::parse(&address).is_ok_and(|u| u.scheme() == "https" && u.has_host());
    if fine {
        Ok(Some(address))
    } else {
        Err(Error::bad_input(field, "an https:// address is wanted"))
    }
}
