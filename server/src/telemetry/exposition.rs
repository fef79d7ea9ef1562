//! Figures as Prometheus reads them, for what keeps its own counters: cheaper than an instrument where every request
//! counts. Labels are names of ours and tenants' slugs, none of which needs quoting.

use std::fmt::Write;

/// The text so far.
#[derive(Debug, Default)]
pub struct Exposition(String);

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Exposition {
    /// What follows belongs to this family, until the next begins.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{text}\"");
        }
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{end} {value}");
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_in_the_text_format() {
        let mut exposition = Exposition::default();
        exposition.family("a_total", Kind::Counter, "What is counted");
        exposition.sample("a_total", &[("tenant", "cctv"), ("class", "play")], 3_u64);
        exposition.family("b", Kind::Gauge, "How it stands");
        exposition.sample("b", &[], 0.5);
        let text = "# HELP a_total What is counted\n# TYPE a_total counter\na_total{tenant=\"cctv\",class=\"play\"} 3\n\
                    # HELP b How it stands\n# TYPE b gauge\nb 0.5\n";
        assert_eq!(exposition.text(), text);
    }
}
