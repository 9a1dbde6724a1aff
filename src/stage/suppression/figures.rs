//! The figures of one period of a local data set: which rows show which of them,
//! which must not be known, and which sums hold between them.

use super::equations::{Equation, determined};
use super::small;
use crate::catalogue::{AreaLevel, Suppression};
use std::collections::{BTreeMap, BTreeSet};

/// Sums of cohorts that hold where the numbers say so: a file on pupils with SEND alone may call them all.
const OTHER_COHORTS: [(&str, &[&str]); 2] = [
    ("all-pupils", &["ehc-plan", "sen-support"]),
    ("all-pupils", &["ehc-plan", "sen-support", "no-sen"]),
];
/// Most columns of one denominator whose sums are searched; every further one doubles the search.
const SEARCHED: usize = 8;

/// One row of a measure: what it shows unless it is suppressed.
#[derive(Debug, Clone)]
pub struct Row {
    /// Columns of value, numerator and denominator; empty where the measure has none.
    pub columns: [String; 3],
    /// What they hold.
    pub numbers: [Option<f64>; 3],
    /// Half the unit in which the value is printed.
    pub half_unit: f64,
    /// Unit of the measure.
    pub unit: String,
    /// Counts of measures with one partition add up to their denominator.
    pub partition: String,
    /// Cohort.
    pub cohort: String,
    /// Area.
    pub area: RowArea,
    /// Whether the file itself keeps the value back.
    pub kept_back: bool,
}

/// The area that a row is about.
#[derive(Debug, Clone)]
pub struct RowArea {
    /// Its code.
    pub code: String,
    /// Its level.
    pub level: AreaLevel,
    /// Code of its region.
    pub region: String,
}

impl Row {
    /// The column used for the value in sums: its count if it has one.
    fn counted(&self) -> &str {
        if self.columns[1].is_empty() { &self.columns[0] } else { &self.columns[1] }
    }

    /// The counts that this row is about, as far as they are known: `None` for a mean.
    fn numerators(&self) -> Option<(f64, f64)> {
        if let Some(count) = self.numbers[1] {
            return Some((count, count));
        }
        let (value, of) = (self.numbers[0]?, self.numbers[2]);
        match (self.unit.as_str(), of) {
            ("count", _) => Some((value, value)),
            // A share and its denominator give the count away.
            ("%", Some(n)) => {
                let at = |share: f64| share * n / 100.0;
                let low = at(value - self.half_unit).ceil().clamp(0.0, n);
                Some((low, at(value + self.half_unit).floor().clamp(low, n)))
            }
            _ => None,
        }
    }

    /// Whether it is based on a count that must not be known.
    fn sensitive(&self, rule: Suppression) -> bool {
        if self.kept_back {
            return true;
        }
        let any_small = |(low, high): (f64, f64)| {
            // Of the counts that print alike, one that is small is enough.
            (0..=20)
                .map(|step| low + f64::from(step))
                .take_while(|c| *c <= high)
                .any(|c| small(c, rule))
        };
        let counts = self.numerators();
        let rest = counts.zip(self.numbers[2]).filter(|_| self.unit == "%");
        self.numbers[2].is_some_and(|n| small(n, rule))
            || counts.is_some_and(any_small)
            || rest.is_some_and(|((low, high), n)| any_small((n - high, n - low)))
    }
}

/// A figure: a column for a cohort in an area.
type Key = (String, String, String);

struct Figures<'a> {
    rows: &'a [Row],
    places: BTreeMap<Key, usize>,
    numbers: Vec<Option<f64>>,
    equations: Vec<Equation>,
}

