//! The methods of `statistics` by the names that SQL calls them, each with the
//! section of the methods it comes from.

use super::functions::Method;
use crate::statistics::{self, YearCount, YearMean};
use datafusion::execution::context::SessionContext;
use datafusion::logical_expr::ScalarUDF;

const INTERVAL: [&str; 2] = ["lower", "upper"];
const DIFFERENCE: [&str; 4] = ["difference", "lower", "upper", "p_value"];
const RATIO: [&str; 4] = ["ratio", "lower", "upper", "p_value"];
const TREND: [&str; 5] = ["slope", "statistic", "p_value", "agrees", "strict"];

fn difference(
    result: Result<statistics::Difference, statistics::StatisticsError>,
) -> Option<[f64; 4]> {
    result.ok().map(|d| [d.difference, d.lower, d.upper, d.p_value])
}

fn interval(result: Result<statistics::Interval, statistics::StatisticsError>) -> Option<[f64; 2]> {
    result.ok().map(|i| [i.lower, i.upper])
}

fn ratio(result: Result<statistics::Ratio, statistics::StatisticsError>) -> Option<[f64; 4]> {
    result.ok().map(|r| [r.ratio, r.lower, r.upper, r.p_value])
}

fn trend(result: Result<statistics::Trend, statistics::StatisticsError>) -> Option<[f64; 5]> {
    let truth = |b: bool| if b { 1.0 } else { 0.0 };
    result
        .ok()
        .map(|t| [t.slope, t.statistic, t.p_value, truth(t.leave_one_out_agrees), truth(t.strict)])
}

/// Years with their figures, in order of year: lists may come in any, if it is the same for all.
fn by_year(lists: &[&[f64]]) -> Vec<[f64; 3]> {
    let [years, b, c] = lists else { return Vec::new() };
    let mut years: Vec<_> = years.iter().zip(*b).zip(*c).map(|((a, b), c)| [*a, *b, *c]).collect();
    years.sort_by(|one, other| one[0].total_cmp(&other[0]));
    years
}

fn counts_by_year(lists: &[&[f64]]) -> Vec<YearCount> {
    let years = by_year(lists).into_iter();
    years.map(|[year, count, pupils]| YearCount { year, count, pupils }).collect()
}

fn means_by_year(lists: &[&[f64]]) -> Vec<YearMean> {
    let years = by_year(lists).into_iter();
    years.map(|[year, mean, error]| YearMean { year, mean, error }).collect()
}

/// Every method; a name is used once.
pub(super) fn methods() -> Vec<Method> {
    let families = [shares(), differences(), changes(), rates(), ratios(), funnels()];
    families.into_iter().flatten().collect()
}

/// Shares of pupils, and what a rounded one may stand for.
fn shares() -> Vec<Method> {
    vec![
        // wilson_interval(x_low, x_high, n): statistics, section 1; a range of feasible counts, section 14.
        Method::numbers("wilson_interval", 3, &INTERVAL, |a| {
            let interval = statistics::wilson_union(a[0], a[1], a[2], a[2]).ok()?;
            Some([interval.lower, interval.upper])
        }),
        // feasible_numerators(percent, decimals, n): the counts that print as this percentage.
        Method::numbers("feasible_numerators", 3, &["low", "high"], |a| {
            let (low, high) = statistics::feasible_numerators(a[0], a[1] as u32, a[2]).ok()?;
            Some([low, high])
        }),
        // not_known_bounds(sustained, not known), per cent: section 15.
        Method::numbers("not_known_bounds", 2, &INTERVAL, |a| {
            interval(statistics::not_known_bounds(a[0], a[1]))
        }),
    ]
}

