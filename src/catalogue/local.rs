//! Measures that only one area has: a folder of TOML files, each a data set and
//! its measures, with the figures as CSV next to it. They join the catalogue at
//! run time, checked as the measures that ship are, and carry a badge in their
//! titles, so that nothing made from them can be mistaken for a published figure.

use super::error::CatalogueError;
use super::ids::{check_id, file_in};
use super::toml_text::{TomlError, line_of_table, parse_toml};
use super::{Catalogue, DataSet, LOCAL_THEME, Measure, nearest, slug};
use crate::period::PeriodKind;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Endings of files that may hold figures.
const FIGURES: [&str; 12] =
    ["csv", "tsv", "psv", "xlsx", "xlsm", "xlsb", "xls", "ods", "gz", "zip", "parquet", "txt"];

/// What follows the title of everything local.
pub const LOCAL_BADGE: &str = "local, unpublished";

/// A unit, the floor of `verdicts.toml` that holds for it, and its axis.
type LocalUnit = (&'static str, &'static str, &'static str);

/// Units a local measure may have: the unit, the floor of `verdicts.toml` that holds for it, its axis.
const UNITS: [LocalUnit; 6] = [
    ("%", "percentage", "%"),
    ("count", "count", "children and young people"),
    ("weeks", "weeks", "weeks"),
    ("days", "days", "days"),
    ("score", "score", "score"),
    ("per 100", "rate", "per 100"),
];

/// One file of the folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalFile {
    data_set: LocalDataSet,
    #[serde(rename = "measure", default)]
    measures: Vec<LocalMeasure>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalDataSet {
    /// The file's stem, unless given.
    id: Option<String>,
    title: String,
    publisher: String,
    /// The CSV next to the TOML; its own stem with `.csv`, unless given.
    file: Option<String>,
    period_kind: PeriodKind,
    #[serde(default)]
    period_meaning: String,
    #[serde(default)]
    provisional_periods: Vec<String>,
    #[serde(default)]
    ignored_labels: Vec<String>,
    /// Column of the cohort label.
    cohort_column: Option<String>,
    /// The cohort of every row, where there is no such column.
    fixed_cohort: Option<String>,
    #[serde(default)]
    caveats: Vec<String>,
    /// Made-up figures, and marked so.
    #[serde(default)]
    synthetic: bool,
    /// Counts below this are not written; the workspace's threshold unless given.
    suppress_below: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalMeasure {
    id: String,
    #[serde(default)]
    local: bool,
    title: String,
    short_title: Option<String>,
    definition: String,
    unit: String,
    axis_unit: Option<String>,
    decimals: i32,
    polarity: i32,
    #[serde(default)]
    value: String,
    #[serde(default)]
    numerator: String,
    #[serde(default)]
    denominator: String,
    #[serde(default)]
    lower: String,
    #[serde(default)]
    upper: String,
    cohorts: Option<Vec<String>>,
    target: Option<f64>,
    #[serde(default)]
    target_source: String,
    /// Measures with one partition have counts that add up to their denominator.
    #[serde(default)]
    partition: String,
    #[serde(default)]
    caveats: Vec<String>,
}

impl Catalogue {
    /// Adds the data sets and measures of `folder`: every `*.toml` in it, in order of name.
    ///
    /// # Errors
    /// Names the file, the line, the key and the nearest valid choice.
    pub fn add_local(&mut self, folder: &Path) -> Result<(), CatalogueError> {
        let unreadable = |path: &Path, error: &std::io::Error| {
            let message = format!("cannot be read: {error}");
            CatalogueError::Local(TomlError { file: path.display().to_string(), line: 0, message })
        };
        let listing = std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))?;
        let mut files: Vec<PathBuf> = listing
            .map(|entry| entry.map(|e| e.path()).map_err(|e| unreadable(folder, &e)))
            .collect::<Result<_, _>>()?;
        files.sort();
        let ending = |path: &Path, wanted: &[&str]| {
            path.extension().is_some_and(|e| wanted.iter().any(|w| e.eq_ignore_ascii_case(w)))
        };
        for path in files.iter().filter(|path| ending(path, &["toml"])) {
            let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
            self.add_local_file(path, &text)?;
        }
        let described =
            |path: &PathBuf| self.data_sets.values().any(|d| d.local_file.as_ref() == Some(path));
        files.retain(|path| ending(path, &FIGURES) && !described(path));
        self.local_unread.extend(files);
        self.sort_measures();
        self.check()
    }

    fn add_local_file(&mut self, path: &Path, text: &str) -> Result<(), CatalogueError> {
        let file = path.display().to_string();
        let read: LocalFile = parse_toml(&file, text).map_err(CatalogueError::Local)?;
        let wrong = |line: usize, message: String| {
            CatalogueError::Local(TomlError { file: file.clone(), line, message })
        };
        let data_set_line = 1 + text.lines().take_while(|l| l.trim() != "[data_set]").count();
        let data_set = self
            .local_data_set(&read.data_set, path)
            .map_err(|message| wrong(data_set_line, message))?;
        if read.measures.is_empty() {
            return Err(wrong(0, "the file has no [[measure]]".to_string()));
        }
        for (place, measure) in read.measures.iter().enumerate() {
            let measure = self
                .local_measure(measure, &data_set)
                .map_err(|message| wrong(line_of_table(text, "measure", place), message))?;
            self.measures.push(measure);
        }
        self.data_sets.insert(data_set.id.clone(), data_set);
        Ok(())
    }

    fn local_data_set(&self, read: &LocalDataSet, path: &Path) -> Result<DataSet, String> {
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let id = read.id.clone().unwrap_or_else(|| format!("local-{}", slug(&stem)));
        check_id("data set", &id)?;
        if self.data_sets.contains_key(&id) {
            return Err(format!("data set id '{id}' is already in use; choose another"));
        }
        if let Some(cohort) = &read.fixed_cohort {
            self.local_cohort(cohort)?;
        }
        let name = read.file.clone().unwrap_or_else(|| format!("{stem}.csv"));
        let csv = file_in(path.parent().unwrap_or(Path::new(".")), &name)?;
        let column = |usual: &str| match (&read.fixed_cohort, &read.cohort_column) {
            (Some(_), _) => String::new(),
            (None, Some(column)) => column.clone(),
            (None, None) => usual.to_string(),
        };
        let layout = |id: &str, geography: &str, period: &str, cohort: String| {
            let mut layout = toml::Table::new();
            for (key, value) in [("id", id), ("geography", geography), ("period", period)] {
                layout.insert(key.to_string(), value.into());
            }
            if !cohort.is_empty() {
                layout.insert("cohort".to_string(), cohort.into());
            }
            toml::Value::Table(layout)
        };
        let mut table = toml::Table::new();
        let badge = badge(read.synthetic);
        for (key, value) in [
            ("id", id.as_str()),
            ("title", &format!("{} ({badge})", read.title)),
            ("publisher", &read.publisher),
            ("licence", badge),
            ("period_meaning", &read.period_meaning),
            ("fixed_cohort", read.fixed_cohort.as_deref().unwrap_or_default()),
        ] {
            table.insert(key.to_string(), value.into());
        }
        let kind = match read.period_kind {
            PeriodKind::Academic => "academic",
            PeriodKind::Financial => "financial",
            PeriodKind::Calendar => "calendar",
        };
        table.insert("period_kind".to_string(), kind.into());
        table.insert("held".to_string(), true.into());
        for (key, list) in [
            ("provisional_periods", &read.provisional_periods),
            ("ignored_labels", &read.ignored_labels),
            ("caveats", &read.caveats),
        ] {
            table.insert(key.to_string(), list.clone().into());
        }
        let layouts = vec![
            layout("ees", "ees", "time_period", column("sen_provision")),
            layout("compact", "area", "period", column("cohort_label")),
        ];
        table.insert("layout".to_string(), layouts.into());
        let mut data_set: DataSet =
            table.try_into().map_err(|e: toml::de::Error| e.message().to_string())?;
        data_set.local_file = Some(csv);
        data_set.local_toml = Some(path.to_path_buf());
        data_set.synthetic = read.synthetic;
        data_set.suppress_below = read.suppress_below;
        Ok(data_set)
    }

    /// Whether the table of a measure makes sense, and its unit.
    fn check_local_measure(&self, read: &LocalMeasure) -> Result<LocalUnit, String> {
        let id = read.id.as_str();
        check_id("measure", id)?;
        if !read.local {
            return Err(format!("measure '{id}' must say local = true"));
        }
        if self.measure(id).is_some() {
            return Err(format!(
                "measure id '{id}' is already in use; write for example 'local-{id}'"
            ));
        }
        if !(-1..=1).contains(&read.polarity) {
            return Err(format!("polarity of '{id}' must be 1, 0 or -1, not {}", read.polarity));
        }
        if !(0..=6).contains(&read.decimals) {
            return Err(format!("decimals of '{id}' must be 0 to 6, not {}", read.decimals));
        }
        let Some(unit) = UNITS.into_iter().find(|(unit, _, _)| *unit == read.unit) else {
            let near = nearest(&read.unit, UNITS.iter().map(|u| u.0));
            let known = UNITS.map(|u| u.0).join(", ");
            return Err(format!("unit '{}' of '{id}' is unknown{near}; use {known}", read.unit));
        };
        let counted = !read.numerator.is_empty() && !read.denominator.is_empty();
        if read.value.is_empty() && !(read.unit == "%" && counted) {
            return Err(format!(
                "measure '{id}' needs the column of its value, or for a share in % the columns \
                 of numerator and denominator"
            ));
        }
        if read
            .target
            .is_some_and(|t| !t.is_finite() || (read.unit == "%" && !(0.0..=100.0).contains(&t)))
        {
            return Err(format!("target of '{id}' must be a number, and for a share 0 to 100"));
        }
        Ok(unit)
    }

    fn local_measure(&self, read: &LocalMeasure, data_set: &DataSet) -> Result<Measure, String> {
        let (_, kind, axis) = self.check_local_measure(read)?;
        let id = read.id.as_str();
        let cohorts = match &read.cohorts {
            Some(cohorts) => cohorts.clone(),
            None => self.cohorts.iter().map(|c| c.id.clone()).collect(),
        };
        cohorts.iter().try_for_each(|cohort| self.local_cohort(cohort))?;
        let badge = badge(data_set.synthetic);
        let short = read.short_title.as_ref().unwrap_or(&read.title);
        let mut table = toml::Table::new();
        for (key, value) in [
            ("id", id),
            ("title", &format!("{} ({badge})", read.title)),
            ("short_title", &format!("{short} (local)")),
            ("definition", &read.definition),
            // An area need not write it twice: the definition gives the pupils that the figure is
            // about.
            ("population", &read.definition),
            ("theme", LOCAL_THEME),
            ("unit", &read.unit),
            ("axis_unit", read.axis_unit.as_deref().unwrap_or(axis)),
            ("kind", kind),
            ("data_set", &data_set.id),
            ("value", &read.value),
            ("numerator", &read.numerator),
            ("denominator", &read.denominator),
            ("lower", &read.lower),
            ("upper", &read.upper),
            ("period_basis", &data_set.period_meaning),
        ] {
            table.insert(key.to_string(), value.into());
        }
        // Files are read in order of name: the order of the measures is that of files, then of tables.
        let order = i64::try_from(self.measures.len()).unwrap_or(i64::MAX);
        table.insert("order".to_string(), order.into());
        table.insert("decimals".to_string(), read.decimals.into());
        table.insert("polarity".to_string(), read.polarity.into());
        table.insert("cohorts".to_string(), cohorts.into());
        let mut caveats = vec![format!("{badge}: {}", data_set.publisher)];
        if !read.target_source.is_empty() {
            caveats.push(format!("the target is that of: {}", read.target_source));
        }
        caveats.extend(read.caveats.iter().cloned());
        table.insert("caveats".to_string(), caveats.into());
        let mut measure: Measure =
            table.try_into().map_err(|e: toml::de::Error| e.message().to_string())?;
        measure.local = true;
        measure.target = read.target;
        measure.partition.clone_from(&read.partition);
        Ok(measure)
    }

    fn local_cohort(&self, cohort: &str) -> Result<(), String> {
        if self.cohorts.iter().any(|c| c.id == cohort) {
            return Ok(());
        }
        let known = nearest(cohort, self.cohorts.iter().map(|c| c.id.as_str()));
        Err(format!("cohort '{cohort}' does not exist{known}"))
    }
}

