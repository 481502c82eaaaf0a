//! Which document a draft implements, where it stands among the sources, and what of a source is told.

use duanshixin::document::{Kind, Level, PartialDate};
use duanshixin::measure::novelty::Reason;
use duanshixin::review::{DraftInput, Report};
use duanshixin::store::NewDocument;

use crate::support::{draft, fresh, review, shared};

/// The clean notice under another title.
fn titled(title: &str) -> DraftInput {
    let mut input = draft("drafts/07-clean.txt");
    let old = input.title.clone().unwrap();
    input.text = input.text.replace(&old, title);
    input.title = Some(title.to_owned());
    input
}

fn superior(report: &Report) -> (&str, &str) {
    let superior = report.novelty.superior.as_ref().unwrap();
    (&superior.document_id, &superior.why)
}

#[test]
fn a_title_that_differs_by_its_place_alone_names_the_superior() {
    let report = review(shared(), &titled("临棠市养老服务条例（示例）"));
    let (id, why) = superior(&report);
    assert_eq!(id, "sample-p05");
    assert!(why.contains("同题"), "{why}");
    // It is listed first, though nothing is taken from it.
    assert_eq!(report.novelty.sources.first().map(|s| (s.document_id.as_str(), s.copied_characters)), Some((id, 0)));
}

#[test]
fn what_the_opening_names_as_basis_is_the_superior_where_nothing_else_is() {
    let report = review(shared(), &titled("临棠市节约用水办法（示例）"));
    let (id, why) = superior(&report);
    assert_eq!(id, "sample-c05");
    assert!(why.contains("为依据"), "{why}");
    // Cited without being the basis, it is not.
    let mut input = titled("临棠市节约用水办法（示例）");
    input.text = input.text.replace("根据《", "参看《");
    assert_eq!(review(shared(), &input).novelty.superior, None);
}

#[test]
fn a_few_words_of_a_document_are_told_apart_and_more_of_it_is_told() {
    const WORDS: &str = "粮食入仓后应当在30日内平整粮面、布设测温点、悬挂货位卡";
    let with = |added: &[(&str, &str)]| {
        let mut input = draft("drafts/07-clean.txt");
        for (place, words) in added {
            input.text = input.text.replace(place, &format!("{words}。{place}"));
        }
        review(shared(), &input)
    };
    let told = |report: &Report| {
        let of_it = report.passages.iter().find(|p| p.text.contains("平整粮面")).unwrap();
        of_it.excluded.map(|excluded| excluded.reason)
    };
    let alone = with(&[("市气象局把棠江", WORDS)]);
    assert_eq!(told(&alone), Some(Reason::Isolated));
    assert_eq!(alone.novelty.copied_ratio, Some(0.0));
    // More of the same document, or the document cited.
    let more = with(&[
        ("市气象局把棠江", WORDS),
        (
            "市应急管理局采购备用",
            "雨后库区巡查记录随货位卡一并保存，稻谷储存期限一般不超过3年，小麦一般不超过5年，玉米一般不超过3年。储存品质达到轻度不宜存标准的",
        ),
    ]);
    assert_eq!(told(&more), None);
    let cited =
        with(&[("市气象局把棠江", WORDS), ("市应急管理局采购备用", "另见《政府储备粮储存安全管理办法（示例）》")]);
    assert_eq!(told(&cited), None);
    // Not even then is half a clause.
    let few = with(&[
        ("市气象局把棠江", "粮食入仓后应当在30日内平整粮面"),
        ("市应急管理局采购备用", "另见《政府储备粮储存安全管理办法（示例）》"),
    ]);
    assert_eq!(told(&few), Some(Reason::Isolated));
}

#[test]
fn what_documents_of_other_places_hold_is_shown_and_not_counted() {
    const CLAUSE: &str = "乡镇粮库每年汛期前应当逐仓检查防潮设施并在门口公示检查人姓名和整改期限，逾期未整改的由县级粮食部门派员驻库督办";
    let copied = |issuer: &str, basis: &str| {
        let folder = tempfile::tempdir().unwrap();
        let desk = fresh(folder.path());
        let text = format!("第一条 为了加强粮库管理，制定本办法。\n第二条 {CLAUSE}。\n");
        let document = NewDocument {
            id: "elsewhere".to_owned(),
            title: "示例粮库防潮管理办法".to_owned(),
            issuer: Some(issuer.to_owned()),
            level: Level::Province,
            date: PartialDate::parse("2020-01-01").unwrap(),
            kind: Kind::Notice,
            kind_original: None,
            docno: None,
            text,
        };
        desk.corpus().put(&[document]).unwrap();
        let mut input = draft("drafts/07-clean.txt");
        input.issuer = Some("南京市人民政府".to_owned());
        input.level = Some(Level::City);
        input.text = input.text.replace("市气象局把棠江", &format!("{basis}{CLAUSE}。市气象局把棠江"));
        let report = review(&desk, &input);
        let passage = report.passages.iter().find(|p| p.text.contains("逐仓检查")).unwrap();
        (passage.excluded.map(|excluded| excluded.reason), report.novelty.copied_ratio > Some(0.0))
    };
    assert_eq!(copied("浙江省人民政府", ""), (Some(Reason::Elsewhere), false));
    assert_eq!(copied("江苏省人民政府", ""), (None, true));
    assert_eq!(copied("浙江省人民政府", "参照《示例粮库防潮管理办法》执行。"), (None, true));
}
