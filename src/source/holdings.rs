//! What a source holds: files that are read, files that are not, and why.

use super::Snapshot;

/// A file that looks like figures and was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// The file.
    pub file: String,
    /// The data set that it is closest to, or empty.
    pub data_set: String,
    /// Why it was not read.
    pub reason: String,
}

/// What a source holds.
#[derive(Debug, Default)]
pub struct Holdings {
    /// Files that are read, in order of data set.
    pub snapshots: Vec<Snapshot>,
    /// Files that look like figures and are not read.
    pub not_read: Vec<NotRead>,
    /// Data set and what is worth knowing of how its file is read.
    pub notes: Vec<(String, String)>,
}

impl Holdings {
    /// The files that were not read, in one line; `None` where there are none.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        not_read_summary(&self.not_read)
    }
}

/// The files that were not read, in one line; `None` where there are none.
#[must_use]
pub fn not_read_summary(not_read: &[NotRead]) -> Option<String> {
    const MAX_NAMED: usize = 4;
    let first = not_read.first()?;
    let named: Vec<&str> = not_read.iter().take(MAX_NAMED).map(|n| n.file.as_str()).collect();
    let more = match not_read.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(match not_read {
        [_] => format!("1 file was not read: {}: {}", first.file, first.reason),
        all => format!(
            "{} files were not read: {}{more}; 'send-outcomes check --search not_read' with the \
             same source says why",
            all.len(),
            named.join(", ")
        ),
    })
}

/// A data set whose layouts a header fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Its id.
    pub data_set: String,
    /// Columns that its layout and its measures name.
    pub columns: usize,
    /// Figures in the first rows.
    pub cells: u64,
}

/// What the first rows of a file are to the data sets of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// Data sets that they fit, in order of id.
    pub fits: Vec<Fit>,
    /// The closest data set where there is none, and what is missing.
    pub closest: Option<(String, String)>,
}

/// Holds the first rows of a file, or all, against the layouts of every data set.
pub type Offer<'a> = &'a (dyn Fn(&[u8]) -> Offers + Sync);
