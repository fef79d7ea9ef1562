//! One server under test, as `infra/dev/bench` has left it in a folder: `url`, `pid`, and what is needed to use it.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::address::Address;
use crate::load::Tokens;
use crate::ovation::Ovation;

pub const CHANNEL: &str = "bench";

pub struct Contender {
    pub name: String,
    pub address: Address,
    pub pid: u32,
    folder: PathBuf,
}

impl Contender {
    /// `None`: it does not take part.
    ///
    /// # Errors
    /// When what stands in the folder is not readable.
    pub fn find(site: &Path, name: &str) -> Result<Option<Self>> {
        let folder = site.join(name);
        if !folder.join("pid").exists() {
            return Ok(None);
        }
        let read = |file: &str| {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string());
            text.map(|text| text.trim().to_owned())
        };
        Ok(Some(Self {
            name: name.to_owned(),
            address: read("url")?.parse()?,
            pid: read("pid")?.parse()?,
            folder,
        }))
    }

    /// # Errors
    /// Never for an address of this machine.
    pub fn socket(&self) -> Result<SocketAddr> {
        let mut found = self.address.authority().to_socket_addrs()?;
        found.next().context("an address without a socket")
    }

    /// The command line, which finds this server's data by the settings in `env`.
    ///
    /// # Errors
    /// When there are none.
    pub fn ovation(&self, binary: PathBuf) -> Result<Ovation> {
        let path = self.folder.join("env");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        let env = pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        Ok(Ovation { binary, env })
    }

    /// Those that a server without an `ovation` has made for itself, one a line.
    ///
    /// # Errors
    /// When there are none.
    pub fn tokens(&self) -> Result<Tokens> {
        let path = self.folder.join("tokens");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut tokens = Tokens::default();
        text.lines().for_each(|line| tokens.push(line));
        Ok(tokens)
    }
}
