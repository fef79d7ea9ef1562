//! What `perf script` writes on standard input, as a flame graph (SVG) on standard output. Its argument is the title.

use std::io::{Read, Write, stdin, stdout};

use e2e::flame::{Frame, svg};

fn main() -> std::io::Result<()> {
    let mut script = Vec::new();
    stdin().lock().read_to_end(&mut script)?;
    let root = Frame::read(&String::from_utf8_lossy(&script));
    if root.samples == 0 {
        return Err(std::io::Error::other(
            "no samples on standard input: is it what `perf script` writes?",
        ));
    }
    let title = std::env::args().nth(1).unwrap_or_default();
    stdout().write_all(svg(&root, &title).as_bytes())
}
