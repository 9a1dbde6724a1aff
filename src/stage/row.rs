//! One piece of a file → its cells. Nothing here knows what a layout is called:
//! it walks the plan, and drops a row at the first thing that fails.

use super::areas::after;
use super::cell::{Cell, Printed, read_cell};
use super::choice::{Wanted, any};
use super::losses::{Loss, Losses};
use super::others::Mixes;
use super::plan::{Column, FilePlan, LEVELS, Meaning, MeasurePlan, WayPlan};
use super::record::{Record, Records};
use super::span::{SpanId, SpanOf};
use crate::catalogue::{PeriodForm, has_form, nearest, normal_form, visible};
use crate::period::{Period, PeriodKind};

/// How far a figure is from being final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Provisional,
    Revised,
    Final,
}

/// Where the counts of a row come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountsFrom {
    Published,
    Reconstructed,
    SumOfAuthorities,
}

/// The cells of one measure, cohort, area and period, as places in the catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct StagedCell {
    pub measure: u16,
    pub cohort: u16,
    pub area: u32,
    pub period: i32,
    pub status: Status,
    pub span: SpanId,
    pub counts_from: CountsFrom,
    /// Place in [`Mixes`] of what the filters hold that the catalogue does not mention.
    pub mix: u32,
    /// Multiple to which the counts are rounded.
    pub rounded_to: i32,
    /// Line of the file, from 0 within its piece until the pieces are joined.
    pub line: u64,
    /// Which of several rows with one key counts.
    pub weight: f64,
    pub figures: Figures,
}

/// The numbers beside one key.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Figures {
    pub value: Cell,
    pub numerator: Cell,
    pub denominator: Cell,
    pub total: Cell,
    pub lower: Cell,
    pub upper: Cell,
}

/// Something that stops a measure, or all of them.
#[derive(Debug)]
pub(super) struct Problem {
    /// Place of the measure; `None` for all that the file holds.
    pub measure: Option<u16>,
    pub line: u64,
    pub message: String,
}

/// What one piece came to.
#[derive(Debug, Default)]
pub(super) struct PieceRead {
    pub cells: Vec<StagedCell>,
    pub rows: u64,
    pub lines: u64,
    /// First and last period, as starting years.
    pub periods: Option<(i32, i32)>,
    pub problems: Vec<Problem>,
    /// Rows that were not used, by reason.
    pub losses: Losses,
    /// What the filters hold that the catalogue does not mention.
    pub mixes: Mixes,
}

/// Reads a piece that holds whole records.
pub(super) fn read_piece(piece: &[u8], plan: &FilePlan<'_>) -> PieceRead {
    let mut read = PieceRead::default();
    let mut records = Records::new(piece);
    let mut memory = Memory::default();
    while let Some(record) = records.next() {
        let line = record.line;
        if let Err(message) = read_row(&record, plan, &mut memory, &mut read) {
            read.problems.push(Problem { measure: None, line, message });
            break;
        }
        read.rows += 1;
    }
    if records.unclosed && read.problems.iter().all(|p| p.measure.is_some()) {
        let message =
            "a quoted field is never closed; the file is cut short or damaged: fetch it again";
        let line = records.lines();
        read.problems.push(Problem { measure: None, line, message: message.to_string() });
    }
    read.lines = records.lines();
    read
}

/// What the row before was about: most rows repeat it.
#[derive(Debug, Default)]
struct Memory {
    period: Vec<u8>,
    start: i32,
    spans: Vec<Vec<u8>>,
    span: SpanOf,
}

/// When and where a row is.
#[derive(Debug, Clone, Copy)]
struct Place {
    area: u32,
    period: i32,
    status: Status,
    span: SpanId,
}

