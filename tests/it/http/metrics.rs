//! `/metrics`: what was done is counted, and nothing that was said stands in it.

use std::collections::BTreeMap;

use serde_json::json;

use super::client::{JSON, Service};

/// A word that stands in every request.
const CANARY: &str = "jinsique";

/// Samples by name and labels, after every line was found to be as the format says.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let sample =
        regex::Regex::new(r#"^([a-z_]+)(\{[a-z]+="[^"\\\n]*"(?:,[a-z]+="[^"\\\n]*")*\})? (\+Inf|[0-9.e+-]+)$"#)
            .unwrap();
    let mut types = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in text.lines() {
        if let Some(words) = line.strip_prefix("# ") {
            let words: Vec<&str> = words.splitn(3, ' ').collect();
            if words[0] == "TYPE" {
                assert_eq!(types.insert(words[1].to_owned(), words[2]), None, "{line}");
            }
            continue;
        }
        let parts = sample.captures(line).unwrap_or_else(|| panic!("{line}"));
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|e| parts[1].strip_suffix(e));
        assert!(types.contains_key(&parts[1]) || types.contains_key(family.unwrap_or_default()), "{line}");
        let labels = parts.get(2).map_or("", |labels| labels.as_str());
        let value = parts[3].parse().unwrap();
        assert_eq!(found.insert(format!("{}{labels}", &parts[1]), value), None, "twice: {line}");
    }
    found
}

#[tokio::test]
async fn what_is_done_is_counted_without_a_word_of_it() {
    let service = Service::new();
    let draft = json!({"text": format!("{CANARY}请于5月底前报送。"), "title": CANARY, "id": CANARY});
    let key = ("idempotency-key", CANARY);
    let bearer = ("authorization", "Bearer jinsique");
    assert_eq!(service.send("POST", "/v1/reviews", &[JSON, key, bearer], draft.to_string()).await.status, 201);
    let empty = json!({"text": "", "id": CANARY});
    service.post("/v1/reviews", &empty).await.refusal();
    service.post("/v1/documents", &json!({"id": CANARY, "title": CANARY, "text": CANARY})).await.json();
    for path in [
        "/v1/search?q=jinsique",
        "/v1/documents/jinsique",
        "/v1/reviews/jinsique",
        "/jinsique",
        "/v1/term-lists/jinsique",
    ] {
        service.get(path).await;
    }
    service.send("JINSIQUE", "/v1/stats", &[("x-request-id", CANARY)], "").await;
    let job = service.send("POST", "/v1/index/rebuild", &[], "").await;
    service.finished(job.header("location")).await;

    let answer = service.get("/metrics").await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text();
    assert!(!text.to_lowercase().contains(CANARY), "{text}");
    let found = samples(&text);
    let at = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name} is not in {text}"));
    for (name, wanted) in [
        ("duanshixin_http_requests_total{method=\"POST\",route=\"/v1/reviews\",status=\"201\"}", 1.0),
        ("duanshixin_http_requests_total{method=\"GET\",route=\"-\",status=\"404\"}", 1.0),
        ("duanshixin_http_requests_total{method=\"-\",route=\"/v1/stats\",status=\"405\"}", 1.0),
        ("duanshixin_http_request_duration_seconds_count{method=\"POST\",route=\"/v1/reviews\"}", 2.0),
        ("duanshixin_http_request_duration_seconds_bucket{method=\"POST\",route=\"/v1/reviews\",le=\"+Inf\"}", 2.0),
        ("duanshixin_refusals_total{code=\"empty_text\"}", 1.0),
        ("duanshixin_refusals_total{code=\"no_such_route\"}", 1.0),
        ("duanshixin_reviews_total{outcome=\"refused\"}", 1.0),
        ("duanshixin_permits_in_use{lane=\"review\"}", 0.0),
        ("duanshixin_permits_in_use{lane=\"read\"}", 1.0),
        ("duanshixin_queue_length{lane=\"review\"}", 0.0),
        ("duanshixin_permits{lane=\"preview\"}", 1.0),
        ("duanshixin_permits_in_use{lane=\"preview\"}", 0.0),
        ("duanshixin_queue_length{lane=\"preview\"}", 0.0),
        ("duanshixin_queue_rooms{lane=\"preview\"}", 4.0),
        ("duanshixin_queue_refused_total{lane=\"preview\"}", 0.0),
        ("duanshixin_jobs{state=\"succeeded\"}", 1.0),
        ("duanshixin_jobs{state=\"queued\"}", 0.0),
    ] {
        assert_eq!(at(name), wanted, "{name}");
    }
    let stats = service.get("/v1/stats").await.json();
    assert_eq!(at("duanshixin_documents"), stats["documents"].as_f64().unwrap());
    assert_eq!(at("duanshixin_index_generation"), at("duanshixin_corpus_generation"));
    let advised: f64 = found.iter().filter(|(n, _)| n.starts_with("duanshixin_reviews_total")).map(|(_, v)| v).sum();
    assert_eq!(advised, 2.0);
    if cfg!(target_os = "linux") {
        assert!(at("process_resident_memory_bytes") > 1e6);
    }
}

/// The classes of a duration add up, and none is greater than the next.
#[tokio::test]
async fn durations_are_cumulative() {
    let service = Service::new();
    for _ in 0..20 {
        service.get("/v1/stats").await;
    }
    let text = service.get("/metrics").await.text();
    let head = "duanshixin_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/stats\"";
    let counts: Vec<f64> = text
        .lines()
        .filter(|line| line.starts_with(head))
        .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!((counts.len(), counts.last()), (14, Some(&20.0)), "{counts:?}");
    assert!(counts.is_sorted(), "{counts:?}");
}

/// A crowd of previews: one works, two wait, the others are sent away, and all of it is told.
#[tokio::test]
async fn a_crowd_of_previews_is_told() {
    let service = Service::new();
    let draft = json!({"entries": [{"pattern": "工作"}]}).to_string();
    assert_eq!(service.send("PUT", "/v1/term-lists/slogans/draft", &[JSON], draft).await.status, 200);
    let previews = (0..8).map(|_| service.send("POST", "/v1/term-lists/slogans/draft/preview", &[], ""));
    let answers = futures_util::future::join_all(previews).await;
    let refused = answers.iter().filter(|answer| answer.status == 503).count();
    assert!((1..=7).contains(&refused), "{refused}");
    let found = samples(&service.get("/metrics").await.text());
    let told = found["duanshixin_queue_refused_total{lane=\"preview\"}"];
    assert_eq!(told, f64::from(u32::try_from(refused).unwrap()));
    assert_eq!(found["duanshixin_queue_refused_total{lane=\"review\"}"], 0.0);
}
