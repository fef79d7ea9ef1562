//! Many viewers' tokens in one piece of memory.

/// In the order of the viewers' numbers.
#[derive(Default)]
pub struct Tokens {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Tokens {
    /// As long as real ones, for a server that reads none.
    pub fn of_strangers(count: usize) -> Self {
        let mut tokens = Self::default();
        (0..count).for_each(|number| tokens.push(&format!("{number:0>350}")));
        tokens
    }

    pub fn push(&mut self, token: &str) {
        self.text.extend_from_slice(token.as_bytes());
        self.ends.push(self.text.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// That of `viewer`, who must be one of them.
    pub fn get(&self, viewer: usize) -> &[u8] {
        let start = match viewer {
            0 => 0,
            _ => self.ends[viewer - 1],
        };
        &self.text[start..self.ends[viewer]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_viewer_has_its_own() {
        let mut tokens = Tokens::default();
        assert!(tokens.is_empty());
        for token in ["a", "", "bc"] {
            tokens.push(token);
        }
        let all: Vec<_> = (0..tokens.len()).map(|viewer| tokens.get(viewer)).collect();
        assert_eq!(all, [&b"a"[..], b"", b"bc"]);
    }
}
