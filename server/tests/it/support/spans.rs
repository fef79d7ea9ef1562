//! The spans that this process has exported, of all its tests.

use std::sync::{Arc, LazyLock, Mutex};

use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};

#[derive(Clone, Debug, Default)]
pub struct Spans(Arc<Mutex<Vec<SpanData>>>);

static SPANS: LazyLock<Spans> = LazyLock::new(|| {
    let spans = Spans::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(spans.clone())
        .build();
    ovation::telemetry::install("info", None, Some(provider)).unwrap();
    spans
});

/// Set up on the first call: every server of this process sends its spans here.
pub fn spans() -> &'static Spans {
    &SPANS
}

impl Spans {
    pub fn of_trace(&self, trace_id: &str) -> Vec<SpanData> {
        let spans = self.0.lock().unwrap();
        spans
            .iter()
            .filter(|span| span.span_context.trace_id().to_string() == trace_id)
            .cloned()
            .collect()
    }
}

impl SpanExporter for Spans {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.lock().unwrap().extend(batch);
        Ok(())
    }
}
