//! The measure itself: masks, sentences, phrases, figures, findings.

use std::collections::BTreeMap;

use crate::document::DraftFacts;
use crate::lexicon::{Entry, Hit, Lexicon, ListId};
use crate::measure::finding::Finding;
use crate::measure::substance::around::Around;
use crate::measure::substance::figures::{MarkerCounts, ProtectedFigures, Substance};
use crate::measure::substance::formulations::Doubtful;
use crate::measure::substance::opinion::Opinion;
use crate::measure::substance::phrases::{self, Phrase};
use crate::measure::substance::reading::{Judged, Reading};
use crate::measure::substance::rules::Rule;
use crate::measure::substance::usual::Usual;
use crate::measure::substance::verdict::{Verdict, inside, verdict};
use crate::measure::substance::{formulations, messages, rules, style};
use crate::norms::FormulationRules;
use crate::span::{self, Span};
use crate::text::Analysis;

/// What the measure gives: figures, findings in order of position, markers by category.
pub type Measured = (Substance, Vec<Finding>, BTreeMap<String, Vec<Span>>);

/// Measures a draft of which this is the opinion.
#[must_use]
pub fn measure(
    analysis: &Analysis,
    facts: &DraftFacts,
    lexicon: &Lexicon,
    opinion: &Opinion<'_>,
    rules: &FormulationRules,
) -> Measured {
    Found::of(analysis, facts, lexicon, opinion, rules).told(facts)
}

/// All that is found in a draft, before any of it is put into words.
#[derive(Debug)]
pub struct Found<'a> {
    reading: Reading<'a>,
    phrases: Vec<Phrase>,
    /// Indices of the empty sentences among those judged.
    empty: Vec<usize>,
    /// Number of sentences made of protected formulations and of nothing else that counts.
    apart: usize,
    /// Indices of sentences made of protected formulations beside which nothing can be checked.
    bare: Vec<usize>,
    styles: Vec<(Rule, Span)>,
    doubtful: Vec<Doubtful<'a>>,
    repeated: Vec<(Span, u32)>,
}

/// Where something is found, and by what.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Where.
    pub span: Span,
    /// Id of the rule.
    pub rule: &'static str,
    /// The entry that it rests on, and its list.
    pub entry: Option<(ListId, &'a Entry)>,
    /// Whether it is a sentence made of protected formulations, which is counted apart.
    pub apart: bool,
}

impl<'a> Found<'a> {
    /// Looks for everything.
    #[must_use]
    pub fn of(
        analysis: &'a Analysis,
        facts: &DraftFacts,
        lexicon: &'a Lexicon,
        opinion: &'a Opinion<'a>,
        rules: &FormulationRules,
    ) -> Self {
        let reading = Reading::new(analysis, facts, lexicon, opinion);
        let phrases = phrases::find(&reading);
        let (mut empty, mut apart, mut bare) = (Vec::new(), 0, Vec::new());
        for index in 0..reading.judged.len() {
            match verdict(&reading, index, &phrases) {
                Verdict::Empty => empty.push(index),
                Verdict::Formulated { apart: counted_apart, bare: is_bare } => {
                    apart += usize::from(counted_apart);
                    bare.extend(is_bare.then_some(index));
                }
                Verdict::Other => {}
            }
        }
        let styles = style::find(&reading, &phrases);
        let doubtful = formulations::doubtful(&reading);
        let repeated = formulations::repeated(&reading, rules);
        Self { reading, phrases, empty, apart, bare, styles, doubtful, repeated }
    }

    /// The sentences of these indices.
    fn at(&self, indices: &[usize]) -> impl Iterator<Item = &Judged> {
        indices.iter().filter_map(|&index| self.reading.judged.get(index))
    }

    /// The empty sentences.
    fn empty(&self) -> impl Iterator<Item = &Judged> {
        self.at(&self.empty)
    }

    /// Where slogans and where empty sentences stand.
    #[must_use]
    pub fn hollow(&self) -> [Vec<Span>; 2] {
        [self.phrases.iter().map(|phrase| phrase.span).collect(), self.empty().map(|judged| judged.span).collect()]
    }

