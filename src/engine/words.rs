//! What the engine says of a statement, in the words of who wrote it.

use crate::catalogue::nearest;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;

/// Most columns that a message lists.
const LISTED: usize = 12;

/// Why a statement does not parse, plan or run, without the names of the engine's own parts.
#[must_use]
pub fn in_words(error: &DataFusionError) -> String {
    match error {
        DataFusionError::SQL(error, _) => match error.as_ref() {
            ParserError::ParserError(what) | ParserError::TokenizerError(what) => {
                format!("it is not valid SQL: {}", plain(what))
            }
            ParserError::RecursionLimitExceeded => {
                "it is not valid SQL: it is nested too deeply".to_string()
            }
        },
        DataFusionError::SchemaError(error, _) => of_columns(error),
        DataFusionError::Plan(what)
        | DataFusionError::Execution(what)
        | DataFusionError::Configuration(what)
        | DataFusionError::ResourcesExhausted(what) => plain(what),
        DataFusionError::NotImplemented(what) => format!("it is not implemented: {}", plain(what)),
        DataFusionError::ArrowError(error, _) => plain(&error.to_string()),
        DataFusionError::Context(_, cause) | DataFusionError::Diagnostic(_, cause) => {
            in_words(cause)
        }
        DataFusionError::Shared(cause) => in_words(cause),
        DataFusionError::Collection(causes) if !causes.is_empty() => in_words(&causes[0]),
        other => plain(&other.to_string()),
    }
}

fn of_columns(error: &SchemaError) -> String {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            let known: Vec<&str> = valid_fields.iter().map(|column| column.name.as_str()).collect();
            let near = nearest(&field.name, known.iter().copied());
            let listed = known.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
            let more = match known.len().saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let here = if known.is_empty() {
                String::new()
            } else {
                format!("; the columns here are {listed}{more}")
            };
            format!("there is no column '{}'{near}{here}", field.flat_name())
        }
        SchemaError::AmbiguousReference { field } => format!(
            "the column '{}' is in several tables: write which, as in table.{}",
            field.name, field.name
        ),
        SchemaError::DuplicateUnqualifiedField { name }
        | SchemaError::DuplicateQualifiedField { name, .. } => {
            format!("the column '{name}' appears twice: give one of them another name with 'as'")
        }
    }
}

/// On one line, without the full stop at its end and the engine's names of the schema.
fn plain(what: &str) -> String {
    let lines: Vec<&str> = what.lines().map(|line| line.trim().trim_end_matches('.')).collect();
    lines.join("; ").replace("datafusion.public.", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{frame_of, session};

    #[tokio::test]
    async fn what_is_wrong_with_a_statement_is_said_without_the_engines_own_names() {
        let context = session(&std::env::temp_dir()).unwrap();
        for (sql, expected) in [
            (
                "pick 1",
                "it is not valid SQL: Expected: an SQL statement, found: pick at Line: 1, Column: 1",
            ),
            ("select 'a", "it is not valid SQL: Unterminated string literal at Line: 1, Column: 8"),
            (
                "select measur from (select 1 as measure, 2 as cohort)",
                "there is no column 'measur' (nearest known: 'measure'); the columns here are measure, cohort",
            ),
            ("select * from fact", "table 'fact' not found"),
            (
                "select wilson_intervals(1.0)",
                "Invalid function 'wilson_intervals'; Did you mean 'wilson_interval'?",
            ),
            (
                "select cast('a' as int)",
                "Cast error: Cannot cast string 'a' to value of Int32 type",
            ),
        ] {
            let failed = match frame_of(&context, sql).await {
                Ok(frame) => frame.collect().await.unwrap_err(),
                Err(error) => error,
            };
            assert_eq!(in_words(&failed), expected, "{sql}");
        }
    }
}
