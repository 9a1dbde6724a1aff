//! What is published, what it is called, how it is read, which way is good,
//! where series break and what the thresholds are: the files of `catalogue/`,
//! read, checked against each other and given types. Nothing else knows TOML.

mod areas;
mod files;
mod layout;
mod local;
mod measure;
mod nearest;
mod tables;
mod toml_text;

pub use areas::{Area, AreaLevel, Areas, Neighbour, Recoded, Reorganised, slug};
pub use files::{
    Band, Break, ChartChoice, CheckLimits, ChosenMeasures, Cohort, Comparator, Composition,
    CompositionPart, DataSet, Judgement, Label, Materiality, Measure, PublishedFile,
    StatementClause, StatementText, Statements, Suppression, Symbol, Unavailable, Verdicts,
};
pub use layout::{
    Choices, CohortColumns, CohortWay, ColumnUnit, Geography, GeographyColumns, Kinds, Layout,
    MeasureColumns, MeasureOverride, PeriodColumn, PeriodForm, UsualGeography,
};
pub use local::LOCAL_BADGE;
pub use nearest::nearest;
pub use tables::{ColumnDescription, TableDescription, published_tables};
pub use toml_text::{TomlError, line_of_key, parse_toml};

use crate::checksum::hexadecimal;
use include_dir::{Dir, DirEntry, include_dir};
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogue");

/// What is wrong with the catalogue, and where.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file is not the TOML that its folder asks for.
    #[error("catalogue/{file}: {source}")]
    Syntax {
        /// Path below `catalogue/`.
        file: String,
        /// The parser's message, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A file that every run needs is missing or not UTF-8.
    #[error("catalogue/{file} is missing or is not UTF-8 text")]
    Missing {
        /// Path below `catalogue/`.
        file: String,
    },
    /// Two entries contradict each other, or one names what does not exist.
    #[error("catalogue/{file}: {message}")]
    Inconsistent {
        /// Path below `catalogue/`.
        file: String,
        /// What is wrong and what to edit.
        message: String,
    },
    /// A file that an area wrote, of its measures or its statements, is not as it should be.
    #[error(transparent)]
    Local(TomlError),
    /// The list of authorities or of neighbours could not be read.
    #[error("{file}: {message}")]
    Areas {
        /// Path in the project.
        file: String,
        /// What is wrong, with the row.
        message: String,
    },
}

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
    /// Comparators in reading order.
    pub comparators: Vec<Comparator>,
    /// Where a series may not be joined.
    pub breaks: Vec<Break>,
    /// Shaded years on charts.
    pub bands: Vec<Band>,
    /// Periods in which a measure was not published, and why.
    pub unavailable: Vec<Unavailable>,
    /// Thresholds and the table of judgements.
    pub verdicts: Verdicts,
    /// What publishers print in place of a number.
    pub symbols: Vec<Symbol>,
    /// England, regions and authorities, with their neighbours.
    pub areas: Areas,
    /// Which counts of local measures are not written.
    pub suppression: Suppression,
    /// Which pictures an area gets.
    pub charts: ChartChoice,
    /// From where on a check speaks up.
    pub check_limits: CheckLimits,
}

/// The theme of every measure that only one area has.
pub const LOCAL_THEME: &str = "local";

/// Themes in the order in which they are reported.
pub const THEMES: [&str; 7] = [
    "attainment",
    "absence",
    "exclusions",
    "destinations",
    "adulthood",
    "identification",
    LOCAL_THEME,
];

impl Catalogue {
    /// The catalogue that the program was built with.
    ///
    /// # Errors
    /// Names the file, and the entry in it, that does not parse or contradicts another.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let cohorts: files::CohortsFile = read("cohorts.toml")?;
        let breaks: files::BreaksFile = read("breaks.toml")?;
        let mut measures = Vec::new();
        for (file, text) in folder("measures")? {
            let theme: files::MeasuresFile = parse(&file, &text)?;
            measures.extend(theme.measures);
        }
        let mut data_sets = BTreeMap::new();
        for (file, text) in folder("data-sets")? {
            let data_set: DataSet = parse(&file, &text)?;
            if let Some(twin) = data_sets.insert(data_set.id.clone(), data_set) {
                return Err(inconsistent(&file, format!("data set '{}' stands twice", twin.id)));
            }
        }
        let mut catalogue = Self {
            measures,
            data_sets,
            cohorts: cohorts.cohorts,
            labels: cohorts.labels,
            comparators: read::<files::ComparatorsFile>("comparators.toml")?.comparators,
            breaks: breaks.breaks,
            bands: breaks.bands,
            unavailable: breaks.unavailable,
            verdicts: read("verdicts.toml")?,
            symbols: read::<files::SymbolsFile>("symbols.toml")?.symbols,
            areas: Areas::new(read("areas.toml")?)?,
            suppression: read("suppression.toml")?,
            charts: read("charts.toml")?,
            check_limits: read("checks.toml")?,
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
    /// catalogue is judged anew by another.
    #[must_use]
    pub fn fingerprint() -> String {
        fn add(folder: &Dir<'_>, texts: &mut Vec<(String, &'static [u8])>, root: &'static Dir<'_>) {
            for entry in folder.entries() {
                match entry {
                    DirEntry::Dir(inner) => add(inner, texts, root),
                    DirEntry::File(file) => {
                        let found = root.get_file(file.path()).map_or(&b""[..], |f| f.contents());
                        texts.push((file.path().display().to_string(), found));
                    }
                }
            }
        }
        let mut texts = Vec::new();
        add(&FILES, &mut texts, &FILES);
        texts.sort();
        let mut hash = sha2::Sha256::new();
        for (name, text) in texts {
            hash.update(name.as_bytes());
            hash.update(text);
        }
        hexadecimal(&hash.finalize())
    }

