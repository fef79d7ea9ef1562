//! One pass over the text: how many tokens, how deep the brackets. It need not know grammar, only what strings and
//! comments hide.

use super::Limits;

/// # Errors
/// What there is too much of.
pub fn scan(query: &str, limits: &Limits) -> Result<(), String> {
    let mut rest = query.as_bytes();
    let (mut tokens, mut deep) = (0usize, 0usize);
    while let Some((&first, after)) = rest.split_first() {
        rest = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip_while(after, |byte| !matches!(byte, b'\n' | b'\r'));
                continue;
            }
            b'"' => string(rest),
            b'{' | b'[' | b'(' => {
                deep += 1;
                after
            }
            b'}' | b']' | b')' => {
                deep = deep.saturating_sub(1);
                after
            }
            // A name or a number counts one, the dots of a spread three.
            byte if is_word(byte) => skip_while(after, is_word),
            _ => after,
        };
        tokens += 1;
        if tokens > limits.tokens_max {
            return Err(format!("more than {} tokens", limits.tokens_max));
        }
        if deep > limits.brackets_deep_max {
            return Err(format!("brackets more than {} deep", limits.brackets_deep_max));
        }
    }
    Ok(())
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte >= 0x80
}

fn skip_while(bytes: &[u8], fits: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !fits(*byte)).unwrap_or(bytes.len());
    bytes.get(end..).unwrap_or_default()
}

/// Past a string that begins here. One that never ends takes the rest along; the parser will say so.
fn string(bytes: &[u8]) -> &[u8] {
    if let Some(mut rest) = bytes.strip_prefix(br#"""""#) {
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(br#"""""#) {
                return after;
            }
            let step = if rest.starts_with(br#"\""""#) { 4 } else { 1 };
            rest = rest.get(step..).unwrap_or_default();
        }
        return rest;
    }
    let mut rest = bytes.get(1..).unwrap_or_default();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return after,
            // Ends here by the grammar: what follows is looked at again.
            b'\n' | b'\r' => return rest,
            b'\\' => after.get(1..).unwrap_or_default(),
            _ => after,
        };
    }
    rest
}
