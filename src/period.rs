//! Time periods as published and as written: `201819` becomes `2018/19`.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// Which twelve months a period covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// September to August, written `2018/19`.
    Academic,
    /// April to March, written `2018/19`.
    Financial,
    /// January to December, written `2018`.
    Calendar,
}

impl PeriodKind {
    /// As written in the catalogue.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Academic => "academic",
            Self::Financial => "financial",
            Self::Calendar => "calendar",
        }
    }

    /// The latest starting year of a period that had begun by `day`.
    #[must_use]
    pub fn begun_by(self, day: NaiveDate) -> i32 {
        if day.month() >= self.first_month() { day.year() } else { day.year() - 1 }
    }

    /// The latest starting year of a period of which everything that is counted was over by `day`: it
    /// had ended, or `known_from`, the month in it from which its figures can be known, had begun.
    #[must_use]
    pub fn over_by(self, day: NaiveDate, known_from: Option<u32>) -> i32 {
        let Some(month) = known_from else { return self.begun_by(day) - 1 };
        let reached = if day.month() >= month { day.year() } else { day.year() - 1 };
        if month >= self.first_month() { reached } else { reached - 1 }
    }

    fn first_month(self) -> u32 {
        match self {
            Self::Academic => 9,
            Self::Financial => 4,
            Self::Calendar => 1,
        }
    }
}

/// One period of a series; ordered by the year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Calendar year in which the period starts.
    pub start: i32,
    /// Whether the period spans two calendar years.
    pub kind: PeriodKind,
}

/// A period that is neither `2018/19`, `201819` nor `2018`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "'{text}' is not a period: write an academic or financial year as 2018/19, a calendar year as 2018"
)]
pub struct PeriodError {
    text: String,
}

impl Period {
    /// Reads `201819`, `2018/19`, `2018-19` or `2018` as a period of `kind`.
    ///
    /// # Errors
    /// The two years must follow each other, and a calendar year has one.
    pub fn parse(text: &str, kind: PeriodKind) -> Result<Self, PeriodError> {
        let wrong = || PeriodError { text: text.to_string() };
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let separators = text.len() - digits.len();
        let start: i32 = digits.get(..4).and_then(|y| y.parse().ok()).ok_or_else(wrong)?;
        match (digits.len(), separators, kind) {
            (4, 0, PeriodKind::Calendar) => {}
            (6, 0 | 1, PeriodKind::Academic | PeriodKind::Financial) => {
                let end: i32 = digits[4..].parse().map_err(|_| wrong())?;
                if end != (start + 1) % 100 {
                    return Err(wrong());
                }
            }
            _ => return Err(wrong()),
        }
        Ok(Self { start, kind })
    }

    /// Reads a period in either form, as a user types one after `--as-of`.
    ///
    /// # Errors
    /// As [`Period::parse`].
    pub fn parse_any(text: &str) -> Result<Self, PeriodError> {
        Self::parse(text, PeriodKind::Academic).or_else(|_| Self::parse(text, PeriodKind::Calendar))
    }

    /// The year in which the period ends: 2019 for `2018/19`, 2018 for `2018`.
    #[must_use]
    pub fn end(&self) -> i32 {
        match self.kind {
            PeriodKind::Calendar => self.start,
            PeriodKind::Academic | PeriodKind::Financial => self.start + 1,
        }
    }

    /// The last day of the period; of an academic year, 31 August.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        let (month, day) = match self.kind {
            PeriodKind::Academic => (8, 31),
            PeriodKind::Financial => (3, 31),
            PeriodKind::Calendar => (12, 31),
        };
        NaiveDate::from_ymd_opt(self.end(), month, day).unwrap_or(NaiveDate::MAX)
    }

    /// The latest starting year of a period that had ended by the end of this one:
    /// an as-of run at `2018/19` takes `2018/19` and the calendar year 2018.
    #[must_use]
    pub fn as_of_start(&self) -> i32 {
        self.start
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Calendar => write!(f, "{}", self.start),
            PeriodKind::Academic | PeriodKind::Financial => {
                write!(f, "{}/{:02}", self.start, (self.start + 1) % 100)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_and_written_forms_are_one_period() {
        for text in ["201819", "2018/19", "2018-19"] {
            let period = Period::parse(text, PeriodKind::Academic).unwrap();
            assert_eq!(period.to_string(), "2018/19");
            assert_eq!((period.start, period.end()), (2018, 2019));
        }
        assert_eq!(Period::parse("199900", PeriodKind::Academic).unwrap().to_string(), "1999/00");
        assert_eq!(Period::parse("2018", PeriodKind::Calendar).unwrap().to_string(), "2018");
        let last_day = |text| Period::parse_any(text).unwrap().last_day().to_string();
        assert_eq!(
            (last_day("2018/19"), last_day("2018")),
            ("2019-08-31".into(), "2018-12-31".into())
        );
    }

    #[test]
    fn a_period_begins_on_the_first_day_of_its_first_month() {
        for (day, academic, financial, calendar) in [
            ("2026-03-31", 2025, 2025, 2026),
            ("2026-04-01", 2025, 2026, 2026),
            ("2026-08-31", 2025, 2026, 2026),
            ("2026-09-01", 2026, 2026, 2026),
        ] {
            let begun = |kind: PeriodKind| kind.begun_by(day.parse().unwrap());
            assert_eq!(begun(PeriodKind::Academic), academic, "{day}");
            assert_eq!(begun(PeriodKind::Financial), financial, "{day}");
            assert_eq!(begun(PeriodKind::Calendar), calendar, "{day}");
        }
    }

    #[test]
    fn a_period_is_over_when_it_has_ended_or_what_it_counts_is_known() {
        use PeriodKind::{Academic, Calendar, Financial};
        for (kind, known_from, day, last) in [
            (Academic, None, "2026-08-31", 2024),
            (Academic, None, "2026-09-01", 2025),
            (Financial, None, "2026-03-31", 2024),
            (Financial, None, "2026-04-01", 2025),
            (Calendar, None, "2026-12-31", 2025),
            // the autumn term, over in January; the census of January; the tests of June
            (Academic, Some(1), "2025-12-31", 2024),
            (Academic, Some(1), "2026-01-01", 2025),
            (Academic, Some(6), "2026-05-31", 2024),
            (Academic, Some(6), "2026-06-01", 2025),
            (Academic, Some(12), "2026-12-01", 2026),
            (Calendar, Some(1), "2026-01-31", 2026),
            (Financial, Some(3), "2026-02-28", 2024),
            (Financial, Some(3), "2026-03-01", 2025),
        ] {
            let over = kind.over_by(day.parse().unwrap(), known_from);
            assert_eq!(over, last, "{kind:?} {known_from:?} {day}");
        }
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in ["201820", "2018", "18/19", "", "two years", "2018//19", "20181"] {
            assert!(Period::parse(text, PeriodKind::Academic).is_err(), "{text}");
        }
        assert!(Period::parse("201819", PeriodKind::Calendar).is_err());
        let any = |text| Period::parse_any(text).unwrap();
        assert_eq!(any("2018/19"), Period { start: 2018, kind: PeriodKind::Academic });
        assert_eq!(any("2018"), Period { start: 2018, kind: PeriodKind::Calendar });
    }
}
