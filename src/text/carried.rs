//! What a cover carries: the document that it prints (印发), puts into force (现予公布) or sends on (转发, 批转), where that
//! begins, and whose it is. A plan that the issuer prints under its own notice, and rules behind its own decree, are the
//! draft itself; a document of others is an original that is merely sent on.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::document::{Area, Level};
use crate::span::{SourceText, Span};
use crate::text::marks::Marks;
use crate::text::structure::{Line, Role, Structure};
use crate::text::{ending, headings, issuer, titles, wording};

/// Words of a cover that send another document on, and what each does with it.
const VERBS: [(&str, Act); 3] = [("印发", Act::Prints), ("转发", Act::SendsOn), ("批转", Act::SendsOn)];
/// How a decree or announcement puts what it carries into force, in its sentences alone: a title that says 公布 has lists
/// behind it as well.
const IN_FORCE: [&str; 6] = ["予公布", "予以公布", "予发布", "予以发布", "予颁布", "予以颁布"];
/// What stands before those words where the issuer does it here and now (现予公布), and not others, or at another time.
const NOW: [&str; 4] = ["现", "特", "兹", "今"];
/// What it was put through before, after which the words themselves may follow: 已经审议通过，予以公布.
const THROUGH: [&str; 3] = ["通过，", "同意，", "批准，"];
/// The same further on before them: 现将《某办法》予以公布.
const NOW_THIS: &str = "现将";
/// Lines of a cover in which it may name the document that it carries.
const COVER: usize = 3;
/// The same for a decree: its sentence stands behind the words of a page around it, its number and its date.
const DECREE: usize = 10;
/// Longest cover, in characters of its lines, whose annex is what it carries though its name stands nowhere.
const SHORT_COVER: usize = 600;
/// Lines among which the carried document begins.
const REACH: usize = 2_000;
/// Most lines over which its title is broken, and the longest of them, in characters.
const TITLE_LINES: (usize, usize) = (4, 60);
/// Longest single line, in characters, that may be its title.
const CARRIED_TITLE: usize = 200;
/// Letters of a name from which on it may be the end of a longer one: 示例市 before the name of a plan.
const NAME: usize = 8;
/// Most names that are looked for.
const MOST_NAMES: usize = 8;
/// Lines between the carried document's title and its text: dates, decisions in brackets.
const NOTES: usize = 4;

/// What a cover does with the document that it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// 印发、公布
    Prints,
    /// 转发、批转
    SendsOn,
}

/// The document that a cover carries.
#[derive(Debug)]
pub(super) struct Carried {
    act: Act,
    /// Words from its author or name on, without blanks.
    source: String,
    /// The number that the cover gives it.
    number: Option<Span>,
    /// Its first line, and how many its title has.
    first: usize,
    titles: usize,
}

/// Words of a cover that say what it carries.
#[derive(Clone)]
struct Told {
    act: Act,
    /// From the author or name on, without blanks.
    source: String,
    /// Behind what on the page the carried document stands.
    behind: usize,
    names: BTreeSet<String>,
    /// All its words, as names are compared.
    whole: String,
}

