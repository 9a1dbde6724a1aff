//! Tabulates published files into the layout that ships with the program:
//!
//! ```text
//! cargo run --example tabulate -- PUBLISHED_DIR REFERENCE_DIR data/embedded
//! ```
//!
//! `PUBLISHED_DIR` holds a folder for each data set, with `<data-set>.csv` in
//! the shape of an Explore Education Statistics data file. `REFERENCE_DIR` holds
//! `local-authorities.csv` and `statistical-neighbours.csv`. A published row
//! becomes one row, in the same order, every figure and symbol as printed; the
//! ten columns that say where and when shrink to a period and an area code.
//! The same input gives the same bytes.

use send_outcomes::source::{ees::GEOGRAPHY, sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, Box<dyn Error>>;

const COHORT_COLUMNS: [&str; 2] = ["sen_provision", "characteristic"];

fn main() -> Outcome<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [published, reference, out] = arguments.as_slice() else {
        return Err("usage: tabulate PUBLISHED_DIR REFERENCE_DIR OUT_DIR".into());
    };
    let figures = out.join("figures");
    fs::create_dir_all(&figures)?;
    let mut areas = Areas::default();
    let mut index = csv::Writer::from_path(out.join("index.csv"))?;
    index.write_record([
        "data_set",
        "file",
        "source_sha256",
        "source_bytes",
        "rows",
        "first_period",
        "last_period",
    ])?;
    for name in folders(published)? {
        let source = published.join(&name).join(format!("{name}.csv"));
        let table = tabulate(&source, &figures.join(format!("{name}.csv")), &mut areas)
            .map_err(|e| format!("{}: {e}", source.display()))?;
        println!("{name}: {} rows, {} to {}", table.rows, table.first_period, table.last_period);
        index.write_record([
            name.as_str(),
            &format!("figures/{name}.csv"),
            &table.sha256,
            &table.bytes.to_string(),
            &table.rows.to_string(),
            &table.first_period,
            &table.last_period,
        ])?;
    }
    index.flush()?;
    let present = areas.add_present(&reference.join("local-authorities.csv"))?;
    areas.write(&out.join("areas.csv"), &present)?;
    let neighbours = reference.join("statistical-neighbours.csv");
    write_neighbours(&neighbours, &out.join("neighbours.csv"), &present)
}

fn folders(parent: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// What the index says of one data set.
struct Table {
    sha256: String,
    bytes: usize,
    rows: usize,
    first_period: String,
    last_period: String,
}

fn tabulate(source: &Path, target: &Path, areas: &mut Areas) -> Outcome<Table> {
    let content = fs::read(source)?;
    let sha256 = sha256(&content);
    let mut reader = csv::Reader::from_reader(content.as_slice());
    let header = reader.headers()?.clone();
    let columns = Columns::of(&header)?;
    let mut writer = csv::Writer::from_path(target)?;
    let names = columns.indicators.iter().filter_map(|i| header.get(*i));
    let cohort = columns.cohort.map(|_| "cohort_label");
    writer.write_record(["period", "area"].into_iter().chain(cohort).chain(names))?;
    let mut periods: Vec<String> = Vec::new();
    let mut rows = 0;
    for record in reader.records() {
        let record = record?;
        let place = columns.place(&record)?;
        let cell = |index: usize| record.get(index).unwrap_or_default();
        let cells = columns.cohort.iter().chain(&columns.indicators).map(|i| cell(*i));
        writer.write_record([place.period, place.code].into_iter().chain(cells))?;
        if !periods.iter().any(|p| p == place.period) {
            periods.push(place.period.to_string());
        }
        areas.saw(&place)?;
        rows += 1;
    }
    writer.flush()?;
    periods.sort();
    Ok(Table {
        sha256,
        bytes: content.len(),
        rows,
        first_period: periods.first().cloned().unwrap_or_default(),
        last_period: periods.last().cloned().unwrap_or_default(),
    })
}

/// Where the columns of a published file stand.
struct Columns {
    geography: BTreeMap<&'static str, usize>,
    cohort: Option<usize>,
    indicators: Vec<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Outcome<Self> {
        let position = |name: &str| header.iter().position(|column| column == name);
        let mut geography = BTreeMap::new();
        for name in GEOGRAPHY {
            let index = position(name).ok_or_else(|| format!("column '{name}' is missing"))?;
            geography.insert(name, index);
        }
        let cohort = COHORT_COLUMNS.into_iter().find_map(position);
        let indicators = (0..header.len())
            .filter(|i| Some(*i) != cohort && !geography.values().any(|g| g == i))
            .collect();
        Ok(Self { geography, cohort, indicators })
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

/// When and where one published row is about.
struct Place<'a> {
    level: Level,
    period: &'a str,
    code: &'a str,
    name: &'a str,
    region: &'a str,
    old_code: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    National,
    Regional,
    LocalAuthority,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Regional => "regional",
            Self::LocalAuthority => "local_authority",
        }
    }
}

