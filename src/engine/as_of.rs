//! The period up to which figures are used.

use crate::period::Period;
use chrono::{NaiveDate, Utc};

/// The period up to which figures are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// As written, `2018/19`, or `latest`.
    pub text: String,
    /// Latest starting year that is used.
    pub start: i32,
    /// The day on which it is so: today, or the last of the period.
    pub day: NaiveDate,
    /// Whether figures that are arithmetic on published ones are left out.
    pub published_only: bool,
}

impl AsOf {
    /// Every period there is.
    #[must_use]
    pub fn latest() -> Self {
        Self {
            text: "latest".to_string(),
            start: 9999,
            day: Utc::now().date_naive(),
            published_only: false,
        }
    }

    /// Periods that had ended by the end of `period`.
    #[must_use]
    pub fn period(period: Period) -> Self {
        Self {
            text: period.to_string(),
            start: period.as_of_start(),
            day: period.last_day(),
            published_only: false,
        }
    }
}
