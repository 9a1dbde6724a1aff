//! Denominators in separate rows: the number of all pupils next to those of
//! each provision.

use super::cell::Cell;
use super::staged_cell::StagedCell;
use std::collections::HashMap;

/// Gives every cell the numerator of the cohort `whole` of its measure, area and period as
/// its denominator. The cells of that cohort are not figures themselves.
pub(super) fn take(cells: Vec<StagedCell>, whole: u16) -> Vec<StagedCell> {
    let mut wholes: HashMap<(u16, u32, i32), Cell> = HashMap::new();
    for cell in cells.iter().filter(|cell| cell.cohort == whole) {
        let found = cell.figures.numerator;
        let place = wholes.entry((cell.measure, cell.area, cell.period));
        // Two rows that differ are of no use.
        place
            .and_modify(|held| *held = if *held == found { found } else { Cell::default() })
            .or_insert(found);
    }
    let parts = cells.into_iter().filter(|cell| cell.cohort != whole);
    parts
        .map(|mut cell| {
            if let Some(found) = wholes.get(&(cell.measure, cell.area, cell.period)) {
                cell.figures.denominator = *found;
            }
            cell
        })
        .collect()
}
