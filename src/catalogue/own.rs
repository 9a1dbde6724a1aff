//! What a workspace picks: the measures that lead, in its order, and its own list of neighbours.

use super::references::Reference;
use super::{AreaLevel, Catalogue, NEIGHBOURS_ID, Neighbour, nearest};
use crate::checksum::sha256;
use chrono::NaiveDate;

/// Id of a list of neighbours that an area made itself.
const OWN_NEIGHBOURS_ID: &str = "own-statistical-neighbours";

/// A list of statistical neighbours that an area made itself.
#[derive(Debug, Clone, Default)]
pub struct OwnNeighbours {
    /// Names or codes of authorities, the nearest first.
    pub names: Vec<String>,
    /// What the list is called, or empty.
    pub name: String,
    /// Its date, or empty.
    pub date: String,
}

impl Catalogue {
    /// Lets `ids` lead the profile and the workbook, in their order.
    ///
    /// # Errors
    /// Names the id that is unknown, with the nearest ones, or that is there twice.
    pub fn set_show(&mut self, ids: &[String]) -> Result<(), String> {
        for (place, id) in ids.iter().enumerate() {
            let Some(measure) = self.measure(id) else {
                let near = nearest(id, self.measures.iter().map(|m| m.id.as_str()));
                return Err(format!(
                    "measure '{id}' is unknown{near}; 'send-outcomes measures' lists all"
                ));
            };
            if !measure.part_of.is_empty() {
                return Err(format!(
                    "'{id}' is a part of '{}' and has no row of its own: write that instead",
                    measure.part_of
                ));
            }
            if ids[..place].contains(id) {
                return Err(format!("measure '{id}' is there twice: keep one of them"));
            }
        }
        self.show = ids.to_vec();
        Ok(())
    }

    /// Place of a measure among those that a workspace picked; `None` for one that it did not, and for
    /// all where it picked none.
    #[must_use]
    pub fn shown_place(&self, measure: &str) -> Option<usize> {
        self.show.iter().position(|id| id == measure)
    }

    /// Compares `areas` (codes) with a list of neighbours of their own.
    ///
    /// # Errors
    /// Names what cannot be a neighbour and why, with the nearest names.
    pub fn set_neighbours(&mut self, areas: &[String], own: &OwnNeighbours) -> Result<(), String> {
        let codes = self.neighbour_codes(&own.names)?;
        let minimum = usize::try_from(self.verdicts.evidence.minimum_neighbours).unwrap_or(0);
        for area in areas {
            if areas.len() == 1 && codes.contains(area) {
                let name = self.areas.get(area).map_or(area.as_str(), |a| a.name.as_str());
                return Err(format!(
                    "{name} is the area itself and not its neighbour: leave it out"
                ));
            }
            let others = codes.iter().filter(|code| *code != area);
            if others.clone().count() < minimum {
                return Err(format!(
                    "{} names are too few: a median of fewer than {minimum} is not shown \
                     (minimum_neighbours in [evidence]); add more",
                    codes.len()
                ));
            }
            let nearest_first = (1..).zip(others).map(|(rank, code)| Neighbour {
                area_code: area.clone(),
                rank,
                neighbour_code: code.clone(),
            });
            let listed: Vec<Neighbour> = nearest_first.collect();
            self.areas.neighbours.retain(|n| n.area_code != *area);
            self.areas.neighbours.extend(listed);
        }
        self.own_neighbours = areas.to_vec();
        self.references.push(Reference {
            id: OWN_NEIGHBOURS_ID.to_string(),
            title: "Statistical neighbours of your own choice".to_string(),
            publisher: "send-outcomes.toml".to_string(),
            version: own.in_words(),
            published_on: own.date.clone(),
            file: String::new(),
            licence: String::new(),
            sha256: sha256(format!("{codes:?}").as_bytes()),
            bytes: 0,
            rows: codes.len(),
        });
        Ok(())
    }

    fn neighbour_codes(&self, names: &[String]) -> Result<Vec<String>, String> {
        let mut codes: Vec<String> = Vec::new();
        for name in names {
            let found = self.areas.find(name);
            let Some(area) = found.filter(|a| a.level == AreaLevel::LocalAuthority) else {
                let near = self.areas.suggestion(name);
                return Err(format!(
                    "'{name}' is not a local authority{near}; 'send-outcomes areas' lists all"
                ));
            };
            if codes.contains(&area.code) {
                return Err(format!("{} is there twice: keep one of them", area.name));
            }
            codes.push(area.code.clone());
        }
        Ok(codes)
    }