fn read_row(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    memory: &mut Memory,
    read: &mut PieceRead,
) -> Result<(), String> {
    let width = plan.header.names.len();
    if record.len() != width {
        if record.is_blank() {
            return Ok(());
        }
        return Err(format!(
            "the row has {} fields where the header has {width}; the file is cut short or damaged: \
             fetch it again",
            record.len()
        ));
    }
    let kept = plan.areas.may_be_compared(record)
        && plan.wanted.iter().all(|test| test.met(record.field(test.column)))
        && !plan.drop.iter().any(|test| test.met(record.field(test.column)));
    if !kept {
        return Ok(());
    }
    let mut place = None;
    let mut mix = None;
    for way in &plan.ways {
        if !way.tests.iter().all(|test| test.met(record.field(test.column))) {
            continue;
        }
        let Some(cohort) = cohort_of(record, way, plan)? else { continue };
        let place = match place {
            Some(place) => place,
            None => {
                let Some(found) = place_of(record, plan, memory, read)? else { return Ok(()) };
                *place.insert(found)
            }
        };
        for measure in &way.measures {
            let about = measure.cohorts.contains(&cohort)
                && plan.spans.counts(measure.term, place.span)
                && measure.tests.iter().all(|test| test.met(record.field(test.column)))
                && !read.problems.iter().any(|p| p.measure == Some(measure.measure));
            if !about {
                continue;
            }
            match figures(record, measure, plan) {
                Ok(None) => {}
                Ok(Some(figures)) => {
                    let level = plan.areas.areas[place.area as usize].level;
                    let level = LEVELS.iter().position(|l| *l == level).unwrap_or_default();
                    let mix = *mix.get_or_insert_with(|| read.mixes.of(record, &plan.others));
                    read.cells.push(StagedCell {
                        measure: measure.measure,
                        cohort,
                        area: place.area,
                        period: place.period,
                        status: place.status,
                        span: place.span,
                        counts_from: counts_from(record, plan),
                        mix,
                        rounded_to: plan.rounded_to[level],
                        line: record.line,
                        weight: weight(record, plan),
                        figures,
                    });
                }
                Err(message) => read.problems.push(Problem {
                    measure: Some(measure.measure),
                    line: record.line,
                    message,
                }),
            }
        }
    }
    Ok(())
}

/// When and where a row is; `None` for one that does not count.
fn place_of(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    memory: &mut Memory,
    read: &mut PieceRead,
) -> Result<Option<Place>, String> {
    let Some(area) = plan.areas.area(record)? else { return Ok(None) };
    span_of(record, plan, memory);
    let period = period_of(record, plan, memory)?;
    let span = memory.span.id;
    if !plan.span_counts(span) {
        if let Some((column, text)) = &memory.span.foreign {
            let loss = Loss::Span { column: *column, text: text.clone(), period };
            read.losses.add(loss, record.line);
        }
        return Ok(None);
    }
    let status = status_of(record, plan, period);
    read.periods =
        Some(read.periods.map_or((period, period), |(a, b)| (a.min(period), b.max(period))));
    Ok(Some(Place { area, period, status, span }))
}

/// Puts the span of a row into `memory`: most rows repeat that of the row before.
fn span_of(record: &Record<'_>, plan: &FilePlan<'_>, memory: &mut Memory) {
    let columns = &plan.spans.columns;
    let known = memory.spans.len() == columns.len()
        && columns.iter().zip(&memory.spans).all(|(column, text)| record.field(*column) == text);
    if !known || columns.is_empty() {
        memory.span = plan.spans.of(record);
        memory.spans = columns.iter().map(|column| record.field(*column).to_vec()).collect();
    }
}

