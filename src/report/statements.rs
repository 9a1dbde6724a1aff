//! Claims beside verdicts and figures.

use super::scorecard::OtherRow;
use crate::catalogue::{Catalogue, Statements, slug};
use crate::markup::capitalised;
use serde::Serialize;

/// One file of statements about one area.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StatementFile {
    /// Who said it, where and when.
    pub title: String,
    /// The area.
    pub area: String,
    /// ONS code of the area.
    pub area_code: String,
    /// Its page, where this run has one.
    pub slug: String,
    /// Claims.
    pub statements: Vec<StatementRow>,
}

/// One claim.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StatementRow {
    /// Id as written.
    pub id: String,
    /// For addresses.
    pub anchor: String,
    /// The claim in words.
    pub text: String,
    /// Cohort for labels.
    pub cohort: String,
    /// Periods it speaks of.
    pub span: String,
    /// Its clauses.
    pub clauses: Vec<ClauseRow>,
}

/// One clause with its verdict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClauseRow {
    /// In words.
    pub text: String,
    /// Result in words.
    pub result: String,
    /// Whether the figures could judge it.
    pub assessed: bool,
    /// With the figures.
    pub reason: String,
    /// The findings it rests on.
    pub rows: Vec<OtherRow>,
}

/// A judged clause as the tables have it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedText<'a> {
    /// Statement.
    pub statement_id: &'a str,
    /// Clause, from 1.
    pub clause: i32,
    /// Result, as in the tables.
    pub result: &'a str,
    /// With the figures.
    pub reason: &'a str,
    /// Findings it rests on.
    pub finding_ids: &'a [String],
}

/// Files of statements with their verdicts. `page_of` tells whether an area code has a page;
/// `row_of` gives the comparison of a finding, where this run presents it.
#[must_use]
pub fn statement_files(
    files: &[(String, Statements)],
    judged: &[JudgedText<'_>],
    catalogue: &Catalogue,
    page_of: &dyn Fn(&str) -> bool,
    row_of: &dyn Fn(&str) -> Option<OtherRow>,
) -> Vec<StatementFile> {
    let cohort_title = |id: &str| {
        let known = catalogue.cohorts.iter().find(|c| c.id == id);
        known.map_or(id.to_string(), |c| c.short_title.clone())
    };
    let one = |(number, (_, file)): (usize, &(String, Statements))| {
        let area = catalogue.areas.find(&file.area);
        let (name, code) =
            area.map_or((file.area.clone(), String::new()), |a| (a.name.clone(), a.code.clone()));
        let page = area.filter(|a| page_of(&a.code)).map_or(String::new(), |a| a.slug.clone());
        let statements = file.statements.iter().map(|s| StatementRow {
            id: s.id.clone(),
            anchor: format!("statement-{}-{}", number + 1, slug(&s.id)),
            text: s.text.clone(),
            cohort: cohort_title(&s.cohort),
            span: if s.from == s.to { s.to.clone() } else { format!("{} to {}", s.from, s.to) },
            clauses: (1..)
                .zip(&s.clauses)
                .map(|(clause, said)| {
                    let verdict =
                        judged.iter().find(|j| j.statement_id == s.id && j.clause == clause);
                    let ids = verdict.map_or(&[][..], |v| v.finding_ids);
                    let mut rows: Vec<OtherRow> = ids.iter().filter_map(|id| row_of(id)).collect();
                    for row in rows.iter_mut().filter(|_| !page.is_empty()) {
                        row.href = format!("{page}-basis.html#{}", row.finding_id);
                    }
                    ClauseRow {
                        text: capitalised(&said.text),
                        result: verdict
                            .map_or(String::new(), |v| capitalised(&v.result.replace('_', " "))),
                        assessed: verdict.is_some_and(|v| v.result != "cannot_be_assessed"),
                        reason: verdict.map_or(String::new(), |v| v.reason.to_string()),
                        rows,
                    }
                })
                .collect(),
        });
        StatementFile {
            title: file.title.clone(),
            area: name.clone(),
            area_code: code.clone(),
            statements: statements.collect(),
            slug: page.clone(),
        }
    };
    files.iter().enumerate().map(one).collect()
}
