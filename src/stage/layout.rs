//! Which layout of its data set a header is, or why it is none.

use crate::catalogue::{CohortWay, DataSet, Layout, nearest, normal_form};

/// A header and the places of its columns.
pub(super) struct Header {
    /// Names without the spaces around them, as they are printed.
    pub names: Vec<String>,
    forms: Vec<String>,
}

impl Header {
    pub fn new(names: Vec<String>) -> Self {
        let forms = names.iter().map(|name| normal_form(name)).collect();
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

    /// Why a column that is asked for cannot be told, where several have its name.
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
pub(super) fn layout_of<'a>(header: &Header, data_set: &'a DataSet) -> Result<&'a Layout, String> {
    let mut best: Option<(usize, &Layout)> = None;
    let mut closest: Option<(usize, String)> = None;
    for layout in &data_set.layouts {
        let needed = needed(layout);
        let missing: Vec<&String> =
            needed.iter().filter(|name| header.place(name).is_none()).collect();
        let excess: Vec<&String> =
            layout.lacks.iter().filter(|name| header.place(name).is_some()).collect();
        if missing.is_empty() && excess.is_empty() {
            if best.is_none_or(|(most, _)| needed.len() > most) {
                best = Some((needed.len(), layout));
            }
            continue;
        }
        let hints: Vec<String> = missing
            .iter()
            .map(|name| format!("lacks column '{name}'{}", header.near(name)))
            .chain(excess.iter().map(|name| format!("has column '{name}', which it should not")))
            .collect();
        let distance = missing.len() + excess.len();
        if closest.as_ref().is_none_or(|(least, _)| distance < *least) {
            let of = format!("of layout '{}' it {}", layout.id, hints.join(", and "));
            closest = Some((distance, of));
        }
    }
    if let Some((_, layout)) = best {
        if let Some(doubled) = needed(layout).iter().find_map(|name| header.doubled(name)) {
            return Err(doubled);
        }
        return Ok(layout);
    }
    let closest = closest.map_or_else(|| "no layout is described".to_string(), |(_, of)| of);
    Err(format!(
        "the header fits no layout of {}: {closest}; {} there",
        data_set.described_in(),
        if data_set.local_toml.is_some() { "name the columns" } else { "add a layout" }
    ))
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