/// Which rows are suppressed, by place in `rows`, all of them of one period.
pub fn kept_back(rows: &[Row], rule: Suppression) -> Vec<bool> {
    let mut figures = Figures::of(rows);
    figures.sums_of_areas();
    figures.sums_of_columns();
    figures.sums_of_cohorts();
    let mut hidden: Vec<bool> = rows.iter().map(|row| row.sensitive(rule)).collect();
    let must_stay_unknown = figures.sensitive(rule);
    figures.hide_alike(&mut hidden);
    let sensitive = hidden.clone();
    while let Some(exposed) = figures.exposed(&hidden, &must_stay_unknown) {
        let Some(next) = figures.next_to_hide(exposed, &figures.shown(&hidden)) else { break };
        for (row, hidden) in rows.iter().zip(&mut hidden) {
            *hidden |= figures.of_row(row).contains(&next);
        }
        figures.hide_alike(&mut hidden);
    }
    // What the last step made needless comes back, totals and large figures first.
    for row in figures.largest_first() {
        if hidden[row] && !sensitive[row] {
            let mut fewer = hidden.clone();
            fewer[row] = false;
            let alike = {
                let mut again = fewer.clone();
                figures.hide_alike(&mut again);
                again == fewer
            };
            if alike && figures.exposed(&fewer, &must_stay_unknown).is_none() {
                hidden = fewer;
            }
        }
    }
    hidden
}

