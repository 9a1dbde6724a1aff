//! What the checks saw, as a page.

use crate::catalogue::Catalogue;
use serde::Serialize;

/// One row of the table of quality, in words.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QualityLine {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// 0 for an error, 1 for a warning, 2 for a note: what is gravest comes first.
    pub weight: u8,
    /// Which check, in words.
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

/// The page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QualityPage {
    errors: String,
    warnings: String,
    notes: String,
    lines: Vec<QualityLine>,
}

impl QualityLine {
    /// A row in words: `(check, data set, key, severity, message, rows)`.
    #[must_use]
    pub fn of(row: (&str, &str, &str, &str, &str, i64), catalogue: &Catalogue) -> Self {
        let (check, data_set, key, severity, message, rows) = row;
        Self {
            severity: severity.to_string(),
            weight: match severity {
                "error" => 0,
                "warning" => 1,
                _ => 2,
            },
            check: check.replace('_', " "),
            data_set: data_set.to_string(),
            subject: subject(key, catalogue),
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
    /// The page of `lines`, gravest first.
    #[must_use]
    pub fn new(mut lines: Vec<QualityLine>) -> Self {
        lines.sort_by(|a, b| {
            (a.weight, &a.check, &a.data_set, &a.subject, &a.message).cmp(&(
                b.weight,
                &b.check,
                &b.data_set,
                &b.subject,
                &b.message,
            ))
        });
        let count = |weight: u8, what: &str| {
            let n = lines.iter().filter(|line| line.weight == weight).count();
            format!("{n} {what}{}", if n == 1 { "" } else { "s" })
        };
        let (errors, warnings, notes) = (count(0, "error"), count(1, "warning"), count(2, "note"));
        Self { errors, warnings, notes, lines }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_name_gravest_first() {
        let catalogue = Catalogue::embedded().unwrap();
        let line = |key: &str, severity: &str| {
            QualityLine::of(("lost_areas", "d", key, severity, "m", 2), &catalogue)
        };
        let page = QualityPage::new(vec![
            line("ks2-rwm-expected|sen-support|2018/19", "note"),
            line("what it is", "error"),
        ]);
        assert_eq!(page.lines[0].subject, "what it is");
        assert!(page.lines[1].subject.ends_with(", SEN support, 2018/19"), "{:?}", page.lines);
        assert_eq!((page.errors.as_str(), page.warnings.as_str()), ("1 error", "0 warnings"));
        assert_eq!(page.lines[1].check, "lost areas");
    }
}
