//! The regularised incomplete beta function and quantiles found from it.
//!
//! References: W. J. Lentz (1976), Applied Optics 15, for the continued
//! fraction; M. Abramowitz and I. A. Stegun (1964), 26.5.8. The fraction needs
//! about √max(a, b) steps, which the counts of a whole country exceed in
//! `statrs` (140 steps, and no error if it has not converged).

use statrs::function::gamma::ln_gamma;

/// Enough for counts of a thousand million; a usual one converges within a hundred.
const STEPS: u32 = 200_000;
/// A term that changes the product by less than this ends the fraction.
const CONVERGED: f64 = 1e-15;
/// Replaces a zero denominator, as in Lentz's method.
const TINY: f64 = 1e-300;
/// Halvings that take any bracket below the spacing of doubles.
const HALVINGS: u32 = 1_100;

/// I_x(a, b), the probability that a Beta(a, b) value lies below `x`; `a`, `b` > 0.
pub(super) fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast only on this side of the mean.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below_mean(b, a, 1.0 - x);
    }
    beta_below_mean(a, b, x)
}

fn beta_below_mean(a: f64, b: f64, x: f64) -> f64 {
    let log_front =
        ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p() - a.ln();
    log_front.exp() / fraction(a, b, x)
}

#[expect(clippy::many_single_char_names, reason = "the letters of Lentz's method")]
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let away_from_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let (mut value, mut c, mut d) = (1.0, 1.0, 0.0);
    for step in 1..STEPS {
        let m = f64::from(step / 2);
        let term = if step % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        d = 1.0 / away_from_zero(1.0 + term * d);
        c = away_from_zero(1.0 + term / c);
        value *= c * d;
        if (c * d - 1.0).abs() < CONVERGED {
            break;
        }
    }
    value
}

/// Where a Beta(a, b) value lies below with probability `share`.
pub(super) fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    halve(0.0, 1.0, |x| beta_below(a, b, x) < share)
}

/// The point between `low` and `high` up to which `below` holds.
pub(super) fn halve(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}
