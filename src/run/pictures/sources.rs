//! Where the figures of a picture are from: in one line on the picture, in full in the text of its file.

use crate::catalogue::{Grade, Level};
use crate::charts::MADE_UP;
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

impl Sources {
    /// Every release that a picture of `findings` was made from, for the text of its file.
    #[must_use]
    pub fn line(&self, findings: &[&Finding]) -> String {
        let mut used: BTreeMap<&str, (bool, Vec<&str>)> = BTreeMap::new();
        for f in findings {
            let (provisional, periods) = used.entry(&f.data_set).or_default();
            *provisional |= f.flags.iter().any(|flag| flag == "provisional");
            periods.push(&f.period);
        }
        self.line_of(&used, &coverage(findings))
    }

    /// One line of source for the picture itself; the full one is in the text of its file.
    #[must_use]
    pub fn brief(&self, findings: &[&Finding]) -> String {
        let mut used: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for f in findings {
            used.entry(&f.data_set).or_default().push(&f.period);
        }
        self.brief_of(&used)
    }

    /// The same of a picture without findings, of one data set.
    #[must_use]
    pub fn brief_of_data_set(&self, data_set: &str) -> String {
        self.brief_of(&BTreeMap::from([(data_set, Vec::new())]))
    }

    fn brief_of(&self, used: &BTreeMap<&str, Vec<&str>>) -> String {
        let known: Vec<(&SourceNote, &Vec<&str>)> =
            used.iter().filter_map(|(id, periods)| Some((self.notes.get(*id)?, periods))).collect();
        let latest = known.iter().flat_map(|(_, periods)| periods.iter()).max();
        let period = latest.map_or_else(String::new, |p| format!(", {p}"));
        let what = match known.as_slice() {
            [] => return "Source: no figures are held.".to_string(),
            [(note, _)] => format!("{}: {}{period}", note.publisher, note.title),
            several => format!(
                "{}: {} data sets to{}, listed in the text of this file",
                publishers(several),
                several.len(),
                period.trim_start_matches(',')
            ),
        };
        let local = known.iter().all(|(note, _)| note.local);
        format!("Source: {what}. {}.", licence(local))
    }

    /// The same of a picture without findings, of one data set.
    #[must_use]
    pub fn line_of_data_set(&self, data_set: &str) -> String {
        self.line_of(&BTreeMap::from([(data_set, (false, Vec::new()))]), "")
    }

    fn line_of(&self, used: &BTreeMap<&str, (bool, Vec<&str>)>, coverage: &str) -> String {
        let mut publishers: Vec<&str> = Vec::new();
        let mut releases = Vec::new();
        for (data_set, (provisional, periods)) in used {
            let Some(note) = self.notes.get(*data_set) else { continue };
            if !publishers.contains(&note.publisher.as_str()) {
                publishers.push(&note.publisher);
            }
            let mut inside: Vec<String> = Vec::new();
            inside.extend(periods.iter().max().map(ToString::to_string));
            if !note.release.is_empty() {
                inside.push(note.release.clone());
            }
            inside.push(format!("version {}", short_version(&note.version)));
            if *provisional {
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
fn publishers(known: &[(&SourceNote, &Vec<&str>)]) -> String {
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for (note, _) in known {
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
            held.brief(&[&a]),
            "Source: Department for Education: Absence, 2024/25. Open Government Licence v3.0."
        );
        assert_eq!(
            held.brief(&[&a, &b]),
            "Source: Department for Education: 2 data sets to 2024/25, listed in the text of this file. Open Government Licence v3.0."
        );
        assert!(held.brief(&[&a, &b, &c]).starts_with(
            "Source: Department for Education and others: 3 data sets to 2024/25, listed"
        ));
        assert!(held.brief(&[&a]).len() < held.line(&[&a, &b]).len());
        assert_eq!(held.brief(&[&finding("d", "2024")]), "Source: no figures are held.");
    }
}
