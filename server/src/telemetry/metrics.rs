//! Figures for Prometheus. Every label has few values, known beforehand: APIs, codes, the schema's own field and outcome
//! names, tenants' slugs. Never an id, never what a caller typed.

use std::time::Duration;

use anyhow::{Context, Result};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, MeterProvider, UpDownCounter};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::{Encoder, Registry, TextEncoder};

/// From half a millisecond, a hot path in memory, to the patience of a viewer.
const SECONDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// One server's instruments. Not global: two servers in one process (tests) count apart.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    _provider: SdkMeterProvider,
    requests: Counter<u64>,
    operations: Counter<u64>,
    seconds: Histogram<f64>,
    in_flight: UpDownCounter<i64>,
}

/// What one tenant's budget has let through and turned away on this node.
#[derive(Clone, Debug)]
pub struct Admissions {
    pub tenant: String,
    pub admitted: u64,
    pub refused: u64,
}

impl Metrics {
    /// `admissions` is asked whenever the figures are read.
    ///
    /// # Errors
    /// A fault of our own: two instruments of one name.
    pub fn new(admissions: impl Fn() -> Vec<Admissions> + Send + Sync + 'static) -> Result<Self> {
        let registry = Registry::new();
        let exporter = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .without_scope_info()
            .without_target_info()
            .build()
            .context("the figures for Prometheus can't be set up")?;
        let provider = SdkMeterProvider::builder().with_reader(exporter).build();
        let meter = provider.meter("ovation");
        meter
            .u64_observable_counter("ovation.admissions")
            .with_description("Requests that a tenant's budget admitted or refused")
            .with_callback(move |observer| {
                for one in admissions() {
                    let label = |result| {
                        [
                            KeyValue::new("tenant", one.tenant.clone()),
                            KeyValue::new("result", result),
                        ]
                    };
                    observer.observe(one.admitted, &label("admitted"));
                    observer.observe(one.refused, &label("refused"));
                }
            })
            .build();
        Ok(Self {
            requests: meter
                .u64_counter("ovation.requests")
                .with_description("Requests by API, HTTP status and first error code")
                .build(),
            operations: meter
                .u64_counter("ovation.operations")
                .with_description("Root fields carried out, by outcome or error code")
                .build(),
            seconds: meter
                .f64_histogram("ovation.request.duration")
                .with_unit("s")
                .with_description("From the last byte of the request to the answer")
                .with_boundaries(SECONDS.to_vec())
                .build(),
            in_flight: meter
                .i64_up_down_counter("ovation.requests.in_flight")
                .with_description("Requests being worked on")
                .build(),
            registry,
            _provider: provider,
        })
    }

    pub fn began(&self, api: &'static str) {
        self.in_flight.add(1, &[KeyValue::new("api", api)]);
    }

    /// `code`: of the first error, or `OK`.
    pub fn ended(&self, api: &'static str, status: u16, code: &'static str, took: Duration) {
        let api = KeyValue::new("api", api);
        self.in_flight.add(-1, std::slice::from_ref(&api));
        self.seconds
            .record(took.as_secs_f64(), std::slice::from_ref(&api));
        self.requests.add(
            1,
            &[
                api,
                KeyValue::new("status", i64::from(status)),
                KeyValue::new("code", code),
            ],
        );
    }

    /// `operation` and `outcome` are names of the schema.
    pub fn carried_out(&self, api: &'static str, operation: String, outcome: String) {
        self.operations.add(
            1,
            &[
                KeyValue::new("api", api),
                KeyValue::new("operation", operation),
                KeyValue::new("outcome", outcome),
            ],
        );
    }

    /// In the text format of Prometheus.
    ///
    /// # Errors
    /// A fault of our own: two families of one name.
    pub fn text(&self) -> Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut text)
            .context("the figures can't be written")?;
        Ok(text)
    }
}
