//! Seals what must not lie in the record in the clear, under the platform's master key.
//!
//! AES-256-GCM under a key of its own for each purpose and context (HKDF-SHA-256 over the master key). Sealed text is
//! a version byte, the nonce, the ciphertext, the tag; it opens only where the purpose, context and name are the same.

use anyhow::{Context, Result, anyhow, bail};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use data_encoding::{BASE64, HEXLOWER};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::random::Random;
use crate::words::ERASED;

const VERSION: u8 = 1;
const SALT: &[u8] = b"ovation/master-key/1";
const DATA_KEY_SALT: &[u8] = b"ovation/data-key/1";

/// What a sealed text is for: a text of one purpose does not open as one of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SigningKey,
    /// A tenant's own key, under which the rest of the tenant's is sealed.
    DataKey,
    Response,
    /// Which viewer a guest's browser is: not secret, but not to be made up.
    Guest,
    /// What failed attempts to sign in are counted under.
    Attempt,
    /// That a member's password was right, until the code comes.
    Challenge,
    /// A member's second factor.
    Totp,
    /// The codes that stand in for a lost second factor.
    Recovery,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SigningKey => b"ovation/signing-key",
            Self::DataKey => b"ovation/data-key",
            Self::Response => b"ovation/idempotent-response",
            Self::Guest => b"ovation/guest",
            Self::Attempt => b"ovation/sign-in-attempt",
            Self::Challenge => b"ovation/sign-in-challenge",
            Self::Totp => b"ovation/totp",
            Self::Recovery => b"ovation/recovery-code",
        }
    }
}

/// Holds what is derived from the master key, never the key itself.
#[derive(Debug)]
pub struct Sealer {
    prk: Prk,
    random: Random,
}

impl Sealer {
    /// # Errors
    /// The master key is not 32 bytes in base64.
    pub fn new(master_key: &SecretString, random: Random) -> Result<Self> {
        let bytes = BASE64
            .decode(master_key.expose_secret().trim().as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| anyhow!("the master key is not base64: 32 random bytes in base64 are wanted"))?;
        if bytes.len() != 32 {
            bail!(
                "the master key has {} bytes: 32 random bytes in base64 are wanted",
                bytes.len()
            );
        }
        Ok(Self {
            prk: Salt::new(HKDF_SHA256, SALT).extract(&bytes),
            random,
        })
    }

    /// Under a tenant's own key.
    #[must_use]
    pub fn of_key(key: &[u8; 32], random: Random) -> Self {
        Self {
            prk: Salt::new(HKDF_SHA256, DATA_KEY_SALT).extract(key),
            random,
        }
    }

    /// What stands in the place of a name once it is erased: `erased:` and 32 characters. The same name gives the same
    /// one, so that counts stay exact; without the key nobody finds the name, not even by trying all that there are.
    ///
    /// # Errors
    /// A fault of the cipher.
    pub fn pseudonym(&self, name: &str) -> Result<String> {
        let mut key = Zeroizing::new([0; 32]);
        let info: [&[u8]; 1] = [b"ovation/pseudonym"];
        self.prk
            .expand(&info, HKDF_SHA256)
            .and_then(|okm| okm.fill(key.as_mut()))
            .map_err(|_| anyhow!("key derivation failed"))?;
        let key = hmac::Key::new(HMAC_SHA256, key.as_ref());
        let tag = hmac::sign(&key, name.as_bytes());
        Ok(format!("{ERASED}{}", HEXLOWER.encode(&tag.as_ref()[..16])))
    }

    /// Sixteen characters that follow from the master key, for demonstrations: the same every time, and never written down.
    ///
    /// # Errors
    /// A fault of the cipher.
    pub fn demo_password(&self) -> Result<String> {
        let mut bytes = [0; 32];
        let info: [&[u8]; 1] = [b"ovation/demo-password"];
        let okm = self
            .prk
            .expand(&info, HKDF_SHA256)
            .map_err(|_| anyhow!("key derivation failed"))?;
        okm.fill(&mut bytes)
            .map_err(|_| anyhow!("key derivation failed"))?;
        Ok(data_encoding::BASE32_DNSSEC.encode(&bytes[..10]))
    }

    fn key(&self, purpose: Purpose, context: &[u8]) -> Result<LessSafeKey> {
        let info = [purpose.label(), b"\0", context];
        let okm = self
            .prk
            .expand(&info, &AES_256_GCM)
            .map_err(|_| anyhow!("key derivation failed"))?;
        Ok(LessSafeKey::new(UnboundKey::from(okm)))
    }

