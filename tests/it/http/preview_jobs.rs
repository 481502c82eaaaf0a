//! Previews and the search for candidates as jobs: the same answer, with progress, for whoever may see it, until it is
//! stopped or a draft it quotes is erased.

use serde_json::{Value, json};

use super::client::{Answer, JSON, Service};

const SLOGANS: &str = "/v1/term-lists/slogans";
const TRY: &str = "/v1/term-lists/slogans/draft/preview";
const SUGGEST: &str = "/v1/term-lists/slogans/suggest";
const LATER: (&str, &str) = ("prefer", "respond-async");

/// A server with a draft of the slogans and two kept reviews that it reaches.
async fn tried() -> (Service, Vec<String>) {
    let service = Service::new();
    let mut reviews = Vec::new();
    for number in 1..3 {
        let text = format!("关于示例的通知\n各县要甲乙丙丁{number}次，切实做好示例工作。");
        let review = service.post("/v1/reviews", &json!({"text": text})).await.json();
        reviews.push(review["id"].as_str().unwrap().to_owned());
    }
    let entries = json!({"entries": [{"pattern": "甲乙丙丁", "severity": 2}, {"pattern": "工作"}]});
    let kept = service.send("PUT", &format!("{SLOGANS}/draft"), &[JSON], entries.to_string()).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    (service, reviews)
}

async fn later(service: &Service, path: &str) -> Answer {
    let made = service.send("POST", path, &[LATER], "").await;
    assert_eq!((made.status, made.header("preference-applied")), (202, "respond-async"), "{}", made.text());
    made
}

#[tokio::test]
async fn a_job_gives_the_answer_that_whoever_waits_is_given() {
    let (service, reviews) = tried().await;
    for (path, kind, texts) in [(TRY, "preview", 16), (SUGGEST, "suggest", 14)] {
        let waited = service.send("POST", path, &[], "").await.json();
        let made = later(&service, path).await;
        assert_eq!(made.json()["kind"], kind);
        let job = service.finished(made.header("location")).await;
        assert_eq!((&job["state"], &job["detail"]), (&json!("succeeded"), &waited), "{path}");
        assert_eq!((&job["done"], &job["total"]), (&json!(texts), &json!(texts)), "{path}");
        let listed = service.get("/v1/jobs?size=1").await.json();
        assert_eq!((&listed["jobs"][0]["id"], &listed["jobs"][0]["detail"]), (&job["id"], &Value::Null));
        let events = service.get(&format!("{}/events", made.header("location"))).await.text();
        assert!(events.contains("event: end"), "{events}");
    }
    let found = service.send("POST", TRY, &[("prefer", "wait=5")], "").await;
    assert_eq!((found.status, found.header("preference-applied")), (200, ""));
    assert!(found.text().contains(&reviews[0]));
    // What cannot be tried is refused at the door.
    let none = service.send("POST", "/v1/term-lists/markers/draft/preview", &[LATER], "").await;
    assert_eq!(none.refusal().1, "not_found");
    let wrong = service.send("POST", &format!("{TRY}?reviews=x"), &[LATER], "").await;
    assert_eq!(wrong.refusal().2, ["/reviews"]);
}

#[tokio::test]
async fn a_job_asked_for_twice_is_one() {
    let (service, _) = tried().await;
    let keyed = [LATER, ("idempotency-key", "try-1")];
    let first = service.send("POST", TRY, &keyed, "").await;
    let again = service.send("POST", TRY, &keyed, "").await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (202, "true"), "{}", again.text());
    assert_eq!(
        (again.header("location"), again.header("preference-applied")),
        (first.header("location"), "respond-async")
    );
}

#[tokio::test]
async fn only_the_draft_that_was_seen_is_tried() {
    let (service, _) = tried().await;
    let seen = service.get(&format!("{SLOGANS}/draft")).await.header("etag").to_owned();
    let fits = ("if-match", seen.as_str());
    let one = service.send("POST", TRY, &[fits], "").await;
    assert_eq!((one.status, one.header("etag")), (200, seen.as_str()), "{}", one.text());
    let keyed = [LATER, fits, ("idempotency-key", "seen-1")];
    let started = service.send("POST", TRY, &keyed, "").await;
    assert_eq!(started.status, 202, "{}", started.text());
    // Somebody else keeps another draft.
    let entries = json!({"entries": [{"pattern": "甲乙丙丁"}]});
    let kept = service.send("PUT", &format!("{SLOGANS}/draft"), &[JSON, fits], entries.to_string()).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    for more in [&[fits][..], &[LATER, fits]] {
        let refused = service.send("POST", TRY, more, "").await;
        assert_eq!((refused.status, refused.refusal().1.as_str()), (412, "version_conflict"), "{}", refused.text());
    }
    // What was started then is answered as it was, and is not what is asked for on another state.
    let other = [LATER, ("if-match", kept.header("etag")), ("idempotency-key", "seen-1")];
    assert_eq!(service.send("POST", TRY, &other, "").await.refusal().0, 422);
    let again = service.send("POST", TRY, &keyed, "").await;
    assert_eq!((again.status, again.header("location")), (202, started.header("location")), "{}", again.text());
}