    /// Where each finding stands, in no order.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let entries = &self.reading.lexicon.get(ListId::Slogans).list().entries;
        let entry = |index: usize| entries.get(index).map(|entry| (ListId::Slogans, entry));
        let place = |span, rule, entry| Place { span, rule, entry, apart: false };
        let slogans = self.phrases.iter().map(move |p| place(p.span, rules::SLOGAN, p.entry.and_then(entry)));
        let empty = self.empty().map(move |judged| place(judged.span, rules::EMPTY_SENTENCE, None));
        let apart = move |judged: &Judged| Place { apart: true, ..place(judged.span, rules::FORMULATED.id, None) };
        let bare = self.at(&self.bare).map(apart);
        let styles = self.styles.iter().map(move |&(rule, span)| place(span, rule.id, None));
        let doubtful = self.doubtful.iter();
        let doubtful =
            doubtful.map(move |d| place(d.span, rules::NEAR_PROTECTED.id, Some((ListId::Protected, d.entry))));
        let repeated = self.repeated.iter().map(move |&(span, _)| place(span, rules::REPEATED_PROTECTED.id, None));
        slogans.chain(empty).chain(bare).chain(styles).chain(doubtful).chain(repeated)
    }

    /// The figures.
    #[must_use]
    pub fn figures(&self) -> Substance {
        let Self { reading, phrases, empty, apart, .. } = self;
        let sentences = reading.judged.len() - apart;
        let letters: usize = reading.judged.iter().map(|j| reading.analysis.letters.from_text(j.span).len()).sum();
        let mut markers = MarkerCounts::default();
        for (category, found) in &reading.markers {
            markers.add(category, found.len());
        }
        Substance {
            slogan_count: phrases.len(),
            slogans_per_1000: (letters > 0).then(|| rounded(1000.0 * small(phrases.len()) / small(letters))),
            sentences,
            empty_sentences: empty.len(),
            empty_share: (sentences > 0).then(|| rounded(small(empty.len()) / small(sentences))),
            markers,
            protected: protected(reading, *apart),
            genre: reading.genre.label.to_owned(),
            usual: Usual::of(reading.genre.label),
        }
    }

    /// Puts it into words.
    fn told(self, facts: &DraftFacts) -> Measured {
        let (reading, phrases) = (&self.reading, &self.phrases);
        let mut findings = slogans(reading, phrases);
        let empty_found = |judged: &Judged| messages::empty_sentence(reading, judged, &inside(phrases, judged.span));
        findings.extend(self.empty().map(empty_found));
        findings.extend(self.at(&self.bare).map(|judged| messages::formulated(reading, judged)));
        findings.extend(self.styles.iter().map(|&(rule, span)| messages::style(reading, rule, span)));
        findings.extend(self.doubtful.iter().map(|found| messages::doubtful(reading, found)));
        findings.extend(self.repeated.iter().map(|&(span, most)| messages::repeated(reading, span, most)));
        for finding in &mut findings {
            finding.norm = finding.norm.take().filter(|norm| norm.speaks_of(facts.level));
        }
        findings.sort_by_key(|finding| (finding.span, finding.rule.clone()));
        (self.figures(), findings, self.reading.markers)
    }
}

/// The findings of phrases, in their order; when the time is over, those until then.
fn slogans(reading: &Reading<'_>, phrases: &[Phrase]) -> Vec<Finding> {
    let mut around: Option<Around> = None;
    let mut findings = Vec::with_capacity(phrases.len());
    for &phrase in phrases.iter().take_while(|_| !reading.analysis.deadline.has_passed()) {
        let known = around.take().filter(|around| around.span.contains(phrase.span));
        let known = known.unwrap_or_else(|| Around::of(reading, phrase, |span| inside(phrases, span)));
        findings.push(messages::slogan(reading, phrase, &known));
        around = Some(known);
    }
    findings
}

