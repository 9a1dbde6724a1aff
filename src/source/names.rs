//! Names of files as people have them: `Absence_LA (1).CSV` is `absence_la.csv`.

use crate::catalogue::DataSet;

/// What the name of a file of made-up figures starts with, and its version too.
const SYNTHETIC: &str = "synthetic";

/// The version of a file of made-up figures.
pub(super) fn made_up_version(version: &str) -> String {
    format!("{SYNTHETIC}:{version}")
}

/// Whether a version is that of a file of made-up figures.
#[must_use]
pub fn is_made_up_version(version: &str) -> bool {
    version.split_once(':').is_some_and(|(mark, _)| mark == SYNTHETIC)
}

/// Endings of files that may hold figures.
const FIGURES: [&str; 15] = [
    ".csv", ".tsv", ".psv", ".gz", ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet",
    ".rar", ".7z", ".tar", ".tgz",
];
/// Endings of files that say nothing of what they hold.
const TEXTS: [&str; 2] = [".txt", ".dat"];
/// Columns of which a table of figures has one.
const COLUMNS: [&str; 3] = ["time_period", "geographic_level", "new_la_code"];

/// What the name of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Without its ending and what marks copies and made-up figures, in lower case, with a
    /// dash for each run of dashes, blanks and underscores.
    pub stem: String,
    /// As `stem`, with the mark of a copy.
    whole: String,
    pub synthetic: bool,
}

/// Whether a file may hold figures, by its ending.
pub(super) fn looks_like_figures(file: &str) -> bool {
    let lower = file.to_lowercase();
    FIGURES.iter().any(|ending| lower.ends_with(ending))
}

/// Whether a file may hold figures by its first line, where its name says nothing of it.
pub(super) fn begins_like_figures(file: &str, first: &[u8]) -> bool {
    let lower = file.to_lowercase();
    let silent = !lower.contains('.') || TEXTS.iter().any(|ending| lower.ends_with(ending));
    let line = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    // Every other byte of UTF-16 is none of these.
    let line: String = line.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect();
    let line = line.to_lowercase();
    silent && COLUMNS.iter().any(|column| line.contains(column))
}

/// Why a file within an archive is not read, if its name shows that it is a workbook or
/// packed again.
pub(super) fn not_read_within(file: &str) -> Option<&'static str> {
    let lower = file.to_lowercase();
    let is = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if is(&[".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]) {
        return Some(WORKBOOK);
    }
    let packed = is(&[".zip", ".gz", ".rar", ".7z", ".tar", ".tgz"]);
    packed.then_some("it is packed within an archive: unpack that first")
}

/// What to say of a workbook.
pub(super) const WORKBOOK: &str = "it is a workbook, not a CSV file: use the CSV file of the same \
                                   release, or save each sheet as CSV";

/// Whether a file describes others, by its name or its folder.
pub(super) fn is_guidance(path: &str) -> bool {
    let lower = path.to_lowercase().replace('\\', "/");
    let file = lower.rsplit('/').next().unwrap_or_default();
    file.ends_with(".meta.csv")
        || file.contains("guidance")
        || lower.split('/').any(|folder| folder == "data-guidance")
}

impl Name {
    /// Of a file's name, without its folders.
    pub fn of(file: &str) -> Self {
        let mut stem = file.trim().to_lowercase();
        for ending in [".gz", ".csv", ".tsv"] {
            if let Some(rest) = stem.strip_suffix(ending) {
                stem = rest.to_string();
            }
        }
        let marked =
            stem.strip_prefix(SYNTHETIC).map(|rest| rest.trim_start_matches(['-', '_', ' ']));
        let synthetic = marked.is_some();
        // A made-up file may be named by its data set, with a number for each layout.
        let bare = marked.unwrap_or(&stem);
        let bare = if synthetic { bare.split_once("--").map_or(bare, |(id, _)| id) } else { bare };
        let whole = dashed(bare);
        Self { stem: without_copy(&whole), whole, synthetic }
    }

