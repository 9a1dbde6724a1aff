//! The facts that verdicts depend on, and one verdict's numbers by name.

use crate::engine::{Rows, printed_number, signed_number};
use std::collections::BTreeMap;

/// One fact as the tables hold it, in the unit of its measure and in pupils.
#[derive(Debug, Clone, Default)]
pub(super) struct Fact {
    pub key: String,
    pub measure_id: String,
    pub cohort: String,
    pub area_code: String,
    pub period: String,
    pub start: i32,
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub denominator: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub data_set: String,
    pub version: String,
    pub line: i64,
}

impl Fact {
    /// Lowest and highest count, and the pupils it is counted among.
    pub fn counts(&self) -> Option<(f64, f64, f64)> {
        Some((self.low?, self.high?, self.denominator?))
    }
}

/// Facts by key.
#[derive(Debug, Default)]
pub(super) struct Facts(BTreeMap<String, Fact>);

impl Facts {
    pub fn of(rows: &Rows) -> Self {
        let fact = |row: usize| {
            let text = |column: &str| rows.text(row, column);
            let number = |column: &str| rows.number(row, column);
            Fact {
                key: text("fact"),
                measure_id: text("measure_id"),
                cohort: text("cohort"),
                area_code: text("area_code"),
                period: text("period"),
                start: rows.integer(row, "period_start"),
                value: number("value"),
                numerator: number("numerator"),
                low: number("numerator_low"),
                high: number("numerator_high"),
                denominator: number("denominator"),
                lower: number("value_lower"),
                upper: number("value_upper"),
                data_set: text("data_set"),
                version: text("data_set_version"),
                line: i64::from(rows.integer(row, "source_row")),
            }
        };
        Self((0..rows.len()).map(fact).map(|f| (f.key.clone(), f)).collect())
    }

    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.0.get(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.values()
    }
}

/// One row of the verdicts with the facts behind it.
pub(super) struct Verdict<'a> {
    pub rows: &'a Rows,
    pub row: usize,
    pub facts: &'a Facts,
}

impl<'a> Verdict<'a> {
    pub fn text(&self, column: &str) -> String {
        self.rows.text(self.row, column)
    }

    pub fn number(&self, column: &str) -> Option<f64> {
        self.rows.number(self.row, column)
    }

    pub fn integer(&self, column: &str) -> i32 {
        self.rows.integer(self.row, column)
    }

    pub fn list(&self, column: &str) -> Vec<String> {
        self.rows.list(self.row, column)
    }

    pub fn fact(&self, measure: &str, cohort: &str, area: &str, period: &str) -> Option<&'a Fact> {
        self.facts.get(&[measure, cohort, area, period].join("|"))
    }

    /// The area's own latest figure.
    pub fn own(&self) -> Option<&'a Fact> {
        let (measure, cohort) = (self.text("measure_id"), self.text("cohort"));
        self.fact(&measure, &cohort, &self.text("area_code"), &self.text("period"))
    }

    /// Code of the area compared with; nothing for neighbours, who are several.
    fn other_area(&self) -> Option<String> {
        match self.text("comparator_area").as_str() {
            "england" => Some("E92000001".to_string()),
            "region" => Some(self.text("region_code")),
            "same" => Some(self.text("area_code")),
            _ => None,
        }
    }

    /// The comparator's figure, where it is one published row.
    pub fn other(&self) -> Option<&'a Fact> {
        let (measure, cohort) = (self.text("measure_id"), self.text("other_cohort"));
        self.fact(&measure, &cohort, &self.other_area()?, &self.text("period"))
    }

    /// Facts of this finding that `wanted` holds for, in the order of evidence.
    pub fn evidence(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        let keys = self.list("evidence");
        keys.iter().filter_map(|k| self.facts.get(k)).filter(|f| wanted(f)).collect()
    }

    /// The area's years of the segment, oldest first.
    pub fn series(&self) -> Vec<&'a Fact> {
        let (measure, cohort, area) =
            (self.text("measure_id"), self.text("cohort"), self.text("area_code"));
        let mut years = self.evidence(|f| {
            f.measure_id == measure
                && f.cohort == cohort
                && f.area_code == area
                && f.value.is_some()
        });
        years.sort_by_key(|f| f.start);
        years
    }

    /// Decimals of the measure.
    pub fn places(&self) -> usize {
        usize::try_from(self.integer("decimals")).unwrap_or(0)
    }

    /// A figure with the unit of the measure; decimals no fewer than it was printed with.
    pub fn figure(&self, value: f64) -> String {
        let unit = match self.text("unit").as_str() {
            "%" => "%",
            "per 100" => " per 100",
            _ => "",
        };
        format!("{}{unit}", printed_number(value, self.places()))
    }

    /// A difference, with one decimal more than the measure.
    pub fn gap(&self, value: f64) -> String {
        signed_number(value, self.places() + 1)
    }

    /// A threshold, with one decimal more than the measure.
    pub fn size(&self, value: f64) -> String {
        printed_number(value, self.places() + 1)
    }
}

/// A p or q as it may be quoted.
pub(super) fn probability(p: f64) -> String {
    if p < 0.0001 { "less than 0.0001".to_string() } else { printed_number(p, 4) }
}

/// A whole number of pupils or events.
pub(super) fn whole(n: f64) -> String {
    printed_number(n, usize::from(n.fract() != 0.0))
}

/// `1,229 to 1,231 of 1,440`, or `1,230 of 1,440`.
pub(super) fn counted(low: f64, high: f64, n: f64) -> String {
    let range = if low == high { whole(low) } else { format!("{} to {}", whole(low), whole(high)) };
    format!("{range} of {}", whole(n))
}