impl Structure {
    /// The document that a 印发 or 转发 notice carries: from the lines that repeat the name given in its title or first
    /// lines, else the first annex of a notice whose title says that it carries one. Its lines become those of an annex.
    pub(super) fn find_carried(&mut self, folded: &SourceText, marks: &Marks, given: Option<&str>) -> Option<Carried> {
        let own = self.title.map(|title| (folded.slice(title), title.end));
        let title = own.or_else(|| given.map(|given| (given, 0))).and_then(|(text, behind)| told(text, behind, true));
        let cover: Vec<Span> = self.running().map(|line| line.span).take(COVER).collect();
        // Behind the first article the cover is over.
        let decree = self.running().map(|line| line.span).take_while(|&line| !opens_rules(folded.slice(line)));
        let decree: Vec<Span> = decree.take(DECREE).collect();
        let puts = |line: &Span| put_in_force(&wording::squeezed(folded.slice(*line))).is_some();
        let putting: Vec<Span> = decree.into_iter().filter(puts).collect();
        let in_force = || putting.iter();
        let read = |line: &Span| told(folded.slice(*line), line.end, false);
        let lines = cover.iter().chain(in_force()).filter_map(read);
        let named = |told: Told| self.named(folded, &told).map(|place| (told, place));
        let found = title.iter().cloned().chain(lines).find_map(named);
        let unnamed = || match &title {
            Some(title) => Some((title.clone(), self.first_annex(folded)?)),
            None => {
                let told = in_force().find_map(read)?;
                let first = self.first_article(folded, told.behind)?;
                Some((told, (first, 0)))
            }
        };
        let (told, (first, titles)) = found.or_else(unnamed)?;
        for index in first..self.lines.len() {
            self.role_at(index, Role::Annex);
        }
        let names = |title: Span| titles::names(folded.slice(title)).iter().any(|n| told.names.contains(&plain(n)));
        let inside = |marked: Span| cover.iter().chain(in_force()).any(|line| line.contains(marked));
        let number = marks.citations.iter().filter(|c| inside(c.marked) && names(c.title)).find_map(|c| c.number);
        Some(Carried { act: told.act, source: told.source, number, first, titles })
    }

