//! Tails of the normal, chi-squared and beta distributions.

use super::*;

#[test]
fn normal_and_chi_squared_tails_keep_their_digits() {
    // Against C's erfc: `statrs` holds 1e-10 of the value, near 1 and far out alike.
    for (z, p) in [
        (1.0, 0.317_310_507_862_914_15),
        (Z95, 0.05),
        (Z998, 0.002),
        (6.0, 1.973_175_290_075_402_4e-9),
        (10.0, 1.523_970_604_832_118_6e-23),
    ] {
        assert!((two_sided_p(z) / p - 1.0).abs() < 2e-10, "{z}");
        assert!((chi_squared_upper_tail(z * z) / p - 1.0).abs() < 2e-10, "{z}");
    }
    near(chi_squared_upper_tail(-1.0), 1.0);
}

#[test]
fn incomplete_beta_agrees_with_binomial_sums_and_settles_for_whole_countries() {
    // Sixty tests at 5%: section 11.
    near(beta::beta_below(1.0, 60.0, 0.05), 0.953930);
    near(beta::beta_below(5.0, 56.0, 0.05), 0.180335);
    // A symmetric distribution has its median in the middle, however many are counted.
    for counts in [1.0, 40.0, 5_000.0, 61_000.0, 6_100_000.0] {
        near(beta::beta_below(counts, counts, 0.5), 0.5);
        near(beta::beta_quantile(0.5, counts, counts), 0.5);
    }
    for (a, b, x) in [(3.0, 9.0, 0.2), (512.0, 61_001.0, 0.0083), (0.5, 2.5, 0.9)] {
        near(beta::beta_below(a, b, x) + beta::beta_below(b, a, 1.0 - x), 1.0);
        let share = beta::beta_below(a, b, x);
        near(beta::beta_quantile(share, a, b), x);
    }
}
