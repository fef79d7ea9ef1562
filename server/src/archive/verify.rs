//! Whether an archive is whole: recounts and rehashes every file. Needs nothing but the archive.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use anyhow::{Context, Result, bail, ensure};
use aws_lc_rs::digest::{self, SHA256};
use data_encoding::HEXLOWER;
use flate2::read::GzDecoder;

use super::{Content, FORMAT, MANIFEST, Manifest, VERSION};

const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// Gives back the manifest of an archive in which everything is as it says.
///
/// # Errors
/// One sentence that says what is not, or that this is no such archive.
pub fn verify(archive: impl Read) -> Result<Manifest> {
    let mut tar = tar::Archive::new(GzDecoder::new(archive));
    let (mut found, mut manifest) = (BTreeMap::new(), None);
    for entry in tar.entries().context("this is no export")? {
        let entry = entry.context("the archive is cut short or damaged")?;
        let name = entry.path()?.to_string_lossy().into_owned();
        if name == MANIFEST {
            let text = std::io::read_to_string(entry.take(MANIFEST_BYTES_MAX))?;
            let read: Manifest = serde_json::from_str(&text).context("the manifest can't be read")?;
            manifest = Some(read);
        } else if name.ends_with(".jsonl") {
            let content = content(&name, entry)?;
            ensure!(
                found.insert(name.clone(), content).is_none(),
                "{name} is there twice"
            );
        }
    }
    let manifest = manifest.context("there is no manifest")?;
    ensure!(
        manifest.format == FORMAT && manifest.version == VERSION,
        "an export of another format: {} {}",
        manifest.format,
        manifest.version
    );
    for promised in &manifest.files {
        match found.remove(&promised.name) {
            None => bail!("{} is missing", promised.name),
            Some(content) if content != *promised => bail!(
                "{} has {} rows in {} bytes that are not the {} rows in {} bytes of the manifest",
                promised.name,
                content.rows,
                content.bytes,
                promised.rows,
                promised.bytes
            ),
            Some(_) => {}
        }
    }
    if let Some(name) = found.keys().next() {
        bail!("{name} is not in the manifest");
    }
    Ok(manifest)
}

fn content(name: &str, file: impl Read) -> Result<Content> {
    let (mut hash, mut rows, mut bytes) = (digest::Context::new(&SHA256), 0, 0);
    let (mut file, mut line) = (BufReader::new(file), Vec::new());
    loop {
        line.clear();
        let read = file
            .read_until(b'\n', &mut line)
            .context("the archive is cut short or damaged")?;
        if read == 0 {
            break;
        }
        rows += 1;
        bytes += read as u64;
        hash.update(&line);
        serde_json::from_slice::<serde::de::IgnoredAny>(&line)
            .with_context(|| format!("line {rows} of {name} is no JSON"))?;
    }
    Ok(Content {
        name: name.to_owned(),
        rows,
        bytes,
        sha256: HEXLOWER.encode(hash.finish().as_ref()),
    })
}
