//! How far a run is, and what it came to.

use crate::findings::Judged;
use crate::source::NotRead;
use crate::stage::Rejection;
use std::path::PathBuf;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A step begins.
    Begin(&'a str),
    /// A part of a step begins that is of interest to who looks for where time goes.
    Detail(&'a str),
    /// A part of a step is done.
    Part {
        /// The step.
        what: &'a str,
        /// Areas done.
        done: usize,
        /// Areas in all.
        of: usize,
    },
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Rows of each published table.
    pub rows: Vec<(String, u64)>,
    /// Measures that could not be read.
    pub rejections: Vec<Rejection>,
    /// What is wrong with figures that were read, and which area has none.
    pub remarks: Vec<String>,
    /// Files that look like figures and were not read.
    pub not_read: Vec<NotRead>,
    /// Statements, as they were judged.
    pub judged: Judged,
    /// Pictures drawn.
    pub pictures: usize,
    /// What was found of the first areas, in the words that open their pages.
    pub found: Vec<FoundOfArea>,
    /// Where the outputs are.
    pub out: PathBuf,
}

/// What was found of one area.
#[derive(Debug, Clone, Default)]
pub struct FoundOfArea {
    /// Name.
    pub name: String,
    /// Name of its page, without ending.
    pub slug: String,
    /// First and last of the latest years of its measures.
    pub years: String,
    /// What matters first, a sentence a topic.
    pub sentences: Vec<String>,
}

/// What cannot be read and why, a line a data set or measure.
#[must_use]
pub fn rejection_text(rejections: &[Rejection]) -> String {
    rejections
        .iter()
        .map(|r| format!("{}: {}", r.measures.join(", "), r.message))
        .collect::<Vec<_>>()
        .join("\n")
}
