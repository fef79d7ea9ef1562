//! The two names of a tenant: the id that rows and keys carry, the slug that people and addresses use.

use std::fmt;

use uuid::Uuid;

/// What rows and hot keys carry. Made once, when the tenant is first applied, and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantId(Uuid);

impl TenantId {
    #[must_use]
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// 2 to 32 of `a-z 0-9 -`, beginning with a letter: safe in addresses, file names and tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(Box<str>);

impl Slug {
    /// Names that would collide with files or routes of the platform itself.
    const RESERVED: [&str; 4] = ["control", "platform", "assets", "api"];

    /// # Errors
    /// Says what a slug is made of.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let long_enough = (2..=32).contains(&text.len());
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let starts_well = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && !text.ends_with('-');
        if !(long_enough && plain && starts_well) {
            return Err("a slug is 2 to 32 of a-z, 0-9 and -, beginning with a letter");
        }
        if Self::RESERVED.contains(&text) {
            return Err("this slug is reserved for the platform");
        }
        Ok(Self(text.into()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
