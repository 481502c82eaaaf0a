//! What previews keep from one to the next: a desk that has made previews before, and whose lists, profiles and drafts
//! have changed since, says just what a desk says that was opened a moment ago.

use duanshixin::deadline::Deadline;
use duanshixin::desk::{Change, Course, Desk, Keep, Preview, PreviewScope};
use duanshixin::document::{Kind, Level};
use duanshixin::lexicon::{Entry, ListId, TermList};
use duanshixin::review::DraftInput;
use duanshixin::store::Stamp;

use crate::support;

const TEXT: &str = "关于做好示例水库工作的通知\n各县（区）人民政府：\n要进一步提高政治站位，狠抓工作落实，推动高质量发展。\
    各县要层层压实责任，形成齐抓共管的工作格局。\n市财政局于6月底前拨付30万元，用于12个村的水渠维修。\
    全面贯彻落实新发展理念，坚持以人民为中心的发展思想。坚持以人民为中心的发展思想。\n\
    各乡镇每周五前报送工作台账，成立领导小组，配备水库管理员。以更大力度推动各项工作再上新台阶。\n";

/// The same desk twice: one that stays open and keeps what it finds out, one that is opened anew for every preview.
struct Twice {
    open: Desk,
    _folder: tempfile::TempDir,
    other: tempfile::TempDir,
}

impl Twice {
    fn new() -> Self {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        drop(support::fresh(other.path()));
        Self { open: support::fresh(folder.path()), _folder: folder, other }
    }

    /// Does the same to both.
    fn both<T: PartialEq + std::fmt::Debug>(&self, act: impl Fn(&Desk) -> T) -> T {
        let done = act(&self.open);
        assert_eq!(act(&support::fresh(self.other.path())), done);
        done
    }

    fn keep(&self, input: &DraftInput) -> String {
        let stamp = Stamp::now();
        let keep =
            |desk: &Desk| desk.review_as(&stamp, input, Keep::Yes { original: None }, &Deadline::default()).unwrap().id;
        self.both(keep)
    }

    /// The preview of a change of a list: both desks give the same one, the open one twice.
    fn preview(&self, id: ListId, edit: impl Fn(&mut Vec<Entry>)) -> Preview {
        let tried = |desk: &Desk| {
            let mut list = desk.term_list(id);
            edit(&mut list.entries);
            let course = Course::until(Deadline::default());
            desk.preview_terms(list, PreviewScope { documents: 6, ..PreviewScope::default() }, &course).unwrap()
        };
        let preview = self.both(tried);
        assert_eq!(tried(&self.open), preview, "once more");
        preview
    }

    fn publish(&self, id: ListId, edit: impl Fn(&mut Vec<Entry>)) {
        self.both(|desk| {
            let TermList { version, mut entries, .. } = desk.term_list(id);
            edit(&mut entries);
            desk.replace_terms(id, entries, Change { expected: version, note: "试" }).unwrap()
        });
    }

    fn put_profile(&self, change: impl Fn(&str) -> String) {
        self.both(|desk| {
            let (version, file) = desk.norm_profile_file("national", None).unwrap();
            desk.put_norm_profile("national", &change(&file), Change { expected: version, note: "试" }).unwrap()
        });
    }
}

fn with(words: &'static str) -> impl Fn(&mut Vec<Entry>) {
    move |entries| entries.push(Entry { severity: 2, ..Entry::literal(words, "") })
}

/// The figures of a draft as a preview tells them, now and with the change.
fn told(preview: &Preview, review: &str) -> Option<[(usize, usize, usize); 2]> {
    let told = preview.drafts.iter().find(|draft| draft.review.as_deref() == Some(review))?;
    Some([&told.before, &told.after].map(|score| (score.slogan_count, score.empty_sentences, score.demands)))
}

fn input(text: &str) -> DraftInput {
    DraftInput { text: text.to_owned(), id: Some("甲1".to_owned()), ..DraftInput::default() }
}

