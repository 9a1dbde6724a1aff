//! England, its regions and its authorities: names, codes, regions, successors
//! and statistical neighbours, from `data/embedded/`.

mod changes;
mod names;

pub(super) use changes::AreasFile;
pub use changes::{NotYet, Recoded};
pub(crate) use names::name_key;
pub use names::slug;

use super::error::CatalogueError;
use super::nearest;
use super::normal::normal_form;
use super::reorganised::Reorganised;
use crate::words::Word;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The areas that ship.
pub(super) const AREAS: &str = include_str!("../../data/embedded/areas.csv");
/// The neighbours that ship.
pub(super) const NEIGHBOURS: &str = include_str!("../../data/embedded/neighbours.csv");

/// Geographic level of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// England.
    National,
    /// A region; Inner and Outer London are regions besides London.
    Regional,
    /// An upper-tier or unitary authority.
    LocalAuthority,
}

impl AreaLevel {
    /// As written in the tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Regional => "regional",
            Self::LocalAuthority => "local_authority",
        }
    }
}

impl Word for AreaLevel {
    const ALL: &'static [Self] = &[Self::National, Self::Regional, Self::LocalAuthority];

    fn as_str(self) -> &'static str {
        AreaLevel::as_str(self)
    }
}

/// One area.
#[derive(Debug, Clone, Deserialize)]
pub struct Area {
    /// Nine-character ONS code.
    #[serde(rename = "area_code")]
    pub code: String,
    /// Name; that of no other area.
    #[serde(rename = "area_name")]
    pub name: String,
    /// Name as publishers print it, which two areas may share.
    #[serde(skip)]
    pub printed_name: String,
    /// Name for files, folders and addresses; that of no other area.
    #[serde(skip)]
    pub slug: String,
    /// Level.
    #[serde(rename = "area_level")]
    pub level: AreaLevel,
    /// Region of an authority, or empty.
    pub region_code: String,
    /// Three-digit code of an authority, or empty.
    pub old_la_code: String,
    /// Code under which the same authority goes on, or empty.
    pub successor_code: String,
}

/// One statistical neighbour of an authority.
#[derive(Debug, Clone, Deserialize)]
pub struct Neighbour {
    /// The authority.
    pub area_code: String,
    /// 1 is the nearest.
    pub rank: i32,
    /// Its neighbour.
    pub neighbour_code: String,
}

/// All areas by code.
#[derive(Debug, Clone, Default)]
pub struct Areas {
    by_code: BTreeMap<String, Area>,
    /// Other code → code in `by_code`.
    recoded: BTreeMap<String, Recoded>,
    /// Other name, and code.
    aliases: Vec<(String, String)>,
    /// Codes of no one area, `*` for any letters at the end, in their normal form.
    not_compared: Vec<String>,
    /// Codes of areas whose names take an article in a sentence.
    with_article: Vec<String>,
    /// Authorities that ended, and those that replaced them.
    pub reorganised: Vec<Reorganised>,
    /// Periods that data sets print before an area had anyone to count.
    pub not_yet: Vec<NotYet>,
    /// Neighbours, by authority and rank.
    pub neighbours: Vec<Neighbour>,
}

