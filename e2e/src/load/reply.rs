//! An HTTP/1.1 answer, read for what load wants to know: its status, its body, and whether the connection stays.

use std::ops::Range;
use std::time::Duration;

/// More than any answer of the two APIs.
const HEAD_BYTES_MAX: usize = 64 * 1024;
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
const MILLISECONDS: &[u8] = b"\"retryAfterMs\":";

/// One whole answer in a buffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub head: Range<usize>,
    pub body: Range<usize>,
    /// The server is about to close the connection.
    pub closes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer that is no HTTP/1.1 with a content-length")]
pub struct Malformed;

/// `None`: there is more to come.
///
/// # Errors
/// What isn't an answer, or one of a form that Ovation never sends.
pub fn parse(buffer: &[u8]) -> Result<Option<Reply>, Malformed> {
    let Some(head) = memchr::memmem::find(buffer, b"\r\n\r\n") else {
        return match buffer.len() {
            0..=HEAD_BYTES_MAX => Ok(None),
            _ => Err(Malformed),
        };
    };
    if head < 12 || !buffer.starts_with(b"HTTP/1.") {
        return Err(Malformed);
    }
    let status = number(&buffer[9..12]).ok_or(Malformed)?;
    let (mut length, mut closes) = (None, buffer[7] == b'0');
    let mut rest = &buffer[..head];
    while let Some(end) = memchr::memchr(b'\n', rest) {
        rest = &rest[end + 1..];
        match rest.first() {
            Some(b'c' | b'C') => {}
            Some(b't' | b'T') if value(rest, b"transfer-encoding:").is_some() => return Err(Malformed),
            _ => continue,
        }
        if let Some(text) = value(rest, b"content-length:") {
            length = Some(number(text).ok_or(Malformed)?);
        } else if let Some(text) = value(rest, b"connection:") {
            closes |= text.eq_ignore_ascii_case(b"close");
        }
    }
    let length: usize = length.ok_or(Malformed)?;
    if length > BODY_BYTES_MAX {
        return Err(Malformed);
    }
    let body = head + 4..head + 4 + length;
    if buffer.len() < body.end {
        return Ok(None);
    }
    Ok(Some(Reply {
        status: u16::try_from(status).map_err(|_| Malformed)?,
        head: 0..head + 2,
        body,
        closes,
    }))
}

/// What the server asks for before the next try: to the millisecond where the body tells it, as it does to apps, since whole
/// seconds of the head would bring everybody back at once.
pub fn retry_after(reply: &Reply, bytes: &[u8]) -> Option<Duration> {
    let body = &bytes[reply.body.clone()];
    if let Some(at) = memchr::memmem::find(body, MILLISECONDS) {
        let text = &body[at + MILLISECONDS.len()..];
        let end = text.iter().position(|byte| !byte.is_ascii_digit())?;
        return Some(Duration::from_millis(number(&text[..end])? as u64));
    }
    let mut lines = bytes[reply.head.clone()].split(|byte| *byte == b'\n');
    let text = lines.find_map(|line| value(line, b"retry-after:"))?;
    Some(Duration::from_secs(number(text)? as u64))
}

/// What stands after `name` in the line that `text` begins with, without blanks.
fn value<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    if text.len() < name.len() || !text[..name.len()].eq_ignore_ascii_case(name) {
        return None;
    }
    let text = &text[name.len()..];
    let end = memchr::memchr(b'\r', text).unwrap_or(text.len());
    Some(text[..end].trim_ascii())
}

fn number(digits: &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for digit in digits {
        let digit = usize::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
        number = number.checked_mul(10)?.checked_add(digit)?;
    }
    (!digits.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_when_it_is_whole() {
        let text = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 5\r\nretry-after: 7\r\n\r\nhello";
        for end in 0..text.len() {
            assert_eq!(parse(&text[..end]), Ok(None), "{end}");
        }
        let reply = parse(text).unwrap().unwrap();
        assert_eq!(retry_after(&reply, text), Some(Duration::from_secs(7)));
        assert_eq!(
            (reply.status, &text[reply.body], reply.closes),
            (429, &b"hello"[..], false)
        );
    }

    #[test]
    fn milliseconds_of_the_body_come_before_seconds_of_the_head() {
        let body = br#"{"errors":[{"extensions":{"code":"OVERLOADED","retryAfterMs":731}}]}"#;
        let mut text = format!(
            "HTTP/1.1 503 X\r\nretry-after: 1\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        text.extend_from_slice(body);
        let reply = parse(&text).unwrap().unwrap();
        assert_eq!(retry_after(&reply, &text), Some(Duration::from_millis(731)));
    }

    #[test]
    fn a_connection_that_will_close_is_known() {
        for head in ["HTTP/1.1 200 OK\r\nconnection: Close", "HTTP/1.0 200 OK"] {
            let text = format!("{head}\r\ncontent-length: 0\r\n\r\n");
            assert!(parse(text.as_bytes()).unwrap().unwrap().closes, "{head}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 2x0 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "SSH-2.0-OpenSSH\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert_eq!(parse(text.as_bytes()), Err(Malformed), "{text}");
        }
    }
}
