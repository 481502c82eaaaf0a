//! Which document a draft implements, where it stands among the sources, and what of a source is told.

use duanshixin::measure::novelty::Reason;
use duanshixin::review::{DraftInput, Report};

use crate::support::{draft, review, shared};

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
