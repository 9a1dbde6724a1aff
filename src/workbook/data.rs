//! Sheets for those who go on with the figures: the tidy table, the neighbours by name, a
//! summary and the definitions.

use super::{AreaBook, Cell, Sheet, column, number, numeric, shorthand};
use crate::catalogue::{Measure, theme_title};
use crate::findings::{Datum, FINDING_COLUMNS, Finding, HeadlineList, Tidy, TidyColumn};
use crate::markup::capitalised;
use crate::words::Word;

/// Widest column of the tidy table, characters.
const WIDEST: usize = 44;

/// What leaders read first: strengths and concerns in their order.
pub(super) fn summary(book: &AreaBook<'_>) -> Sheet {
    let lists = [(HeadlineList::Strengths, "Strength"), (HeadlineList::Concerns, "Concern")];
    let rows = lists.iter().flat_map(|(list, title)| {
        book.results.headlines(*list).into_iter().map(|f| summary_row(book, title, f))
    });
    Sheet {
        name: "Summary".to_string(),
        title: format!("Summary: what stands out in {}", book.area.name),
        intro: vec![
            "This sheet has one table: the findings that the evidence supports as strengths or \
             concerns, the most important first. The sheet Findings has all of them."
                .to_string(),
        ],
        columns: vec![
            column("List", 12.0),
            numeric("Order"),
            column("Measure", 36.0),
            column("Group", 14.0),
            column("Period", 10.0),
            numeric("Area figure"),
            column("Compared with", 18.0),
            numeric("Comparator figure"),
            column("Unit", 16.0),
            column("Judgement", 28.0),
            column("Evidence grade", 10.0),
            column("Rank among authorities", 22.0),
            column("In words", 80.0),
            column("Finding", 40.0),
        ],
        frozen: 0,
        rows: rows.collect(),
    }
}

fn summary_row(book: &AreaBook<'_>, list: &str, f: &Finding) -> Vec<Cell> {
    let against = book.catalogue.comparators.iter().find(|known| known.id == f.comparator);
    let unit = book.catalogue.measure(&f.measure_id).map(|m| m.axis_unit.as_str());
    vec![
        Cell::text(list),
        Cell::Count(f64::from(f.headline_place)),
        Cell::text(&f.measure_title),
        Cell::text(&f.cohort_short),
        Cell::text(&f.period),
        number(f.value, f.decimals),
        Cell::text(against.map_or(f.comparator.as_str(), |known| known.short_title.as_str())),
        number(f.comparator_value, f.comparator_decimals),
        Cell::text(unit.unwrap_or(f.unit.as_str())),
        Cell::text(&f.judgement),
        Cell::text(f.evidence_grade.as_str()),
        Cell::text(f.place()),
        Cell::text(&f.sentence),
        Cell::text(&f.finding_id),
    ]
}

/// The tidy table: a row a measure, group and comparator, with the columns of `findings.csv`.
pub(super) fn tidy(tidy: &Tidy) -> Sheet {
    let rows: Vec<Vec<Cell>> =
        tidy.findings.iter().map(|row| row.iter().map(cell).collect()).collect();
    let columns = (0..).zip(&FINDING_COLUMNS).map(|(place, known)| tidy_column(place, known, tidy));
    Sheet {
        name: "Data".to_string(),
        title: "Data: one row a measure, group and comparator, for pivot tables and other programs"
            .to_string(),
        intro: vec![
            "This sheet has one table, with the columns of csv/findings.csv; the sheet Columns \
             describes each of them. An empty number was not published or could not be worked out: \
             it is not a zero."
                .to_string(),
        ],
        columns: columns.collect(),
        frozen: 2,
        rows,
    }
}

fn cell(datum: &Datum) -> Cell {
    match datum {
        Datum::Empty => Cell::Empty,
        Datum::Text(text) => Cell::text(text),
        Datum::Number(value) => Cell::Plain(*value),
    }
}

/// A column as wide as what it holds, so that rows stay one line high.
fn tidy_column(place: usize, known: &TidyColumn, tidy: &Tidy) -> super::Column {
    if known.number {
        return numeric(known.name);
    }
    let length = |row: &Vec<Datum>| match row.get(place) {
        Some(Datum::Text(text)) => text.chars().count(),
        _ => 0,
    };
    let longest = tidy.findings.iter().map(length).max().unwrap_or(0).max(known.name.len());
    // A wrapped line needs a little more room than its letters.
    column(known.name, (longest.min(WIDEST) as f64 * 1.15 + 2.0).ceil())
}

