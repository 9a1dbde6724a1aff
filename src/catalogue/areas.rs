//! England, its regions and its authorities: names, codes, regions, successors
//! and statistical neighbours, from `data/embedded/`.

use super::CatalogueError;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Geographic level of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// England.
    National,
    /// A region; Inner and Outer London stand beside London.
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

/// One area.
#[derive(Debug, Clone, Deserialize)]
pub struct Area {
    /// Nine-character ONS code.
    #[serde(rename = "area_code")]
    pub code: String,
    /// Name.
    #[serde(rename = "area_name")]
    pub name: String,
    /// Level.
    #[serde(rename = "area_level")]
    pub level: AreaLevel,
    /// Region of an authority, or empty.
    pub region_code: String,
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
    /// Neighbours, by authority and rank.
    pub neighbours: Vec<Neighbour>,
}

impl Areas {
    pub(super) fn embedded() -> Result<Self, CatalogueError> {
        let areas: Vec<Area> =
            table("data/embedded/areas.csv", include_str!("../../data/embedded/areas.csv"))?;
        let neighbours = table(
            "data/embedded/neighbours.csv",
            include_str!("../../data/embedded/neighbours.csv"),
        )?;
        Ok(Self { by_code: areas.into_iter().map(|a| (a.code.clone(), a)).collect(), neighbours })
    }

    /// The area that a published code means today: an authority whose code changed is one area.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Area> {
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
        self.by_code.keys().map(String::as_str)
    }

    /// The authority or region that a user names by name or code, whatever the case.
    #[must_use]
    pub fn find(&self, name_or_code: &str) -> Option<&Area> {
        let wanted = name_or_code.trim();
        self.get(&wanted.to_uppercase())
            .or_else(|| self.iter().find(|a| a.name.eq_ignore_ascii_case(wanted)))
            .or_else(|| self.iter().find(|a| slug(&a.name) == slug(wanted)))
    }
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
mod tests {
    use super::*;

    #[test]
    fn an_authority_is_found_by_name_code_and_former_code() {
        let areas = Areas::embedded().unwrap();
        assert_eq!(areas.find("birmingham").unwrap().code, "E08000025");
        assert_eq!(areas.find("E08000025").unwrap().name, "Birmingham");
        assert_eq!(areas.get("E10000002").unwrap().code, "E06000060");
        assert!(areas.find("Birmingam").is_none());
        assert_eq!(slug("Kingston upon Hull, City of"), "kingston-upon-hull-city-of");
        assert_eq!(slug("King's Lynn"), "kings-lynn");
    }
}
