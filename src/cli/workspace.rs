//! `send-outcomes.toml`: what an area always asks for, so that it need not be
//! typed. A flag on the command line wins over the file.

use super::blank::without_a_value;
use super::own::OwnWords;
use crate::catalogue::{
    Catalogue, CatalogueError, Evidence, Label, Materiality, Recoded, Symbol, TomlError,
    line_of_key, nearest, parse_toml,
};
use crate::edited::Kind;
use crate::error::Error;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the file of a workspace.
pub const WORKSPACE_FILE: &str = "send-outcomes.toml";

/// What `send-outcomes.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Areas by name or code, or `all`.
    #[serde(default)]
    pub area: OneOrMany,
    /// Latest period that is used.
    pub as_of: Option<String>,
    /// Where published figures come from.
    pub source: Option<String>,
    /// File of statements, or a folder of them.
    pub statements: Option<PathBuf>,
    /// Folder of local measures.
    pub local: Option<PathBuf>,
    /// Folder of queries that replace or add to those built in.
    pub queries: Option<PathBuf>,
    /// Folder of catalogue files that replace or add to those built in.
    pub catalogue: Option<PathBuf>,
    /// Folder of the outputs.
    pub out: Option<PathBuf>,
    /// Which outputs are kept.
    #[serde(default)]
    pub outputs: Vec<String>,
    /// When figures are refreshed: five fields as in a crontab.
    pub schedule: Option<String>,
    /// As `--strict`.
    #[serde(default)]
    pub strict: bool,
    /// Other codes of areas.
    #[serde(default)]
    pub recoded: Vec<Recoded>,
    /// Labels of cohorts that the catalogue lacks.
    #[serde(default)]
    pub label: Vec<Label>,
    /// Symbols in place of numbers that the catalogue lacks.
    #[serde(default)]
    pub symbol: Vec<Symbol>,
    /// As `--published-only`.
    #[serde(default)]
    pub published_only: bool,
    /// The measures that lead the profile and the workbook, in this order.
    #[serde(default)]
    pub show: Vec<String>,
    /// The area's own list of statistical neighbours, the nearest first.
    #[serde(default)]
    pub neighbours: Vec<String>,
    /// What that list is called.
    pub neighbours_name: Option<String>,
    /// When it was made.
    pub neighbours_date: Option<String>,
    suppression: Option<SuppressionKeys>,
    materiality: Option<MaterialityKeys>,
    evidence: Option<EvidenceKeys>,
}

impl Settings {
    /// The folder whose files replace or add to those built in.
    pub fn folder_of(&self, kind: Kind) -> Option<&Path> {
        match kind {
            Kind::Queries => self.queries.as_deref(),
            Kind::Catalogue => self.catalogue.as_deref(),
        }
    }
}

