//! Whom a row is about, by the geography of its layout.

use super::choice::{Wanted, any};
use super::covered::NO_LEVEL;
use super::layout::Header;
use super::plan::LEVELS;
use super::record::Record;
use super::tally::Loss;
use crate::catalogue::{Area, AreaLevel, Areas, Geography, has_form, normal_form};
use std::collections::HashMap;

const LONDON: &str = "E12000007";
/// How the codes of Inner and Outer London begin.
const PARTS_OF_LONDON: &str = "E13";

/// Where a file gives the area of a row, and every code it may print.
pub(super) struct AreaPlan<'a> {
    known: &'a Areas,
    /// Present areas, by place.
    pub areas: Vec<&'a Area>,
    /// By nine-character code, as it is and in its normal form.
    codes: HashMap<Vec<u8>, u32>,
    /// By three-digit code.
    old_codes: HashMap<Vec<u8>, u32>,
    /// Names of regions in their normal form.
    regions: HashMap<String, u32>,
    england: Option<u32>,
    level: Option<usize>,
    levels: Vec<(Wanted, AreaLevel)>,
    any: Option<usize>,
    country: Option<usize>,
    region: Option<usize>,
    region_name: Option<usize>,
    authority: Option<usize>,
    old_code: Option<usize>,
    whole: Vec<Wanted>,
    england_labels: Vec<Wanted>,
    after: String,
}

/// Why a row has no area: what kind of loss it is, and the column of its text.
pub(super) struct NoArea {
    pub loss: Loss,
    pub column: Option<usize>,
    pub level: AreaLevel,
}

impl<'a> AreaPlan<'a> {
    pub fn new(header: &Header, geography: &Geography, known: &'a Areas) -> Self {
        let columns = geography.columns();
        let areas: Vec<&Area> = known.iter().collect();
        let places: HashMap<&str, u32> =
            (0..).zip(&areas).map(|(place, area)| (area.code.as_str(), place)).collect();
        let place = |code: &str| places.get(known.get(code)?.code.as_str()).copied();
        let mut codes = HashMap::new();
        for code in known.codes() {
            if let Some(place) = place(code) {
                codes.insert(code.as_bytes().to_vec(), place);
                codes.insert(normal_form(code).into_bytes(), place);
            }
        }
        let old = known.old_codes().filter_map(|(old, code)| Some((old.into(), place(code)?)));
        let mut regions: HashMap<String, u32> = HashMap::new();
        let names = areas.iter().filter(|a| a.level == AreaLevel::Regional);
        for (name, code) in names.map(|a| (a.name.as_str(), a.code.as_str())).chain(known.aliases())
        {
            let regional = known.get(code).is_some_and(|a| a.level == AreaLevel::Regional);
            if let Some(place) = place(code).filter(|_| regional) {
                regions.insert(normal_form(name), place);
            }
        }
        let england = areas.iter().position(|a| a.level == AreaLevel::National);
        let levels = columns.levels.iter().map(|(text, level)| (Wanted::new(text), *level));
        Self {
            known,
            england: england.and_then(|p| u32::try_from(p).ok()),
            codes,
            old_codes: old.collect(),
            regions,
            level: header.place(&columns.level),
            levels: levels.collect(),
            any: header.place(&columns.any),
            country: header.place(&columns.country),
            region: header.place(&columns.region),
            region_name: header.place(&columns.region_name),
            authority: header.place(&columns.authority),
            old_code: header.place(&columns.old_code),
            whole: Wanted::all(&columns.whole),
            england_labels: Wanted::all(&columns.england),
            after: columns.after,
            areas,
        }
    }

    /// How many authorities England has, those that ended among them.
    pub fn authorities(&self) -> usize {
        self.areas.iter().filter(|a| a.level == AreaLevel::LocalAuthority).count()
    }

    /// Names of regions.
    pub fn region_names(&self) -> impl Iterator<Item = &str> {
        self.areas.iter().filter(|a| a.level == AreaLevel::Regional).map(|a| a.name.as_str())
    }

