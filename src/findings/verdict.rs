//! The words of a verdict as the tables have them, read once: an unknown word is a fault of
//! the query, not a verdict.

use crate::engine::{EngineError, Rows};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer};

/// How a figure compares with its comparator's (statistics, section 18).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Higher: tested, wide enough to matter, and robust to the number of measures tested.
    SignificantlyAbove,
    /// Lower, in the same way.
    SignificantlyBelow,
    /// Higher, by weaker evidence.
    Above,
    /// Lower, by weaker evidence.
    Below,
    /// No gap that would matter is left possible.
    BroadlyInLine,
    /// The gap cannot be distinguished from chance.
    NoClearDifference,
    /// Nothing was compared.
    #[default]
    NotAvailable,
}

impl Level {
    /// Whether chance is ruled out.
    #[must_use]
    pub fn is_significant(self) -> bool {
        matches!(self, Self::SignificantlyAbove | Self::SignificantlyBelow)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SignificantlyAbove => "significantly above",
            Self::SignificantlyBelow => "significantly below",
            Self::Above => "above",
            Self::Below => "below",
            Self::BroadlyInLine => "broadly in line",
            Self::NoClearDifference => "no clear difference",
            Self::NotAvailable => "not available",
        }
    }
}

/// Whether a level is to the pupils' advantage, by the polarity of its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Favour {
    /// It is, and chance is ruled out.
    SignificantlyFavourable,
    /// It is.
    Favourable,
    /// It is not, and chance is ruled out.
    SignificantlyUnfavourable,
    /// It is not.
    Unfavourable,
    /// As the level of that name.
    BroadlyInLine,
    /// As the level of that name.
    NoClearDifference,
    /// As the level of that name.
    NotAvailable,
}

/// Where a series goes (statistics, section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The good way.
    Improving,
    /// The other way.
    Declining,
    /// Up, where neither way is good.
    Rising,
    /// Down, where neither way is good.
    Falling,
    /// Not beyond the usual movement between years.
    NoSustainedChange,
    /// Up and down beyond it.
    Volatile,
    /// Fewer comparable years than a direction takes.
    TooFewYears,
}

/// The word in `column` of a row that `file` gave; nothing where there is none.
///
/// # Errors
/// Names the word, and those that are known.
pub(super) fn word<T: DeserializeOwned>(
    rows: &Rows,
    row: usize,
    column: &str,
    file: &str,
) -> Result<Option<T>, EngineError> {
    let Some(text) = rows.maybe_text(row, column).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let read: StrDeserializer<'_, serde::de::value::Error> = text.as_str().into_deserializer();
    T::deserialize(read).map(Some).map_err(|e| EngineError::Columns {
        file: file.to_string(),
        message: format!("column '{column}': {e}"),
    })
}

/// The level in a row, which is never without.
///
/// # Errors
/// As [`word`].
pub(super) fn level(rows: &Rows, row: usize, file: &str) -> Result<Level, EngineError> {
    Ok(word(rows, row, "level", file)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::session;

    #[tokio::test]
    async fn a_word_that_no_one_knows_is_named_with_those_that_are_known() {
        let context = session(&std::env::temp_dir()).unwrap();
        let sql = "select * from (values ('above', ''), ('higher', 'rising')) as t (level, way)";
        let rows = Rows::of(&context, sql).await.unwrap();
        let read = |row| level(&rows, row, "present/findings.sql");
        assert_eq!(read(0).unwrap(), Level::Above);
        let refusal = read(1).unwrap_err().to_string();
        for part in ["queries/present/findings.sql", "'level'", "`higher`", "`significantly_above`"]
        {
            assert!(refusal.contains(part), "{part}: {refusal}");
        }
        let way = |row| word::<Direction>(&rows, row, "way", "x.sql").unwrap();
        assert_eq!((way(0), way(1)), (None, Some(Direction::Rising)));
    }

    #[test]
    fn words_are_those_of_the_tables() {
        for level in ["significantly_above", "broadly_in_line", "no_clear_difference", "below"] {
            let read: StrDeserializer<'_, serde::de::value::Error> = level.into_deserializer();
            assert_eq!(Level::deserialize(read).unwrap().words(), level.replace('_', " "));
        }
    }
}
