//! Round ticks for an axis.

use crate::engine::printed_number;

/// Four to seven round values that span `low` to `high`: steps of 1, 2, 2.5 or 5 × 10^k.
/// A percentage keeps within 0 and 100.
pub fn ticks(low: f64, high: f64, percent: bool) -> Vec<f64> {
    let span = (high - low).max(1e-9);
    let magnitude = 10_f64.powf((span / 5.0).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * magnitude)
        .find(|step| span / step <= 5.0)
        .unwrap_or(10.0 * magnitude);
    let (mut first, mut last) = ((low / step).floor(), (high / step).ceil());
    if percent {
        first = first.max(0.0);
        last = last.min((100.0 / step).ceil());
    }
    if last <= first {
        last = first + 1.0;
    }
    (0..=((last - first).round() as i32)).map(|i| (first + f64::from(i)) * step).collect()
}

/// A tick as text, with the decimals that its step needs.
pub fn tick_text(value: f64, step: f64) -> String {
    let decimals = (0..4).find(|d| {
        let scaled = step * 10_f64.powi(*d);
        (scaled - scaled.round()).abs() < 1e-6
    });
    let decimals = usize::try_from(decimals.unwrap_or(2)).unwrap_or(2);
    printed_number(value, decimals)
}
