//! Written statements as the table of claims that `queries/60_statement_figures.sql` judges.

use super::claim_words::{Word, check_words};
use crate::catalogue::{Catalogue, StatementClause, StatementText, Statements};
use crate::engine::EngineError;
use crate::period::Period;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A claim that cannot be judged against the figures.
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

/// One clause and one of its measures.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimRow {
    /// Its place among all claims of a run, from 0.
    order: i32,
    /// The place of its statement among all of a run, from 1.
    place: i32,
    statement_id: String,
    statement_text: String,
    note: String,
    clause: i32,
    claim: StatementClauseWords,
    measure_id: String,
    cohort: String,
    comparator: String,
    comparator_named: bool,
    area_code: String,
    from: String,
    to: String,
    from_start: i32,
    to_start: i32,
}

impl ClaimRow {
    /// The last period that its statement is about.
    #[must_use]
    pub fn last_period(&self) -> &str {
        &self.to
    }

    /// Code of the area that it is about.
    #[must_use]
    pub fn area_code(&self) -> &str {
        &self.area_code
    }

    /// The measure that it is about.
    #[must_use]
    pub fn measure_id(&self) -> &str {
        &self.measure_id
    }
}

/// Gives claims and their statements their places, in the order in which they come: those of one
/// statement are together.
pub fn number_claims(claims: &mut [ClaimRow]) {
    let (mut place, mut before) = (0, None);
    for (order, claim) in (0..).zip(claims) {
        if before.replace(claim.statement_id.clone()).as_ref() != Some(&claim.statement_id) {
            place += 1;
        }
        (claim.order, claim.place) = (order, place);
    }
}

/// What a clause claims.
#[derive(Debug, Clone, PartialEq)]
struct StatementClauseWords {
    text: String,
    quantifier: String,
    level: Option<String>,
    direction: Option<String>,
    gap: Option<String>,
    rise_in_not_known: bool,
    not_sustained: bool,
    improving_picture: bool,
}

impl From<&StatementClause> for StatementClauseWords {
    fn from(clause: &StatementClause) -> Self {
        Self {
            text: clause.text.clone(),
            quantifier: clause.quantifier.clone(),
            level: clause.level.clone(),
            direction: clause.direction.clone(),
            gap: clause.gap.clone(),
            rise_in_not_known: clause.rise_in_not_known,
            not_sustained: clause.not_sustained,
            improving_picture: clause.improving_picture,
        }
    }
}

/// Checks every claim of a file against the catalogue and lists them, one row a measure.
///
/// # Errors
/// Names the statement, the word that is unknown or says nothing of its measure, and the
/// nearest one that does.
pub fn claim_rows(
    file: &str,
    statements: &Statements,
    catalogue: &Catalogue,
) -> Result<Vec<ClaimRow>, ClaimError> {
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for statement in &statements.statements {
        let wrong = |message: String| ClaimError {
            file: file.to_string(),
            statement: statement.id.clone(),
            message,
        };
        if !seen.insert(&statement.id) {
            return Err(wrong(
                "the id appears twice in the file: give each statement its own".into(),
            ));
        }
        rows_of(statement, &statements.area, catalogue, &mut rows).map_err(wrong)?;
    }
    Ok(rows)
}

fn rows_of(
    statement: &StatementText,
    area: &str,
    catalogue: &Catalogue,
    rows: &mut Vec<ClaimRow>,
) -> Result<(), String> {
    let area = catalogue.areas.find(area).ok_or_else(|| {
        let known = catalogue.areas.suggestion(area);
        format!("area '{area}' is unknown{known}; 'send-outcomes areas' lists all")
    })?;
    let (from, to) = (period(&statement.from)?, period(&statement.to)?);
    if from.start > to.start {
        return Err(format!("it runs from {from} to {to}: the first period is after the last"));
    }
    if statement.clauses.is_empty() {
        return Err("it has no clause: add [[statement.clause]] with measures and a claim".into());
    }
    for (place, clause) in (1..).zip(&statement.clauses) {
        let in_clause = |message: String| format!("clause {place}: {message}");
        let cohort = clause.cohort.as_ref().unwrap_or(&statement.cohort);
        one_of("cohort", cohort, catalogue.cohorts.iter().map(|c| c.id.as_str()))
            .map_err(in_clause)?;
        if let Some(comparator) = &clause.comparator {
            one_of("comparator", comparator, catalogue.comparators.iter().map(|c| c.id.as_str()))
                .map_err(in_clause)?;
        }
        check_words(clause, catalogue).map_err(in_clause)?;
        for measure in &clause.measures {
            let main = catalogue.measure(measure).map_or("", |m| m.main_comparator());
            rows.push(ClaimRow {
                order: 0,
                place: 0,
                statement_id: statement.id.clone(),
                statement_text: statement.text.clone(),
                note: statement.note.clone(),
                clause: place,
                claim: clause.into(),
                measure_id: measure.clone(),
                cohort: cohort.clone(),
                comparator: clause.comparator.clone().unwrap_or_else(|| main.to_string()),
                comparator_named: clause.comparator.is_some(),
                area_code: area.code.clone(),
                from: from.to_string(),
                to: to.to_string(),
                from_start: from.start,
                to_start: to.start,
            });
        }
    }
    Ok(())
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse_any(text).map_err(|e| e.to_string())
}

