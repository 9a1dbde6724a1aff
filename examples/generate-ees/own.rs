//! Headers of the publisher's own files, from `published.toml`.

use send_outcomes::catalogue::Layout;
use serde::Deserialize;

/// What is known of the publisher's own file.
pub struct Own {
    pub header: Vec<String>,
    /// Place of the first column of numbers.
    pub indicators: usize,
    pub years: i32,
}

#[derive(Deserialize)]
struct Known {
    file: Vec<KnownFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownFile {
    data_set: String,
    layout: String,
    years: i32,
    /// Name of the first column of numbers.
    indicators: String,
    header: String,
}

/// What is known of the publisher's file of a layout.
pub fn of(data_set: &str, layout: &Layout) -> Option<Own> {
    let known: Known = toml::from_str(include_str!("published.toml")).ok()?;
    let is = |file: &&KnownFile| file.data_set == data_set && file.layout == layout.id;
    let file = known.file.iter().find(is)?;
    let header: Vec<String> = file.header.split(',').map(|name| name.trim().to_string()).collect();
    let indicators = header.iter().position(|name| *name == file.indicators)?;
    Some(Own { header, indicators, years: file.years })
}