impl<'a> Figures<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let (places, numbers, equations) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut figures = Self { rows, places, numbers, equations };
        for row in rows {
            for (column, number) in row.columns.iter().zip(row.numbers) {
                // A mean is summed as its total: the sums of means hold for those.
                let number = match row.numbers {
                    _ if column.is_empty() => continue,
                    [Some(value), None, Some(n)]
                        if *column == row.columns[0] && row.unit != "count" =>
                    {
                        Some(value * n)
                    }
                    _ => number,
                };
                let place = figures.place(column, &row.cohort, &row.area.code);
                figures.numbers[place] = figures.numbers[place].or(number);
            }
        }
        figures
    }

    fn place(&mut self, column: &str, cohort: &str, area: &str) -> usize {
        let key = (column.to_string(), cohort.to_string(), area.to_string());
        let next = self.numbers.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.numbers.push(None);
        }
        place
    }

    fn at(&self, column: &str, cohort: &str, area: &str) -> Option<usize> {
        self.places.get(&(column.to_string(), cohort.to_string(), area.to_string())).copied()
    }

    /// A figure that must stay unknown and does not.
    fn exposed(&self, hidden: &[bool], must_stay_unknown: &BTreeSet<usize>) -> Option<usize> {
        let shown = self.shown(hidden);
        let unknown = (0..self.numbers.len()).filter(|f| !shown.contains(f)).collect();
        let known = determined(&self.equations, &unknown);
        known.intersection(must_stay_unknown).next().copied()
    }

    /// Rows by the number that they count, totals of cohorts first.
    fn largest_first(&self) -> Vec<usize> {
        let number = |row: &Row| {
            let figure = self.at(row.counted(), &row.cohort, &row.area.code);
            figure.and_then(|f| self.numbers[f]).unwrap_or_default()
        };
        let total = |row: &Row| matches!(row.cohort.as_str(), "all-sen" | "all-pupils");
        let mut places: Vec<usize> = (0..self.rows.len()).collect();
        places.sort_by(|a, b| {
            let (a, b) = (&self.rows[*a], &self.rows[*b]);
            total(b).cmp(&total(a)).then(number(b).total_cmp(&number(a)))
        });
        places
    }

    fn of_row(&self, row: &Row) -> Vec<usize> {
        let columns = row.columns.iter().filter(|c| !c.is_empty());
        columns.filter_map(|c| self.at(c, &row.cohort, &row.area.code)).collect()
    }

    /// Figures that must have more than one possible value.
    fn sensitive(&self, rule: Suppression) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for row in self.rows.iter().filter(|row| row.sensitive(rule)) {
            found.extend(self.at(row.counted(), &row.cohort, &row.area.code));
            if row.numbers[2].is_some_and(|n| small(n, rule)) {
                found.extend(self.at(&row.columns[2], &row.cohort, &row.area.code));
            }
        }
        found
    }

    fn shown(&self, hidden: &[bool]) -> BTreeSet<usize> {
        let rows = self.rows.iter().zip(hidden).filter(|(_, hidden)| !**hidden);
        let shown = rows.flat_map(|(row, _)| self.of_row(row));
        shown.filter(|figure| self.numbers[*figure].is_some()).collect()
    }

    /// A count that is suppressed in one row is suppressed in every row that shows it.
    fn hide_alike(&self, hidden: &mut [bool]) {
        let kept: BTreeSet<usize> = self
            .rows
            .iter()
            .zip(hidden.iter())
            .filter(|(_, hidden)| **hidden)
            .filter_map(|(row, _)| self.at(row.counted(), &row.cohort, &row.area.code))
            .collect();
        for (row, hidden) in self.rows.iter().zip(hidden) {
            *hidden |= self
                .at(row.counted(), &row.cohort, &row.area.code)
                .is_some_and(|figure| kept.contains(&figure));
        }
    }

    /// The figure to go next: of those shown in a sum with the exposed one the smallest,
    /// parts before totals; failing those, the smallest in any sum.
    fn next_to_hide(&self, exposed: usize, shown: &BTreeSet<usize>) -> Option<usize> {
        let choice = |near: bool| {
            let sums = self.equations.iter().filter(|e| !near || e.holds(exposed));
            sums.flat_map(|e| &e.terms)
                .filter(|(figure, _)| shown.contains(figure))
                .min_by(|(a, part_a), (b, part_b)| {
                    let size = |f: &usize| self.numbers[*f].unwrap_or(f64::INFINITY).abs();
                    // A figure of nothing hides nothing: it comes last.
                    let empty = |f: &usize| size(f) == 0.0;
                    empty(a)
                        .cmp(&empty(b))
                        .then(part_a.total_cmp(part_b))
                        .then(size(a).total_cmp(&size(b)))
                        .then(a.cmp(b))
                })
                .map(|(figure, _)| *figure)
        };
        choice(true).or_else(|| choice(false))
    }

    /// Columns whose figures add up: counts, and means or shares by way of their denominator.
    fn additive(&self) -> BTreeSet<String> {
        let of_row = |row: &Row| {
            let [value, count, of] = row.columns.clone();
            let value_adds = row.unit == "count" || (count.is_empty() && !of.is_empty());
            [if value_adds { value } else { String::new() }, count, of]
        };
        self.rows.iter().flat_map(of_row).filter(|column| !column.is_empty()).collect()
    }

    fn areas(&self) -> BTreeMap<String, (AreaLevel, String)> {
        let areas = self.rows.iter().map(|row| &row.area);
        areas.map(|area| (area.code.clone(), (area.level, area.region.clone()))).collect()
    }

    /// EHC plan and SEN support make all pupils with SEN, these and the rest all pupils.
    fn sums_of_cohorts(&mut self) {
        for column in self.additive() {
            for area in self.areas().keys() {
                for (whole, parts) in OTHER_COHORTS {
                    let parts: Vec<usize> =
                        parts.iter().filter_map(|part| self.at(&column, part, area)).collect();
                    if let Some(whole) = self.at(&column, whole, area) {
                        self.add_if_true(whole, &parts);
                    }
                }
                let at = |cohort: &str| self.at(&column, cohort, area);
                let (ehc, support, none) = (at("ehc-plan"), at("sen-support"), at("no-sen"));
                let everyone = at("all-pupils");
                // Without a row on all pupils with SEN their number is an unknown all the same.
                let send = self.place(&column, "all-sen", area);
                if let (Some(ehc), Some(support)) = (ehc, support) {
                    self.equations.push(Equation::sum(send, [ehc, support]));
                }
                if let (Some(everyone), Some(none)) = (everyone, none) {
                    self.equations.push(Equation::sum(everyone, [send, none]));
                }
            }
        }
    }

    /// A region and its authorities, England and its regions or authorities.
    fn sums_of_areas(&mut self) {
        let (areas, columns) = (self.areas(), self.additive());
        let cohorts: BTreeSet<String> = self.places.keys().map(|(_, c, _)| c.clone()).collect();
        for (whole, (level, _)) in &areas {
            for part_level in [AreaLevel::Regional, AreaLevel::LocalAuthority] {
                let within = areas.iter().filter(|(_, (other, region))| {
                    *other == part_level
                        && match level {
                            AreaLevel::National => true,
                            AreaLevel::Regional => {
                                part_level == AreaLevel::LocalAuthority && region == whole
                            }
                            AreaLevel::LocalAuthority => false,
                        }
                });
                let within: Vec<&String> = within.map(|(code, _)| code).collect();
                for (column, cohort) in
                    columns.iter().flat_map(|c| cohorts.iter().map(move |k| (c, k)))
                {
                    let parts: Vec<usize> =
                        within.iter().filter_map(|area| self.at(column, cohort, area)).collect();
                    if let Some(whole) = self.at(column, cohort, whole) {
                        self.add_if_true(whole, &parts);
                    }
                }
            }
        }
    }

    /// Counts of one denominator that add up to it or to one another: answers to one question.
    fn sums_of_columns(&mut self) {
        let mut groups: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| !row.columns[2].is_empty()) {
            let group = groups.entry(row.columns[2].clone()).or_default();
            if !row.columns[1].is_empty() {
                group.insert(row.columns[1].clone(), row.partition.clone());
            }
        }
        for (denominator, counts) in groups {
            let mut declared: BTreeMap<&String, Vec<String>> = BTreeMap::new();
            for (column, partition) in counts.iter().filter(|(_, partition)| !partition.is_empty())
            {
                declared.entry(partition).or_default().push(column.clone());
            }
            for parts in declared.values() {
                self.add_where(&denominator, parts, |_| true);
            }
            let columns: Vec<String> = counts.into_keys().take(SEARCHED).collect();
            for whole in std::iter::once(&denominator).chain(&columns) {
                for chosen in 1_u32..1 << columns.len() {
                    let parts: Vec<String> = (0..columns.len())
                        .filter(|i| chosen & (1 << i) != 0)
                        .map(|i| columns[i].clone())
                        .collect();
                    if !parts.contains(whole) {
                        // Two counts that agree once may agree by chance; all answers seldom do.
                        let needed = if *whole == denominator && parts.len() > 1 { 1 } else { 2 };
                        self.add_where(whole, &parts, |agreed| agreed >= needed);
                    }
                }
            }
        }
    }

    /// Adds the sum wherever it can stand, if no row contradicts it and `enough` confirm it.
    fn add_where(&mut self, whole: &str, parts: &[String], enough: impl Fn(usize) -> bool) {
        let keys: BTreeSet<(String, String)> =
            self.rows.iter().map(|row| (row.cohort.clone(), row.area.code.clone())).collect();
        let mut sums = Vec::new();
        let mut agreed = 0;
        for (cohort, area) in keys {
            let placed: Option<Vec<usize>> =
                parts.iter().map(|part| self.at(part, &cohort, &area)).collect();
            let Some((whole, parts)) = self.at(whole, &cohort, &area).zip(placed) else { continue };
            match self.adds_up(whole, &parts) {
                Some(false) => return,
                Some(true) => agreed += 1,
                None => {}
            }
            sums.push(Equation::sum(whole, parts));
        }
        if enough(agreed) {
            self.equations.extend(sums);
        }
    }

    fn add_if_true(&mut self, whole: usize, parts: &[usize]) {
        // Where the file itself keeps a part back, the sum may well hold.
        if !parts.is_empty() && self.adds_up(whole, parts) != Some(false) {
            self.equations.push(Equation::sum(whole, parts.iter().copied()));
        }
    }

    /// `None` where a number is missing. Totals of means carry their rounding.
    fn adds_up(&self, whole: usize, parts: &[usize]) -> Option<bool> {
        let sum: f64 = parts.iter().map(|part| self.numbers[*part]).sum::<Option<f64>>()?;
        let whole = self.numbers[whole]?;
        Some((whole - sum).abs() <= 0.005 * whole.abs().max(1e-9))
    }
}
