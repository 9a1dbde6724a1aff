//! England, its regions and its authorities: names, codes, regions, successors
//! and statistical neighbours, from `data/embedded/`.

use super::error::CatalogueError;
use super::nearest;
use super::nearest::{nearest_names, words_of};
use super::normal::normal_form;
use super::reorganised::Reorganised;
use crate::words::Word;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

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

/// `catalogue/areas.toml`: what happened to areas, and what else they are called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreasFile {
    #[serde(default)]
    with_article: Vec<String>,
    #[serde(default)]
    not_compared: Vec<String>,
    #[serde(default, rename = "recoded")]
    recoded: Vec<Recoded>,
    #[serde(default, rename = "area")]
    added: Vec<Added>,
    #[serde(default, rename = "reorganised")]
    reorganised: Vec<Reorganised>,
    #[serde(default)]
    not_yet: Vec<NotYet>,
    #[serde(default, rename = "alias")]
    aliases: Vec<Alias>,
}

/// Another code of the same area: one area, one series.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recoded {
    /// The other code.
    pub code: String,
    /// The code under which the area is held.
    pub is: String,
    /// Year from which on it is printed, where it is the newer code.
    #[serde(default)]
    pub from: Option<i32>,
    /// Year until which it was printed, where it is the older code.
    #[serde(default)]
    pub until: Option<i32>,
    /// When and why.
    #[serde(default)]
    pub note: String,
}

/// An authority that is newer than `data/embedded/areas.csv`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    /// Nine-character ONS code.
    code: String,
    /// Name.
    name: String,
    /// Code of its region.
    region: String,
    /// Three-digit code, where it has one already.
    #[serde(default)]
    old_la_code: String,
}

/// A data set that prints an area in periods before it had anyone to count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotYet {
    /// Code of the area.
    pub area: String,
    /// Id of the data set.
    pub data_set: String,
    /// First period that is of the area, `2021/22`.
    pub first: String,
    /// Why, for the table of quality.
    pub note: String,
}

/// Another name of an area.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    name: String,
    is: String,
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

    /// Gives every area a unique name and slug: of two areas with one name, an authority
    /// that ended is named with what it was and until when.
    fn tell_apart(&mut self) -> Result<(), CatalogueError> {
        let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
        for area in self.by_code.values().filter(|a| a.successor_code.is_empty()) {
            *bearers.entry(slug(&area.name)).or_default() += 1;
        }
        for reorganised in &mut self.reorganised {
            reorganised.read_day()?;
        }
        let ended: BTreeMap<String, i32> = self
            .reorganised
            .iter()
            .flat_map(|r| r.predecessors.iter().map(|code| (code.clone(), r.year())))
            .collect();
        let mut slugs: BTreeSet<String> = BTreeSet::new();
        for area in self.by_code.values_mut() {
            area.printed_name.clone_from(&area.name);
            if !area.successor_code.is_empty() {
                continue;
            }
            let shared = bearers.get(&slug(&area.name)).is_some_and(|n| *n > 1);
            if let (true, Some(year)) = (shared, ended.get(&area.code)) {
                let county = if area.code.starts_with(COUNTY) { "county, " } else { "" };
                area.name = format!("{} ({county}to {year})", area.name);
            }
            area.slug = slug(&area.name);
            if !slugs.insert(area.slug.clone()) {
                area.name = format!("{} ({})", area.printed_name, area.code);
                area.slug = slug(&area.name);
                slugs.insert(area.slug.clone());
            }
        }
        Ok(())
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

    /// The name as it is written within a sentence: `Leeds`, `the North East`.
    #[must_use]
    pub fn phrase(&self, area: &Area) -> String {
        let article = if self.with_article.contains(&area.code) { "the " } else { "" };
        format!("{article}{}", area.name)
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

    /// Other names of areas, each with its code.
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.aliases.iter().map(|(name, code)| (name.as_str(), code.as_str()))
    }

    /// The authority or region that a user names, whatever the case: by name, by
    /// nine-character code of today or before, or by three-digit code.
    #[must_use]
    pub fn find(&self, name_or_code: &str) -> Option<&Area> {
        let wanted = name_or_code.trim();
        let key = name_key(wanted);
        self.get(&wanted.to_uppercase())
            .or_else(|| self.iter().find(|a| !wanted.is_empty() && a.old_la_code == wanted))
            .or_else(|| self.iter().find(|a| a.name.eq_ignore_ascii_case(wanted)))
            .or_else(|| self.iter().find(|a| name_key(&a.name) == key))
            .or_else(|| {
                let alias = self.aliases.iter().find(|(name, _)| name_key(name) == key);
                alias.and_then(|(_, code)| self.get(code))
            })
    }

    /// What to say of a name or code that [`Areas::find`] does not know: the nearest ones,
    /// authorities before regions.
    #[must_use]
    pub fn suggestion(&self, name_or_code: &str) -> String {
        let wanted = name_or_code.trim();
        let mut letters = wanted.chars();
        let lettered = letters.next().is_some_and(|first| first.is_ascii());
        if lettered && wanted.len() > 3 && letters.all(|letter| letter.is_ascii_digit()) {
            return nearest(wanted, self.codes());
        }
        let (authorities, others): (Vec<&Area>, Vec<&Area>) =
            self.iter().partition(|a| a.level == AreaLevel::LocalAuthority);
        for areas in [authorities, others] {
            let aliased = |code: &str| areas.iter().any(|a| a.code == code);
            let aliases = self.aliases().filter(|(_, code)| aliased(code));
            let names = areas.iter().map(|a| a.name.as_str());
            let found = nearest_names(wanted, names.chain(aliases.map(|(name, _)| name)));
            // One area is named once, however many names it has.
            let mut named: Vec<&str> = Vec::new();
            for area in found.into_iter().filter_map(|name| self.find(name)) {
                if !named.contains(&area.name.as_str()) {
                    named.push(&area.name);
                }
            }
            if !named.is_empty() {
                return words_of(&named);
            }
        }
        String::new()
    }

    /// The statistical neighbours of an authority, the nearest first.
    pub fn neighbours_of<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Area> {
        let mut neighbours: Vec<&Neighbour> =
            self.neighbours.iter().filter(|n| n.area_code == code).collect();
        neighbours.sort_by_key(|n| n.rank);
        neighbours.into_iter().filter_map(|n| self.get(&n.neighbour_code))
    }

    /// Names that a publisher may print next to a code: the area's own and its other ones.
    pub fn printed_names(&self, area: &Area) -> Vec<String> {
        let former = self.by_code.values().filter(|a| a.successor_code == area.code);
        let aliases = self.aliases().filter(|(_, code)| *code == area.code).map(|(name, _)| name);
        let own = [area.printed_name.as_str(), area.name.as_str()];
        own.into_iter()
            .chain(former.map(|a| a.name.as_str()))
            .chain(aliases)
            .map(name_key)
            .collect()
    }
}

/// How the code of a county council begins.
const COUNTY: &str = "E10";

/// `Kingston upon Hull, City of` and `city of kingston-upon-hull` share no key, but
/// `St. Helens` and `st helens` do, and so do `&` and `and`.
#[must_use]
pub(crate) fn name_key(name: &str) -> String {
    slug(&name.replace('&', "and"))
}

/// `Bristol, City of` → `bristol-city-of`, for folders and addresses.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() && letter != '\'' && letter != '.' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_string()
}

fn table<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, CatalogueError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, csv::Error>>()
        .map_err(|e| CatalogueError::Areas { file: file.to_string(), message: e.to_string() })
}

#[cfg(test)]
mod tests;
