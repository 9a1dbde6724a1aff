//! Which layout of its data set a header is, or why it is none.

use super::rejection::{Fault, Refused};
use crate::catalogue::{Catalogue, CohortWay, DataSet, Layout, addends, nearest, normal_form};
use crate::shown::visible;
use std::collections::BTreeSet;

/// A header and the places of its columns.
pub(super) struct Header {
    /// Names without the spaces around them, as messages show them.
    pub names: Vec<String>,
    forms: Vec<String>,
}

impl Header {
    pub fn new(names: &[String]) -> Self {
        let forms = names.iter().map(|name| normal_form(name)).collect();
        let names = names.iter().map(|name| visible(name)).collect();
        Self { names, forms }
    }

    /// Place of a column; names are compared in their normal form.
    pub fn place(&self, name: &str) -> Option<usize> {
        let form = normal_form(name);
        self.forms.iter().position(|column| *column == form).filter(|_| !form.is_empty())
    }

    /// Name of the column at a place.
    pub fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// Why a column that is asked for cannot be identified, if several have its name.
    pub fn doubled(&self, name: &str) -> Option<String> {
        let form = normal_form(name);
        let places = (1..).zip(&self.forms).filter(|(_, column)| **column == form);
        let places: Vec<String> = places.map(|(place, _)| i32::to_string(&place)).collect();
        (places.len() > 1 && !form.is_empty()).then(|| {
            format!(
                "columns {} of the header are all called '{name}', so that nothing says which of \
                 them is meant: give the others another name or delete them",
                places.join(" and ")
            )
        })
    }

    /// Names that several columns have, as they are first printed.
    pub fn doubled_names(&self) -> Vec<&str> {
        let named = self.forms.iter().enumerate().filter(|(_, form)| !form.is_empty());
        let twice = named.filter(|(place, form)| {
            self.forms.iter().position(|other| other == *form) == Some(*place)
                && self.forms.iter().filter(|other| other == form).count() > 1
        });
        twice.map(|(place, _)| self.name(place)).collect()
    }

    /// The text that points to the most similar column, or nothing.
    pub fn near(&self, name: &str) -> String {
        nearest(name, self.names.iter().map(String::as_str))
    }
}

/// Of the layouts that the header has every column of, the one that names the most; of
/// several such, the first.
///
/// # Errors
/// What the closest layout misses, and where to add one.
pub(super) fn layout_of<'a>(
    header: &Header,
    data_set: &'a DataSet,
    catalogue: &Catalogue,
) -> Result<&'a Layout, Refused> {
    let mut best: Option<((usize, usize), &Layout)> = None;
    let mut closest: Option<(usize, NotOf<'a>)> = None;
    for layout in &data_set.layouts {
        let needed = needed(layout);
        let known_by = needed.len();
        let missing: Vec<String> =
            needed.into_iter().filter(|name| header.place(name).is_none()).collect();
        let read = Readable::of(header, data_set, layout, catalogue);
        let excess: Vec<&String> =
            layout.lacks.iter().filter(|name| header.place(name).is_some()).collect();
        // A place and a year are in every file: they alone make it none of this data set.
        let nothing = read.measures == 0 && !read.lacking.is_empty() && by_place_alone(layout);
        if missing.is_empty() && excess.is_empty() && !nothing {
            let known_by = (known_by, read.measures);
            if best.is_none_or(|(most, _)| known_by > most) {
                best = Some((known_by, layout));
            }
            continue;
        }
        // Figures count more than the columns of which every file has some.
        let figures = if read.measures == 0 { read.lacking.len() } else { 0 };
        let distance = missing.len() + excess.len() + figures;
        if closest.as_ref().is_none_or(|(least, _)| distance < *least) {
            closest = Some((distance, NotOf { layout, missing, excess, read }));
        }
    }
    if let Some((_, layout)) = best {
        let columns = layout.geography.columns();
        let of_place = [&columns.region, &columns.region_name, &columns.authority];
        let asked = needed(layout);
        let mut asked = asked.iter().chain(of_place).chain(&layout.span);
        if let Some(doubled) = asked.find_map(|name| header.doubled(name)) {
            return Err(Refused::new(Fault::DoubledColumn, doubled));
        }
        return Ok(layout);
    }
    let closest = match closest {
        Some((_, not_of)) => not_of.told(header),
        None => "no layout is described".to_string(),
    };
    let message = format!(
        "the header fits no layout of {}: {closest}; {} there",
        data_set.described_in(),
        if data_set.local_toml.is_some() { "name the columns" } else { "add a layout" }
    );
    Err(Refused::new(Fault::UnknownLayout, message))
}

