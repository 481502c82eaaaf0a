//! The three gauges: each score as a ring, its figures in words, and the curves that led from figure to score.

use crate::norms::scale::{ScoreBasis, ScorePart};
use crate::render::figures::{self, Tone};
use crate::review::Report;

/// Length of the ring: the circumference of a circle of radius 44.
const RING: f64 = 276.46;
/// Size of a curve and the room around it.
const CURVE: (f64, f64) = (220.0, 56.0);
const ROOM: f64 = 8.0;

/// One score.
pub(super) struct Gauge {
    pub(super) name: &'static str,
    pub(super) meaning: &'static str,
    pub(super) tone: &'static str,
    /// The score, or that there is none.
    pub(super) score: String,
    /// Length of the filled part of the ring and of the whole ring.
    pub(super) filled: String,
    pub(super) sentence: String,
    pub(super) combined: &'static str,
    pub(super) curves: Vec<Curve>,
}

/// One scale with the figure it was given.
pub(super) struct Curve {
    pub(super) text: String,
    /// Corners of the line.
    pub(super) points: String,
    /// Where the figure stands on it.
    pub(super) x: String,
    pub(super) y: String,
    pub(super) anchors: Vec<Point>,
}

/// One anchor in words.
pub(super) struct Point {
    pub(super) at: String,
    pub(super) score: String,
    pub(super) name: String,
}

/// The gauges in their order.
pub(super) fn of(report: &Report) -> [Gauge; 3] {
    let (scores, basis) = (&report.scores, &report.scores_basis);
    [
        gauge(("短", "篇幅"), scores.brevity, basis.brevity.as_ref(), figures::brevity(report)),
        gauge(("实", "内容"), scores.substance, basis.substance.as_ref(), figures::substance(report)),
        gauge(("新", "新意"), scores.novelty, basis.novelty.as_ref(), figures::novelty(report)),
    ]
}

fn gauge(
    (name, meaning): (&'static str, &'static str),
    score: Option<f64>,
    basis: Option<&ScoreBasis>,
    sentence: String,
) -> Gauge {
    Gauge {
        name,
        meaning,
        tone: match score.map(figures::tone) {
            Some(Tone::Good) => "good",
            Some(Tone::Fair) => "fair",
            Some(Tone::Poor) => "poor",
            None => "none",
        },
        score: score.map_or_else(|| "未计".to_owned(), |s| format!("{s:.1}")),
        filled: format!("{:.1} {RING}", score.unwrap_or_default().clamp(0.0, 100.0) / 100.0 * RING),
        sentence,
        combined: basis.map_or("", figures::combined).trim_start_matches('，'),
        curves: basis.map(|b| b.parts.iter().map(curve).collect()).unwrap_or_default(),
    }
}

fn curve(part: &ScorePart) -> Curve {
    let values = || part.anchors.iter().map(|a| a.at).chain([part.value, 0.0]).filter(|v| v.is_finite());
    let (low, high) = (values().fold(0.0, f64::min), values().fold(f64::MIN_POSITIVE, f64::max));
    let width = CURVE.0 - 2.0 * ROOM;
    let x = |value: f64| ROOM + (value - low) / ((high - low) * 1.06).max(f64::MIN_POSITIVE) * width;
    let y = |score: f64| ROOM + (100.0 - score.clamp(0.0, 100.0)) / 100.0 * (CURVE.1 - 2.0 * ROOM);
    let mut corners: Vec<String> = Vec::with_capacity(part.anchors.len() + 2);
    if let Some(first) = part.anchors.first() {
        corners.push(format!("{:.1},{:.1}", ROOM, y(first.score)));
    }
    corners.extend(part.anchors.iter().map(|a| format!("{:.1},{:.1}", x(a.at), y(a.score))));
    if let Some(last) = part.anchors.last() {
        corners.push(format!("{:.1},{:.1}", CURVE.0 - ROOM, y(last.score)));
    }
    let point = |a: &crate::norms::Anchor| Point {
        at: figures::figure(a.at),
        score: figures::figure(a.score),
        name: a.name.clone(),
    };
    Curve {
        text: figures::part(part),
        points: corners.join(" "),
        x: format!("{:.1}", x(part.value)),
        y: format!("{:.1}", y(part.score)),
        anchors: part.anchors.iter().map(point).collect(),
    }
}
