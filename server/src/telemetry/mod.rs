//! What a node says of itself: logs to standard error, traces over OTLP where an endpoint is given, figures for
//! Prometheus ([`metrics`]). Nothing here may carry a token or a viewer's words: whoever makes a span names fields only
//! from what is ours (slugs, operation names, codes).

pub mod exposition;
pub mod histogram;
pub mod metrics;
pub mod stages;

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::config::{Config, LogFormat};

static EXPORTS_TRACES: AtomicBool = AtomicBool::new(false);

/// Whether spans go anywhere: where they don't, the shortest way of a request makes none.
#[must_use]
pub fn exports_traces() -> bool {
    EXPORTS_TRACES.load(Ordering::Relaxed)
}

/// Held by `main` until the end: what has not been sent yet is sent by [`Telemetry::stop`].
#[must_use]
#[derive(Debug)]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

/// Once a process, before anything is logged.
///
/// # Errors
/// `log_filter` is no filter, or the OTLP exporter does not understand its `OTEL_*` settings.
pub fn start(config: &Config) -> Result<Telemetry> {
    let traces = if std::env::var_os("OTEL_EXPORTER_OTLP_ENDPOINT").is_some_and(|address| !address.is_empty())
    {
        Some(otlp()?)
    } else {
        None
    };
    install(&config.log_filter, Some(config.log_format), traces.clone())?;
    Ok(Telemetry { traces })
}

/// The same from its parts; tests give an exporter of their own and no log format, which keeps them quiet.
///
/// # Errors
/// `filter` is no filter, or logging has been set up before.
pub fn install(filter: &str, format: Option<LogFormat>, traces: Option<SdkTracerProvider>) -> Result<()> {
    let filter: EnvFilter = filter
        .parse()
        .context("log_filter is not a filter as in RUST_LOG")?;
    let logs = format.map(|format| -> Box<dyn Layer<Registry> + Send + Sync> {
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr);
        match format {
            LogFormat::Pretty => layer.boxed(),
            LogFormat::Json => layer.json().flatten_event(true).with_span_list(false).boxed(),
        }
    });
    EXPORTS_TRACES.store(traces.is_some(), Ordering::Relaxed);
    let spans = traces.map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("ovation")));
    // A `traceparent` that comes in is read whether or not traces go out: the id is in our errors and logs.
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    Registry::default()
        .with(logs)
        .with(spans)
        .with(filter)
        .try_init()
        .context("logging is set up already")
}

fn otlp() -> Result<SdkTracerProvider> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .build()
        .context("traces can't be exported: see the OTEL_EXPORTER_OTLP_* settings")?;
    let mut resource = Resource::builder();
    if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
        resource = resource.with_service_name("ovation");
    }
    Ok(SdkTracerProvider::builder()
        .with_resource(resource.build())
        .with_batch_exporter(exporter)
        .build())
}

impl Telemetry {
    /// Sends what is left. Blocks for up to five seconds when the collector does not answer.
    pub fn stop(self) {
        if let Some(Err(error)) = self.traces.map(|provider| provider.shutdown()) {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}
