//! Lists of postings as they lie in a segment, and how they are looked into: where the gram of each begins, in order.

use std::ops::Range;

/// Bytes of a posting.
pub(super) const POSTING: usize = 5;
/// Bits of a posting that say where its gram begins, the lowest ones.
pub(super) const PLACE_BITS: u32 = 28;
/// A list this many times as long as another is looked into instead of gone through.
const FAR: usize = 8;

/// A posting.
pub(super) type Packed = [u8; POSTING];

/// Where the gram of a posting begins.
pub(super) fn place(packed: &Packed) -> u32 {
    let [a, b, c, d, _] = *packed;
    u32::from_le_bytes([a, b, c, d]) & ((1 << PLACE_BITS) - 1)
}

/// Keeps those letters, given in order, at whose distance `shift` a posting of the list stands.
pub(super) fn retain_with(letters: &mut Vec<u32>, list: &[Packed], shift: u32) {
    // Where both are about as long, going through both is quicker than looking up.
    let dense = list.len() / FAR <= letters.len();
    let mut from = 0;
    letters.retain(|&letter| {
        let wanted = letter.saturating_add(shift);
        let before = |at: usize| list.get(at).is_some_and(|packed| place(packed) < wanted);
        if dense {
            while before(from) {
                from += 1;
            }
        } else {
            from = gallop(from..list.len(), from, before);
        }
        list.get(from).is_some_and(|packed| place(packed) == wanted)
    });
}

/// The same as [`partition_point`], looked for in growing steps from a guess.
pub(super) fn gallop(range: Range<usize>, guess: usize, holds: impl Fn(usize) -> bool) -> usize {
    if range.is_empty() {
        return range.start;
    }
    let guess = guess.clamp(range.start, range.end - 1);
    let mut step = 1;
    if holds(guess) {
        let mut last = guess;
        while last + step < range.end && holds(last + step) {
            last += step;
            step *= 2;
        }
        partition_point(last + 1..range.end.min(last + step), holds)
    } else {
        let mut first = guess;
        while first >= range.start + step && !holds(first - step) {
            first -= step;
            step *= 2;
        }
        partition_point(range.start.max(first.saturating_sub(step))..first, holds)
    }
}

/// First index of a range at which a condition, true before and false after, is false.
pub(super) fn partition_point(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (range.start, range.end.max(range.start));
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_stay_where_a_posting_stands(
            letters in proptest::collection::btree_set(0u32..400, 0..60),
            places in proptest::collection::btree_set(0u32..400, 0..300),
            shift in 0u32..9,
        ) {
            let packed = |&place: &u32| {
                let [low, high, ..] = place.to_le_bytes();
                // What else a posting holds is no part of its place.
                [low, high, 0, 0xF0, 0xFF]
            };
            let list: Vec<Packed> = places.iter().map(packed).collect();
            prop_assert!(list.iter().map(place).eq(places.iter().copied()));
            let mut kept: Vec<u32> = letters.iter().copied().collect();
            retain_with(&mut kept, &list, shift);
            let wanted = letters.iter().copied().filter(|letter| places.contains(&(letter + shift)));
            prop_assert_eq!(kept, wanted.collect::<Vec<_>>());
        }
    }
}