fn protected(reading: &Reading<'_>, sentences: usize) -> ProtectedFigures {
    let letters = &reading.analysis.letters;
    let matcher = reading.lexicon.get(ListId::Protected);
    let formulation = |hit: &&Hit| !rules::is_formula(matcher, hit);
    let hits: Vec<Span> = reading.protected.iter().filter(formulation).map(|hit| hit.span).collect();
    let count = hits.len();
    let characters: usize = span::union(hits).iter().map(|&s| letters.from_text(s).len()).sum();
    ProtectedFigures { count, characters, share: rounded(small(characters) / small(letters.len()).max(1.0)), sentences }
}

/// Four digits after the point: more would promise what the measure cannot hold.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::model::SentenceModel;
    use std::path::Path;
    use std::sync::LazyLock;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().unwrap());
    static MODEL: LazyLock<SentenceModel> = LazyLock::new(|| {
        SentenceModel::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join("sentence")).unwrap()
    });

    fn measured(text: &str, kind: Option<Kind>) -> (Substance, Vec<Finding>) {
        let facts = DraftFacts { kind, ..DraftFacts::default() };
        let rules = FormulationRules::default();
        let analysis = Analysis::new(text, None);
        let (substance, findings, _) = measure(&analysis, &facts, &LEXICON, &Opinion::of(&analysis, &MODEL), &rules);
        (substance, findings)
    }

    fn slogans(text: &str, kind: Option<Kind>) -> Vec<String> {
        let analysis = Analysis::new(text, None);
        let (_, findings) = measured(text, kind);
        let slogans = findings.iter().filter(|f| f.rule == "substance.slogan");
        slogans.filter_map(|f| f.span).map(|span| analysis.text(span).to_owned()).collect()
    }

    #[test]
    fn phrases_are_whole_clauses_with_what_names_them() {
        for (text, wanted) in [
            ("要进一步提高政治站位，狠抓落实，务求实效。", vec!["要进一步提高政治站位", "狠抓落实", "务求实效"]),
            ("要狠抓落實，務求實效。", vec!["要狠抓落實", "務求實效"]),
            ("各地要坚决防止表态多调门高，杜绝狠抓落实停留在口头。", vec![]),
            ("依据《关于狠抓落实的通知》办理。", vec![]),
            ("坚决做到“两个维护”。", vec![]),
            ("6月30日前由市财政局向300户农户拨付补助资金500万元。", vec![]),
            ("一、狠抓落实\n由市财政局于6月底前拨付补助500万元。", vec![]),
        ] {
            assert_eq!(slogans(text, Some(Kind::Notice)), wanted, "{text}");
        }
    }

    #[test]
    fn empty_and_concrete_sentences_are_told_apart() {
        let text = "要提高政治站位，切实增强责任感使命感，狠抓各项工作落实。\n由市财政局于6月30日前向300户农户每户发放补助2000元。\n";
        let (substance, findings) = measured(text, Some(Kind::Notice));
        let empty: Vec<Option<Span>> =
            findings.iter().filter(|f| f.rule == "substance.empty_sentence").map(|f| f.span).collect();
        assert_eq!(empty, [Some(Span::new(0, 28))]);
        assert_eq!((substance.sentences, substance.empty_sentences, substance.empty_share), (2, 1, Some(0.5)));
        assert_eq!(substance.slogan_count, findings.iter().filter(|f| f.rule == "substance.slogan").count());
        assert!(
            substance.markers.deadline >= 1 && substance.markers.responsible >= 1 && substance.markers.total() >= 4
        );
        let message = &findings.iter().find(|f| f.rule == "substance.empty_sentence").unwrap().message;
        assert!(message.contains("责任主体、时限、数量、做法"), "{message}");
    }

    #[test]
    fn what_stands_beside_a_sentence_keeps_it() {
        let details = "由市民政局于6月底前对300家敬老餐厅每餐补助3元。";
        for (text, empty) in [
            (format!("推动养老事业加快发展。{details}"), 0),
            (format!("{details}一是推动养老事业加快发展。{details}"), 0),
            (format!("推动养老事业加快发展。\n{details}"), 1),
            ("推动养老事业加快发展。".to_owned(), 1),
            (format!("要高度重视，狠抓落实。{details}"), 1),
            ("不断推动养老事业实现新的更大跨越和提升。（市民政局负责）".to_owned(), 0),
            ("不断推动养老事业实现新的更大跨越和提升。（略）".to_owned(), 1),
        ] {
            let found = measured(&text, Some(Kind::Notice)).0.empty_sentences;
            assert_eq!(found, empty, "{text}");
        }
    }

    #[test]
    fn a_finding_names_its_entry_and_its_norm() {
        let (_, findings) = measured("做好这项工作具有十分重大的现实意义。", Some(Kind::Notice));
        let slogan = findings.iter().find(|f| f.rule == "substance.slogan").unwrap();
        let term = slogan.term.as_ref().unwrap();
        assert_eq!((term.list.as_str(), term.version), ("slogans", 1));
        assert_eq!(slogan.norm.as_ref().and_then(|n| n.article.as_deref()), Some("第2条"));
        assert!(slogan.suggestion.as_ref().is_some_and(|s| s.contains("意义") && !s.contains("由谁做")));
    }

    #[test]
    fn the_wording_of_laws_is_left_alone() {
        let law = "第一条 为了加强管理，制定本条例。\n第二条 各级人民政府应当加强对本项工作的领导，完善工作机制。\n第三条 有关部门应当按照职责推动各项工作健康发展，提高服务水平。\n第四条 本条例自公布之日起施行。";
        for kind in [None, Some(Kind::Law)] {
            let (substance, findings) = measured(law, kind);
            assert_eq!((substance.empty_sentences, findings.len()), (0, 0), "{findings:?}");
        }
    }

    #[test]
    fn protected_formulations_are_counted_apart() {
        let (substance, _) = measured("坚持以习近平新时代中国特色社会主义思想为指导，做到“两个维护”。", None);
        assert_eq!(substance.protected.count, 2);
        assert!(substance.protected.share > 0.8 && substance.protected.characters > 20);
    }

    fn found(text: &str, rule: Rule, rules: &FormulationRules) -> Vec<String> {
        let facts = DraftFacts { kind: Some(Kind::Notice), ..DraftFacts::default() };
        let analysis = Analysis::new(text, None);
        let (_, findings, _) = measure(&analysis, &facts, &LEXICON, &Opinion::of(&analysis, &MODEL), rules);
        let found = findings.iter().filter(|f| f.rule == rule.id).filter_map(|f| f.span);
        found.map(|span| analysis.text(span).to_owned()).collect()
    }

    #[test]
    fn figures_of_style_are_told() {
        let default = FormulationRules::default();
        for (rule, text, wanted) in [
            (rules::NUMBERED, "切实做到“四个强化”“五个到位”。", vec!["“四个强化”", "“五个到位”"]),
            (rules::NUMBERED, "全省深入贯彻党中央“五个必须”要求。", vec![]),
            (rules::NUMBERED, "申请人应当符合三个条件，提交两份材料。", vec![]),
            (
                rules::PARALLEL,
                "要在谋划上下功夫，要在推进上下功夫，要在落实上下功夫。",
                vec!["要在谋划上下功夫，要在推进上下功夫，要在落实上下功夫"],
            ),
            (rules::PARALLEL, "社会团结和谐，社会安宁稳定，社会文明进步。", vec![]),
            (rules::PARALLEL, "要狠抓落实。要狠抓作风。要狠抓成效。", vec![]),
            (rules::PARALLEL, "县城拨付30万元，县城修路3公里，县城新建学校2所。", vec![]),
            (rules::DEGREE, "进一步切实加强排查。", vec!["进一步切实"]),
            (rules::DEGREE, "进一步加强排查，改革持续深入，采取坚决有力措施。", vec![]),
            (rules::NEAR_PROTECTED, "加快构建现代化产业体系，做到预防为主、防消结合。", vec![]),
            (rules::NUMBERED, "总书记强调“五个必须”。", vec![]),
            (rules::NUMBERED, "推进治污、治水、治乱“三个攻坚”，做到“两个到位”：人员到位、资金到位。", vec![]),
            (rules::FOUR_CHARACTER, "发展科技金融、绿色金融、普惠金融，提升服务水平。", vec![]),
            (rules::SIGNIFICANCE, "凡是民生的迫切需要，具有重大意义的工作都要做好。", vec![]),
            (
                rules::FOUR_CHARACTER,
                "要高度重视、精心组织。\n精心组织、周密部署、狠抓落实。",
                vec!["精心组织、周密部署、狠抓落实"],
            ),
            (
                rules::FOUR_CHARACTER,
                "要高度重视、精心组织、周密部署、狠抓落实。",
                vec!["高度重视、精心组织、周密部署、狠抓落实"],
            ),
            (rules::FOUR_CHARACTER, "负责户籍管理、交通管理、消防管理、边防管理。", vec![]),
            (
                rules::SIGNIFICANCE,
                "做好这项工作，是保障民生的迫切需要，对长远发展具有重大意义。",
                vec!["是保障民生的迫切需要，对长远发展具有重大意义"],
            ),
            (rules::SIGNIFICANCE, "做好这项工作具有重大意义。\n这是保障民生的迫切需要。", vec![]),
        ] {
            assert_eq!(found(text, rule, &default), wanted, "{} {text}", rule.id);
        }
    }

    #[test]
    fn every_rule_is_found_in_its_own_kind_of_example() {
        let default = FormulationRules::default();
        for rule in rules::ALL {
            assert_eq!(rules::of(rule.id), Some(rule));
            if rule != rules::REPEATED_PROTECTED {
                assert!(!found(rule.example, rule, &default).is_empty(), "{}", rule.id);
            }
        }
    }

    #[test]
    fn formulations_are_checked_and_repetition_is_told_where_the_profile_asks() {
        let miswritten = "坚持以习近平新时期中国特色社会主义思想为指导。";
        let once = FormulationRules { most: Some(1), ..FormulationRules::default() };
        let other = FormulationRules { categories: vec!["经济".to_owned()], ..once.clone() };
        let default = FormulationRules::default();
        let wrong = found(miswritten, rules::NEAR_PROTECTED, &default);
        assert_eq!(wrong, ["习近平新时期中国特色社会主义思想"]);
        let right = miswritten.replace("新时期", "新时代");
        assert!(found(&right, rules::NEAR_PROTECTED, &default).is_empty());
        let twice = format!("{right}\n{right}");
        for (rules, count) in [(&default, 0), (&once, 1), (&other, 0)] {
            assert_eq!(found(&twice, rules::REPEATED_PROTECTED, rules).len(), count, "{rules:?}");
        }
    }

    #[test]
    fn a_text_without_sentences_has_no_share() {
        for text in ["", "\n \n", "。，、", "示例市人民政府关于做好防汛工作的通知\n各县人民政府：\n一、总体要求\n"]
        {
            let (substance, findings) = measured(text, None);
            assert_eq!((substance.sentences, substance.slogan_count, findings.len()), (0, 0, 0), "{text:?}");
            assert_eq!((substance.empty_share, substance.slogans_per_1000), (None, None), "{text:?}");
        }
    }

    #[test]
    fn a_slogan_more_is_never_a_finding_less() {
        let body = "各县要于6月30日前完成隐患排查，每日巡查2次。\n由市水务局牵头，6月底前加固堤防3公里。\n要加强组织领导，确保取得实效。";
        let (before, _) = measured(body, None);
        for slogan in ["要高度重视，狠抓落实。", "全力以赴，久久为功。", "不负韶华，砥砺前行！"]
        {
            let (after, _) = measured(&format!("{body}\n{slogan}"), None);
            assert!(after.slogan_count > before.slogan_count, "{slogan}");
            assert!(after.slogans_per_1000 > before.slogans_per_1000, "{slogan}");
            assert!(after.empty_share >= before.empty_share, "{slogan}");
        }
    }
}
