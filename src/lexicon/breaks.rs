//! Signs at which the text of a unit can be cut for an expression: those that none of its matches can hold. An expression
//! that stays within a clause ([^，。；]{0,9}) runs only in the clauses that hold its [needles](super::needle), not in the
//! whole of a long sentence.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The signs, each a bit of a mask.
const SIGNS: [char; 4] = ['，', '；', '：', '、'];
/// Number of masks.
const MASKS: usize = 1 << SIGNS.len();

/// The signs that no match of `pattern` can hold, as bits; none when what stands around a match may decide whether it is
/// one, for then it must not be cut off.
pub(super) fn breaks(pattern: &str) -> u8 {
    let Ok(hir) = regex_syntax::parse(pattern) else { return 0 };
    if !hir.properties().look_set().is_empty() {
        return 0;
    }
    let free = SIGNS.iter().enumerate().filter(|(_, sign)| !may_hold(&hir, **sign));
    free.fold(0, |mask, (bit, _)| mask | 1 << bit)
}

/// Whether a sign stands anywhere in an expression: only then can a match hold it.
fn may_hold(hir: &Hir, sign: char) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).is_ok_and(|text| text.contains(sign)),
        HirKind::Class(Class::Unicode(class)) => class.ranges().iter().any(|r| (r.start()..=r.end()).contains(&sign)),
        HirKind::Class(Class::Bytes(_)) => true,
        HirKind::Repetition(repetition) => may_hold(&repetition.sub, sign),
        HirKind::Capture(capture) => may_hold(&capture.sub, sign),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| may_hold(part, sign)),
    }
}

/// The pieces of a text by all masks, gone through from its beginning to its end. Places are in bytes.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    /// Where signs begin and end in the text, with their bit.
    signs: Vec<(usize, usize, usize)>,
    /// Signs passed so far.
    passed: usize,
    /// Where the piece begins by each mask.
    starts: [usize; MASKS],
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let bit = |sign: char| SIGNS.iter().position(|other| *other == sign);
        let signs = text.char_indices().filter_map(|(at, c)| Some((at, at + c.len_utf8(), bit(c)?))).collect();
        Self { text, signs, passed: 0, starts: [0; MASKS] }
    }

    /// Goes on to a place, which must not lie before the last one.
    pub(super) fn go_to(&mut self, place: usize) {
        while let Some(&(_, end, bit)) = self.signs.get(self.passed).filter(|(_, end, _)| *end <= place) {
            let cut = (0..MASKS).zip(&mut self.starts).filter(|(mask, _)| mask & (1 << bit) != 0);
            cut.for_each(|(_, start)| *start = end);
            self.passed += 1;
        }
    }

    /// Where the piece around the place begins.
    pub(super) fn start(&self, mask: u8) -> usize {
        self.starts.get(usize::from(mask)).copied().unwrap_or_default()
    }

    /// The piece around the place.
    pub(super) fn piece(&self, mask: u8) -> (usize, &'a str) {
        let next = self.signs.iter().skip(self.passed).find(|(_, _, bit)| usize::from(mask) & (1 << bit) != 0);
        let (start, end) = (self.start(mask), next.map_or(self.text.len(), |&(at, ..)| at));
        (start, self.text.get(start..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_break_at_signs_that_they_cannot_hold() {
        let signs = |pattern: &str| -> String {
            let mask = breaks(pattern);
            SIGNS.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, sign)| sign).collect()
        };
        for (pattern, wanted) in [
            ("加强[^，。；]{2,30}", "，；"),
            (r"\d+(\.\d+)?(余|多)?[个家件]", "，；：、"),
            ("结合实际，?制定[^。；]{0,9}", "；"),
            ("党政同责[、，]一岗双责", "；："),
            ("甲.乙", ""),
            ("[^甲]乙", ""),
            ("(?:甲|乙：)丙", "，；、"),
            // What stands around decides here.
            ("^加强", ""),
            (r"\b甲", ""),
            ("甲(", ""),
        ] {
            assert_eq!(signs(pattern), wanted, "{pattern}");
        }
    }

    #[test]
    fn pieces_are_cut_at_the_signs_of_the_mask() {
        let text = "甲，乙；丙、丁";
        let [comma, stroke] = [1, 1 << 3];
        let mut pieces = Pieces::of(text);
        for (word, by_comma, by_stroke, by_both) in [
            ("甲", "甲", "甲，乙；丙", "甲"),
            ("乙", "乙；丙、丁", "甲，乙；丙", "乙；丙"),
            ("丁", "乙；丙、丁", "丁", "丁"),
        ] {
            pieces.go_to(text.find(word).unwrap() + word.len());
            for (mask, wanted) in [(comma, by_comma), (stroke, by_stroke), (comma | stroke, by_both)] {
                let (start, piece) = pieces.piece(mask);
                assert_eq!((start, piece), (text.find(wanted).unwrap(), wanted), "{word} {mask}");
                assert_eq!(pieces.start(mask), start);
            }
        }
        assert_eq!(pieces.piece(0), (0, text));
    }
}
