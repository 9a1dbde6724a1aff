//! Claims next to verdicts and figures.

use super::scorecard::{figure, own};
use crate::catalogue::{Catalogue, StatementClause, StatementText, Statements, slug};
use crate::findings::{Judged, JudgedFigure, StatementResult, level_words};
use crate::markup::capitalised;
use serde::Serialize;

/// One file of statements about one area.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StatementFile {
    /// Who wrote it, where and when.
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
    /// Periods it is about.
    pub span: String,
    /// Result as a whole, in words.
    pub result: String,
    /// Whether the figures could judge any of it.
    pub assessed: bool,
    /// Its clauses.
    pub clauses: Vec<ClauseRow>,
    /// The period up to which figures were used; empty for all.
    pub figures_until: String,
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
    /// The figures it depends on.
    pub rows: Vec<FigureRow>,
}

/// What one measure of a clause says, printed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FigureRow {
    /// Measure.
    pub measure: String,
    /// Cohort for labels.
    pub cohort: String,
    /// Comparator.
    pub comparator: String,
    /// Period.
    pub period: String,
    /// The area's figure.
    pub own: String,
    /// The comparator's.
    pub value: String,
    /// Level in words.
    pub level: String,
    /// Direction in words.
    pub direction: String,
    /// Where the basis is shown, or empty.
    pub href: String,
}

/// Files of statements with their verdicts. `page_of` says whether an area code has a page, which
/// shows the basis of what was judged as of `as_of`, the period of the run.
#[must_use]
pub fn statement_files(
    files: &[(String, Statements)],
    judged: &Judged,
    catalogue: &Catalogue,
    as_of: &str,
    page_of: &dyn Fn(&str) -> bool,
) -> Vec<StatementFile> {
    let one = |(number, (_, file)): (usize, &(String, Statements))| {
        let area = catalogue.areas.find(&file.area);
        let (name, code) =
            area.map_or((file.area.clone(), String::new()), |a| (a.name.clone(), a.code.clone()));
        let page = area.filter(|a| page_of(&a.code)).map_or(String::new(), |a| a.slug.clone());
        let statements = file.statements.iter().map(|s| {
            let whole = judged.statements.iter().find(|j| j.statement_id == s.id);
            let until = whole.map_or(String::new(), |j| j.as_of.clone());
            let basis = if until == as_of { page.as_str() } else { "" };
            StatementRow {
                id: s.id.clone(),
                anchor: format!("statement-{}-{}", number + 1, slug(&s.id)),
                text: s.text.clone(),
                cohort: cohort_title(&s.cohort, catalogue),
                span: if s.from == s.to { s.to.clone() } else { format!("{} to {}", s.from, s.to) },
                result: whole.map_or(String::new(), |j| capitalised(j.result.words())),
                assessed: whole.is_some_and(|j| j.result != StatementResult::CannotBeAssessed),
                clauses: clauses(s, judged, catalogue, basis),
                figures_until: if until == "latest" { String::new() } else { until },
            }
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

fn cohort_title(id: &str, catalogue: &Catalogue) -> String {
    let known = catalogue.cohorts.iter().find(|c| c.id == id);
    known.map_or(id.to_string(), |c| c.short_title.clone())
}

/// The clauses of a statement; the basis of their figures is on the page of `page`, if any.
fn clauses(
    statement: &StatementText,
    judged: &Judged,
    catalogue: &Catalogue,
    page: &str,
) -> Vec<ClauseRow> {
    let one = |(clause, written): (i32, &StatementClause)| {
        let of_clause = |id: &str, number: i32| id == statement.id.as_str() && number == clause;
        let verdict = judged.clauses.iter().find(|j| of_clause(&j.statement_id, j.clause));
        let figures = judged.figures.iter().filter(|f| of_clause(&f.statement_id, f.clause));
        ClauseRow {
            text: capitalised(&written.text),
            result: verdict.map_or(String::new(), |v| capitalised(v.result.words())),
            assessed: verdict.is_some_and(|v| v.result != StatementResult::CannotBeAssessed),
            reason: verdict.map_or(String::new(), |v| capitalised(&v.reason)),
            rows: figures.map(|figure| FigureRow::of(figure, catalogue, page)).collect(),
        }
    };
    (1..).zip(&statement.clauses).map(one).collect()
}

impl FigureRow {
    fn of(f: &JudgedFigure, catalogue: &Catalogue, page: &str) -> Self {
        let unit = catalogue.measure(&f.measure_id).map_or("", |m| m.unit.as_str());
        let places = |places: i32| usize::try_from(places).unwrap_or_default();
        let comparator = catalogue.comparators.iter().find(|known| known.id == f.comparator);
        let basis = || format!("{page}-basis.html#{}", f.finding_id);
        Self {
            measure: f.measure_title.clone(),
            cohort: cohort_title(&f.cohort, catalogue),
            comparator: comparator.map_or(f.comparator.clone(), |c| c.title.clone()),
            period: f.period.clone(),
            own: own(f.value, f.symbol.as_deref(), unit, places(f.places)),
            value: figure(f.comparator_value, None, unit, places(f.comparator_places)),
            level: level_words(f.level, &f.basis_mark, &f.flags),
            direction: f.direction_wording.clone(),
            href: if page.is_empty() { String::new() } else { basis() },
        }
    }
}