    fn running(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.role == Role::Body)
    }

    /// The lines, first and number, that repeat a name of what is carried.
    fn named(&self, folded: &SourceText, told: &Told) -> Option<(usize, usize)> {
        let from = self.lines.partition_point(|line| line.span.start < told.behind);
        let to = (from + REACH).min(self.lines.len());
        let repeats = |joined: &str| {
            let letters = plain(&titles::key(joined));
            // The cover's own title, said a second time.
            let repeated = told.whole.ends_with(&letters) || letters.ends_with(&told.whole);
            let again = repeated && VERBS.iter().any(|(verb, _)| letters.contains(verb));
            if again {
                return false;
            }
            let part = |long: &str, short: &str| short.chars().count() >= NAME && long.ends_with(short);
            told.names.contains(&letters) || told.names.iter().any(|n| part(&letters, n) || part(n, &letters))
        };
        (from..to).find_map(|first| {
            let mut joined = String::new();
            for count in 1..=TITLE_LINES.0 {
                let line = self.lines.get(first + count - 1).filter(|line| may_be_title(folded, line))?;
                if count > 1 && line.span.len() > TITLE_LINES.1 {
                    return None;
                }
                joined.push_str(folded.slice(line.span));
                if repeats(&joined) {
                    return Some((first, count));
                }
            }
            None
        })
    }

    /// The line behind the end of a cover at which rules begin without a title of their own.
    fn first_article(&self, folded: &SourceText, behind: usize) -> Option<usize> {
        let annex = |line: &Line| line.role == Role::Annex && line.span.start >= behind;
        let first = self.lines.iter().position(annex)?;
        let words = folded.slice(self.lines.get(first)?.span);
        opens_rules(words).then_some(first)
    }

    /// The first annex behind a short cover, with the lines of its title.
    fn first_annex(&self, folded: &SourceText) -> Option<(usize, usize)> {
        let cover: usize = self.running().map(|line| line.span.len()).sum();
        let mut annexes = self.lines.iter().enumerate().filter(|(_, line)| line.role == Role::Annex);
        let (first, _) = annexes.find(|(_, line)| !ending::opens_annex(folded.slice(line.span)))?;
        let behind: usize = self.lines.get(first..)?.iter().map(|line| line.span.len()).sum();
        if cover > SHORT_COVER || behind <= cover {
            return None;
        }
        let titles = self.lines.get(first..)?.iter().take(TITLE_LINES.0 - 1).take_while(|line| {
            let text = folded.slice(line.span);
            line.span.len() <= TITLE_LINES.1 && may_be_title(folded, line) && headings::level_of(text).is_none()
        });
        Some((first, titles.count()))
    }

    /// Says whose the carried document is, and gives its lines their roles: those of a draft where it is the issuer's
    /// own, else it stays the original that is sent on.
    pub(super) fn settle_carried(&mut self, folded: &SourceText, carried: &Carried, contents: Range<usize>) {
        let Some(start) = self.lines.get(carried.first).map(|line| line.span.start) else { return };
        if !self.is_own(folded, carried) {
            self.forwarded = Some(Span::new(start, folded.len()));
            return;
        }
        let text = carried.first + carried.titles;
        for index in carried.first..self.lines.len() {
            self.role_at(index, if index < text { Role::Title } else { Role::Body });
        }
        for index in contents.filter(|&index| index >= text) {
            self.role_at(index, Role::Head);
        }
        let note = |line: &&Line| {
            let words = folded.slice(line.span);
            let bracketed = words.starts_with('（') && words.ends_with('）') && words.chars().count() <= TITLE_LINES.1;
            bracketed || (ending::begins_with_date(words) && line.span.len() <= 14)
        };
        let notes = self.lines.get(text..).unwrap_or(&[]).iter().take(NOTES).take_while(note).count();
        for index in text..text + notes {
            self.role_at(index, Role::Head);
        }
        // The date of the cover is the document's.
        let date = self.date;
        self.find_end(folded, text + notes);
        self.date = date.or(self.date);
        let last = self.lines.iter().rfind(|line| line.role == Role::Body && line.span.start >= start);
        self.issued = last.map(|last| Span::new(start, last.span.end));
    }

    /// Whether the carried document is the issuer's own: what it prints, unless that is named as a document of a body
    /// above, of another place or under another's number; and what a government sends on for its own department.
    fn is_own(&self, folded: &SourceText, carried: &Carried) -> bool {
        let own = self.issuer.as_deref().unwrap_or_default();
        let author = issuer::of_title(carried.source.trim_start_matches(['《', '〈', '“', '<']));
        let author = author.as_deref().unwrap_or_default();
        let part = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
        let bodies = |names: &str| names.split([' ', '、']).map(str::to_owned).collect::<Vec<String>>();
        let same = |a: &String, b: &String| !a.is_empty() && !b.is_empty() && part(a, b);
        let shared = bodies(own).iter().any(|a| bodies(author).iter().any(|b| same(a, b)));
        let rank = |name: &str| Level::of_issuer_in(name, Some(own)).and_then(Level::rank);
        let above = matches!((rank(author), rank(own)), (Some(author), Some(own)) if author < own);
        let level = matches!((rank(author), rank(own)), (Some(author), Some(own)) if author >= own);
        let apart = matches!((Area::of(author), Area::of(own)), (Some(a), Some(b)) if a.is_apart_from(&b));
        match carried.act {
            Act::Prints => shared || !(above || apart || self.is_numbered(folded, carried)),
            Act::SendsOn => level && !apart && is_government(own) && !is_government(author),
        }
    }

    /// Whether the cover gives what it prints a number of another body: by the characters before the year, or where the
    /// notice bears none, by those of the centre.
    fn is_numbered(&self, folded: &SourceText, carried: &Carried) -> bool {
        let code = |number: Span| {
            let text = folded.slice(number);
            text.split(['〔', '[', '（', '(', '【']).next().unwrap_or_default().to_owned()
        };
        match (carried.number.map(code), self.document_number.map(code)) {
            (Some(theirs), Some(own)) => !theirs.starts_with(&own) && !own.starts_with(&theirs),
            (Some(theirs), None) => Level::of_number(&theirs).is_some_and(|level| {
                let own = self.issuer.as_deref().and_then(Level::of_issuer).and_then(Level::rank);
                own.is_some_and(|own| level.rank() < Some(own))
            }),
            (None, _) => false,
        }
    }
}

/// Whether a line is the beginning of rules.
fn opens_rules(line: &str) -> bool {
    ["第一章", "第一条", "第1章", "第1条"].iter().any(|opening| line.starts_with(opening))
}

