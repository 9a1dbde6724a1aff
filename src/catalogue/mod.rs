//! What is published, what it is called, how it is read, which way is good,
//! where series break and what the thresholds are: the files of `catalogue/`,
//! read, checked against each other and given types. Nothing else knows TOML.

mod areas;
mod breaks;
mod charts;
mod choices;
mod cohort_columns;
mod cohorts;
mod commentary;
mod comments;
mod consistency;
mod data_set;
mod embedded;
mod error;
mod ids;
mod layout;
mod local;
mod local_file;
mod measure;
mod nearest;
mod normal;
mod own;
mod references;
mod reorganisation;
mod reorganised;
mod spans;
mod statements;
mod symbols;
mod tables;
mod themes;
mod thresholds;
mod tiles;
mod toml_text;
mod verdict;

pub(crate) use areas::name_key;
pub use areas::{Area, AreaLevel, Areas, Neighbour, Recoded, slug};
pub use breaks::{Band, Break, Misprinted, Unavailable};
pub use charts::{Abbreviation, ChartChoice, ChosenMeasures, Composition, CompositionPart};
pub use choices::{Choices, MeasureOverride};
pub use cohort_columns::{CohortColumns, CohortWay};
pub use cohorts::{Cohort, Comparator, Label};
pub use comments::{COMMENTARY_FILE, Comment, Commentary, Target};
pub use data_set::{DataSet, PublishedFile};
pub use error::CatalogueError;
pub use layout::{
    ColumnUnit, Geography, GeographyColumns, Kinds, Layout, MeasureColumns, PeriodColumn,
    PeriodForm, PublishedSize, UsualGeography, addends,
};
pub use local::LOCAL_BADGE;
pub use measure::{Measure, PupilsFrom, Range};
pub use nearest::nearest;
pub use normal::{form_begins, has_form, normal_form};
pub use own::OwnNeighbours;
pub use references::{NEIGHBOURS_ID, Reference};
pub use reorganised::Reorganised;
pub use spans::{Span, Totals};
pub use statements::{StatementClause, StatementText, Statements, parse_statements};
pub use symbols::Symbol;
pub use tables::{ColumnDescription, TableDescription, published_tables};
pub use themes::{LOCAL_THEME, THEMES, theme_title};
pub use thresholds::{
    CheckLimits, Evidence, ForReaders, Judgement, Materiality, Suppression, Verdicts,
};
pub use tiles::Tile;
pub use toml_text::{TomlError, line_of_key, parse_toml};
pub use verdict::{Basis, Direction, Favour, GapDirection, Grade, Level};

use crate::checksum::sha256;
use breaks::BreaksFile;
use cohorts::{CohortsFile, ComparatorsFile};
use embedded::{folder, parse, read};
use error::inconsistent;
use measure::MeasuresFile;
use spans::SpansFile;
use std::collections::BTreeMap;
use symbols::SymbolsFile;

/// The whole catalogue, consistent with itself.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Measures, in the order of themes and of their place in a theme.
    pub measures: Vec<Measure>,
    /// Data sets by id, held or not.
    pub data_sets: BTreeMap<String, DataSet>,
    /// Cohorts in reading order.
    pub cohorts: Vec<Cohort>,
    /// Published label → cohort.
    pub labels: Vec<Label>,
    /// Labels of no cohort, whose rows are dropped on purpose; `*` for any letters at the end.
    pub ignored_labels: Vec<String>,
    /// Comparators in reading order.
    pub comparators: Vec<Comparator>,
    /// Where a series may not be joined.
    pub breaks: Vec<Break>,
    /// Shaded years on charts.
    pub bands: Vec<Band>,
    /// Periods in which a measure was not published, and why.
    pub unavailable: Vec<Unavailable>,
    /// Figures that are printed and not read.
    pub misprinted: Vec<Misprinted>,
    /// Thresholds and the table of judgements.
    pub verdicts: Verdicts,
    /// What publishers print in place of a number.
    pub symbols: Vec<Symbol>,
    /// Spans of time that files print next to a period.
    pub spans: Vec<Span>,
    /// Words for totals, and columns that are not filters.
    pub totals: Totals,
    /// England, regions and authorities, with their neighbours.
    pub areas: Areas,
    /// Files of a local folder that look like figures and that nothing there describes.
    pub local_unread: Vec<std::path::PathBuf>,
    /// Where each authority's tile is on the index of the report.
    pub tiles: Vec<Tile>,
    /// Tables without figures on which comparisons rest.
    pub references: Vec<Reference>,
    /// Which counts of local measures are not written.
    pub suppression: Suppression,
    /// Which pictures an area gets.
    pub charts: ChartChoice,
    /// Limits from which a check reports something.
    pub check_limits: CheckLimits,
    /// What the area of a workspace wrote, and its targets for published measures.
    pub commentary: Commentary,
    /// The measures that lead, in the order of a workspace; all of the catalogue's where it picks none.
    pub show: Vec<String>,
    /// Codes of the areas whose neighbours are of a list of their own.
    pub own_neighbours: Vec<String>,
}

