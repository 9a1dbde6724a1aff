//! The figures of a year and area, plausible but invented, and rows of everything else.

use super::file::{Columns, Shape};
use super::places::{Place, places};
use super::rows::Row;
use send_outcomes::catalogue::{
    AreaLevel, Choices, CohortWay, Kinds, Measure, MeasureColumns, PeriodForm, Symbol, addends,
};
use send_outcomes::period::{Period, PeriodKind};

/// The last starting year.
pub const LAST_START: i32 = 2024;

const OTHER_LABELS: [&str; 6] =
    ["Girls", "Boys", "Asian", "\"White, other\"", "FSM eligible", "Autism"];

/// What rows must contain and their term, and the measures in them.
type Part<'p, 'm> = ((&'p Choices, &'p str), Vec<&'p (&'m Measure, MeasureColumns)>);

/// The rows that are read, of one year and area: each key once.
pub fn figure_rows<'s>(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    place: &Place<'_>,
    start: i32,
    chance: &mut fastrand::Rng,
    oddities: &mut impl Iterator<Item = &'s Symbol>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let fixed = |cohort: &str| columns.ways.iter().any(|(way, _)| way.is == cohort);
    let mut told: Vec<String> = Vec::new();
    for (way, measures) in &columns.ways {
        for (cohort, label) in labels(shape, way, start, place, chance) {
            // A cohort that several ways could give is given by one.
            let labelled = !way.column.is_empty();
            if labelled && (fixed(&cohort) || told.contains(&cohort)) {
                continue;
            }
            told.push(cohort.clone());
            // Measures that select their own rows or term are separate from the others.
            let mut parts: Vec<Part<'_, '_>> = Vec::new();
            for measure in measures.iter().filter(|(m, _)| {
                m.cohorts.contains(&cohort) || shape.layout.denominator_from == cohort
            }) {
                let own = (&measure.1.wanted, measure.0.term.as_str());
                match parts.iter_mut().find(|(part, _)| *part == own) {
                    Some((_, list)) => list.push(measure),
                    None => parts.push((own, vec![measure])),
                }
            }
            for ((wanted, term), measures) in parts {
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
                if !term.is_empty() {
                    row.insert("time_identifier".to_string(), term.to_string());
                }
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

/// A score as far up its range as a percentage; around 0 where there is none.
fn score(measure: &Measure, percent: f64) -> f64 {
    match measure.range.map(|range| (range.least, range.most)) {
        Some((Some(least), Some(most))) => least + percent / 100.0 * (most - least),
        _ => percent / 10.0 - 4.0,
    }
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
fn by_kind(kinds: &Kinds, row: &Row, measures: &[&(&Measure, MeasureColumns)]) -> Vec<Row> {
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
pub fn locate(shape: &Shape<'_>, row: &mut Row, place: &Place<'_>, start: i32, school: bool) {
    let geography = shape.layout.geography.columns();
    let (form, shift) = shape.layout.period.form();
    let kind = shape.data_set.period_kind;
    let year = start - shift;
    let period = match form {
        // The school year in which the January of the year is.
        PeriodForm::January => format!("{}{:02}", year - 1, year % 100),
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
        let blank = if shape.own.is_none() && shape.place % 4 == 1 { " " } else { "" };
        let whole = match kind {
            PeriodKind::Academic => "Academic year",
            PeriodKind::Financial => "Financial year",
            PeriodKind::Calendar => "Calendar year",
        };
        let own = shape.layout.spans.first().or(shape.data_set.spans.first());
        let span = own.map_or(whole, String::as_str);
        set("time_identifier", span);
        let own = |name: &String| shape.own.as_ref().is_some_and(|own| own.header.contains(name));
        let printed = |name: &&String| shape.layout.has.contains(*name) || own(name);
        for column in shape.layout.span.iter().filter(printed) {
            let terms = column == "absence_terms" && span == "Academic year";
            set(column, if terms { "Six half terms" } else { span });
        }
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
    oddities: &mut impl Iterator<Item = &'s Symbol>,
) {
    let share_of_all = match cohort {
        "ehc-plan" => 0.03,
        "sen-support" => 0.12,
        "all-sen" => 0.15,
        "no-sen" => 0.85,
        "all-pupils" => 1.0,
        _ => 0.02,
    };
    let size = size_of(shape, place, start);
    let moved = 0.95 + chance.f64() / 10.0;
    // What holds others is their sum in a file like the publisher's own.
    let holds = shape.own.is_some() && place.area.level != AreaLevel::LocalAuthority;
    let pupils = (size * share_of_all * if holds { 1.0 } else { moved }).round();
    let whole = shape.layout.denominator_from == cohort;
    let pupils = if whole { size } else { pupils };
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
        // Of shares of all pupils the row of all pupils holds what they are shares of.
        let of_all = !shape.layout.denominator_from.is_empty();
        let count = if of_all { pupils } else { (pupils * percent / 100.0).round() };
        let pupils = if of_all { size.max(count) } else { pupils };
        let fraction = shape.layout.units.contains_key(&columns.value);
        let exact = match measure.unit.as_str() {
            "count" => count,
            "score" => score(measure, percent),
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
            put(row, &column, text);
        }
    }
    if !shape.layout.largest.is_empty() {
        row.insert(shape.layout.largest.clone(), format!("{pupils:.0}"));
    }
}

/// Pupils of an area.
fn size_of(shape: &Shape<'_>, place: &Place<'_>, start: i32) -> f64 {
    let of_authority = |code: &str| 300.0 + (hash(code) % 12_000) as f64;
    let sum_within = |region: Option<&str>| -> f64 {
        let all = places(shape.catalogue, start, 400);
        let authorities = all.iter().filter(|p| p.area.level == AreaLevel::LocalAuthority);
        let within = authorities.filter(|p| region.is_none_or(|code| p.area.region_code == code));
        within.map(|p| of_authority(&p.area.code)).sum()
    };
    match (place.area.level, &shape.own) {
        (AreaLevel::LocalAuthority, _) => of_authority(&place.area.code),
        (AreaLevel::National, None) => 600_000.0,
        (AreaLevel::Regional, None) => 60_000.0,
        (AreaLevel::National, Some(_)) => sum_within(None),
        (AreaLevel::Regional, Some(_)) => sum_within(Some(&place.area.code)),
    }
}

/// Puts a number into its column, or what is left of it into the second of two that are added.
fn put(row: &mut Row, column: &str, text: String) {
    let mut parts = addends(column).map(str::to_string);
    let Some(first) = parts.next() else { return };
    let whole = text.parse::<f64>();
    let held = row.entry(first).or_insert_with(|| text.clone()).parse::<f64>();
    if let Some(second) = parts.next() {
        let left = match (whole, held) {
            (Ok(whole), Ok(held)) => format!("{:.0}", whole - held),
            _ => text,
        };
        row.entry(second).or_insert(left);
    }
}

/// A row of something else: another characteristic, sex or subject, never a figure that is read.
pub fn other_row(shape: &Shape<'_>, columns: &Columns<'_>, chance: &mut fastrand::Rng) -> Row {
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

/// A row at the total of every filter but one, or of another topic, as published files have them for
/// each trait; `None` where the layout has no filter that is held at its total.
pub fn trait_row(
    shape: &Shape<'_>,
    columns: &Columns<'_>,
    turn: usize,
    chance: &mut fastrand::Rng,
) -> Option<Row> {
    let topics = columns.ways.iter().flat_map(|(way, _)| {
        way.wanted.keys().filter(|_| shape.own.is_some()).map(|topic| (topic, Some(&way.column)))
    });
    let held: Vec<(&String, Option<&String>)> = shape
        .layout
        .totals
        .iter()
        .map(|name| (name, None))
        .chain(topics)
        .filter(|(name, _)| columns.filters.contains(*name))
        .collect();
    let (parted, label) = held.get(turn % held.len().max(1))?;
    let mut row = other_row(shape, columns, chance);
    for column in &columns.filters {
        row.insert(column.clone(), "Total".to_string());
    }
    let wanted = shape.layout.where_present.iter().chain(&shape.layout.wanted);
    for (column, values) in wanted {
        row.insert(column.clone(), values[chance.usize(..values.len())].clone());
    }
    for column in [Some(*parted), *label].into_iter().flatten() {
        let text = OTHER_LABELS[chance.usize(..OTHER_LABELS.len())].trim_matches('"');
        row.insert(column.clone(), text.to_string());
    }
    row.insert(shape.layout.status.clone(), "Revised".to_string());
    Some(row)
}

/// A number that looks like chance and is always the same for a text.
pub fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}
