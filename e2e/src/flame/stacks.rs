//! Samples put together: a tree of functions, each with how often it was seen on its caller.

use std::collections::BTreeMap;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Samples in which it was on the stack.
    pub samples: u64,
    pub calls: BTreeMap<String, Frame>,
}

impl Frame {
    /// All samples of `perf script`, under one root.
    pub fn read(script: &str) -> Self {
        let mut root = Self::default();
        for sample in script.split("\n\n") {
            // The first line says who and when; then the stack, the innermost function first.
            let stack: Vec<&str> = sample
                .trim_start_matches('\n')
                .lines()
                .skip(1)
                .filter_map(function)
                .collect();
            if !stack.is_empty() {
                root.add(stack.into_iter().rev());
            }
        }
        root
    }

    fn add<'a>(&mut self, stack: impl Iterator<Item = &'a str>) {
        let mut frame = self;
        frame.samples += 1;
        for name in stack {
            frame = frame.calls.entry(name.to_owned()).or_default();
            frame.samples += 1;
        }
    }

    /// How many frames lie above this one at the highest.
    pub fn height(&self) -> usize {
        self.calls
            .values()
            .map(|call| 1 + call.height())
            .max()
            .unwrap_or(0)
    }
}

/// `   55d0 core::fmt::write::h0123456789abcdef+0x12 (/path/ovation)` → `core::fmt::write`
fn function(line: &str) -> Option<&str> {
    let (_, rest) = line.trim_start().split_once(' ')?;
    let name = rest.rsplit_once(" (").map_or(rest, |(name, _)| name);
    let name = name.rsplit_once("+0x").map_or(name, |(name, _)| name);
    let is_hash = |hash: &str| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    match name.rsplit_once("::h") {
        Some((name, hash)) if is_hash(hash) => Some(name),
        _ => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "ovation 7 1.0: 1 cpu-clock:\n\t55d0 inner::h0123456789abcdef+0x12 (/bin/ovation)\n\
        \t66 outer<A (B)>+0x1 (/bin/ovation)\n\novation 7 1.1: 1 cpu-clock:\n\t77 [unknown] (/lib/libc.so)\n\
        \t66 outer<A (B)>+0x9 (/bin/ovation)\n\n";

    #[test]
    fn callers_are_below_what_they_call() {
        let root = Frame::read(SCRIPT);
        assert_eq!((root.samples, root.height()), (2, 2));
        let outer = &root.calls["outer<A (B)>"];
        assert_eq!(outer.samples, 2);
        assert_eq!(outer.calls.keys().collect::<Vec<_>>(), ["[unknown]", "inner"]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(Frame::read(""), Frame::default());
    }
}
