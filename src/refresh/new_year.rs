//! A new year: who has it, who does not yet, and what an analyst has to look at before
//! its figures are believed.

use crate::catalogue::Catalogue;
use crate::diff::Note;
use crate::engine::{self, EngineError, Rows, printed_number, row, signed_number};
use crate::error::Error;
use crate::period::Period;
use crate::store::{ChangeOf, Store};
use datafusion::arrow::array::{Int32Array, RecordBatch};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

const YEARS: &str = "diff/years.sql";
const JUMPS: &str = "diff/jumps.sql";

/// What there is of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewYear {
    /// Data sets that have the year.
    pub with: Vec<String>,
    /// Data sets that do not have it yet, with the last period they have.
    pub without: Vec<(String, String)>,
    /// What is to be read, in the order of reading.
    pub notes: Vec<Note>,
}

impl NewYear {
    /// In one line.
    #[must_use]
    pub fn summary(&self, year: Period) -> String {
        let all = self.with.len() + self.without.len();
        let partial = if self.without.is_empty() { "" } else { ", a partial year" };
        format!("{year}: {} of {all} data sets have it{partial}", self.with.len())
    }
}

/// What one data set has of the year.
#[derive(Default)]
struct Standing {
    measures: Vec<String>,
    provisional: bool,
    last: String,
}

row! {
    /// What one measure has of the year.
    struct OfMeasure {
        data_set: String,
        measure_id: String,
        figures: i32,
        areas: i32,
        provisional: i32,
        last_period: String | "",
    }
}

row! {
    /// A change of England's figure out of the ordinary.
    struct Jump {
        measure_id: String,
        cohort: String,
        period: String,
        period_before: String,
        change: f64,
        usual_change: f64,
    }
}

/// Reads what the outputs in `folder` and the store say of `year`.
///
/// # Errors
/// The outputs have no facts, or a query of `queries/diff/` does not run.
pub async fn new_year(
    year: Period,
    folder: &Path,
    store: &Store,
    catalogue: &Catalogue,
    scratch: &Path,
) -> Result<NewYear, Error> {
    let context = engine::session(scratch)?;
    let facts = folder.join("tables/facts.parquet");
    engine::register_file(&context, "new_facts", &facts).await?;
    let asked = Arc::new(Int32Array::from(vec![year.as_of_start()]));
    let asked = RecordBatch::try_from_iter([("period_start", asked as _)])
        .map_err(|e| EngineError::Table(e.to_string()))?;
    context.register_batch("asked_year", asked).map_err(EngineError::from)?;

    let found = standings(&Rows::of_file(&context, YEARS).await?, catalogue)?;
    let mut result = NewYear::default();
    let (mut with, mut without, mut status) = (Vec::new(), Vec::new(), Vec::new());
    for (id, standing) in &found {
        if standing.measures.is_empty() {
            result.without.push((id.clone(), standing.last.clone()));
            without.push(format!("{id}: latest is {}", standing.last));
            continue;
        }
        result.with.push(id.clone());
        let provisional = if standing.provisional { ", provisional" } else { "" };
        with.push(format!("{id}{provisional}: {}", standing.measures.join(", ")));
        status.extend(status_advice(id, standing.provisional, year, store, catalogue)?);
    }
    let jumps = Rows::of_file(&context, JUMPS).await?.read::<Jump>()?;
    let breaks: Vec<String> = jumps.iter().map(|jump| jump.advice(catalogue)).collect();
    let (columns, labels) = shape_advice(&result.with, store)?;
    let mut note = |title: String, items: Vec<String>, none: &str| {
        let items = if items.is_empty() { vec![none.to_string()] } else { items };
        result.notes.push(Note { title, items });
    };
    note(format!("Data sets with {year}"), with, "none");
    note(format!("Data sets without {year} yet"), without, "none: the year is whole");
    note("Provisional against revised".to_string(), status, "nothing to change");
    note("New breaks to consider".to_string(), [breaks, columns].concat(), "none seen");
    note("Label history to extend".to_string(), labels, "no label changed");
    Ok(result)
}

/// What each data set has of the year, by its id.
fn standings(
    rows: &Rows,
    catalogue: &Catalogue,
) -> Result<BTreeMap<String, Standing>, EngineError> {
    let mut found: BTreeMap<String, Standing> = BTreeMap::new();
    for row in rows.read::<OfMeasure>()? {
        let standing = found.entry(row.data_set).or_default();
        standing.last = std::mem::take(&mut standing.last).max(row.last_period);
        standing.provisional |= row.provisional > 0;
        if row.figures > 0 {
            let title = title(catalogue, &row.measure_id);
            standing.measures.push(format!("{title} ({} areas)", row.areas));
        }
    }
    Ok(found)
}

impl Jump {
    fn advice(&self, catalogue: &Catalogue) -> String {
        let Self { measure_id, cohort, period, period_before, change, usual_change } = self;
        let measure = catalogue.measure(measure_id);
        let decimals = measure.map_or(1, |m| usize::try_from(m.decimals).unwrap_or_default());
        format!(
            "{}, {cohort}: England moved by {} from {period_before} to {period}, where {} is usual; if the definition changed, add a \
             [[break]] before \"{period}\" for '{measure_id}' in catalogue/breaks.toml",
            title(catalogue, measure_id),
            signed_number(*change, decimals),
            printed_number(*usual_change, decimals),
        )
    }
}

/// What to do about columns and labels that changed in `data_sets`.
fn shape_advice(data_sets: &[String], store: &Store) -> Result<(Vec<String>, Vec<String>), Error> {
    let (mut columns, mut labels) = (Vec::new(), Vec::new());
    for id in data_sets {
        let Some(record) = store.current(id)? else { continue };
        for change in &record.changes {
            let words = &change.words;
            match change.of {
                ChangeOf::Label => labels.push(format!(
                    "{id}: {words}; note the first and last year of each spelling in catalogue/cohorts.toml"
                )),
                ChangeOf::Column => columns.push(format!("{id}: {words}")),
                ChangeOf::Other => {}
            }
        }
    }
    Ok((columns, labels))
}

/// What the publisher's words say against what the catalogue says of the year's status.
fn status_advice(
    id: &str,
    provisional: bool,
    year: Period,
    store: &Store,
    catalogue: &Catalogue,
) -> Result<Option<String>, Error> {
    let Some(record) = store.current(id)? else { return Ok(None) };
    let Some(data_set) = catalogue.data_sets.get(id) else { return Ok(None) };
    let period = Period { start: year.start, kind: data_set.period_kind };
    let said: Vec<&str> = [record.release.as_ref(), record.notes.as_ref(), Some(&record.url)]
        .into_iter()
        .flatten()
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .collect();
    let said: BTreeSet<String> = said.into_iter().map(str::to_lowercase).collect();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(*word));
    let (first, last) = (says(&["provisional", "prov"]), says(&["revised", "final", "rev"]));
    Ok(if first && !last && !provisional {
        Some(format!(
            "{id}: the publisher calls this release provisional; add \"{period}\" to provisional_periods in \
             catalogue/data-sets/{id}.toml"
        ))
    } else if last && !first && provisional {
        Some(format!(
            "{id}: the publisher calls this release revised; take \"{period}\" out of provisional_periods in \
             catalogue/data-sets/{id}.toml"
        ))
    } else if provisional {
        Some(format!("{id}: {period} is provisional and may be revised"))
    } else {
        None
    })
}

fn title(catalogue: &Catalogue, measure_id: &str) -> String {
    catalogue.measure(measure_id).map_or_else(|| measure_id.to_string(), |m| m.title.clone())
}
