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

    // The last one that administers keys stays: who would make another? The command line can take it away.
    let last = format!("/v1/keys/{}", all.split('_').nth(1).unwrap());
    let kept = service.send("DELETE", &last, &own, "").await;
    assert_eq!(kept.refusal(), (409, "last_admin_key".to_owned(), vec![]));
    assert!(kept.text().contains("duanshixin keys revoke"), "{}", kept.text());
    let next = service.key(&all, "接手的管理员", &["admin"]).await;
    assert_eq!(service.send("DELETE", &last, &own, "").await.status, 204);
    assert_eq!(service.send("GET", "/v1/keys", &own, "").await.refusal().1, "key_refused");
    let bearer = format!("Bearer {next}");
    assert_eq!(service.send("GET", "/v1/keys", &[("authorization", &bearer)], "").await.status, 200);
}

/// A request that is sent again makes no second key, and the first is not told again: nobody has kept it.
#[tokio::test]
async fn a_key_is_made_once_and_never_told_twice() {
    let service = Service::limited(tempfile::tempdir().unwrap(), 0, 1);
    let admin = service.key("", "管理员", &["admin"]).await;
    let bearer = format!("Bearer {admin}");
    let own = [JSON, ("authorization", bearer.as_str()), ("idempotency-key", "k-1")];
    let body = json!({"label": "综合处", "scopes": ["desk"]}).to_string();
    let made = service.send("POST", "/v1/keys", &own, body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let (id, secret) = (made.json()["id"].clone(), made.json()["key"].as_str().unwrap().to_owned());
    for _ in 0..2 {
        let again = service.send("POST", "/v1/keys", &own, body.clone()).await;
        assert_eq!(again.refusal(), (409, "key_already_made".to_owned(), vec![]));
        assert!(again.text().contains(id.as_str().unwrap()) && !again.text().contains(&secret), "{}", again.text());
    }
    let other = json!({"label": "另一处", "scopes": ["desk"]}).to_string();
    let other = service.send("POST", "/v1/keys", &own, other).await;
    assert_eq!(other.refusal().1, "idempotency_key_reused");
    let list = service.send("GET", "/v1/keys", &own[..2], "").await.json();
    assert_eq!(list["keys"].as_array().unwrap().len(), 2);
    let rest = secret.rsplit('_').next().unwrap();
    for entry in std::fs::read_dir(service.folder()).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = if entry.is_file() { std::fs::read(&entry).unwrap() } else { Vec::new() };
        assert!(!bytes.windows(rest.len()).any(|w| w == rest.as_bytes()), "{entry:?} has the key");
    }
    // A refused request may be mended under the same key.
    let fresh = [JSON, ("authorization", bearer.as_str()), ("idempotency-key", "k-2")];
    assert_eq!(service.send("POST", "/v1/keys", &fresh, "{\"label\":\"\"}").await.status, 422);
    assert_eq!(service.send("POST", "/v1/keys", &fresh, body).await.status, 201);
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