/// Columns of measures that a message shows.
const MAX_LACKING: usize = 3;

/// What a header has of the measures of a layout.
struct Readable {
    /// Measures of which a value, or the counts that make one, are there.
    measures: usize,
    /// Columns of values that are not.
    lacking: BTreeSet<String>,
}

impl Readable {
    fn of(header: &Header, data_set: &DataSet, layout: &Layout, catalogue: &Catalogue) -> Self {
        let mut ways = layout.cohort.ways();
        if ways.is_empty() {
            ways.push(CohortWay::default());
        }
        let mut found = Self { measures: 0, lacking: BTreeSet::new() };
        for measure in catalogue.measures.iter().filter(|m| m.reads(&data_set.id)) {
            let of_ways = ways.iter().filter_map(|way| layout.columns_of(measure, way));
            let has = |name: &String| {
                !name.is_empty() && addends(name).all(|part| header.place(part).is_some())
            };
            let mut readable = false;
            for columns in of_ways {
                let counts = has(&columns.numerator) || has(&columns.total);
                readable |= has(&columns.value) || (counts && has(&columns.denominator));
                let name = if columns.value.is_empty() { columns.numerator } else { columns.value };
                found.lacking.extend(Some(name).filter(|name| !name.is_empty() && !has(name)));
            }
            found.measures += usize::from(readable);
        }
        found
    }
}

/// Why a header is not of a layout.
struct NotOf<'a> {
    layout: &'a Layout,
    missing: Vec<String>,
    /// Columns that it should not have.
    excess: Vec<&'a String>,
    read: Readable,
}

impl NotOf<'_> {
    /// In words, with the nearest columns, which take long to find.
    fn told(&self, header: &Header) -> String {
        let Self { layout, missing, excess, read } = self;
        let hints: Vec<String> = missing
            .iter()
            .map(|name| format!("lacks column '{name}'{}", header.near(name)))
            .chain(excess.iter().map(|name| format!("has column '{name}', which it should not")))
            .chain((read.measures == 0 && !read.lacking.is_empty()).then(|| {
                let lacking = read.lacking.iter().take(MAX_LACKING);
                let lacking = lacking.map(|name| format!("'{name}'{}", header.near(name)));
                format!("has no column of a measure: {}", lacking.collect::<Vec<_>>().join(", "))
            }))
            .collect();
        format!("of layout '{}' it {}", layout.id, hints.join(", and "))
    }
}

/// Whether a layout is known by nothing but columns of places and of the year.
fn by_place_alone(layout: &Layout) -> bool {
    let mut of_place = layout.geography.needed();
    of_place.push(layout.period.column().to_string());
    needed(layout).iter().all(|name| of_place.contains(name))
}

/// Every column by which a layout is known.
pub(super) fn needed(layout: &Layout) -> Vec<String> {
    let mut names = layout.geography.needed();
    names.push(layout.period.column().to_string());
    names.extend(layout.has.iter().cloned());
    names.extend(layout.wanted.keys().cloned());
    for CohortWay { wanted, column, .. } in layout.cohort.ways() {
        names.extend(wanted.into_keys());
        names.push(column);
    }
    names.extend(layout.kinds.iter().map(|kinds| kinds.column.clone()));
    names.extend([layout.status.clone(), layout.largest.clone()]);
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    names
}
