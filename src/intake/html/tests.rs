//! What of a page counts as text, and what is noticed in it.

use super::plain;

#[test]
fn readings_deletions_and_what_is_not_shown() {
    let read = |page: &str| plain(page).map(|page| (page.text, page.hidden, page.revised)).unwrap();
    for (page, text, hidden, revised) in [
        ("<p>车<ruby>站<rp>(</rp><rt>zhan</rt><rp>)</rp></ruby>前", "车站前\n", 0, false),
        ("<p>车<ruby>站<rt>zhan<rp>)</ruby>前", "车站前\n", 0, false),
        ("<p>车<ruby>站<rt>zhan<p>前</ruby>后", "车站\n前后\n", 0, false),
        ("<p>甲<del>乙<b>丙</b></del>丁", "甲丁\n", 0, true),
        ("<p>甲<del>乙<p>丁", "甲\n丁\n", 0, true),
        ("<p style='color:red; Display: NONE'>隐 藏<p>明", "隐 藏\n明\n", 2, false),
        ("<div hidden>隐<div>藏</div></div>明<span style='display:block'>示", "隐\n藏\n明示\n", 2, false),
        ("<div class=nav hidden><a href='/'>首页</a></div>明", "明\n", 0, false),
    ] {
        assert_eq!(read(page), (text.to_owned(), hidden, revised), "{page}");
    }
}
