//! The facts that verdicts depend on, and one verdict's numbers by name.

use super::verdict::{ComparatorArea, Explained};
use crate::engine::{printed_number, row, signed_number};
use std::collections::BTreeMap;

/// The code of England.
pub(super) const ENGLAND: &str = "E92000001";

row! {
    /// One fact as the tables hold it, in the unit of its measure and in pupils.
    #[derive(Debug, Clone, Default)]
    pub(super) struct Fact {
        pub key: String = "fact",
        pub measure_id: String,
        pub cohort: String,
        pub area_code: String,
        pub period: String,
        pub start: i32 = "period_start",
        pub value: Option<f64>,
        pub numerator: Option<f64>,
        pub low: Option<f64> = "numerator_low",
        pub high: Option<f64> = "numerator_high",
        pub denominator: Option<f64>,
        pub lower: Option<f64> = "value_lower",
        pub upper: Option<f64> = "value_upper",
        pub data_set: String | "",
        pub version: String = "data_set_version" | "",
        pub line: i64 = "source_row" | 0,
    }
}

impl Fact {
    /// How many it counts, where that is known.
    pub fn counts(&self) -> Option<Counts> {
        Some(Counts { low: self.low?, high: self.high?, n: self.denominator? })
    }
}

/// A count that is known within a range.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// The pupils that it is counted among.
    pub n: f64,
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high, n: self.n + other.n }
    }
}

/// Facts by key.
#[derive(Debug, Default)]
pub(super) struct Facts(BTreeMap<String, Fact>);

impl Facts {
    pub fn of(facts: Vec<Fact>) -> Self {
        Self(facts.into_iter().map(|fact| (fact.key.clone(), fact)).collect())
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
    pub row: &'a Explained,
    pub facts: &'a Facts,
}

impl<'a> Verdict<'a> {
    pub fn fact(&self, measure: &str, cohort: &str, area: &str, period: &str) -> Option<&'a Fact> {
        self.facts.get(&[measure, cohort, area, period].join("|"))
    }

    /// The area's own latest figure.
    pub fn own(&self) -> Option<&'a Fact> {
        let Explained { measure_id, cohort, area_code, period, .. } = self.row;
        self.fact(measure_id, cohort, area_code, period)
    }

    /// Code of the area compared with; nothing for neighbours, who are several.
    fn other_area(&self) -> Option<&'a str> {
        match self.row.comparator_area {
            ComparatorArea::England => Some(ENGLAND),
            ComparatorArea::Region => Some(&self.row.region_code),
            ComparatorArea::Same => Some(&self.row.area_code),
            ComparatorArea::Neighbours | ComparatorArea::Authorities | ComparatorArea::Target => {
                None
            }
        }
    }

    /// The comparator's figure, where it is one published row.
    pub fn other(&self) -> Option<&'a Fact> {
        let Explained { measure_id, other_cohort, period, .. } = self.row;
        self.fact(measure_id, other_cohort, self.other_area()?, period)
    }

    /// Facts of this finding that `wanted` holds for, in the order of evidence.
    pub fn evidence(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        let keys = self.row.evidence.iter();
        keys.filter_map(|k| self.facts.get(k)).filter(|f| wanted(f)).collect()
    }

    /// The area's years of the segment, oldest first.
    pub fn series(&self) -> Vec<&'a Fact> {
        let Explained { measure_id, cohort, area_code, .. } = self.row;
        let mut years = self.evidence(|f| {
            f.measure_id == *measure_id
                && f.cohort == *cohort
                && f.area_code == *area_code
                && f.value.is_some()
        });
        years.sort_by_key(|f| f.start);
        years
    }

    /// Decimals of the measure.
    pub fn places(&self) -> usize {
        self.row.decimals
    }

    /// A figure with the unit of the measure; decimals no fewer than it was printed with.
    pub fn figure(&self, value: f64) -> String {
        let unit = match self.row.unit.as_str() {
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
