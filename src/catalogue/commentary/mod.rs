//! `commentary.toml`: what an area writes next to its figures in its own words, and the targets
//! that it set itself for published measures. Everything is checked against the catalogue when it
//! is read.

use super::comments::{Comment, Commentary, Target};
use super::toml_text::{TomlError, line_in_table, parse_toml};
use super::{AreaLevel, Catalogue, CatalogueError, Measure, THEMES, nearest};
use crate::checksum::sha256;
use crate::period::Period;
use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentaryFile {
    #[serde(default)]
    comment: Vec<CommentEntry>,
    #[serde(default)]
    target: Vec<TargetEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentEntry {
    measure: Option<String>,
    cohort: Option<String>,
    theme: Option<String>,
    area: Option<String>,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    owner: String,
    due: Option<toml::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetEntry {
    measure: String,
    cohort: Option<String>,
    area: Option<String>,
    value: f64,
    by: String,
}

impl Catalogue {
    /// Adds what an area wrote in `text`, the content of `file`; `own` are the codes of the areas of its
    /// workspace, which an entry without `area` is about.
    ///
    /// # Errors
    /// Names file, line and entry, what is unknown and the nearest valid choices.
    pub fn add_commentary(
        &mut self,
        file: &str,
        text: &str,
        own: &[String],
    ) -> Result<(), CatalogueError> {
        let read: CommentaryFile = parse_toml(file, text).map_err(CatalogueError::Local)?;
        let mut commentary =
            Commentary { sha256: sha256(text.as_bytes()), ..Commentary::default() };
        for (place, entry) in read.comment.into_iter().enumerate() {
            let at = Place { file, text, table: "comment", number: place };
            commentary.comments.push(self.comment(&entry, own, &at)?);
        }
        for (place, entry) in read.target.into_iter().enumerate() {
            let at = Place { file, text, table: "target", number: place };
            let target = self.target(entry, own, &at)?;
            let twin = target
                .areas
                .iter()
                .any(|area| commentary.target(area, &target.measure, &target.cohort).is_some());
            if twin {
                let message = format!(
                    "measure '{}' has a target for '{}' already, further up; keep one of them",
                    target.measure, target.cohort
                );
                return Err(at.wrong("measure", message));
            }
            commentary.targets.push(target);
        }
        self.commentary = commentary;
        Ok(())
    }

    fn comment(
        &self,
        entry: &CommentEntry,
        own: &[String],
        at: &Place<'_>,
    ) -> Result<Comment, CatalogueError> {
        let areas = self.areas_of(entry.area.as_deref(), own, at)?;
        let due = due(entry.due.as_ref(), at)?;
        let written = |form: &str| due.map(|day| day.format(form).to_string()).unwrap_or_default();
        let mut comment = Comment {
            areas,
            comment: one_line(&entry.comment),
            action: one_line(&entry.action),
            owner: one_line(&entry.owner),
            due: written("%-d %B %Y"),
            due_day: written("%Y-%m-%d"),
            ..Comment::default()
        };
        if comment.comment.is_empty() && comment.action.is_empty() {
            return Err(at.wrong("", "write a comment or an action".to_string()));
        }
        match (&entry.measure, &entry.theme) {
            (Some(id), None) => {
                let measure = self.measure_named(id, at)?;
                if let Some(cohort) = &entry.cohort {
                    comment.cohort = cohort_named(cohort, measure, at)?;
                }
                comment.measure.clone_from(id);
            }
            (None, Some(theme)) if entry.cohort.is_none() => {
                if !THEMES.contains(&theme.as_str()) {
                    let near = nearest(theme, THEMES.into_iter());
                    let message = format!(
                        "theme '{theme}' is unknown{near}; choose from {}",
                        THEMES.join(", ")
                    );
                    return Err(at.wrong("theme", message));
                }
                comment.theme.clone_from(theme);
            }
            (None, Some(_)) => {
                let message =
                    "a theme has no groups of pupils: leave 'cohort' out, or name a measure";
                return Err(at.wrong("cohort", message.to_string()));
            }
            _ => {
                let message = "name what the comment is about: either measure = or theme =";
                return Err(at.wrong("", message.to_string()));
            }
        }
        Ok(comment)
    }

    fn target(
        &self,
        entry: TargetEntry,
        own: &[String],
        at: &Place<'_>,
    ) -> Result<Target, CatalogueError> {
        let measure = self.measure_named(&entry.measure, at)?;
        if measure.local {
            let message = format!(
                "'{}' is a local measure: write its target into its own file, target = {}",
                entry.measure, entry.value
            );
            return Err(at.wrong("measure", message));
        }
        if !measure.part_of.is_empty() {
            let message = format!(
                "'{}' is a part of '{}' and is not compared by itself: set the target for that",
                entry.measure, measure.part_of
            );
            return Err(at.wrong("measure", message));
        }
        let cohort = match (&entry.cohort, measure.cohorts.as_slice()) {
            (Some(cohort), _) => cohort_named(cohort, measure, at)?,
            (None, [only]) => only.clone(),
            (None, several) => {
                let message =
                    format!("name the group of pupils: cohort = one of {}", several.join(", "));
                return Err(at.wrong("", message));
            }
        };
        let possible = entry.value.is_finite()
            && (measure.unit != "%" || (0.0..=100.0).contains(&entry.value));
        if !possible {
            let message = format!("{} is not a figure that a share in % can have", entry.value);
            return Err(at.wrong("value", message));
        }
        let by = Period::parse_any(&entry.by).map_err(|error| at.wrong("by", error.to_string()))?;
        Ok(Target {
            areas: self.areas_of(entry.area.as_deref(), own, at)?,
            measure: entry.measure,
            cohort,
            value: entry.value,
            by: by.to_string(),
        })
    }

    fn areas_of(
        &self,
        named: Option<&str>,
        own: &[String],
        at: &Place<'_>,
    ) -> Result<Vec<String>, CatalogueError> {
        let Some(named) = named else {
            if own.is_empty() {
                let message = "name the area of this entry: area =, or name the areas of the \
                               workspace in send-outcomes.toml";
                return Err(at.wrong("", message.to_string()));
            }
            return Ok(own.to_vec());
        };
        let area = self.areas.find(named).filter(|a| a.level == AreaLevel::LocalAuthority);
        area.map(|area| vec![area.code.clone()]).ok_or_else(|| {
            let near = self.areas.suggestion(named);
            let message = format!(
                "area '{named}' is not a local authority{near}; 'send-outcomes areas' lists all"
            );
            at.wrong("area", message)
        })
    }

    fn measure_named(&self, id: &str, at: &Place<'_>) -> Result<&Measure, CatalogueError> {
        self.measure(id).ok_or_else(|| {
            let near = nearest(id, self.measures.iter().map(|m| m.id.as_str()));
            let message =
                format!("measure '{id}' is unknown{near}; 'send-outcomes measures' lists all");
            at.wrong("measure", message)
        })
    }
}

fn cohort_named(cohort: &str, measure: &Measure, at: &Place<'_>) -> Result<String, CatalogueError> {
    if measure.cohorts.iter().any(|known| known == cohort) {
        return Ok(cohort.to_string());
    }
    let near = nearest(cohort, measure.cohorts.iter().map(String::as_str));
    let message = format!(
        "measure '{}' has no group of pupils '{cohort}'{near}; choose from {}",
        measure.id,
        measure.cohorts.join(", ")
    );
    Err(at.wrong("cohort", message))
}

/// The day of an entry, if it has one.
fn due(value: Option<&toml::Value>, at: &Place<'_>) -> Result<Option<NaiveDate>, CatalogueError> {
    let Some(value) = value else { return Ok(None) };
    let written = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let day = NaiveDate::parse_from_str(written.trim(), "%Y-%m-%d").map_err(|_| {
        at.wrong("due", format!("'{written}' is not a day: write it as \"2027-03-31\""))
    })?;
    Ok(Some(day))
}

/// A text on one line, without signs that no page prints.
fn one_line(text: &str) -> String {
    let printed: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An entry in its file, for messages.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
    table: &'a str,
    /// From 0.
    number: usize,
}

impl Place<'_> {
    /// An error about a key of the entry, or about all of it.
    fn wrong(&self, key: &str, mut message: String) -> CatalogueError {
        let line = line_in_table(self.text, self.table, self.number, key);
        let entry = self.number + 1;
        message.insert_str(0, &format!("[[{}]] {entry}: ", self.table));
        CatalogueError::Local(TomlError { file: self.file.to_string(), line, message })
    }
}

#[cfg(test)]
mod tests;