struct Area {
    level: Level,
    name: String,
    region: String,
    old_code: String,
    /// First and last period of twelve months that straddle a new year (`201819`).
    span: Option<(String, String)>,
}

/// Every area met, by code.
#[derive(Default)]
struct Areas(BTreeMap<String, Area>);

impl Areas {
    fn saw(&mut self, place: &Place<'_>) -> Outcome<()> {
        let area = self.0.entry(place.code.to_string()).or_insert_with(|| Area {
            level: place.level,
            name: place.name.to_string(),
            region: place.region.to_string(),
            old_code: place.old_code.to_string(),
            span: None,
        });
        if area.name != place.name || area.region != place.region || area.old_code != place.old_code
        {
            let message =
                format!("{} is described in two ways: {}, {}", place.code, area.name, place.name);
            return Err(message.into());
        }
        if place.period.len() == 6 {
            let (first, last) = area
                .span
                .get_or_insert_with(|| (place.period.to_string(), place.period.to_string()));
            if place.period < first.as_str() {
                *first = place.period.to_string();
            }
            if place.period > last.as_str() {
                *last = place.period.to_string();
            }
        }
        Ok(())
    }

    /// Takes in the list of present authorities; answers their codes by three-digit code.
    fn add_present(&mut self, file: &Path) -> Outcome<BTreeMap<String, String>> {
        let mut present = BTreeMap::new();
        for row in rows(file)? {
            let (code, old_code) = (cell(&row, "new_la_code")?, cell(&row, "old_la_code")?);
            present.insert(old_code.clone(), code.clone());
            let area = Area {
                level: Level::LocalAuthority,
                name: cell(&row, "la_name")?,
                region: cell(&row, "region_code")?,
                old_code,
                span: None,
            };
            self.0.entry(code).or_insert(area);
        }
        Ok(present)
    }

    fn write(&self, target: &Path, present: &BTreeMap<String, String>) -> Outcome<()> {
        let mut writer = csv::Writer::from_path(target)?;
        writer.write_record([
            "area_code",
            "area_name",
            "area_level",
            "region_code",
            "old_la_code",
            "successor_code",
            "from_period",
            "to_period",
        ])?;
        let spans: Vec<&(String, String)> =
            self.0.values().filter_map(|a| a.span.as_ref()).collect();
        let first = spans.iter().map(|span| &span.0).min();
        let last = spans.iter().map(|span| &span.1).max();
        let mut areas: Vec<(&String, &Area)> = self.0.iter().collect();
        areas.sort_by_key(|(code, area)| (area.level, *code));
        for (code, area) in areas {
            // An authority that keeps its three-digit code goes on under a new ONS code.
            let successor = present.get(&area.old_code).filter(|now| *now != code);
            let from = area.span.as_ref().map(|s| &s.0).filter(|from| Some(*from) != first);
            let to = area.span.as_ref().map(|s| &s.1).filter(|to| Some(*to) != last);
            let text = |value: Option<&String>| value.cloned().unwrap_or_default();
            writer.write_record([
                code.as_str(),
                &area.name,
                area.level.name(),
                &area.region,
                &area.old_code,
                &text(successor),
                &text(from),
                &text(to),
            ])?;
        }
        Ok(writer.flush()?)
    }
}

fn write_neighbours(
    source: &Path,
    target: &Path,
    present: &BTreeMap<String, String>,
) -> Outcome<()> {
    let code = |old: &str| -> Outcome<&String> {
        Ok(present.get(old).ok_or_else(|| format!("authority {old} is not in the list"))?)
    };
    let mut lines = Vec::new();
    for row in rows(source)? {
        let rank: u32 = cell(&row, "neighbour_rank")?.parse()?;
        let area = code(&cell(&row, "old_la_code")?)?.clone();
        let neighbour = code(&cell(&row, "neighbour_old_la_code")?)?.clone();
        // The list is not of one mind about capitals.
        lines.push((area, rank, neighbour, cell(&row, "closeness")?.to_lowercase()));
    }
    lines.sort();
    let mut writer = csv::Writer::from_path(target)?;
    writer.write_record(["area_code", "rank", "neighbour_code", "closeness"])?;
    for (area, rank, neighbour, closeness) in &lines {
        writer.write_record([area, &rank.to_string(), neighbour, closeness])?;
    }
    Ok(writer.flush()?)
}

fn rows(file: &Path) -> Outcome<Vec<BTreeMap<String, String>>> {
    let read = || csv::Reader::from_path(file)?.deserialize().collect::<Result<_, csv::Error>>();
    read().map_err(|e| format!("{}: {e}", file.display()).into())
}

fn cell(row: &BTreeMap<String, String>, column: &str) -> Outcome<String> {
    Ok(row.get(column).ok_or_else(|| format!("column '{column}' is missing"))?.clone())
}
