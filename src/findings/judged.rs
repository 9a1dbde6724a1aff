//! Statements and their clauses with what they were judged to be.

use super::verdict::{Level, level};
use crate::engine::{EngineError, Rows};
use datafusion::execution::context::SessionContext;

/// The query of the figures behind judged statements.
const STATEMENT_FIGURES: &str = "60_statement_figures.sql";

/// Everything that was judged.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Statements as a whole, in the order of their files.
    pub statements: Vec<JudgedStatement>,
    /// Their clauses, in the order of statements and clauses.
    pub clauses: Vec<JudgedClause>,
    /// What each measure of a clause says, in the same order.
    pub figures: Vec<JudgedFigure>,
}

/// One statement and its verdict as a whole.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JudgedStatement {
    /// Id of the statement.
    pub statement_id: String,
    /// As written.
    pub text: String,
    /// Cohort it is about.
    pub cohort: String,
    /// First period it is about.
    pub from: String,
    /// Last period it is about.
    pub to: String,
    /// The period up to which figures were used; `latest` for all.
    pub as_of: String,
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
    /// Findings it depends on.
    pub finding_ids: Vec<String>,
}

/// What one measure of a clause says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JudgedFigure {
    /// Id of the statement.
    pub statement_id: String,
    /// Number of the clause within it, from 1.
    pub clause: i32,
    /// Id of the measure.
    pub measure_id: String,
    /// Its title.
    pub measure_title: String,
    /// Id of the cohort.
    pub cohort: String,
    /// Id of the comparator.
    pub comparator: String,
    /// Period of the figures.
    pub period: String,
    /// The cohort's figure, in the unit of the measure.
    pub value: Option<f64>,
    /// The publisher's symbol in its place.
    pub symbol: Option<String>,
    /// The comparator's.
    pub comparator_value: Option<f64>,
    /// Digits after the point, as published.
    pub places: i32,
    /// Those of the comparator's figure.
    pub comparator_places: i32,
    /// Level, as in the tables.
    pub level: Level,
    /// How it is known where it was not tested, in brackets behind a blank; else empty.
    pub basis_mark: String,
    /// What a reader needs to know about it.
    pub flags: Vec<String>,
    /// The direction in words.
    pub direction_said: String,
    /// The finding.
    pub finding_id: String,
}

/// Reads the tables of judged statements.
///
/// # Errors
/// They are not there, or lack a column.
pub async fn judged(context: &SessionContext) -> Result<Judged, EngineError> {
    Ok(Judged {
        statements: statements(context).await?,
        clauses: clauses(context).await?,
        figures: figures(context).await?,
    })
}

async fn clauses(context: &SessionContext) -> Result<Vec<JudgedClause>, EngineError> {
    let sql = "select * from statements order by statement_id, clause";
    let rows = Rows::of(context, sql).await?;
    let clause = |row: usize| JudgedClause {
        statement_id: rows.text(row, "statement_id"),
        clause: rows.integer(row, "clause"),
        text: rows.text(row, "text"),
        result: rows.text(row, "result"),
        reason: rows.text(row, "reason"),
        finding_ids: rows.list(row, "finding_ids"),
    };
    Ok((0..rows.len()).map(clause).collect())
}

async fn statements(context: &SessionContext) -> Result<Vec<JudgedStatement>, EngineError> {
    let rows = Rows::of(context, "select * from statement_results order by place").await?;
    let statement = |row: usize| JudgedStatement {
        statement_id: rows.text(row, "statement_id"),
        text: rows.text(row, "text"),
        cohort: rows.text(row, "cohort"),
        from: rows.text(row, "from_period"),
        to: rows.text(row, "to_period"),
        as_of: rows.text(row, "as_of"),
        result: rows.text(row, "result"),
        reason: rows.text(row, "reason"),
    };
    Ok((0..rows.len()).map(statement).collect())
}

async fn figures(context: &SessionContext) -> Result<Vec<JudgedFigure>, EngineError> {
    let sql = "select * from statement_figures where finding_id is not null \
               order by statement_id, clause, claim_order";
    let rows = Rows::of(context, sql).await?;
    let figure = |row: usize| {
        Ok(JudgedFigure {
            statement_id: rows.text(row, "statement_id"),
            clause: rows.integer(row, "clause"),
            measure_id: rows.text(row, "measure_id"),
            measure_title: rows.text(row, "measure_title"),
            cohort: rows.text(row, "cohort"),
            comparator: rows.text(row, "comparator"),
            period: rows.text(row, "period"),
            value: rows.number(row, "value"),
            symbol: rows.maybe_text(row, "symbol"),
            comparator_value: rows.number(row, "comparator_value"),
            places: rows.integer(row, "places"),
            comparator_places: rows.integer(row, "comparator_places"),
            level: level(&rows, row, STATEMENT_FIGURES)?,
            basis_mark: rows.text(row, "basis_mark"),
            flags: rows.list(row, "flags"),
            direction_said: rows.text(row, "direction_said"),
            finding_id: rows.text(row, "finding_id"),
        })
    };
    (0..rows.len()).map(figure).collect()
}
