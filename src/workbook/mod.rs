//! One spreadsheet an area, laid out as the Government Analysis Function asks of
//! accessible statistical spreadsheets ("Releasing statistics in spreadsheets"): a
//! cover, a table of contents, notes and symbols; one table a sheet; numbers as
//! numbers with shorthand in their own column; no merged cells.

mod commentary;
mod contents;
mod data;
mod figures;
mod findings;
mod sheet;

pub use contents::{BookRelease, BookStatement};

use crate::catalogue::{Area, Catalogue, THEMES};
use crate::findings::{AreaFindings, Tidy};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::{Cell, Column, Kind, Sheet};

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The writer refuses; a fault of the program.
    #[error("a workbook could not be made: {0}")]
    Xlsx(#[from] XlsxError),
}

/// What a workbook holds.
#[derive(Debug)]
pub struct AreaBook<'a> {
    /// The area.
    pub area: &'a Area,
    /// Its findings and figures.
    pub results: &'a AreaFindings,
    /// The same as tidy rows, with the neighbours' figures.
    pub tidy: &'a Tidy,
    /// The catalogue that made the verdicts.
    pub catalogue: &'a Catalogue,
    /// `latest` or the as-of period.
    pub as_of: &'a str,
    /// What became of the area, or from when its series run.
    pub area_notes: Vec<String>,
    /// Data sets read.
    pub releases: Vec<BookRelease>,
    /// Judged statements about the area.
    pub statements: Vec<BookStatement>,
}

/// The workbook of one area, as the bytes of an `.xlsx` file; the same book gives the same bytes.
///
/// # Errors
/// The writer refuses a name or a size.
pub fn area_workbook(book: &AreaBook<'_>) -> Result<Vec<u8>, WorkbookError> {
    let mut notes = Notes(book.area_notes.clone());
    let mut tables = vec![data::summary(book), findings::sheet(book, &mut notes)];
    tables.extend(findings::others(book, &mut notes));
    tables.extend(commentary::sheet(book));
    tables.extend(data::neighbours(book));
    tables.extend(THEMES.iter().filter_map(|theme| figures::sheet(book, theme, &mut notes)));
    if !book.statements.is_empty() {
        tables.push(contents::statements(&book.statements));
    }
    tables.extend([data::tidy(book.tidy), data::columns(), data::definitions(book)]);
    tables.push(contents::sources(&book.releases));
    let mut sheets = vec![contents::notes(&notes), contents::symbols(book.catalogue)];
    sheets.extend(tables);
    let contents = contents::contents(&sheets);

    let mut workbook = Workbook::new();
    let title = format!("SEND outcomes: {}", book.area.name);
    let properties = DocProperties::new()
        .set_title(&title)
        .set_author("send-outcomes")
        .set_subject("Outcomes of children and young people with SEND, from published figures")
        .set_comment(
            "Contains public sector information licensed under the Open Government Licence v3.0.",
        )
        // No clock: the same figures give the same bytes.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    contents::write_cover(workbook.add_worksheet(), book, &title)?;
    for sheet in std::iter::once(&contents).chain(&sheets) {
        sheet.write(workbook.add_worksheet())?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Notes by number, in the order in which they are first needed.
#[derive(Debug, Default)]
struct Notes(Vec<String>);

impl Notes {
    /// `[note 3]` for the text of the third note.
    fn reference(&mut self, text: &str) -> String {
        let place = self.0.iter().position(|known| known == text).unwrap_or_else(|| {
            self.0.push(text.to_string());
            self.0.len() - 1
        });
        format!("[note {}]", place + 1)
    }
}

/// Shorthand for a symbol, as in `[c]`.
fn shorthand(symbol: Option<&str>) -> Cell {
    symbol.map_or(Cell::Empty, |s| Cell::text(format!("[{s}]")))
}

fn number(value: Option<f64>, decimals: usize) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Number { value, decimals })
}

fn column(title: &str, width: f64) -> Column {
    Column { title: title.to_string(), width, kind: Kind::Text }
}

fn numeric(title: &str) -> Column {
    Column { title: title.to_string(), width: 12.0, kind: Kind::Number }
}

#[cfg(test)]
mod tests;
