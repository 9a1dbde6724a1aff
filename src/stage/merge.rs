//! Rows that belong together: one row a kind of number, or several rows under one
//! key of which the publisher means the largest.

use super::cell::Cell;
use super::staged_cell::{Figures, Key, StagedCell};
use std::collections::HashMap;

/// How rows with one key belong together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rule<'a> {
    /// They hold numbers of several kinds.
    pub kinds: bool,
    /// The one with the largest weight counts.
    pub largest: bool,
    /// They are parts of one group.
    pub summed: bool,
    /// By place, symbols of what does not apply: a part that no pupil belongs to.
    pub not_applicable: &'a [bool],
}

impl Rule<'_> {
    /// Whether a part of a group is not there: nothing but symbols of what does not apply.
    fn counts_no_one(self, figures: &Figures) -> bool {
        let Figures { value, numerator, denominator, total, .. } = figures;
        let cells = [value, numerator, denominator, total];
        let applies =
            |symbol: u8| !self.not_applicable.get(usize::from(symbol)).copied().unwrap_or(false);
        cells.iter().any(|cell| cell.symbol.is_some())
            && !cells.iter().any(|cell| cell.number.is_some() || cell.symbol.is_some_and(applies))
    }
}

/// The parts of groups that were summed, each with its figures and its line.
type Parts = HashMap<(Key, u64), (Figures, u64)>;

/// What rows that belong together came to.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Cells in the order in which their keys first appear.
    pub cells: Vec<StagedCell>,
    /// Lines of rows that stand twice with the same figures, of which one is used.
    pub twins: Vec<(u64, u64)>,
}

/// Joins the cells of one file. What still appears twice is left for the check of duplicates.
pub(super) fn join(cells: Vec<StagedCell>, rule: Rule<'_>) -> Joined {
    let mut joined: Vec<StagedCell> = Vec::with_capacity(cells.len());
    let mut twins = Vec::new();
    let mut parts = Parts::new();
    let mut places: HashMap<Key, usize> = HashMap::new();
    for cell in cells {
        let key = cell.key();
        if rule.summed
            && let Some((figures, line)) = parts.insert((key, cell.part), (cell.figures, cell.line))
        {
            // The same part again is not another part, whatever it contains.
            if figures == cell.figures {
                twins.push((line, cell.line));
            } else {
                joined.push(cell);
            }
            continue;
        }
        let Some(&place) = places.get(&key) else {
            places.insert(key, joined.len());
            joined.push(cell);
            continue;
        };
        let held = &mut joined[place];
        if rule.largest && cell.weight > held.weight {
            *held = cell;
        } else if rule.largest && (cell.weight < held.weight || cell.figures == held.figures) {
            // The smaller, or the same again.
        } else if rule.kinds && fits(held, &cell) {
            if said_again(held, &cell) {
                twins.push((held.line, cell.line));
            }
            fill(held, &cell);
        } else if rule.summed && rule.counts_no_one(&cell.figures) {
            // Statements where there are only plans: what is held stays as it is printed.
        } else if rule.summed && rule.counts_no_one(&held.figures) {
            *held = cell;
        } else if rule.summed {
            add(held, &cell);
        } else {
            joined.push(cell);
        }
    }
    Joined { cells: joined, twins }
}

/// Adds the counts of another part of the group. A part that is not known leaves the
/// whole unknown; an average or a share of the whole is no longer as printed.
fn add(held: &mut StagedCell, cell: &StagedCell) {
    let (to, from) = (&mut held.figures, &cell.figures);
    let sum = |a: Cell, b: Cell| match (a.number, b.number) {
        (Some(x), Some(y)) => {
            let decimals = a.decimals.max(b.decimals);
            Cell { number: Some(x + y), decimals, ..Cell::default() }
        }
        (None, _) => a,
        (_, None) => b,
    };
    to.numerator = sum(to.numerator, from.numerator);
    to.denominator = sum(to.denominator, from.denominator);
    to.total = sum(to.total, from.total);
    let unknown = |c: &Cell| c.symbol.is_some();
    to.value = if unknown(&to.numerator) { to.numerator } else { Cell::default() };
    to.lower = Cell::default();
    to.upper = Cell::default();
}

fn said(cell: &Cell) -> bool {
    cell.number.is_some() || cell.symbol.is_some()
}

/// Numbers that two rows of one key both have, pair by pair.
fn shared(held: &StagedCell, cell: &StagedCell) -> impl Iterator<Item = (Cell, Cell)> {
    let of = |f: &Figures| [f.value, f.numerator, f.total, f.lower, f.upper];
    of(&held.figures).into_iter().zip(of(&cell.figures)).filter(|(a, b)| said(a) && said(b))
}

/// Whether two rows of one key say nothing different.
fn fits(held: &StagedCell, cell: &StagedCell) -> bool {
    shared(held, cell).all(|(a, b)| a == b)
}

/// Whether a row says again what is held.
fn said_again(held: &StagedCell, cell: &StagedCell) -> bool {
    shared(held, cell).next().is_some()
}

/// Takes from `cell` what `held` lacks.
fn fill(held: &mut StagedCell, cell: &StagedCell) {
    if said(&cell.figures.value) {
        // The row of the value is the one that is named as the source.
        held.line = cell.line;
        held.status = cell.status;
    }
    let (to, from) = (&mut held.figures, &cell.figures);
    for (to, from) in [
        (&mut to.value, from.value),
        (&mut to.numerator, from.numerator),
        (&mut to.denominator, from.denominator),
        (&mut to.total, from.total),
        (&mut to.lower, from.lower),
        (&mut to.upper, from.upper),
    ] {
        if !said(to) {
            *to = from;
        }
    }
}