impl Areas {
    pub(super) fn new(changes: AreasFile) -> Result<Self, CatalogueError> {
        let areas: Vec<Area> = table("data/embedded/areas.csv", AREAS)?;
        let neighbours = table("data/embedded/neighbours.csv", NEIGHBOURS)?;
        let added = changes.added.into_iter().map(|added| Area {
            code: added.code,
            name: added.name,
            printed_name: String::new(),
            slug: String::new(),
            level: AreaLevel::LocalAuthority,
            region_code: added.region,
            old_la_code: added.old_la_code,
            successor_code: String::new(),
        });
        let mut areas = Self {
            by_code: areas.into_iter().chain(added).map(|a| (a.code.clone(), a)).collect(),
            recoded: changes.recoded.into_iter().map(|r| (r.code.clone(), r)).collect(),
            aliases: changes.aliases.into_iter().map(|a| (a.name, a.is)).collect(),
            not_compared: changes.not_compared.iter().map(|code| normal_form(code)).collect(),
            with_article: changes.with_article,
            reorganised: changes.reorganised,
            not_yet: changes.not_yet,
            neighbours,
        };
        let named =
            areas.recoded.values().map(|r| &r.is).chain(areas.aliases.iter().map(|(_, code)| code));
        let moved =
            areas.reorganised.iter().flat_map(|r| r.predecessors.iter().chain(&r.successors));
        let not_yet = areas.not_yet.iter().map(|n| &n.area);
        let regions = areas.by_code.values().map(|a| &a.region_code).filter(|c| !c.is_empty());
        let named = named.chain(moved).chain(not_yet).chain(&areas.with_article).chain(regions);
        if let Some(code) = named.into_iter().find(|code| !areas.by_code.contains_key(*code)) {
            let message = format!(
                "code {code} is neither in data/embedded/areas.csv nor under [[area]]: add it there"
            );
            return Err(CatalogueError::Areas {
                file: "catalogue/areas.toml".to_string(),
                message,
            });
        }
        areas.tell_apart()?;
        Ok(areas)
    }

    /// The area that a published code means today: an authority whose code changed is one area.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Area> {
        let code = self.recoded.get(code).map_or(code, |r| r.is.as_str());
        let area = self.by_code.get(code)?;
        if area.successor_code.is_empty() {
            Some(area)
        } else {
            self.by_code.get(&area.successor_code)
        }
    }

    /// Every area under its present code, in order of code.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.by_code.values().filter(|a| a.successor_code.is_empty())
    }

    /// Every code ever used.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().chain(self.recoded.keys()).map(String::as_str)
    }

    /// Three-digit codes of authorities, each with the code of its area.
    pub fn old_codes(&self) -> impl Iterator<Item = (&str, &str)> {
        let areas = self.by_code.values().filter(|area| !area.old_la_code.is_empty());
        areas.map(|area| (area.old_la_code.as_str(), area.code.as_str()))
    }

    /// Whether what is printed in place of a code is, by rule, of no one area that is compared:
    /// nothing, a symbol, a ward or district, several codes together.
    #[must_use]
    pub fn not_compared(&self, printed: &[u8]) -> bool {
        let code = normal_form(&String::from_utf8_lossy(printed));
        let several = code.contains(['/', ',', '+', ';']) || code.contains(" and ");
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => code.starts_with(start),
            None => code == *pattern,
        };
        code.is_empty() || several || self.not_compared.iter().any(fits)
    }

    /// Adds another code of an area that is known, as a workspace may.
    ///
    /// # Errors
    /// The area that replaces it is unknown.
    pub fn add_recoded(&mut self, recoded: Recoded) -> Result<(), String> {
        if !self.by_code.contains_key(&recoded.is) {
            let near = nearest(&recoded.is, self.codes());
            return Err(format!("the area code '{}' is unknown{near}", recoded.is));
        }
        self.recoded.insert(recoded.code.clone(), recoded);
        Ok(())
    }

    /// The code that was printed for a present area in the year that starts in `start`,
    /// as far as the catalogue knows the years of its other codes.
    #[must_use]
    pub fn code_in<'a>(&'a self, code: &'a str, start: i32) -> &'a str {
        let mut used = code;
        for (other, recoded) in self.recoded.iter().filter(|(_, r)| r.is == code) {
            if recoded.from.is_some_and(|from| start >= from)
                || recoded.until.is_some_and(|until| start < until)
            {
                used = other;
            }
        }
        used
    }

    /// Codes of areas that are held under another one.
    pub fn recoded(&self) -> impl Iterator<Item = &str> {
        self.recoded.keys().map(String::as_str)
    }

    /// The statistical neighbours of an authority, the nearest first.
    pub fn neighbours_of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Area> {
        let mut neighbours: Vec<&Neighbour> =
            self.neighbours.iter().filter(|n| n.area_code == code).collect();
        neighbours.sort_by_key(|n| n.rank);
        neighbours.into_iter().filter_map(|n| self.get(&n.neighbour_code))
    }
}

fn table<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, CatalogueError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, csv::Error>>()
        .map_err(|e| CatalogueError::Areas { file: file.to_string(), message: e.to_string() })
}

#[cfg(test)]
mod tests;
