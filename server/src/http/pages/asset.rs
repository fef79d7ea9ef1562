//! One file of a page: its type, its tag, its compressed form.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use actix_web::http::header::{self, ETag, EntityTag, IfNoneMatch, TryIntoHeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::EmbeddedFile;

/// Below this a packet is a packet.
const COMPRESS_FROM_BYTES: usize = 1024;

pub struct Asset {
    mime: String,
    tag: String,
    plain: Bytes,
    gzip: Option<Bytes>,
}

type Known = HashMap<[u8; 32], Arc<Asset>>;

/// By content: compressed once and not for each visitor, and never stale. As many entries as the build has files.
fn known() -> &'static RwLock<Known> {
    static KNOWN: OnceLock<RwLock<Known>> = OnceLock::new();
    KNOWN.get_or_init(RwLock::default)
}

impl Asset {
    pub fn of(path: &str, file: EmbeddedFile) -> Arc<Self> {
        let hash = file.metadata.sha256_hash();
        if let Some(asset) = known().read().unwrap_or_else(PoisonError::into_inner).get(&hash) {
            return asset.clone();
        }
        let plain = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        let path = if path.contains('.') { path } else { "index.html" };
        let mime = mime_guess::from_path(path).first_or_octet_stream();
        let is_text = mime.type_() == mime_guess::mime::TEXT
            || matches!(
                mime.subtype().as_str(),
                "javascript" | "json" | "svg" | "manifest+json"
            );
        let asset = Arc::new(Self {
            gzip: (is_text && plain.len() >= COMPRESS_FROM_BYTES)
                .then(|| gzip(&plain))
                .flatten(),
            mime: if is_text {
                format!("{}; charset=utf-8", mime.essence_str())
            } else {
                mime.to_string()
            },
            tag: data_encoding::HEXLOWER.encode(&hash[..16]),
            plain,
        });
        known()
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(hash, asset.clone());
        asset
    }
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

pub fn serve(request: &HttpRequest, asset: &Asset, cache: &'static str) -> HttpResponse {
    // Weak: the compressed form is the same thing in other bytes.
    let tag = EntityTag::new_weak(asset.tag.clone());
    let fresh = request.headers().get(header::IF_NONE_MATCH).is_some_and(|_| {
        use actix_web::http::header::Header;
        matches!(IfNoneMatch::parse(request), Ok(IfNoneMatch::Items(tags)) if tags.iter().any(|one| one.weak_eq(&tag)))
    });
    let mut response = if fresh {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    if let Ok(tag) = ETag(tag).try_into_value() {
        response.insert_header((header::ETAG, tag));
    }
    if fresh {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, asset.mime.as_str()));
    match &asset.gzip {
        Some(gzip) if takes_gzip(request) => response
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .body(gzip.clone()),
        _ => response.body(asset.plain.clone()),
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| {
        accepted.split(',').map(str::trim).any(|coding| {
            coding == "gzip"
                || (coding.starts_with("gzip;") && !coding.ends_with("q=0") && !coding.ends_with("q=0.0"))
        })
    })
}
