//! Values worked out elsewhere, to a millionth, a method a file.

mod benchmark;
mod funnel;
mod gap;
mod means;
mod newcombe;
mod not_known;
mod places;
mod properties;
mod rates;
mod ratios;
mod rounding;
mod tails;
mod trend;
mod wilson;

use super::*;

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() < 1e-6, "{got} is not {wanted}");
}
