//! The texts of the tested columns of a file that is read again, to say which of them let rows go.

use super::choice::{Wanted, any};
use super::covered::Spot;
use super::labels::{cohort_of, period_in};
use super::pieces::{PIECE, Pieces};
use super::plan::{FilePlan, Meaning};
use super::record::{Record, Records};
use crate::catalogue::normal_form;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Texts of a column that are counted.
const MAX_TEXTS: usize = 500;

/// Text → period and level → rows.
pub(super) type Texts = BTreeMap<String, BTreeMap<Spot, u64>>;

/// A text of a column in a row whose label means a cohort.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Labelled {
    pub column: usize,
    pub text: String,
    pub cohort: u16,
}

/// The texts of the tested columns, by period and level.
pub(super) struct Census {
    columns: BTreeMap<usize, Texts>,
    /// Columns and texts with which a label is at a total, or is that text again.
    pub wholes: BTreeSet<(usize, String)>,
    pub labelled: BTreeSet<Labelled>,
    none: Texts,
}

impl Census {
    pub fn of(reader: Box<dyn Read + Send>, plan: &FilePlan<'_>) -> Self {
        let mut columns: BTreeMap<usize, Texts> =
            plan.filters().into_iter().map(|column| (column, Texts::new())).collect();
        let labels: Vec<usize> = plan.ways.iter().filter_map(|way| way.label).collect();
        let totals = Wanted::totals(&plan.catalogue.totals.words);
        let mut wholes = BTreeSet::new();
        let mut labelled = BTreeSet::new();
        let mut pieces = Pieces::new(reader);
        let mut buffer = Vec::new();
        // A file that has disappeared meanwhile is reported by the next reader.
        while let Ok(Some(piece)) = pieces.next(buffer, PIECE) {
            let mut records = Records::new(&piece);
            while let Some(record) = records.next() {
                if record.len() != plan.header.names.len() {
                    continue;
                }
                let Some(level) = plan.areas.compared(&record) else { continue };
                let Some(start) = period_in(record.field(plan.period), plan) else { continue };
                let label = |column: &usize| record.field(*column);
                let total = labels.is_empty() || labels.iter().any(|c| any(&totals, label(c)));
                let cohorts = cohorts_in_row(&record, plan);
                for (column, texts) in &mut columns {
                    let field = record.field(*column);
                    let text = String::from_utf8_lossy(field);
                    let whole = total || labels.iter().any(|c| c != column && label(c) == field);
                    if whole && wholes.len() < MAX_TEXTS {
                        wholes.insert((*column, text.clone().into_owned()));
                    }
                    if labelled.len() < MAX_TEXTS {
                        let beside = cohorts.iter().map(|cohort| Labelled {
                            column: *column,
                            text: text.to_string(),
                            cohort: *cohort,
                        });
                        labelled.extend(beside);
                    }
                    if let Some(places) = texts.get_mut(text.as_ref()) {
                        *places.entry((start, level)).or_default() += 1;
                    } else if texts.len() < MAX_TEXTS {
                        texts.insert(text.into_owned(), BTreeMap::from([((start, level), 1)]));
                    }
                }
            }
            buffer = piece;
        }
        // Blank is not a label that could have changed.
        for texts in columns.values_mut() {
            texts.retain(|text, _| !normal_form(text).is_empty());
        }
        Self { columns, wholes, labelled, none: Texts::new() }
    }

    pub fn texts(&self, column: usize) -> &Texts {
        self.columns.get(&column).unwrap_or(&self.none)
    }
}

/// The cohorts that the labels of a row mean, whatever else it contains.
fn cohorts_in_row(record: &Record<'_>, plan: &FilePlan<'_>) -> BTreeSet<u16> {
    let labels = plan.ways.iter().filter(|way| way.label.is_some());
    let meant = labels.filter_map(|way| match cohort_of(record, way, plan)? {
        Meaning::Cohort(cohort) => Some(cohort),
        Meaning::Ignored => None,
    });
    meant.collect()
}
