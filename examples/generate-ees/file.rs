//! One file of one layout: a block of rows a year and area, of which some are the
//! figures that are read and the others everything else that such a file holds.

use super::figures::{LAST_START, figure_rows, hash, locate, other_row, trait_row};
use super::own::Own;
use super::places::places;
use super::rows::{Row, Rows, Written};
use send_outcomes::catalogue::{
    AreaLevel, Catalogue, CohortWay, DataSet, Layout, Measure, MeasureColumns, addends,
};
use std::io::{self, Write};

/// What a file is of.
pub struct Shape<'a> {
    pub catalogue: &'a Catalogue,
    pub data_set: &'a DataSet,
    pub layout: &'a Layout,
    /// Number of the layout in its data set; decides the oddities of the file.
    pub place: usize,
    /// The columns of the publisher's own file, which then has its order and none of the oddities.
    pub own: Option<Own>,
}

/// Years of a file at most, and at least.
const YEARS: (i32, i32) = (12, 3);
/// Rows of other things that are made again; the rest repeat them under other places.
const POOL: usize = 256;

/// The columns of a file, and which of them are what.
pub struct Columns<'a> {
    pub names: Vec<String>,
    pub filters: Vec<String>,
    pub indicators: Vec<String>,
    /// Columns of place and time, in the order of the file.
    pub told: Vec<String>,
    pub ways: Vec<(CohortWay, Vec<(&'a Measure, MeasureColumns)>)>,
}

/// How large a file is made.
#[derive(Clone, Copy)]
pub enum Size {
    Bytes(u64),
    /// As the publisher's own: so many rows.
    Rows(u64),
}

impl Size {
    /// Whether there is room for a further row of about `width` bytes within a share of the file.
    fn holds(self, written: &Written, width: u64, (block, total): (u64, u64)) -> bool {
        match self {
            Self::Bytes(bytes) => written.bytes + width < bytes * block / total,
            Self::Rows(rows) => written.rows < rows * block / total,
        }
    }
}

/// Writes one file of about `size`.
///
/// # Errors
/// The disk is full.
pub fn write(
    shape: &Shape<'_>,
    seed: u64,
    size: Size,
    out: &mut impl Write,
) -> io::Result<Written> {
    let mut chance = fastrand::Rng::with_seed(seed ^ hash(&shape.data_set.id));
    let columns = columns(shape, &mut chance);
    let mut writer = Rows {
        out,
        line: Vec::new(),
        written: Written::default(),
        crlf: shape.own.is_none() && shape.place.is_multiple_of(2),
        quoted: shape.own.is_none() && shape.place % 5 == 4,
    };
    if shape.own.is_none() && shape.place.is_multiple_of(3) {
        writer.raw(b"\xef\xbb\xbf")?;
    }
    writer.header(&columns.names)?;
    let wanted = wanted_rows(&columns);
    let width = 12 * columns.names.len() as u64;
    // Years and areas that the size has room for, each with all its wanted rows.
    let blocks = match size {
        Size::Bytes(bytes) => bytes / (width * wanted.max(1)).max(1),
        Size::Rows(rows) => rows / wanted.max(1),
    };
    let blocks = blocks.max(1) as usize;
    let years = (blocks / 40).clamp(YEARS.1 as usize, YEARS.0 as usize) as i32;
    let years = if in_name(shape.layout).is_some() { 1 } else { years };
    // The publisher's own file has every year and every authority.
    let (years, most) = match &shape.own {
        Some(own) => (own.years, 400),
        None => (years, (blocks / years as usize).clamp(14, 400)),
    };
    let of_schools = columns.names.iter().any(|name| name == "school_urn");
    // Every characteristic next to the totals, and rows of schools, in turn.
    let pool: Vec<(Vec<Vec<u8>>, bool)> = (0..POOL)
        .map(|turn| {
            let of_trait = trait_row(shape, &columns, turn, &mut chance);
            let school = of_schools && (of_trait.is_none() || turn.is_multiple_of(4));
            let row = of_trait.unwrap_or_else(|| other_row(shape, &columns, &mut chance));
            (writer.parts(&columns, &row), school)
        })
        .collect();
    let mut oddities = shape.catalogue.symbols.iter().cycle();
    let total: u64 = (0..years)
        .map(|y| places(shape.catalogue, LAST_START - y, most).len() as u64)
        .sum::<u64>()
        .max(1);
    let mut block = 0;
    for start in (0..years).map(|y| LAST_START - y) {
        for place in places(shape.catalogue, start, most) {
            block += 1;
            if !tells(shape, place.area.level) {
                continue;
            }
            for row in figure_rows(shape, &columns, &place, start, &mut chance, &mut oddities) {
                writer.row(&columns.names, &row)?;
            }
            // What is left of this block's share goes to rows that are not read.
            let told = [false, true].map(|school| {
                let mut located = Row::new();
                locate(shape, &mut located, &place, start, school);
                let told = columns.told.iter().map(|name| writer.rendered(&located[name]));
                told.collect::<Vec<Vec<u8>>>()
            });
            let mut turn = chance.usize(..POOL);
            while size.holds(&writer.written, width, (block, total)) {
                turn = (turn + 1) % POOL;
                let (parts, school) = &pool[turn];
                writer.located(parts, &told[usize::from(*school)])?;
            }
        }
    }
    Ok(writer.written)
}

/// The one year of a file whose name must give it.
pub fn in_name(layout: &Layout) -> Option<String> {
    let named = layout.period.column().is_empty();
    named.then(|| format!("{LAST_START}-{:02}", (LAST_START + 1) % 100))
}

/// Whether the layout has a column for areas of a level.
fn tells(shape: &Shape<'_>, level: AreaLevel) -> bool {
    let columns = shape.layout.geography.columns();
    match level {
        AreaLevel::National => true,
        AreaLevel::Regional => {
            [columns.any, columns.region, columns.region_name].iter().any(|c| !c.is_empty())
        }
        AreaLevel::LocalAuthority => [columns.any, columns.authority].iter().any(|c| !c.is_empty()),
    }
}

/// Every column that the layout reads, the standard ones, and a few that are not read.
fn columns<'a>(shape: &Shape<'a>, chance: &mut fastrand::Rng) -> Columns<'a> {
    let layout = shape.layout;
    let mut geography: Vec<String> = Vec::new();
    let told = layout.geography.columns();
    if told.level == "geographic_level" {
        let usual = "time_identifier geographic_level country_code country_name region_code \
                     region_name old_la_code new_la_code la_name school_urn";
        geography.extend(usual.split_whitespace().map(str::to_string));
    } else {
        geography.extend([
            told.level,
            told.any,
            told.country,
            told.region,
            told.region_name,
            told.authority,
        ]);
    }
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
    let tidy = |list: &mut Vec<String>, before: &[String]| {
        let mut seen: Vec<String> = before.to_vec();
        list.retain(|name| {
            let new = !name.is_empty() && !seen.contains(name);
            seen.push(name.clone());
            new
        });
    };
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
    let mut columns = Columns { names, filters, indicators, told: Vec::new(), ways: held };
    if let Some(place) = places(shape.catalogue, LAST_START, 0).first() {
        let mut row = Row::new();
        locate(shape, &mut row, place, LAST_START, true);
        columns.told = columns.names.iter().filter(|n| row.contains_key(*n)).cloned().collect();
    }
    columns
}

/// Rows of figures that one year and area takes.
fn wanted_rows(columns: &Columns<'_>) -> u64 {
    let of = |(way, measures): &(CohortWay, Vec<(&Measure, MeasureColumns)>)| {
        let filters = measures.iter().map(|(_, c)| &c.wanted).collect::<Vec<_>>();
        let cohorts = if way.column.is_empty() { 1 } else { 5 };
        cohorts * filters.len().max(1) as u64
    };
    columns.ways.iter().map(of).sum::<u64>().max(1)
}
