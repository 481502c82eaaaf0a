//! `/v1/norm-profiles`: layers put in, asked for by reviews, refused, kept in every version.

use serde_json::{Value, json};

use super::client::Service;

const TOML: (&str, &str) = ("content-type", "application/toml");

/// A unit's profile on top of the national one: notices of at most `value` characters.
fn unit(value: u32) -> String {
    format!(
        "base = \"national\"\nid = \"unit\"\ntitle = \"示例办\"\njurisdiction = \"示例市\"\nvalid_from = \"2026-01-01\"\n\
         [norms.\"示例办\"]\ntitle = \"示例办办文细则（示例）\"\narticle = \"第二条\"\ngrade = \"Practice\"\n\
         [[limits]]\nid = \"notice\"\nlabel = \"通知\"\nwhen = {{ kinds = [\"通知\"] }}\nvalue = {value}\nnorm = \"示例办\"\n"
    )
}

async fn limit(service: &Service, profile: Option<&str>) -> (u64, String, Vec<Value>) {
    let text = "关于做好示例工作的通知\n各县：\n请于6月底前完成12处整改。\n".repeat(3);
    let mut asked = json!({"text": text, "kind": "通知", "date": "2026-05-01", "store": false});
    if let Some(id) = profile {
        asked["profile"] = id.into();
    }
    let report = service.post("/v1/reviews", &asked).await.json();
    let limit = report["brevity"]["limit"]["characters"].as_u64().unwrap();
    let warnings = report["warnings"].as_array().unwrap().clone();
    (limit, report["versions"]["norms"].as_str().unwrap().to_owned(), warnings)
}

#[tokio::test]
async fn a_layer_counts_from_the_next_review_on_that_asks_for_it() {
    let service = Service::new();
    let refused = service.post("/v1/reviews", &json!({"text": "请照办。", "profile": "unit"})).await.refusal();
    assert_eq!(refused, (422, "no_such_profile".to_owned(), vec!["/profile".to_owned()]));
    let made = service.send("PUT", "/v1/norm-profiles/unit?note=试行", &[TOML], unit(1500)).await;
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""), "{}", made.text());
    assert_eq!(limit(&service, Some("unit")).await.0, 1500);
    assert_eq!(limit(&service, Some("unit")).await.1, "unit@1");
    assert_eq!(limit(&service, None).await.0, 5000);

    let change = async |version: &'static str, value: u32| {
        service.send("PUT", "/v1/norm-profiles/unit", &[TOML, ("if-match", version)], unit(value)).await
    };
    assert_eq!(service.send("PUT", "/v1/norm-profiles/unit", &[TOML], unit(1)).await.refusal().0, 428);
    assert_eq!(change("\"7\"", 1200).await.refusal().0, 412);
    assert_eq!(change("\"1\"", 1200).await.status, 200);
    assert_eq!(limit(&service, Some("unit")).await.0, 1200);
    let versions = service.get("/v1/norm-profiles/unit/versions").await.json();
    assert_eq!(versions["versions"][0]["note"], "替换规范档");
    assert_eq!((&versions["versions"][0]["version"], &versions["versions"][1]["note"]), (&2.into(), &"试行".into()));
    assert_eq!(service.get("/v1/norm-profiles/unit/versions/1").await.text(), unit(1500));
    let file = service.send("GET", "/v1/norm-profiles/unit", &[("accept", "application/toml")], "").await;
    assert_eq!((file.text(), file.header("etag")), (unit(1200), "\"2-toml\""));
    let whole = service.get("/v1/norm-profiles/unit").await.json();
    assert!(whole["limits"].as_array().unwrap().len() > 5 && whole["base"] == "national");
}

#[tokio::test]
async fn a_faulty_profile_changes_nothing_and_says_where() {
    let service = Service::new();
    assert_eq!(service.send("PUT", "/v1/norm-profiles/unit", &[TOML], unit(1500)).await.status, 201);
    let put =
        async |body: String| service.send("PUT", "/v1/norm-profiles/unit", &[TOML, ("if-match", "*")], body).await;
    for (body, pointer) in [
        (unit(0), "/limits/notice/value"),
        (unit(9).replace("base = \"national\"", "base = \"nowhere\""), "/base"),
        (unit(9).replace("id = \"unit\"", "id = \"other\""), "/id"),
    ] {
        let (status, code, pointers) = put(body).await.refusal();
        assert_eq!((status, code.as_str(), pointers[0].as_str()), (422, "bad_norm_profile", pointer));
    }
    let broken = put("id = \"unit\"\n= 1".to_owned()).await.problem();
    assert_eq!((&broken["code"], &broken["errors"][0]["line"]), (&"bad_norm_profile".into(), &2.into()), "{broken}");
    assert_eq!(broken["errors"][0]["pointer"], Value::Null);
    // The layer below cannot lose what one above stands on.
    let national =
        service.send("GET", "/v1/norm-profiles/national", &[("accept", "application/toml")], "").await.text();
    let on_base = unit(9).replace("norm = \"示例办\"\n", "norm = \"若干规定#2\"\n");
    assert_eq!(put(on_base).await.status, 200);
    let without = national.replace("若干规定#2", "若干规定#二");
    let refused = service.send("PUT", "/v1/norm-profiles/national", &[TOML, ("if-match", "*")], without).await;
    assert_eq!(refused.refusal().1, "bad_norm_profile");
    assert_eq!(limit(&service, Some("unit")).await.0, 9);
    assert_eq!(limit(&service, None).await.1, "national@1");
}

#[tokio::test]
async fn a_draft_dated_before_the_profile_applies_is_told() {
    let service = Service::new();
    let later = unit(1500).replace("2026-01-01", "2026-06-01");
    assert_eq!(service.send("PUT", "/v1/norm-profiles/unit", &[TOML], later).await.status, 201);
    let (_, _, warnings) = limit(&service, Some("unit")).await;
    assert!(warnings.iter().any(|w| w["code"] == "profile_not_in_force"), "{warnings:?}");
    let (_, _, warnings) = limit(&service, None).await;
    assert!(warnings.iter().all(|w| w["code"] != "profile_not_in_force"), "{warnings:?}");
}

#[tokio::test]
async fn layers_put_in_at_once_never_break_each_other() {
    let service = Service::new();
    let base = unit(900).replace("id = \"unit\"", "id = \"base0\"");
    assert_eq!(service.send("PUT", "/v1/norm-profiles/base0", &[TOML], base.clone()).await.status, 201);
    let without =
        "base = \"national\"\nid = \"base0\"\ntitle = \"甲\"\njurisdiction = \"甲\"\nvalid_from = \"2026-01-01\"\n";
    let layer = "base = \"base0\"\nid = \"kid0\"\ntitle = \"乙\"\njurisdiction = \"乙\"\nvalid_from = \"2026-01-01\"\n\
                 [[limits]]\nid = \"own\"\nlabel = \"通知\"\nvalue = 7\nnorm = \"示例办\"\n";
    let (removed, added) = tokio::join!(
        service.send("PUT", "/v1/norm-profiles/base0", &[TOML, ("if-match", "*")], without),
        service.send("PUT", "/v1/norm-profiles/kid0", &[TOML], layer),
    );
    assert!((removed.status == 200) != (added.status == 201), "{} {}", removed.text(), added.text());
    assert_eq!(
        service.send("PUT", "/v1/norm-profiles/other", &[TOML], base.replace("base0", "other")).await.status,
        201
    );
}
