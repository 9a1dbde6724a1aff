//! A folder of published CSV files, in it or one folder down, plain or gzipped.
//! It may hold several releases of one data set; each is a snapshot of its own.

use super::seen::Seen;
use super::{Content, Provenance, Snapshot, SourceError, unreadable, version_of};
use crate::catalogue::{Catalogue, DataSet};
use crate::threads::share_out;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the name of a file of made-up figures starts with, and its version too.
const SYNTHETIC: &str = "synthetic";

/// The catalogue's data sets in `folder`, in order of id and file. Files that look as they did
/// when they were `seen` are not read; afterwards it holds those that are there now.
///
/// # Errors
/// The folder cannot be read, or holds nothing that the catalogue knows.
pub fn snapshots(
    folder: &Path,
    catalogue: &Catalogue,
    seen: &mut Seen,
) -> Result<Vec<Snapshot>, SourceError> {
    let mut files = Vec::new();
    for entry in entries(folder)? {
        if entry.is_dir() {
            files.extend(entries(&entry)?);
        } else {
            files.push(entry);
        }
    }
    files.sort();
    let named: Vec<(&DataSet, &PathBuf, Name, String)> = catalogue
        .data_sets
        .values()
        .flat_map(|data_set| {
            files.iter().filter_map(move |path| {
                let name = Name::of(path)?;
                let released = released(&name, data_set)?;
                Some((data_set, path, name, released))
            })
        })
        .collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let known = std::mem::take(seen);
    let looked = share_out(&named, threads, |(_, path, ..)| known.look_at(path));
    let mut found = Vec::new();
    let mut releases = BTreeSet::new();
    for ((data_set, path, name, released), looked) in named.into_iter().zip(looked) {
        let looked = looked?;
        seen.remember(path, &looked);
        let (sha256, bytes) = (looked.sha256, looked.bytes);
        // Two copies of one file are one release.
        if !releases.insert((&data_set.id, sha256.clone())) {
            continue;
        }
        let version = version_of(&sha256);
        found.push(Snapshot {
            data_set: data_set.id.clone(),
            version: if name.synthetic { format!("{SYNTHETIC}:{version}") } else { version },
            sha256,
            bytes,
            file: path.display().to_string(),
            released,
            synthetic: name.synthetic,
            provenance: Provenance::default(),
            content: if name.gzipped {
                Content::Gzip(path.clone())
            } else {
                Content::File(path.clone())
            },
        });
    }
    if found.is_empty() {
        let expected =
            catalogue.data_sets.values().find(|d| d.held).map(|d| d.file_pattern.clone());
        return Err(SourceError::Empty {
            path: folder.to_path_buf(),
            expected: expected.unwrap_or_default(),
        });
    }
    Ok(found)
}

/// What the name of a file says.
struct Name {
    stem: String,
    synthetic: bool,
    gzipped: bool,
}

impl Name {
    /// `None` for what is no CSV file of figures.
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let (stem, gzipped) = match name.strip_suffix(".csv.gz") {
            Some(stem) => (stem, true),
            None => (name.strip_suffix(".csv")?, false),
        };
        if stem.ends_with(".meta") {
            return None;
        }
        let marked = stem.strip_prefix(SYNTHETIC).map(|rest| rest.trim_start_matches(['-', '_']));
        Some(Self {
            stem: marked.unwrap_or(stem).to_string(),
            synthetic: marked.is_some(),
            gzipped,
        })
    }
}

/// The month of the release of a file with this stem, empty where it is not known;
/// `None` for a file that is not of the data set.
fn released(name: &Name, data_set: &DataSet) -> Option<String> {
    let stem = name.stem.as_str();
    // Made-up files may be named by the data set, with a number for each layout.
    if name.synthetic
        && (stem == data_set.id || stem.split_once("--").is_some_and(|(id, _)| id == data_set.id))
    {
        return Some(String::new());
    }
    if !data_set.file_pattern.is_empty() && stem == data_set.file_pattern {
        return Some(String::new());
    }
    let file = data_set.files.iter().find(|file| fits(&file.stem, stem))?;
    Some(file.released.clone())
}

/// Whether a text is `pattern`, in which `*` stands for any letters.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices()
                .map(|(place, _)| place)
                .chain([text.len()])
                .any(|place| fits(rest, &text[place..]))
        }),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let listing = std::fs::read_dir(folder).map_err(unreadable(folder))?;
    listing.map(|entry| entry.map(|e| e.path()).map_err(unreadable(folder))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_stem_whatever_stands_for_a_star() {
        assert!(fits("ks4_dm_ud_*_nat_*", "ks4_dm_ud_202122_nat_prov"));
        assert!(fits("a*", "a") && fits("*a*", "bab") && fits("a", "a"));
        for (pattern, text) in [("a", "ab"), ("a*b", "a"), ("a*b*c", "acb"), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
        let name = |file: &str| Name::of(Path::new(file)).map(|n| (n.stem, n.synthetic, n.gzipped));
        assert_eq!(name("x/synthetic-absence_la.csv.gz"), Some(("absence_la".into(), true, true)));
        assert_eq!(name("x/absence_la.csv"), Some(("absence_la".into(), false, false)));
        assert_eq!(name("x/absence_la.meta.csv"), None);
        assert_eq!(name("x/absence_la.txt"), None);
    }
}
