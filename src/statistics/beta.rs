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

/// Steps of Newton's method, each within a bracket that only gets narrower; five to eight are usual.
const REFINEMENTS: u32 = 200;
/// A step that moves the quantile by less than this share of it is the last one: what is left is of the
/// order of its square.
const SETTLED: f64 = 1e-13;

/// Where a Beta(a, b) value lies below with probability `share`; `a`, `b` > 0.
///
/// Newton's method with the density as the slope, from the normal approximation of M. Abramowitz and
/// I. A. Stegun (1964), 26.5.22; a step that would leave the bracket halves it instead.
pub(super) fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    let log_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = first_guess(share, a, b);
    for _ in 0..REFINEMENTS {
        let excess = beta_below(a, b, x) - share;
        if excess < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - log_beta).exp();
        let newton = x - excess / density;
        let inside = newton > low && newton < high;
        let next = if inside { newton } else { low + (high - low) / 2.0 };
        let moved = (next - x).abs();
        x = next;
        if moved <= SETTLED * x || next <= low || next >= high {
            break;
        }
    }
    x
}

/// Near the quantile where both parameters are 1 and more, and the mean elsewhere.
fn first_guess(share: f64, a: f64, b: f64) -> f64 {
    let mean = a / (a + b);
    if a < 1.0 || b < 1.0 {
        return mean;
    }
    let deviate = upper_deviate(share);
    let (of_a, of_b) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let harmonic = 2.0 / (of_a + of_b);
    let lambda = (deviate * deviate - 3.0) / 6.0;
    let half_log_odds = deviate * (harmonic + lambda).sqrt() / harmonic
        - (of_b - of_a) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * harmonic));
    let guess = a / (a + b * (2.0 * half_log_odds).exp());
    if guess > 0.0 && guess < 1.0 { guess } else { mean }
}

/// Which normal deviate is exceeded with probability `share`: within 0.0005 (26.2.23).
fn upper_deviate(share: f64) -> f64 {
    let root = (-2.0 * share.min(1.0 - share).ln()).sqrt();
    let deviate = root
        - (2.515_517 + root * (0.802_853 + root * 0.010_328))
            / (1.0 + root * (1.432_788 + root * (0.189_269 + root * 0.001_308)));
    if share < 0.5 { deviate } else { -deviate }
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
