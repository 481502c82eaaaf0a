//! Documents that hold the same pieces: every run of 13 equal letters stands in a passage, whichever source tells it, and
//! another copy never makes a draft look newer.

use duanshixin::desk::Desk;
use duanshixin::document::{Kind, Level, PartialDate};
use duanshixin::review::{DraftInput, Report};
use duanshixin::span;
use duanshixin::store::NewDocument;

use crate::support::{fresh, review};

/// Letters by number: the same number gives the same letters.
struct Letters(u64);

impl Letters {
    fn number(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    /// Letters of no text at all.
    fn noise(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_u32(0x4E00 + u32::try_from(self.number(3_000)).unwrap()).unwrap()).collect()
    }

    /// A piece of a text.
    fn piece(&mut self, text: &[char], longest: usize) -> String {
        let at = self.number(text.len() - longest);
        let end = at + 4 + self.number(longest - 4);
        text[at..end].iter().collect()
    }
}

fn desk(texts: &[String]) -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path());
    let documents: Vec<NewDocument> = (0..).zip(texts).map(|(at, text)| document(at, text)).collect();
    desk.corpus().put(&documents).unwrap();
    (folder, desk)
}

fn document(at: usize, text: &str) -> NewDocument {
    NewDocument {
        id: format!("runs-{at}"),
        title: format!("示例省第{at}号示例办法"),
        issuer: Some("示例省人民政府".to_owned()),
        level: Level::Province,
        date: PartialDate::parse("2020-01-01").unwrap(),
        kind: Kind::Notice,
        kind_original: None,
        docno: None,
        text: text.to_owned(),
    }
}

fn reviewed(desk: &Desk, text: &str) -> Report {
    let input = DraftInput {
        text: text.to_owned(),
        title: Some("关于示例事项的通知".to_owned()),
        issuer: Some("示例市人民政府".to_owned()),
        level: Some(Level::City),
        kind: Some(Kind::Notice),
        date: PartialDate::parse("2024-01-01").unwrap(),
        ..DraftInput::default()
    };
    review(desk, &input)
}

const RUN: usize = 13;

#[test]
fn every_run_stands_in_a_passage_whatever_other_documents_hold() {
    let mut letters = Letters(20_261_128);
    let shared: Vec<char> = letters.noise(600).chars().collect();
    let texts: Vec<String> = (0..10)
        .map(|_| {
            let mut text = String::new();
            for _ in 0..8 {
                text += &letters.piece(&shared, 80);
                let between = [0, 1, 2, 6, 20, 60][letters.number(6)];
                text += &letters.noise(between);
            }
            text + "\n"
        })
        .collect();
    let (_folder, desk) = desk(&texts);
    let held: std::collections::HashSet<Vec<char>> = texts
        .iter()
        .flat_map(|text| text.chars().collect::<Vec<char>>().windows(RUN).map(<[char]>::to_vec).collect::<Vec<_>>())
        .collect();
    let mut runs = 0;
    for _ in 0..60 {
        let mut text = letters.noise(10);
        for _ in 0..12 {
            text += &letters.piece(&shared, 60);
            let between = [0, 1, 4, 8, 15, 30][letters.number(6)];
            text += &letters.noise(between);
        }
        let text = format!("{text}\n{}\n", letters.noise(260));
        let report = reviewed(&desk, &text);
        let told = span::union(report.passages.iter().map(|passage| passage.span).collect());
        for (at, run) in text.chars().collect::<Vec<char>>().windows(RUN).enumerate() {
            if held.contains(run) {
                runs += 1;
                let place = span::Span::new(at, at + RUN);
                assert_eq!(span::covered(&told, place), RUN, "{place:?} of {text}");
            }
        }
    }
    assert!(runs > 5_000, "{runs}");
}

#[test]
fn another_copy_never_makes_a_draft_look_newer() {
    let mut letters = Letters(7);
    let texts: Vec<String> =
        (0..12).map(|_| (0..20).map(|_| letters.noise(25) + "。").collect::<String>() + "\n").collect();
    let (_folder, desk) = desk(&texts);
    let sentence = |letters: &mut Letters, of: usize, most: usize| {
        let all: Vec<char> = texts[of].chars().collect();
        let at = letters.number(20) * 26;
        all[at..at + most].iter().collect::<String>()
    };
    for _ in 0..8 {
        let mut text: String = (0..10)
            .map(|of| {
                let own: String = (0..15).map(|_| letters.noise(25) + "。").collect();
                own + "\n"
                    + &letters.noise(5)
                    + "，"
                    + &sentence(&mut letters, of, 20)
                    + "，"
                    + &letters.noise(5)
                    + "。\n"
            })
            .collect();
        let mut last = reviewed(&desk, &text).scores.novelty.unwrap();
        for _ in 0..4 {
            let (of, most) = (letters.number(12), [14, 20, 25, 25][letters.number(4)]);
            let copy = sentence(&mut letters, of, most);
            text += &format!("{copy}。\n");
            let score = reviewed(&desk, &text).scores.novelty.unwrap();
            assert!(score <= last + 1e-9, "{last} → {score} by {copy}");
            last = score;
        }
    }
}

/// The share copied of a draft that has these words in it twice.
fn share(desk: &Desk, letters: &mut Letters, words: &str) -> f64 {
    let text = format!("{}{words}{}{words}{}\n", letters.noise(300), letters.noise(40), letters.noise(300));
    reviewed(desk, &text).novelty.copied_ratio.unwrap()
}

#[test]
fn the_same_words_again_are_taken_once() {
    let letters = &mut Letters(20_261_202);
    let words = letters.noise(31);
    let other = letters.noise(31);
    let (_folder, desk) = desk(&[format!("{}{words}{}{other}\n", letters.noise(80), letters.noise(80))]);
    assert!(share(&desk, letters, &words) <= 0.0);
    let both = format!("{words}{}{other}", letters.noise(60));
    assert!(share(&desk, letters, &both) > 0.0);
}
