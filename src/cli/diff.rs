//! `diff`: two runs or two stores, side by side.

use super::fetch::block_on;
use super::list::say;
use crate::catalogue::Catalogue;
use crate::diff::{Diff, Side, text};
use crate::error::{DONE, Error};
use crate::scratch::Scratch;
use clap::Args;
use std::path::PathBuf;

/// Flags of `diff`.
#[derive(Debug, Args)]
pub struct DiffFlags {
    /// Outputs of the earlier run, or the earlier store.
    old: PathBuf,
    /// Outputs of the later run, or the later store.
    new: PathBuf,
    /// Folder for diff.parquet, diff.txt and index.html.
    #[arg(long, value_name = "DIR", default_value = "diff")]
    out: PathBuf,
}

/// Compares, writes the table and the page, and prints the text.
///
/// # Errors
/// A side is neither outputs nor a store, or cannot be read.
pub fn diff(flags: &DiffFlags, quiet: bool) -> Result<u8, Error> {
    let catalogue = Catalogue::embedded()?;
    let (old, new) = (Side::of(&flags.old)?, Side::of(&flags.new)?);
    old.comparable(&new)?;
    let scratch = Scratch::new()?;
    let diff = block_on(&flags.out, Diff::of(&old, &new, &catalogue, scratch.path()))?;
    diff.write(&flags.out, "")?;
    if quiet { Ok(DONE) } else { say(&text(&diff)) }
}
