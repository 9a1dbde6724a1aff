//! One published file in the project's own layout.

use crate::Outcome;
use crate::areas::{Areas, Level, Place};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use send_outcomes::catalogue::Catalogue;
use send_outcomes::source::{ees::GEOGRAPHY, sha256};
use send_outcomes::stage::{Published, stage_bytes};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Columns in which publishers print the cohort of a row, the more specific first.
const COHORT_COLUMNS: [&str; 4] = ["sen_provision", "sen", "characteristic", "breakdown"];
/// Column of the span of a period within its year; kept where it says more than "a year".
const SPAN: &str = "time_identifier";
/// Column that says where counts come from; it is figures' company, not a filter.
const COUNTS_FROM: &str = "counts_from";

/// What the index says of one data set.
pub struct Table {
    /// Id.
    pub data_set: String,
    /// Checksum of the published file.
    pub sha256: String,
    /// Bytes of the published file.
    pub bytes: usize,
    /// Rows of the published file, and those that are kept.
    pub published_rows: usize,
    /// Rows that are kept.
    pub rows: usize,
    /// Periods.
    pub periods: BTreeSet<String>,
}

/// Writes one published file again, line by line.
pub fn tabulate(
    name: &str,
    source: &Path,
    figures: &Path,
    areas: &mut Areas,
    catalogue: &Catalogue,
) -> Outcome<Table> {
    let content = fs::read(source)?;
    let read = lines_read(name, &content, catalogue)?;
    // The reader counts a line too few where lines end in \r\n.
    let text = String::from_utf8(content.clone())?.replace("\r\n", "\n");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers()?.clone();
    let mut kept = BTreeMap::new();
    let mut published_rows = 0;
    for record in reader.records() {
        let record = record?;
        published_rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        if read.contains(&line) {
            kept.insert(line, record);
        }
    }
    let columns = Columns::of(&header, &kept.values())?;
    let mut lines = Lines::new(&columns.names(&header));
    let mut periods = BTreeSet::new();
    for (line, record) in &kept {
        let place = columns.place(record)?;
        periods.insert(place.period.to_string());
        let cells = columns.kept.iter().map(|i| record.get(*i).unwrap_or_default());
        lines.push(*line, [place.period, place.code].into_iter().chain(cells));
        areas.saw(&place)?;
    }
    if kept.len() != read.len() {
        return Err(format!("{} lines hold figures, {} were kept", read.len(), kept.len()).into());
    }
    lines.write(&figures.join(format!("{name}.csv")))?;
    Ok(Table {
        data_set: name.to_string(),
        sha256: sha256(&content),
        bytes: content.len(),
        published_rows,
        rows: kept.len(),
        periods,
    })
}

/// The lines from which the measures of the catalogue take a figure or a symbol.
pub fn lines_read(name: &str, content: &[u8], catalogue: &Catalogue) -> Outcome<BTreeSet<u64>> {
    let data_set =
        catalogue.data_sets.get(name).ok_or_else(|| format!("data set '{name}' is unknown"))?;
    let published = Published { file: name, version: "", data_set };
    let mut lines = BTreeSet::new();
    let staged = stage_bytes(&published, content, catalogue, 1, &mut |batch| {
        let rows = batch.column_by_name("source_row").map(AsArray::as_primitive::<Int64Type>);
        lines.extend(rows.iter().flat_map(|r| r.values().iter().map(|line| *line as u64)));
        Ok(())
    })?;
    match staged.rejections.first() {
        Some(rejection) => Err(rejection.message.clone().into()),
        None => Ok(lines),
    }
}

/// Lines of a file, those that hold nothing left empty.
pub struct Lines {
    text: Vec<u8>,
    next: u64,
}

impl Lines {
    /// Starts with the header, on line 1.
    pub fn new(header: &[&str]) -> Self {
        let mut lines = Self { text: Vec::new(), next: 1 };
        lines.push(1, header.iter().copied());
        lines
    }

    /// Adds a record on its line; lines come in order.
    pub fn push<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a str>) {
        let empty = usize::try_from(line - self.next).unwrap_or_default();
        self.text.resize(self.text.len() + empty, b'\n');
        self.next = line + 1;
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                self.text.push(b',');
            }
            if cell.contains([',', '"', '\n']) {
                self.text.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
            } else {
                self.text.extend(cell.bytes());
            }
        }
        self.text.push(b'\n');
    }

    /// Writes the file.
    pub fn write(&self, target: &Path) -> Outcome<()> {
        Ok(fs::File::create(target)?.write_all(&self.text)?)
    }
}

