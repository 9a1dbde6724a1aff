//! Tables of what the catalogue has on measures.

use super::error::EngineError;
use super::table_columns::{Columns, ranks};
use crate::catalogue::{Catalogue, DataSet, Measure, PupilsFrom};
use crate::period::Period;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

/// Registers `measures`, and the tables of what is known of single measures.
///
/// # Errors
/// A period that is none, or a table that does not fit.
pub(super) fn register_measures(
    context: &SessionContext,
    catalogue: &Catalogue,
) -> Result<(), EngineError> {
    register_titles(context, catalogue)?;
    register_publications(context, catalogue)?;
    register_pupils_from(context, catalogue)?;
    register_targets(context, catalogue)?;
    register_without_comparators(context, catalogue)?;
    register_breaks(context, catalogue)?;
    register_bands(context, catalogue)?;
    register_misprints(context, catalogue)
}

/// Registers `measures`.
fn register_titles(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let measures = &catalogue.measures;
    let materiality = &catalogue.verdicts.materiality;
    let floor = |kind: &str| materiality.floor.get(kind).copied().unwrap_or(0.0);
    let title = |m: &Measure| {
        catalogue.data_sets.get(&m.data_set).map_or(String::new(), |d| d.title.clone())
    };
    Columns::new()
        .text("measure_id", measures.iter().map(|m| &m.id))
        .integer("measure_no", ranks(measures.iter().map(|m| m.id.as_str())))
        .text("measure_title", measures.iter().map(|m| &m.title))
        .text("theme", measures.iter().map(|m| &m.theme))
        .integer("measure_order", (0..).take(measures.len()))
        .text("unit", measures.iter().map(|m| &m.unit))
        .text("kind", measures.iter().map(|m| &m.kind))
        .integer("decimals", measures.iter().map(|m| m.decimals))
        .integer("polarity", measures.iter().map(|m| m.polarity))
        .integer("is_local", measures.iter().map(|m| i32::from(m.local)))
        .text("main_comparator", measures.iter().map(Measure::main_comparator))
        .integer("value_of_counts", measures.iter().map(|m| i32::from(m.is_of_counts())))
        .integer("derive_numerator", measures.iter().map(|m| i32::from(m.derive_numerator)))
        .text("part_of", measures.iter().map(|m| &m.part_of))
        .text(
            "story",
            measures
                .iter()
                .map(|m| if m.reported_with.is_empty() { &m.id } else { &m.reported_with }),
        )
        .integer("of_destination_years", measures.iter().map(|m| i32::from(m.destination_years)))
        .text("history_of", measures.iter().map(|m| &m.history_of))
        .integer("cohorts_n", measures.iter().map(|m| m.cohorts.len() as i32))
        .text("population", measures.iter().map(|m| &m.population))
        .text("people", measures.iter().map(|m| &m.people))
        .text("events", measures.iter().map(|m| &m.events))
        .text("pupils_concerned", measures.iter().map(|m| &m.pupils_concerned))
        .text("not_known_measure", measures.iter().map(|m| &m.not_known))
        .integer("not_known_included", measures.iter().map(|m| i32::from(m.not_known_included)))
        .text("measure_data_set", measures.iter().map(|m| &m.data_set))
        .text("data_set_title", measures.iter().map(title))
        .text("caveat", measures.iter().map(|m| m.caveats.first().map_or("", String::as_str)))
        .maybe_number("range_least", measures.iter().map(|m| m.range.and_then(|r| r.least)))
        .maybe_number("range_most", measures.iter().map(|m| m.range.and_then(|r| r.most)))
        .number("floor", measures.iter().map(|m| floor(&m.kind)))
        .integer("gap_survives_breaks", measures.iter().map(|m| i32::from(m.gap_survives_breaks)))
        .register(context, "measures")
}

/// Registers `publications`: what comes out together, and the newest period known of it.
fn register_publications(
    context: &SessionContext,
    catalogue: &Catalogue,
) -> Result<(), EngineError> {
    let mut publications = Vec::new();
    for data_set in catalogue.data_sets.values() {
        let newest = match data_set.newest.as_str() {
            "" => 0,
            text => {
                Period::parse(text, data_set.period_kind)
                    .map_err(|e| EngineError::Table(format!("data set '{}': {e}", data_set.id)))?
                    .start
            }
        };
        publications.push((data_set, newest));
    }
    // Data sets of one publication come out together; one without is its own.
    let publication = |d: &DataSet| if d.slug.is_empty() { d.id.clone() } else { d.slug.clone() };
    Columns::new()
        .text("data_set", publications.iter().map(|(d, _)| &d.id))
        .text("publication", publications.iter().map(|(d, _)| publication(d)))
        .text("period_kind", publications.iter().map(|(d, _)| d.period_kind.name()))
        .text("newest_period", publications.iter().map(|(d, _)| &d.newest))
        .integer("newest_start", publications.iter().map(|(_, newest)| *newest))
        .register(context, "publications")
}

/// Registers `local_measures`, and `unavailable_comparators` with the reason of each.
fn register_without_comparators(
    context: &SessionContext,
    catalogue: &Catalogue,
) -> Result<(), EngineError> {
    let measures = &catalogue.measures;
    let local = measures.iter().filter(|m| m.local).map(|m| &m.id);
    Columns::new().text("measure_id", local).register(context, "local_measures")?;

    let reasons: Vec<(&str, &str, &str)> = measures
        .iter()
        .flat_map(|m| m.unavailable.iter().map(|(c, r)| (m.id.as_str(), c.as_str(), r.as_str())))
        .collect();
    Columns::new()
        .text("measure_id", reasons.iter().map(|r| r.0))
        .text("comparator", reasons.iter().map(|r| r.1))
        .text("reason", reasons.iter().map(|r| r.2))
        .register(context, "unavailable_comparators")
}