    /// The list that names the neighbours of an area: its id among the references, and in words.
    #[must_use]
    pub fn neighbours_list(&self, area: &str) -> (&str, String) {
        let own = self.own_neighbours.iter().any(|code| code == area);
        let id = if own { OWN_NEIGHBOURS_ID } else { NEIGHBOURS_ID };
        match self.reference(id) {
            Some(list) if own => (id, list.version.clone()),
            Some(list) => (id, format!("{}, {}", list.publisher, list.version)),
            None => (id, String::new()),
        }
    }

    /// Which neighbours of an area had ended by `day`, and what replaced them: they have no
    /// figure of later years.
    #[must_use]
    pub fn neighbour_notes(&self, area: &str, day: NaiveDate) -> Vec<String> {
        if !self.own_neighbours.iter().any(|code| code == area) {
            return Vec::new();
        }
        let minimum = self.verdicts.evidence.minimum_neighbours;
        let ended = self.areas.neighbours_of(area).filter_map(|a| self.areas.end_note(a, day));
        ended
            .map(|note| format!("A neighbour on your own list has no later figures (the median needs {minimum} with a figure). {note}"))
            .collect()
    }
}

impl OwnNeighbours {
    fn in_words(&self) -> String {
        let named = [self.name.as_str(), self.date.as_str()];
        let named: Vec<&str> = named.into_iter().filter(|text| !text.is_empty()).collect();
        let list = "your own list, from send-outcomes.toml";
        if named.is_empty() { list.to_string() } else { format!("{list} ({})", named.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    fn own(names: &[&str]) -> OwnNeighbours {
        OwnNeighbours { names: texts(names), name: "Core cities".into(), date: "May 2026".into() }
    }

    #[test]
    fn a_list_of_ones_own_takes_the_place_of_the_published_one_and_says_so() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let birmingham = texts(&["E08000025"]);
        let list = ["Leeds", "373", "E08000003", "Liverpool", "Hull", "Cumbria"];
        catalogue.set_neighbours(&birmingham, &own(&list)).unwrap();
        let names: Vec<&str> =
            catalogue.areas.neighbours_of("E08000025").map(|a| a.name.as_str()).collect();
        let hull = "Kingston upon Hull, City of";
        assert_eq!(names, ["Leeds", "Sheffield", "Manchester", "Liverpool", hull, "Cumbria"]);
        let message = catalogue.neighbours_list("E08000025").1;
        assert_eq!(message, "your own list, from send-outcomes.toml (Core cities, May 2026)");
        assert!(catalogue.neighbours_list("E08000029").1.contains("children's services model"));
        assert_eq!(catalogue.areas.neighbours_of("E08000029").count(), 10);
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let notes = catalogue.neighbour_notes("E08000025", day);
        assert!(
            notes.len() == 1 && notes[0].contains("Cumbria ended on 1 April 2023"),
            "{notes:?}"
        );
        assert!(catalogue.neighbour_notes("E08000029", day).is_empty());
    }

    #[test]
    fn what_cannot_be_a_neighbour_or_is_no_measure_is_refused_with_the_nearest() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let birmingham = texts(&["E08000025"]);
        for (names, expected) in [
            (&["Leds"][..], "'Leds' is not a local authority (nearest known: 'Leeds')"),
            (&["Leeds", "leeds"], "Leeds is there twice"),
            (&["London"], "'London' is not a local authority"),
            (&["Birmingham", "Leeds"], "Birmingham is the area itself"),
            (&["Leeds", "Sheffield"], "2 names are too few"),
        ] {
            let message = catalogue.set_neighbours(&birmingham, &own(names)).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
        let message = catalogue.set_show(&texts(&["ehc-20-week"])).unwrap_err();
        assert!(message.contains("nearest known: 'ehc-20-weeks'"), "{message}");
        catalogue.set_show(&texts(&["ks4-sustained", "ehc-20-weeks"])).unwrap();
        assert_eq!(catalogue.shown_place("ehc-20-weeks"), Some(1));
        assert_eq!(catalogue.shown_place("ks4-attainment-8"), None);
    }
}
