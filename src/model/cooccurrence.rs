//! Which subwords stand near each other in text: positive pointwise mutual information as a sparse symmetric matrix
//! (Levy, Goldberg and Dagan, TACL 2015: context smoothing 0.75, window weighted by distance).

use std::collections::HashMap;

/// Neighbours on either side that count.
const WINDOW: usize = 5;
/// Weight of a pair at distance 1; at distance d it is this divided by d, a whole number for d = 1..=5.
const NEAREST: u32 = 60;
/// Smoothing of context frequencies, as recommended by the paper.
const SMOOTHING: f64 = 0.75;

/// A sparse symmetric matrix: for each row its columns in rising order, with values.
#[derive(Debug)]
pub(crate) struct Symmetric {
    rows: Vec<Vec<(u32, f32)>>,
}

impl Symmetric {
    /// Number of rows.
    pub(crate) const fn size(&self) -> usize {
        self.rows.len()
    }

    /// The product with a matrix of `size()` rows.
    pub(crate) fn times(&self, right: &ndarray::Array2<f64>) -> ndarray::Array2<f64> {
        let mut out = ndarray::Array2::zeros(right.raw_dim());
        for (mut to, row) in out.outer_iter_mut().zip(&self.rows) {
            for &(column, value) in row {
                to.scaled_add(f64::from(value), &right.row(column as usize));
            }
        }
        out
    }
}

/// Counts pairs within the window; the smaller id stands in the high half of the key.
fn pairs(sentences: &[Vec<u32>]) -> Vec<(u64, u32)> {
    let mut counts = HashMap::<u64, u32>::new();
    for ids in sentences {
        for (i, &a) in ids.iter().enumerate() {
            for (weight, &b) in (1..=5).map(|d| NEAREST / d).zip(ids.iter().skip(i + 1).take(WINDOW)) {
                let key = (u64::from(a.min(b)) << 32) | u64::from(a.max(b));
                let count = counts.entry(key).or_default();
                *count = count.saturating_add(weight);
            }
        }
    }
    let mut pairs: Vec<(u64, u32)> = counts.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

const fn halves(key: u64) -> (u32, u32) {
    ((key >> 32) as u32, (key & 0xFFFF_FFFF) as u32)
}

/// The matrix for ids below `size`; pairs that occur no more than chance would have it are zero and not stored.
pub(crate) fn positive_information(sentences: &[Vec<u32>], size: usize) -> Symmetric {
    let pairs = pairs(sentences);
    let mut marginal = vec![0.0_f64; size];
    for &(key, count) in &pairs {
        let (a, b) = halves(key);
        for id in [a, b] {
            if let Some(sum) = marginal.get_mut(id as usize) {
                *sum += f64::from(count);
            }
        }
    }
    let total: f64 = marginal.iter().sum();
    let smoothed: f64 = marginal.iter().map(|m| m.powf(SMOOTHING)).sum();
    // The usual measure divides by p(word) · smoothed p(context); the geometric mean over both roles keeps it symmetric.
    let chance: Vec<f64> =
        marginal.iter().map(|m| 0.5 * ((m / total).ln() + (m.powf(SMOOTHING) / smoothed).ln())).collect();
    let mut rows = vec![Vec::new(); size];
    let mut put = |a: u32, b: u32, value: f32| {
        if let Some(row) = rows.get_mut(a as usize) {
            row.push((b, value));
        }
    };
    for (key, count) in pairs {
        let (a, b) = halves(key);
        let (Some(pa), Some(pb)) = (chance.get(a as usize), chance.get(b as usize)) else { continue };
        let doubled = if a == b { 2.0 } else { 1.0 };
        let information = (doubled * f64::from(count) / total).ln() - pa - pb;
        if information > 0.0 {
            #[allow(clippy::cast_possible_truncation, reason = "logarithms of counts fit an f32")]
            let value = information as f32;
            put(a, b, value);
            if a != b {
                put(b, a, value);
            }
        }
    }
    for row in &mut rows {
        row.sort_unstable_by_key(|&(column, _)| column);
    }
    Symmetric { rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_inform_and_strangers_do_not() {
        let sentences = [vec![0, 1], vec![0, 1], vec![2, 3], vec![2, 3], vec![0, 1, 2, 3]];
        let matrix = positive_information(&sentences, 5);
        let at = |a: usize, b: u32| matrix.rows[a].iter().find(|(c, _)| *c == b).map_or(0.0, |(_, v)| *v);
        assert!(at(0, 1) > 0.0);
        assert_eq!(at(0, 1), at(1, 0));
        assert!(at(0, 3) < at(0, 1));
        assert!(matrix.rows[4].is_empty(), "an id that never occurs has no row");
        assert_eq!(matrix.size(), 5);
    }

    #[test]
    fn a_product_is_that_of_the_full_matrix() {
        let matrix = Symmetric { rows: vec![vec![(0, 2.0), (1, 1.0)], vec![(0, 1.0)]] };
        let product = matrix.times(&ndarray::array![[1.0, 0.0], [3.0, 1.0]]);
        assert_eq!(product, ndarray::array![[5.0, 1.0], [1.0, 0.0]]);
    }
}
