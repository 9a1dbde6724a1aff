//! Linear equations between figures, and which unknowns they leave without a choice.

use std::collections::BTreeSet;

/// Coefficients below this are dust of elimination: all that enter are 1 or −1.
const DUST: f64 = 1e-9;

/// One equation: the terms add up to a constant. Which constant does not matter
/// here: whether an unknown is determined depends on the coefficients alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// Figure and its coefficient.
    pub terms: Vec<(usize, f64)>,
}

impl Equation {
    /// The whole is the sum of its parts.
    pub fn sum(whole: usize, parts: impl IntoIterator<Item = usize>) -> Self {
        let parts = parts.into_iter().map(|part| (part, -1.0));
        Self { terms: std::iter::once((whole, 1.0)).chain(parts).collect() }
    }

    /// Whether it contains the figure.
    pub fn holds(&self, figure: usize) -> bool {
        self.terms.iter().any(|(term, _)| *term == figure)
    }
}

/// The unknown figures that the equations determine, given every known one.
pub fn determined(equations: &[Equation], unknown: &BTreeSet<usize>) -> BTreeSet<usize> {
    let columns: Vec<usize> = unknown.iter().copied().collect();
    let mut rows: Vec<Vec<f64>> = equations
        .iter()
        .map(|equation| {
            let mut row = vec![0.0; columns.len()];
            for (figure, coefficient) in &equation.terms {
                if let Ok(column) = columns.binary_search(figure) {
                    row[column] += coefficient;
                }
            }
            row
        })
        .filter(|row| row.iter().any(|c| c.abs() > DUST))
        .collect();
    let mut found = BTreeSet::new();
    let mut done = 0;
    for column in 0..columns.len() {
        let pivot = (done..rows.len())
            .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()));
        let Some(pivot) = pivot.filter(|row| rows[*row][column].abs() > DUST) else { continue };
        rows.swap(done, pivot);
        let scale = rows[done][column];
        rows[done].iter_mut().for_each(|c| *c /= scale);
        let eliminated = rows[done].clone();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if place != done && factor.abs() > DUST {
                row.iter_mut().zip(&eliminated).for_each(|(c, e)| *c -= factor * e);
            }
        }
        done += 1;
    }
    // A row with one unknown left gives that unknown its value.
    for row in &rows[..done] {
        let mut left = row.iter().enumerate().filter(|(_, c)| c.abs() > DUST);
        if let (Some((column, _)), None) = (left.next(), left.next()) {
            found.insert(columns[column]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which(equations: &[Equation], unknown: &[usize]) -> Vec<usize> {
        determined(equations, &unknown.iter().copied().collect()).into_iter().collect()
    }

    #[test]
    fn one_unknown_in_a_sum_is_determined_and_two_are_not() {
        let sum = [Equation::sum(0, [1, 2])];
        assert_eq!(which(&sum, &[1]), [1]);
        assert_eq!(which(&sum, &[1, 2]), [] as [usize; 0]);
        assert_eq!(which(&sum, &[0, 1]), [] as [usize; 0]);
    }

    #[test]
    fn equations_together_determine_what_each_alone_does_not() {
        // 0 = 1 + 2; 3 = 1 + 2 + 4: with 1 and 2 unknown, 4 follows from both.
        let equations = [Equation::sum(0, [1, 2]), Equation::sum(3, [1, 2, 4])];
        assert_eq!(which(&equations, &[1, 2, 4]), [4]);
        // A table of two by two with its margins, all four cells unknown: none follows.
        let table = [
            Equation::sum(4, [0, 1]),
            Equation::sum(5, [2, 3]),
            Equation::sum(6, [0, 2]),
            Equation::sum(7, [1, 3]),
        ];
        assert_eq!(which(&table, &[0, 1, 2, 3]), [] as [usize; 0]);
        assert_eq!(which(&table, &[0, 1, 2]), [0, 1, 2]);
    }
}
