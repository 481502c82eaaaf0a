//! Everything that `/metrics` answers: what was counted, and what there is at this moment.

use super::counts::{BUCKETS, Counts};
use super::exposition::{Exposition, Kind};
use crate::http::error::HttpError;
use crate::http::lane::Load;
use crate::http::state::AppState;
use crate::store::JobState;

/// The whole text. Reads the store.
pub(in crate::http) fn written(state: &AppState) -> Result<String, HttpError> {
    let mut text = Exposition::default();
    counted(&mut text, &state.metrics.counts());
    lanes(&mut text, state);
    holdings(&mut text, state)?;
    if let Some(bytes) = resident_bytes() {
        text.metric("process_resident_memory_bytes", Kind::Gauge, "进程占用的内存，字节");
        text.sample("process_resident_memory_bytes", &[], bytes);
    }
    Ok(text.finish())
}

/// A count as a sample has it; whole up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "the format knows floating-point numbers only")]
fn number(count: u64) -> f64 {
    count as f64
}

fn counted(text: &mut Exposition, counts: &Counts) {
    let name = "duanshixin_http_requests_total";
    text.metric(name, Kind::Counter, "已答复的请求");
    for ((method, route, status), count) in &counts.requests {
        let labels = [("method", *method), ("route", route.as_str()), ("status", &status.to_string())];
        text.sample(name, &labels, number(*count));
    }
    let name = "duanshixin_http_request_duration_seconds";
    text.metric(name, Kind::Histogram, "从收到请求到开始答复的时间，秒");
    let (bucket, total, sum) = (format!("{name}_bucket"), format!("{name}_count"), format!("{name}_sum"));
    for ((method, route), durations) in &counts.durations {
        let labels = [("method", *method), ("route", route.as_str())];
        let mut within = 0;
        for (end, count) in BUCKETS.iter().zip(durations.classes) {
            within += count;
            let [method, route] = labels;
            text.sample(&bucket, &[method, route, ("le", &end.to_string())], number(within));
        }
        let [method, route] = labels;
        text.sample(&bucket, &[method, route, ("le", "+Inf")], number(durations.count));
        text.sample(&sum, &labels, durations.sum.as_secs_f64());
        text.sample(&total, &labels, number(durations.count));
    }
    let name = "duanshixin_refusals_total";
    text.metric(name, Kind::Counter, "未受理的请求，按错误代码");
    for (code, count) in &counts.refusals {
        text.sample(name, &[("code", code)], number(*count));
    }
    let name = "duanshixin_reviews_total";
    text.metric(
        name,
        Kind::Counter,
        "审核，按结果：pass、revise、return 为审核意见，refused 为送审稿不可审核，failed 为程序出错",
    );
    for (outcome, count) in &counts.reviews {
        text.sample(name, &[("outcome", outcome)], number(*count));
    }
}

fn lanes(text: &mut Exposition, state: &AppState) {
    let lanes: [(&str, Load); 5] = [
        ("review", state.heavy.load()),
        ("search", state.search.load()),
        ("read", state.light.load()),
        ("change", state.changes.load()),
        ("preview", state.preview.load()),
    ];
    let figures = [
        ("duanshixin_permits_in_use", "正在处理的请求，按种类", lanes.map(|(lane, load)| (lane, load.working))),
        ("duanshixin_permits", "同时处理的上限，按种类", lanes.map(|(lane, load)| (lane, load.workers))),
        ("duanshixin_queue_length", "排队的请求，按种类", lanes.map(|(lane, load)| (lane, load.waiting))),
        ("duanshixin_queue_rooms", "可以排队的请求，按种类", lanes.map(|(lane, load)| (lane, load.rooms))),
    ];
    for (name, help, counts) in figures {
        text.metric(name, Kind::Gauge, help);
        for (lane, count) in counts {
            text.sample(name, &[("lane", lane)], number(count as u64));
        }
    }
    let name = "duanshixin_queue_refused_total";
    text.metric(name, Kind::Counter, "因排满或久候而未受理的请求，按种类");
    for (lane, load) in lanes {
        text.sample(name, &[("lane", lane)], number(load.refused));
    }
}

fn holdings(text: &mut Exposition, state: &AppState) -> Result<(), HttpError> {
    let stats = state.desk.stats();
    let figures = [
        ("duanshixin_documents", "语料中的文件", stats.documents as u64),
        ("duanshixin_corpus_generation", "语料的代次", state.desk.store().generation()),
        ("duanshixin_index_generation", "索引的代次；与语料代次不同时索引落后", stats.corpus_generation),
        ("duanshixin_fingerprints", "查重索引中的指纹", stats.fingerprints as u64),
    ];
    for (name, help, count) in figures {
        text.metric(name, Kind::Gauge, help);
        text.sample(name, &[], number(count));
    }
    let name = "duanshixin_jobs";
    text.metric(name, Kind::Gauge, "任务，按状态");
    let counts = state.desk.store().job_counts()?;
    for job in JobState::ALL {
        let count = counts.iter().find(|(state, _)| *state == job).map_or(0, |(_, count)| *count);
        text.sample(name, &[("state", job.name())], number(count));
    }
    Ok(())
}

/// Memory of this process, where the system tells it.
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(number(kibibytes * 1_024))
}
