//! Cells on their way into batches; those that must be joined or chosen from first wait for
//! the end of the file.

use super::builder::CellsBuilder;
use super::covered::Covered;
use super::merge;
use super::others::Mixes;
use super::plan::FilePlan;
use super::rejection::{Fault, Lost};
use super::staged_cell::{Key, StagedCell};
use super::wholes;
use super::{Published, Sink, StageError};
use crate::period::Period;
use std::collections::{BTreeSet, HashMap};

/// Rows in a batch that is handed on.
const BATCH_ROWS: usize = 8192;

/// Cells on their way into batches.
pub(super) struct Output<'p, 's> {
    plan: &'p FilePlan<'p>,
    builder: CellsBuilder,
    waiting: Option<Vec<StagedCell>>,
    /// Periods with cells at something other than a total.
    parted: BTreeSet<i32>,
    mixes: Mixes,
    filters: Vec<bool>,
    sink: &'p mut Sink<'s>,
    written: Written,
    /// What was handed on, and its mix.
    keys: HashMap<Key, u32>,
    /// Watched columns in which rows with one key differ.
    differing: BTreeSet<usize>,
}

/// What was handed on.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub cells: u64,
    /// Whether any key appears twice.
    pub repeats: bool,
    /// Lines of rows that stand twice with the same figures, of which one is used.
    pub twins: Vec<(u64, u64)>,
    /// What the cells are about.
    pub covered: Covered,
    /// Periods with cells.
    pub periods: BTreeSet<i32>,
    /// Filters that were held at their total.
    pub held: Vec<String>,
    /// Filters that have no total, so that rows with one key are many: what to say of them.
    pub unheld: String,
    /// What is missing because a filter has no total there.
    pub gaps: Vec<(Lost, String)>,
}

impl<'p, 's> Output<'p, 's> {
    pub fn new(published: &Published<'_>, plan: &'p FilePlan<'p>, sink: &'p mut Sink<'s>) -> Self {
        let waits = plan.kinds.is_some()
            || plan.largest.is_some()
            || plan.layout.summed
            || plan.denominator_from().is_some()
            || !plan.others.columns.is_empty();
        Self {
            plan,
            builder: CellsBuilder::new(&published.data_set.id, published.version),
            waiting: waits.then(Vec::new),
            parted: BTreeSet::new(),
            mixes: Mixes::default(),
            filters: Vec::new(),
            sink,
            written: Written::default(),
            keys: HashMap::new(),
            differing: BTreeSet::new(),
        }
    }

    /// Adds what the filters of a piece hold; where each mix is now. Cells that a filter lets
    /// go are dropped as soon as it is known to be one.
    pub fn join(&mut self, mixes: &Mixes) -> Vec<u32> {
        let places = self.mixes.join(mixes);
        let filters = self.mixes.filters();
        if filters != self.filters {
            self.filters = filters;
            if let Some(waiting) = self.waiting.replace(Vec::new()) {
                for cell in waiting {
                    self.keep(cell);
                }
            } else {
                self.waiting = None;
            }
        }
        places
    }

    fn keep(&mut self, cell: StagedCell) {
        if self.mixes.at_totals(cell.mix, &self.filters) {
            self.waiting.get_or_insert_default().push(cell);
        } else {
            self.parted.insert(cell.period);
        }
    }

    pub fn push(&mut self, cell: StagedCell) -> Result<(), StageError> {
        if self.waiting.is_some() {
            self.keep(cell);
            return Ok(());
        }
        self.write(&cell)
    }

    fn write(&mut self, cell: &StagedCell) -> Result<(), StageError> {
        self.builder.push(cell, self.plan);
        self.written.cells += 1;
        self.written.periods.insert(cell.period);
        let key = cell.key();
        match self.keys.insert(key, cell.mix) {
            None => self.written.covered.add(key, self.plan),
            Some(other) => {
                self.written.repeats = true;
                self.differing.extend(self.mixes.differing(other, cell.mix));
            }
        }
        if self.builder.len() >= BATCH_ROWS {
            (self.sink)(self.builder.finish()?)?;
        }
        Ok(())
    }

    /// Hands on what waits.
    pub fn finish(mut self) -> Result<Written, StageError> {
        if let Some(waiting) = self.waiting.take() {
            let symbols = &self.plan.catalogue.symbols;
            let not_applicable: Vec<bool> = symbols.iter().map(|s| s.kept_as == "z").collect();
            let rule = merge::Rule {
                not_applicable: &not_applicable,
                kinds: self.plan.kinds.is_some(),
                largest: self.plan.largest.is_some(),
                summed: self.plan.layout.summed,
            };
            let mut joined = merge::join(waiting, rule);
            self.written.twins = joined.twins;
            if let Some(whole) = self.plan.denominator_from() {
                joined.cells = wholes::take(joined.cells, whole);
            }
            for cell in joined.cells {
                self.write(&cell)?;
            }
        }
        if self.builder.len() > 0 {
            (self.sink)(self.builder.finish()?)?;
        }
        self.tell();
        Ok(self.written)
    }

    /// Names the filters that were held, those that could not be, and what is gone with them.
    fn tell(&mut self) {
        let name = |watched: usize| {
            let column = self.plan.others.columns.get(watched);
            column.map_or("", |column| self.plan.header.name(*column))
        };
        let filters = (0..self.filters.len()).filter(|watched| self.filters[*watched]);
        let filters: Vec<usize> = filters.collect();
        let mut held = self.plan.held_by_layout();
        held.extend(filters.iter().map(|watched| name(*watched).to_string()));
        self.written.held = held.into_iter().collect();
        let shown = |watched: &usize| {
            let texts = self.plan.repeated(self.mixes.shown(*watched));
            format!("column '{}' holds {texts}", name(*watched))
        };
        self.written.unheld = self.differing.iter().map(shown).collect::<Vec<_>>().join(", and ");
        let gone: Vec<i32> = self.parted.difference(&self.written.periods).copied().collect();
        if !gone.is_empty() {
            let kind = self.plan.data_set.period_kind;
            let written = |start: &i32| Period { start: *start, kind }.to_string();
            let message = format!(
                "no row of {} is at the total of every filter: {}. Add the word for the total \
                 to catalogue/totals.toml, or say in layout '{}' of {} \
                 what a row must hold (where)",
                gone.iter().map(written).collect::<Vec<_>>().join(", "),
                filters.iter().map(shown).collect::<Vec<_>>().join(", and "),
                self.plan.layout.id,
                self.plan.data_set.described_in(),
            );
            let lost = Lost { fault: Fault::NoTotal, periods: gone };
            self.written.gaps.push((lost, message));
        }
    }
}
