//! Areas as a published file names them, year by year.

use send_outcomes::catalogue::{Area, AreaLevel, Catalogue};

/// One area as it is printed in one year.
pub struct Place<'a> {
    pub area: &'a Area,
    /// The code in use that year.
    pub code: String,
    pub region_code: &'a str,
    pub region_name: String,
}

/// England, the regions and the authorities that existed in the year that starts in
/// `start`, at most `most` of them and every level among them.
pub fn places(catalogue: &Catalogue, start: i32, most: usize) -> Vec<Place<'_>> {
    let areas = &catalogue.areas;
    let lived = |area: &&Area| {
        let year = |from: &str| from.get(..4).and_then(|y| y.parse().ok()).unwrap_or(0);
        let touched = |codes: &[String]| codes.contains(&area.code);
        let mut changes = areas
            .reorganised
            .iter()
            .filter(|change| touched(&change.predecessors) || touched(&change.successors));
        changes.all(|change| {
            let ended = change.predecessors.contains(&area.code);
            (start >= year(&change.from)) != ended
        })
    };
    let mut found: Vec<&Area> = areas.iter().filter(lived).collect();
    found.sort_by_key(|area| (area.level, area.code.clone()));
    // A short file still has the area that people ask for, and names with commas.
    let told = ["E08000025", "E06000023", "E06000010", "E09000001", "E06000053"];
    let keep = |area: &&Area| {
        area.level != AreaLevel::LocalAuthority || told.contains(&area.code.as_str())
    };
    let (mut kept, rest): (Vec<&Area>, Vec<&Area>) = found.into_iter().partition(keep);
    let room = most.saturating_sub(kept.len());
    let step = (rest.len() / room.max(1)).max(1);
    kept.extend(rest.into_iter().step_by(step).take(room));
    kept.into_iter().map(|area| place(catalogue, area, start)).collect()
}

fn place<'a>(catalogue: &'a Catalogue, area: &'a Area, start: i32) -> Place<'a> {
    let region = catalogue.areas.get(&area.region_code);
    let region = if area.level == AreaLevel::Regional { Some(area) } else { region };
    let spelt = |name: &str| match (name, start % 3) {
        ("Yorkshire and The Humber", 0) => "Yorkshire and the Humber".to_string(),
        ("Yorkshire and The Humber", 1) => "Yorkshire & the Humber".to_string(),
        _ => name.to_string(),
    };
    Place {
        code: catalogue.areas.code_in(&area.code, start).to_string(),
        area,
        region_code: region.map_or("", |r| r.code.as_str()),
        region_name: region.map_or(String::new(), |r| spelt(&r.name)),
    }
}
