//! What the area wrote in its own words, and its targets, as a sheet.

use super::{AreaBook, Cell, Sheet, column, number, numeric};
use crate::catalogue::{Comment, Target, theme_title};

/// The sheet, or none where the area wrote nothing.
pub(super) fn sheet(book: &AreaBook<'_>) -> Option<Sheet> {
    let commentary = &book.catalogue.commentary;
    let of_area = |areas: &[String]| areas.contains(&book.area.code);
    let comments = commentary.comments.iter().filter(|c| of_area(&c.areas)).map(|c| row(book, c));
    let targets = commentary.targets.iter().filter(|t| of_area(&t.areas)).map(|t| aim(book, t));
    let rows: Vec<Vec<Cell>> = comments.chain(targets).collect();
    (!rows.is_empty()).then(|| Sheet {
        name: "Commentary".to_string(),
        title: format!("Commentary: {}, in its own words", book.area.name),
        intro: vec![
            "This sheet has one table: what the area wrote in commentary.toml, and its targets. \
             The words are the area's own; no figure was checked against them. The sheet Findings \
             compares the figures with the targets."
                .to_string(),
        ],
        columns: vec![
            column("Theme", 24.0),
            column("Measure", 36.0),
            column("Group", 16.0),
            column("Comment", 60.0),
            column("Action", 40.0),
            column("Owner", 24.0),
            column("Due", 18.0),
            numeric("Target"),
            column("Target unit", 16.0),
            column("Target by", 12.0),
        ],
        frozen: 3,
        rows,
    })
}

fn row(book: &AreaBook<'_>, c: &Comment) -> Vec<Cell> {
    let [theme, measure, cohort] = about(book, &c.theme, &c.measure, &c.cohort);
    let words = [&c.comment, &c.action, &c.owner, &c.due].map(Cell::text);
    let no_target = [Cell::Empty, Cell::Empty, Cell::Empty];
    [theme, measure, cohort].into_iter().chain(words).chain(no_target).collect()
}

fn aim(book: &AreaBook<'_>, t: &Target) -> Vec<Cell> {
    let [theme, measure, cohort] = about(book, "", &t.measure, &t.cohort);
    let known = book.catalogue.measure(&t.measure);
    let decimals = known.map_or(1, |m| usize::try_from(m.decimals).unwrap_or(0));
    let unit = known.map(|m| m.axis_unit.as_str()).unwrap_or_default();
    vec![
        theme,
        measure,
        cohort,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        number(Some(t.value), decimals),
        Cell::text(unit),
        Cell::text(&t.by),
    ]
}

/// Theme, measure and group by their titles.
fn about(book: &AreaBook<'_>, theme: &str, measure: &str, cohort: &str) -> [Cell; 3] {
    let known = book.catalogue.measure(measure);
    let theme = known.map_or(theme, |m| m.theme.as_str());
    let group = book.catalogue.cohorts.iter().find(|c| c.id == cohort);
    let all = if known.is_some() { "all groups" } else { "" };
    [
        Cell::text(theme_title(theme)),
        Cell::text(known.map(|m| m.title.as_str()).unwrap_or_default()),
        Cell::text(group.map_or(all, |c| c.short_title.as_str())),
    ]
}