    /// Place of the level of a row among those that are compared, or [`NO_LEVEL`] where no
    /// column gives it; `None` for a row of another, as most of a large file are.
    pub fn compared(&self, record: &Record<'_>) -> Option<usize> {
        match (self.any, self.level) {
            (None, Some(level)) => {
                let level = self.level_of(record.field(level))?;
                LEVELS.iter().position(|known| *known == level)
            }
            _ => Some(NO_LEVEL),
        }
    }

    /// Place in `areas` of the area of a row; `None` for a level that is not compared
    /// (districts, constituencies, schools).
    ///
    /// # Errors
    /// Why its area is not known.
    pub fn area(&self, record: &Record<'_>) -> Result<Option<u32>, NoArea> {
        use AreaLevel::{LocalAuthority, National, Regional};
        if let Some(any) = self.any {
            // Nothing but the code says which level an unknown one is of.
            let level = match record.field(any).get(..3) {
                Some(b"E92") => National,
                Some(b"E12" | b"E13") => Regional,
                _ => LocalAuthority,
            };
            return self.by_code(record, any, level).map(Some);
        }
        match self.level.map(|place| self.level_of(record.field(place))) {
            Some(None) => Ok(None),
            Some(Some(National)) => match (self.country, self.england) {
                (Some(country), _) => self.by_code(record, country, National).map(Some),
                (None, england) => Ok(england),
            },
            Some(Some(Regional)) => self.by_region(record).map(Some),
            Some(Some(LocalAuthority)) => self.by_authority(record).map(Some),
            None => {
                let authority = self.authority.map(|p| record.field(p)).unwrap_or_default();
                if !authority.is_empty() && !any(&self.whole, authority) {
                    return self.by_authority(record).map(Some);
                }
                let name = self.region_name.map(|p| record.field(p)).unwrap_or_default();
                if any(&self.england_labels, name) {
                    return Ok(self.england);
                }
                self.by_region(record).map(Some)
            }
        }
    }

    fn level_of(&self, printed: &[u8]) -> Option<AreaLevel> {
        for (name, level) in [
            ("local authority", AreaLevel::LocalAuthority),
            ("regional", AreaLevel::Regional),
            ("national", AreaLevel::National),
        ] {
            if printed.eq_ignore_ascii_case(name.as_bytes())
                || (printed.len() > name.len() && has_form(printed, name.as_bytes()))
            {
                return Some(level);
            }
        }
        self.levels.iter().find(|(name, _)| name.is(printed)).map(|(_, level)| *level)
    }

    fn by_region(&self, record: &Record<'_>) -> Result<u32, NoArea> {
        let name = self.region_name.map(|p| record.field(p)).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        let name = after(&name, &self.after);
        if let Some(place) = self.regions.get(&normal_form(name)) {
            return Ok(*place);
        }
        match self.region {
            Some(region) => self.by_code(record, region, AreaLevel::Regional),
            None => Err(NoArea {
                loss: Loss::Region,
                column: self.region_name,
                level: AreaLevel::Regional,
            }),
        }
    }

    /// By the three-digit code, which an authority keeps when its boundary or its rank changes,
    /// else by the nine characters. A row without nine characters is of no one authority.
    fn by_authority(&self, record: &Record<'_>) -> Result<u32, NoArea> {
        let level = AreaLevel::LocalAuthority;
        let old = self.old_code.and_then(|p| self.old_codes.get(record.field(p)).copied());
        match (self.authority, old) {
            (None, Some(place)) => Ok(place),
            (None, None) => Err(NoArea { loss: Loss::NoCode, column: None, level }),
            (Some(authority), old) => match old {
                Some(place) if !self.known.not_compared(record.field(authority)) => Ok(place),
                _ => self.by_code(record, authority, level),
            },
        }
    }

    /// The area of the code of a row, where it is another than `area`, which the three digits or the
    /// name of a region next to it gave.
    pub fn contradicting(&self, record: &Record<'_>, area: u32) -> Option<u32> {
        let column = match self.areas[area as usize].level {
            AreaLevel::LocalAuthority => self.authority?,
            AreaLevel::Regional => self.region?,
            AreaLevel::National => return None,
        };
        let code = record.field(column);
        // Nearly every row.
        if code == self.areas[area as usize].code.as_bytes() {
            return None;
        }
        self.of_code(code).filter(|other| *other != area)
    }