    /// A measure by id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|m| m.id == id)
    }

    /// The cohort that a published label means, or `None` for an unknown one.
    #[must_use]
    pub fn cohort_of_label(&self, label: &str) -> Option<&str> {
        let label = label.trim();
        self.labels.iter().find(|l| l.label == label).map(|l| l.cohort.as_str())
    }

    /// The meaning of a symbol printed in place of a number.
    #[must_use]
    pub fn symbol(&self, text: &str) -> Option<&Symbol> {
        self.symbols.iter().find(|s| s.symbol == text)
    }

    fn sort_measures(&mut self) {
        self.measures.sort_by_key(|m| {
            let theme = THEMES.iter().position(|t| *t == m.theme).unwrap_or(THEMES.len());
            (theme, m.order, m.id.clone())
        });
    }

    fn check(&self) -> Result<(), CatalogueError> {
        let mut seen = BTreeSet::new();
        for m in &self.measures {
            let file = format!("measures/{}.toml", m.theme);
            if !seen.insert(&m.id) {
                return Err(inconsistent(&file, format!("measure '{}' stands twice", m.id)));
            }
            if !THEMES.contains(&m.theme.as_str()) {
                let known = THEMES.join(", ");
                return Err(inconsistent(&file, format!("theme '{}' is none of {known}", m.theme)));
            }
            measure::check(m, &self.measures, &self.verdicts)
                .map_err(|message| inconsistent(&file, message))?;
            if !self.data_sets.contains_key(&m.data_set) {
                let known = nearest(&m.data_set, self.data_sets.keys().map(String::as_str));
                let message = format!(
                    "measure '{}' reads data set '{}', which is not in data-sets/{known}",
                    m.id, m.data_set
                );
                return Err(inconsistent(&file, message));
            }
            for also in &m.also {
                if !self.data_sets.contains_key(also) {
                    let known = nearest(also, self.data_sets.keys().map(String::as_str));
                    let message = format!(
                        "measure '{}' also reads data set '{also}', which is not in data-sets/{known}",
                        m.id
                    );
                    return Err(inconsistent(&file, message));
                }
            }
            for cohort in &m.cohorts {
                self.known_cohort(cohort, &file)?;
            }
            if !m.part_of.is_empty() {
                self.known_measure(&m.part_of, &file)?;
            }
            for comparator in m.unavailable.keys() {
                if !self.comparators.iter().any(|c| &c.id == comparator) {
                    let message = format!(
                        "measure '{}' names comparator '{comparator}', which does not exist",
                        m.id
                    );
                    return Err(inconsistent(&file, message));
                }
            }
        }
        self.check_charts()?;
        for label in &self.labels {
            self.known_cohort(&label.cohort, "cohorts.toml")?;
        }
        for data_set in self.data_sets.values() {
            for layout in &data_set.layouts {
                self.check_layout(data_set, layout)?;
            }
        }
        for (measures, kind) in self
            .breaks
            .iter()
            .map(|b| (&b.measures, "break"))
            .chain(self.bands.iter().map(|b| (&b.measures, "band")))
            .chain(self.unavailable.iter().map(|u| (&u.measures, "unavailable")))
        {
            for id in measures {
                if self.measure(id).is_none() {
                    let known = nearest(id, self.measures.iter().map(|m| m.id.as_str()));
                    let message =
                        format!("a {kind} names measure '{id}', which does not exist{known}");
                    return Err(inconsistent("breaks.toml", message));
                }
            }
        }
        Ok(())
    }

    fn check_charts(&self) -> Result<(), CatalogueError> {
        let charts = &self.charts;
        let chosen =
            [&charts.ladder, &charts.slope, &charts.gap_over_time, &charts.disproportionality];
        for choice in chosen {
            choice.measures.iter().try_for_each(|m| self.known_measure(m, "charts.toml"))?;
            choice.cohorts.iter().try_for_each(|c| self.known_cohort(c, "charts.toml"))?;
        }
        for composition in &charts.compositions {
            let parts = composition.parts.iter().flat_map(|p| p.measures.iter().chain(&p.less));
            let mut measures = parts.chain(&composition.judged);
            measures.try_for_each(|m| self.known_measure(m, "charts.toml"))?;
            composition.cohorts.iter().try_for_each(|c| self.known_cohort(c, "charts.toml"))?;
        }
        Ok(())
    }

    fn check_layout(&self, data_set: &DataSet, layout: &Layout) -> Result<(), CatalogueError> {
        let file = format!("data-sets/{}.toml", data_set.id);
        let wrong =
            |what: String| Err(inconsistent(&file, format!("layout '{}': {what}", layout.id)));
        let ways = layout.cohort.ways();
        if ways.is_empty() && data_set.fixed_cohort.is_empty() {
            return wrong("no cohort is told, and the data set has no fixed_cohort".to_string());
        }
        let mut measures: Vec<&String> = layout.measures.keys().chain(&layout.without).collect();
        for way in &ways {
            if way.column.is_empty() == way.is.is_empty() {
                return wrong(
                    "a way to the cohort needs a column or 'is', and not both".to_string(),
                );
            }
            for cohort in way.labels.values().chain(Some(&way.is).filter(|is| !is.is_empty())) {
                self.known_cohort(cohort, &file)?;
            }
            measures.extend(way.measures.keys());
        }
        for id in measures {
            match self.measure(id) {
                None => {
                    let known = nearest(id, self.measures.iter().map(|m| m.id.as_str()));
                    return wrong(format!("measure '{id}' does not exist{known}"));
                }
                Some(measure) if !measure.reads(&data_set.id) => {
                    return wrong(format!(
                        "measure '{id}' does not read this data set; name it under data_set or \
                         also in catalogue/measures/{}.toml",
                        measure.theme
                    ));
                }
                Some(_) => {}
            }
        }
        if !data_set.fixed_cohort.is_empty() {
            self.known_cohort(&data_set.fixed_cohort, &file)?;
        }
        Ok(())
    }

    fn known_measure(&self, id: &str, file: &str) -> Result<(), CatalogueError> {
        if self.measure(id).is_some() {
            return Ok(());
        }
        let known = nearest(id, self.measures.iter().map(|m| m.id.as_str()));
        Err(inconsistent(file, format!("measure '{id}' does not exist{known}")))
    }

    fn known_cohort(&self, cohort: &str, file: &str) -> Result<(), CatalogueError> {
        if self.cohorts.iter().any(|c| c.id == cohort) {
            return Ok(());
        }
        let known = nearest(cohort, self.cohorts.iter().map(|c| c.id.as_str()));
        Err(inconsistent(file, format!("cohort '{cohort}' does not exist{known}")))
    }
}

