//! One file of one layout: a block of rows a year and area, of which some are the
//! figures that are read and the others everything else that such a file holds.

use crate::places::{Place, places};
use send_outcomes::catalogue::{
    AreaLevel, Catalogue, Choices, CohortWay, DataSet, Layout, Measure, MeasureColumns, PeriodForm,
};
use send_outcomes::period::{Period, PeriodKind};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What a file is of.
pub struct Shape<'a> {
    pub catalogue: &'a Catalogue,
    pub data_set: &'a DataSet,
    pub layout: &'a Layout,
    /// Number of the layout in its data set; decides the oddities of the file.
    pub place: usize,
}

/// What came of it.
#[derive(Default)]
pub struct Written {
    pub rows: u64,
    pub bytes: u64,
}

/// Years of a file at most, and at least.
const YEARS: (i32, i32) = (12, 3);
/// The last starting year.
const LAST_START: i32 = 2024;
/// Rows of other things that are made anew; the rest repeat them under other places.
const POOL: usize = 256;
const OTHER_LABELS: [&str; 6] =
    ["Girls", "Boys", "Asian", "\"White, other\"", "FSM eligible", "Autism"];

/// The columns of a file, and which of them are what.
struct Columns<'a> {
    names: Vec<String>,
    filters: Vec<String>,
    indicators: Vec<String>,
    /// Columns of place and time, in the order of the file.
    told: Vec<String>,
    ways: Vec<(CohortWay, Vec<(&'a Measure, MeasureColumns)>)>,
}

/// Writes one file of about `size` bytes.
///
/// # Errors
/// The disk is full.
pub fn write(shape: &Shape<'_>, seed: u64, size: u64, out: &mut impl Write) -> io::Result<Written> {
    let mut chance = fastrand::Rng::with_seed(seed ^ hash(&shape.data_set.id));
    let columns = columns(shape, &mut chance);
    let mut writer = Rows {
        out,
        line: Vec::new(),
        written: Written::default(),
        crlf: shape.place.is_multiple_of(2),
        quoted: shape.place % 5 == 4,
    };
    if shape.place.is_multiple_of(3) {
        writer.raw(b"\xef\xbb\xbf")?;
    }
    writer.header(&columns.names)?;
    let wanted = wanted_rows(&columns);
    let width = 12 * columns.names.len() as u64;
    // Years and areas that the size has room for, each with all its wanted rows.
    let blocks = (size / (width * wanted.max(1)).max(1)).max(1) as usize;
    let years = (blocks / 40).clamp(YEARS.1 as usize, YEARS.0 as usize) as i32;
    let most = (blocks / years as usize).clamp(14, 400);
    let pool: Vec<Vec<Vec<u8>>> = (0..POOL)
        .map(|_| {
            let row = other_row(shape, &columns, &mut chance);
            writer.parts(&columns, &row)
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
            // What is left of this block's share goes to rows that nobody asked for.
            let share = size * block / total;
            let mut located = Row::new();
            locate(shape, &mut located, &place, start, true);
            let told: Vec<Vec<u8>> =
                columns.told.iter().map(|name| writer.rendered(&located[name])).collect();
            let mut turn = chance.usize(..POOL);
            while writer.written.bytes + width < share {
                turn = (turn + 1) % POOL;
                writer.located(&pool[turn], &told)?;
            }
        }
    }
    Ok(writer.written)
}

type Row = BTreeMap<String, String>;

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

fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// Every column that the layout reads, the standard ones, and a few that nobody reads.
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
                    .map(String::clone),
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
    let period = vec![period];
    tidy(&mut geography, &period);
    let mut before = [period.clone(), geography.clone()].concat();
    tidy(&mut filters, &before);
    before.extend(filters.iter().cloned());
    tidy(&mut indicators, &before);
    let mut names = [period, geography, filters.clone(), indicators.clone()].concat();
    if shape.place.is_multiple_of(3) {
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

/// The rows that are read, of one year and area: each key once.
fn figure_rows<'s>(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    place: &Place<'_>,
    start: i32,
    chance: &mut fastrand::Rng,
    oddities: &mut impl Iterator<Item = &'s send_outcomes::catalogue::Symbol>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let fixed = |cohort: &str| columns.ways.iter().any(|(way, _)| way.is == cohort);
    let mut told: Vec<String> = Vec::new();
    for (way, measures) in &columns.ways {
        for (cohort, label) in labels(shape, way, start, place, chance) {
            // A cohort that several ways could tell is told by one.
            let labelled = !way.column.is_empty();
            if labelled && (fixed(&cohort) || told.contains(&cohort)) {
                continue;
            }
            told.push(cohort.clone());
            // Measures that select rows of their own stand apart from the others.
            let mut parts: Vec<(&Choices, Vec<&(&Measure, MeasureColumns)>)> = Vec::new();
            for measure in measures.iter().filter(|(m, _)| m.cohorts.contains(&cohort)) {
                match parts.iter_mut().find(|(wanted, _)| **wanted == measure.1.wanted) {
                    Some((_, list)) => list.push(measure),
                    None => parts.push((&measure.1.wanted, vec![measure])),
                }
            }
            for (wanted, measures) in parts {
                let mut row = Row::new();
                for column in &columns.filters {
                    row.insert(column.clone(), "Total".to_string());
                }
                for (column, values) in shape
                    .layout
                    .where_present
                    .iter()
                    .chain(&shape.layout.wanted)
                    .chain(&way.wanted)
                    .chain(wanted)
                {
                    let value = &values[chance.usize(..values.len())];
                    // Some publishers leave a space behind a label.
                    let space = if chance.u8(..8) == 0 { " " } else { "" };
                    row.insert(column.clone(), format!("{value}{space}"));
                }
                for column in shape.layout.drop.keys() {
                    row.insert(column.clone(), String::new());
                }
                if !way.column.is_empty() {
                    row.insert(way.column.clone(), label.clone());
                }
                row.insert(shape.layout.status.clone(), status(start).to_string());
                locate(shape, &mut row, place, start, false);
                figures(shape, &mut row, &measures, place, &cohort, start, chance, oddities);
                for column in &columns.indicators {
                    row.entry(column.clone()).or_insert_with(|| chance.u16(..9999).to_string());
                }
                match &shape.layout.kinds {
                    None => merge(&mut rows, row, way),
                    Some(kinds) => rows.extend(by_kind(kinds, &row, &measures)),
                }
            }
        }
    }
    rows
}

/// A way that names columns shares its row with the other ways of that kind.
fn merge(rows: &mut Vec<Row>, row: Row, way: &CohortWay) {
    match rows.last_mut().filter(|_| !way.measures.is_empty()) {
        Some(last) => {
            for column in way.measures.values() {
                for name in
                    [&column.value, &column.numerator, &column.denominator].into_iter().flatten()
                {
                    if let Some(text) = row.get(name) {
                        last.insert(name.clone(), text.clone());
                    }
                }
            }
        }
        None => rows.push(row),
    }
}

/// The same figures as rows of one kind each.
fn by_kind(
    kinds: &send_outcomes::catalogue::Kinds,
    row: &Row,
    measures: &[&(&Measure, MeasureColumns)],
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, part) in [(&kinds.value, 0), (&kinds.numerator, 1), (&kinds.denominator, 2)] {
        let Some(label) = label.first() else { continue };
        let mut copy = row.clone();
        copy.insert(kinds.column.clone(), label.clone());
        for (_, columns) in measures {
            let hidden = ["", "!numerator ", "!denominator "][part];
            if let Some(text) = row.get(&format!("{hidden}{}", columns.value)) {
                copy.insert(columns.value.clone(), text.clone());
            }
        }
        rows.push(copy);
    }
    rows
}

