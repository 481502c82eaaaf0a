//! The page: what it is made of, and what a browser is told of it.

use std::collections::BTreeSet;

use regex::Regex;

use super::client::Service;

#[tokio::test]
async fn the_page_and_all_it_names_are_served() {
    let service = Service::new();
    let names = Regex::new(r#"(?:\./|/assets/)([a-z-]+\.(?:js|css|svg))"#).unwrap();
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(path) = next.pop() {
        let answer = service.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        let kind = match path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(answer.header("content-type"), kind, "{path}");
        let policy = answer.header("content-security-policy");
        for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-cache");
        let tag = answer.header("etag");
        let again = service.send("GET", &path, &[("if-none-match", tag)], "").await;
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, tag), "{path}");
        let other = service.send("GET", &path, &[("if-none-match", "\"0\"")], "").await;
        assert_eq!(other.status, 200);
        for name in names.captures_iter(&answer.text()) {
            if seen.insert(name[1].to_owned()) {
                next.push(format!("/assets/{}", &name[1]));
            }
        }
    }
    assert!(seen.len() > 5, "{seen:?}");
    for path in ["/assets/none.js", "/assets/..%2Findex.html", "/assets/"] {
        assert_eq!(service.get(path).await.refusal().1, "no_such_route", "{path}");
    }
}
