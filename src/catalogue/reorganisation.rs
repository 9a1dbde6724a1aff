//! What is said of areas that ended and of those that replaced them.

use super::areas::{Area, Areas};
use super::reorganised::Reorganised;
use chrono::NaiveDate;

impl Areas {
    /// How an area ended, if it had by `day`.
    #[must_use]
    pub fn ended(&self, code: &str, day: NaiveDate) -> Option<&Reorganised> {
        self.ending(code).filter(|r| r.day <= day)
    }

    fn ending(&self, code: &str) -> Option<&Reorganised> {
        self.reorganised.iter().find(|r| r.predecessors.iter().any(|c| c == code))
    }

    /// What a reader needs to know about an area on `day`: that it ended and what replaced it, from
    /// when its series run and why, and which published figures are not of it.
    #[must_use]
    pub fn notes(&self, area: &Area, day: NaiveDate) -> Vec<String> {
        let of_successors = self
            .reorganised
            .iter()
            .filter(|r| r.successors.contains(&area.code))
            .map(|r| self.beginning_in_words(area, r));
        let not_yet = self.not_yet.iter().filter(|n| n.area == area.code).map(|n| {
            format!("{}: figures before {} are not used: {}.", area.name, n.first, n.note)
        });
        let ended = self.ending(&area.code).map(|r| self.end_in_words(area, r, day));
        ended.into_iter().chain(of_successors).chain(not_yet).collect()
    }

    /// That an area has ended by `day`, in one sentence; nothing for one that goes on.
    #[must_use]
    pub fn end_note(&self, area: &Area, day: NaiveDate) -> Option<String> {
        self.ended(&area.code, day).map(|r| self.end_in_words(area, r, day))
    }

    fn end_in_words(&self, area: &Area, r: &Reorganised, day: NaiveDate) -> String {
        let (ends, are) = if r.day <= day { ("ended", "are") } else { ("ends", "will be") };
        format!(
            "{} {ends} on {}; its successors {are} {}. {}",
            area.printed_name,
            r.day_in_words(),
            self.names(&r.successors),
            r.note
        )
    }

    fn beginning_in_words(&self, area: &Area, r: &Reorganised) -> String {
        format!(
            "{} began on {}, replacing {}: its series begin then. {}",
            area.printed_name,
            r.day_in_words(),
            self.names(&r.predecessors),
            r.note
        )
    }

    /// Names of areas with commas and `and` between them.
    fn names(&self, codes: &[String]) -> String {
        let names: Vec<String> = codes
            .iter()
            .map(|code| self.get(code).map_or(code.clone(), |area| area.name.clone()))
            .collect();
        match names.as_slice() {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] if first.iter().chain([last]).any(|n| n.contains(" and ")) => {
                format!("{}, and {last}", first.join(", "))
            }
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn notes(areas: &Areas, code: &str, day: (i32, u32, u32)) -> String {
        let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
        areas.notes(areas.get(code).unwrap(), day).join("\n")
    }

    #[test]
    fn an_authority_that_ended_names_its_successors_and_they_say_where_their_series_begin() {
        let areas = Catalogue::embedded().unwrap().areas;
        assert_eq!(areas.find("Cumbria").map(|a| a.code.as_str()), Some("E10000006"));
        let cumbria = notes(&areas, "E10000006", (2026, 1, 1));
        assert!(
            cumbria.starts_with(
                "Cumbria ended on 1 April 2023; its successors are Cumberland, and Westmorland \
                 and Furness."
            ),
            "{cumbria}"
        );
        assert!(notes(&areas, "E10000006", (2022, 8, 31)).contains("ends on 1 April 2023"));
        let cumberland = notes(&areas, "E06000063", (2026, 1, 1));
        assert!(cumberland.starts_with("Cumberland began on 1 April 2023, replacing Cumbria"));
        let bournemouth = notes(&areas, "E06000058", (2026, 1, 1));
        assert!(bournemouth.contains("figures before 2021/22 are not used"), "{bournemouth}");
        assert_eq!(notes(&areas, "E08000025", (2026, 1, 1)), "");
    }

    #[test]
    fn an_authority_has_ended_from_the_first_day_of_its_successors() {
        let areas = Catalogue::embedded().unwrap().areas;
        let day = |d| NaiveDate::from_ymd_opt(2023, d, 1).unwrap();
        assert!(areas.ended("E10000006", day(3)).is_none());
        assert!(areas.ended("E10000006", day(4)).is_some());
        assert!(areas.ended("E06000063", day(4)).is_none());
    }
}
