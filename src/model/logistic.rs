//! Logistic regression with quadratic regularisation, by L-BFGS on all rows at once: the same rows in the same order give
//! the same weights. Gradient and step as in Nocedal and Wright, Numerical Optimization, ch. 7.2.

use std::collections::VecDeque;

use ndarray::{Array1, Array2, s};

use crate::model::features::Features;

/// Steps remembered.
const HISTORY: usize = 10;
/// Most steps: an end to the search where the tolerance is out of reach.
const STEPS: usize = 300;
/// Largest entry of the gradient at which the search ends.
const TOLERANCE: f64 = 1e-4;
/// Share of the expected gain that a step must bring (Armijo).
const SUFFICIENT: f64 = 1e-4;
/// Halvings of a step before the search is given up: the gain is then below rounding.
const HALVINGS: usize = 30;

/// Rows of features: the dense heads as one matrix, the sparse tails beside it.
#[derive(Debug)]
pub(crate) struct Rows {
    dense: Array2<f64>,
    grams: Vec<Vec<(u32, f32)>>,
    width: usize,
}

/// What to fit: a target (0 or 1) and a weight for each row; rows of weight 0 take no part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) targets: &'a Array1<f64>,
    pub(crate) weights: &'a Array1<f64>,
    /// Weight of the squared length of the solution (the bias aside) against the sum of losses.
    pub(crate) l2: f64,
}

impl Rows {
    /// `gram_count` is the number of sparse features.
    pub(crate) fn new(features: Vec<Features>, gram_count: usize) -> Self {
        let head = features.first().map_or(0, |row| row.dense.len());
        let mut dense = Array2::zeros((features.len(), head));
        let mut grams = Vec::with_capacity(features.len());
        for (mut to, row) in dense.outer_iter_mut().zip(features) {
            to.assign(&row.dense.mapv(f64::from));
            grams.push(row.grams);
        }
        Self { dense, grams, width: head + gram_count + 1 }
    }

    /// Scores of all rows; the last entry of `solution` is the bias.
    pub(crate) fn scores(&self, solution: &Array1<f64>) -> Array1<f64> {
        let head = self.dense.ncols();
        let mut scores = self.dense.dot(&solution.slice(s![..head]));
        scores += solution.get(self.width - 1).copied().unwrap_or(0.0);
        for (score, row) in scores.iter_mut().zip(&self.grams) {
            for &(position, value) in row {
                *score += f64::from(value) * solution.get(head + position as usize).copied().unwrap_or(0.0);
            }
        }
        scores
    }

    /// Loss and gradient at `solution`.
    fn slope(&self, solution: &Array1<f64>, target: &Target<'_>) -> (f64, Array1<f64>) {
        let head = self.dense.ncols();
        let mut residual = self.scores(solution);
        let mut loss = 0.0;
        for ((z, y), w) in residual.iter_mut().zip(target.targets).zip(target.weights) {
            // ln(1 + e^z) - y z, without overflow
            loss += w * (z.max(0.0) + (-z.abs()).exp().ln_1p() - y * *z);
            *z = w * (1.0 / (1.0 + (-*z).exp()) - y);
        }
        let mut gradient = Array1::zeros(self.width);
        // Row by row, as the matrix lies in memory.
        let mut of_head = gradient.slice_mut(s![..head]);
        for (&share, row) in residual.iter().zip(self.dense.rows()) {
            of_head.scaled_add(share, &row);
        }
        for (share, row) in residual.iter().zip(&self.grams) {
            for &(position, value) in row {
                if let Some(to) = gradient.get_mut(head + position as usize) {
                    *to += share * f64::from(value);
                }
            }
        }
        let free = s![..self.width - 1];
        gradient.slice_mut(free).scaled_add(target.l2, &solution.slice(free));
        if let Some(bias) = gradient.get_mut(self.width - 1) {
            *bias = residual.sum();
        }
        let weights = solution.slice(free);
        (loss + 0.5 * target.l2 * weights.dot(&weights), gradient)
    }

