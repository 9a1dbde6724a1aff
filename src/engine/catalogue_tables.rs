//! The catalogue as tables that queries join: measures, cohorts, comparators,
//! breaks, areas, neighbours, thresholds and the table of judgements.

use super::as_of::AsOf;
use super::error::EngineError;
use super::measure_tables::register_measures;
use super::table_columns::{Columns, ranks};
use crate::catalogue::{Catalogue, Measure};
use crate::period::Period;
use crate::words::Word;
use datafusion::execution::context::SessionContext;

/// Registers `compared_areas` (column `area_code`): those that are compared,
/// among every area that is staged, ranked and counted.
///
/// # Errors
/// The table cannot be registered.
pub fn register_compared_areas<'a>(
    context: &SessionContext,
    codes: impl Iterator<Item = &'a str>,
) -> Result<(), EngineError> {
    Columns::new().text("area_code", codes).register(context, "compared_areas")
}

/// Registers `judged_measures` (columns `measure_id` and `measure_no`): those that something is said of.
/// Tables that no other measure rests on have these alone.
///
/// # Errors
/// The table cannot be registered.
pub fn register_judged_measures(
    context: &SessionContext,
    catalogue: &Catalogue,
    is_judged: impl Fn(&Measure) -> bool,
) -> Result<(), EngineError> {
    let numbers = ranks(catalogue.measures.iter().map(|m| m.id.as_str()));
    let (judged, numbers): (Vec<&Measure>, Vec<i32>) =
        catalogue.measures.iter().zip(numbers).filter(|(measure, _)| is_judged(measure)).unzip();
    context.deregister_table("judged_measures")?;
    Columns::new()
        .text("measure_id", judged.iter().map(|m| &m.id))
        .integer("measure_no", numbers.into_iter())
        .register(context, "judged_measures")
}

/// Registers every table of the catalogue, with every measure as one that is judged, and `as_of`.
///
/// # Errors
/// A period in `breaks.toml` or `areas.toml` that is none, or a table that does not fit.
pub fn register_catalogue(
    context: &SessionContext,
    catalogue: &Catalogue,
    as_of: &AsOf,
) -> Result<(), EngineError> {
    register_measures(context, catalogue)?;
    register_judged_measures(context, catalogue, |_| true)?;
    register_cohorts(context, catalogue)?;
    register_comparators(context, catalogue)?;
    register_areas(context, catalogue)?;
    register_not_yet(context, catalogue)?;
    register_charts(context, catalogue)?;
    register_verdicts(context, catalogue)?;
    Columns::new()
        .text("as_of", std::iter::once(&as_of.text))
        .integer("as_of_start", std::iter::once(as_of.start))
        .integer("published_only", std::iter::once(i32::from(as_of.published_only)))
        .register(context, "as_of")
}

/// Registers `cohorts`.
fn register_cohorts(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let cohorts = &catalogue.cohorts;
    Columns::new()
        .text("cohort", cohorts.iter().map(|c| &c.id))
        .integer("cohort_no", ranks(cohorts.iter().map(|c| c.id.as_str())))
        .text("cohort_title", cohorts.iter().map(|c| &c.title))
        .text("cohort_short", cohorts.iter().map(|c| &c.short_title))
        .integer("cohort_order", cohorts.iter().map(|c| c.order))
        .register(context, "cohorts")
}

/// Registers `comparators`.
fn register_comparators(
    context: &SessionContext,
    catalogue: &Catalogue,
) -> Result<(), EngineError> {
    // In the order of their ids, in which a figure's comparisons are written: what is joined to
    // them in this order need not be sorted again.
    let mut comparators: Vec<_> = catalogue.comparators.iter().collect();
    comparators.sort_by_key(|c| c.id.as_str());
    Columns::new()
        .text("comparator", comparators.iter().map(|c| &c.id))
        .integer("comparator_no", ranks(comparators.iter().map(|c| c.id.as_str())))
        .text("comparator_phrase", comparators.iter().map(|c| &c.phrase))
        .text("comparator_area", comparators.iter().map(|c| &c.area))
        .text("comparator_cohort", comparators.iter().map(|c| &c.cohort))
        .integer("like_for_like", comparators.iter().map(|c| i32::from(c.like_for_like)))
        .integer("comparator_order", comparators.iter().map(|c| c.order))
        .register(context, "comparators")
}

/// Registers `areas` and `neighbours`.
fn register_areas(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    Columns::new()
        .text("area_code", catalogue.areas.iter().map(|a| &a.code))
        .text("area_name", catalogue.areas.iter().map(|a| &a.name))
        .text("area_phrase", catalogue.areas.iter().map(|a| catalogue.areas.phrase(a)))
        .text("area_level", catalogue.areas.iter().map(|a| a.level.as_str()))
        .text("region_code", catalogue.areas.iter().map(|a| &a.region_code))
        .integer("area_no", ranks(catalogue.areas.iter().map(|a| a.code.as_str())))
        .register(context, "areas")?;

    let neighbours = &catalogue.areas.neighbours;
    Columns::new()
        .text("area_code", neighbours.iter().map(|n| &n.area_code))
        .integer("neighbour_rank", neighbours.iter().map(|n| n.rank))
        .text("neighbour_code", neighbours.iter().map(|n| &n.neighbour_code))
        .register(context, "neighbours")
}

