//! Figures for Prometheus. Every label has few values, known beforehand: APIs, codes, the schema's own field and outcome
//! names, tenants' slugs. Never an id, never what a caller typed.

use std::time::Duration;

use anyhow::{Context, Result};
use opentelemetry::KeyValue;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use prometheus::core::Collector;
use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};

/// From half a millisecond, a hot path in memory, to the patience of a viewer.
const SECONDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// One server's instruments. Not global: two servers in one process (tests) count apart.
///
/// Those that each request meets are plain atomics, found once: an attribute set that is hashed for each of them cost as
/// much as reading the request.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    _provider: SdkMeterProvider,
    requests: IntCounterVec,
    operations: IntCounterVec,
    planned: IntCounter,
    apis: [OfApi; 2],
}

/// What each request of one API counts in.
#[derive(Debug)]
struct OfApi {
    name: &'static str,
    in_flight: IntGauge,
    seconds: Histogram,
    /// 200, OK.
    carried_out: IntCounter,
}

/// What one tenant's budget has let through and turned away on this node.
#[derive(Clone, Debug)]
pub struct Admissions {
    pub tenant: String,
    pub admitted: u64,
    pub refused: u64,
}

/// What is asked for when the figures are read.
fn observed(
    registry: &Registry,
    admissions: impl Fn() -> Vec<Admissions> + Send + Sync + 'static,
) -> Result<SdkMeterProvider> {
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
    Ok(provider)
}

impl Metrics {
    /// `admissions` is asked whenever the figures are read.
    ///
    /// # Errors
    /// A fault of our own: two instruments of one name.
    pub fn new(admissions: impl Fn() -> Vec<Admissions> + Send + Sync + 'static) -> Result<Self> {
        let registry = Registry::new();
        let provider = observed(&registry, admissions)?;
        let requests = IntCounterVec::new(
            Opts::new(
                "ovation_requests_total",
                "Requests by API, HTTP status and first error code",
            ),
            &["api", "code", "status"],
        )?;
        let operations = IntCounterVec::new(
            Opts::new(
                "ovation_operations_total",
                "Root fields carried out, by outcome or error code",
            ),
            &["api", "operation", "outcome"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new(
                "ovation_request_duration_seconds",
                "From the last byte of the request to the answer",
            )
            .buckets(SECONDS.to_vec()),
            &["api"],
        )?;
        let in_flight = IntGaugeVec::new(
            Opts::new("ovation_requests_in_flight", "Requests being worked on"),
            &["api"],
        )?;
        let planned = IntCounter::new(
            "ovation_planned_total",
            "Operations carried out by the plan of a published document, without the executor",
        )?;
        let of_api = |name| OfApi {
            name,
            in_flight: in_flight.with_label_values(&[name]),
            seconds: seconds.with_label_values(&[name]),
            carried_out: requests.with_label_values(&[name, "OK", "200"]),
        };
        let apis = ["audience", "console"].map(of_api);
        let all: [Box<dyn Collector>; 5] = [
            Box::new(requests.clone()),
            Box::new(operations.clone()),
            Box::new(planned.clone()),
            Box::new(seconds),
            Box::new(in_flight),
        ];
        all.into_iter().try_for_each(|one| registry.register(one))?;
        Ok(Self {
            requests,
            operations,
            planned,
            apis,
            registry,
            _provider: provider,
        })
    }

    fn of(&self, api: &'static str) -> &OfApi {
        let [audience, console] = &self.apis;
        if console.name == api { console } else { audience }
    }

    pub fn began(&self, api: &'static str) {
        self.of(api).in_flight.inc();
    }

    /// `code`: of the first error, or `OK`.
    pub fn ended(&self, api: &'static str, status: u16, code: &'static str, took: Duration) {
        let of_api = self.of(api);
        of_api.in_flight.dec();
        of_api.seconds.observe(took.as_secs_f64());
        if (status, code) == (200, "OK") {
            of_api.carried_out.inc();
        } else {
            let status = status.to_string();
            self.requests.with_label_values(&[api, code, &status]).inc();
        }
    }

    /// `operation` and `outcome` are names of the schema.
    pub fn carried_out(&self, api: &'static str, operation: &str, outcome: &str) {
        self.operations
            .with_label_values(&[api, operation, outcome])
            .inc();
    }

    /// The same, by a plan.
    pub fn planned(&self, api: &'static str, operation: &str, outcome: &str) {
        self.planned.inc();
        self.carried_out(api, operation, outcome);
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
