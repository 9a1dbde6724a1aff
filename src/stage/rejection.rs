//! What could not be staged, and why.

/// Why a measure, or every measure of a data set, could not be staged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rejection {
    /// Data set.
    pub data_set: String,
    /// Version of the file at fault.
    pub version: String,
    /// Measures that stop.
    pub measures: Vec<String>,
    /// Whether the file merely lacks a column of theirs.
    pub column_missing: bool,
    /// What is missing, where the measures go on without it; `None` where they stop.
    #[serde(default)]
    pub lost: Option<Lost>,
    /// What is wrong, where, and what to edit.
    pub message: String,
}

/// A part of a file that yields no figure, while the rest does.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Lost {
    /// Which check.
    pub check: String,
    /// Periods without a figure, as starting years; none where it is not about periods.
    pub periods: Vec<i32>,
}

impl Rejection {
    /// The check that it failed, by what its message says.
    #[must_use]
    pub fn check(&self) -> &str {
        if let Some(lost) = &self.lost {
            return &lost.check;
        }
        let says = |words: &str| self.message.contains(words);
        match () {
            () if says("no table: ") => "file_form",
            () if says("fits no layout") => "unknown_layout",
            () if says("stands twice") => "duplicate_key",
            () if says("is missing") => "missing_column",
            () if says("SEN label") => "unknown_label",
            () if says("area code") => "unknown_area",
            () if says("known symbol") => "unknown_symbol",
            () if says("damaged") => "damaged_file",
            () if says("is not a period") => "unknown_period",
            () => "rejected",
        }
    }
}
