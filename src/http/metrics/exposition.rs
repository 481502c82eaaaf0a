//! The text format: one `# HELP` and `# TYPE` a metric, then its samples.

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only rises.
    Counter,
    /// Rises and falls.
    Gauge,
    /// Classes of a size.
    Histogram,
}

/// The text being written.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

impl Exposition {
    /// Begins a metric; `help` is Chinese.
    pub(super) fn metric(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// A sample.
    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        let mut shown = String::new();
        for (label, value) in labels {
            let comma = if shown.is_empty() { "" } else { "," };
            shown.push_str(&format!("{comma}{label}=\"{}\"", escaped(value)));
        }
        if labels.is_empty() {
            self.line(format_args!("{name} {value}\n"));
        } else {
            self.line(format_args!("{name}{{{shown}}} {value}\n"));
        }
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn line(&mut self, words: std::fmt::Arguments<'_>) {
        self.0.push_str(&words.to_string());
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_written_as_the_format_says() {
        let mut text = Exposition::default();
        text.metric("x_total", Kind::Counter, "次数");
        text.sample("x_total", &[("a", "1"), ("b", "q\"\\\n")], 3.0);
        text.sample("y", &[], 0.25);
        assert_eq!(
            text.finish(),
            "# HELP x_total 次数\n# TYPE x_total counter\nx_total{a=\"1\",b=\"q\\\"\\\\\\n\"} 3\ny 0.25\n"
        );
    }
}