    /// The month of the release of a file of this name, empty where it is not known; `None` for
    /// a file that is not named as those of the data set are.
    pub fn released(&self, data_set: &DataSet) -> Option<String> {
        let is = |pattern: &str| {
            let pattern = dashed(&pattern.to_lowercase());
            !pattern.is_empty() && (fits(&pattern, &self.whole) || fits(&pattern, &self.stem))
        };
        if is(&data_set.id) || is(&data_set.file_pattern) {
            return Some(String::new());
        }
        let file = data_set.files.iter().find(|file| is(&file.stem))?;
        Some(file.released.clone())
    }
}

fn dashed(text: &str) -> String {
    let mut out = String::new();
    for letter in text.trim().chars() {
        let dash = matches!(letter, '-' | '_') || letter.is_whitespace();
        if !dash {
            out.push(letter);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_string()
}

/// `absence-la-(1)`, `absence-la-v2` and `absence-la-copy` are `absence-la`.
fn without_copy(stem: &str) -> String {
    let mut stem = stem.trim_end_matches('-');
    loop {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let bracketed = stem
            .strip_suffix(')')
            .and_then(|s| s.rsplit_once('('))
            .filter(|(_, n)| digits(n))
            .map(|(before, _)| before);
        let marked = stem.rsplit_once('-').filter(|(_, mark)| {
            *mark == "copy" || *mark == "final" || mark.strip_prefix('v').is_some_and(digits)
        });
        match bracketed.or(marked.map(|(before, _)| before)) {
            Some(before) if !before.trim_matches('-').is_empty() => {
                stem = before.trim_end_matches('-');
            }
            _ => return stem.to_string(),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_stem_whatever_stands_for_a_star() {
        assert!(fits("ks4-dm-ud-*-nat-*", "ks4-dm-ud-202122-nat-prov"));
        assert!(fits("a*", "a") && fits("*a*", "bab") && fits("a", "a"));
        for (pattern, text) in [("a", "ab"), ("a*b", "a"), ("a*b*c", "acb"), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_leaves_it_to_the_first_line() {
        let header = b"Time_Period,geographic_level,x\n2018";
        for name in ["figures", "figures.txt", "A.DAT"] {
            assert!(begins_like_figures(name, header), "{name}");
            assert!(!begins_like_figures(name, b"Notes on time_perio\ntime_period"), "{name}");
        }
        assert!(begins_like_figures("a.txt", b"\xff\xfet\0i\0m\0e\0_\0p\0e\0r\0i\0o\0d\0"));
        assert!(!begins_like_figures("README.md", header));
        assert_eq!(not_read_within("a/b.XLSX"), Some(WORKBOOK));
        assert!(not_read_within("b.zip").is_some_and(|why| why.contains("unpack")));
        assert_eq!(not_read_within("b.csv"), None);
    }

    #[test]
    fn names_are_read_as_people_have_them() {
        for name in [
            "absence_la.csv",
            "ABSENCE_LA.CSV",
            "absence_la.csv.gz",
            "Absence la (1).csv",
            "absence_la(12).csv",
            "absence-la_v2.csv",
            "absence_la - Copy (2).csv",
            " absence__la .csv",
            "absence_la_v2_final.csv",
        ] {
            assert_eq!(Name::of(name).stem, "absence-la", "{name}");
        }
        assert_eq!(Name::of("v2.csv").stem, "v2");
        assert_eq!(Name::of("(1).csv").stem, "(1)");
        let made_up = Name::of("synthetic-absence_la--3.csv.gz");
        assert_eq!((made_up.stem.as_str(), made_up.synthetic), ("absence-la", true));
        assert!(looks_like_figures("X.CSV.GZ") && looks_like_figures("a.Xlsx"));
        assert!(!looks_like_figures("a.txt") && !looks_like_figures("README.md"));
        assert!(looks_like_figures("a.RAR") && looks_like_figures("b.parquet"));
        for guidance in ["a/absence.meta.csv", "data-guidance/x.csv", "Data-Guidance.CSV"] {
            assert!(is_guidance(guidance), "{guidance}");
        }
        assert!(!is_guidance("data/absence.csv"));
    }
}
