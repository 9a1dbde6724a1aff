//! What areas are called: names that are unique, names in files and sentences, and the area that a
//! name means.

use super::{Area, AreaLevel, Areas};
use crate::catalogue::error::CatalogueError;
use crate::catalogue::nearest;
use crate::catalogue::nearest::{nearest_names, words_of};
use std::collections::{BTreeMap, BTreeSet};

/// How the code of a county council begins.
const COUNTY: &str = "E10";

impl Areas {
    /// Gives every area a unique name and slug: of two areas with one name, an authority
    /// that ended is named with what it was and until when.
    pub(super) fn tell_apart(&mut self) -> Result<(), CatalogueError> {
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

    /// The name as it is written within a sentence: `Leeds`, `the North East`.
    #[must_use]
    pub fn phrase(&self, area: &Area) -> String {
        let article = if self.with_article.contains(&area.code) { "the " } else { "" };
        format!("{article}{}", area.name)
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