fn badge(synthetic: bool) -> &'static str {
    if synthetic { "local, unpublished, synthetic figures" } else { LOCAL_BADGE }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[data_set]\ntitle = 'Waits'\npublisher = 'Us'\nperiod_kind = 'academic'\n\
        [[measure]]\nid = 'local-weeks'\nlocal = true\ntitle = 'Weeks waited'\ndefinition = 'd'\n\
        unit = 'weeks'\ndecimals = 1\npolarity = -1\nvalue = 'weeks'\ndenominator = 'n'\ntarget = 12\n";

    fn added(text: &str) -> Result<Catalogue, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("waits.toml"), text).unwrap();
        std::fs::write(folder.path().join("waits.csv"), "").unwrap();
        let mut catalogue = Catalogue::embedded().unwrap();
        catalogue.add_local(folder.path()).map(|()| catalogue).map_err(|e| e.to_string())
    }

    #[test]
    fn a_local_measure_joins_the_catalogue_with_its_badge_and_target() {
        let catalogue = added(GOOD).unwrap();
        let measure = catalogue.measure("local-weeks").unwrap();
        assert_eq!(measure.title, "Weeks waited (local, unpublished)");
        assert_eq!((measure.theme.as_str(), measure.target), ("local", Some(12.0)));
        assert_eq!(measure.main_comparator(), "target");
        let data_set = &catalogue.data_sets["local-waits"];
        assert!(data_set.local_file.as_ref().unwrap().ends_with("waits.csv"));
        assert_eq!(data_set.licence, "local, unpublished");
        assert_eq!(catalogue.measures.last().unwrap().id, "local-weeks", "after what is published");
    }

    #[test]
    fn what_is_wrong_in_a_local_file_is_reported_with_its_line_and_the_nearest_choice() {
        for (from, to, expected) in [
            ("local = true", "local = false", "waits.toml line 5: measure 'local-weeks' must say"),
            (
                "unit = 'weeks'",
                "unit = 'wekks'",
                "line 5: unit 'wekks' of 'local-weeks' is unknown (nearest known: 'weeks')",
            ),
            ("polarity = -1", "polarity = 2", "must be 1, 0 or -1"),
            ("polarity = -1\n", "", "key 'polarity' is missing"),
            ("target = 12", "taget = 12", "line 15: unknown key 'taget' (nearest known: 'target')"),
            ("id = 'local-weeks'", "id = 'neet-16-17'", "is already in use"),
            (
                "id = 'local-weeks'",
                "id = '../../weeks'",
                "line 5: measure id '../../weeks' must be",
            ),
            (
                "title = 'Waits'",
                "title = 'Waits'\nid = '../w'",
                "line 1: data set id '../w' must be",
            ),
            (
                "title = 'Waits'",
                "title = 'Waits'\nfile = '../w.csv'",
                "file '../w.csv' must be in the same",
            ),
            (
                "title = 'Waits'",
                "title = 'Waits'\nfile = '/etc/passwd'",
                "must be in the same folder",
            ),
            ("value = 'weeks'\n", "", "needs the column of its value"),
            ("'academic'", "'acedemic'", "choose from academic, financial, calendar"),
            ("target = 12", "cohorts = ['ehc-plans']", "(nearest known: 'ehc-plan')"),
        ] {
            let error = added(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(expected), "{to}: {error}");
        }
    }
}
