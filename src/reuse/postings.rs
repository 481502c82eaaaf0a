//! Lists of postings as they lie in a segment, and how they are looked into: where the gram of each begins, in order.

use std::ops::Range;

/// Bytes of a posting.
pub(super) const POSTING: usize = 5;
/// Bits of a posting that say where its gram begins, the lowest ones.
pub(super) const PLACE_BITS: u32 = 28;
/// A list this many times as long as another is looked into instead of gone through.
const FAR: usize = 32;
/// Bits of a sieve for every letter: about one in so many others falls through.
const SIEVE: usize = 32;
/// Most bits of a sieve: 128 KiB, which stay in a near cache.
const MOST_SIEVE: usize = 1 << 20;

/// A posting.
pub(super) type Packed = [u8; POSTING];

/// Where the gram of a posting begins.
pub(super) fn place(packed: &Packed) -> u32 {
    let [a, b, c, d, _] = *packed;
    u32::from_le_bytes([a, b, c, d]) & ((1 << PLACE_BITS) - 1)
}

/// Keeps those letters, given in order, each once, at whose distance a posting of the list stands: `shift` letters behind
/// it, or `back` letters before it, one of the two being 0.
pub(super) fn retain_with(letters: &mut Vec<u32>, list: &[Packed], shift: u32, back: u32) {
    if list.len() / FAR <= letters.len() {
        return retain_sifted(letters, list, shift, back);
    }
    let mut from = 0;
    letters.retain(|&letter| {
        let Some(wanted) = letter.saturating_add(shift).checked_sub(back) else { return false };
        from = gallop(from..list.len(), from, |at| list.get(at).is_some_and(|packed| place(packed) < wanted));
        list.get(from).is_some_and(|packed| place(packed) == wanted)
    });
}

/// The same where the list is not much longer: it is gone through once, past a sieve of the letters, without a branch that
/// the processor cannot foresee; the few that fall through are looked for among the letters.
fn retain_sifted(letters: &mut Vec<u32>, list: &[Packed], shift: u32, back: u32) {
    let bits = (letters.len() * SIEVE).next_power_of_two().clamp(64, MOST_SIEVE);
    let mut sieve = vec![0u64; bits / 64];
    let hole = |place: u32| ((place as usize & (bits - 1)) / 64, 1u64 << (place % 64));
    for &letter in letters.iter() {
        let (word, bit) = hole(letter.wrapping_add(shift).wrapping_sub(back));
        if let Some(word) = sieve.get_mut(word) {
            *word |= bit;
        }
    }
    let falls = |&place: &u32| {
        let (word, bit) = hole(place);
        sieve.get(word).is_some_and(|word| word & bit != 0)
    };
    let (mut from, mut kept) = (0, 0);
    for wanted in list.iter().map(place).filter(falls) {
        let Some(letter) = (wanted + back).checked_sub(shift) else { continue };
        while letters.get(from).is_some_and(|&other| other < letter) {
            from += 1;
        }
        if letters.get(from) == Some(&letter) {
            letters.swap(kept, from);
            (kept, from) = (kept + 1, from + 1);
        }
    }
    letters.truncate(kept);
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
            (shift, back) in proptest::prop_oneof![(0u32..9, Just(0u32)), (Just(0u32), 0u32..9)],
        ) {
            let packed = |&place: &u32| {
                let [low, high, ..] = place.to_le_bytes();
                // What else a posting holds is no part of its place.
                [low, high, 0, 0xF0, 0xFF]
            };
            let list: Vec<Packed> = places.iter().map(packed).collect();
            prop_assert!(list.iter().map(place).eq(places.iter().copied()));
            let mut kept: Vec<u32> = letters.iter().copied().collect();
            retain_with(&mut kept, &list, shift, back);
            let stands = |letter: &u32| (letter + shift).checked_sub(back).is_some_and(|place| places.contains(&place));
            let wanted: Vec<u32> = letters.iter().copied().filter(stands).collect();
            prop_assert_eq!(&kept, &wanted);
            // Looked into and gone through, the lists tell the same.
            let mut sifted: Vec<u32> = letters.iter().copied().collect();
            retain_sifted(&mut sifted, &list, shift, back);
            prop_assert_eq!(sifted, wanted);
        }
    }
}
