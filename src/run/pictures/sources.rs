//! Where the figures of a picture are from: in one line on the picture, in full in the text of its file.

use crate::catalogue::{Grade, Level};
use crate::charts::{MADE_UP, PictureSource};
use crate::findings::Finding;
use std::collections::BTreeMap;

/// One release that figures come from.
#[derive(Debug, Clone, Default)]
pub struct SourceNote {
    /// Title of the release.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Version of the data set.
    pub version: String,
    /// Release it belongs to, where known.
    pub release: String,
    /// Day or month of publication in words, where known.
    pub published_on: String,
    /// Whether it is not published: the area's own figures.
    pub local: bool,
    /// Whether the figures are made up for a trial.
    pub made_up: bool,
}

/// The releases of a run by data set, and the id of the run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// By data set.
    pub notes: BTreeMap<String, SourceNote>,
    /// Id of the run: the same inputs and options have the same.
    pub run_id: String,
    /// Whether any figure of the run is made up.
    pub synthetic: bool,
}

/// What a picture uses of a data set.
#[derive(Debug, Clone, Default)]
struct Used<'a> {
    /// Whether any figure is provisional.
    provisional: bool,
    /// Of which periods its figures are.
    periods: Vec<&'a str>,
}

impl Sources {
    /// Where the figures of a picture of `findings` are from.
    #[must_use]
    pub fn of(&self, findings: &[&Finding]) -> PictureSource {
        let mut used: BTreeMap<&str, Used<'_>> = BTreeMap::new();
        for f in findings {
            let of_data_set = used.entry(&f.data_set).or_default();
            of_data_set.provisional |= f.flags.iter().any(|flag| flag == "provisional");
            of_data_set.periods.push(&f.period);
        }
        self.source_of(&used, &coverage(findings))
    }

    /// The same of a picture without findings, of one data set.
    #[must_use]
    pub fn of_data_set(&self, data_set: &str) -> PictureSource {
        self.source_of(&BTreeMap::from([(data_set, Used::default())]), "")
    }

    fn source_of(&self, used: &BTreeMap<&str, Used<'_>>, coverage: &str) -> PictureSource {
        let (release, licence) = self.brief_of(used);
        PictureSource {
            full: self.line_of(used, coverage),
            release,
            licence,
            made_up: self.synthetic,
        }
    }

    /// Publisher and release for one line, and the licence behind them.
    fn brief_of(&self, used: &BTreeMap<&str, Used<'_>>) -> (String, String) {
        let known: Vec<(&SourceNote, &Used<'_>)> =
            used.iter().filter_map(|(id, used)| Some((self.notes.get(*id)?, used))).collect();
        let latest = known.iter().flat_map(|(_, used)| used.periods.iter()).max();
        let period = latest.map_or_else(String::new, |p| format!(", {p}"));
        let what = match known.as_slice() {
            [] => return ("Source: no figures are held.".to_string(), String::new()),
            [(note, _)] => format!("{}: {}{period}", note.publisher, note.title),
            several => format!(
                "{}: {} data sets to{}, listed in the text of this file",
                publishers(several.iter().map(|(note, _)| *note)),
                several.len(),
                period.trim_start_matches(',')
            ),
        };
        let local = known.iter().all(|(note, _)| note.local);
        (format!("Source: {what}"), format!("{}.", licence(local)))
    }

    fn line_of(&self, used: &BTreeMap<&str, Used<'_>>, coverage: &str) -> String {
        let mut publishers: Vec<&str> = Vec::new();
        let mut releases = Vec::new();
        for (data_set, used) in used {
            let Some(note) = self.notes.get(*data_set) else { continue };
            if !publishers.contains(&note.publisher.as_str()) {
                publishers.push(&note.publisher);
            }
            let mut inside: Vec<String> = Vec::new();
            inside.extend(used.periods.iter().max().map(ToString::to_string));
            if !note.release.is_empty() {
                inside.push(note.release.clone());
            }
            inside.push(format!("version {}", short_version(&note.version)));
            if used.provisional {
                inside.push("provisional".to_string());
            }
            if !note.published_on.is_empty() {
                inside.push(format!("published {}", note.published_on));
            }
            if note.made_up {
                inside.push("made-up figures".to_string());
            }
            releases.push(format!("{} ({})", note.title, inside.join(", ")));
        }
        let local = used.keys().all(|data_set| self.is_local(data_set));
        let made_up = if self.synthetic { format!("{MADE_UP} ") } else { String::new() };
        if releases.is_empty() {
            return format!("{made_up}Source: there are no figures here. Run {}.", self.run_id);
        }
        format!(
            "{made_up}Source: {}: {}. {}. Run {}.{coverage}",
            publishers.join(", "),
            releases.join("; "),
            licence(local),
            self.run_id
        )
    }

    fn is_local(&self, data_set: &str) -> bool {
        self.notes.get(data_set).is_some_and(|note| note.local)
    }
}

/// Who publishes most of some data sets, and whether others do as well.
fn publishers<'a>(known: impl Iterator<Item = &'a SourceNote>) -> String {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for note in known {
        *counted.entry(&note.publisher).or_default() += 1;
    }
    let most = counted.iter().max_by_key(|(_, count)| **count).map_or("", |(name, _)| name);
    let others = if counted.len() > 1 { " and others" } else { "" };
    format!("{most}{others}")
}

