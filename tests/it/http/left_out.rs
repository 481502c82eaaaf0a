//! A draft with more findings than anybody reads: the report stays small, its figures are those of the whole draft, and
//! every form of it says what it does not list.

use duanshixin::review::left_out::MOST_LISTED;
use serde_json::{Value, json};

use super::client::{Answer, Service};

/// Hollow sentences and demands, more of each than a report lists.
const TIMES: usize = 1_100;
/// Largest report of such a draft, in bytes.
const LARGEST: usize = 8 << 20;

async fn reviewed(service: &Service) -> (String, Answer) {
    let body = "要提高政治站位，狠抓落实。\n各县要层层签订责任状，每日报送台账。\n".repeat(TIMES);
    let text = format!("示例市人民政府关于示例工作的通知\n各县（市、区）人民政府：\n{body}");
    let answer = service.post("/v1/reviews", &json!({"text": text, "level": "city", "kind": "通知"})).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    (answer.header("location").to_owned(), answer)
}

fn listed(report: &Value, rule: &str) -> usize {
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).count()
}

#[tokio::test]
async fn lists_are_cut_and_figures_are_whole() {
    let service = Service::new();
    let (path, answer) = reviewed(&service).await;
    assert!(answer.body.len() < LARGEST, "{}", answer.body.len());
    let report = answer.json();
    assert_eq!(listed(&report, "substance.slogan"), MOST_LISTED);
    let left = report["left_out"].as_array().unwrap();
    let of = |list: &str, rule: &str| {
        let entry = left.iter().find(|left| left["list"] == list && left["of"] == rule);
        entry.unwrap_or_else(|| panic!("{list} {rule}: {left:?}"))["total"].clone()
    };
    assert_eq!(of("findings", "substance.slogan"), report["substance"]["slogan_count"]);
    assert!(report["substance"]["slogan_count"].as_u64().unwrap() >= 2 * TIMES as u64);
    assert_eq!(of("findings", "substance.empty_sentence"), report["substance"]["empty_sentences"]);
    let demands: Vec<&Value> = left.iter().filter(|left| left["list"] == "assessment").collect();
    assert!(!demands.is_empty() && demands.iter().all(|left| left["total"].as_u64() >= Some(TIMES as u64)), "{left:?}");
    let note = report["verdict"]["return_note"].as_str().unwrap();
    assert!(note.contains(&format!("空话套话{}处", report["substance"]["slogan_count"])), "{note}");
    let reasons = report["verdict"]["reasons"].to_string();
    let demands = reasons.split("处可能增加").next().unwrap().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap();
    assert!(demands.parse::<usize>().unwrap() >= TIMES, "{reasons}");
    let ids: Vec<&str> = report["findings"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    let numbered: Vec<String> = (1..=ids.len()).map(|n| format!("f{n}")).collect();
    assert_eq!(ids, numbered);
    assert_eq!(service.get(&path).await.json(), report);
}

#[tokio::test]
async fn every_form_says_what_is_left_out() {
    let service = Service::new();
    let (path, answer) = reviewed(&service).await;
    let report = answer.json();
    let warning = report["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "left_out").unwrap();
    let message = warning["message"].as_str().unwrap();
    let slogans = report["substance"]["slogan_count"].as_u64().unwrap();
    let page = service.get(&format!("{path}/report.html")).await.text();
    assert!(page.contains(message), "{message}");
    let table = service.get(&format!("{path}/findings.csv")).await.text();
    assert!(
        table.contains(&format!("同类共{slogans}处，只列出前{MOST_LISTED}处")),
        "{}",
        table.lines().last().unwrap()
    );
    let record = service.get(&format!("{path}/assessment.csv")).await.text();
    assert!(record.contains("处未列出"), "{}", record.lines().last().unwrap());
    let document = service.get(&format!("{path}/report.docx")).await;
    assert_eq!(document.status, 200);
    let comments = crate::support::part(&document.body, "word/comments.xml");
    assert!(comments.contains(message), "{message}");
}

#[tokio::test]
async fn an_ordinary_report_leaves_nothing_out() {
    let service = Service::new();
    let report =
        service.post("/v1/reviews", &json!({"text": "要提高政治站位，狠抓落实。", "store": false})).await.json();
    assert!(report.get("left_out").is_none() && listed(&report, "substance.slogan") > 0, "{report}");
}
