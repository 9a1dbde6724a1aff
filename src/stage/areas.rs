//! Whom a row is about, by the geography of its layout.

use super::layout::Header;
use super::record::Record;
use crate::catalogue::{Area, AreaLevel, Areas, Geography, nearest};
use std::collections::{BTreeMap, HashMap};

/// Where a file tells the area of a row, and every code it may print.
pub(super) struct AreaPlan<'a> {
    known: &'a Areas,
    /// Present areas, by place.
    pub areas: Vec<&'a Area>,
    codes: HashMap<Vec<u8>, u32>,
    /// Names of regions as [`region_key`] writes them.
    regions: HashMap<String, u32>,
    england: Option<u32>,
    level: Option<usize>,
    levels: BTreeMap<String, AreaLevel>,
    any: Option<usize>,
    country: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    authority: Option<usize>,
    whole: Vec<String>,
    england_labels: Vec<String>,
    after: String,
}

impl<'a> AreaPlan<'a> {
    pub fn new(header: &Header, geography: &Geography, known: &'a Areas) -> Self {
        let columns = geography.columns();
        let areas: Vec<&Area> = known.iter().collect();
        let places: HashMap<&str, u32> =
            (0..).zip(&areas).map(|(place, area)| (area.code.as_str(), place)).collect();
        let place = |code: &str| places.get(known.get(code)?.code.as_str()).copied();
        let codes = known.codes();
        let codes = codes.filter_map(|c| Some((c.as_bytes().to_vec(), place(c)?))).collect();
        let mut regions: HashMap<String, u32> = HashMap::new();
        let names = areas.iter().filter(|a| a.level == AreaLevel::Regional);
        for (name, code) in names.map(|a| (a.name.as_str(), a.code.as_str())).chain(known.aliases())
        {
            let regional = known.get(code).is_some_and(|a| a.level == AreaLevel::Regional);
            if let Some(place) = place(code).filter(|_| regional) {
                regions.insert(region_key(name), place);
            }
        }
        let england = areas.iter().position(|a| a.level == AreaLevel::National);
        let at = |name: &str| header.place(name).filter(|_| !name.is_empty());
        Self {
            known,
            england: england.and_then(|p| u32::try_from(p).ok()),
            areas,
            codes,
            regions,
            level: at(&columns.level),
            levels: columns.levels,
            any: at(&columns.any),
            country: at(&columns.country),
            region: at(&columns.region),
            region_name: at(&columns.region_name),
            authority: at(&columns.authority),
            whole: columns.whole,
            england_labels: columns.england,
            after: columns.after,
        }
    }

    /// Whether a row may be of a level that is compared; most rows of a large file are not.
    pub fn may_be_compared(&self, record: &Record<'_>) -> bool {
        match (self.any, self.level) {
            (None, Some(level)) => self.level_of(record.field(level)).is_some(),
            _ => true,
        }
    }

    /// Place in `areas` of the area of a row; `None` for a level that is not compared
    /// (districts, constituencies, schools).
    ///
    /// # Errors
    /// An unknown code, with the nearest known one.
    pub fn area(&self, record: &Record<'_>) -> Result<Option<u32>, String> {
        if let Some(any) = self.any {
            return self.by_code(record.field(any)).map(Some);
        }
        match self.level.map(|place| record.field(place)) {
            Some(level) => match self.level_of(level) {
                None => Ok(None),
                Some(AreaLevel::National) => match (self.country, self.england) {
                    (Some(country), _) => self.by_code(record.field(country)).map(Some),
                    (None, england) => Ok(england),
                },
                Some(AreaLevel::Regional) => self.by_region(record).map(Some),
                Some(AreaLevel::LocalAuthority) => {
                    let column = self.authority.ok_or(
                        "the row is of a local authority, and the file has no column of its code",
                    )?;
                    self.by_code(record.field(column)).map(Some)
                }
            },
            None => {
                let authority = self.authority.map(|p| record.field(p)).unwrap_or_default();
                let whole = self.whole.iter().any(|w| w.as_bytes() == authority);
                if !authority.is_empty() && !whole {
                    return self.by_code(authority).map(Some);
                }
                let england = self.region_name.map(|p| record.field(p));
                match england.filter(|n| self.england_labels.iter().any(|l| l.as_bytes() == *n)) {
                    Some(_) => Ok(self.england),
                    None => self.by_region(record).map(Some),
                }
            }
        }
    }

    fn level_of(&self, printed: &[u8]) -> Option<AreaLevel> {
        if printed.eq_ignore_ascii_case(b"Local authority") {
            return Some(AreaLevel::LocalAuthority);
        }
        if printed.eq_ignore_ascii_case(b"Regional") {
            return Some(AreaLevel::Regional);
        }
        if printed.eq_ignore_ascii_case(b"National") {
            return Some(AreaLevel::National);
        }
        self.levels.iter().find(|(name, _)| name.as_bytes() == printed).map(|(_, level)| *level)
    }

    fn by_region(&self, record: &Record<'_>) -> Result<u32, String> {
        let name = self.region_name.map(|p| record.field(p)).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let name = after(&name, &self.after);
        if let Some(place) = self.regions.get(&region_key(name)) {
            return Ok(*place);
        }
        match self.region {
            Some(region) => self.by_code(record.field(region)),
            None => {
                let known = self.areas.iter().filter(|a| a.level == AreaLevel::Regional);
                let near = nearest(name, known.map(|a| a.name.as_str()));
                Err(format!(
                    "the region '{name}' is unknown{near}; add it under [[alias]] in \
                     catalogue/areas.toml"
                ))
            }
        }
    }

    fn by_code(&self, code: &[u8]) -> Result<u32, String> {
        self.codes.get(code).copied().ok_or_else(|| {
            let code = String::from_utf8_lossy(code);
            let near = nearest(&code, self.known.codes());
            format!("the area code '{code}' is unknown{near}; add it to catalogue/areas.toml")
        })
    }
}

/// What stands behind the first `mark` of a text, or all of it.
pub(super) fn after<'t>(text: &'t str, mark: &str) -> &'t str {
    match text.split_once(mark) {
        Some((_, rest)) if !mark.is_empty() => rest.trim(),
        _ => text,
    }
}

/// `Yorkshire & the Humber` and `Yorkshire and The Humber` are one name.
fn region_key(name: &str) -> String {
    name.trim().to_lowercase().replace('&', "and")
}