/// What each column of the tidy table holds.
pub(super) fn columns() -> Sheet {
    let rows = FINDING_COLUMNS.iter().map(|known| {
        let kind = if known.number { "number" } else { "text" };
        vec![Cell::text(known.name), Cell::text(kind), Cell::text(capitalised(known.what))]
    });
    Sheet {
        name: "Columns".to_string(),
        title: "Columns of the sheet Data and of csv/findings.csv".to_string(),
        intro: vec!["This sheet has one table.".to_string()],
        columns: vec![column("Column", 20.0), column("Type", 10.0), column("What it holds", 110.0)],
        frozen: 0,
        rows: rows.collect(),
    }
}

/// The statistical neighbours by name with their figures, or none where no list names them.
pub(super) fn neighbours(book: &AreaBook<'_>) -> Option<Sheet> {
    let known = &book.tidy.neighbours;
    let names: Vec<&str> = known.first()?.neighbours.iter().map(|n| n.name.as_str()).collect();
    let (_, list) = book.catalogue.neighbours_list(&book.area.code);
    let mut columns = vec![
        column("Measure", 36.0),
        column("Group", 14.0),
        column("Period", 10.0),
        column("Unit", 10.0),
        numeric(&book.area.name),
        column("Area shorthand", 10.0),
        numeric("England"),
        numeric("Neighbours' median"),
    ];
    columns.extend((1..).zip(&names).map(|(place, name): (usize, &&str)| super::Column {
        width: 16.0,
        ..numeric(&format!("{place}. {name}"))
    }));
    let rows = known.iter().map(|row| {
        let mut cells = vec![
            Cell::text(&row.measure),
            Cell::text(&row.cohort),
            Cell::text(&row.period),
            Cell::text(&row.unit),
            number(row.own, row.decimals),
            shorthand(row.symbol.as_deref()),
            number(row.england, row.decimals),
            number(row.median, row.decimals),
        ];
        cells.extend(row.neighbours.iter().map(|near| match near.figure {
            Some(_) => number(near.figure, row.decimals),
            None => shorthand(near.symbol.as_deref()),
        }));
        cells
    });
    Some(Sheet {
        name: "Neighbours".to_string(),
        title: format!("Statistical neighbours of {}, the nearest first", book.area.name),
        intro: vec![
            format!("This sheet has one table: measures for which higher or lower is better, \
                     pupils with an EHC plan and on SEN support, latest year. List: {list}."),
            "A neighbour without a figure has the shorthand for why in its place (sheet Symbols), or an empty cell where nothing was published.".to_string(),
        ],
        columns,
        frozen: 2,
        rows: rows.collect(),
    })
}

/// What each measure with a figure is.
pub(super) fn definitions(book: &AreaBook<'_>) -> Sheet {
    let has_finding = |m: &&Measure| book.results.findings.iter().any(|f| f.measure_id == m.id);
    let rows = book.catalogue.measures.iter().filter(has_finding).map(|m| {
        let data_set = book.catalogue.data_sets.get(&m.data_set);
        let better = match m.polarity {
            1 => "higher",
            -1 => "lower",
            _ => "neither",
        };
        vec![
            Cell::text(theme_title(&m.theme)),
            Cell::text(&m.title),
            Cell::text(&m.definition),
            Cell::text(&m.axis_unit),
            Cell::text(better),
            Cell::text(data_set.map_or(m.data_set.as_str(), |d| d.title.as_str())),
            Cell::text(m.caveats.join(" ")),
            Cell::text(&m.id),
        ]
    });
    Sheet {
        name: "Definitions".to_string(),
        title: "Definitions: what each measure is".to_string(),
        intro: vec!["This sheet has one table.".to_string()],
        columns: vec![
            column("Theme", 24.0),
            column("Measure", 36.0),
            column("What it measures", 70.0),
            column("Unit", 20.0),
            column("Better", 10.0),
            column("Publication", 40.0),
            column("Read with care", 60.0),
            column("Id", 30.0),
        ],
        frozen: 2,
        rows: rows.collect(),
    }
}