/// Where the columns of a published file stand, and those that are kept.
struct Columns {
    geography: BTreeMap<&'static str, usize>,
    cohort: Option<usize>,
    kept: Vec<usize>,
}

impl Columns {
    fn of<'a>(
        header: &csv::StringRecord,
        rows: &(impl Iterator<Item = &'a csv::StringRecord> + Clone),
    ) -> Outcome<Self> {
        let position = |name: &str| header.iter().position(|column| column == name);
        let mut geography = BTreeMap::new();
        for name in GEOGRAPHY {
            let index = position(name).ok_or_else(|| format!("column '{name}' is missing"))?;
            geography.insert(name, index);
        }
        let cohort = COHORT_COLUMNS.into_iter().find_map(position);
        let span = geography.get(SPAN).copied();
        let cell = |row: &'a csv::StringRecord, i: usize| row.get(i).unwrap_or_default();
        let values = |i: usize| rows.clone().map(|r| cell(r, i)).collect::<BTreeSet<_>>();
        let terms = |i: usize| values(i).iter().any(|text| text.contains("term"));
        let mut kept: Vec<usize> = span.filter(|i| terms(*i)).into_iter().chain(cohort).collect();
        for i in 0..header.len() {
            if kept.contains(&i) || geography.values().any(|g| *g == i) {
                continue;
            }
            // A filter that is at its total, or follows from the cohort, adds nothing.
            let figures = header.get(i) == Some(COUNTS_FROM)
                || values(i).iter().all(|text| text.len() < 3 || text.parse::<f64>().is_ok());
            let pairs: BTreeSet<_> =
                rows.clone().map(|r| (cohort.map(|c| cell(r, c)), cell(r, i))).collect();
            let cohorts: BTreeSet<_> = pairs.iter().map(|(c, _)| c).collect();
            let nothing = values(i).iter().all(|text| text.is_empty());
            if !nothing && (figures || pairs.len() > cohorts.len()) {
                kept.push(i);
            }
        }
        Ok(Self { geography, cohort, kept })
    }

    fn names<'a>(&self, header: &'a csv::StringRecord) -> Vec<&'a str> {
        let name = |i: &usize| match self.cohort {
            Some(cohort) if cohort == *i => "cohort_label",
            _ => header.get(*i).unwrap_or_default(),
        };
        ["period", "area"].into_iter().chain(self.kept.iter().map(name)).collect()
    }

    fn place<'a>(&self, record: &'a csv::StringRecord) -> Outcome<Place<'a>> {
        let field =
            |name: &str| self.geography.get(name).and_then(|i| record.get(*i)).unwrap_or_default();
        let (level, code, name) = match field("geographic_level") {
            "National" => (Level::National, "country_code", "country_name"),
            "Regional" => (Level::Regional, "region_code", "region_name"),
            "Local authority" => (Level::LocalAuthority, "new_la_code", "la_name"),
            other => return Err(format!("geographic level '{other}' is unknown").into()),
        };
        let authority = level == Level::LocalAuthority;
        Ok(Place {
            level,
            period: field("time_period"),
            code: field(code),
            name: field(name),
            region: if authority { field("region_code") } else { "" },
            old_code: if authority { field("old_la_code") } else { "" },
        })
    }
}

/// Writes the list of what ships.
pub fn write_index(tables: &[Table], target: &Path) -> Outcome<()> {
    let mut index = csv::Writer::from_path(target)?;
    index.write_record([
        "data_set",
        "file",
        "source_sha256",
        "source_bytes",
        "source_rows",
        "rows",
        "first_period",
        "last_period",
    ])?;
    for table in tables {
        let (first, last) = (table.periods.first(), table.periods.last());
        let text = |period: Option<&String>| period.cloned().unwrap_or_default();
        println!(
            "{}: {} of {} rows, {} to {}",
            table.data_set,
            table.rows,
            table.published_rows,
            text(first),
            text(last)
        );
        index.write_record([
            table.data_set.as_str(),
            &format!("figures/{}.csv", table.data_set),
            &table.sha256,
            &table.bytes.to_string(),
            &table.published_rows.to_string(),
            &table.rows.to_string(),
            &text(first),
            &text(last),
        ])?;
    }
    Ok(index.flush()?)
}
