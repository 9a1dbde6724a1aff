//! Small counts of a local data set are suppressed before anything is computed from
//! them, and so are other figures from which they could be worked out.
//!
//! First, every figure that is based on a small count goes: the count itself, a
//! share whose numerator or remainder is small, a mean of few children. Then
//! the sums that hold between figures (cohorts within a total, authorities
//! within a region, answers within all answers) are read as linear equations, in
//! which a figure that is not written is an unknown. As long as an unknown that
//! must stay one has only one solution, a further figure goes.
//!
//! Reference: L. Willenborg and T. de Waal (2001), Elements of Statistical
//! Disclosure Control, chapter 4: secondary cell suppression. Which figures go is
//! chosen greedily, smallest first; how many is not proved to be the fewest.

mod equations;
mod figures;
mod table;
#[cfg(test)]
mod tests;

pub use table::suppress;

use crate::catalogue::Suppression;

/// Whether a count of children is one to suppress.
fn small(count: f64, rule: Suppression) -> bool {
    count < f64::from(rule.below) && (count > 0.0 || rule.zero)
}