/// Registers `not_yet`: what is printed of an area before it had anyone to count.
fn register_not_yet(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let mut first_starts = Vec::new();
    for not_yet in &catalogue.areas.not_yet {
        let first = Period::parse_any(&not_yet.first)
            .map_err(|e| EngineError::Table(format!("catalogue/areas.toml: {e}")))?;
        first_starts.push((not_yet, first.start));
    }
    Columns::new()
        .text("area_code", first_starts.iter().map(|(n, _)| &n.area))
        .text("data_set", first_starts.iter().map(|(n, _)| &n.data_set))
        .integer("first_start", first_starts.iter().map(|(_, first)| *first))
        .text("first_period", first_starts.iter().map(|(n, _)| &n.first))
        .text("not_yet_note", first_starts.iter().map(|(n, _)| &n.note))
        .register(context, "not_yet")
}

/// Registers `composition_terms` and `chart_pairs`, the choices of pictures.
fn register_charts(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    // A part of a composition is a sum: each measure of it with the sign it counts with.
    let mut terms = Vec::new();
    for composition in &catalogue.charts.compositions {
        for (place, part) in (0..).zip(&composition.parts) {
            let added = part.measures.iter().map(|m| (m, 1));
            let terms_of = added.chain(part.less.iter().map(|m| (m, -1)));
            terms.extend(terms_of.map(|(m, sign)| (composition.id.as_str(), place, m, sign)));
        }
    }
    Columns::new()
        .text("composition", terms.iter().map(|t| t.0))
        .integer("part", terms.iter().map(|t| t.1))
        .text("measure_id", terms.iter().map(|t| t.2))
        .integer("sign", terms.iter().map(|t| t.3))
        .register(context, "composition_terms")?;

    let charts = &catalogue.charts;
    let mut pairs = Vec::new();
    for (picture, choice) in [
        ("gap_over_time", &charts.gap_over_time),
        ("disproportionality", &charts.disproportionality),
    ] {
        for measure in &choice.measures {
            let of_cohorts = (0..).zip(&choice.cohorts);
            pairs.extend(of_cohorts.map(|(n, c)| (picture, measure.as_str(), c.as_str(), n)));
        }
    }
    Columns::new()
        .text("picture", pairs.iter().map(|p| p.0))
        .text("measure_id", pairs.iter().map(|p| p.1))
        .text("cohort", pairs.iter().map(|p| p.2))
        .integer("cohort_order", pairs.iter().map(|p| p.3))
        .register(context, "chart_pairs")
}

/// Registers `judgements` and `thresholds`.
fn register_verdicts(context: &SessionContext, catalogue: &Catalogue) -> Result<(), EngineError> {
    let evidence = &catalogue.verdicts.evidence;
    let materiality = &catalogue.verdicts.materiality;
    let picture = &catalogue.verdicts.picture;
    let judgements = &catalogue.verdicts.judgements;
    Columns::new()
        .text("favour", judgements.iter().map(|j| j.level.as_str()))
        .text("favour_direction", judgements.iter().map(|j| j.direction.as_str()))
        .text("judgement", judgements.iter().map(|j| &j.judgement))
        .register(context, "judgements")?;

    Columns::new()
        .number("unit_multiple", std::iter::once(materiality.unit_multiple))
        .number("between_area_sd_share", std::iter::once(materiality.between_area_sd_share))
        .number("change_sd_share", std::iter::once(materiality.change_sd_share))
        .number("significance", std::iter::once(evidence.significance))
        .number("strict_p", std::iter::once(evidence.strict_p))
        .number("false_discovery", std::iter::once(evidence.false_discovery))
        .number("minimum_cohort", std::iter::once(evidence.minimum_cohort))
        .number("small_cohort", std::iter::once(evidence.small_cohort))
        .number("small_count", std::iter::once(evidence.small_count))
        .number("counts_apart", std::iter::once(evidence.counts_apart))
        .number("unusual_place", std::iter::once(evidence.unusual_place))
        .number("in_line_limits", std::iter::once(evidence.in_line_limits))
        .number("noise_multiple", std::iter::once(evidence.noise_multiple))
        .number("turning_multiple", std::iter::once(evidence.turning_multiple))
        .integer("minimum_noise_changes", std::iter::once(evidence.minimum_noise_changes as i32))
        .integer("minimum_neighbours", std::iter::once(evidence.minimum_neighbours as i32))
        .integer("minimum_picture", std::iter::once(picture.minimum_measures as i32))
        .integer("minimum_improving", std::iter::once(picture.minimum_improving as i32))
        .number("improving_share", std::iter::once(picture.improving_share))
        .integer("minimum_ranked", std::iter::once(evidence.minimum_ranked as i32))
        .integer("old_after", std::iter::once(evidence.old_after as i32))
        .register(context, "thresholds")
}