fn licence(local: bool) -> &'static str {
    if local { "Local, unpublished" } else { "Open Government Licence v3.0" }
}

/// `sha256:4fd4bc201f8b…` is shown by its first seven digits; a publisher's own number stays.
fn short_version(version: &str) -> &str {
    version.strip_prefix("sha256:").map_or(version, |digits| digits.get(..7).unwrap_or(digits))
}

fn coverage(findings: &[&Finding]) -> String {
    let available = findings.iter().filter(|f| f.level != Level::NotAvailable);
    let of =
        |grades: &[Grade]| available.clone().filter(|f| grades.contains(&f.evidence_grade)).count();
    let (tested, indicative) = (of(&[Grade::A, Grade::B]), of(&[Grade::I]));
    format!(
        " {tested} of {} comparisons tested, {indicative} indicative, {} not tested.",
        available.clone().count(),
        of(&[Grade::C])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(notes: &[(&str, &str, &str)]) -> Sources {
        let note = |(id, title, publisher): &(&str, &str, &str)| {
            let (title, publisher) = ((*title).to_string(), (*publisher).to_string());
            ((*id).to_string(), SourceNote { title, publisher, ..SourceNote::default() })
        };
        Sources { notes: notes.iter().map(note).collect(), ..Sources::default() }
    }

    fn finding(data_set: &str, period: &str) -> Finding {
        Finding { data_set: data_set.into(), period: period.into(), ..Finding::default() }
    }

    #[test]
    fn a_picture_names_its_release_or_says_how_many_there_are_and_where_they_are_listed() {
        let held = sources(&[
            ("a", "Absence", "Department for Education"),
            ("b", "Attainment", "Department for Education"),
            ("c", "Employment", "NHS England"),
        ]);
        let (a, b, c) = (finding("a", "2024/25"), finding("b", "2023/24"), finding("c", "2020/21"));
        assert_eq!(
            held.of(&[&a]).line(),
            "Source: Department for Education: Absence, 2024/25. Open Government Licence v3.0."
        );
        assert_eq!(
            held.of(&[&a, &b]).line(),
            "Source: Department for Education: 2 data sets to 2024/25, listed in the text of this file. Open Government Licence v3.0."
        );
        assert!(held.of(&[&a, &b, &c]).line().starts_with(
            "Source: Department for Education and others: 3 data sets to 2024/25, listed"
        ));
        assert!(held.of(&[&a]).line().len() < held.of(&[&a, &b]).full.len());
        let none = held.of(&[&finding("d", "2024")]);
        assert_eq!((none.line().as_str(), none.made_up), ("Source: no figures are held.", false));
        let made_up = Sources { synthetic: true, ..held }.of(&[&a]);
        assert!(made_up.made_up && made_up.full.starts_with(MADE_UP), "{made_up:?}");
    }
}
