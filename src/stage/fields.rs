//! What one row has besides its area and cohort: its numbers, its status, its part of a group.

use super::cell::{Cell, Printed, Unreadable, read_cell};
use super::choice::{Wanted, any};
use super::losses::Losses;
use super::plan::{Column, FilePlan, MeasurePlan, WayPlan};
use super::record::Record;
use super::row::{Place, hit};
use super::staged_cell::{CountsFrom, Figures, Status};
use super::tally::Loss;
use crate::catalogue::{has_form, normal_form};
use crate::period::Period;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Where the counts of a row come from, as its column says.
pub(super) fn counts_from(record: &Record<'_>, plan: &FilePlan<'_>) -> CountsFrom {
    let Some(column) = plan.counts_from else { return CountsFrom::Published };
    let text = record.field(column);
    let is = |form: &str| has_form(text, form.as_bytes());
    if is("reconstructed") {
        CountsFrom::Reconstructed
    } else if is("sum of authorities") || is("sum_of_authorities") {
        CountsFrom::SumOfAuthorities
    } else {
        CountsFrom::Published
    }
}

/// A number for the label of a row: rows of one key with one label are the same part twice.
pub(super) fn part_of(record: &Record<'_>, way: &WayPlan) -> u64 {
    let mut hasher = DefaultHasher::new();
    let label = way.label.map(|column| record.field(column)).unwrap_or_default();
    normal_form(&String::from_utf8_lossy(label)).hash(&mut hasher);
    hasher.finish()
}

/// How far a row is from being final, as its column says.
pub(super) fn status_of(record: &Record<'_>, plan: &FilePlan<'_>, start: i32) -> Status {
    let said = plan.status.map(|column| record.field(column)).unwrap_or_default();
    if said.eq_ignore_ascii_case(b"Provisional") {
        return Status::Provisional;
    }
    if said.eq_ignore_ascii_case(b"Revised") {
        return Status::Revised;
    }
    let period = Period { start, kind: plan.data_set.period_kind }.to_string();
    if said.is_empty() && plan.data_set.provisional_periods.contains(&period) {
        return Status::Provisional;
    }
    Status::Final
}

/// The number by which the largest of several rows is chosen; below all for a symbol.
pub(super) fn weight(record: &Record<'_>, plan: &FilePlan<'_>) -> f64 {
    let Some(column) = plan.largest else { return 0.0 };
    let cell = read_cell(record.field(column), Printed::default(), plan.catalogue);
    cell.ok().and_then(|c| c.number).unwrap_or(f64::NEG_INFINITY)
}

/// The numbers of one measure in one row; `None` for a kind of row that holds none of them.
/// A cell that is neither a number nor a symbol is missing, and counted.
pub(super) fn figures(
    record: &Record<'_>,
    measure: &MeasurePlan,
    plan: &FilePlan<'_>,
    (place, losses): (Place, &mut Losses),
) -> Option<Figures> {
    let mut cell = |column: Option<Column>| {
        let Some(Column { place: first, plus, printed }) = column else { return Cell::default() };
        let mut read = |column: usize| {
            let bytes = record.field(column);
            read_cell(bytes, printed, plan.catalogue).unwrap_or_else(|Unreadable| {
                let loss = Loss::Cell { column };
                let measures = losses.add(loss, bytes, record.line, hit(plan, place.area));
                measures.insert(measure.measure);
                Cell { symbol: plan.absent, unreadable: true, ..Cell::default() }
            })
        };
        let cell = read(first);
        plus.map_or(cell, |second| cell.plus(read(second)))
    };
    if let Some(kinds) = &plan.kinds {
        let kind = record.field(kinds.column);
        let of = |labels: &[Wanted]| any(labels, kind);
        if of(&kinds.numerator) {
            return Some(Figures { numerator: cell(measure.value), ..Figures::default() });
        }
        if of(&kinds.denominator) {
            return Some(Figures { denominator: cell(measure.value), ..Figures::default() });
        }
        if !of(&kinds.value) {
            return None;
        }
    }
    Some(Figures {
        value: cell(measure.value),
        numerator: cell(measure.numerator),
        denominator: cell(measure.denominator),
        total: cell(measure.total),
        lower: cell(measure.lower),
        upper: cell(measure.upper),
    })
}
