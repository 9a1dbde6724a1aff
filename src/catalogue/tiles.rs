//! The tile grid of England: where each authority's tile is on the index of the report.

use super::Areas;
use super::error::{CatalogueError, inconsistent};
use serde::Deserialize;
use std::collections::BTreeSet;

const FILE: &str = "tile-grid.toml";
/// What is written where the grid has no tile.
const NO_TILE: &str = "---";
/// Most columns and rows: the style of the index has a rule for each.
const MAX_SIDE: usize = 24;

/// One authority's tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// ONS code of the authority.
    pub area_code: String,
    /// Column, from 1 in the west.
    pub column: usize,
    /// Row, from 1 in the north.
    pub row: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TilesFile {
    /// Where the positions come from; for who reads the file.
    #[expect(dead_code, reason = "read by people")]
    source: String,
    grid: String,
}

/// The tiles of the file, from north to south and west to east.
///
/// # Errors
/// A code is that of no authority, an authority has two tiles, or the grid is too large.
pub(super) fn tiles(file: &TilesFile, areas: &Areas) -> Result<Vec<Tile>, CatalogueError> {
    let (mut tiles, mut seen) = (Vec::new(), BTreeSet::new());
    for (row, line) in (1..).zip(file.grid.lines().filter(|line| !line.trim().is_empty())) {
        for (column, code) in (1..).zip(line.split_whitespace()) {
            if row > MAX_SIDE || column > MAX_SIDE {
                let message = format!("the grid has more than {MAX_SIDE} rows or columns");
                return Err(inconsistent(FILE, message));
            }
            if code == NO_TILE {
                continue;
            }
            let Some(area) = areas.iter().find(|area| area.old_la_code == code) else {
                return Err(inconsistent(
                    FILE,
                    format!("'{code}' is not the code of an authority"),
                ));
            };
            if !seen.insert(code) {
                return Err(inconsistent(FILE, format!("'{code}' has two tiles")));
            }
            tiles.push(Tile { area_code: area.code.clone(), column, row });
        }
    }
    Ok(tiles)
}

#[cfg(test)]
mod tests {
    use super::super::{AreaLevel, Catalogue};
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn every_authority_of_today_has_one_tile_near_others_of_its_region() {
        let catalogue = Catalogue::embedded().unwrap();
        let day = NaiveDate::from_ymd_opt(2025, 6, 1).unwrap();
        let areas = &catalogue.areas;
        let present = areas.iter().filter(|a| {
            a.level == AreaLevel::LocalAuthority && areas.ended(&a.code, day).is_none()
        });
        let with: BTreeSet<&str> = catalogue.tiles.iter().map(|t| t.area_code.as_str()).collect();
        let without: Vec<&str> =
            present.filter(|a| !with.contains(a.code.as_str())).map(|a| a.name.as_str()).collect();
        assert_eq!((with.len(), without), (153, Vec::new()));
        let region = |t: &Tile| areas.get(&t.area_code).unwrap().region_code.clone();
        for tile in &catalogue.tiles {
            let near = |t: &&Tile| {
                t.column.abs_diff(tile.column) <= 3 && t.row.abs_diff(tile.row) <= 3 && *t != tile
            };
            let same = catalogue.tiles.iter().filter(near).any(|t| region(t) == region(tile));
            assert!(same, "{tile:?} is far from its region");
        }
    }

    #[test]
    fn a_wrong_code_and_a_second_tile_are_refused() {
        let areas = Catalogue::embedded().unwrap().areas;
        let said = |grid: &str| {
            let file = TilesFile { source: String::new(), grid: grid.to_string() };
            tiles(&file, &areas).unwrap_err().to_string()
        };
        assert!(said("330 999").contains("'999' is not the code of an authority"));
        assert!(said("330 ---\n--- 330").contains("'330' has two tiles"));
    }
}
