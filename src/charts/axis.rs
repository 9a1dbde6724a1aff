//! The scale of an axis, with round ticks.

use crate::engine::printed_number;

/// An axis from its first tick to its last.
pub struct Scale {
    /// Round values, ascending.
    pub ticks: Vec<f64>,
}

/// Printed units that an axis spans at least: a flat series runs across it, not along its foot.
pub(super) const LEAST_UNITS: f64 = 6.0;

/// An axis of a trend starts at nothing if it would start below this share of its end.
const NEAR_NOTHING: f64 = 0.35;
/// An axis of a trend makes room for intervals up to this share of its largest value on either side.
const WIDE: f64 = 0.25;

impl Scale {
    /// Holds every one of some values, which are printed with so many decimals.
    pub fn around(values: impl IntoIterator<Item = f64>, percent: bool, decimals: usize) -> Self {
        let (low, high) = wide_enough(bounds(values), decimals);
        Self { ticks: ticks(low, high, percent) }
    }

    /// As [`Scale::around`]; starts at zero unless they are far above it.
    pub fn above_nothing(
        values: impl IntoIterator<Item = f64>,
        percent: bool,
        decimals: usize,
    ) -> Self {
        let (low, high) = bounds(values);
        let nothing = low >= 0.0 && low < 0.6 * high;
        let (low, high) = wide_enough((if nothing { 0.0 } else { low }, high), decimals);
        Self { ticks: ticks(low, high, percent) }
    }

    /// Holds some values and the intervals around them, as far as these are like most of them and do
    /// not press the values flat; starts at nothing where it would start near it.
    pub fn fitted(
        values: &[f64],
        intervals: &[(f64, f64)],
        percent: bool,
        decimals: usize,
    ) -> Self {
        let (low, high) = bounds(values.iter().copied());
        let least = LEAST_UNITS * 10_f64.powi(-(decimals as i32));
        let mut halves: Vec<f64> = intervals.iter().map(|(l, u)| (u - l) / 2.0).collect();
        halves.sort_by(f64::total_cmp);
        // Of values that differ little the intervals are what there is to see.
        let usual = halves.get(halves.len() / 2).copied().unwrap_or(0.0);
        let usual = usual.min(WIDE * low.abs().max(high.abs()));
        let room = ((high - low).max(least) / 2.0).max(1.2 * usual);
        let (lower, upper) = bounds(intervals.iter().flat_map(|(l, u)| [*l, *u]));
        let (first, last) = (low.min(lower.max(low - room)), high.max(upper.min(high + room)));
        let near_nothing = first >= 0.0 && first < NEAR_NOTHING * last;
        let first = if near_nothing || (low >= 0.0 && first < 0.0) { 0.0 } else { first };
        let (first, last) = wide_enough((first, last), decimals);
        Self { ticks: ticks(first, last, percent) }
    }

    /// The first and the last tick.
    pub fn ends(&self) -> (f64, f64) {
        (self.ticks[0], self.ticks[self.ticks.len() - 1])
    }

    /// Whether a value is on the axis.
    pub fn holds(&self, value: f64) -> bool {
        let (first, last) = self.ends();
        (first - 1e-9..=last + 1e-9).contains(&value)
    }

    /// How far along the axis a value is: 0 at the first tick, 1 at the last.
    pub fn share(&self, value: f64) -> f64 {
        let (first, last) = self.ends();
        (value - first) / (last - first)
    }

    /// A tick as text, with the decimals that the step needs.
    pub fn text(&self, tick: f64) -> String {
        tick_text(tick, self.ticks[1] - self.ticks[0])
    }

    /// What the axis counts, and where it starts if not at 0.
    pub fn title(&self, unit: &str) -> String {
        let (first, _) = self.ends();
        if first.abs() > 1e-9 {
            format!("{unit} (axis starts at {})", self.text(first))
        } else {
            unit.to_string()
        }
    }
}

/// The least and the largest of some values.
fn bounds(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    values.into_iter().fold(none, |(low, high), value| (low.min(value), high.max(value)))
}

/// The same ends, at least a few printed units apart. What is never below zero, or above
/// 100, is not drawn there.
pub fn wide_enough((low, high): (f64, f64), decimals: usize) -> (f64, f64) {
    let least = LEAST_UNITS * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    // Also true of no value at all, whose span is not a number.
    if !(high - low).is_finite() || high - low >= least {
        return (low, high);
    }
    let middle = f64::midpoint(low, high);
    let (mut from, mut to) = (middle - least / 2.0, middle + least / 2.0);
    if low >= 0.0 && from < 0.0 {
        (from, to) = (0.0, least);
    }
    if high <= 100.0 && to > 100.0 && low > 100.0 - least {
        (from, to) = (100.0 - least, 100.0);
    }
    (from, to)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_series_has_an_axis_of_some_height_with_itself_inside() {
        for (value, percent, decimals) in
            [(50.0, true, 1), (50.0, true, 0), (0.0, true, 1), (100.0, true, 0), (-0.3, false, 2)]
        {
            let scale = Scale::above_nothing([value, value], percent, decimals);
            let (first, last) = scale.ends();
            let unit = 10_f64.powi(-(decimals as i32));
            assert!(last - first >= 5.0 * unit, "{value}: {first} to {last}");
            assert!((first..=last).contains(&value), "{value}: {first} to {last}");
            if value > 0.0 && value < 100.0 {
                let share = scale.share(value);
                assert!((0.2..=0.8).contains(&share), "{value} at {share}");
            }
            assert!(!percent || (first >= 0.0 && last <= 100.0), "{value}: {first} to {last}");
        }
    }
}