/// Registers `breaks`.
fn register_breaks(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let mut breaks = Vec::new();
    for b in &catalogue.breaks {
        let before = Period::parse_any(&b.before)
            .map_err(|e| EngineError::Table(format!("catalogue/breaks.toml: {e}")))?;
        let cut = (before.start, b.before.as_str(), b.title.as_str(), b.kind.as_str());
        breaks.extend(b.measures.iter().map(|m| (m.as_str(), cut)));
    }
    Columns::new()
        .text("measure_id", breaks.iter().map(|b| b.0))
        .integer("before_start", breaks.iter().map(|b| b.1.0))
        .text("break_before", breaks.iter().map(|b| b.1.1))
        .text("break_title", breaks.iter().map(|b| b.1.2))
        .text("break_kind", breaks.iter().map(|b| b.1.3))
        .register(context, "breaks")
}

/// Registers `bands`: years that a picture shades.
fn register_bands(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let mut bands = Vec::new();
    for b in &catalogue.bands {
        let start = |text: &str| Period::parse_any(text).map(|p| p.start);
        let (from, to) = start(&b.from)
            .and_then(|from| Ok((from, start(&b.to)?)))
            .map_err(|e| EngineError::Table(format!("catalogue/breaks.toml: {e}")))?;
        bands.extend(b.measures.iter().map(|m| (m.as_str(), from, to)));
    }
    Columns::new()
        .text("measure_id", bands.iter().map(|b| b.0))
        .integer("from_start", bands.iter().map(|b| b.1))
        .integer("to_start", bands.iter().map(|b| b.2))
        .register(context, "bands")
}

/// Registers `targets`: a row for each area, measure and group of pupils that has one. That of a local
/// measure holds for whatever figures there are; one of a published measure for the areas that set it.
fn register_targets(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let mut targets: Vec<(&str, &str, &str, f64, &str)> = Vec::new();
    for (id, target) in catalogue.measures.iter().filter_map(|m| Some((m.id.as_str(), m.target?))) {
        for cohort in &catalogue.cohorts {
            let of_area = |area| (id, cohort.id.as_str(), area, target, "");
            targets.extend(catalogue.areas.iter().map(|a| of_area(a.code.as_str())));
        }
    }
    for t in &catalogue.commentary.targets {
        let of_area = |area| (t.measure.as_str(), t.cohort.as_str(), area, t.value, t.by.as_str());
        targets.extend(t.areas.iter().map(|code| of_area(code.as_str())));
    }
    Columns::new()
        .text("measure_id", targets.iter().map(|t| t.0))
        .text("cohort", targets.iter().map(|t| t.1))
        .text("area_code", targets.iter().map(|t| t.2))
        .number("target", targets.iter().map(|t| t.3))
        .text("target_by", targets.iter().map(|t| t.4))
        .register(context, "targets")
}

/// Registers `pupils_from`: which counts lend a number of pupils to which measure, in order.
fn register_pupils_from(
    context: &SessionContext,
    catalogue: &Catalogue,
) -> Result<(), EngineError> {
    let numbers: BTreeMap<&str, i32> = catalogue
        .measures
        .iter()
        .map(|m| m.id.as_str())
        .zip(ranks(catalogue.measures.iter().map(|m| m.id.as_str())))
        .collect();
    let number = |id: &str| numbers.get(id).copied().unwrap_or(-1);
    let title = |id: &str| catalogue.measure(id).map_or("", |m| m.short_title.as_str());
    let lenders: Vec<(&str, i32, &PupilsFrom)> = catalogue
        .measures
        .iter()
        .flat_map(|m| (0..).zip(&m.pupils_from).map(|(place, from)| (m.id.as_str(), place, from)))
        .collect();
    Columns::new()
        .integer("measure_no", lenders.iter().map(|l| number(l.0)))
        .integer("place", lenders.iter().map(|l| l.1))
        .integer("source_no", lenders.iter().map(|l| number(&l.2.measure)))
        .text("source_title", lenders.iter().map(|l| title(&l.2.measure)))
        .integer("years", lenders.iter().map(|l| l.2.years))
        .integer("later", lenders.iter().map(|l| l.2.later))
        .number("share", lenders.iter().map(|l| l.2.share))
        .register(context, "pupils_from")
}

/// Registers `misprints`, a row for each measure and authority of a region for which a figure is
/// printed that is not its own.
fn register_misprints(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let mut rows = Vec::new();
    for misprinted in &catalogue.misprinted {
        let start = Period::parse_any(&misprinted.period)
            .map_err(|e| EngineError::Table(format!("catalogue/breaks.toml: {e}")))?
            .start;
        let within = |area: &&crate::catalogue::Area| area.region_code == misprinted.region;
        for area in catalogue.areas.iter().filter(within) {
            rows.extend(misprinted.measures.iter().map(|m| (misprinted, start, area, m)));
        }
    }
    Columns::new()
        .text("data_set", rows.iter().map(|r| &r.0.data_set))
        .text("measure_id", rows.iter().map(|r| r.3))
        .text("area_code", rows.iter().map(|r| &r.2.code))
        .integer("period_start", rows.iter().map(|r| r.1))
        .number("printed", rows.iter().map(|r| r.0.value))
        .text("misprint_note", rows.iter().map(|r| &r.0.note))
        .register(context, "misprints")
}
