//! The figures of a row, plausible but invented.

use super::file::Shape;
use super::places::{Place, places};
use super::rows::Row;
use send_outcomes::catalogue::{AreaLevel, Measure, MeasureColumns, Symbol, addends};

/// The last starting year.
pub const LAST_START: i32 = 2024;

/// What a row is about.
pub struct About<'a> {
    pub shape: &'a Shape<'a>,
    pub place: &'a Place<'a>,
    pub cohort: &'a str,
    pub start: i32,
}

/// The pupils of a row.
struct Pupils {
    /// Those of the area.
    size: f64,
    /// Those of the cohort.
    held: f64,
    /// Their share of those of the area.
    share_of_all: f64,
}

impl About<'_> {
    /// Plausible numbers for the measures of a row, with what is suppressed.
    pub fn figures<'s>(
        &self,
        row: &mut Row,
        measures: &[&(&Measure, MeasureColumns)],
        chance: &mut fastrand::Rng,
        oddities: &mut impl Iterator<Item = &'s Symbol>,
    ) {
        let pupils = self.pupils(chance);
        for (measure, columns) in measures {
            let (mut texts, count) = self.texts(measure, columns, &pupils);
            // Small numbers are suppressed; now and then a cell holds another symbol.
            let symbol = if count < 5.0 {
                Some("c")
            } else if chance.u8(..60) == 0 {
                oddities.next().map(|s| if s.symbol.is_empty() { " " } else { s.symbol.as_str() })
            } else {
                None
            };
            if let Some(symbol) = symbol {
                for (column, text) in &mut texts {
                    if *column != columns.denominator {
                        *text = symbol.to_string();
                    }
                }
            }
            for (column, text) in texts.into_iter().filter(|(column, _)| !column.is_empty()) {
                put(row, &column, text);
            }
        }
        if !self.shape.layout.largest.is_empty() {
            row.insert(self.shape.layout.largest.clone(), format!("{:.0}", pupils.held));
        }
    }

    fn pupils(&self, chance: &mut fastrand::Rng) -> Pupils {
        let share_of_all = match self.cohort {
            "ehc-plan" => 0.03,
            "sen-support" => 0.12,
            "all-sen" => 0.15,
            "no-sen" => 0.85,
            "all-pupils" => 1.0,
            _ => 0.02,
        };
        let size = size_of(self.shape, self.place, self.start);
        let moved = 0.95 + chance.f64() / 10.0;
        // What holds others is their sum in a file like the publisher's own.
        let holds = self.shape.own.is_some() && self.place.area.level != AreaLevel::LocalAuthority;
        let held = (size * share_of_all * if holds { 1.0 } else { moved }).round();
        let whole = self.shape.layout.denominator_from == self.cohort;
        Pupils { size, held: if whole { size } else { held }, share_of_all }
    }

    /// The share of the cohort that a measure counts, in percent.
    fn percent(&self, measure: &Measure, pupils: &Pupils) -> f64 {
        let level = hash(&self.place.area.code) % 100;
        let base = 15.0 + (hash(&measure.id) % 70) as f64 * (0.7 + 0.3 * pupils.share_of_all);
        let drift = f64::from(LAST_START - self.start) * 0.4;
        let percent = match measure.polarity {
            _ if !measure.part_of.is_empty() => base / 20.0,
            -1 => 1.0 + base / 10.0,
            _ => base + level as f64 / 20.0 - drift,
        };
        percent.clamp(0.5, 99.5)
    }

    /// Columns of a measure with their numbers, and the count behind them.
    fn texts(
        &self,
        measure: &Measure,
        columns: &MeasureColumns,
        pupils: &Pupils,
    ) -> ([(String, String); 8], f64) {
        let layout = self.shape.layout;
        let percent = self.percent(measure, pupils);
        // Of shares of all pupils the row of all pupils holds what they are shares of.
        let of_all = !layout.denominator_from.is_empty();
        let count = if of_all { pupils.held } else { (pupils.held * percent / 100.0).round() };
        let pupils = if of_all { pupils.size.max(count) } else { pupils.held };
        let exact = match measure.unit.as_str() {
            "count" => count,
            "score" => score(measure, percent),
            _ if pupils > 0.0 => 100.0 * count / pupils,
            _ => 0.0,
        };
        let decimals = usize::try_from(measure.decimals).unwrap_or(1);
        let value = if layout.units.contains_key(&columns.value) {
            format!("{:.4}", exact / 100.0)
        } else {
            format!("{exact:.decimals$}")
        };
        let texts = [
            (columns.value.clone(), value),
            (columns.numerator.clone(), format!("{count:.0}")),
            (columns.denominator.clone(), format!("{pupils:.0}")),
            (columns.total.clone(), format!("{:.2}", exact * pupils)),
            (columns.lower.clone(), format!("{:.2}", exact - 0.2)),
            (columns.upper.clone(), format!("{:.2}", exact + 0.2)),
            (format!("!numerator {}", columns.value), format!("{count:.0}")),
            (format!("!denominator {}", columns.value), format!("{pupils:.0}")),
        ];
        (texts, count)
    }
}

/// A score as far up its range as a percentage; around 0 where there is none.
fn score(measure: &Measure, percent: f64) -> f64 {
    match measure.range.map(|range| (range.least, range.most)) {
        Some((Some(least), Some(most))) => least + percent / 100.0 * (most - least),
        _ => percent / 10.0 - 4.0,
    }
}

/// Pupils of an area.
fn size_of(shape: &Shape<'_>, place: &Place<'_>, start: i32) -> f64 {
    let of_authority = |code: &str| 300.0 + (hash(code) % 12_000) as f64;
    let sum_within = |region: Option<&str>| -> f64 {
        let all = places(shape.catalogue, start, 400);
        let authorities = all.iter().filter(|p| p.area.level == AreaLevel::LocalAuthority);
        let within = authorities.filter(|p| region.is_none_or(|code| p.area.region_code == code));
        within.map(|p| of_authority(&p.area.code)).sum()
    };
    match (place.area.level, &shape.own) {
        (AreaLevel::LocalAuthority, _) => of_authority(&place.area.code),
        (AreaLevel::National, None) => 600_000.0,
        (AreaLevel::Regional, None) => 60_000.0,
        (AreaLevel::National, Some(_)) => sum_within(None),
        (AreaLevel::Regional, Some(_)) => sum_within(Some(&place.area.code)),
    }
}

/// Puts a number into its column, or what is left of it into the second of two that are added.
fn put(row: &mut Row, column: &str, text: String) {
    let mut parts = addends(column).map(str::to_string);
    let Some(first) = parts.next() else { return };
    let whole = text.parse::<f64>();
    let held = row.entry(first).or_insert_with(|| text.clone()).parse::<f64>();
    if let Some(second) = parts.next() {
        let left = match (whole, held) {
            (Ok(whole), Ok(held)) => format!("{:.0}", whole - held),
            _ => text,
        };
        row.entry(second).or_insert(left);
    }
}

/// A number that looks like chance and is always the same for a text.
pub fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}
