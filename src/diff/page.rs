//! The page "what changed": whole in itself, without scripts.

use super::kind::COUNTED;
use super::words::{summary, versions};
use super::{Change, ChangeKind, Diff, StatementChange};
use crate::error::Error;
use crate::report::{ReportError, page_templates};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

#[derive(Serialize)]
struct Total {
    words: &'static str,
    rows: i32,
}

#[derive(Serialize)]
struct DataSetRow<'a> {
    id: &'a str,
    versions: String,
    events: &'a [String],
}

#[derive(Serialize)]
struct StatementRow<'a> {
    name: String,
    change: &'a StatementChange,
}

#[derive(Serialize)]
struct Table<'a> {
    id: ChangeKind,
    title: &'static str,
    caption: String,
    verdicts: bool,
    rows: Vec<&'a Change>,
}

/// Makes the page; `headline` comes first, in a paragraph.
///
/// # Errors
/// The template is broken.
pub fn page(diff: &Diff, headline: &str) -> Result<String, Error> {
    let mut pages = page_templates();
    pages
        .add_template("diff.html", include_str!("templates/diff.html"))
        .map_err(ReportError::from)?;
    let totals: Vec<Total> = COUNTED
        .into_iter()
        .map(|kind| Total { words: kind.words(), rows: diff.count(kind) })
        .filter(|total| total.rows > 0)
        .collect();
    let data_sets: Vec<DataSetRow<'_>> = diff
        .data_sets
        .iter()
        .map(|d| DataSetRow { id: &d.data_set, versions: versions(d), events: &d.events })
        .collect();
    let tables = tables(diff);
    let counts: Vec<&super::Count> = diff.counts.iter().filter(|c| is_only_counted(c)).collect();
    let statements: Vec<StatementRow<'_>> =
        diff.statements.iter().map(|s| StatementRow { name: s.name(), change: s }).collect();
    let page = pages
        .get_template("diff.html")
        .and_then(|template| {
            template.render(context! {
                headline,
                summary => summary(diff),
                old => &*diff.old,
                new => &*diff.new,
                version => env!("CARGO_PKG_VERSION"),
                totals => Value::from(Serde(&totals)),
                data_sets => Value::from(Serde(&data_sets)),
                counts => Value::from(Serde(&counts)),
                notes => Value::from(Serde(&diff.notes)),
                tables => Value::from(Serde(&tables)),
                statements => Value::from(Serde(&statements)),
                style => include_str!("templates/diff.css"),
            })
        })
        .map_err(ReportError::from)?;
    Ok(page)
}

/// What differs one by one, a table a kind.
fn tables(diff: &Diff) -> Vec<Table<'_>> {
    [
        (ChangeKind::Verdict, "Verdicts that moved"),
        (ChangeKind::Revised, "Revised figures"),
        (ChangeKind::Vanished, "Figures that are gone"),
        (ChangeKind::VerdictNew, "Verdicts that are new"),
        (ChangeKind::VerdictGone, "Verdicts that are gone"),
    ]
    .into_iter()
    .filter_map(|(kind, title)| {
        let all = diff.figures.iter().chain(&diff.verdicts);
        let rows: Vec<&Change> = all.filter(|c| c.kind == kind).collect();
        let count = diff.count(kind);
        let caption = if rows.len() as i32 == count {
            format!("{title}: all {count}")
        } else {
            format!("{title}: the largest {} of {count}; diff.parquet has all", rows.len())
        };
        let verdicts = kind.is_of_verdicts();
        (!rows.is_empty()).then_some(Table { id: kind, title, caption, verdicts, rows })
    })
    .collect()
}

/// Whether something is told by its number alone.
fn is_only_counted(count: &super::Count) -> bool {
    matches!(
        count.kind,
        ChangeKind::NewMeasure | ChangeKind::NewPeriod | ChangeKind::NewFigure | ChangeKind::Status
    )
}
