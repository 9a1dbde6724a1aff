//! From a sentence back to what was published: the rules that applied, each
//! formula with its numbers put in, and every cell as it was printed. The
//! intervals are worked out again from those cells and compared with the tables.

mod facts;
mod gap;
mod level;
mod printed;
mod text;
mod trend;
mod verdict;

use crate::catalogue::{Catalogue, Grade};
use crate::engine::{EngineError, Rows};
use crate::source::{Snapshot, SourceError};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use facts::{Fact, Facts, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use verdict::Explained;

const EXPLAINED: &str = "present/explained.sql";
const EVIDENCE: &str = "present/evidence_facts.sql";

/// How one finding came about.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// Stable id of the finding.
    pub finding_id: String,
    /// The sentence.
    pub sentence: String,
    /// The judgement.
    pub judgement: String,
    /// The grade of the evidence.
    pub evidence_grade: Grade,
    /// Rules and formulas in the order in which they were used.
    pub steps: Vec<Step>,
    /// Every published cell behind it, the area's own latest first.
    pub cells: Vec<PublishedCell>,
    /// What a reader must know.
    pub caveats: Vec<String>,
}

/// One rule or formula, with its numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Step {
    /// What is worked out: "gap", "level", "direction".
    pub name: String,
    /// Where the method is described: "statistics 2", "level rule 7".
    pub rule: String,
    /// In letters.
    pub formula: String,
    /// The same with the numbers put in.
    pub numbers: String,
    /// What comes of it.
    pub result: String,
}

/// One cell of a published file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PublishedCell {
    /// Key of the fact, `measure|cohort|area|period`.
    pub fact: String,
    /// In words: measure, cohort, area, period.
    pub what: String,
    /// `value`, `count`, `pupils`, `lower limit` or `upper limit`.
    pub part: String,
    /// Id of the data set.
    pub data_set: String,
    /// Its title.
    pub data_set_title: String,
    /// Version that was read.
    pub version: String,
    /// File, by its published name.
    pub file: String,
    /// Line of the file, the header being 1.
    pub row: i64,
    /// Column by its header.
    pub column: String,
    /// As printed, a symbol in place of a number included.
    pub printed: String,
    /// What the symbol means; empty if there is a number.
    pub meaning: String,
}

/// Why a finding cannot be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The tables cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The published file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The source is not the one that the tables were made from.
    #[error(
        "data set '{data_set}' was read in version {read}, but this source holds {held}: name the \
         source of the run with --source, or run again"
    )]
    OtherVersion {
        /// Data set.
        data_set: String,
        /// Version in the tables.
        read: String,
        /// Version of the source, or `none`.
        held: String,
    },
}

/// Explains the findings of `ids`, by id; an id that is not in the tables is left out.
///
/// Needs the published tables and those of the catalogue in `context`, and the
/// snapshots that the tables were made from.
///
/// # Errors
/// A query fails, or a published file is gone or another than the one read.
pub async fn explanations(
    context: &SessionContext,
    catalogue: &Catalogue,
    snapshots: &[&Snapshot],
    ids: &[String],
) -> Result<BTreeMap<String, Explanation>, ExplainError> {
    let column: ArrayRef =
        Arc::new(ids.iter().map(|id| Some(id.as_str())).collect::<StringArray>());
    let batch = RecordBatch::try_from_iter([("finding_id", column)])
        .map_err(|e| EngineError::Table(e.to_string()))?;
    context.deregister_table("chosen_findings").map_err(EngineError::from)?;
    context.register_batch("chosen_findings", batch).map_err(EngineError::from)?;
    let [evidence, rows] = Rows::of_each(context, [EVIDENCE, EXPLAINED]).await?;
    let facts = Facts::of(evidence.read::<Fact>()?);
    let lines = printed::lines(&facts, snapshots, catalogue)?;
    let rows = rows.read::<Explained>()?;
    let explained = rows.iter().map(|row| {
        let verdict = Verdict { row, facts: &facts };
        let mut steps = level::steps(&verdict);
        steps.extend(trend::steps(&verdict));
        steps.push(trend::judgement(&verdict));
        let explanation = Explanation {
            finding_id: row.finding_id.clone(),
            sentence: row.sentence.clone(),
            judgement: row.judgement.clone(),
            evidence_grade: row.evidence_grade,
            steps,
            cells: printed::cells(&row.evidence, &facts, &lines, catalogue),
            caveats: row.caveats.clone(),
        };
        (row.finding_id.clone(), explanation)
    });
    Ok(explained.collect())
}
