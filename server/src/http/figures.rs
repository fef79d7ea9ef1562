//! What `/metrics` says beside the instruments of [`crate::telemetry::metrics`].

use crate::ctx::Platform;
use crate::telemetry::exposition::{Exposition, Kind};

pub fn write(text: &mut Vec<u8>, platform: &Platform) {
    let mut exposition = Exposition::default();
    admission(&mut exposition, platform);
    platform.stages.write(&mut exposition);
    text.extend_from_slice(exposition.text().as_bytes());
}

fn admission(to: &mut Exposition, platform: &Platform) {
    let figures = platform.admission.figures();
    let name = "ovation_admission_total";
    to.family(
        name,
        Kind::Counter,
        "Requests let in, and refused: full on arrival, late after waiting",
    );
    for one in &figures.counts {
        let labels = [
            ("tenant", one.tenant.as_str()),
            ("class", one.class),
            ("result", one.result),
        ];
        to.sample(name, &labels, one.count);
    }
    for (name, help, value) in [
        (
            "ovation_admission_limit",
            "What may be worked on at once, in small requests",
            figures.limit,
        ),
        (
            "ovation_admission_in_flight",
            "What is being worked on, in small requests",
            figures.in_flight,
        ),
        (
            "ovation_admission_waiting",
            "Requests that wait to be let in",
            figures.waiting,
        ),
    ] {
        to.family(name, Kind::Gauge, help);
        to.sample(name, &[], value);
    }
}