#[test]
fn a_change_of_lists_is_seen_by_the_next_preview() {
    let twice = Twice::new();
    let review = twice.keep(&input(TEXT));
    let first = twice.preview(ListId::Slogans, with("水渠维修"));
    let [before, after] = told(&first, &review).unwrap();
    assert!(after.0 > before.0 && before.2 > 0, "{before:?} {after:?}");
    // Another edit of the same list, and of each other one.
    assert!(told(&twice.preview(ListId::Slogans, with("工作台账")), &review).is_some());
    assert!(twice.preview(ListId::Slogans, Vec::clear).rules.iter().any(|rule| rule.lost > 0));
    let unburdened = twice.preview(ListId::Burden, Vec::clear);
    assert_eq!(told(&unburdened, &review).unwrap().map(|figures| figures.2), [before.2, 0]);
    twice.preview(ListId::Markers, |entries| entries.retain(|entry| entry.category != "时限"));
    twice.preview(ListId::Protected, with("各项工作"));
    // What is published counts as what there was before from then on, and the other lists by what it makes of them.
    twice.publish(ListId::Slogans, with("水渠维修"));
    let [now, _] = told(&twice.preview(ListId::Slogans, with("工作台账")), &review).unwrap();
    assert_eq!(now, after);
    assert_eq!(told(&twice.preview(ListId::Burden, Vec::clear), &review).unwrap()[0], after);
    twice.publish(ListId::Burden, Vec::clear);
    let [now, _] = told(&twice.preview(ListId::Slogans, with("工作台账")), &review).unwrap();
    assert_eq!(now, (after.0, after.1, 0));
    twice.publish(ListId::Protected, with("水渠维修"));
    let [now, _] = told(&twice.preview(ListId::Slogans, with("工作台账")), &review).unwrap();
    assert!(now.0 < after.0, "what is protected is no slogan");
    twice.publish(ListId::Markers, |entries| entries.truncate(1));
    twice.preview(ListId::Slogans, with("工作台账"));
    twice.preview(ListId::Markers, with("工作"));
    twice.publish(ListId::Slogans, |entries| drop(entries.pop()));
    twice.preview(ListId::Slogans, with("水渠维修"));
}

#[test]
fn a_change_of_drafts_and_profiles_is_seen_by_the_next_preview() {
    let twice = Twice::new();
    let review = twice.keep(&input(TEXT));
    let figures = |review: &str| told(&twice.preview(ListId::Slogans, with("工作台账")), review);
    let [first, _] = figures(&review).unwrap();
    // The same id with another text; the same text with another title, level and kind; one text as two drafts.
    let shorter = twice.keep(&input(&TEXT.replace("狠抓工作落实，", "").replace("，配备水库管理员", "")));
    let as_law = twice.keep(&DraftInput { kind: Some(Kind::Law), ..input(TEXT) });
    let central = twice.keep(&DraftInput { level: Some(Level::Central), ..input(TEXT) });
    let titled = twice
        .keep(&DraftInput { title: Some("示例市水务局关于第3号提案的答复".to_owned()), ..input(TEXT) });
    let found = [&review, &shorter, &as_law, &central, &titled].map(|review| figures(review).unwrap()[0]);
    assert_eq!(found[0], first);
    assert!(found[1].0 < first.0, "{found:?}");
    assert!(found[2].0 < first.0 && found[4].2 < first.2, "{found:?}");
    twice.both(|desk| desk.erase_review(&shorter).unwrap());
    assert_eq!(figures(&shorter), None);
    // A profile that wants no formulation twice, and one that asks for no assessment.
    let rules = |preview: Preview| preview.rules.into_iter().map(|rule| rule.rule).collect::<Vec<_>>();
    let before = rules(twice.preview(ListId::Protected, Vec::clear));
    assert!(!before.iter().any(|rule| rule == "substance.repeated_protected"), "{before:?}");
    twice.put_profile(|file| file.replacen("\n# ──", "\n[formulations]\nmost = 1\n\n# ──", 1));
    let after = rules(twice.preview(ListId::Protected, Vec::clear));
    assert!(after.iter().any(|rule| rule == "substance.repeated_protected"), "{after:?}");
    assert_eq!(figures(&review).unwrap()[0], first);
}
