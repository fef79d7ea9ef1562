//! One keep-alive connection that never blocks: a request goes out, an answer comes in.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use super::reply::{self, Reply};

#[derive(Default)]
pub struct Socket {
    stream: Option<TcpStream>,
    /// What the connection has still to take, from `sent` on.
    pub out: Vec<u8>,
    sent: usize,
    /// Of an answer that did not come in one piece.
    part: Vec<u8>,
}

impl Socket {
    /// It says so when it can be written to.
    pub fn open(&mut self, to: SocketAddr, registry: &Registry, token: Token) -> io::Result<()> {
        let mut stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        self.stream = Some(stream);
        Ok(())
    }

    /// Sends what stands in `out`, on a new connection if there is none.
    pub fn send(&mut self, to: SocketAddr, registry: &Registry, token: Token) -> io::Result<()> {
        self.sent = 0;
        self.part.clear();
        if self.stream.is_none() {
            return self.open(to, registry, token);
        }
        self.flush()
    }

    /// Goes on sending.
    pub fn flush(&mut self) -> io::Result<()> {
        let Some(stream) = &mut self.stream else {
            return Err(ErrorKind::NotConnected.into());
        };
        while self.sent < self.out.len() {
            match stream.write(&self.out[self.sent..]) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(more) => self.sent += more,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => {
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what is there. `whole` is told of the answer when it is complete.
    pub fn receive(&mut self, scratch: &mut [u8], whole: impl FnOnce(&Reply, &[u8])) -> io::Result<bool> {
        loop {
            let Some(stream) = &mut self.stream else {
                return Err(ErrorKind::NotConnected.into());
            };
            let got = match stream.read(scratch) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(got) => got,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => {
                    return Ok(false);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let bytes = match self.part.is_empty() {
                true => &scratch[..got],
                false => {
                    self.part.extend_from_slice(&scratch[..got]);
                    &self.part[..]
                }
            };
            match reply::parse(bytes).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))? {
                Some(reply) => {
                    whole(&reply, bytes);
                    if reply.closes {
                        self.stream = None;
                    }
                    return Ok(true);
                }
                None if self.part.is_empty() => self.part.extend_from_slice(&scratch[..got]),
                None => {}
            }
        }
    }

    pub fn close(&mut self) {
        self.stream = None;
    }
}
