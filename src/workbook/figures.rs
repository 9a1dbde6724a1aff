//! The figures of one theme as published, one row a measure, group and period.

use super::{AreaBook, Cell, Notes, Sheet, column, number, numeric, shorthand};
use crate::catalogue::Measure;
use crate::findings::Year;
use crate::markup::capitalised;
use crate::period::Period;
use crate::words::Word;
use std::collections::BTreeMap;

/// The sheet of one theme, or none without a figure.
pub(super) fn sheet(book: &AreaBook<'_>, theme: &str, notes: &mut Notes) -> Option<Sheet> {
    let mut rows = Vec::new();
    for measure in book.catalogue.measures.iter().filter(|m| m.theme == theme) {
        for cohort in &book.catalogue.cohorts {
            let (area, england) = book.results.years(&measure.id, &cohort.id);
            if !area.is_empty() || !england.is_empty() {
                rows.extend(series(book, measure, &cohort.short_title, area, england, notes));
            }
        }
    }
    (!rows.is_empty()).then(|| Sheet {
        name: capitalised(theme),
        title: format!("{}: {} and England, every published year", capitalised(theme), book.area.name),
        intro: vec![
            "This sheet has one table. Figures are in the unit of the row. An empty number was \
             not published; the shorthand next to it says why (sheet Symbols). No figure is \
             estimated and none is added up.".to_string(),
            "Years of one series part may be compared over time; a change across two parts may not be read (the note says what changed).".to_string(),
        ],
        columns: vec![
            column("Measure", 36.0),
            column("Group", 14.0),
            column("Period", 10.0),
            numeric("Area figure"),
            column("Area shorthand", 10.0),
            numeric("England figure"),
            column("England shorthand", 10.0),
            column("Unit", 16.0),
            numeric("Counted in the area"),
            numeric("Pupils in the area"),
            numeric("Area lower 95% limit"),
            numeric("Area upper 95% limit"),
            numeric("Series part"),
            column("Release", 16.0),
            column("Data set", 36.0),
            column("Notes", 20.0),
        ],
        frozen: 3,
        rows,
    })
}

fn series(
    book: &AreaBook<'_>,
    measure: &Measure,
    cohort: &str,
    area: &[Year],
    england: &[Year],
    notes: &mut Notes,
) -> Vec<Vec<Cell>> {
    let mut years: BTreeMap<i32, (Option<&Year>, Option<&Year>)> = BTreeMap::new();
    for year in area {
        years.entry(year.start).or_default().0 = Some(year);
    }
    for year in england {
        years.entry(year.start).or_default().1 = Some(year);
    }
    let decimals = usize::try_from(measure.decimals).unwrap_or(0);
    let mut rows = Vec::with_capacity(years.len());
    for (start, (own, other)) in years {
        let Some(any) = own.or(other) else { continue };
        let mut about: Vec<String> = measure.caveats.clone();
        about.extend(breaks_at(book, measure, start));
        let references: Vec<String> = about.iter().map(|text| notes.reference(text)).collect();
        let of = |value: fn(&Year) -> Option<f64>| own.and_then(value);
        let count = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Count);
        rows.push(vec![
            Cell::text(&measure.title),
            Cell::text(cohort),
            Cell::text(&any.period),
            number(of(|y| y.value), decimals),
            own.map_or(Cell::text("[x]"), |y| shorthand(y.symbol.as_deref())),
            number(other.and_then(|y| y.value), decimals),
            other.map_or(Cell::text("[x]"), |y| shorthand(y.symbol.as_deref())),
            Cell::text(&measure.axis_unit),
            count(of(|y| y.numerator)),
            count(of(|y| y.denominator)),
            number(of(|y| y.lower), decimals + 1),
            number(of(|y| y.upper), decimals + 1),
            Cell::Count(f64::from(any.segment) + 1.0),
            Cell::text(any.release_status.as_str().replace('_', " ")),
            Cell::text(&any.data_set),
            Cell::text(references.join(" ")),
        ]);
    }
    rows
}

/// What changed with the period that starts in `start`.
fn breaks_at(book: &AreaBook<'_>, measure: &Measure, start: i32) -> Vec<String> {
    let of_measure = book.catalogue.breaks.iter().filter(|b| b.measures.contains(&measure.id));
    of_measure
        .filter(|b| Period::parse_any(&b.before).is_ok_and(|period| period.start == start))
        .map(|b| format!("A new series part starts in {}: {}. {}", b.before, b.title, b.note))
        .collect()
}