/// The cohorts of a way, each with a label that was in use in the year.
fn labels(
    shape: &Shape<'_>,
    way: &CohortWay,
    start: i32,
    place: &Place<'_>,
    chance: &mut fastrand::Rng,
) -> Vec<(String, String)> {
    if way.column.is_empty() {
        return vec![(way.is.clone(), String::new())];
    }
    let in_use = |label: &&send_outcomes::catalogue::Label| {
        let year = |text: &Option<String>| {
            text.as_ref().and_then(|t| Period::parse_any(t).ok()).map(|p| p.start)
        };
        year(&label.from).is_none_or(|from| start >= from)
            && year(&label.to).is_none_or(|to| start <= to)
    };
    let ignored =
        |label: &str| way.ignored.iter().chain(&shape.data_set.ignored_labels).any(|i| i == label);
    // A column that the layout itself asks for holds one of those labels.
    let asked = shape.layout.wanted.get(&way.column).or_else(|| way.wanted.get(&way.column));
    let mut found = Vec::new();
    for cohort in &shape.catalogue.cohorts {
        let known: Vec<&str> = shape
            .catalogue
            .labels
            .iter()
            .filter(|l| l.cohort == cohort.id)
            .filter(in_use)
            .map(|l| l.label.as_str())
            .filter(|l| !ignored(l) && !way.labels.contains_key(*l))
            .filter(|l| asked.is_none_or(|asked| asked.iter().any(|a| a == l)))
            // A total among the labels of other rows would be the row of all.
            .collect();
        if known.is_empty() {
            continue;
        }
        // One spelling a year, as published files have it.
        let label = known[(start as usize + place.area.code.len()) % known.len()];
        let before = if way.after.is_empty() { String::new() } else { format!("b{}", way.after) };
        let strip = way.strip.first().filter(|_| cohort.id != "all-pupils");
        let space = if chance.u8(..16) == 0 { " " } else { "" };
        let label = format!("{before}{}{label}{space}", strip.map_or("", String::as_str));
        found.push((cohort.id.clone(), label));
    }
    found
}

