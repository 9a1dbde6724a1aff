//! Written statements as the table of claims that `queries/60_statements.sql` judges.

use crate::catalogue::{Catalogue, Statements, nearest};
use crate::engine::EngineError;
use crate::period::Period;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::sync::Arc;

/// A claim that cannot be set against the figures.
#[derive(Debug, thiserror::Error)]
#[error("{file}, statement '{statement}': {message}")]
pub struct ClaimError {
    /// The file of statements.
    pub file: String,
    /// Id of the statement.
    pub statement: String,
    /// What is wrong, and the nearest valid choice.
    pub message: String,
}

const LEVELS: [&str; 7] = [
    "above",
    "below",
    "broadly_in_line",
    "significantly_above",
    "significantly_below",
    "favourable",
    "unfavourable",
];
const DIRECTIONS: [&str; 7] = [
    "improving",
    "declining",
    "no_sustained_change",
    "not_improving",
    "volatile",
    "rising",
    "falling",
];
const GAPS: [&str; 2] = ["closing", "widening"];
const QUANTIFIERS: [&str; 3] = ["all", "most", "any"];

/// One clause and one of its measures.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimRow {
    statement_id: String,
    clause: i32,
    clause_text: String,
    quantifier: String,
    measure_id: String,
    cohort: String,
    comparator: String,
    area_code: String,
    from_start: i32,
    to_start: i32,
    level: Option<String>,
    direction: Option<String>,
    gap: Option<String>,
    rise_in_not_known: bool,
    not_sustained: bool,
    improving_picture: bool,
}

/// Checks every claim of a file against the catalogue and lays them out, one row a measure.
///
/// # Errors
/// Names the statement, the unknown word and the nearest known one.
pub fn claim_rows(
    file: &str,
    statements: &Statements,
    catalogue: &Catalogue,
) -> Result<Vec<ClaimRow>, ClaimError> {
    let mut rows = Vec::new();
    for statement in &statements.statements {
        let wrong = |message: String| ClaimError {
            file: file.to_string(),
            statement: statement.id.clone(),
            message,
        };
        let area = catalogue.areas.find(&statements.area).ok_or_else(|| {
            let known = nearest(&statements.area, catalogue.areas.iter().map(|a| a.name.as_str()));
            wrong(format!("area '{}' is unknown{known}", statements.area))
        })?;
        let start =
            |text: &str| Period::parse_any(text).map(|p| p.start).map_err(|e| wrong(e.to_string()));
        let (from_start, to_start) = (start(&statement.from)?, start(&statement.to)?);
        for (place, clause) in (1..).zip(&statement.clauses) {
            let cohort = clause.cohort.as_ref().unwrap_or(&statement.cohort);
            let known = |kind: &str, word: &str, words: &[&str]| {
                if words.contains(&word) {
                    return Ok(());
                }
                let near = nearest(word, words.iter().copied());
                Err(wrong(format!("clause {place}: {kind} '{word}' is unknown{near}")))
            };
            let ids = |words: Vec<&str>, kind: &str, word: &str| known(kind, word, &words);
            ids(catalogue.cohorts.iter().map(|c| c.id.as_str()).collect(), "cohort", cohort)?;
            let comparators = catalogue.comparators.iter().map(|c| c.id.as_str()).collect();
            if let Some(comparator) = &clause.comparator {
                ids(comparators, "comparator", comparator)?;
            }
            known("quantifier", &clause.quantifier, &QUANTIFIERS)?;
            let claim = &clause.claim;
            for (kind, word, words) in [
                ("level", &claim.level, &LEVELS[..]),
                ("direction", &claim.direction, &DIRECTIONS[..]),
                ("gap", &claim.gap, &GAPS[..]),
            ] {
                if let Some(word) = word {
                    known(kind, word, words)?;
                }
            }
            let (rise, lost, picture) = (
                claim.rise_in_not_known.unwrap_or(false),
                claim.not_sustained.unwrap_or(false),
                claim.improving_picture.unwrap_or(false),
            );
            let any = claim.level.is_some() || claim.direction.is_some() || claim.gap.is_some();
            if clause.measures.is_empty() || !(any || rise || lost || picture) {
                return Err(wrong(format!(
                    "clause {place} needs measures and a claim: level, direction, gap, \
                     not_sustained, rise_in_not_known or improving_picture"
                )));
            }
            for measure in &clause.measures {
                let measures = catalogue.measures.iter().map(|m| m.id.as_str()).collect();
                ids(measures, "measure", measure)?;
                let main = catalogue.measure(measure).map_or("", |m| m.main_comparator());
                rows.push(ClaimRow {
                    statement_id: statement.id.clone(),
                    clause: place,
                    clause_text: clause.text.clone(),
                    quantifier: clause.quantifier.clone(),
                    measure_id: measure.clone(),
                    cohort: cohort.clone(),
                    comparator: clause.comparator.clone().unwrap_or_else(|| main.to_string()),
                    area_code: area.code.clone(),
                    from_start,
                    to_start,
                    level: claim.level.clone(),
                    direction: claim.direction.clone(),
                    gap: claim.gap.clone(),
                    rise_in_not_known: rise,
                    not_sustained: lost,
                    improving_picture: picture,
                });
            }
        }
    }
    Ok(rows)
}

/// Registers the claims as table `claims`; without any, the table is there and empty.
///
/// # Errors
/// The table does not fit its columns.
pub fn register_claims(context: &SessionContext, rows: &[ClaimRow]) -> Result<(), EngineError> {
    let text = |of: fn(&ClaimRow) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let integer = |of: fn(&ClaimRow) -> i32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(of)))
    };
    let truth = |of: fn(&ClaimRow) -> bool| -> ArrayRef {
        Arc::new(rows.iter().map(|row| Some(of(row))).collect::<BooleanArray>())
    };
    let order: ArrayRef = Arc::new(Int32Array::from_iter_values((0..).take(rows.len())));
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("statement_id", text(|r| Some(&r.statement_id)), false),
        ("clause", integer(|r| r.clause), false),
        ("clause_text", text(|r| Some(&r.clause_text)), false),
        ("quantifier", text(|r| Some(&r.quantifier)), false),
        ("measure_id", text(|r| Some(&r.measure_id)), false),
        ("cohort", text(|r| Some(&r.cohort)), false),
        ("comparator", text(|r| Some(&r.comparator)), false),
        ("area_code", text(|r| Some(&r.area_code)), false),
        ("from_start", integer(|r| r.from_start), false),
        ("to_start", integer(|r| r.to_start), false),
        ("claim_level", text(|r| r.level.as_deref()), true),
        ("claim_direction", text(|r| r.direction.as_deref()), true),
        ("claim_gap", text(|r| r.gap.as_deref()), true),
        ("claim_rise_in_not_known", truth(|r| r.rise_in_not_known), false),
        ("claim_not_sustained", truth(|r| r.not_sustained), false),
        ("claim_improving_picture", truth(|r| r.improving_picture), false),
        ("claim_order", order, false),
    ])
    .map_err(|e| EngineError::Table(e.to_string()))?;
    context.register_batch("claims", batch)?;
    Ok(())
}