#[tokio::test]
async fn a_result_goes_with_a_draft_that_it_quotes() {
    let (service, reviews) = tried().await;
    let made = later(&service, TRY).await;
    let job = service.finished(made.header("location")).await;
    assert!(job["detail"].to_string().contains("甲乙丙丁"));
    assert_eq!(service.delete(&format!("/v1/reviews/{}", reviews[0])).await.status, 204);
    let job = service.get(made.header("location")).await.json();
    assert_eq!(job["detail"]["code"], "result_erased", "{job}");
    assert!(!job.to_string().contains("甲乙丙丁"), "{job}");
}

/// Hundreds of long texts, of which a preview is stopped in the middle; the one behind it has its turn then.
#[tokio::test]
async fn a_preview_is_stopped_and_the_next_one_goes_on() {
    let (service, _) = tried().await;
    let body = "要高度重视，切实加强领导，确保取得实效。市水利局5月底前完成12处整改工作。\n".repeat(60);
    let line =
        |n: usize| json!({"id": format!("e-{n}"), "title": "题", "text": format!("第{n}次\n{body}")}).to_string();
    let lines = (0..300).map(line).collect::<Vec<_>>().join("\n");
    let import = service.send("POST", "/v1/imports", &[("content-type", "application/x-ndjson")], lines).await;
    service.finished(import.header("location")).await;
    let long = later(&service, &format!("{TRY}?documents=10000")).await;
    let next = later(&service, &format!("{TRY}?documents=0")).await;
    let mut began = service.get(long.header("location")).await.json();
    while began["done"] == 0 {
        assert_ne!(began["state"], "succeeded", "{began}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        began = service.get(long.header("location")).await.json();
    }
    assert_eq!((&began["state"], &began["total"]), (&json!("running"), &json!(316)));
    assert_eq!(service.get(next.header("location")).await.json()["state"], "queued", "one works at a time");
    let stop = format!("{}/cancel", long.header("location"));
    assert_eq!(service.send("POST", &stop, &[], "").await.status, 202);
    let stopped = service.finished(long.header("location")).await;
    assert_eq!((&stopped["state"], &stopped["detail"]), (&json!("cancelled"), &Value::Null), "{stopped}");
    assert!(stopped["done"].as_u64().unwrap() < 316, "{stopped}");
    let next = service.finished(next.header("location")).await;
    assert_eq!((&next["state"], &next["detail"]["tried_on"]["reviews"]), (&json!("succeeded"), &json!(2)), "{next}");
}

/// Whoever may not read drafts neither sees nor stops a job that tells of them; their own job tells of the corpus.
#[tokio::test]
async fn a_job_that_tells_of_drafts_is_for_whoever_may_read_them() {
    let (service, reviews) = tried().await;
    let all = service.key("", "全部", &["desk", "search", "terms", "corpus", "audit", "admin"]).await;
    let keys = [
        service.key(&all, "词表和审核", &["terms", "desk"]).await,
        service.key(&all, "词表", &["terms"]).await,
        service.key(&all, "审核", &["desk", "admin"]).await,
    ];
    let bearers = keys.map(|key| format!("Bearer {key}"));
    let ask = async |who: usize, method: &str, path: &str, more: &[(&str, &str)]| {
        service.send(method, path, &[&[("authorization", bearers[who].as_str())][..], more].concat(), "").await
    };
    let mut jobs = Vec::new();
    for (who, kind) in [(0, "preview"), (1, "corpus_preview")] {
        let made = ask(who, "POST", TRY, &[LATER]).await;
        assert_eq!((made.status, &made.json()["kind"]), (202, &json!(kind)));
        let place = made.header("location").to_owned();
        while ask(who, "GET", &place, &[]).await.json()["state"] != "succeeded" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        jobs.push(place);
    }
    for (who, sees) in [(0, [true, true]), (1, [false, true]), (2, [false, false])] {
        let list = ask(who, "GET", "/v1/jobs", &[]).await.text();
        for (place, sees) in jobs.iter().zip(sees) {
            assert_eq!(list.contains(place.rsplit('/').next().unwrap()), sees, "{who}: {list}");
            let statuses = [
                ask(who, "GET", place, &[]).await.status,
                ask(who, "GET", &format!("{place}/events"), &[]).await.status,
                ask(who, "POST", &format!("{place}/cancel"), &[]).await.status,
            ];
            assert_eq!(statuses, if sees { [200, 200, 409] } else { [403; 3] }, "{who} {place}");
        }
    }
    let [shown, withheld] = [ask(0, "GET", &jobs[0], &[]).await, ask(1, "GET", &jobs[1], &[]).await];
    assert!(reviews.iter().all(|id| shown.text().contains(id.as_str())));
    assert!(reviews.iter().all(|id| !withheld.text().contains(id.as_str())), "{}", withheld.text());
    assert_eq!(withheld.json()["detail"]["drafts_withheld"], true);
    let refused = ask(1, "GET", &jobs[0], &[]).await;
    assert!(refused.text().contains("需要权限 desk（审核）"), "{}", refused.text());
}
