//! Authorities that ended and those that replaced them: other areas, other series.

use super::error::CatalogueError;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// Authorities that ended and those that replaced them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reorganised {
    /// First day of the new authorities, `2023-04-01`.
    pub from: String,
    /// Codes of those that ended.
    pub predecessors: Vec<String>,
    /// Codes of those that replaced them.
    pub successors: Vec<String>,
    /// What a reader must know.
    pub note: String,
    /// `from`, once it was read.
    #[serde(skip)]
    pub(super) day: NaiveDate,
}

impl Reorganised {
    pub(super) fn read_day(&mut self) -> Result<(), CatalogueError> {
        self.day = NaiveDate::parse_from_str(&self.from, "%Y-%m-%d").map_err(|_| {
            CatalogueError::Areas {
                file: "catalogue/areas.toml".to_string(),
                message: format!(
                    "'{}' is not a day: write from under [[reorganised]] as 2023-04-01",
                    self.from
                ),
            }
        })?;
        Ok(())
    }

    pub(super) fn year(&self) -> i32 {
        self.day.year()
    }

    /// `1 April 2023`.
    pub(super) fn day_in_words(&self) -> String {
        self.day.format("%-d %B %Y").to_string()
    }
}