fn status(start: i32) -> &'static str {
    if start == LAST_START { "Provisional" } else { "Revised" }
}

/// Puts year and place into a row; `school` makes it one of a level that is not compared.
fn locate(shape: &Shape<'_>, row: &mut Row, place: &Place<'_>, start: i32, school: bool) {
    let geography = shape.layout.geography.columns();
    let (form, shift) = shape.layout.period.form();
    let kind = shape.data_set.period_kind;
    let year = start - shift;
    let period = match form {
        _ if kind == PeriodKind::Calendar => year.to_string(),
        PeriodForm::Span => format!("{year}{:02}", (year + 1) % 100),
        PeriodForm::StartYear => year.to_string(),
        PeriodForm::EndYear => (year + 1).to_string(),
    };
    let mut set = |column: &str, text: &str| {
        if !column.is_empty() {
            row.insert(column.to_string(), text.to_string());
        }
    };
    set(shape.layout.period.column(), &period);
    let level = place.area.level;
    let authority = level == AreaLevel::LocalAuthority;
    let of = |level: AreaLevel| match level {
        AreaLevel::National => "National",
        AreaLevel::Regional => "Regional",
        AreaLevel::LocalAuthority => "Local authority",
    };
    if geography.level == "geographic_level" {
        let blank = if shape.place % 4 == 1 { " " } else { "" };
        set(
            "time_identifier",
            if kind == PeriodKind::Calendar { "Calendar year" } else { "Academic year" },
        );
        set("geographic_level", if school { "School" } else { of(level) });
        set("country_code", "E92000001");
        set("country_name", "England");
        set("region_code", if place.region_code.is_empty() { blank } else { place.region_code });
        set("region_name", &place.region_name);
        set("old_la_code", if authority { &place.area.old_la_code } else { blank });
        set("new_la_code", if authority { &place.code } else { blank });
        if !shape.layout.drop.contains_key("la_name") || authority {
            set("la_name", if authority { &place.area.name } else { blank });
        }
        set("school_urn", if school { "100000" } else { blank });
        return;
    }
    let printed = |level: AreaLevel| {
        let own =
            geography.levels.iter().find(|(_, l)| **l == level).map(|(name, _)| name.as_str());
        own.unwrap_or(of(level)).to_string()
    };
    let any = geography.any.clone();
    set(&any, &place.code);
    let codes = [
        (&geography.country, AreaLevel::National, "E92000001"),
        (&geography.region, AreaLevel::Regional, place.region_code),
        (&geography.authority, AreaLevel::LocalAuthority, place.code.as_str()),
    ];
    let shared = geography.country == geography.authority;
    for (column, of_level, code) in codes {
        if shared {
            set(column, &place.code);
        } else if of_level <= level {
            set(column, code);
        } else {
            set(column, geography.whole.first().map_or("", String::as_str));
        }
    }
    set(&geography.level, &if school { "School".to_string() } else { printed(level) });
    if !geography.region_name.is_empty() {
        let name = match geography.england.first().filter(|_| level == AreaLevel::National) {
            Some(england) => england.clone(),
            None if geography.after.is_empty() => place.region_name.clone(),
            None => format!("b{}{}", geography.after, place.region_name),
        };
        set(&geography.region_name, &name);
    }
}

