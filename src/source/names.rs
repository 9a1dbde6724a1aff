//! Names of files as people have them: `Absence_LA (1).CSV` is `absence_la.csv`.

use crate::catalogue::DataSet;

/// What the name of a file of made-up figures starts with, and its version too.
pub(super) const SYNTHETIC: &str = "synthetic";

/// Endings of files that may hold figures.
const FIGURES: [&str; 8] = [".csv", ".csv.gz", ".tsv", ".zip", ".xlsx", ".xls", ".ods", ".gz"];

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
        for guidance in ["a/absence.meta.csv", "data-guidance/x.csv", "Data-Guidance.CSV"] {
            assert!(is_guidance(guidance), "{guidance}");
        }
        assert!(!is_guidance("data/absence.csv"));
    }
}