impl Catalogue {
    /// The catalogue that the program was built with.
    ///
    /// # Errors
    /// Names the file, and the entry in it, that does not parse or contradicts another.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let cohorts: CohortsFile = read("cohorts.toml")?;
        let breaks: BreaksFile = read("breaks.toml")?;
        let mut measures = Vec::new();
        for (file, text) in folder("measures")? {
            let theme: MeasuresFile = parse(&file, &text)?;
            measures.extend(theme.measures);
        }
        let mut data_sets = BTreeMap::new();
        for (file, text) in folder("data-sets")? {
            let data_set: DataSet = parse(&file, &text)?;
            if let Some(twin) = data_sets.insert(data_set.id.clone(), data_set) {
                return Err(inconsistent(&file, format!("data set '{}' appears twice", twin.id)));
            }
        }
        let areas = Areas::new(read("areas.toml")?)?;
        let tiles = tiles::tiles(&read("tile-grid.toml")?, &areas)?;
        let mut catalogue = Self {
            measures,
            data_sets,
            cohorts: cohorts.cohorts,
            labels: cohorts.labels,
            ignored_labels: cohorts.ignored,
            comparators: read::<ComparatorsFile>("comparators.toml")?.comparators,
            breaks: breaks.breaks,
            bands: breaks.bands,
            unavailable: breaks.unavailable,
            misprinted: breaks.misprinted,
            verdicts: read("verdicts.toml")?,
            symbols: read::<SymbolsFile>("symbols.toml")?.symbols,
            spans: read::<SpansFile>("spans.toml")?.spans,
            totals: read("totals.toml")?,
            areas,
            tiles,
            local_unread: Vec::new(),
            references: references::references()?,
            suppression: read("suppression.toml")?,
            charts: read("charts.toml")?,
            check_limits: read("checks.toml")?,
            commentary: Commentary::default(),
            show: Vec::new(),
            own_neighbours: Vec::new(),
        };
        catalogue.sort_measures();
        catalogue.check()?;
        Ok(catalogue)
    }

    /// The statements that ship with the program, by name (`birmingham-2021`).
    ///
    /// # Errors
    /// Names the file that does not parse.
    pub fn shipped_statements() -> Result<Vec<(String, Statements)>, CatalogueError> {
        folder("statements")?
            .into_iter()
            .map(|(file, text)| {
                let name = file.trim_start_matches("statements/").trim_end_matches(".toml");
                Ok((name.to_string(), parse(&file, &text)?))
            })
            .collect()
    }

    /// Checksum of the files that the catalogue is made of: what was judged by one
    /// catalogue is judged again by another.
    #[must_use]
    pub fn fingerprint() -> String {
        embedded::fingerprint()
    }

    /// Checksum of all that is in the catalogue, with what a workspace adds to it or changes.
    #[must_use]
    pub fn checksum(&self) -> String {
        let mut whole = self.clone();
        // The path of a local file belongs to this machine alone.
        whole.data_sets.values_mut().for_each(|data_set| data_set.local_file = None);
        whole.local_unread.clear();
        sha256(format!("{whole:?}").as_bytes())
    }

    /// Checksum of the thresholds.
    #[must_use]
    pub fn thresholds_checksum(&self) -> String {
        let Self { verdicts, check_limits, suppression, .. } = self;
        sha256(format!("{verdicts:?} {check_limits:?} {suppression:?}").as_bytes())
    }

    /// Checksum of the areas and their neighbours.
    #[must_use]
    pub fn areas_checksum(&self) -> String {
        sha256(format!("{:?}", self.areas).as_bytes())
    }

    /// A table without figures by id.
    #[must_use]
    pub fn reference(&self, id: &str) -> Option<&Reference> {
        self.references.iter().find(|r| r.id == id)
    }

    /// A measure by id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.id == id)
    }

    /// The meaning of a symbol printed in place of a number.
    #[must_use]
    pub fn symbol(&self, text: &str) -> Option<&Symbol> {
        self.symbols.iter().find(|s| s.symbol == text)
    }

    /// Adds the labels, symbols and codes of a workspace that the catalogue does not have.
    ///
    /// # Errors
    /// An entry that names what does not exist, or that the catalogue has already.
    pub fn add_texts(
        &mut self,
        labels: &[Label],
        symbols: &[Symbol],
        recoded: &[Recoded],
    ) -> Result<(), CatalogueError> {
        let own = |message: String| inconsistent("areas.toml", message);
        self.labels.extend(labels.iter().cloned());
        for symbol in symbols {
            if !self.symbols.iter().any(|s| s.kept_as == symbol.kept_as) {
                let near =
                    nearest(&symbol.kept_as, self.symbols.iter().map(|s| s.kept_as.as_str()));
                let message = format!("no symbol is kept as '{}'{near}", symbol.kept_as);
                return Err(inconsistent("symbols.toml", message));
            }
            self.symbols.push(symbol.clone());
        }
        for recoded in recoded {
            self.areas.add_recoded(recoded.clone()).map_err(own)?;
        }
        self.check()
    }

    fn sort_measures(&mut self) {
        self.measures.sort_by_key(|m| {
            let theme = THEMES.iter().position(|t| *t == m.theme).unwrap_or(THEMES.len());
            (theme, m.order, m.id.clone())
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_that_ships_fits_together_and_leaves_nothing_without_use() {
        let catalogue = Catalogue::embedded().unwrap();
        for data_set in catalogue.data_sets.values().filter(|d| d.held) {
            assert!(catalogue.measures.iter().any(|m| m.reads(&data_set.id)), "{}", data_set.id);
        }
        for theme in THEMES.iter().filter(|theme| **theme != LOCAL_THEME) {
            assert!(catalogue.measures.iter().any(|m| m.theme == *theme), "{theme}");
        }
        let labelled = |cohort: &Cohort| catalogue.labels.iter().any(|l| l.cohort == cohort.id);
        let without: Vec<&Cohort> = catalogue.cohorts.iter().filter(|c| !labelled(c)).collect();
        assert!(without.is_empty(), "{without:?}");
        let meant = |label: &str| {
            let found = catalogue.labels.iter().find(|l| l.label == label);
            found.map(|l| l.cohort.as_str())
        };
        assert_eq!(meant("EHC plan or statement"), Some("ehc-plan"));
        assert_eq!(meant("EHC plans or statement"), None);
    }
}
