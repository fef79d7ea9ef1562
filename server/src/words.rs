//! What a viewer's id and nickname are made of.

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};
use crate::text;

/// What the pseudonym of an erased viewer begins with.
pub const ERASED: &str = "erased:";

const NICKNAME_CHARS_MAX: usize = 32;

/// The channel's own id of a viewer: opaque, 1 to 128 bytes.
///
/// # Errors
/// `BAD_USER_INPUT`.
pub fn check_id<'a>(id: &'a str, field: &str) -> Result<&'a str> {
    if id.starts_with(ERASED) {
        Err(Error::bad_input(field, "what begins with erased: is nobody's id"))
    } else if (1..=128).contains(&id.len()) && !id.contains(char::is_control) {
        Ok(id)
    } else {
        Err(Error::bad_input(
            field,
            "a viewer's id is 1 to 128 bytes without control characters",
        ))
    }
}

/// As other viewers see it: composed (NFC), without blanks at its ends, and nothing in it that would turn or hide the
/// text around it.
///
/// # Errors
/// `BAD_USER_INPUT`.
pub fn parse_nickname(given: &str, field: &str) -> Result<String> {
    let wrong = || {
        Error::bad_input(
            field,
            format!("a nickname is 1 to {NICKNAME_CHARS_MAX} characters on one line"),
        )
    };
    // Before normalising: a huge text is refused by its length.
    if given.len() > NICKNAME_CHARS_MAX * 16 {
        return Err(wrong());
    }
    let composed: String = given.nfc().collect();
    let nickname = composed.trim();
    let visible = nickname.chars().any(|c| !is_invisible(c));
    let fine = (1..=NICKNAME_CHARS_MAX).contains(&nickname.chars().count())
        && visible
        && !nickname.contains(|c: char| text::is_unprintable(c) || breaks_line(c));
    if fine {
        Ok(nickname.to_owned())
    } else {
        Err(wrong())
    }
}

/// Beyond what no line of ours may have: separators that end a line, and a mark that turns letters.
const fn breaks_line(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{2028}' | '\u{2029}')
}

/// As [`parse_nickname`], of somebody whom we can't ask for a better one: what is too long is cut, and what is no nickname
/// at all is this word.
#[must_use]
pub fn nickname_or(given: Option<&str>, otherwise: &str) -> String {
    let cut: String = given
        .unwrap_or_default()
        .trim()
        .chars()
        .take(NICKNAME_CHARS_MAX)
        .collect();
    parse_nickname(&cut, "nickname").unwrap_or_else(|_| otherwise.to_owned())
}

/// Joiners are part of many emoji and scripts; alone they are no name.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{180E}'
        | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_composed_and_trimmed() {
        assert_eq!(parse_nickname("  小明 ", "n").unwrap(), "小明");
        assert_eq!(parse_nickname("e\u{301}", "n").unwrap(), "é");
        assert_eq!(parse_nickname("👨‍👩‍👧", "n").unwrap(), "👨‍👩‍👧");
        assert_eq!(parse_nickname(&"字".repeat(32), "n").unwrap().chars().count(), 32);
    }

    #[test]
    fn a_nickname_that_is_empty_long_or_turns_the_page_around_is_refused() {
        let long = "字".repeat(33);
        let huge = "a".repeat(100_000);
        for text in [
            "",
            "   ",
            "\u{200B}",
            "a\nb",
            "a\0b",
            "a\u{202E}b",
            "\u{2067}a",
            "a\u{2028}b",
            &long,
            &huge,
        ] {
            assert_eq!(
                parse_nickname(text, "n").map_err(|e| e.code()),
                Err("BAD_USER_INPUT"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn an_id_is_opaque_but_bounded() {
        for id in ["a", "{x}:*", "微信-1", &"x".repeat(128)] {
            assert_eq!(check_id(id, "id").unwrap(), id);
        }
        for id in ["", "a\0", "a\n", &"x".repeat(129)] {
            assert_eq!(
                check_id(id, "id").map_err(|e| e.code()),
                Err("BAD_USER_INPUT"),
                "{id:?}"
            );
        }
    }
}
