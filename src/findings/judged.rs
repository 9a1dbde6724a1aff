//! Statements and their clauses with what they were judged to be.

use crate::catalogue::Level;
use crate::engine::{EngineError, Rows, row};
use crate::words::words;
use datafusion::execution::context::SessionContext;

/// The query of the figures behind judged statements.
const STATEMENT_FIGURES: &str = "60_statement_figures.sql";
/// The query of the clauses.
const CLAUSES: &str = "present/clauses.sql";
/// The query of the statements as a whole.
const STATEMENT_RESULTS: &str = "64_statement_results.sql";

words! {
    /// What a statement, or a clause of one, was judged to be.
    pub enum StatementResult {
        /// The figures say so.
        Supported = "supported",
        /// Some of them do, or by weaker evidence.
        PartlySupported = "partly_supported",
        /// They say otherwise.
        NotSupported = "not_supported",
        /// They cannot tell.
        CannotBeAssessed = "cannot_be_assessed",
    }
}

impl StatementResult {
    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::PartlySupported => "partly supported",
            Self::NotSupported => "not supported",
            Self::CannotBeAssessed => "cannot be assessed",
        }
    }
}

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

row! {
    /// One statement and its verdict as a whole.
    #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
    pub struct JudgedStatement {
        /// Id of the statement.
        pub statement_id: String,
        /// As written.
        pub text: String | "",
        /// Cohort it is about.
        pub cohort: String,
        /// First period it is about.
        pub from: String = "from_period",
        /// Last period it is about.
        pub to: String = "to_period",
        /// The period up to which figures were used; `latest` for all.
        pub as_of: String,
        /// What it is judged to be.
        pub result: StatementResult,
        /// Which clauses came out how; the figures where there is one clause.
        pub reason: String,
    }
}

row! {
    /// One clause of a statement and its verdict.
    #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
    pub struct JudgedClause {
        /// Id of the statement.
        pub statement_id: String,
        /// Its number within the statement, from 1.
        pub clause: i32,
        /// In words.
        pub text: String,
        /// What it is judged to be.
        pub result: StatementResult,
        /// With the figures.
        pub reason: String,
        /// Findings it depends on.
        pub finding_ids: Vec<String> | [],
        /// Whether a run up to another period would have the years that it is about.
        #[serde(skip)]
        pub has_other_years: bool,
    }
}

row! {
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
        pub places: i32 | 0,
        /// Those of the comparator's figure.
        pub comparator_places: i32 | 0,
        /// How the figure compares.
        pub level: Level,
        /// How it is known where it was not tested, in brackets behind a blank; else empty.
        pub basis_mark: String,
        /// What a reader needs to know about it.
        pub flags: Vec<String>,
        /// The direction in words.
        pub direction_wording: String | "",
        /// The finding.
        pub finding_id: String,
    }
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
    Rows::of_file(context, CLAUSES).await?.read()
}

async fn statements(context: &SessionContext) -> Result<Vec<JudgedStatement>, EngineError> {
    let sql = "select * from statement_results order by place";
    Rows::of_query(context, STATEMENT_RESULTS, sql).await?.read()
}

async fn figures(context: &SessionContext) -> Result<Vec<JudgedFigure>, EngineError> {
    let sql = "select * from statement_figures where finding_id is not null \
               order by statement_id, clause, claim_order";
    Rows::of_query(context, STATEMENT_FIGURES, sql).await?.read()
}