    /// The weights that fit best, the bias last.
    pub(crate) fn fit(&self, target: &Target<'_>) -> Array1<f64> {
        let mut solution = Array1::zeros(self.width);
        let (mut loss, mut gradient) = self.slope(&solution, target);
        let mut history = VecDeque::<(Array1<f64>, Array1<f64>)>::with_capacity(HISTORY);
        for _ in 0..STEPS {
            if gradient.iter().all(|g| g.abs() < TOLERANCE) {
                break;
            }
            let direction = direction(&gradient, &history);
            let expected = direction.dot(&gradient);
            // The first step has no curvature to go by: one unit of length.
            let mut step = if history.is_empty() { 1.0 / gradient.dot(&gradient).sqrt() } else { 1.0 };
            let mut found = None;
            for _ in 0..HALVINGS {
                let next = &solution + &(step * &direction);
                let (next_loss, next_gradient) = self.slope(&next, target);
                if next_loss <= loss + SUFFICIENT * step * expected {
                    found = Some((next, next_loss, next_gradient));
                    break;
                }
                step *= 0.5;
            }
            let Some((next, next_loss, next_gradient)) = found else { break };
            let (moved, turned) = (&next - &solution, &next_gradient - &gradient);
            if moved.dot(&turned) > 0.0 {
                if history.len() == HISTORY {
                    history.pop_front();
                }
                history.push_back((moved, turned));
            }
            (solution, loss, gradient) = (next, next_loss, next_gradient);
        }
        solution
    }
}

/// The two-loop recursion.
fn direction(gradient: &Array1<f64>, history: &VecDeque<(Array1<f64>, Array1<f64>)>) -> Array1<f64> {
    let mut direction = -gradient;
    let mut shares = Vec::with_capacity(history.len());
    for (moved, turned) in history.iter().rev() {
        let share = moved.dot(&direction) / moved.dot(turned);
        direction.scaled_add(-share, turned);
        shares.push(share);
    }
    if let Some((moved, turned)) = history.back() {
        direction *= moved.dot(turned) / turned.dot(turned);
    }
    for ((moved, turned), share) in history.iter().zip(shares.into_iter().rev()) {
        let back = turned.dot(&direction) / moved.dot(turned);
        direction.scaled_add(share - back, moved);
    }
    direction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        let row = |x: f32, grams: Vec<(u32, f32)>| Features { dense: Array1::from_vec(vec![x, 1.0 - x]), grams };
        Rows::new(
            (0..40_u8)
                .map(|i| row(f32::from(i) / 40.0, if i % 3 == 0 { vec![(0, 1.0)] } else { vec![(1, 0.5)] }))
                .collect(),
            2,
        )
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let rows = rows();
        let targets = Array1::from_shape_fn(40, |i| if i % 5 < 2 { 1.0 } else { 0.0 });
        let weights = Array1::from_shape_fn(40, |i| if i % 7 == 0 { 0.0 } else { 0.5 });
        let target = Target { targets: &targets, weights: &weights, l2: 0.3 };
        let at = Array1::from_vec(vec![0.2, -0.4, 0.7, -0.1, 0.3]);
        let (_, gradient) = rows.slope(&at, &target);
        for i in 0..5 {
            let (mut up, mut down) = (at.clone(), at.clone());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let slope = (rows.slope(&up, &target).0 - rows.slope(&down, &target).0) / 2e-5;
            assert!((slope - gradient[i]).abs() < 1e-6, "{i}: {slope} {}", gradient[i]);
        }
    }

    #[test]
    fn a_fit_ends_where_the_gradient_does_and_repeats() {
        let rows = rows();
        let targets = Array1::from_shape_fn(40, |i| if i >= 20 { 1.0 } else { 0.0 });
        let weights = Array1::ones(40);
        let target = Target { targets: &targets, weights: &weights, l2: 0.1 };
        let fit = rows.fit(&target);
        assert!(rows.slope(&fit, &target).1.iter().all(|g| g.abs() < 1e-3));
        assert_eq!(fit, rows.fit(&target));
        let right = rows.scores(&fit).iter().zip(&targets).filter(|(z, y)| (**z > 0.0) == (**y > 0.5)).count();
        assert!(right >= 38);
    }
}
