//! Written statements whose result differs between two runs.

use super::ChangeKind;
use crate::engine::{Rows, row};
use crate::error::Error;
use datafusion::execution::context::SessionContext;
use serde::Serialize;

const STATEMENTS: &str = "diff/statements.sql";

row! {
    /// A statement, or one clause of it, before and after.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct StatementChange {
        /// In which way it differs.
        pub kind: ChangeKind,
        /// Id of the statement.
        pub statement_id: String,
        /// Its clause, from 1; 0 for the whole.
        pub clause: i32 = "clause_no",
        /// The claim as written.
        pub text: String | "",
        /// Result before; empty where it was not judged.
        pub old: String = "old_result" | "",
        /// Result now; empty where it is not judged.
        pub new: String = "new_result" | "",
        /// The figures before.
        pub old_reason: String,
        /// The figures now.
        pub new_reason: String,
    }
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
    Ok(Rows::of_file(context, STATEMENTS).await?.read()?)
}
