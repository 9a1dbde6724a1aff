//! One piece of a file → its cells. Nothing here knows what a layout is called:
//! it walks the plan, and drops a row at the first thing that fails.

use super::areas::NoArea;
use super::choice::Test;
use super::covered::Seen;
use super::fields::{counts_from, figures, part_of, status_of, weight};
use super::identity::{Contradiction, Names};
use super::labels::{cohort_of, period_in};
use super::losses::{Hit, Losses};
use super::misfit::{is_control, odd, of_other_width};
use super::others::Mixes;
use super::plan::{FilePlan, LEVELS, Meaning, WayPlan};
use super::record::{Record, Records};
use super::span::{SpanId, SpanOf};
use super::staged_cell::{StagedCell, Status};
use super::tally::Loss;
use crate::catalogue::AreaLevel;
use crate::shown::visible;
use memchr::memchr;

/// Damage that ends the reading of a file.
#[derive(Debug)]
pub(super) struct Problem {
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
    pub problem: Option<Problem>,
    /// Rows of the levels that are compared.
    pub seen: Seen,
    /// Which ways to a cohort any row met, by place.
    pub met: u64,
    /// Rows that were not used, by reason.
    pub losses: Losses,
    /// Names that are not those of their codes.
    pub names: Names,
    /// What the filters hold that the catalogue does not mention.
    pub mixes: Mixes,
}

/// Reads a piece that holds whole records.
pub(super) fn read_piece(piece: &[u8], plan: &FilePlan<'_>) -> PieceRead {
    let mut read = PieceRead::default();
    let mut records = Records::new(piece);
    let mut memory = Memory::default();
    // No text has a zero byte, in whatever column: a row with one is never dropped in silence.
    let zero = memchr(0, piece).unwrap_or(usize::MAX);
    while let Some(record) = records.next() {
        let line = record.line;
        let whole = record.end <= zero;
        let done = if whole {
            read_row(&record, plan, &mut memory, &mut read)
        } else {
            Err(odd(&record, plan))
        };
        if let Err(message) = done {
            read.problem = Some(Problem { line, message });
            break;
        }
        read.rows += 1;
    }
    if records.unclosed && read.problem.is_none() {
        let message =
            "a quoted field is never closed; the file is cut short or damaged: fetch it again";
        let line = records.lines();
        read.problem = Some(Problem { line, message: message.to_string() });
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
pub(super) struct Place {
    pub area: u32,
    period: i32,
    status: Status,
    span: SpanId,
}

/// Adds the cells of one row; an error ends the reading of the file.
fn read_row(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    memory: &mut Memory,
    read: &mut PieceRead,
) -> Result<(), String> {
    // Spreadsheets leave rows of nothing but commas at the end.
    if record.is_blank() {
        return Ok(());
    }
    if record.len() != plan.header.names.len() {
        return Err(of_other_width(record, plan));
    }
    let Some(level) = plan.areas.compared(record) else { return Ok(()) };
    read.seen.add(record.field(plan.period), level);
    if !is_wanted(record, plan) {
        return Ok(());
    }
    let mut place = None;
    let mut mix = None;
    for (number, way) in plan.ways.iter().enumerate() {
        if !all_met(&way.tests, record) {
            continue;
        }
        read.met |= 1_u64.checked_shl(u32::try_from(number).unwrap_or(u32::MAX)).unwrap_or(0);
        let Some(cohort) = read_cohort(record, way, plan, read) else { continue };
        let place = match place {
            Some(place) => place,
            None => match checked_place(record, plan, memory, read) {
                Some(found) => *place.insert(found),
                None => return Ok(()),
            },
        };
        for measure in &way.measures {
            let here = || plan.spans.counts(measure.term, place.span);
            if !(measure.cohorts.contains(&cohort) && here() && all_met(&measure.tests, record)) {
                continue;
            }
            let found = figures(record, measure, plan, (place, &mut read.losses));
            let Some(figures) = found else { continue };
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
                rounded_to: plan.rounded_to[level_place(plan, place.area)],
                line: record.line,
                weight: weight(record, plan),
                part: if plan.layout.summed { part_of(record, way) } else { 0 },
                figures,
            });
        }
    }
    Ok(())
}

#[inline]
fn all_met(tests: &[Test], record: &Record<'_>) -> bool {
    tests.iter().all(|test| test.met(record.field(test.column)))
}

/// Whether the layout asks for a row, whatever it is about.
#[inline]
fn is_wanted(record: &Record<'_>, plan: &FilePlan<'_>) -> bool {
    all_met(&plan.wanted, record)
        && !plan.drop.iter().any(|test| test.met(record.field(test.column)))
}

/// The cohort of a row; a label that is unknown is counted.
#[inline]
fn read_cohort(
    record: &Record<'_>,
    way: &WayPlan,
    plan: &FilePlan<'_>,
    read: &mut PieceRead,
) -> Option<u16> {
    match cohort_of(record, way, plan) {
        Some(Meaning::Cohort(cohort)) => Some(cohort),
        Some(Meaning::Ignored) => None,
        None => {
            unknown_label(record, way, plan, read);
            None
        }
    }
}

/// Place in [`LEVELS`] of the level of an area.
pub(super) fn level_place(plan: &FilePlan<'_>, area: u32) -> usize {
    let level = plan.areas.areas[area as usize].level;
    LEVELS.iter().position(|l| *l == level).unwrap_or_default()
}

