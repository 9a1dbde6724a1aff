//! A small published file that is sound, for tests to make wrong.

/// Its columns.
pub const HEADER: &str = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,sen_provision,sess_overall_percent,sess_authorised_percent,sess_unauthorised_percent";

/// Three years of England and two authorities, two cohorts.
pub fn absence() -> String {
    let mut text = format!("{HEADER}\n");
    for (place, period) in ["201617", "201718", "201819"].iter().enumerate() {
        for cohort in ["EHC plan or statement", "SEN support"] {
            let rate = 6.0 + place as f64 / 2.0;
            for (level, region, old, new, name) in [
                ("National", ",", "", "", ""),
                ("Local authority", "E12000005,West Midlands", "330", "E08000025", "Birmingham"),
                ("Local authority", "E12000005,West Midlands", "331", "E08000026", "Coventry"),
            ] {
                text += &format!(
                    "{period},Academic year,{level},E92000001,England,{region},{old},{new},{name},{cohort},{rate:.2},4.00,2.00\n"
                );
            }
        }
    }
    text
}
