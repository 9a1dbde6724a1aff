//! What a reader needs to know about the figures before quoting them: what was read, what could not
//! be, what is old, what is missing, and what to do. The rest of what the checks saw is for those
//! who look after files and catalogue: `send-outcomes check`.

use crate::catalogue::{Catalogue, ForReaders};
use crate::stage::Severity;
use serde::Serialize;

/// One row of the table of quality, in words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QualityLine {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// 0 for an error, 1 for a warning, 2 for a note: the most serious comes first.
    pub weight: u8,
    /// Which check.
    pub check: String,
    /// Data set concerned.
    pub data_set: String,
    /// Measure, cohort and period concerned, or whatever the key says.
    pub subject: String,
    /// What was seen.
    pub message: String,
    /// Figures concerned.
    pub rows: i64,
}

/// A measure whose latest figure here is old.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OldMeasure {
    /// Measure.
    pub measure: String,
    /// The latest period that was read.
    pub held: String,
    /// The newest that is known to be published.
    pub newest: String,
}

/// A measure without a figure.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MissingMeasure {
    /// Measure.
    pub measure: String,
    /// Publication that has it.
    pub publication: String,
    /// How to get it.
    pub how: String,
}

/// What was read, what is old and what is missing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    /// Data sets with a figure that was used.
    pub data_sets: usize,
    /// Measures with a figure.
    pub measures: usize,
    /// Why something could not be read.
    pub failures: Vec<String>,
    /// Measures whose figures are old.
    pub old: Vec<OldMeasure>,
    /// Measures without a figure.
    pub missing: Vec<MissingMeasure>,
}

/// Findings of the checks under one heading.
#[derive(Debug, Clone, Serialize)]
struct Group {
    title: String,
    advice: String,
    lines: Vec<QualityLine>,
}

/// The page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QualityPage {
    coverage: Coverage,
    groups: Vec<Group>,
    /// Findings that are for those who look after files and catalogue.
    others: usize,
}

/// A row of the table of quality.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Which check.
    pub check: &'a str,
    /// Id of the data set concerned.
    pub data_set: &'a str,
    /// Key or measures concerned.
    pub key: &'a str,
    /// How serious it is.
    pub severity: Severity,
    /// What was seen.
    pub message: &'a str,
    /// Published rows concerned.
    pub rows: i64,
}

impl QualityLine {
    /// A row in words.
    #[must_use]
    pub fn of(row: &Listed<'_>, catalogue: &Catalogue) -> Self {
        let Listed { check, data_set, key, severity, message, rows } = *row;
        let title = catalogue.data_sets.get(data_set).map(|d| d.title.as_str());
        let subject = subject(key, catalogue);
        Self {
            severity: severity.to_string(),
            weight: match severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Note => 2,
            },
            check: check.to_string(),
            data_set: title.unwrap_or(data_set).to_string(),
            subject,
            message: message.to_string(),
            rows,
        }
    }
}

/// `ks4-attainment-8|sen-support|2018/19` by the names of what it is about.
fn subject(key: &str, catalogue: &Catalogue) -> String {
    let mut parts = key.split('|');
    let first = parts.next().unwrap_or_default();
    let Some(measure) = catalogue.measure(first) else { return key.to_string() };
    let named = parts.map(|part| {
        let cohort = catalogue.cohorts.iter().find(|c| c.id == part);
        let area = catalogue.areas.get(part).map(|a| a.name.as_str());
        cohort.map(|c| c.short_title.as_str()).or(area).unwrap_or(part)
    });
    std::iter::once(measure.title.as_str()).chain(named).collect::<Vec<_>>().join(", ")
}

impl QualityPage {
    /// The page of `lines`, under the headings of `for_readers`, with what was read.
    #[must_use]
    pub fn new(
        mut lines: Vec<QualityLine>,
        for_readers: &[ForReaders],
        coverage: Coverage,
    ) -> Self {
        lines.sort_by(|a, b| {
            (a.weight, &a.check, &a.data_set, &a.subject, &a.message).cmp(&(
                b.weight,
                &b.check,
                &b.data_set,
                &b.subject,
                &b.message,
            ))
        });
        // The reason is listed with what could not be read.
        lines.retain(|line| !coverage.failures.contains(&line.message));
        let of_heading = |heading: &ForReaders| Group {
            title: heading.title.clone(),
            advice: heading.advice.clone(),
            lines: lines.iter().filter(|l| heading.checks.contains(&l.check)).cloned().collect(),
        };
        let mut groups: Vec<Group> = for_readers.iter().map(of_heading).collect();
        let known = |line: &QualityLine| for_readers.iter().any(|h| h.checks.contains(&line.check));
        // An error always concerns the reader.
        let unnamed = lines.iter().filter(|line| line.weight == 0 && !known(line));
        groups.push(Group {
            title: "Other errors".to_string(),
            advice: "Findings that depend on these figures are left out.".to_string(),
            lines: unnamed.cloned().collect(),
        });
        groups.retain(|group| !group.lines.is_empty());
        let others = lines.iter().filter(|line| line.weight > 0 && !known(line)).count();
        Self { coverage, groups, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(check: &str, key: &str, severity: Severity) -> QualityLine {
        let catalogue = Catalogue::embedded().unwrap();
        let row = Listed { check, data_set: "d", key, severity, message: key, rows: 2 };
        QualityLine::of(&row, &catalogue)
    }

    #[test]
    fn what_concerns_a_reader_is_under_a_heading_and_the_rest_is_counted() {
        let headings = Catalogue::embedded().unwrap().check_limits.for_readers;
        let page = QualityPage::new(
            vec![
                line("lost_areas", "ks2-rwm-expected|sen-support|2018/19", Severity::Note),
                line("lost_areas", "what it is", Severity::Warning),
                line("revised", "a file", Severity::Note),
                line("broken_checksum", "a version", Severity::Error),
                line("rejected", "why", Severity::Error),
            ],
            &headings,
            Coverage { failures: vec!["why".to_string()], ..Coverage::default() },
        );
        let titles: Vec<&str> = page.groups.iter().map(|g| g.title.as_str()).collect();
        assert_eq!(titles, ["England, regions or authorities without a year", "Other errors"]);
        assert_eq!(page.groups[0].lines[0].subject, "what it is", "the most serious first");
        assert!(page.groups[0].lines[1].subject.ends_with(", SEN support, 2018/19"));
        assert_eq!((page.groups[1].lines.len(), page.others), (1, 1));
    }
}
