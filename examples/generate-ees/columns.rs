//! The columns of a file: those that its layout reads, and others.

use super::file::Shape;
use super::locate::locate;
use super::numbers::LAST_START;
use super::places::places;
use super::rows::Row;
use send_outcomes::catalogue::{CohortWay, Layout, Measure, MeasureColumns, addends};

/// A way to tell cohorts, and the measures that can be read by it.
type Way<'a> = (CohortWay, Vec<(&'a Measure, MeasureColumns)>);

/// The columns of a file, and which of them are what.
pub struct Columns<'a> {
    pub names: Vec<String>,
    pub filters: Vec<String>,
    pub indicators: Vec<String>,
    /// Columns of place and time, in the order of the file.
    pub located: Vec<String>,
    pub ways: Vec<Way<'a>>,
}

/// Every column that the layout reads, the standard ones, and a few that are not read.
pub fn columns<'a>(shape: &Shape<'a>, chance: &mut fastrand::Rng) -> Columns<'a> {
    let layout = shape.layout;
    let mut geography = geography(layout);
    let (mut filters, mut indicators, ways) = read(shape);
    for column in &layout.has {
        let known = |list: &[String]| list.contains(column);
        if !known(&filters) && !known(&indicators) && !known(&geography) {
            // A column that is only there to be recognised.
            if column.starts_with("characteristic") || column.starts_with("breakdown") {
                filters.push(column.clone());
            } else {
                indicators.push(column.clone());
            }
        }
    }
    indicators.extend((1..=4).map(|n| format!("other_indicator_{n}")));
    let period = layout.period.column().to_string();
    // None if the name of the file gives it.
    let period: Vec<String> = Some(period).into_iter().filter(|name| !name.is_empty()).collect();
    tidy(&mut geography, &period);
    let mut before = [period.clone(), geography.clone()].concat();
    tidy(&mut filters, &before);
    before.extend(filters.iter().cloned());
    tidy(&mut indicators, &before);
    let mut names =
        [period.clone(), geography.clone(), filters.clone(), indicators.clone()].concat();
    // As wide as the publisher's own, where that is known.
    for n in 5.. {
        if names.len() >= layout.published.columns {
            break;
        }
        let further = format!("other_indicator_{n}");
        indicators.push(further.clone());
        names.push(further);
    }
    if let Some(own) = &shape.own {
        let is_place = |name: &String| period.contains(name) || geography.contains(name);
        names.clone_from(&own.header);
        (filters, indicators) =
            (names[..own.indicators].to_vec(), names[own.indicators..].to_vec());
        filters.retain(|name| !is_place(name) && !layout.span.contains(name));
    } else if shape.place.is_multiple_of(3) {
        chance.shuffle(&mut names);
    }
    let mut columns = Columns { names, filters, indicators, located: Vec::new(), ways };
    if let Some(place) = places(shape.catalogue, LAST_START, 0).first() {
        let mut row = Row::new();
        locate(shape, &mut row, place, LAST_START, true);
        columns.located = columns.names.iter().filter(|n| row.contains_key(*n)).cloned().collect();
    }
    columns
}

/// Without empty names, those of `before` and those that were there already.
fn tidy(list: &mut Vec<String>, before: &[String]) {
    let mut seen: Vec<String> = before.to_vec();
    list.retain(|name| {
        let new = !name.is_empty() && !seen.contains(name);
        seen.push(name.clone());
        new
    });
}

/// The columns of places.
fn geography(layout: &Layout) -> Vec<String> {
    let mut geography: Vec<String> = Vec::new();
    let named = layout.geography.columns();
    if named.level == "geographic_level" {
        let usual = "time_identifier geographic_level country_code country_name region_code \
                     region_name old_la_code new_la_code la_name school_urn";
        geography.extend(usual.split_whitespace().map(str::to_string));
    } else {
        geography.extend([
            named.level,
            named.any,
            named.country,
            named.region,
            named.region_name,
            named.authority,
        ]);
    }
    geography
}

/// The filters and the indicators that the layout reads, and by which way of telling cohorts it does.
fn read<'a>(shape: &Shape<'a>) -> (Vec<String>, Vec<String>, Vec<Way<'a>>) {
    let layout = shape.layout;
    let mut filters: Vec<String> = layout.wanted.keys().cloned().collect();
    filters.extend(layout.where_present.keys().cloned());
    filters.extend(layout.totals.iter().filter(|c| !layout.lacks.contains(c)).cloned());
    filters.extend(layout.drop.keys().cloned());
    filters.extend(layout.kinds.iter().map(|k| k.column.clone()));
    filters.push(layout.status.clone());
    let mut ways = layout.cohort.ways();
    if ways.is_empty() {
        let is = shape.data_set.fixed_cohort.clone();
        ways.push(CohortWay { is, ..CohortWay::default() });
    }
    let mut indicators = vec![layout.largest.clone()];
    let mut held = Vec::new();
    for way in ways {
        filters.extend(way.wanted.keys().cloned());
        filters.extend(way.totals.iter().cloned());
        filters.push(way.column.clone());
        let read = shape.catalogue.measures.iter().filter(|m| m.reads(&shape.data_set.id));
        let measures: Vec<(&Measure, MeasureColumns)> =
            read.filter_map(|m| Some((m, layout.columns_of(m, &way)?))).collect();
        for (_, c) in &measures {
            filters.extend(c.wanted.keys().cloned());
            indicators.extend(
                [&c.value, &c.numerator, &c.denominator, &c.total, &c.lower, &c.upper]
                    .into_iter()
                    .flat_map(|name| addends(name).map(str::to_string)),
            );
        }
        held.push((way, measures));
    }
    (filters, indicators, held)
}

/// Rows of figures that one year and area takes.
pub fn wanted_rows(columns: &Columns<'_>) -> u64 {
    let of = |(way, measures): &(CohortWay, Vec<(&Measure, MeasureColumns)>)| {
        let filters = measures.iter().map(|(_, c)| &c.wanted).collect::<Vec<_>>();
        let cohorts = if way.column.is_empty() { 1 } else { 5 };
        cohorts * filters.len().max(1) as u64
    };
    columns.ways.iter().map(of).sum::<u64>().max(1)
}
