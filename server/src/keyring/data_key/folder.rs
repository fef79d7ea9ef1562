//! Data keys as files, one a tenant, in a folder that no backup of the databases holds.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tenants::TenantId;

fn path(folder: &Path, tenant: TenantId) -> PathBuf {
    folder.join(format!("{tenant}.key"))
}

pub(super) fn read(folder: &Path, tenant: TenantId) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path(folder, tenant)) {
        Ok(sealed) => Ok(Some(sealed)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first one to come stays, whole and on disk.
pub(super) fn insert(folder: &Path, tenant: TenantId, name: &str, sealed: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!("{tenant}.{name}.new"));
    let mut file = File::create_new(&draft)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path(folder, tenant));
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder)?.sync_all(),
    }
}

pub(super) fn delete(folder: &Path, tenant: TenantId) -> io::Result<()> {
    match fs::remove_file(path(folder, tenant)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => File::open(folder)?.sync_all(),
    }
}
