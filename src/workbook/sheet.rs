//! One table on one sheet: a title in A1, what a reader must know below it, then the table.

use super::WorkbookError;
use crate::findings::meaningful;
use rust_xlsxwriter::{Format, FormatAlign, Table, TableColumn, TableStyle, Url, Worksheet};

/// Most characters that a cell of the format can hold.
const CELL: usize = 32_767;

/// Points of one line of text.
const LINE: f64 = 15.0;
/// A4, and A3 for tables that are wider than 160 characters, as the format numbers them.
const PAPER: [u8; 2] = [9, 8];

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing; what that means is explained above the table.
    Empty,
    /// Text, never a formula.
    Text(String),
    /// A number in the unit of its row.
    Number {
        /// The number itself, as published.
        value: f64,
        /// Decimals to show.
        decimals: usize,
    },
    /// A whole number.
    Count(f64),
    /// A number as other programs read it, without a format.
    Plain(f64),
    /// An address with its text.
    Link {
        /// `https://…` or `internal:'Sheet'!A1`.
        address: String,
        /// What is read.
        text: String,
    },
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words, wrapped.
    Text,
    /// Figures, to the right.
    Number,
}

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) title: String,
    /// Width in characters.
    pub(super) width: f64,
    pub(super) kind: Kind,
}

/// One sheet with its table.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// Name of the sheet and, in small letters, of its table.
    pub(super) name: String,
    /// Title in A1.
    pub(super) title: String,
    /// What a reader must know, a line each.
    pub(super) intro: Vec<String>,
    pub(super) columns: Vec<Column>,
    /// Columns from the left that stay in sight.
    pub(super) frozen: u16,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Points that `texts` need in columns of these widths (characters), wrapped. Not every
/// program works it out when a file is opened.
pub(super) fn height<'a>(texts: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let lines = |(text, width): (&str, f64)| (text.chars().count() as f64 * 1.15 / width).ceil();
    // A row of the format is at most 409 points high.
    (texts.map(lines).fold(1.0, f64::max) * LINE).min(409.0)
}

fn row_number(place: usize) -> u32 {
    // A sheet holds about a million rows; the writer refuses more.
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Sheet {
    /// Address of the sheet within the workbook.
    pub(super) fn address(&self) -> String {
        format!("internal:'{}'!A1", self.name)
    }

    /// Writes the sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), WorkbookError> {
        sheet.set_name(&self.name)?;
        write_lines(sheet, &self.title, &self.intro)?;
        let head = row_number(self.intro.len() + 1);
        let formats = Formats::new();
        for (place, column) in (0u16..).zip(&self.columns) {
            sheet.set_column_width(place, column.width)?;
        }
        let heads = self.columns.iter().map(|c| (c.title.as_str(), c.width - 2.0));
        sheet.set_row_height(head, height(heads))?;
        for (row, cells) in (head + 1..).zip(&self.rows) {
            let texts = cells.iter().zip(&self.columns).filter_map(|(cell, column)| match cell {
                Cell::Text(text) | Cell::Link { text, .. } => Some((text.as_str(), column.width)),
                _ => None,
            });
            sheet.set_row_height(row, height(texts))?;
            for (column, cell) in (0u16..).zip(cells) {
                formats.write(sheet, row, column, cell)?;
            }
        }
        let columns: Vec<TableColumn> = self
            .columns
            .iter()
            .map(|column| {
                let align = match column.kind {
                    Kind::Text => FormatAlign::Left,
                    Kind::Number => FormatAlign::Right,
                };
                let format = Format::new()
                    .set_bold()
                    .set_text_wrap()
                    .set_align(align)
                    .set_align(FormatAlign::Bottom);
                TableColumn::new().set_header(&column.title).set_header_format(format)
            })
            .collect();
        let table = Table::new()
            .set_name(format!("table_{}", self.name.to_lowercase().replace(' ', "_")))
            .set_style(TableStyle::Light1)
            .set_banded_rows(false)
            .set_alt_text_title(&self.title)
            .set_alt_text(self.intro.join(" "))
            .set_columns(&columns);
        // A table needs a row below its head even if nothing is known.
        let last_row = head + row_number(self.rows.len().max(1));
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        sheet.add_table(head, 0, last_row, last_column, &table)?;
        sheet.set_freeze_panes(head + 1, self.frozen)?;
        sheet.set_landscape();
        let wide = self.columns.iter().map(|c| c.width).sum::<f64>() > 160.0;
        sheet.set_paper_size(PAPER[usize::from(wide)]);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(head, head)?;
        Ok(())
    }
}

/// Writes the title in A1 and a line below it for each of `lines`.
pub(super) fn write_lines(
    sheet: &mut Worksheet,
    title: &str,
    lines: &[String],
) -> Result<(), WorkbookError> {
    sheet.write_string_with_format(
        0,
        0,
        cut(title),
        &Format::new().set_bold().set_font_size(15),
    )?;
    for (row, line) in (1..).zip(lines) {
        sheet.write_string(row, 0, cut(line))?;
    }
    Ok(())
}

/// What a cell can hold of `text`.
fn cut(text: &str) -> String {
    if text.chars().count() <= CELL {
        return text.to_string();
    }
    text.chars().take(CELL - 1).chain(['…']).collect()
}

struct Formats {
    text: Format,
    counts: Format,
    plain: Format,
    link: Format,
    decimals: [Format; 4],
}

impl Formats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let decimals = ["0", "0.0", "0.00", "0.000"].map(|pattern| top().set_num_format(pattern));
        Self {
            text: top().set_text_wrap(),
            counts: top().set_num_format("#,##0"),
            plain: top(),
            link: top().set_hyperlink(),
            decimals,
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
    ) -> Result<(), WorkbookError> {
        match cell {
            Cell::Empty => {}
            // Always a string: a text that starts with = + - @ is not a formula.
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, cut(text), &self.text)?;
            }
            Cell::Number { value, decimals } => {
                let format = self.decimals.get(*decimals).unwrap_or(&self.decimals[3]);
                sheet.write_number_with_format(row, column, meaningful(*value), format)?;
            }
            Cell::Count(value) => {
                sheet.write_number_with_format(row, column, meaningful(*value), &self.counts)?;
            }
            Cell::Plain(value) => {
                sheet.write_number_with_format(row, column, meaningful(*value), &self.plain)?;
            }
            Cell::Link { address, text } => {
                let url = Url::new(address).set_text(cut(text));
                sheet.write_url_with_format(row, column, url, &self.link)?;
            }
        }
        Ok(())
    }
}
