//! Text that a reader of the paper does not see: hidden by a run, by a style, by the defaults; white; tiny.

use super::tests::{root, whole};
use crate::intake::read;

/// What is noticed in a document of one paragraph, whose styles these are: codes with the first number in each message.
fn unseen(styles: &str, paragraph: &str, run: &str) -> Vec<(&'static str, usize)> {
    let words = "<w:t>四个汉字</w:t>";
    let body =
        format!("<w:p><w:r><w:t>前文</w:t></w:r></w:p><w:p><w:pPr>{paragraph}</w:pPr><w:r>{run}{words}</w:r></w:p>");
    told(styles, &body)
}

fn told(styles: &str, body: &str) -> Vec<(&'static str, usize)> {
    let read = read(&whole(body, &[("styles", &root("styles", styles))]), "a.docx").unwrap();
    let count =
        |message: &str| message.chars().filter(char::is_ascii_digit).take(1).collect::<String>().parse().unwrap();
    read.warnings.iter().map(|w| (w.code, count(&w.message))).collect()
}

#[test]
fn text_hidden_by_styles_and_defaults_is_told() {
    let hidden = "<w:style w:type='paragraph' w:styleId='h'><w:rPr><w:vanish/></w:rPr></w:style>\
                  <w:style w:type='paragraph' w:styleId='i'><w:basedOn w:val='h'/></w:style>\
                  <w:style w:type='paragraph' w:styleId='s'><w:basedOn w:val='h'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>\
                  <w:style w:type='character' w:styleId='c'><w:rPr><w:vanish/></w:rPr></w:style>";
    let style = |id: &str| format!("<w:pStyle w:val='{id}'/>");
    for (paragraph, run, wanted) in [
        (style("h"), "", true),
        (style("i"), "<w:rPr><w:b/></w:rPr>", true),
        (style("s"), "", false),
        (style("h"), "<w:rPr><w:vanish w:val='false'/></w:rPr>", false),
        (style("unknown"), "", false),
        (String::new(), "<w:rPr><w:rStyle w:val='c'/></w:rPr>", true),
        (String::new(), "<w:rPr><w:specVanish/></w:rPr>", true),
        // The properties of the mark of a paragraph are not those of its text.
        ("<w:rPr><w:vanish/></w:rPr>".to_owned(), "", false),
    ] {
        let wanted = if wanted { vec![("hidden_text", 4)] } else { vec![] };
        assert_eq!(unseen(hidden, &paragraph, run), wanted, "{paragraph} {run}");
    }
    let defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>";
    assert_eq!(unseen(defaults, "", ""), [("hidden_text", 6)]);
    let usual = "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:rPr><w:vanish/></w:rPr></w:style>\
                 <w:style w:type='paragraph' w:styleId='b'/>";
    assert_eq!(unseen(usual, "<w:pStyle w:val='b'/>", ""), [("hidden_text", 2)]);
}

#[test]
fn white_and_tiny_text_is_told() {
    let run = |inner: &str| format!("<w:rPr>{inner}</w:rPr>");
    let white = "<w:color w:val='FFFFFF'/>";
    for (paragraph, properties, wanted) in [
        ("", run(white), true),
        ("", run("<w:color w:val='FDFEFE'/>"), true),
        ("", run("<w:color w:val='auto'/>"), false),
        ("", run("<w:color w:val='FF0000'/>"), false),
        ("", run("<w:sz w:val='2'/>"), true),
        ("", run("<w:sz w:val='21'/>"), false),
        ("", run(&format!("{white}<w:shd w:val='clear' w:fill='1F4E79'/>")), false),
        ("", run(&format!("{white}<w:shd w:val='clear' w:fill='auto'/>")), true),
        ("", run(&format!("{white}<w:highlight w:val='black'/>")), false),
        ("<w:shd w:val='clear' w:fill='000000'/>", run(white), false),
        ("<w:pStyle w:val='w'/>", String::new(), true),
    ] {
        let styles = "<w:style w:type='paragraph' w:styleId='w'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>";
        let wanted = if wanted { vec![("faint_text", 4)] } else { vec![] };
        assert_eq!(unseen(styles, paragraph, &properties), wanted, "{paragraph} {properties}");
    }
    // A cell may be of any colour.
    let cell = format!("<w:tbl><w:tr><w:tc><w:p><w:r>{}<w:t>表头</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", run(white));
    assert_eq!(told("", &cell), []);
}
