//! What could not be staged, and why.

use serde::{Deserialize, Serialize};

/// What is wrong with a file, as the table of quality names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It is not a CSV table below one header.
    FileForm,
    /// Its header fits no layout of the data set.
    UnknownLayout,
    /// A column that is asked for appears twice.
    DoubledColumn,
    /// A column of a measure is not there.
    MissingColumn,
    /// One key appears twice with different figures.
    DuplicateKey,
    /// A label is of no cohort.
    UnknownLabel,
    /// A code or a name does not belong to an area.
    UnknownArea,
    /// The codes and the name of a row are of several areas.
    AreaContradiction,
    /// A code does not belong to an area that is compared.
    AreaNotCompared,
    /// A cell is neither a number nor a symbol.
    UnknownSymbol,
    /// A text is not a period, or the name of the file has none.
    UnknownPeriod,
    /// Rows are about another part of the year.
    OtherSpan,
    /// A label that nothing uses is where figures were expected.
    SilentLabel,
    /// A filter has no total that is known.
    NoTotal,
    /// No row is about anything that is asked for.
    NothingFits,
    /// A text of a row has a sign that no text has.
    DamagedText,
    /// It is empty, cut short or cannot be read to its end.
    DamagedFile,
}

impl Fault {
    /// Its name among the checks.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FileForm => "file_form",
            Self::UnknownLayout => "unknown_layout",
            Self::DoubledColumn => "doubled_column",
            Self::MissingColumn => "missing_column",
            Self::DuplicateKey => "duplicate_key",
            Self::UnknownLabel => "unknown_label",
            Self::UnknownArea => "unknown_area",
            Self::AreaContradiction => "area_contradiction",
            Self::AreaNotCompared => "area_not_compared",
            Self::UnknownSymbol => "unknown_symbol",
            Self::UnknownPeriod => "unknown_period",
            Self::OtherSpan => "other_span",
            Self::SilentLabel => "silent_label",
            Self::NoTotal => "no_total",
            Self::NothingFits => "nothing_fits",
            Self::DamagedText => "damaged_text",
            Self::DamagedFile => "damaged_file",
        }
    }

    /// Whether the file merely lacks, or cannot identify, a column of a measure.
    #[must_use]
    pub fn is_of_a_column(self) -> bool {
        matches!(self, Self::MissingColumn | Self::DoubledColumn)
    }
}

/// Why a measure, or every measure of a data set, could not be staged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Data set.
    pub data_set: String,
    /// Version of the file at fault.
    pub version: String,
    /// Measures that stop.
    pub measures: Vec<String>,
    /// What is wrong.
    pub fault: Fault,
    /// Periods without a figure, as starting years, where the measures go on without a part of
    /// the file (none if the part is not a period); `None` where they stop.
    #[serde(default)]
    pub lost: Option<Vec<i32>>,
    /// What is wrong, where, and what to edit.
    pub message: String,
}

/// A part of a file without figures, while the rest has some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    pub fault: Fault,
    /// Periods without a figure, as starting years; none where it is not about periods.
    pub periods: Vec<i32>,
}

/// Why a header or a column of it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refused {
    pub fault: Fault,
    pub message: String,
}

impl Refused {
    pub fn new(fault: Fault, message: String) -> Self {
        Self { fault, message }
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn a_fault_is_written_as_it_is_called() {
        for fault in [
            Fault::FileForm,
            Fault::UnknownLayout,
            Fault::DoubledColumn,
            Fault::MissingColumn,
            Fault::DuplicateKey,
            Fault::UnknownLabel,
            Fault::UnknownArea,
            Fault::AreaContradiction,
            Fault::AreaNotCompared,
            Fault::UnknownSymbol,
            Fault::UnknownPeriod,
            Fault::OtherSpan,
            Fault::SilentLabel,
            Fault::NoTotal,
            Fault::NothingFits,
            Fault::DamagedText,
            Fault::DamagedFile,
        ] {
            let written = serde_json::to_string(&fault).unwrap();
            assert_eq!(written, format!("\"{}\"", fault.as_str()));
        }
    }
}
