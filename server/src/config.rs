//! Every setting, from the one documented default file, a file of the operator's, and the environment, in that order.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use config::{Environment, File, FileFormat};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;
use tenants::Storage;

const DEFAULTS: &str = include_str!("../ovation.default.toml");

/// The documentation of each is in `ovation.default.toml`.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    pub listen: SocketAddr,
    pub metrics_listen: Option<SocketAddr>,
    pub environment: Stage,
    audience_documents: Option<AudienceDocuments>,
    pub data_dir: PathBuf,
    database_url: Option<SecretString>,
    database_owner_url: Option<SecretString>,
    redis_url: Option<SecretString>,
    master_key: Option<SecretString>,
    master_key_file: Option<PathBuf>,
    pub data_keys_dir: Option<PathBuf>,
    pub deletion_grace_days: u16,
    pub viewer_token_seconds: u32,
    pub identity_refresh_seconds: u32,
    pub identity_stale_seconds: u32,
    pub session_seconds: u32,
    pub session_idle_seconds: u32,
    pub sign_in_failures_per_account: u32,
    pub sign_in_failures_per_address: u32,
    pub trusted_proxies: Vec<IpNet>,
    connections_max: u32,
    acquire_timeout_ms: u64,
    hot_timeout_ms: u64,
    pub queue_max: usize,
    pub in_flight_min: u64,
    pub in_flight_max: u64,
    pub latency_target_ms: u64,
    pub body_bytes_max: usize,
    pub workers: usize,
    pub sockets_max: usize,
    pub sockets_per_address_max: usize,
    pub keep_alive_seconds: u64,
    pub drain_notice_seconds: u64,
    pub drain_seconds: u64,
    pub audit_origin_days: u32,
    pub log_format: LogFormat,
    pub log_filter: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum AudienceDocuments {
    Any,
    Trusted,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

impl Config {
    /// # Errors
    /// One sentence that names the setting that is missing or wrong.
    pub fn load() -> Result<Self> {
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Ok(path) = std::env::var("OVATION_CONFIG") {
            sources = sources.add_source(File::new(&path, FileFormat::Toml));
        }
        let config: Self = sources
            .add_source(
                Environment::with_prefix("OVATION")
                    .prefix_separator("_")
                    .ignore_empty(true)
                    .try_parsing(true)
                    .list_separator(",")
                    .with_list_parse_key("trusted_proxies"),
            )
            .build()
            .and_then(config::Config::try_deserialize)
            .context("the settings can't be read")?;
        if config.database_url.is_none() && config.database_owner_url.is_some() {
            bail!(
                "OVATION_DATABASE_OWNER_URL is set but OVATION_DATABASE_URL is not: the server's own role is missing"
            );
        }
        Ok(config)
    }

    /// The defaults with these settings over them, and nothing of the environment: for tests.
    ///
    /// # Errors
    /// A setting of the wrong type.
    pub fn of_text(settings: &str) -> Result<Self> {
        config::Config::builder()
            .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
            .add_source(File::from_str(settings, FileFormat::Toml))
            .build()
            .and_then(config::Config::try_deserialize)
            .context("the settings can't be read")
    }

    /// Whether the Audience API executes published documents and nothing else.
    #[must_use]
    pub fn trusts_published_documents_only(&self) -> bool {
        let by_stage = match self.environment {
            Stage::Development => AudienceDocuments::Any,
            Stage::Production => AudienceDocuments::Trusted,
        };
        self.audience_documents.unwrap_or(by_stage) == AudienceDocuments::Trusted
    }

    #[must_use]
    pub fn storage(&self) -> Storage {
        let text = |secret: &Option<SecretString>| {
            secret
                .as_ref()
                .map(|s| secrecy::ExposeSecret::expose_secret(s).to_owned())
        };
        Storage {
            data_dir: self.data_dir.clone(),
            database_url: text(&self.database_url),
            database_owner_url: text(&self.database_owner_url),
            redis_url: text(&self.redis_url),
            connections_max: self.connections_max,
            acquire_timeout: Duration::from_millis(self.acquire_timeout_ms),
            hot_timeout: Duration::from_millis(self.hot_timeout_ms),
        }
    }

    /// # Errors
    /// Neither given, or the file can't be read.
    pub fn master_key(&self) -> Result<SecretString> {
        match (&self.master_key, &self.master_key_file) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(path)) => std::fs::read_to_string(path)
                .map(|text| SecretString::from(text.trim()))
                .with_context(|| format!("the master key in {} can't be read", path.display())),
            (None, None) => bail!(
                "no master key: set OVATION_MASTER_KEY_FILE to a file that holds 32 random bytes in base64 \
                 (`head -c 32 /dev/urandom | base64`)"
            ),
        }
    }
}