fn counts_from(record: &Record<'_>, plan: &FilePlan<'_>) -> CountsFrom {
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

fn cohort_of(
    record: &Record<'_>,
    way: &WayPlan,
    plan: &FilePlan<'_>,
) -> Result<Option<u16>, String> {
    let Some(column) = way.label else { return Ok(Some(way.fixed)) };
    let bytes = record.field(column);
    let meaning = way.meanings.get(bytes).copied().or_else(|| {
        let text = String::from_utf8_lossy(bytes);
        let text = normal_form(after(&text, &way.after));
        let known = |label: &str| way.meanings.get(label.as_bytes()).copied();
        let stripped = || way.strip.iter().find_map(|start| text.strip_prefix(start.as_str()));
        known(&text).or_else(|| known(stripped()?.trim_start()))
    });
    match meaning {
        Some(Meaning::Cohort(cohort)) => Ok(Some(cohort)),
        Some(Meaning::Ignored) => Ok(None),
        None => {
            // A level that is not compared may use labels of its own.
            if plan.areas.area(record)?.is_none() {
                return Ok(None);
            }
            let label = String::from_utf8_lossy(bytes);
            let known = plan.catalogue.labels.iter().map(|l| l.label.as_str());
            let near = nearest(&label, known);
            let label = visible(&label);
            Err(format!(
                "the SEN label '{label}' is unknown{near}; map it to a cohort in \
                 catalogue/cohorts.toml, or list it under ignored in the layout '{}' of \
                 catalogue/data-sets/{}.toml",
                plan.layout.id, plan.data_set.id
            ))
        }
    }
}

fn period_of(record: &Record<'_>, plan: &FilePlan<'_>, memory: &mut Memory) -> Result<i32, String> {
    let bytes = record.field(plan.period);
    if memory.period == bytes && !bytes.is_empty() {
        return Ok(memory.start);
    }
    let text = String::from_utf8_lossy(bytes);
    let kind = plan.data_set.period_kind;
    let said = |e: crate::period::PeriodError| format!("data set '{}': {e}", plan.data_set.id);
    let start = match plan.form {
        PeriodForm::Span => Period::parse(&text, kind).map_err(said)?.start,
        PeriodForm::StartYear => Period::parse(&text, PeriodKind::Calendar).map_err(said)?.start,
        PeriodForm::EndYear => {
            let year = Period::parse(&text, PeriodKind::Calendar).map_err(said)?.start;
            if kind == PeriodKind::Calendar { year } else { year - 1 }
        }
        PeriodForm::January => Period::parse(&text, PeriodKind::Academic)
            .or_else(|_| Period::parse(&text, PeriodKind::Calendar))
            .map_err(said)?
            .end(),
    };
    memory.period.clear();
    memory.period.extend_from_slice(bytes);
    memory.start = start + plan.shift;
    Ok(memory.start)
}

fn status_of(record: &Record<'_>, plan: &FilePlan<'_>, start: i32) -> Status {
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
fn weight(record: &Record<'_>, plan: &FilePlan<'_>) -> f64 {
    let Some(column) = plan.largest else { return 0.0 };
    let cell = read_cell(record.field(column), Printed::default(), plan.catalogue);
    cell.ok().and_then(|c| c.number).unwrap_or(f64::NEG_INFINITY)
}

/// The numbers of one measure in one row; `None` for a kind of row that holds none of them.
fn figures(
    record: &Record<'_>,
    measure: &MeasurePlan,
    plan: &FilePlan<'_>,
) -> Result<Option<Figures>, String> {
    let cell = |column: Option<Column>| match column {
        None => Ok(Cell::default()),
        Some(Column { place, printed }) => {
            let bytes = record.field(place);
            read_cell(bytes, printed, plan.catalogue).map_err(|near| {
                let name = plan.header.names.get(place).map_or("", String::as_str);
                let text = String::from_utf8_lossy(bytes);
                format!(
                    "column '{name}' holds '{text}', which is neither a number nor a known symbol{near}; \
                     if the publisher now prints it, add it to catalogue/symbols.toml"
                )
            })
        }
    };
    if let Some(kinds) = &plan.kinds {
        let kind = record.field(kinds.column);
        let of = |labels: &[Wanted]| any(labels, kind);
        if of(&kinds.numerator) {
            return Ok(Some(Figures { numerator: cell(measure.value)?, ..Figures::default() }));
        }
        if of(&kinds.denominator) {
            return Ok(Some(Figures { denominator: cell(measure.value)?, ..Figures::default() }));
        }
        if !of(&kinds.value) {
            return Ok(None);
        }
    }
    Ok(Some(Figures {
        value: cell(measure.value)?,
        numerator: cell(measure.numerator)?,
        denominator: cell(measure.denominator)?,
        total: cell(measure.total)?,
        lower: cell(measure.lower)?,
        upper: cell(measure.upper)?,
    }))
}
