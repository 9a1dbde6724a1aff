//! What a run is asked to do.

use super::tables::{JUDGED, table_names};
use crate::catalogue::{Area, Statements};
use crate::engine::AsOf;
use crate::source::Source;
use crate::store::Store;
use std::path::PathBuf;

/// What a run is asked to do, checked against the catalogue.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Areas to compare, draw and report; every area is staged and ranked.
    pub areas: Vec<Area>,
    /// Every local authority was asked for, and regions are compared too.
    pub every_area: bool,
    /// The data sets that are read; all of the source where none is named.
    pub data_sets: Vec<String>,
    /// Latest period that is used.
    pub as_of: AsOf,
    /// Where the figures come from.
    pub source: Source,
    /// The store, for figures that are fetched.
    pub store: Option<Store>,
    /// Folder of the outputs.
    pub out: PathBuf,
    /// Files of statements by name.
    pub statements: Vec<(String, Statements)>,
    /// Which outputs are wanted.
    pub only: Outputs,
    /// Pictures drawn at a time.
    pub jobs: usize,
    /// Where figures are staged and queries computed.
    pub engine: Engine,
    /// Pictures are written as SVG too.
    pub svg: bool,
    /// How the rows of a picture of gaps are sorted.
    pub gap_order: GapOrder,
    /// Stop, and keep the earlier outputs, when any measure cannot be read.
    pub strict: bool,
    /// Replace earlier outputs even by ones that lack measures.
    pub accept_incomplete: bool,
    /// Go on without a single figure: what nothing is known of can be judged as that.
    pub may_be_empty: bool,
}

/// How the rows of a picture of gaps (C2) are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GapOrder {
    /// By theme, in the order of the catalogue.
    #[default]
    Theme,
    /// By size of the gap, the least favourable first.
    Size,
}

/// Where figures are staged and queries computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// On this machine.
    Local,
    /// On a Ballista cluster.
    Ballista {
        /// Its scheduler, `HOST:PORT`.
        scheduler: String,
        /// A folder that this machine and every executor see under the same path, or a bucket.
        shared: PathBuf,
    },
}

/// Which outputs a run writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    /// Parquet tables by name; only what these depend on is computed where nothing else is wanted.
    pub tables: Vec<&'static str>,
    /// Pictures.
    pub charts: bool,
    /// Pages.
    pub report: bool,
    /// Spreadsheets.
    pub workbook: bool,
    /// Findings and series as CSV files.
    pub csv: bool,
}

impl Outputs {
    /// Everything.
    #[must_use]
    pub fn all() -> Self {
        Self { charts: true, report: true, workbook: true, csv: true, ..Self::tables() }
    }

    /// Every table and nothing else.
    #[must_use]
    pub fn tables() -> Self {
        Self { tables: table_names().collect(), ..Self::nothing() }
    }

    /// The tables of judged statements and nothing else.
    #[must_use]
    pub fn judged() -> Self {
        Self { tables: JUDGED.map(|(table, _)| table).to_vec(), ..Self::nothing() }
    }

    /// Nothing: figures are read and judged, and nothing is written of them.
    #[must_use]
    pub fn nothing() -> Self {
        Self { tables: Vec::new(), charts: false, report: false, workbook: false, csv: false }
    }

    /// Whether all figures are judged: for pictures, pages, spreadsheets and CSV files.
    pub(super) fn presents(&self) -> bool {
        self.charts || self.report || self.workbook || self.csv
    }

    /// The layers to compute; `None` means all of them. Statements are judged by all of their tables
    /// together, so that one of these asks for the others.
    pub(super) fn layers(&self) -> Option<Vec<&'static str>> {
        let some = !self.presents() && !self.tables.is_empty();
        if !some || table_names().all(|table| self.tables.contains(&table)) {
            return None;
        }
        let mut layers = self.tables.clone();
        let judged = JUDGED.map(|(table, _)| table);
        if judged.iter().any(|table| layers.contains(table)) {
            layers.extend(judged);
            layers.sort_unstable();
            layers.dedup();
        }
        Some(layers)
    }
}