/// One text or a list of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "must be a text or a list of texts")]
pub enum OneOrMany {
    /// `area = "Birmingham"`
    One(String),
    /// `area = ["Birmingham", "Solihull"]`
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    /// The texts.
    pub fn list(&self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text.clone()],
            Self::Many(texts) => texts.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuppressionKeys {
    below: Option<u32>,
    zero: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MaterialityKeys {
    unit_multiple: Option<f64>,
    between_area_sd_share: Option<f64>,
    change_sd_share: Option<f64>,
    #[serde(default)]
    floor: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceKeys {
    significance: Option<f64>,
    false_discovery: Option<f64>,
    strict_p: Option<f64>,
    minimum_cohort: Option<f64>,
    small_cohort: Option<f64>,
    in_line_limits: Option<f64>,
    noise_multiple: Option<f64>,
    turning_multiple: Option<f64>,
    minimum_neighbours: Option<i64>,
    minimum_ranked: Option<i64>,
}

/// A workspace: its file, as read and as written.
#[derive(Debug)]
pub struct Workspace {
    /// What the file says.
    pub settings: Settings,
    pub(super) words: Option<OwnWords>,
    file: String,
    text: String,
    folder: PathBuf,
}

impl Workspace {
    /// The workspace of `folder`, if it is one.
    ///
    /// # Errors
    /// The file cannot be read, or holds what no workspace has: with line, key and nearest key.
    pub fn of(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(WORKSPACE_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
        let file = path.strip_prefix(".").unwrap_or(&path).display().to_string();
        let settings: Settings =
            parse_toml(&file, &text).map_err(|e| Error::Usage(e.to_string()))?;
        let words = OwnWords::of(folder)?;
        let workspace = Self { settings, words, file, text, folder: folder.to_path_buf() };
        workspace.check()?;
        Ok(Some(workspace))
    }

    /// A path that the file names, from where the program runs.
    pub fn path(&self, named: &Path) -> PathBuf {
        let path = self.folder.join(named);
        path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_path_buf)
    }

    /// Puts an error about the value of `key` into its place in the file.
    pub fn at(&self, key: &str, error: &Error) -> Error {
        let message = match error {
            Error::Usage(message) => message.clone(),
            other => other.to_string(),
        };
        self.wrong(key, &message)
    }

    pub(super) fn wrong(&self, key: &str, message: &str) -> Error {
        let last = key.rsplit('.').next().unwrap_or(key);
        let line = line_of_key(&self.text, last);
        let message = format!("key '{key}': {message}");
        Error::Usage(TomlError { file: self.file.clone(), line, message }.to_string())
    }

    fn check(&self) -> Result<(), Error> {
        if let Some((key, what)) = without_a_value(&self.text) {
            let message = format!("{what} names nothing: fill it, or remove the line");
            return Err(self.wrong(&key, &message));
        }
        if let Some(schedule) = &self.settings.schedule {
            super::schedule::check(schedule).map_err(|message| self.wrong("schedule", &message))?;
        }
        if self.settings.suppression.as_ref().and_then(|s| s.below) == Some(0) {
            return Err(self.wrong("suppression.below", "must be at least 1"));
        }
        if let Some(local) = &self.settings.local
            && !self.path(local).is_dir()
        {
            let message = format!("there is no folder {}", self.path(local).display());
            return Err(self.wrong("local", &message));
        }
        Ok(())
    }

    /// Applies the workspace's thresholds and local measures to the catalogue.
    ///
    /// # Errors
    /// A threshold that cannot be one, or a local measure that is not as it should be.
    pub fn apply_to(&self, catalogue: &mut Catalogue) -> Result<(), Error> {
        if let Some(keys) = &self.settings.suppression {
            let rule = &mut catalogue.suppression;
            rule.below = keys.below.unwrap_or(rule.below);
            rule.zero = keys.zero.unwrap_or(rule.zero);
        }
        if let Some(keys) = &self.settings.materiality {
            self.apply_materiality(keys, &mut catalogue.verdicts.materiality)?;
        }
        if let Some(keys) = &self.settings.evidence {
            self.apply_evidence(keys, &mut catalogue.verdicts.evidence)?;
        }
        let Settings { label, symbol, recoded, .. } = &self.settings;
        if !(label.is_empty() && symbol.is_empty() && recoded.is_empty()) {
            // What is wrong with an entry is wrong with this file, not with the catalogue's.
            catalogue.add_texts(label, symbol, recoded).map_err(|error| match error {
                CatalogueError::Inconsistent { message, .. } => Error::Usage(
                    TomlError { file: self.file.clone(), line: 0, message }.to_string(),
                ),
                other => Error::from(other),
            })?;
        }
        if let Some(local) = &self.settings.local {
            catalogue.add_local(&self.path(local))?;
        }
        Ok(())
    }

    fn apply_evidence(&self, keys: &EvidenceKeys, evidence: &mut Evidence) -> Result<(), Error> {
        for (name, key, slot) in [
            ("significance", keys.significance, &mut evidence.significance),
            ("false_discovery", keys.false_discovery, &mut evidence.false_discovery),
            ("strict_p", keys.strict_p, &mut evidence.strict_p),
        ] {
            if let Some(value) = key {
                if !(value > 0.0 && value < 1.0) {
                    let message = "must be between 0 and 1, for example 0.05";
                    return Err(self.wrong(&format!("evidence.{name}"), message));
                }
                *slot = value;
            }
        }
        for (name, key, slot) in [
            ("minimum_cohort", keys.minimum_cohort, &mut evidence.minimum_cohort),
            ("small_cohort", keys.small_cohort, &mut evidence.small_cohort),
            ("in_line_limits", keys.in_line_limits, &mut evidence.in_line_limits),
            ("noise_multiple", keys.noise_multiple, &mut evidence.noise_multiple),
            ("turning_multiple", keys.turning_multiple, &mut evidence.turning_multiple),
        ] {
            self.lay(&format!("evidence.{name}"), key, slot)?;
        }
        for (name, key, slot) in [
            ("minimum_neighbours", keys.minimum_neighbours, &mut evidence.minimum_neighbours),
            ("minimum_ranked", keys.minimum_ranked, &mut evidence.minimum_ranked),
        ] {
            if let Some(value) = key {
                if !(1..=10_000).contains(&value) {
                    let message = "must be 1 or more areas";
                    return Err(self.wrong(&format!("evidence.{name}"), message));
                }
                *slot = value;
            }
        }
        Ok(())
    }

    fn apply_materiality(
        &self,
        keys: &MaterialityKeys,
        materiality: &mut Materiality,
    ) -> Result<(), Error> {
        for (name, key, slot) in [
            ("unit_multiple", keys.unit_multiple, &mut materiality.unit_multiple),
            (
                "between_area_sd_share",
                keys.between_area_sd_share,
                &mut materiality.between_area_sd_share,
            ),
            ("change_sd_share", keys.change_sd_share, &mut materiality.change_sd_share),
        ] {
            self.lay(&format!("materiality.{name}"), key, slot)?;
        }
        for (kind, floor) in &keys.floor {
            let key = format!("materiality.floor.{kind}");
            let near = nearest(kind, materiality.floor.keys().map(String::as_str));
            let Some(slot) = materiality.floor.get_mut(kind) else {
                return Err(self.wrong(&key, &format!("no measure is of kind '{kind}'{near}")));
            };
            self.lay(&key, Some(*floor), slot)?;
        }
        Ok(())
    }

    fn lay(&self, key: &str, value: Option<f64>, slot: &mut f64) -> Result<(), Error> {
        match value {
            Some(value) if !value.is_finite() || value < 0.0 => {
                Err(self.wrong(key, "must be 0 or more"))
            }
            Some(value) => {
                *slot = value;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Workspace, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(WORKSPACE_FILE), text).unwrap();
        Workspace::of(folder.path()).map(Option::unwrap).map_err(|e| e.to_string())
    }

    #[test]
    fn a_wrong_key_or_value_is_reported_with_file_line_key_and_the_nearest_choice() {
        for (text, expected) in [
            ("\nareas = 'x'", "line 2: unknown key 'areas' (nearest known: 'area')"),
            ("schedule = '15 25 * * *'", "line 1: key 'schedule': hour '25'"),
            ("[suppression]\nbelow = 0", "line 2: key 'suppression.below': must be at least 1"),
            ("outputs = []", "line 1: key 'outputs': an empty list names nothing: fill it"),
            ("local = 'nowhere'", "line 1: key 'local': there is no folder"),
            (
                "strict = 'yes'",
                "line 1: key 'strict' is the text \"yes\" and must be true or false",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains("send-outcomes.toml "), "{error}");
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn labels_symbols_and_codes_are_added_and_wrong_ones_refused() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let text = "[[recoded]]\ncode = 'E08000098'\nis = 'E08000025'\n\
                    [[label]]\nlabel = 'Pupils with a plan'\ncohort = 'ehc-plan'\n\
                    [[symbol]]\nsymbol = '[q]'\nkept_as = 'x'";
        read(text).unwrap().apply_to(&mut catalogue).unwrap();
        assert_eq!(catalogue.areas.get("E08000098").map(|a| a.name.as_str()), Some("Birmingham"));
        assert!(catalogue.labels.iter().any(|l| l.label == "Pupils with a plan"));
        assert!(catalogue.symbol("[q]").is_some());
        for (text, expected) in [
            ("[[recoded]]\ncode = 'E1'\nis = 'E08000924'", "area code 'E08000924' is unknown"),
            ("[[label]]\nlabel = 'x'\ncohort = 'ehc-plans'", "nearest known: 'ehc-plan'"),
            ("[[label]]\nlabel = 'sen  SUPPORT'\ncohort = 'no-sen'", "are one text"),
            ("[[symbol]]\nsymbol = 'q'\nkept_as = 'none'", "no symbol is kept as 'none'"),
        ] {
            let mut catalogue = Catalogue::embedded().unwrap();
            let error = read(text).unwrap().apply_to(&mut catalogue).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains("send-outcomes.toml"), "{error}");
        }
        let error = read("[[label]]\nlabl = 'x'").unwrap_err();
        assert!(error.contains("nearest known: 'label'"), "{error}");
    }

    #[test]
    fn thresholds_are_laid_over_those_of_the_catalogue() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let text = "[materiality.floor]\npercentage = 1.5\n[evidence]\nsmall_cohort = 20.0\n\
                    [suppression]\nbelow = 8";
        read(text).unwrap().apply_to(&mut catalogue).unwrap();
        assert_eq!(catalogue.verdicts.materiality.floor["percentage"], 1.5);
        assert_eq!(catalogue.verdicts.evidence.small_cohort, 20.0);
        assert_eq!((catalogue.suppression.below, catalogue.suppression.zero), (8, false));
        for (text, expected) in [
            ("[materiality.floor]\npercent = 1", "nearest known: 'percentage'"),
            ("[materiality]\nunit_multiple = -1", "must be 0 or more"),
            ("[evidence]\nsignificance = 5", "between 0 and 1"),
        ] {
            let error = read(text).unwrap().apply_to(&mut catalogue).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
