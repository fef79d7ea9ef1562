//! Writes the tar. Blocking: runs on a thread of its own, fed through a channel of a few pages.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::sync::Arc;

use anyhow::{Context, Result};
use aws_lc_rs::digest::{self, SHA256};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::sync::mpsc;

use super::{Content, MANIFEST, Manifest, README};

pub(super) enum Piece {
    /// Begins a file; its name without `.jsonl`.
    Begin(&'static str),
    /// Lines, and how many they are.
    Lines(Vec<u8>, u64),
    End,
    /// All is said.
    Finish(Arc<Manifest>),
}

struct Open {
    name: String,
    rows: u64,
    bytes: u64,
    hash: digest::Context,
}

struct Packer {
    tar: tar::Builder<GzEncoder<BufWriter<File>>>,
    scratch: File,
    moment: u64,
    open: Option<Open>,
    files: Vec<Content>,
}

pub(super) fn run(
    out: File,
    scratch: File,
    moment: DateTime<Utc>,
    mut pieces: mpsc::Receiver<Piece>,
) -> Result<Manifest> {
    let gz = GzEncoder::new(BufWriter::new(out), Compression::default());
    let mut packer = Packer {
        tar: tar::Builder::new(gz),
        scratch,
        moment: u64::try_from(moment.timestamp()).unwrap_or_default(),
        open: None,
        files: Vec::new(),
    };
    packer.add("README.md", README.as_bytes())?;
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::Begin(name) => packer.begin(name)?,
            Piece::Lines(text, rows) => packer.lines(&text, rows)?,
            Piece::End => packer.end()?,
            Piece::Finish(manifest) => return packer.finish(&manifest),
        }
    }
    anyhow::bail!("the data could not be read to its end")
}

impl Packer {
    fn header(&self, bytes: u64) -> tar::Header {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(self.moment);
        header
    }

    fn add(&mut self, name: &str, text: &[u8]) -> Result<()> {
        let mut header = self.header(text.len() as u64);
        self.tar
            .append_data(&mut header, name, text)
            .context("the archive can't be written")
    }

    fn begin(&mut self, name: &str) -> Result<()> {
        self.scratch.set_len(0)?;
        self.scratch.seek(SeekFrom::Start(0))?;
        self.open = Some(Open {
            name: format!("{name}.jsonl"),
            rows: 0,
            bytes: 0,
            hash: digest::Context::new(&SHA256),
        });
        Ok(())
    }

    fn lines(&mut self, text: &[u8], rows: u64) -> Result<()> {
        let open = self.open.as_mut().context("lines of no file")?;
        open.rows += rows;
        open.bytes += text.len() as u64;
        open.hash.update(text);
        self.scratch
            .write_all(text)
            .context("the scratch file can't be written")
    }

    fn end(&mut self) -> Result<()> {
        let open = self.open.take().context("the end of no file")?;
        self.scratch.seek(SeekFrom::Start(0))?;
        let mut header = self.header(open.bytes);
        self.tar
            .append_data(&mut header, &open.name, &self.scratch)
            .context("the archive can't be written")?;
        self.files.push(Content {
            name: open.name,
            rows: open.rows,
            bytes: open.bytes,
            sha256: HEXLOWER.encode(open.hash.finish().as_ref()),
        });
        Ok(())
    }

    fn finish(mut self, manifest: &Manifest) -> Result<Manifest> {
        let manifest = Manifest {
            files: std::mem::take(&mut self.files),
            ..manifest.clone()
        };
        self.add(MANIFEST, &serde_json::to_vec_pretty(&manifest)?)?;
        let out = self.tar.into_inner()?.finish()?;
        let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all().context("the archive can't be written")?;
        Ok(manifest)
    }
}
