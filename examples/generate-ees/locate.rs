//! Year and place of a row, in the columns of a layout.

use super::file::Shape;
use super::places::Place;
use super::rows::Row;
use send_outcomes::catalogue::{AreaLevel, PeriodForm};
use send_outcomes::period::PeriodKind;

/// Puts year and place into a row; `school` makes it one of a level that is not compared.
pub fn locate(shape: &Shape<'_>, row: &mut Row, place: &Place<'_>, start: i32, school: bool) {
    set(row, shape.layout.period.column(), &period_of(shape, start));
    if shape.layout.geography.columns().level == "geographic_level" {
        span_of(shape, row);
        standard(shape, row, place, school);
    } else {
        own(shape, row, place, school);
    }
}

fn set(row: &mut Row, column: &str, text: &str) {
    if !column.is_empty() {
        row.insert(column.to_string(), text.to_string());
    }
}

/// The year as the layout prints it.
fn period_of(shape: &Shape<'_>, start: i32) -> String {
    let (form, shift) = shape.layout.period.form();
    let year = start - shift;
    match form {
        // The school year in which the January of the year is.
        PeriodForm::January => format!("{}{:02}", year - 1, year % 100),
        _ if shape.data_set.period_kind == PeriodKind::Calendar => year.to_string(),
        PeriodForm::Span => format!("{year}{:02}", (year + 1) % 100),
        PeriodForm::StartYear => year.to_string(),
        PeriodForm::EndYear => (year + 1).to_string(),
    }
}

/// How long the year is, in the columns that say so.
fn span_of(shape: &Shape<'_>, row: &mut Row) {
    let whole = match shape.data_set.period_kind {
        PeriodKind::Academic => "Academic year",
        PeriodKind::Financial => "Financial year",
        PeriodKind::Calendar => "Calendar year",
    };
    let own = shape.layout.spans.first().or(shape.data_set.spans.first());
    let span = own.map_or(whole, String::as_str);
    set(row, "time_identifier", span);
    let own = |name: &String| shape.own.as_ref().is_some_and(|own| own.header.contains(name));
    let printed = |name: &&String| shape.layout.has.contains(*name) || own(name);
    for column in shape.layout.span.iter().filter(printed) {
        let terms = column == "absence_terms" && span == "Academic year";
        set(row, column, if terms { "Six half terms" } else { span });
    }
}

fn name_of(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::National => "National",
        AreaLevel::Regional => "Regional",
        AreaLevel::LocalAuthority => "Local authority",
    }
}

/// The place in the columns that most published files have.
fn standard(shape: &Shape<'_>, row: &mut Row, place: &Place<'_>, school: bool) {
    let authority = place.area.level == AreaLevel::LocalAuthority;
    let blank = if shape.own.is_none() && shape.place % 4 == 1 { " " } else { "" };
    let mut set = |column: &str, text: &str| set(row, column, text);
    set("geographic_level", if school { "School" } else { name_of(place.area.level) });
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
}

/// The place in the layout's own columns.
fn own(shape: &Shape<'_>, row: &mut Row, place: &Place<'_>, school: bool) {
    let geography = shape.layout.geography.columns();
    let level = place.area.level;
    let mut set = |column: &str, text: &str| set(row, column, text);
    let printed = |level: AreaLevel| {
        let own =
            geography.levels.iter().find(|(_, l)| **l == level).map(|(name, _)| name.as_str());
        own.unwrap_or(name_of(level)).to_string()
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
