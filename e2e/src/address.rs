//! Where the server is: always on this machine.
//!
//! A load client that can be pointed at a stranger is a weapon, so every other host is refused here, before
//! anything is resolved or connected.

use std::fmt;
use std::str::FromStr;

use hyper::Uri;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
}

#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    #[error("'{0}' is no URL such as http://127.0.0.1:8080")]
    Malformed(String),
    #[error("'{0}' is not on this machine: the load client connects to 127.0.0.1, localhost and [::1] only")]
    Elsewhere(String),
}

impl Address {
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `host:port`, for the `Host` header and for connecting.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}:{}", self.host, self.port)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let malformed = || AddressError::Malformed(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        let authority = uri.authority().ok_or_else(malformed)?;
        if uri.scheme_str() != Some("http") || !matches!(uri.path(), "" | "/") || text.contains('@') {
            return Err(malformed());
        }
        if !matches!(authority.host(), "127.0.0.1" | "localhost" | "[::1]") {
            return Err(AddressError::Elsewhere(authority.host().to_owned()));
        }
        let port = authority.port_u16().unwrap_or(80);
        Ok(Self {
            host: authority.host().to_owned(),
            port,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_accepted() {
        for url in [
            "http://127.0.0.1:8080",
            "http://localhost:1/",
            "http://[::1]:65535",
        ] {
            assert!(url.parse::<Address>().is_ok(), "{url}");
        }
        assert_eq!(
            "http://127.0.0.1:8080".parse::<Address>().unwrap().authority(),
            "127.0.0.1:8080"
        );
    }

    #[test]
    fn every_other_host_is_refused() {
        for url in [
            "http://example.org:80",
            "http://127.0.0.1.example.org",
            "http://10.0.0.1:80",
            "http://localhost@example.org/",
            "http://example.org@localhost/",
            "https://127.0.0.1:8080",
            "http://127.0.0.1:8080/graphql",
            "127.0.0.1:8080",
            "",
        ] {
            assert!(url.parse::<Address>().is_err(), "{url}");
        }
    }
}
