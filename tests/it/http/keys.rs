//! `/v1/keys`: from the first key to the last; how many requests a key has.

use serde_json::json;

use super::client::{JSON, Service};

#[tokio::test]
async fn keys_are_made_shown_once_used_and_revoked() {
    let service = Service::new();
    assert_eq!(service.get("/v1/access").await.json()["keys_required"], false);
    assert_eq!(service.get("/v1/keys").await.json(), json!({"keys": []}));

    let all = service.key("", "管理员", &["admin", "desk"]).await;
    assert_eq!(service.get("/v1/keys").await.status, 401, "from the first key on, a key is needed");
    let bearer = format!("Bearer {all}");
    let own = [JSON, ("authorization", bearer.as_str())];
    let made = service
        .send(
            "POST",
            "/v1/keys",
            &own,
            json!({
                "label": " 综合处 ", "scopes": ["desk", "search", "desk"], "expires": "2999-12-31"
            })
            .to_string(),
        )
        .await;
    let key = made.json();
    assert_eq!(made.header("location"), format!("/v1/keys/{}", key["id"].as_str().unwrap()));
    assert_eq!(
        (&key["label"], &key["scopes"], &key["state"]),
        (&json!("综合处"), &json!(["desk", "search"]), &json!("live"))
    );

    let list = service.send("GET", "/v1/keys", &own, "").await;
    assert!(!list.text().contains(&all[13..]) && !list.text().contains(&key["key"].as_str().unwrap()[13..]));
    assert_eq!(list.json()["keys"].as_array().unwrap().len(), 2);
    assert!(list.json()["keys"][0]["last_used"].as_str().unwrap().starts_with("20"));

    let theirs = format!("Bearer {}", key["key"].as_str().unwrap());
    assert_eq!(service.send("GET", "/v1/reviews", &[("authorization", &theirs)], "").await.status, 200);
    let path = format!("/v1/keys/{}", key["id"].as_str().unwrap());
    assert_eq!(service.send("DELETE", &path, &own, "").await.status, 204);
    let refused = service.send("GET", "/v1/reviews", &[("authorization", &theirs)], "").await;
    assert_eq!(refused.refusal().1, "key_refused");
    assert!(refused.text().contains("已被吊销"));
    assert_eq!(service.send("DELETE", &path, &own, "").await.refusal().1, "not_found");

    // The last one may go too: then everything is open again, on loopback.
    let last = format!("/v1/keys/{}", all.split('_').nth(1).unwrap());
    assert_eq!(service.send("DELETE", &last, &own, "").await.status, 204);
    assert_eq!(service.get("/v1/reviews").await.status, 200);
}

#[tokio::test]
async fn bad_keys_are_refused_with_every_fault() {
    let service = Service::new();
    for (body, pointers) in [
        (json!({}), vec!["/label"]),
        (json!({"label": "甲"}), vec!["/scopes"]),
        (json!({"label": "甲", "scopes": ["root"]}), vec!["/scopes"]),
        (json!({"label": "甲", "scopes": ["desk"]}), vec!["/scopes"]),
        (json!({"label": "", "scopes": ["admin"], "expires": "2020-01-01"}), vec!["/label", "/expires"]),
        (json!({"label": "甲", "scopes": ["admin"], "expires": "2999"}), vec!["/expires"]),
        (json!({"label": "甲", "scopes": ["admin"], "key": "x"}), vec!["/key"]),
    ] {
        let (status, code, found) = service.post("/v1/keys", &body).await.refusal();
        assert_eq!((status, code.as_str()), (422, "invalid_request"), "{body}");
        assert_eq!(found, pointers, "{body}");
    }
    assert_eq!(service.get("/v1/keys").await.json(), json!({"keys": []}));
}

#[tokio::test]
async fn a_key_has_so_many_requests_and_another_has_its_own() {
    let service = Service::limited(tempfile::tempdir().unwrap(), 6, 5);
    for _ in 0..20 {
        assert_eq!(service.get("/v1/stats").await.status, 200, "without keys nobody is counted");
    }
    let one = service.key("", "甲", &["admin"]).await;
    let two = service.key(&one, "乙", &["desk"]).await;
    let ask =
        async |key: &str| service.send("GET", "/v1/stats", &[("authorization", &format!("Bearer {key}"))], "").await;
    for _ in 0..4 {
        assert_eq!(ask(&one).await.status, 200);
    }
    let refused = ask(&one).await;
    assert_eq!(refused.refusal().1, "too_many_requests");
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    assert_eq!(ask(&two).await.status, 200);
    assert_eq!(service.get("/livez").await.status, 200);
}