/// The area of a row; what is lost with one that is unknown is counted.
fn area_of(record: &Record<'_>, plan: &FilePlan<'_>, read: &mut PieceRead) -> Option<u32> {
    match plan.areas.area(record) {
        Ok(Some(area)) => match plan.areas.contradicting(record, area) {
            None => Some(area),
            Some(of_code) => settled(record, plan, (of_code, area), read),
        },
        Ok(None) => None,
        Err(NoArea { loss, column, level }) => {
            let text = column.map(|column| record.field(column)).unwrap_or_default();
            read.losses.add(loss, text, record.line, Hit::Level(level));
            None
        }
    }
}

/// The area of a row whose code is of one area, and whose three digits are of another: the one whose
/// name is next to them; of no area where it is neither's. A region is the one that is named.
fn settled(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    (of_code, other): (u32, u32),
    read: &mut PieceRead,
) -> Option<u32> {
    let name = plan.names.column().map(|column| record.field(column)).unwrap_or_default();
    let regional = plan.areas.areas[other as usize].level == AreaLevel::Regional;
    let used = if regional || plan.names.is_of(other, name) {
        Some(other)
    } else {
        plan.names.is_of(of_code, name).then_some(of_code)
    };
    let (code, digits) = plan.areas.codes_of(record, other);
    let printed = [code, digits, name].map(|text| visible(&String::from_utf8_lossy(text)));
    let found = Contradiction { of_code, other, used: used.unwrap_or(other), printed };
    if used.is_some() {
        read.names.see_contradiction(found, record.line);
    } else {
        let said = found.said(&plan.areas);
        let hit = Hit::Level(AreaLevel::LocalAuthority);
        read.losses.add(Loss::Contradiction, said.as_bytes(), record.line, hit);
    }
    used
}

/// What is hit where a row of an area is lost.
pub(super) fn hit(plan: &FilePlan<'_>, area: u32) -> Hit {
    Hit::Area(area, plan.areas.areas[area as usize].level)
}

/// Counts a row whose label is of no cohort; a level that is not compared may use labels of
/// its own.
fn unknown_label(record: &Record<'_>, way: &WayPlan, plan: &FilePlan<'_>, read: &mut PieceRead) {
    let Some(column) = way.label else { return };
    if let Some(area) = area_of(record, plan, read) {
        let (text, hit) = (record.field(column), hit(plan, area));
        let measures = read.losses.add(Loss::Label { column }, text, record.line, hit);
        measures.extend(way.measures.iter().map(|measure| measure.measure));
    }
}

/// When and where a row is, if what names it is text; a row of which it is not is counted: what it
/// says may be another's, and the rows around it need not be damaged.
fn checked_place(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    memory: &mut Memory,
    read: &mut PieceRead,
) -> Option<Place> {
    let is_odd = |column: &&usize| record.field(**column).iter().copied().any(is_control);
    let Some(column) = plan.identity.iter().find(is_odd) else {
        return place_of(record, plan, memory, read);
    };
    let hit = match plan.areas.area(record) {
        Ok(area) => hit(plan, area?),
        Err(NoArea { level, .. }) => Hit::Level(level),
    };
    let loss = Loss::Control { column: *column };
    read.losses.add(loss, record.field(*column), record.line, hit);
    None
}

/// When and where a row is; `None` for one that does not count.
fn place_of(
    record: &Record<'_>,
    plan: &FilePlan<'_>,
    memory: &mut Memory,
    read: &mut PieceRead,
) -> Option<Place> {
    let area = area_of(record, plan, read)?;
    if let Some(column) = plan.names.column() {
        read.names.see(&plan.names, area, record.field(column), record.line);
    }
    if let Some(code) = plan.areas.unknown_code(record, area) {
        read.names.see_unknown(area, code, record.line);
    }
    if let Some(region) = plan.areas.other_region(record, area) {
        let printed: [&[u8]; 3] = [&[], plan.areas.region_of(record), &[]];
        let printed = printed.map(|text| visible(&String::from_utf8_lossy(text)));
        let found = Contradiction { of_code: area, other: region, used: area, printed };
        read.names.see_contradiction(found, record.line);
    }
    span_of(record, plan, memory);
    let Some(period) = period_of(record, plan, memory) else {
        let text = record.field(plan.period);
        read.losses.add(Loss::Period, text, record.line, hit(plan, area));
        return None;
    };
    let span = memory.span.id;
    if !plan.span_counts(span) {
        if let Some((column, text)) = &memory.span.foreign {
            let loss = Loss::Span { column: *column, period };
            read.losses.add(loss, text.as_bytes(), record.line, hit(plan, area));
        }
        return None;
    }
    let status = status_of(record, plan, period);
    read.periods =
        Some(read.periods.map_or((period, period), |(a, b)| (a.min(period), b.max(period))));
    Some(Place { area, period, status, span })
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

/// The year in which the period of a row starts; `None` for a text that is not a period.
fn period_of(record: &Record<'_>, plan: &FilePlan<'_>, memory: &mut Memory) -> Option<i32> {
    let bytes = record.field(plan.period);
    if memory.period == bytes && !bytes.is_empty() {
        return Some(memory.start);
    }
    let start = period_in(bytes, plan)?;
    memory.period.clear();
    memory.period.extend_from_slice(bytes);
    memory.start = start;
    Some(start)
}