/// Whether a body governs a place, or is the office of one that does.
fn is_government(name: &str) -> bool {
    ["政府", "国务院", "省委", "市委", "县委", "区委"].iter().any(|word| name.contains(word))
        || name.starts_with("中共")
}

/// Whether a line may be of the title of what is carried: none of the cover's own parts, and no sentence.
fn may_be_title(folded: &SourceText, line: &Line) -> bool {
    let text = folded.slice(line.span);
    matches!(line.role, Role::Body | Role::Annex)
        && line.span.len() <= CARRIED_TITLE
        && !text.ends_with(['。', '；', '：'])
        && !ending::opens_annex(text)
}

/// What a title or line of a cover says of the document that it carries. `behind` is where its words end.
fn told(text: &str, behind: usize, is_title: bool) -> Option<Told> {
    let text = wording::squeezed(text);
    let verb = |&(verb, act): &(&str, Act)| outside_titles(&text, verb).map(|at| (at, verb.len(), act));
    let put = if is_title { None } else { put_in_force(&text) };
    let put = put.map(|(at, length)| (at, length, Act::Prints));
    let (at, length, act) = VERBS.iter().filter_map(verb).chain(put).min_by_key(|&(at, ..)| at)?;
    let (before, after) = (text.get(..at)?, text.get(at + length..)?);
    // A sentence names what it carries before the verb: 现将《某方案》印发给你们.
    let object = before.rsplit(['将', '把']).next().filter(|object| object.len() < before.len());
    let source = if is_title { after } else { object.unwrap_or(after) };
    let cited = cited(if is_title { after } else { &text });
    let bare = after.strip_suffix("通知").map(|name| name.strip_suffix('的').unwrap_or(name)).filter(|_| is_title);
    let whole = Some(after).filter(|_| is_title);
    let names =
        whole.into_iter().chain(bare).chain(cited.iter().map(String::as_str)).chain(object.filter(|_| !is_title));
    let names: BTreeSet<String> = names.take(MOST_NAMES).flat_map(titles::names).map(|name| plain(&name)).collect();
    let whole = plain(&titles::key(&text));
    Some(Told { act, source: source.to_owned(), behind, names, whole })
}

/// Where a sentence puts a document into force, and the length of the words that do, in bytes.
fn put_in_force(text: &str) -> Option<(usize, usize)> {
    let now = |at: usize| {
        let sentence = text.get(..at).and_then(|head| head.rsplit(['。', '；', '：']).next()).unwrap_or_default();
        NOW.iter().chain(&THROUGH).any(|before| sentence.ends_with(before))
            || (sentence.contains(NOW_THIS) && !sentence.ends_with(['不', '未', '已']))
    };
    let said = |verb: &&str| Some((places_outside_titles(text, verb).find(|&at| now(at))?, verb.len()));
    IN_FORCE.iter().filter_map(said).min()
}

/// Where a word stands outside all 《titles》 for the first time, in bytes.
fn outside_titles(text: &str, word: &str) -> Option<usize> {
    places_outside_titles(text, word).next()
}

/// Where a word stands outside all 《titles》, in bytes.
fn places_outside_titles<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    // Titles opened and closed before the place looked at last.
    let (mut opened, mut closed, mut from) = (0_usize, 0_usize, 0);
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let between = text.get(from..at).unwrap_or_default();
        opened += between.matches('《').count();
        closed += between.matches('》').count();
        from = at;
        opened <= closed
    })
}

