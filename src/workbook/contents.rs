//! The sheets around the figures: cover, contents, notes, symbols, statements and sources.

use super::sheet::{height, write_lines};
use super::{AreaBook, Cell, Notes, Sheet, WorkbookError, column, numeric};
use crate::catalogue::Catalogue;
use rust_xlsxwriter::{Format, FormatAlign, Worksheet};

/// Width of the cover, characters.
const COVER: f64 = 64.0;

/// One data set as it was read.
#[derive(Debug, Clone, Default)]
pub struct BookRelease {
    /// Data set.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: String,
    /// Periods.
    pub periods: String,
    /// Version.
    pub version: String,
    /// Checksum of the file.
    pub sha256: String,
    /// Rows read.
    pub rows: u64,
    /// Licence.
    pub licence: String,
    /// Address, or empty.
    pub url: String,
}

/// One clause of a statement with its verdict.
#[derive(Debug, Clone, Default)]
pub struct BookStatement {
    /// Statement.
    pub id: String,
    /// The claim as written.
    pub text: String,
    /// Its clause.
    pub clause: String,
    /// Result in words.
    pub result: String,
    /// With the figures.
    pub reason: String,
    /// The period up to which figures were used; empty for all.
    pub figures_until: String,
}

/// The cover: text only, one line a cell in column A.
pub(super) fn write_cover(
    sheet: &mut Worksheet,
    book: &AreaBook<'_>,
    title: &str,
) -> Result<(), WorkbookError> {
    sheet.set_name("Cover")?;
    let as_of = if book.as_of == "latest" {
        "Figures: those that are held. The sheet Findings says to which year, measure by measure, and which are old: more than two years behind the newest that are known to be published.".to_string()
    } else {
        format!("Figures: as they were known in {}; later years are left out.", book.as_of)
    };
    let mut lines = vec![
        format!(
            "How well children and young people with special educational needs and \
                 disabilities do in {}, compared with the same pupils in England and others.",
            book.area.name
        ),
        as_of,
        "The figures are full counts of pupils, not samples. “Significantly” is used only where \
         numbers of pupils or limits are published, the gap is large enough to matter, and it \
         still holds after allowing for the number of measures tested."
            .to_string(),
        "A figure that was suppressed stays empty, with its shorthand in the next column. It is \
         not a zero."
            .to_string(),
        "Each sheet has one table, which begins below its title and an explanation. The sheet \
         Contents leads to each."
            .to_string(),
        format!(
            "Area: {} ({}). Made by send-outcomes {} from published figures.",
            book.area.name,
            book.area.code,
            env!("CARGO_PKG_VERSION")
        ),
        "Contains public sector information licensed under the Open Government Licence v3.0."
            .to_string(),
    ];
    lines.splice(1..1, book.area_notes.iter().cloned());
    write_lines(sheet, title, &[])?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, line) in (1..).zip(&lines) {
        sheet.write_string_with_format(row, 0, line, &wrapped)?;
        sheet.set_row_height(row, height(std::iter::once((line.as_str(), COVER))))?;
    }
    sheet.set_column_width(0, COVER)?;
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_paper_size(9);
    Ok(())
}

/// The table of contents.
pub(super) fn contents(sheets: &[Sheet]) -> Sheet {
    let rows = sheets.iter().map(|sheet| {
        vec![
            Cell::Link { address: sheet.address(), text: sheet.name.clone() },
            Cell::text(&sheet.title),
            Cell::Count(sheet.rows.len() as f64),
        ]
    });
    Sheet {
        name: "Contents".to_string(),
        title: "Contents".to_string(),
        intro: vec!["This sheet has one table, with a link to every other sheet.".to_string()],
        columns: vec![column("Sheet", 20.0), column("What it holds", 80.0), numeric("Rows")],
        frozen: 0,
        rows: rows.collect(),
    }
}

/// The notes that other sheets refer to by number.
pub(super) fn notes(notes: &Notes) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = (1..)
        .zip(&notes.0)
        .map(|(place, text): (usize, _)| {
            vec![Cell::text(format!("[note {place}]")), Cell::text(text)]
        })
        .collect();
    if rows.is_empty() {
        rows.push(vec![Cell::text("none"), Cell::text("No figure needs a note.")]);
    }
    Sheet {
        name: "Notes".to_string(),
        title: "Notes".to_string(),
        intro: vec![
            "This sheet has one table: the notes that other sheets name by number.".to_string(),
        ],
        columns: vec![column("Note", 12.0), column("Text", 110.0)],
        frozen: 0,
        rows,
    }
}

/// The shorthand in place of numbers.
pub(super) fn symbols(catalogue: &Catalogue) -> Sheet {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for symbol in &catalogue.symbols {
        let shown = Cell::text(format!("[{}]", symbol.kept_as));
        // The first meaning of a symbol is its present one; the rest are older spellings.
        if !rows.iter().any(|row| row[0] == shown) {
            rows.push(vec![shown, Cell::text(&symbol.meaning)]);
        }
    }
    Sheet {
        name: "Symbols".to_string(),
        title: "Symbols and shorthand".to_string(),
        intro: vec![
            "This sheet has one table: the symbols used in place of a number. A symbol is \
                     never a zero."
                .to_string(),
        ],
        columns: vec![column("Shorthand", 12.0), column("Meaning", 90.0)],
        frozen: 0,
        rows,
    }
}

/// What was written about the area, judged.
pub(super) fn statements(statements: &[BookStatement]) -> Sheet {
    let rows = statements.iter().map(|s| {
        [&s.id, &s.text, &s.clause, &s.result, &s.reason, &s.figures_until].map(Cell::text).to_vec()
    });
    Sheet {
        name: "Statements".to_string(),
        title: "Statements, judged clause by clause".to_string(),
        intro: vec![
            "This sheet has one table. A claim is judged as it is worded, against the \
                     published figures up to the last year that it is about, as revised since."
                .to_string(),
        ],
        columns: vec![
            column("Statement", 12.0),
            column("Claim", 50.0),
            column("Clause", 40.0),
            column("Result", 18.0),
            column("Figures", 100.0),
            column("Years up to", 12.0),
        ],
        frozen: 0,
        rows: rows.collect(),
    }
}

/// The data sets read.
pub(super) fn sources(releases: &[BookRelease]) -> Sheet {
    let rows = releases.iter().map(|r| {
        let address = if r.url.starts_with("https://") && r.url.len() < 2000 {
            Cell::Link { address: r.url.clone(), text: r.url.clone() }
        } else {
            Cell::text(&r.url)
        };
        vec![
            Cell::text(&r.id),
            Cell::text(&r.title),
            Cell::text(&r.publisher),
            Cell::text(&r.periods),
            Cell::Count(r.rows as f64),
            Cell::text(&r.version),
            Cell::text(&r.sha256),
            Cell::text(&r.licence),
            address,
        ]
    });
    Sheet {
        name: "Sources".to_string(),
        title: "Sources: the published data sets and lists behind the figures".to_string(),
        intro: vec![
            "This sheet has one table. The checksum is that of the file that was read.".to_string(),
        ],
        columns: vec![
            column("Data set", 36.0),
            column("Title", 40.0),
            column("Publisher", 24.0),
            column("Periods", 20.0),
            numeric("Rows read"),
            column("Version", 22.0),
            column("SHA-256", 30.0),
            column("Licence", 28.0),
            column("Address", 60.0),
        ],
        frozen: 0,
        rows: rows.collect(),
    }
}
