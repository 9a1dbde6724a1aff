//! Statements and their clauses with what they were judged to be.

use crate::engine::Rows;
use crate::error::Error;
use datafusion::execution::context::SessionContext;

/// One statement and its verdict as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JudgedStatement {
    /// Id of the statement.
    pub statement_id: String,
    /// As written.
    pub text: String,
    /// Cohort it is about.
    pub cohort: String,
    /// First period it speaks of.
    pub from: String,
    /// Last period it speaks of.
    pub to: String,
    /// `supported`, `partly_supported`, `not_supported`, `cannot_be_assessed`.
    pub result: String,
    /// Which clauses came out how; the figures where there is one clause.
    pub reason: String,
}

/// One clause of a statement and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JudgedClause {
    /// Id of the statement.
    pub statement_id: String,
    /// Its number within the statement, from 1.
    pub clause: i32,
    /// In words.
    pub text: String,
    /// `supported`, `partly_supported`, `not_supported`, `cannot_be_assessed`.
    pub result: String,
    /// With the figures.
    pub reason: String,
    /// Findings it rests on.
    pub finding_ids: Vec<String>,
}

/// Every clause, in the order of statements.
pub(super) async fn clauses(context: &SessionContext) -> Result<Vec<JudgedClause>, Error> {
    let sql = "select * from statements order by statement_id, clause";
    let rows = Rows::of(context, sql).await?;
    Ok((0..rows.len())
        .map(|row| JudgedClause {
            statement_id: rows.text(row, "statement_id"),
            clause: rows.integer(row, "clause"),
            text: rows.text(row, "text"),
            result: rows.text(row, "result"),
            reason: rows.text(row, "reason"),
            finding_ids: rows.list(row, "finding_ids"),
        })
        .collect())
}

/// Every statement as a whole, in the order of their files.
pub(super) async fn statements(context: &SessionContext) -> Result<Vec<JudgedStatement>, Error> {
    let rows = Rows::of(context, "select * from statement_results order by place").await?;
    Ok((0..rows.len())
        .map(|row| JudgedStatement {
            statement_id: rows.text(row, "statement_id"),
            text: rows.text(row, "text"),
            cohort: rows.text(row, "cohort"),
            from: rows.text(row, "from_period"),
            to: rows.text(row, "to_period"),
            result: rows.text(row, "result"),
            reason: rows.text(row, "reason"),
        })
        .collect())
}
