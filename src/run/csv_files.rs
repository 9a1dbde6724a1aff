//! `output/csv/`: findings and series of the run's areas as CSV files, and what they wrote in their own words,
//! written an area at a time.

use crate::catalogue::{Area, Catalogue};
use crate::error::Error;
use crate::findings::{
    COMMENTARY_COLUMNS, Datum, FINDING_COLUMNS, SERIES_COLUMNS, Tidy, TidyColumn, commentary_rows,
};
use crate::inert::inert_row;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{File, create_dir_all};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// The files, open for more areas.
pub(super) struct CsvFiles<'a> {
    catalogue: &'a Catalogue,
    findings: CsvFile,
    series: CsvFile,
    /// None where the workspace has no commentary.
    commentary: Option<CsvFile>,
}

impl<'a> CsvFiles<'a> {
    /// Begins the files in `folder` with their headings.
    ///
    /// # Errors
    /// The folder or a file cannot be written.
    pub(super) fn begin(folder: &Path, catalogue: &'a Catalogue) -> Result<Self, Error> {
        create_dir_all(folder).map_err(Error::file(folder))?;
        let written = &catalogue.commentary;
        let any = !written.comments.is_empty() || !written.targets.is_empty();
        let commentary = || CsvFile::begin(folder.join("commentary.csv"), &COMMENTARY_COLUMNS);
        Ok(Self {
            catalogue,
            commentary: any.then(commentary).transpose()?,
            findings: CsvFile::begin(folder.join("findings.csv"), &FINDING_COLUMNS)?,
            series: CsvFile::begin(folder.join("series.csv"), &SERIES_COLUMNS)?,
        })
    }

    /// Adds the rows of `areas` in their order.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn areas(
        &mut self,
        areas: &[Area],
        tidy: &BTreeMap<String, Tidy>,
    ) -> Result<(), Error> {
        for of_area in areas.iter().filter_map(|area| tidy.get(&area.code)) {
            self.findings.rows(&of_area.findings)?;
            self.series.rows(&of_area.series)?;
        }
        if let Some(file) = &mut self.commentary {
            for area in areas {
                file.rows(&commentary_rows(self.catalogue, area))?;
            }
        }
        Ok(())
    }

    /// Ends the files.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn end(self) -> Result<(), Error> {
        self.findings.end()?;
        self.commentary.map_or(Ok(()), CsvFile::end)?;
        self.series.end()
    }
}

/// One file of RFC 4180: commas, quotes where a cell needs them, CR LF at the end of a line.
struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl CsvFile {
    fn begin(path: PathBuf, columns: &[TidyColumn]) -> Result<Self, Error> {
        let file = File::create(&path).map_err(Error::file(&path))?;
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BufWriter::new(file));
        let mut begun = Self { path, writer };
        begun.record(&columns.iter().map(|column| column.name).collect())?;
        Ok(begun)
    }

    fn rows(&mut self, rows: &[Vec<Datum>]) -> Result<(), Error> {
        rows.iter().try_for_each(|row| {
            let cells: Vec<Cow<'_, str>> = row.iter().map(printed).collect();
            self.record(&inert_row(cells.iter().map(AsRef::as_ref)))
        })
    }

    fn record(&mut self, record: &csv::StringRecord) -> Result<(), Error> {
        let written = self.writer.write_record(record).map_err(std::io::Error::from);
        written.map_err(Error::file(&self.path))
    }

    fn end(mut self) -> Result<(), Error> {
        self.writer.flush().map_err(Error::file(&self.path))
    }
}

/// A cell as it is printed: a point before the decimals, no exponent, nothing for what is not known.
fn printed(datum: &Datum) -> Cow<'_, str> {
    match datum {
        Datum::Empty => Cow::Borrowed(""),
        Datum::Text(text) => Cow::Borrowed(text),
        Datum::Number(value) => Cow::Owned(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppressed_figure_is_an_empty_cell_and_no_text_starts_a_formula() {
        let place = tempfile::tempdir().unwrap();
        let mut file = CsvFile::begin(place.path().join("x.csv"), &FINDING_COLUMNS[..4]).unwrap();
        let text = |text: &str| Datum::Text(text.to_string());
        file.rows(&[
            vec![text("=1+1"), text("Bristol, City of"), Datum::Empty, text("c")],
            vec![Datum::Number(-5.46), text("say \"x\""), Datum::Number(1e-7), Datum::Number(0.0)],
        ])
        .unwrap();
        file.end().unwrap();
        let written = std::fs::read_to_string(place.path().join("x.csv")).unwrap();
        assert_eq!(
            written,
            "area_code,area,region,theme\r\n'=1+1,\"Bristol, City of\",,c\r\n\
             -5.46,\"say \"\"x\"\"\",0.0000001,0\r\n"
        );
    }
}
