//! Written statements whose result differs between two runs.

use crate::engine::Rows;
use crate::error::Error;
use datafusion::execution::context::SessionContext;
use serde::Serialize;

const STATEMENTS: &str = "diff/statements.sql";

/// A statement, or one clause of it, before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatementChange {
    /// `statement`, `statement_new` or `statement_gone`; `clause` for a part of one.
    pub kind: String,
    /// Id of the statement.
    pub statement_id: String,
    /// Its clause, from 1; 0 for the whole.
    pub clause: i32,
    /// The claim as written.
    pub text: String,
    /// Result before; empty where it was not judged.
    pub old: String,
    /// Result now; empty where it is not judged.
    pub new: String,
    /// The figures before.
    pub old_reason: String,
    /// The figures now.
    pub new_reason: String,
}

impl StatementChange {
    /// `S1`, or `S1, clause 2`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.clause {
            0 => self.statement_id.clone(),
            clause => format!("{}, clause {clause}", self.statement_id),
        }
    }

    /// `S1: supported → cannot be assessed: before …; now …`.
    #[must_use]
    pub fn words(&self) -> String {
        let result = |text: &str| if text.is_empty() { "not judged" } else { text }.to_string();
        let why: Vec<String> = [("before", &self.old_reason), ("now", &self.new_reason)]
            .into_iter()
            .filter(|(_, reason)| !reason.is_empty())
            .map(|(when, reason)| format!("{when}: {}", reason.trim_end_matches('.')))
            .collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
        format!("{}: {} → {}{why}", self.name(), result(&self.old), result(&self.new))
    }
}

/// Every statement and clause whose result differs, in the order of their ids.
pub(super) async fn changes(context: &SessionContext) -> Result<Vec<StatementChange>, Error> {
    let rows = Rows::of_file(context, STATEMENTS).await?;
    Ok((0..rows.len())
        .map(|row| StatementChange {
            kind: rows.text(row, "kind"),
            statement_id: rows.text(row, "statement_id"),
            clause: rows.integer(row, "clause_no"),
            text: rows.text(row, "text"),
            old: rows.text(row, "old_result"),
            new: rows.text(row, "new_result"),
            old_reason: rows.text(row, "old_reason"),
            new_reason: rows.text(row, "new_reason"),
        })
        .collect())
}
