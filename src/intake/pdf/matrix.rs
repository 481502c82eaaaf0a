//! Places on a page: transformations of the plane.

/// `[a b c d e f]`: `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    /// Of the first column.
    pub(super) a: f32,
    pub(super) b: f32,
    /// Of the second.
    pub(super) c: f32,
    pub(super) d: f32,
    /// Shift.
    pub(super) e: f32,
    pub(super) f: f32,
}

impl Matrix {
    /// Nothing moves.
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// A shift.
    pub(super) fn shift(e: f32, f: f32) -> Self {
        Self { e, f, ..Self::IDENTITY }
    }

    /// First `self`, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_the_other() {
        let turned = Matrix { a: 0.0, b: 1.0, c: -1.0, d: 0.0, e: 0.0, f: 0.0 };
        let both = Matrix::shift(2.0, 3.0).then(turned);
        assert_eq!((both.e, both.f), (-3.0, 2.0));
        assert_eq!(Matrix::IDENTITY.then(both), both);
    }
}
