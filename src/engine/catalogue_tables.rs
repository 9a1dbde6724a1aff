//! The catalogue as tables that queries join: measures, cohorts, comparators,
//! breaks, areas, neighbours, thresholds and the table of judgements.

use super::EngineError;
use crate::catalogue::{Catalogue, DataSet, Measure, PupilsFrom};
use crate::period::Period;
use chrono::{NaiveDate, Utc};
use datafusion::arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The period up to which figures are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// As written, `2018/19`, or `latest`.
    pub text: String,
    /// Latest starting year that is taken.
    pub start: i32,
    /// The day on which it is so: today, or the last of the period.
    pub day: NaiveDate,
    /// Whether figures that are arithmetic on published ones are left out.
    pub published_only: bool,
}

impl AsOf {
    /// Every period there is.
    #[must_use]
    pub fn latest() -> Self {
        Self {
            text: "latest".to_string(),
            start: 9999,
            day: Utc::now().date_naive(),
            published_only: false,
        }
    }

    /// Periods that had ended by the end of `period`.
    #[must_use]
    pub fn period(period: Period) -> Self {
        Self {
            text: period.to_string(),
            start: period.as_of_start(),
            day: period.last_day(),
            published_only: false,
        }
    }
}

struct Columns(Vec<(&'static str, ArrayRef)>);

impl Columns {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn text<S: AsRef<str>>(mut self, name: &'static str, values: impl Iterator<Item = S>) -> Self {
        let array: StringArray = values.map(|v| Some(v.as_ref().to_string())).collect();
        self.0.push((name, Arc::new(array)));
        self
    }

    fn integer(mut self, name: &'static str, values: impl Iterator<Item = i32>) -> Self {
        self.0.push((name, Arc::new(Int32Array::from_iter_values(values))));
        self
    }

    fn number(mut self, name: &'static str, values: impl Iterator<Item = f64>) -> Self {
        self.0.push((name, Arc::new(Float64Array::from_iter_values(values))));
        self
    }

    fn register(self, context: &SessionContext, table: &str) -> Result<(), EngineError> {
        let batch =
            RecordBatch::try_from_iter(self.0).map_err(|e| EngineError::Table(e.to_string()))?;
        context.register_batch(table, batch)?;
        Ok(())
    }
}

/// The place of each id among all, as text is sorted: a number that queries sort and join by
/// in its stead.
fn ranks<'a>(ids: impl Iterator<Item = &'a str>) -> impl Iterator<Item = i32> {
    let ids: Vec<&str> = ids.collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    ids.into_iter().map(move |id| sorted.partition_point(|other| *other < id) as i32)
}

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

/// Registers every table of the catalogue, and `as_of`.
///
/// # Errors
/// A period in `breaks.toml` or `areas.toml` that is none, or a table that does not fit.
#[expect(clippy::too_many_lines, reason = "one table after the other, a line a column")]
pub fn register_catalogue(
    context: &SessionContext,
    catalogue: &Catalogue,
    as_of: &AsOf,
) -> Result<(), EngineError> {
    let measures = &catalogue.measures;
    let evidence = &catalogue.verdicts.evidence;
    let materiality = &catalogue.verdicts.materiality;
    let picture = &catalogue.verdicts.picture;
    let floor = |kind: &str| materiality.floor.get(kind).copied().unwrap_or(0.0);
    let title = |m: &crate::catalogue::Measure| {
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
            measures.iter().map(|m| if m.told_with.is_empty() { &m.id } else { &m.told_with }),
        )
        .integer(
            "of_destination_years",
            measures.iter().map(|m| i32::from(m.period_basis.starts_with("destination year"))),
        )
        .text("history_of", measures.iter().map(|m| &m.history_of))
        .integer("cohorts_n", measures.iter().map(|m| m.cohorts.len() as i32))
        .text("population", measures.iter().map(|m| &m.population))
        .text("events", measures.iter().map(|m| &m.events))
        .text("pupils_concerned", measures.iter().map(|m| &m.pupils_concerned))
        .text("not_known_measure", measures.iter().map(|m| &m.not_known))
        .integer("not_known_included", measures.iter().map(|m| i32::from(m.not_known_included)))
        .text("measure_data_set", measures.iter().map(|m| &m.data_set))
        .text("data_set_title", measures.iter().map(title))
        .text("caveat", measures.iter().map(|m| m.caveats.first().map_or("", String::as_str)))
        .number("floor", measures.iter().map(|m| floor(&m.kind)))
        .integer("gap_survives_breaks", measures.iter().map(|m| i32::from(m.gap_survives_breaks)))
        .register(context, "measures")?;

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
        .register(context, "publications")?;
    register_pupils_from(context, catalogue)?;

    register_targets(context, catalogue)?;

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
        .register(context, "unavailable_comparators")?;

    let cohorts = &catalogue.cohorts;
    Columns::new()
        .text("cohort", cohorts.iter().map(|c| &c.id))
        .integer("cohort_no", ranks(cohorts.iter().map(|c| c.id.as_str())))
        .text("cohort_title", cohorts.iter().map(|c| &c.title))
        .text("cohort_short", cohorts.iter().map(|c| &c.short_title))
        .integer("cohort_order", cohorts.iter().map(|c| c.order))
        .register(context, "cohorts")?;

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
        .register(context, "comparators")?;

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
        .register(context, "breaks")?;

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
        .register(context, "bands")?;

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
        .register(context, "neighbours")?;

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
        .register(context, "chart_pairs")?;

    let judgements = &catalogue.verdicts.judgements;
    Columns::new()
        .text("favour", judgements.iter().map(|j| &j.level))
        .text("favour_direction", judgements.iter().map(|j| &j.direction))
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
        .register(context, "thresholds")?;

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
        .register(context, "not_yet")?;

    register_misprints(context, catalogue)?;

    Columns::new()
        .text("as_of", std::iter::once(&as_of.text))
        .integer("as_of_start", std::iter::once(as_of.start))
        .integer("published_only", std::iter::once(i32::from(as_of.published_only)))
        .register(context, "as_of")
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

/// Registers what only checks read: `check_limits`, `unavailable_periods` and `data_sets`, in
/// which `place` is where a data set is found, by `address` of its publication.
///
/// # Errors
/// A period under `[[unavailable]]` that is none, or a table that does not fit.
pub fn register_check_tables(
    context: &SessionContext,
    catalogue: &Catalogue,
    address: &dyn Fn(&str) -> String,
) -> Result<(), EngineError> {
    let limits = &catalogue.check_limits;
    Columns::new()
        .number("jump_multiple", std::iter::once(limits.jump_multiple))
        .integer("minimum_changes", std::iter::once(limits.minimum_changes))
        .number("count_units", std::iter::once(limits.count_units))
        .number("england_share", std::iter::once(limits.england_share))
        .integer("minimum_areas", std::iter::once(limits.minimum_areas))
        .number("coverage_loss", std::iter::once(limits.coverage_loss))
        .number("suppressed_share", std::iter::once(limits.suppressed_share))
        .number("target_factor", std::iter::once(limits.target_factor))
        .register(context, "check_limits")?;

    Columns::new().text("area_code", limits.tiny_areas.iter()).register(context, "tiny_areas")?;

    let mut periods = Vec::new();
    for unavailable in &catalogue.unavailable {
        for period in &unavailable.periods {
            let start = Period::parse_any(period)
                .map_err(|e| EngineError::Table(format!("catalogue/breaks.toml: {e}")))?
                .start;
            periods.extend(unavailable.measures.iter().map(|m| (m.as_str(), start)));
        }
    }
    Columns::new()
        .text("measure_id", periods.iter().map(|p| p.0))
        .integer("period_start", periods.iter().map(|p| p.1))
        .register(context, "unavailable_periods")?;

    let data_sets: Vec<_> = catalogue.data_sets.values().collect();
    let place = |d: &&crate::catalogue::DataSet| match &d.local_file {
        Some(path) => path.display().to_string(),
        None => address(&d.slug),
    };
    Columns::new()
        .text("data_set", data_sets.iter().map(|d| &d.id))
        .text("title", data_sets.iter().map(|d| &d.title))
        .text("publisher", data_sets.iter().map(|d| &d.publisher))
        .text("place", data_sets.iter().map(place))
        .text("file_pattern", data_sets.iter().map(|d| &d.file_pattern))
        .integer("is_local", data_sets.iter().map(|d| i32::from(d.local_file.is_some())))
        .register(context, "data_sets")
}
