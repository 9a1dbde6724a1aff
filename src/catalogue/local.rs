//! Measures that only one area has: a folder of TOML files, each a data set and
//! its measures, with the figures as CSV next to it. They join the catalogue at
//! run time, checked as the measures that ship are, and carry a badge in their
//! titles, so that nothing made from them can be mistaken for a published figure.

use super::error::CatalogueError;
use super::ids::{check_id, file_in};
use super::local_file::{LocalDataSet, LocalFile, LocalMeasure};
use super::toml_text::{TomlError, line_of_table, parse_toml};
use super::{Catalogue, DataSet, LOCAL_THEME, Measure, nearest, slug};
use std::path::{Path, PathBuf};

/// Endings of files that may hold figures.
const FIGURES: [&str; 12] =
    ["csv", "tsv", "psv", "xlsx", "xlsm", "xlsb", "xls", "ods", "gz", "zip", "parquet", "txt"];

/// What follows the title of everything local.
pub const LOCAL_BADGE: &str = "local, unpublished";

/// A unit that a local measure may have.
struct LocalUnit {
    name: &'static str,
    /// The floor of `verdicts.toml` that holds for it.
    kind: &'static str,
    /// What its axis counts.
    axis: &'static str,
}

const UNITS: [LocalUnit; 6] = [
    LocalUnit { name: "%", kind: "percentage", axis: "%" },
    LocalUnit { name: "count", kind: "count", axis: "children and young people" },
    LocalUnit { name: "weeks", kind: "weeks", axis: "weeks" },
    LocalUnit { name: "days", kind: "days", axis: "days" },
    LocalUnit { name: "score", kind: "score", axis: "score" },
    LocalUnit { name: "per 100", kind: "rate", axis: "per 100" },
];

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
        let table = read.table(&id, badge(read.synthetic));
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
        let Some(unit) = UNITS.into_iter().find(|unit| unit.name == read.unit) else {
            let near = nearest(&read.unit, UNITS.iter().map(|unit| unit.name));
            let known = UNITS.map(|unit| unit.name).join(", ");
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
        read.range.map_or(Ok(()), |range| range.check(id))?;
        Ok(unit)
    }

    fn local_measure(&self, read: &LocalMeasure, data_set: &DataSet) -> Result<Measure, String> {
        let unit = self.check_local_measure(read)?;
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
            ("axis_unit", read.axis_unit.as_deref().unwrap_or(unit.axis)),
            ("kind", unit.kind),
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
        measure.range = read.range;
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
        unit = 'weeks'\ndecimals = 1\npolarity = -1\nvalue = 'weeks'\ndenominator = 'n'\ntarget = 12\nrange = { most = 200 }\n";

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
        assert_eq!(measure.range.and_then(|range| range.most), Some(200.0));
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
            ("most = 200", "least = 9, most = 2", "line 5: range of 'local-weeks': least is 9"),
            ("target = 12", "cohorts = ['ehc-plans']", "(nearest known: 'ehc-plan')"),
        ] {
            let error = added(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(expected), "{to}: {error}");
        }
    }
}