/// Two figures of one year against each other.
fn differences() -> Vec<Method> {
    vec![
        // difference_of_proportions(x1_low, x1_high, x1, n1, x2_low, x2_high, x2, n2): section 2.
        Method::numbers("difference_of_proportions", 8, &DIFFERENCE, |a| {
            difference(statistics::difference_of_ranges(
                a[0], a[1], a[3], a[4], a[5], a[7], a[2], a[6],
            ))
        }),
        // part_whole_difference(…, the whole's counts …): the part is taken out of the whole, section 2.
        Method::numbers("part_whole_difference", 8, &DIFFERENCE, |a| {
            difference(statistics::part_whole_difference_of_ranges(
                a[0], a[1], a[3], a[4], a[5], a[7], a[2], a[6],
            ))
        }),
        // difference_from_fixed(x_low, x_high, n, share): a fixed benchmark, section 6.
        Method::numbers("difference_from_fixed", 4, &DIFFERENCE, |a| {
            difference(statistics::difference_from_fixed(a[0], a[1], a[2], a[3]))
        }),
        // difference_of_means(m1, l1, u1, m2, l2, u2, w): published 95% limits, section 5.
        Method::numbers("difference_of_means", 7, &DIFFERENCE, |a| {
            difference(statistics::difference_of_means(a[0], a[1], a[2], a[3], a[4], a[5], a[6]))
        }),
        // ci_rounding_sensitive(m1, l1, u1, m2, l2, u2, w, half_unit): 1 if rounding decides, section 5.
        Method::numbers("ci_rounding_sensitive", 8, &["sensitive"], |a| {
            let s =
                statistics::ci_rounding_sensitive(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
            s.ok().map(|s| [if s { 1.0 } else { 0.0 }])
        }),
        // robust_place(value, median, median deviation): section 5.
        Method::numbers("robust_place", 3, &["place"], |a| {
            statistics::robust_place(a[0], a[1], a[2]).ok().map(|place| [place])
        }),
    ]
}

/// Movements from year to year.
fn changes() -> Vec<Method> {
    vec![
        // change_in_gap(d1, l1, u1, d2, l2, u2): MOVER, section 8.
        Method::numbers("change_in_gap", 6, &["change", "lower", "upper"], |a| {
            let change = statistics::change_in_gap(a[0], a[1], a[2], a[3], a[4], a[5]).ok()?;
            Some([change.change, change.lower, change.upper])
        }),
        // trend_of_counts(years, counts, pupils): Cochran–Armitage, section 7.1.
        Method::lists("trend_of_counts", 3, &TREND, |lists| {
            trend(statistics::cochran_armitage(&counts_by_year(lists)))
        }),
        // trend_of_means(years, means, standard errors): inverse variance, section 7.2.
        Method::lists("trend_of_means", 3, &TREND, |lists| {
            trend(statistics::weighted_slope(&means_by_year(lists)))
        }),
        // trend_of_rates(years, events, pupils): the same for events, section 7.1.
        Method::lists("trend_of_rates", 3, &TREND, |lists| {
            trend(statistics::trend_of_rates(&counts_by_year(lists)))
        }),
        // sign_test(improving, declining): the p of a theme's movements, section 18.
        Method::numbers("sign_test", 2, &["p_value"], |a| {
            statistics::sign_test(a[0], a[1]).ok().map(|p| [p])
        }),
    ]
}

/// Events by number of pupils.
fn rates() -> Vec<Method> {
    vec![
        // rate_interval(events, n): exact limits below ten events, Byar's from there, section 3.
        Method::numbers("rate_interval", 2, &INTERVAL, |a| {
            interval(statistics::rate_interval(a[0], a[1]))
        }),
        // byar_limits(events), exact_poisson_limits(events): limits of a count, section 3.
        Method::numbers("byar_limits", 1, &INTERVAL, |a| interval(statistics::byar_limits(a[0]))),
        Method::numbers("exact_poisson_limits", 1, &INTERVAL, |a| {
            interval(statistics::exact_poisson_limits(a[0]))
        }),
        // repeat_event_interval(events, pupils concerned, n): section 3, widened by the dispersion.
        Method::numbers("repeat_event_interval", 3, &INTERVAL, |a| {
            interval(statistics::repeat_event_interval(a[0], a[1], a[2]))
        }),
        // difference_of_rates(o1, dispersion1, n1, o2, dispersion2, n2): section 3, by variance recovery.
        Method::numbers("difference_of_rates", 6, &DIFFERENCE, |a| {
            difference(statistics::difference_of_rates(a[0], a[1], a[2], a[3], a[4], a[5]))
        }),
        // difference_of_rate_ranges(o1, low1, high1, dispersion1, n1, o2, …): the same over feasible counts, section 14.
        Method::numbers("difference_of_rate_ranges", 10, &DIFFERENCE, |a| {
            let side = |a: &[f64]| statistics::EventRange {
                events: a[0],
                low: a[1],
                high: a[2],
                dispersion: a[3],
                n: a[4],
            };
            difference(statistics::difference_of_rate_ranges(side(&a[..5]), side(&a[5..])))
        }),
    ]
}

/// How many times one rate is another.
fn ratios() -> Vec<Method> {
    vec![
        // rate_ratio(o1, n1, o2, n2), log_rate_ratio(…): section 4.
        Method::numbers("rate_ratio", 4, &RATIO, |a| {
            ratio(statistics::rate_ratio(a[0], a[1], a[2], a[3]))
        }),
        // One limit of it, where only that is asked for.
        Method::numbers("rate_ratio_lower", 4, &["limit"], |a| {
            statistics::rate_ratio_lower(a[0], a[1], a[2], a[3]).ok().map(|limit| [limit])
        }),
        Method::numbers("rate_ratio_upper", 4, &["limit"], |a| {
            statistics::rate_ratio_upper(a[0], a[1], a[2], a[3]).ok().map(|limit| [limit])
        }),
        Method::numbers("log_rate_ratio", 4, &RATIO, |a| {
            ratio(statistics::log_rate_ratio(a[0], a[1], a[2], a[3]))
        }),
        // ratio_of_ratios(here: o, n, o, n; there: o, n, o, n): disproportionality, section 4.
        Method::numbers("ratio_of_ratios", 8, &RATIO, |a| {
            ratio(statistics::ratio_of_ratios(
                [(a[0], a[1]), (a[2], a[3])],
                [(a[4], a[5]), (a[6], a[7])],
            ))
        }),
    ]
}

/// What figures of areas of a size should be within.
fn funnels() -> Vec<Method> {
    vec![
        // proportion_funnel(baseline, n, z, between): control limits, section 10.
        Method::numbers("proportion_funnel", 4, &INTERVAL, |a| {
            interval(statistics::proportion_funnel(a[0], a[1], a[2], a[3]))
        }),
        // rate_funnel(baseline, n, tail): section 10.
        Method::numbers("rate_funnel", 3, &INTERVAL, |a| {
            interval(statistics::rate_funnel(a[0], a[1], a[2]))
        }),
        // funnel(counts, pupils): the baseline and the spread between areas, section 10.
        Method::lists(
            "funnel",
            2,
            &["baseline", "dispersion_raw", "dispersion", "between"],
            |lists| {
                let [counts, pupils] = lists else { return None };
                let areas: Vec<(f64, f64)> =
                    counts.iter().copied().zip(pupils.iter().copied()).collect();
                let f = statistics::funnel(&areas).ok()?;
                Some([f.baseline, f.dispersion_raw, f.dispersion, f.between])
            },
        ),
    ]
}

/// Makes every method callable by SQL in `context`.
pub fn register(context: &SessionContext) {
    for method in methods() {
        context.register_udf(ScalarUDF::from(method));
    }
    for function in super::number_text::functions() {
        context.register_udf(function);
    }
    for function in super::shorthand::functions() {
        context.register_udf(function);
    }
    context.register_udf(super::figure::function());
}
