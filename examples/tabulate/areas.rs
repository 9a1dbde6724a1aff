//! Every area met in the published files, and the neighbours of the present authorities.

use crate::Outcome;
use send_outcomes::catalogue::Catalogue;
use std::collections::BTreeMap;
use std::path::Path;

/// London as one region; older files part it.
const LONDON: &str = "E12000007";
const PARTS_OF_LONDON: [&str; 2] = ["E13000001", "E13000002"];

/// When and where one published row is about.
pub struct Place<'a> {
    /// Level.
    pub level: Level,
    /// Period as printed.
    pub period: &'a str,
    /// Nine-character code.
    pub code: &'a str,
    /// Name.
    pub name: &'a str,
    /// Region of an authority, or empty.
    pub region: &'a str,
    /// Three-digit code of an authority, or empty.
    pub old_code: &'a str,
}

/// Level of an area.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// England.
    National,
    /// A region.
    Regional,
    /// An authority.
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
}

/// Every area met, by code.
pub struct Areas {
    met: BTreeMap<String, Area>,
    /// Three-digit code → code of the present authority.
    present: BTreeMap<String, String>,
    /// Codes that the catalogue keeps under another.
    recoded: Vec<String>,
}

impl Areas {
    /// The present authorities, under the names of their list.
    pub fn new(file: &Path, catalogue: &Catalogue) -> Outcome<Self> {
        let mut areas = Self {
            met: BTreeMap::new(),
            present: BTreeMap::new(),
            recoded: catalogue.areas.recoded().map(str::to_string).collect(),
        };
        for row in rows(file)? {
            let (code, old_code) = (cell(&row, "new_la_code")?, cell(&row, "old_la_code")?);
            areas.present.insert(old_code.clone(), code.clone());
            let area = Area {
                level: Level::LocalAuthority,
                name: cell(&row, "la_name")?,
                region: cell(&row, "region_code")?,
                old_code,
            };
            areas.met.insert(code, area);
        }
        Ok(areas)
    }

    /// Takes note of an area. A publisher may spell a name in several ways; a code must keep its
    /// three-digit code and, except for London, its region.
    pub fn saw(&mut self, place: &Place<'_>) -> Outcome<()> {
        if self.recoded.iter().any(|code| code == place.code) {
            return Ok(());
        }
        let region = if PARTS_OF_LONDON.contains(&place.region) { LONDON } else { place.region };
        let area = self.met.entry(place.code.to_string()).or_insert_with(|| Area {
            level: place.level,
            name: place.name.to_string(),
            region: region.to_string(),
            old_code: place.old_code.to_string(),
        });
        if area.region != region || area.old_code != place.old_code {
            let message =
                format!("{} is described in two ways: {}, {}", place.code, area.name, place.name);
            return Err(message.into());
        }
        Ok(())
    }

    /// Writes the list of areas, by level and code.
    pub fn write(&self, target: &Path) -> Outcome<()> {
        let mut writer = csv::Writer::from_path(target)?;
        writer.write_record([
            "area_code",
            "area_name",
            "area_level",
            "region_code",
            "old_la_code",
            "successor_code",
        ])?;
        let mut areas: Vec<(&String, &Area)> = self.met.iter().collect();
        areas.sort_by_key(|(code, area)| (area.level, *code));
        for (code, area) in areas {
            // An authority that keeps its three-digit code goes on under a new ONS code.
            let successor = self.present.get(&area.old_code).filter(|now| *now != code);
            writer.write_record([
                code.as_str(),
                &area.name,
                area.level.name(),
                &area.region,
                &area.old_code,
                successor.map_or("", String::as_str),
            ])?;
        }
        Ok(writer.flush()?)
    }

    /// Writes the neighbours of each authority, by rank.
    pub fn write_neighbours(&self, source: &Path, target: &Path) -> Outcome<()> {
        let code = |old: &str| -> Outcome<&String> {
            let known = self.present.get(old);
            Ok(known.ok_or_else(|| format!("authority {old} is not in the list"))?)
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
}

fn rows(file: &Path) -> Outcome<Vec<BTreeMap<String, String>>> {
    let read = || csv::Reader::from_path(file)?.deserialize().collect::<Result<_, csv::Error>>();
    read().map_err(|e| format!("{}: {e}", file.display()).into())
}

fn cell(row: &BTreeMap<String, String>, column: &str) -> Outcome<String> {
    Ok(row.get(column).ok_or_else(|| format!("column '{column}' is missing"))?.clone())
}
