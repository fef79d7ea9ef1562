//! The twin of an id or a word: of the same form to the last letter, and of nothing. What is asked with the one is asked
//! with the other.

use data_encoding::BASE64URL_NOPAD;

/// Letters of an id; the last of its 26 has two spare bits, which are zero. A grant's has 13 more for its slot.
const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
const LAST_LETTERS: &[u8] = b"048cgkos";
const HEX: &[u8] = b"0123456789abcdef";
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";

fn turn(letter: u8, alphabet: &[u8], by: usize) -> Option<u8> {
    let place = alphabet.iter().position(|one| *one == letter)?;
    alphabet.get((place + by) % alphabet.len()).copied()
}

fn turned(text: &str, by: usize, alphabets: &[&[u8]]) -> String {
    let letter = |letter: u8| {
        alphabets
            .iter()
            .find_map(|alphabet| turn(letter, alphabet, by))
            .unwrap_or(letter)
    };
    let bytes: Vec<u8> = text.bytes().map(letter).collect();
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// As of `camp_…`: its kind.
pub fn kind_of(text: &str) -> Option<&str> {
    let (kind, rest) = text.split_once('_')?;
    let is_id = matches!(rest.len(), 26 | 39) && rest.bytes().all(|letter| LETTERS.contains(&letter));
    let is_kind = !kind.is_empty() && kind.bytes().all(|letter| letter.is_ascii_lowercase());
    (is_id && is_kind).then_some(kind)
}

/// `number`: 1, or 2 for another one.
pub fn twin(text: &str, number: usize) -> String {
    let by = 4 * number + 1;
    if let Some(kind) = kind_of(text) {
        let (start, rest) = text[kind.len() + 1..].split_at(25);
        let start = turned(start, by, &[LETTERS]);
        let rest = match rest.len() {
            1 => turned(rest, by, &[LAST_LETTERS]),
            // The same slot, of another campaign.
            _ => rest.to_owned(),
        };
        return format!("{kind}_{start}{rest}");
    }
    if text.len() == 64 && text.bytes().all(|letter| HEX.contains(&letter)) {
        return turned(text, by, &[HEX]);
    }
    turned(text, by, &[LOWER, UPPER, DIGITS])
}

/// The next place to a cursor's, in the order of its list: nothing stands between the two.
pub fn twin_cursor(cursor: &str, number: usize) -> Option<String> {
    let mut key = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let last = key.last_mut().filter(|last| last.is_ascii_alphanumeric())?;
    *last = [HEX, LOWER, UPPER]
        .iter()
        .find_map(|alphabet| turn(*last, alphabet, number))?;
    Some(BASE64URL_NOPAD.encode(&key))
}

#[test]
fn a_twin_has_the_same_form_and_is_another() {
    for text in [
        "camp_05rabcdefghijklmnopqrstuv4",
        "grant_05rabcdefghijklmnopqrstuv40000000000000",
        "gala-2027",
        "Ann@example.org",
        &"0f".repeat(32),
    ] {
        let twins = [twin(text, 1), twin(text, 2)];
        assert!(
            twins[0] != twins[1] && !twins.contains(&text.to_owned()),
            "{twins:?}"
        );
        for twin in &twins {
            assert_eq!((twin.len(), kind_of(twin)), (text.len(), kind_of(text)));
        }
    }
    assert_eq!(kind_of("camp_short"), None);
    let cursor = BASE64URL_NOPAD.encode(b"1700/0199c1d0-aa9");
    assert_eq!(
        twin_cursor(&cursor, 1),
        Some(BASE64URL_NOPAD.encode(b"1700/0199c1d0-aaa"))
    );
}
