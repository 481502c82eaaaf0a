//! The strongest eigenvectors of a large sparse symmetric matrix, by subspace iteration from a fixed start
//! (Halko, Martinsson and Tropp, SIAM Review 2011) and Jacobi rotations on the small matrix that is left.

use ndarray::{Array1, Array2, ArrayViewMut1, Axis};

use crate::model::cooccurrence::Symmetric;
use crate::model::random::SplitMix;

/// Directions carried beyond those asked for; the paper advises 5 to 10, more costs little here.
const OVERSAMPLING: usize = 16;
/// Multiplications before the small problem is solved; the paper advises a few for spectra that fall slowly, as this does.
const ITERATIONS: usize = 4;
/// Sweeps of the Jacobi method; it converges quadratically, in 6 to 8 sweeps at this size.
const SWEEPS: usize = 12;
/// A direction shorter than this after projection is dependent on the ones before it.
const DEPENDENT: f64 = 1e-9;
/// Any number: it only has to stay the same.
const SEED: u64 = 20_260_101;

/// Eigenvectors as columns of a `size × count` matrix and eigenvalues, by falling absolute value. Columns beyond the rank
/// of the matrix are zero, with eigenvalue 0.
pub(crate) fn strongest(matrix: &Symmetric, count: usize) -> (Array2<f64>, Array1<f64>) {
    let size = matrix.size();
    let width = (count + OVERSAMPLING).min(size);
    let mut random = SplitMix::new(SEED);
    let mut basis = Array2::from_shape_simple_fn((width, size), || random.sign());
    orthonormalise(&mut basis);
    for _ in 0..ITERATIONS {
        basis = matrix.times(&columns(&basis)).reversed_axes().as_standard_layout().to_owned();
        orthonormalise(&mut basis);
    }
    let small = basis.dot(&matrix.times(&columns(&basis)));
    let (rotation, values) = jacobi(small);
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|&a, &b| {
        let strength = |i: usize| values.get(i).map_or(0.0, |v| v.abs());
        strength(b).total_cmp(&strength(a)).then(a.cmp(&b))
    });
    let mut vectors = Array2::zeros((size, count));
    let mut strengths = Array1::zeros(count);
    let rotated = columns(&basis).dot(&rotation);
    for ((mut to, value), &from) in vectors.axis_iter_mut(Axis(1)).zip(strengths.iter_mut()).zip(&order) {
        to.assign(&rotated.column(from));
        *value = values.get(from).copied().unwrap_or(0.0);
    }
    (vectors, strengths)
}

/// The transposed matrix, laid out by rows.
fn columns(rows: &Array2<f64>) -> Array2<f64> {
    rows.t().as_standard_layout().to_owned()
}

/// Makes the rows orthonormal by modified Gram–Schmidt, twice over for accuracy; dependent rows become zero.
fn orthonormalise(rows: &mut Array2<f64>) {
    for i in 0..rows.nrows() {
        let (done, mut rest) = rows.view_mut().split_at(Axis(0), i);
        let Some(mut row) = rest.outer_iter_mut().next() else { return };
        let before = norm(&row);
        for _ in 0..2 {
            for other in done.outer_iter() {
                let share = other.dot(&row);
                row.scaled_add(-share, &other);
            }
        }
        let after = norm(&row);
        row.mapv_inplace(|v| if after > DEPENDENT * before { v / after } else { 0.0 });
    }
}

fn norm(row: &ArrayViewMut1<'_, f64>) -> f64 {
    row.dot(row).sqrt()
}

/// Eigenvectors (columns) and eigenvalues of a small symmetric matrix by cyclic Jacobi rotations.
fn jacobi(mut matrix: Array2<f64>) -> (Array2<f64>, Array1<f64>) {
    let size = matrix.nrows();
    let mut vectors = Array2::eye(size);
    for _ in 0..SWEEPS {
        for p in 0..size {
            for q in p + 1..size {
                let (Some(&pq), Some(&pp), Some(&qq)) = (matrix.get((p, q)), matrix.get((p, p)), matrix.get((q, q)))
                else {
                    continue;
                };
                if pq.abs() <= f64::EPSILON * (pp * qq).abs().sqrt() {
                    continue;
                }
                let theta = (qq - pp) / (2.0 * pq);
                let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
                let cosine = 1.0 / tangent.hypot(1.0);
                let turn = (cosine, tangent * cosine);
                rotate(&mut matrix, Axis(1), (p, q), turn);
                rotate(&mut matrix, Axis(0), (p, q), turn);
                rotate(&mut vectors, Axis(1), (p, q), turn);
            }
        }
    }
    let values = matrix.diag().to_owned();
    (vectors, values)
}

/// Turns the lines `p` and `q` (rows for axis 0, columns for axis 1) into each other.
fn rotate(matrix: &mut Array2<f64>, axis: Axis, (p, q): (usize, usize), (cosine, sine): (f64, f64)) {
    let (mut head, mut tail) = matrix.view_mut().split_at(axis, q);
    let (mut a, mut b) = (head.index_axis_mut(axis, p), tail.index_axis_mut(axis, 0));
    for (x, y) in a.iter_mut().zip(b.iter_mut()) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cooccurrence::positive_information;

    #[test]
    fn jacobi_solves_a_known_matrix() {
        let (vectors, values) = jacobi(ndarray::array![[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, -5.0]]);
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        for (found, wanted) in sorted.iter().zip([-5.0, 1.0, 3.0]) {
            assert!((found - wanted).abs() < 1e-12);
        }
        let back = vectors.dot(&Array2::from_diag(&values)).dot(&vectors.t());
        assert!((back[(0, 1)] - 1.0).abs() < 1e-12 && (back[(2, 2)] + 5.0).abs() < 1e-12);
    }

    #[test]
    fn eigenvectors_satisfy_their_equation() {
        let sentences: Vec<Vec<u32>> = (0..60).map(|i| vec![i % 7, (i * 3) % 11, (i * 5) % 13, i % 2]).collect();
        let matrix = positive_information(&sentences, 13);
        let (vectors, values) = strongest(&matrix, 3);
        let product = matrix.times(&vectors);
        for (k, value) in values.iter().enumerate() {
            for (found, entry) in product.column(k).iter().zip(vectors.column(k)) {
                assert!((found - value * entry).abs() < 1e-8);
            }
        }
        assert!(values[0].abs() >= values[1].abs() && values[1].abs() >= values[2].abs());
    }

    #[test]
    fn more_directions_than_the_matrix_has_are_zero() {
        let (vectors, values) = strongest(&positive_information(&[vec![0, 1]], 3), 8);
        assert_eq!(vectors.dim(), (3, 8));
        assert!(values.iter().skip(3).all(|v| *v == 0.0));
    }
}
