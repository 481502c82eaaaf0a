//! Fingerprints: hashes of every [`GRAM`] consecutive letters, thinned by winnowing (Schleimer, Wilkerson, Aiken,
//! SIGMOD 2003): of every [`WINDOW`] consecutive hashes the smallest is kept. Documents are thinned, drafts are not,
//! so any run of `GRAM + WINDOW - 1` = 8 equal letters shares at least one fingerprint, and any run of
//! [`SURE_RUN`] = 13 at least two on the same diagonal at most [`WINDOW`] apart.

/// Letters in a hashed gram: short seeds survive edits (an edit every seven letters still leaves some).
pub const GRAM: usize = 5;
/// Consecutive hashes of which one is kept.
pub const WINDOW: usize = 4;
/// A run of this many equal letters is always found and reported.
pub const SURE_RUN: usize = 13;

/// Odd multiplier of the rolling polynomial (the golden ratio in 64 bits).
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The unit that is compared: one per letter. Letters of the basic plane stand for themselves; the rare others are
/// folded into the surrogate range, where two of them may (1 in 2,048) stand for each other until the text is shown.
#[must_use]
pub fn code(letter: char) -> u16 {
    let point = u32::from(letter);
    u16::try_from(point).unwrap_or_else(|_| 0xD800 + u16::try_from(point % 2048).unwrap_or(0))
}

/// The codes of a sequence of letters.
#[must_use]
pub fn codes(letters: &[char]) -> Vec<u16> {
    letters.iter().map(|&c| code(c)).collect()
}

/// Spreads the polynomial's entropy over all bits (the finaliser of MurmurHash3).
fn mixed(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h ^= h >> 33;
    h = h.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^ (h >> 33)
}

/// The hash of every gram, in order; empty for fewer than [`GRAM`] letters.
#[must_use]
pub fn hashes(codes: &[u16]) -> Vec<u64> {
    let mut found = Vec::with_capacity(codes.len().saturating_sub(GRAM - 1));
    let leaving = (0..GRAM).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = 0u64;
    for (at, &c) in codes.iter().enumerate() {
        rolling = rolling.wrapping_mul(BASE).wrapping_add(u64::from(c) + 1);
        if let Some(&old) = at.checked_sub(GRAM).and_then(|i| codes.get(i)) {
            rolling = rolling.wrapping_sub((u64::from(old) + 1).wrapping_mul(leaving));
        }
        if at + 1 >= GRAM {
            found.push(mixed(rolling));
        }
    }
    found
}

/// Of every window of consecutive hashes the position of the one that is kept: the smallest, the rightmost where several
/// are smallest. Never falls.
pub fn kept(hashes: &[u64]) -> impl Iterator<Item = u32> + '_ {
    hashes.windows(WINDOW.min(hashes.len().max(1))).enumerate().filter_map(|(first, window)| {
        let (at, _) = window.iter().enumerate().min_by_key(|&(at, &h)| (h, usize::MAX - at))?;
        u32::try_from(first + at).ok()
    })
}

/// The kept hashes with the position of their gram, in order of position, each once.
#[must_use]
pub fn winnow(hashes: &[u64]) -> Vec<(u64, u32)> {
    let mut found: Vec<(u64, u32)> = Vec::with_capacity(hashes.len() / 2 + 1);
    let mut last = None;
    for place in kept(hashes).filter(|&place| last.replace(place) != Some(place)) {
        found.extend(hashes.get(place as usize).map(|&hash| (hash, place)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<u16> {
        codes(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn rolling_equals_direct() {
        let codes = of("各级人民政府应当加强领导落实责任𠮷");
        let rolled = hashes(&codes);
        assert_eq!(rolled.len(), codes.len() - GRAM + 1);
        for (at, &h) in rolled.iter().enumerate() {
            assert_eq!(hashes(&codes[at..at + GRAM]), vec![h]);
        }
        assert!(hashes(&of("四个字呀")).is_empty());
    }

    #[test]
    fn every_window_keeps_one() {
        let all = hashes(&of("为贯彻落实国家粮食储备安全管理有关规定结合本市实际制定本办法请遵照执行"));
        let kept: Vec<usize> = winnow(&all).iter().map(|&(_, p)| p as usize).collect();
        for first in 0..=all.len() - WINDOW {
            assert!(kept.iter().any(|p| (first..first + WINDOW).contains(p)));
        }
        assert!(kept.windows(2).all(|w| w[1] > w[0] && w[1] - w[0] <= WINDOW));
        assert_eq!(winnow(&all[..2]).len(), 1);
    }
}