    /// A keyed digest (HMAC-SHA-256): what lies in the record under it can't be guessed at with a copy of the record alone.
    ///
    /// # Errors
    /// A fault of the cipher.
    pub fn digest(&self, purpose: Purpose, context: &[u8], text: &[u8]) -> Result<Vec<u8>> {
        let info = [purpose.label(), b"\0digest\0", context];
        let okm = self
            .prk
            .expand(&info, HMAC_SHA256)
            .map_err(|_| anyhow!("key derivation failed"))?;
        Ok(hmac::sign(&hmac::Key::from(okm), text).as_ref().to_vec())
    }

    /// `name` says which text of this context it is.
    ///
    /// # Errors
    /// A fault of the cipher.
    pub fn seal(&self, purpose: Purpose, context: &[u8], name: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = self.random.bytes();
        let mut sealed = plain.to_vec();
        self.key(purpose, context)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(name), &mut sealed)
            .map_err(|_| anyhow!("sealing failed"))?;
        let mut text = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        text.push(VERSION);
        text.extend_from_slice(&nonce);
        text.extend_from_slice(&sealed);
        Ok(text)
    }

    /// # Errors
    /// It was sealed under another master key, for something else, or has been tampered with.
    pub fn open(
        &self,
        purpose: Purpose,
        context: &[u8],
        name: &[u8],
        text: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let (version, rest) = text.split_first().context("a sealed text is empty")?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE_LEN>()
            .context("a sealed text is cut short")?;
        if *version != VERSION {
            bail!("a sealed text has the unknown version {version}");
        }
        let mut plain = Zeroizing::new(sealed.to_vec());
        let length = self
            .key(purpose, context)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(name), &mut plain)
            .map_err(|_| {
                anyhow!("a sealed text does not open: is the master key the one it was sealed with?")
            })?
            .len();
        plain.truncate(length);
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(byte: u8) -> Sealer {
        let key = SecretString::from(BASE64.encode(&[byte; 32]));
        Sealer::new(&key, Random::seeded(1)).unwrap()
    }

    #[test]
    fn a_sealed_text_opens_under_its_own_name_context_purpose_and_master_key_alone() {
        let sealed = sealer(1)
            .seal(Purpose::SigningKey, b"cctv", b"kid", b"secret")
            .unwrap();
        let open = |s: &Sealer, p, c: &[u8], n: &[u8]| s.open(p, c, n, &sealed).ok().map(|t| t.to_vec());
        assert_eq!(
            open(&sealer(1), Purpose::SigningKey, b"cctv", b"kid"),
            Some(b"secret".to_vec())
        );
        assert_eq!(open(&sealer(2), Purpose::SigningKey, b"cctv", b"kid"), None);
        assert_eq!(open(&sealer(1), Purpose::Response, b"cctv", b"kid"), None);
        assert_eq!(open(&sealer(1), Purpose::SigningKey, b"hunan", b"kid"), None);
        assert_eq!(open(&sealer(1), Purpose::SigningKey, b"cctv", b"other"), None);
    }

    #[test]
    fn no_byte_of_a_sealed_text_can_be_changed_or_left_out() {
        let sealed = sealer(1).seal(Purpose::Response, b"c", b"n", b"secret").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(
                sealer(1).open(Purpose::Response, b"c", b"n", &changed).is_err(),
                "byte {at}"
            );
            assert!(
                sealer(1)
                    .open(Purpose::Response, b"c", b"n", &sealed[..at])
                    .is_err(),
                "length {at}"
            );
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike_twice_and_does_not_show() {
        let one = sealer(1);
        let seal = || one.seal(Purpose::Response, b"c", b"n", b"secret").unwrap();
        let (first, second) = (seal(), seal());
        assert_ne!(first, second);
        assert!(!first.windows(6).any(|w| w == b"secret"));
    }

    #[test]
    fn a_pseudonym_is_the_same_for_one_name_under_one_key_alone() {
        let of = |key: u8| Sealer::of_key(&[key; 32], Random::seeded(1));
        assert_eq!(of(1).pseudonym("ann").unwrap(), of(1).pseudonym("ann").unwrap());
        assert_ne!(of(1).pseudonym("ann").unwrap(), of(1).pseudonym("bob").unwrap());
        assert_ne!(of(1).pseudonym("ann").unwrap(), of(2).pseudonym("ann").unwrap());
        assert_eq!(of(1).pseudonym("ann").unwrap().len(), "erased:".len() + 32);
    }

    #[test]
    fn a_master_key_of_another_length_or_notation_is_refused_in_plain_words() {
        let refused = |text: &str| {
            Sealer::new(&SecretString::from(text), Random::seeded(1))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            refused("not base64!"),
            "the master key is not base64: 32 random bytes in base64 are wanted"
        );
        assert_eq!(
            refused("AAAA"),
            "the master key has 3 bytes: 32 random bytes in base64 are wanted"
        );
    }
}