    /// The region that the code of a region, or without one its name, next to an authority means, where
    /// the authority is not in it. Inner and Outer London are parts of London.
    pub fn other_region(&self, record: &Record<'_>, area: u32) -> Option<u32> {
        let of_row = self.areas[area as usize];
        if of_row.level != AreaLevel::LocalAuthority || of_row.region_code.is_empty() {
            return None;
        }
        let code = self.region.map(|p| record.field(p)).unwrap_or_default();
        // Nearly every row.
        if code == of_row.region_code.as_bytes() {
            return None;
        }
        let named = || {
            let name = String::from_utf8_lossy(record.field(self.region_name?));
            self.regions.get(&normal_form(after(&name, &self.after))).copied()
        };
        let region = if code.is_empty() { named() } else { self.of_code(code) }?;
        let other = self.areas[region as usize];
        let within = other.code.starts_with(PARTS_OF_LONDON) && of_row.region_code == LONDON;
        let differs = other.level == AreaLevel::Regional && other.code != of_row.region_code;
        (differs && !within).then_some(region)
    }

    /// The code, or without one the name, of the region of a row, as printed.
    pub fn region_of<'r>(&self, record: &Record<'r>) -> &'r [u8] {
        let field = |column: Option<usize>| column.map(|p| record.field(p)).unwrap_or_default();
        let code = field(self.region);
        if code.is_empty() { field(self.region_name) } else { code }
    }

    /// The code of a row, and the three digits next to it, as printed.
    pub fn codes_of<'r>(&self, record: &Record<'r>, area: u32) -> (&'r [u8], &'r [u8]) {
        let regional = self.areas[area as usize].level == AreaLevel::Regional;
        let field = |column: Option<usize>| column.map(|p| record.field(p)).unwrap_or_default();
        if regional {
            (field(self.region), field(self.region_name))
        } else {
            (field(self.authority), field(self.old_code))
        }
    }

    /// Columns that say which area a row is about.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        [
            self.level,
            self.any,
            self.country,
            self.region,
            self.region_name,
            self.authority,
            self.old_code,
        ]
        .into_iter()
        .flatten()
    }

    fn of_code(&self, code: &[u8]) -> Option<u32> {
        let form = || normal_form(&String::from_utf8_lossy(code)).into_bytes();
        self.codes.get(code).or_else(|| self.codes.get(&form())).copied()
    }

    /// The nine characters of a row that are not an area, where the three digits next to them are
    /// of one and the row is therefore used.
    pub fn unknown_code<'r>(&self, record: &'r Record<'_>, area: u32) -> Option<&'r [u8]> {
        if self.areas[area as usize].level != AreaLevel::LocalAuthority {
            return None;
        }
        let code = record.field(self.authority?);
        let old = record.field(self.old_code?);
        let known =
            || self.codes.contains_key(&normal_form(&String::from_utf8_lossy(code)).into_bytes());
        let passed_over = self.codes.contains_key(code)
            || self.old_codes.get(old) != Some(&area)
            || known()
            || self.known.not_compared(code);
        (!passed_over).then_some(code)
    }

    fn by_code(&self, record: &Record<'_>, column: usize, level: AreaLevel) -> Result<u32, NoArea> {
        let code = record.field(column);
        self.of_code(code).ok_or_else(|| {
            let by_rule = level == AreaLevel::LocalAuthority && self.known.not_compared(code);
            let loss = if by_rule { Loss::NotCompared } else { Loss::Code };
            NoArea { loss, column: Some(column), level }
        })
    }
}

/// What follows the first `mark` of a text, or all of it.
pub(super) fn after<'t>(text: &'t str, mark: &str) -> &'t str {
    match text.split_once(mark) {
        Some((_, rest)) if !mark.is_empty() => rest.trim(),
        _ => text,
    }
}