/// Plausible numbers for the measures of a row, with what is suppressed.
#[expect(clippy::too_many_arguments, reason = "what a row is about, and what chance adds to it")]
fn figures<'s>(
    shape: &Shape<'_>,
    row: &mut Row,
    measures: &[&(&Measure, MeasureColumns)],
    place: &Place<'_>,
    cohort: &str,
    start: i32,
    chance: &mut fastrand::Rng,
    oddities: &mut impl Iterator<Item = &'s send_outcomes::catalogue::Symbol>,
) {
    let share_of_all = match cohort {
        "ehc-plan" => 0.03,
        "sen-support" => 0.12,
        "all-sen" => 0.15,
        "no-sen" => 0.85,
        "all-pupils" => 1.0,
        _ => 0.02,
    };
    let size = match place.area.level {
        AreaLevel::National => 600_000.0,
        AreaLevel::Regional => 60_000.0,
        AreaLevel::LocalAuthority => 300.0 + (hash(&place.area.code) % 12_000) as f64,
    };
    let pupils = (size * share_of_all * (0.95 + chance.f64() / 10.0)).round();
    let level = hash(&place.area.code) % 100;
    for (measure, columns) in measures {
        let base = 15.0 + (hash(&measure.id) % 70) as f64 * (0.7 + 0.3 * share_of_all);
        let drift = f64::from(LAST_START - start) * 0.4;
        let percent = match measure.polarity {
            _ if !measure.part_of.is_empty() => base / 20.0,
            -1 => 1.0 + base / 10.0,
            _ => base + level as f64 / 20.0 - drift,
        };
        let percent = percent.clamp(0.5, 99.5);
        let count = (pupils * percent / 100.0).round();
        let fraction = shape.layout.units.contains_key(&columns.value);
        let exact = match measure.unit.as_str() {
            "count" => count,
            "score" => percent / 10.0 - 4.0,
            _ if pupils > 0.0 => 100.0 * count / pupils,
            _ => 0.0,
        };
        let decimals = usize::try_from(measure.decimals).unwrap_or(1);
        let mut texts = [
            (
                columns.value.clone(),
                if fraction {
                    format!("{:.4}", exact / 100.0)
                } else {
                    format!("{exact:.decimals$}")
                },
            ),
            (columns.numerator.clone(), format!("{count:.0}")),
            (columns.denominator.clone(), format!("{pupils:.0}")),
            (columns.total.clone(), format!("{:.2}", exact * pupils)),
            (columns.lower.clone(), format!("{:.2}", exact - 0.2)),
            (columns.upper.clone(), format!("{:.2}", exact + 0.2)),
            (format!("!numerator {}", columns.value), format!("{count:.0}")),
            (format!("!denominator {}", columns.value), format!("{pupils:.0}")),
        ];
        // Small numbers are suppressed; now and then a cell holds another symbol.
        let symbol = if count < 5.0 {
            Some("c")
        } else if chance.u8(..60) == 0 {
            oddities.next().map(|s| if s.symbol.is_empty() { " " } else { s.symbol.as_str() })
        } else {
            None
        };
        if let Some(symbol) = symbol {
            for (column, text) in &mut texts {
                if *column != columns.denominator {
                    *text = symbol.to_string();
                }
            }
        }
        for (column, text) in texts.into_iter().filter(|(column, _)| !column.is_empty()) {
            row.entry(column).or_insert(text);
        }
    }
    if !shape.layout.largest.is_empty() {
        row.insert(shape.layout.largest.clone(), format!("{pupils:.0}"));
    }
}

