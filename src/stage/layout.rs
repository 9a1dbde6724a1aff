//! Which layout a header is, where its columns are, and whom a row is about.

use super::nearest_column;
use crate::catalogue::{Area, AreaLevel, Catalogue, DataSet, Geography, Layout, Measure, nearest};
use crate::period::Period;
use std::collections::BTreeMap;

/// Positions of one measure's columns in the file.
#[derive(Debug, Default)]
pub(super) struct MeasureColumns {
    pub value: Option<usize>,
    pub numerator: Option<usize>,
    pub denominator: Option<usize>,
    pub lower: Option<usize>,
    pub upper: Option<usize>,
    /// Column names by position, for messages.
    pub names: BTreeMap<usize, String>,
}

/// Positions of everything that is read from one file.
pub(super) struct Columns {
    geography: Vec<usize>,
    layout: Geography,
    period: usize,
    cohort: Option<usize>,
    /// By place in the list of wanted measures; `None` where a column is missing.
    pub measures: Vec<Option<MeasureColumns>>,
    /// Measures with a missing column, and what to say of it.
    pub missing: Vec<(String, String)>,
}

/// Whom and when a published row is about.
#[derive(Debug)]
pub(crate) struct RowPlace {
    pub area_code: String,
    pub area_name: String,
    pub area_level: AreaLevel,
    pub cohort: String,
    pub period: Period,
    pub provisional: bool,
}

const EES_GEOGRAPHY: [&str; 4] = ["geographic_level", "country_code", "region_code", "new_la_code"];

impl Columns {
    /// Picks the layout whose columns the header has.
    pub fn of(
        header: &csv::StringRecord,
        data_set: &DataSet,
        wanted: &[&Measure],
    ) -> Result<Self, String> {
        let position = |name: &str| header.iter().position(|column| column.trim() == name);
        let mut closest: Option<(usize, String)> = None;
        for layout in &data_set.layouts {
            let names = identifying_columns(layout);
            let missing: Vec<&str> =
                names.iter().copied().filter(|name| position(name).is_none()).collect();
            if missing.is_empty() {
                let at = |name: &str| position(name).unwrap_or_default();
                let geography = geography_columns(layout.geography).iter().map(|n| at(n)).collect();
                let cohort = Some(layout.cohort.as_str()).filter(|c| !c.is_empty()).map(at);
                let mut columns = Self {
                    geography,
                    layout: layout.geography,
                    period: at(&layout.period),
                    cohort,
                    measures: Vec::new(),
                    missing: Vec::new(),
                };
                columns.find_measures(header, data_set, wanted);
                return Ok(columns);
            }
            let hints: Vec<String> = missing
                .iter()
                .map(|name| format!("'{name}'{}", nearest_column(name, header)))
                .collect();
            let message = format!("layout '{}' lacks column {}", layout.id, hints.join(", "));
            if closest.as_ref().is_none_or(|(count, _)| missing.len() < *count) {
                closest = Some((missing.len(), message));
            }
        }
        let closest = closest.map_or_else(|| "no layout is described".to_string(), |(_, m)| m);
        Err(format!(
            "the header fits no layout of catalogue/data-sets/{}.toml: {closest}; add a layout there",
            data_set.id
        ))
    }

    fn find_measures(
        &mut self,
        header: &csv::StringRecord,
        data_set: &DataSet,
        wanted: &[&Measure],
    ) {
        for measure in wanted {
            let mut columns = MeasureColumns::default();
            let mut missing = None;
            for (name, slot) in [
                (&measure.value, &mut columns.value),
                (&measure.numerator, &mut columns.numerator),
                (&measure.denominator, &mut columns.denominator),
                (&measure.lower, &mut columns.lower),
                (&measure.upper, &mut columns.upper),
            ] {
                if name.is_empty() {
                    continue;
                }
                *slot = header.iter().position(|column| column.trim() == name);
                match *slot {
                    Some(index) => {
                        columns.names.insert(index, name.clone());
                    }
                    None => missing = Some(name.clone()),
                }
            }
            match missing {
                None => self.measures.push(Some(columns)),
                Some(name) => {
                    self.measures.push(None);
                    let hint = nearest_column(&name, header);
                    let message = format!(
                        "column '{name}' of measure '{}' is missing{hint}; if it was renamed, edit \
                         the measure in catalogue/measures/{}.toml (data set '{}')",
                        measure.id, measure.theme, data_set.id
                    );
                    self.missing.push((measure.id.clone(), message));
                }
            }
        }
    }

    /// Whom a row is about; `None` for a row that is left out on purpose.
    pub fn place(
        &self,
        record: &csv::StringRecord,
        data_set: &DataSet,
        catalogue: &Catalogue,
    ) -> Result<Option<RowPlace>, String> {
        let field = |index: usize| record.get(index).unwrap_or_default().trim();
        let label = self.cohort.map(field).unwrap_or_default();
        let cohort = if self.cohort.is_none() {
            data_set.fixed_cohort.as_str()
        } else if data_set.ignored_labels.iter().any(|l| l == label) {
            return Ok(None);
        } else {
            catalogue.cohort_of_label(label).ok_or_else(|| {
                let known = nearest(label, catalogue.labels.iter().map(|l| l.label.as_str()));
                format!(
                    "the SEN label '{label}' is unknown{known}; map it to a cohort in \
                     catalogue/cohorts.toml, or list it under ignored_labels in \
                     catalogue/data-sets/{}.toml",
                    data_set.id
                )
            })?
        };
        let Some(area) = self.area(record, catalogue)? else { return Ok(None) };
        let period = Period::parse(field(self.period), data_set.period_kind)
            .map_err(|e| format!("data set '{}': {e}", data_set.id))?;
        Ok(Some(RowPlace {
            area_code: area.code.clone(),
            area_name: area.name.clone(),
            area_level: area.level,
            cohort: cohort.to_string(),
            provisional: data_set.provisional_periods.contains(&period.to_string()),
            period,
        }))
    }

    fn area<'a>(
        &self,
        record: &csv::StringRecord,
        catalogue: &'a Catalogue,
    ) -> Result<Option<&'a Area>, String> {
        let field = |place: usize| {
            self.geography.get(place).and_then(|i| record.get(*i)).unwrap_or_default().trim()
        };
        let code = match self.layout {
            Geography::Area => field(0),
            Geography::Ees => match field(0) {
                "National" => field(1),
                "Regional" => field(2),
                "Local authority" => field(3),
                // Other levels (districts, constituencies, schools) are not compared.
                _ => return Ok(None),
            },
        };
        catalogue.areas.get(code).map(Some).ok_or_else(|| {
            let known = nearest(code, catalogue.areas.codes());
            format!("the area code '{code}' is unknown{known}; add it to data/embedded/areas.csv")
        })
    }
}

fn geography_columns(geography: Geography) -> &'static [&'static str] {
    match geography {
        Geography::Ees => &EES_GEOGRAPHY,
        Geography::Area => &["area"],
    }
}

fn identifying_columns(layout: &Layout) -> Vec<&str> {
    let mut names = geography_columns(layout.geography).to_vec();
    names.push(&layout.period);
    if !layout.cohort.is_empty() {
        names.push(&layout.cohort);
    }
    names
}
