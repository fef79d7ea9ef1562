//! A key pair of a provider's, of each kind.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

pub enum Pair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(Box<rsa::KeyPair>, bool),
}

impl Pair {
    pub fn ed(seed: u8) -> Self {
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    pub fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub fn rsa(is_pss: bool) -> Self {
        Self::Rsa(
            Box::new(rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap()),
            is_pss,
        )
    }

    pub fn alg(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::Rsa(_, false) => "RS256",
            Self::Rsa(_, true) => "PS256",
        }
    }

    /// What anybody may know, as it could be taken for a shared secret.
    pub fn public(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Self::P256(pair) => pair.public_key().as_ref().to_vec(),
            Self::Rsa(pair, _) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub fn jwk(&self, kid: &str) -> Value {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let public = self.public();
        match self {
            Self::Ed25519(_) => json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": text(&public) }),
            Self::P256(_) => {
                json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": text(&public[1..33]), "y": text(&public[33..]) })
            }
            // RSAPublicKey in DER: the modulus stands behind nine bytes, the exponent at the end.
            Self::Rsa(_, _) => {
                json!({ "kty": "RSA", "kid": kid, "alg": self.alg(), "n": text(&public[9..265]), "e": "AQAB" })
            }
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        let rsa = |pair: &rsa::KeyPair, padding: &'static dyn RsaEncoding| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(padding, &random, message, &mut signature).unwrap();
            signature
        };
        match self {
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::P256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(pair, false) => rsa(pair, &RSA_PKCS1_SHA256),
            Self::Rsa(pair, true) => rsa(pair, &RSA_PSS_SHA256),
        }
    }
}
