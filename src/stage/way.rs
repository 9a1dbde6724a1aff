//! The way in which a file is staged, so that what was staged before is known again.

use crate::catalogue::Catalogue;
use crate::source::{Snapshot, sha256};

/// Says by sixteen digits in which way the figures of a data set are staged: figures that were
/// staged from the same bytes in the same way are the same. Grows with every change here
/// that stages a figure differently.
const WAY: u32 = 7;

/// The way in which `snapshot` is staged: by the part of the catalogue that it depends on.
#[must_use]
pub fn way_of(snapshot: &Snapshot, catalogue: &Catalogue) -> String {
    let Catalogue { cohorts, labels, ignored_labels, symbols, areas, spans, totals, .. } =
        catalogue;
    let data_set = catalogue.data_sets.get(&snapshot.data_set);
    let measures: Vec<_> =
        catalogue.measures.iter().filter(|m| m.reads(&snapshot.data_set)).collect();
    let Snapshot { file, version, described, .. } = snapshot;
    let text = format!(
        "{WAY} {} {file} {version} {data_set:?} {measures:?} {cohorts:?} {labels:?} {ignored_labels:?} {symbols:?} \
         {areas:?} {spans:?} {totals:?} {described:?}",
        env!("CARGO_PKG_VERSION")
    );
    sha256(text.as_bytes()).chars().take(16).collect()
}