/// A row of something else: another characteristic, sex or subject, never a figure that is read.
fn other_row(shape: &Shape<'_>, columns: &Columns<'_>, chance: &mut fastrand::Rng) -> Row {
    let mut row = Row::new();
    for column in &columns.filters {
        let label = OTHER_LABELS[chance.usize(..OTHER_LABELS.len())].trim_matches('"');
        row.insert(column.clone(), label.to_string());
    }
    for column in &columns.indicators {
        let text = match chance.u8(..10) {
            0 => "c".to_string(),
            1 => "z".to_string(),
            2..6 => chance.u32(..90_000).to_string(),
            _ => format!("{:.1}", chance.f64() * 100.0),
        };
        row.insert(column.clone(), text);
    }
    row.insert(shape.layout.status.clone(), "Revised".to_string());
    row
}

/// Rows on their way out.
struct Rows<'w, W: Write> {
    out: &'w mut W,
    line: Vec<u8>,
    written: Written,
    crlf: bool,
    quoted: bool,
}

impl<W: Write> Rows<'_, W> {
    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn header(&mut self, names: &[String]) -> io::Result<()> {
        self.line.clear();
        for (place, name) in names.iter().enumerate() {
            self.field(place, name);
        }
        self.end()
    }

    fn row(&mut self, names: &[String], row: &Row) -> io::Result<()> {
        self.line.clear();
        for (place, name) in names.iter().enumerate() {
            self.field(place, row.get(name).map_or("", String::as_str));
        }
        self.written.rows += 1;
        self.end()
    }

    /// A row of which all but the place is known: `parts` stand around the texts of `places`.
    fn located(&mut self, parts: &[Vec<u8>], places: &[Vec<u8>]) -> io::Result<()> {
        self.line.clear();
        for (part, place) in parts.iter().zip(places.iter().map(Vec::as_slice).chain([&b""[..]])) {
            self.line.extend_from_slice(part);
            self.line.extend_from_slice(place);
        }
        self.written.rows += 1;
        self.end()
    }

    fn field(&mut self, place: usize, text: &str) {
        if place > 0 {
            self.line.push(b',');
        }
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        if self.quoted || text.contains([',', '"', '\n']) {
            self.line.push(b'"');
            self.line.extend(text.replace('"', "\"\"").bytes());
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(text.as_bytes());
        }
    }

    fn rendered(&mut self, text: &str) -> Vec<u8> {
        self.line.clear();
        self.text(text);
        std::mem::take(&mut self.line)
    }

    /// What stands around the columns of place and time in a row.
    fn parts(&mut self, columns: &Columns<'_>, row: &Row) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        self.line.clear();
        for (place, name) in columns.names.iter().enumerate() {
            if columns.told.contains(name) {
                if place > 0 {
                    self.line.push(b',');
                }
                parts.push(std::mem::take(&mut self.line));
            } else {
                self.field(place, row.get(name).map_or("", String::as_str));
            }
        }
        parts.push(std::mem::take(&mut self.line));
        parts
    }

    fn end(&mut self) -> io::Result<()> {
        self.line.extend_from_slice(if self.crlf { b"\r\n" } else { b"\n" });
        let line = std::mem::take(&mut self.line);
        self.raw(&line)?;
        self.line = line;
        Ok(())
    }
}
