//! Tabulates published figures anew into the compact layout that ships with the
//! program: `cargo run --example tabulate -- PUBLISHED REFERENCE data/embedded`.
//!
//! PUBLISHED holds one folder a data set with an EES-shaped CSV; REFERENCE holds
//! `local-authorities.csv` and `statistical-neighbours.csv`. Every published row
//! stays a row, in its order, so that its line number still names the cell.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

const GEOGRAPHY: [&str; 10] = [
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
];
const COHORT_COLUMNS: [&str; 2] = ["sen_provision", "characteristic"];
/// Authorities that go on under another code: former code, present code.
const SUCCESSORS: [(&str, &str); 1] = [("E10000002", "E06000060")];

#[derive(Default)]
struct AreaRow {
    name: String,
    level: &'static str,
    region: String,
    old_code: String,
    periods: BTreeSet<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [published, reference, target] = arguments.as_slice() else {
        return Err("usage: tabulate PUBLISHED REFERENCE data/embedded".into());
    };
    fs::create_dir_all(target.join("figures"))?;
    let mut areas: BTreeMap<String, AreaRow> = BTreeMap::new();
    let mut index = csv::Writer::from_path(target.join("index.csv"))?;
    index.write_record([
        "data_set",
        "file",
        "source_sha256",
        "source_bytes",
        "rows",
        "first_period",
        "last_period",
    ])?;
    let mut folders: Vec<PathBuf> =
        fs::read_dir(published)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    folders.sort();
    for folder in folders.iter().filter(|f| f.is_dir()) {
        let id = folder.file_name().unwrap_or_default().to_string_lossy().to_string();
        index.write_record(tabulate(folder, &id, target, &mut areas)?)?;
    }
    index.flush()?;
    write_areas(reference, target, areas)
}

/// Writes one data set in the compact layout and gives its row of the index.
fn tabulate(
    folder: &Path,
    id: &str,
    target: &Path,
    areas: &mut BTreeMap<String, AreaRow>,
) -> Result<[String; 7], Box<dyn Error>> {
    let bytes = fs::read(folder.join(format!("{id}.csv")))?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    let at = |name: &str| column(name).ok_or_else(|| format!("{id}: no column {name}"));
    let cohort = COHORT_COLUMNS.iter().find_map(|name| column(name));
    let indicators: Vec<usize> = (0..header.len())
        .filter(|i| !GEOGRAPHY.contains(&&header[*i]) && Some(*i) != cohort)
        .collect();
    let file = format!("figures/{id}.csv");
    let mut writer = csv::Writer::from_path(target.join(&file))?;
    let names = indicators.iter().map(|i| &header[*i]);
    writer.write_record(["period", "area"].into_iter().chain(cohort.map(|_| "cohort")).chain(names))?;
    let (mut rows, mut periods) = (0, BTreeSet::new());
    for record in reader.records() {
        let record = record?;
        let field = |name: &str| at(name).map(|i| record[i].to_string());
        let (level, code, name) = match field("geographic_level")?.as_str() {
            "National" => ("national", field("country_code")?, field("country_name")?),
            "Regional" => ("regional", field("region_code")?, field("region_name")?),
            "Local authority" => ("local_authority", field("new_la_code")?, field("la_name")?),
            other => return Err(format!("{id}: unexpected level {other}").into()),
        };
        let period = field("time_period")?;
        let area = areas.entry(code.clone()).or_default();
        area.periods.insert(period.chars().take(4).collect());
        (area.name, area.level) = (name, level);
        if level == "local_authority" {
            (area.region, area.old_code) = (field("region_code")?, field("old_la_code")?);
        }
        let cells = indicators.iter().map(|i| &record[*i]);
        let key = [period.as_str(), code.as_str()];
        writer.write_record(key.into_iter().chain(cohort.map(|i| &record[i])).chain(cells))?;
        periods.insert(period);
        rows += 1;
    }
    writer.flush()?;
    let sha256: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    let end = |p: Option<&String>| p.cloned().unwrap_or_default();
    Ok([
        id.to_string(),
        file,
        sha256,
        bytes.len().to_string(),
        rows.to_string(),
        end(periods.first()),
        end(periods.last()),
    ])
}

/// Writes the areas and their neighbours under ONS codes.
fn write_areas(
    reference: &Path,
    target: &Path,
    mut areas: BTreeMap<String, AreaRow>,
) -> Result<(), Box<dyn Error>> {
    let mut code_of: BTreeMap<String, String> = BTreeMap::new();
    for record in csv::Reader::from_path(reference.join("local-authorities.csv"))?.records() {
        let record = record?;
        let area = areas.entry(record[1].to_string()).or_default();
        (area.name, area.level) = (record[2].to_string(), "local_authority");
        (area.region, area.old_code) = (record[3].to_string(), record[0].to_string());
        code_of.insert(record[0].to_string(), record[1].to_string());
    }
    // An authority that starts or ends within the years held has no earlier or later figure.
    let authorities = || areas.values().filter(|a| a.level == "local_authority");
    let first = authorities().filter_map(|a| a.periods.first()).min().cloned();
    let last = authorities().filter_map(|a| a.periods.last()).max().cloned();
    let mut writer = csv::Writer::from_path(target.join("areas.csv"))?;
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
    for (code, area) in &areas {
        let successor = SUCCESSORS.iter().find(|(former, _)| former == code).map_or("", |s| s.1);
        let is_authority = area.level == "local_authority";
        let edge = |seen: Option<&String>, end: &Option<String>| {
            seen.filter(|p| is_authority && Some(*p) != end.as_ref()).cloned().unwrap_or_default()
        };
        writer.write_record([
            code.as_str(),
            &area.name,
            area.level,
            &area.region,
            &area.old_code,
            successor,
            &edge(area.periods.first(), &first),
            &edge(area.periods.last(), &last),
        ])?;
    }
    writer.flush()?;
    let mut writer = csv::Writer::from_path(target.join("neighbours.csv"))?;
    writer.write_record(["area_code", "rank", "neighbour_code", "closeness"])?;
    for record in csv::Reader::from_path(reference.join("statistical-neighbours.csv"))?.records() {
        let record = record?;
        let code = |old: &str| code_of.get(old).ok_or_else(|| format!("neighbours: no authority {old}"));
        writer.write_record([code(&record[0])?, &record[1], code(&record[2])?, &record[3]])?;
    }
    writer.flush()?;
    Ok(())
}