/// The outermost 《titles》 of a text, without their marks.
fn cited(text: &str) -> Vec<String> {
    let (mut found, mut depth, mut title) = (Vec::new(), 0_usize, String::new());
    for c in text.chars() {
        match c {
            '《' => depth += 1,
            '》' if depth == 1 => {
                depth = 0;
                found.push(std::mem::take(&mut title).trim_start_matches('《').to_owned());
            }
            '》' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 {
            title.push(c);
        }
    }
    found
}

/// A name as it is compared: 的 is put in and left out at will.
fn plain(name: &str) -> String {
    name.replace('的', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentence;

    fn read(text: &str) -> (SourceText, Structure) {
        let folded = SourceText::new(text);
        let lines = sentence::paragraphs(folded.chars());
        let structure = Structure::read(&folded, &lines, &Marks::find(&folded), None);
        (folded, structure)
    }

    const PLAN: &str = "一、任务\n（一）每日巡查两次，由市水务局负责。\n二、保障\n市财政局安排资金200万元。";

    /// What the cover says and the lines that begin what it carries; whether that is the issuer's own.
    const ROWS: &[(&str, &str, bool)] = &[
        ("示例市人民政府关于印发《示例市防汛值守方案》的通知", "示例市防汛值守方案", true),
        ("示例市人民政府办公室关于印发示例市防汛值守方案的通知", "示例市防汛值守方案", true),
        (
            "示例市人民政府办公室\n关于印发《示例市防汛值守和物资储备\n方案（试行）》的通知",
            "示例市防汛值守和\n物资储备方案\n（试行）",
            true,
        ),
        ("示例市人民政府办公室关于印发示例市防汛值守方案的通知", "附件1\n示例市防汛值守方案", true),
        ("示例市人民政府办公室关于印发示例市防汛值守方案的通知", "值守安排", true),
        (
            "示例市人民政府关于印发《示例市防汛值守方案》的通知",
            "示例市人民政府关于印发《示例市防汛值守方案》的通知\n示例市防汛值守方案",
            true,
        ),
        (
            "示例市人民政府关于印发《示例市防汛值守方案》的通知",
            "示政发〔2026〕3号\n示例市人民政府关于印发《示例市防汛值守方案》的通知\n示例市防汛值守方案",
            true,
        ),
        (
            "示例市人民政府关于印发《示例省人民政府关于加强防汛工作的意见》的通知",
            "示例省人民政府关于加强防汛工作的意见",
            false,
        ),
        (
            "示例市人民政府关于转发示例省人民政府办公厅关于加强防汛值守工作的\n意见的通知",
            "示例省人民政府办公厅\n关于加强防汛值守工作的意见",
            false,
        ),
        ("示例市教育局转发省教育厅关于做好防汛工作的通知", "关于做好防汛工作的通知", false),
        ("示例市人民政府办公室转发市水务局关于加强防汛工作意见的通知", "关于加强防汛工作的意见", true),
    ];

    #[test]
    fn what_a_cover_carries_is_the_draft_or_the_original_of_others() {
        for (title, name, own) in ROWS {
            let text = format!(
                "{title}\n各县人民政府：\n现印发给你们，请遵照执行。\n示例市人民政府\n2026年1月2日\n（此件公开发布）\n{name}\n{PLAN}\n附件2\n名单\n"
            );
            let (folded, s) = read(&text);
            assert_eq!((s.issued.is_some(), s.forwarded.is_some()), (*own, !own), "{title} / {name}");
            if *own {
                assert_eq!(folded.slice(s.body), PLAN, "{title} / {name}");
            } else {
                assert_eq!(folded.slice(s.body), "现印发给你们，请遵照执行。", "{title}");
            }
            assert_eq!(s.date.map(|d| d.to_string()).as_deref(), Some("2026-01-02"));
            assert_eq!(s.headings.iter().filter(|h| h.level == 1).count(), 2, "{title}");
        }
    }

    #[test]
    fn rules_behind_a_decree_are_the_draft() {
        const RULES: &str = "第一章　总则\n第一条　为了节约用水，制定本办法。\n第二条　市水务局负责节约用水管理。";
        for (cover, name, in_force) in [
            (
                "《示例市节约用水办法》已经2026年1月2日市人民政府第3次常务会议通过，现予公布，自2026年3月1日起施行。",
                "示例市节约用水办法\n",
                true,
            ),
            ("《示例市节约用水办法》已经市人民政府同意，现予发布。", "", true),
            ("我局制定了《示例市节约用水办法》，现予以公布。特此公告。", "示例市节约用水办法\n", true),
            ("现将检查结果予以公布。", "抽查名单\n", false),
            ("《示例市节约用水办法》的附表不予公布。", "", false),
            ("《示例市节约用水办法》尚未予公布。", "", false),
            ("《示例市节约用水办法》（示例省令第7号）已予公布，请遵照执行。", "", false),
            ("《示例市节约用水办法》已经省令予以公布，现通知如下。", "", false),
            ("《示例市节约用水办法》以市人民政府令予以公布。", "", false),
            ("现将有关情况通报如下：《示例市节约用水办法》以市人民政府令予以公布。", "", false),
            ("附表不予公布；《示例市节约用水办法》已经市人民政府同意，现予公布。", "", true),
            ("《示例市节约用水办法》已经市人民政府常务会议审议通过，予以公布。", "示例市节约用水办法\n", true),
            ("《示例市节约用水办法》已经市人民政府同意，兹予公布，请遵照执行。", "示例市节约用水办法\n", true),
            ("《示例市节约用水办法》已经市人民政府同意，现予颁布。", "示例市节约用水办法\n", true),
            ("现将《示例市节约用水办法》予以公布，请遵照执行。", "示例市节约用水办法\n", true),
        ] {
            let text = format!("示例市人民政府令\n第12号\n{cover}\n市长　王五\n2026年1月5日\n{name}{RULES}\n");
            let (folded, s) = read(&text);
            assert_eq!(s.issued.is_some(), in_force, "{cover}");
            assert_eq!(folded.slice(s.body) == RULES, in_force, "{cover}: {}", folded.slice(s.body));
            assert_eq!(s.date.map(|d| d.to_string()).as_deref(), Some("2026-01-05"), "{cover}");
        }
        // Of two decrees the first.
        let decree = |name: &str| {
            format!(
                "示例市人民政府令\n第12号\n《示例市{name}办法》现予公布。\n市长　王五\n2026年1月5日\n示例市{name}办法\n第一条　{name}由市水务局负责。\n第二条　本办法自公布之日起施行。\n"
            )
        };
        let (folded, s) = read(&(decree("节约用水") + &decree("排水")));
        assert!(folded.slice(s.body).starts_with("第一条　节约用水"), "{}", folded.slice(s.body));
        // Behind the words of a page.
        let page = format!(
            "示例市节约用水办法\n来源：示例网\n字体：大 中 小\n更多\n示例市人民政府令\n第12号\n《示例市节约用水办法》现予公布。\n市长　王五\n2026年1月5日\n示例市节约用水办法\n{RULES}\n"
        );
        let (folded, s) = read(&page);
        assert_eq!(folded.slice(s.body), RULES);
    }

    #[test]
    fn the_cover_tells_whose_document_it_prints() {
        for (cover, own) in [
            ("现将《防汛值守工作方案》（国办发〔2026〕3号）印发给你们。", false),
            ("现将《防汛值守工作方案》（示政发〔2025〕3号）印发给你们。", true),
            ("现将《防汛值守工作方案》印发给你们。", true),
        ] {
            let text = format!(
                "示例市人民政府关于印发《防汛值守工作方案》的通知\n各县人民政府：\n{cover}\n示例市人民政府\n2026年1月2日\n防汛值守工作方案\n{PLAN}\n"
            );
            assert_eq!(read(&text).1.issued.is_some(), own, "{cover}");
        }
    }

    #[test]
    fn other_documents_carry_nothing() {
        for text in [
            "示例市人民政府关于贯彻《示例省转发防汛意见的通知》的意见\n各县人民政府：\n请落实。\n示例市人民政府\n2026年1月2日\n附件\n防汛名单\n一、甲\n二、乙\n三、丙\n",
            "关于做好防汛工作的通知\n各县人民政府：\n请按照省里印发的要求落实。\n示例市人民政府\n2026年1月2日\n附件1\n名单\n",
        ] {
            let (_, s) = read(text);
            assert!(s.issued.is_none() && s.forwarded.is_none(), "{text}");
        }
    }
}
