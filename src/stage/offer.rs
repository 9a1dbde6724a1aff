//! The first rows of a file, offered to every data set of the catalogue: which of them it may be
//! is decided by its columns and by what its rows hold, whatever its name.

use super::layout::{Header, needed};
use super::plan::FilePlan;
use super::row::read_piece;
use super::{Head, header_of};
use crate::catalogue::{Catalogue, CohortWay, DataSet, Layout, addends};
use crate::source::{Fit, Offers};
use std::collections::BTreeSet;

/// How alike two names of columns must be for one to count as the other renamed.
const ALIKE: f64 = 0.9;
/// Share of a data set's columns of figures from which on a header is called close to it.
const CLOSE: f64 = 0.1;

/// The data sets that the first rows of a file fit: those of which a layout and a measure find
/// all of their columns.
#[must_use]
pub fn offers(first: &[u8], catalogue: &Catalogue) -> Offers {
    let mut offers = Offers::default();
    let mut refused: Vec<(&DataSet, String)> = Vec::new();
    for data_set in catalogue.data_sets.values().filter(|d| d.local_file.is_none()) {
        let Head { header, bytes: body, .. } = header_of(first);
        let message = match FilePlan::new(header, data_set, catalogue) {
            Ok(plan) => match fit(&plan, &first[body..], data_set) {
                Some(fit) => {
                    offers.fits.push(fit);
                    continue;
                }
                None => plan.missing.first().map(|(_, refused)| refused.message.clone()),
            },
            Err(refused) => Some(refused.message),
        };
        refused.extend(message.map(|message| (data_set, message)));
    }
    // How alike names are takes longer than all the rest.
    if offers.fits.is_empty() {
        offers.closest = closest(&header_of(first).header, refused, catalogue);
    }
    offers
}

/// Of the data sets that a header does not fit, the one that it comes closest to, the first of several,
/// and what is missing.
fn closest(
    header: &Header,
    refused: Vec<(&DataSet, String)>,
    catalogue: &Catalogue,
) -> Option<(String, String)> {
    let mut closest = None;
    let mut most = 0.0;
    for (data_set, message) in refused {
        let close = closeness(header, data_set, catalogue);
        if close >= CLOSE && close > most {
            (most, closest) = (close, Some((data_set.id.clone(), message)));
        }
    }
    closest
}

/// Share of the columns of figures, of the layout that has most of them, that a header has; a
/// column of a similar name counts half.
fn closeness(header: &Header, data_set: &DataSet, catalogue: &Catalogue) -> f64 {
    let has = |name: &String| {
        if header.place(name).is_some() {
            return 1.0;
        }
        let similar = |other: &String| strsim::jaro_winkler(name, &other.to_lowercase()) >= ALIKE;
        if header.names.iter().any(similar) { 0.5 } else { 0.0 }
    };
    let of = |layout: &Layout| {
        let mut ways = layout.cohort.ways();
        ways.push(CohortWay::default());
        let measures = catalogue.measures.iter().filter(|m| m.reads(&data_set.id));
        let columns: BTreeSet<String> = measures
            .flat_map(|measure| ways.iter().filter_map(|way| layout.columns_of(measure, way)))
            .flat_map(|c| [c.value, c.numerator, c.denominator])
            .flat_map(|name| addends(&name).map(str::to_string).collect::<Vec<_>>())
            .collect();
        columns.iter().map(has).sum::<f64>() / columns.len().max(1) as f64
    };
    data_set.layouts.iter().map(of).fold(0.0, f64::max)
}

fn fit(plan: &FilePlan<'_>, body: &[u8], data_set: &DataSet) -> Option<Fit> {
    let columns: BTreeSet<usize> = plan
        .ways
        .iter()
        .flat_map(|way| &way.measures)
        .flat_map(|m| [m.value, m.numerator, m.denominator, m.total, m.lower, m.upper])
        .flatten()
        .flat_map(|column| [Some(column.place), column.plus])
        .flatten()
        .collect();
    if columns.is_empty() {
        return None;
    }
    Some(Fit {
        data_set: data_set.id.clone(),
        columns: columns.len() + needed(plan.layout).len(),
        cells: read_piece(body, plan).cells.len() as u64,
    })
}
