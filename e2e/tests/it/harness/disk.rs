//! A small disk that can be filled: a tmpfs, which only root may mount.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

pub struct Disk {
    path: PathBuf,
}

impl Disk {
    pub fn mount(folder: &Path, mib: u32) -> Result<Self> {
        // PostgreSQL's own user must be able to come in.
        run(Command::new("chmod").arg("755").arg(folder))?;
        let path = folder.join("disk");
        std::fs::create_dir(&path)?;
        let size = format!("size={mib}m,mode=755");
        run(Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "ovation-test"])
            .arg(&path))
        .context("a small disk is a tmpfs, which only root may mount")?;
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Not a byte more fits.
    pub fn fill(&self) -> Result<()> {
        let mut ballast = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.ballast())?;
        for size in [1 << 20, 4096, 512, 1] {
            let block = vec![0xA5; size];
            while ballast.write_all(&block).is_ok() {}
        }
        Ok(())
    }

    pub fn make_room(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.ballast())?)
    }

    fn ballast(&self) -> PathBuf {
        self.path.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Err(error) = run(Command::new("umount").arg("--lazy").arg(&self.path)) {
            println!("{error:#}");
        }
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{command:?}: {said}");
    Ok(())
}