fn inconsistent(file: &str, message: String) -> CatalogueError {
    CatalogueError::Inconsistent { file: file.to_string(), message }
}

fn parse<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|source| CatalogueError::Syntax {
        file: file.to_string(),
        source: Box::new(source),
    })
}

fn read<T: serde::de::DeserializeOwned>(file: &str) -> Result<T, CatalogueError> {
    let text = FILES
        .get_file(file)
        .and_then(|f| f.contents_utf8())
        .ok_or_else(|| CatalogueError::Missing { file: file.to_string() })?;
    parse(file, text)
}

fn folder(name: &str) -> Result<Vec<(String, String)>, CatalogueError> {
    let entries = FILES.get_dir(name).map(Dir::entries).unwrap_or_default();
    let mut files = Vec::new();
    for file in entries.iter().filter_map(DirEntry::as_file) {
        let path = file.path().display().to_string();
        let text =
            file.contents_utf8().ok_or_else(|| CatalogueError::Missing { file: path.clone() })?;
        files.push((path, text.to_string()));
    }
    files.sort();
    Ok(files)
}

/// Reads a file of statements that an area wrote about itself.
///
/// # Errors
/// The line, and for an unknown key the nearest known one.
pub fn parse_statements(file: &str, text: &str) -> Result<Statements, CatalogueError> {
    parse_toml(file, text).map_err(CatalogueError::Local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_that_ships_is_consistent() {
        let catalogue = Catalogue::embedded().unwrap();
        assert!(catalogue.measures.len() >= 45, "{}", catalogue.measures.len());
        assert_eq!(catalogue.cohort_of_label("EHC plan or statement"), Some("ehc-plan"));
        assert_eq!(catalogue.cohort_of_label("EHC plans or statement"), None);
    }
}
