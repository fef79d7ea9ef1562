//! A request that is ready but for whose it is: everything around the token is bytes already.

use crate::address::Address;

const AFTER_TOKEN: &[u8] = b"\r\n\r\n";

/// The same for every viewer.
#[derive(Debug, Clone)]
pub struct Request {
    /// Up to `Authorization: Bearer `.
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    /// `POST path`, with the headers that an app sends.
    pub fn post(address: &Address, path: &str, body: &[u8]) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nuser-agent: OvationLoad/1\r\n\
             accept: application/graphql-response+json\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nauthorization: Bearer ",
            address.authority(),
            body.len()
        );
        Self {
            head: head.into_bytes(),
            body: body.to_vec(),
        }
    }

    /// Writes it as the viewer of `token` sends it.
    pub fn write(&self, token: &[u8], out: &mut Vec<u8>) {
        let parts = [&self.head, token, AFTER_TOKEN, &self.body];
        out.reserve(parts.iter().map(|part| part.len()).sum());
        parts.iter().for_each(|part| out.extend_from_slice(part));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_whole() {
        let address = "http://127.0.0.1:8080".parse().unwrap();
        let mut out = Vec::new();
        Request::post(&address, "/graphql", b"{}").write(b"abc", &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n"),
            "{text}"
        );
        assert!(text.contains("\r\ncontent-length: 2\r\n"), "{text}");
        assert!(
            text.ends_with("\r\nauthorization: Bearer abc\r\n\r\n{}"),
            "{text}"
        );
    }
}