fn one_of<'a>(kind: &str, word: &str, known: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let known: Vec<&str> = known.collect();
    Word { kind, said: word, known: &known, meant: &[] }.check()
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
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("statement_id", text(|r| Some(&r.statement_id)), false),
        ("statement_text", text(|r| Some(&r.statement_text)), false),
        ("note", text(|r| Some(&r.note)), false),
        ("clause", integer(|r| r.clause), false),
        ("clause_text", text(|r| Some(&r.claim.text)), false),
        ("quantifier", text(|r| Some(&r.claim.quantifier)), false),
        ("measure_id", text(|r| Some(&r.measure_id)), false),
        ("cohort", text(|r| Some(&r.cohort)), false),
        ("comparator", text(|r| Some(&r.comparator)), false),
        ("comparator_named", truth(|r| r.comparator_named), false),
        ("area_code", text(|r| Some(&r.area_code)), false),
        ("from_period", text(|r| Some(&r.from)), false),
        ("to_period", text(|r| Some(&r.to)), false),
        ("from_start", integer(|r| r.from_start), false),
        ("to_start", integer(|r| r.to_start), false),
        ("claim_level", text(|r| r.claim.level.as_deref()), true),
        ("claim_direction", text(|r| r.claim.direction.as_deref()), true),
        ("claim_gap", text(|r| r.claim.gap.as_deref()), true),
        ("claim_rise_in_not_known", truth(|r| r.claim.rise_in_not_known), false),
        ("claim_not_sustained", truth(|r| r.claim.not_sustained), false),
        ("claim_improving_picture", truth(|r| r.claim.improving_picture), false),
        ("claim_order", integer(|r| r.order), false),
        ("statement_place", integer(|r| r.place), false),
    ])
    .map_err(|e| EngineError::Table(e.to_string()))?;
    context.register_batch("claims", batch)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::parse_statements;

    const GOOD: &str = "title = 't'\narea = 'Leeds'\n[[statement]]\nid = 'A'\ntext = 'x'\n\
        cohort = 'ehc-plan'\nfrom = '2016/17'\nto = '2018/19'\n[[statement.clause]]\n\
        text = 'y'\nmeasures = ['phonics-year-1']\nlevel = 'below'\n";

    fn said(text: &str) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        match parse_statements("mine.toml", text) {
            Err(error) => error.to_string(),
            Ok(file) => match claim_rows("mine.toml", &file, &catalogue) {
                Err(error) => error.to_string(),
                Ok(rows) => format!("{} rows", rows.len()),
            },
        }
    }

    #[test]
    fn a_claim_that_cannot_be_expressed_is_refused_with_the_nearest_that_can() {
        assert_eq!(said(GOOD), "1 rows");
        let level = "level = 'below'";
        for (from, to, expected) in [
            (level, "level = 'weak'", "for that write 'unfavourable'"),
            (level, "level = 'in line'", "for that write 'broadly_in_line'"),
            (level, "level = 'beolw'", "nearest known: 'below'"),
            (level, "levle = 'below'", "line 12: unknown key 'levle' (nearest known: 'level')"),
            (level, "direction = 'reduced'", "for that write 'falling'"),
            (level, "gap = 'narrowing'", "for that write 'closing'"),
            (level, "", "needs measures and a claim"),
            (level, "level = 'below'\nquantifier = 'some'", "use one of all, most, any"),
            (level, "level = 'below'\ncomparator = 'england'", "comparator 'england' is unknown"),
            (level, "improving_picture = true", "a picture needs at least 4 measures, not 1"),
            (level, "rise_in_not_known = true", "name one of ks4-not-captured"),
            ("'phonics-year-1'", "'phonics'", "nearest known: 'phonics-year-1'"),
            ("'phonics-year-1'", "'sen-prevalence'", "1 rows"),
            ("['phonics-year-1']", "[]", "needs measures"),
            ("'ehc-plan'", "'ehcp'", "nearest known: 'ehc-plan'"),
            ("'Leeds'", "'Leads'", "nearest known: 'Leeds'"),
            ("'2018/19'", "'2015/16'", "the first period is after the last"),
            ("'2018/19'", "'2018-20'", "is not a period"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let message = said(&GOOD.replacen(from, to, 1));
            assert!(message.contains(expected), "{to}: {message}");
        }
        let twice = format!("{GOOD}{}", &GOOD[GOOD.find("[[statement]]").unwrap()..]);
        assert!(said(&twice).contains("the id appears twice"), "{}", said(&twice));
    }

    #[test]
    fn good_and_bad_are_not_claimed_where_there_is_neither() {
        let neutral = GOOD.replace("phonics-year-1", "sen-prevalence");
        for (to, expected) in [
            ("level = 'unfavourable'", "write level = \"above\" or \"below\""),
            ("direction = 'improving'", "write direction = \"rising\" or \"falling\""),
            ("gap = 'closing'", "has no good direction"),
            ("direction = 'rising'", "1 rows"),
        ] {
            let message = said(&neutral.replace("level = 'below'", to));
            assert!(message.contains(expected), "{to}: {message}");
        }
    }

    #[test]
    fn the_claims_that_ship_and_the_template_can_be_expressed() {
        let template = include_str!("../../assets/statements-template.toml");
        assert_eq!(said(template), "12 rows");
        let catalogue = Catalogue::embedded().unwrap();
        for (name, file) in Catalogue::shipped_statements().unwrap() {
            let rows = claim_rows(&name, &file, &catalogue).unwrap();
            let judged: BTreeSet<_> = rows.iter().map(|r| (&r.statement_id, r.clause)).collect();
            let clauses: usize = file.statements.iter().map(|s| s.clauses.len()).sum();
            assert_eq!(judged.len(), clauses, "{name}: every clause is judged by some figures");
        }
    }
}
