//! A small published file of phonics that is sound, for tests to make wrong row by row.

/// Its name.
pub const FILE: &str = "phonics-screening-check.csv";

/// One row of it.
#[derive(Debug, Clone)]
pub struct Row {
    pub period: String,
    pub level: &'static str,
    pub region: &'static str,
    pub area: String,
    pub name: String,
    pub cohort: &'static str,
    pub pupils: String,
    pub met: String,
    pub share: String,
}

const AREAS: [(&str, &str, &str, &str, u32); 5] = [
    ("National", "", "", "", 50_000),
    ("Regional", "E12000005,West Midlands", "", "", 7_000),
    ("Local authority", "E12000005,West Midlands", "E08000025", "Birmingham", 1_400),
    ("Local authority", "E12000005,West Midlands", "E08000026", "Coventry", 500),
    ("Local authority", "E12000005,West Midlands", "E08000029", "Solihull", 400),
];

/// Three years of England, a region and three authorities, two cohorts, after `change` has seen
/// each row and reported whether it stays.
pub fn phonics(change: impl Fn(&mut Row) -> bool) -> String {
    let mut text = String::from(
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,\
         region_name,old_la_code,new_la_code,la_name,sen_provision,t_phonics_y1_eligible_pupils,\
         t_phonics_y1_met_expected_standard,pt_phonics_y1_met_expected_standard\n",
    );
    for (year, period) in ["202122", "202223", "202324"].into_iter().enumerate() {
        for (cohort, base, part) in [("SEN support", 44, 1), ("EHC plan", 17, 4)] {
            for (place, (level, region, area, name, pupils)) in AREAS.into_iter().enumerate() {
                let (share, pupils) = (base + 2 * year + place, pupils / part);
                let mut row = Row {
                    period: period.to_string(),
                    level,
                    region: if region.is_empty() { "," } else { region },
                    area: area.to_string(),
                    name: name.to_string(),
                    cohort,
                    pupils: pupils.to_string(),
                    met: (pupils as usize * share / 100).to_string(),
                    share: share.to_string(),
                };
                if change(&mut row) {
                    text += &format!(
                        "{},Academic year,{},E92000001,England,{},,{},{},{},{},{},{}\n",
                        row.period,
                        row.level,
                        row.region,
                        row.area,
                        row.name,
                        row.cohort,
                        row.pupils,
                        row.met,
                        row.share
                    );
                }
            }
        }
    }
    text
}
