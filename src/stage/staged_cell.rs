//! A cell as it is staged: what it is of, where it was read and its numbers.

use super::cell::Cell;
use super::span::SpanId;

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
    /// Place in [`Mixes`](super::others::Mixes) of what the filters hold that the catalogue does not mention.
    pub mix: u32,
    /// Multiple to which the counts are rounded.
    pub rounded_to: i32,
    /// Line of the file, from 0 within its piece until the pieces are joined.
    pub line: u64,
    /// Which of several rows with one key counts.
    pub weight: f64,
    /// Which part of a group it is, where parts are summed: a number made of its label.
    pub part: u64,
    pub figures: Figures,
}

/// What a cell is of, as places in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub measure: u16,
    pub cohort: u16,
    pub area: u32,
    pub period: i32,
}

impl StagedCell {
    pub fn key(&self) -> Key {
        let Self { measure, cohort, area, period, .. } = *self;
        Key { measure, cohort, area, period }
    }
}

/// The numbers of one key.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Figures {
    pub value: Cell,
    pub numerator: Cell,
    pub denominator: Cell,
    pub total: Cell,
    pub lower: Cell,
    pub upper: Cell,
}
