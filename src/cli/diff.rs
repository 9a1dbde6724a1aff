//! `diff`: two runs or two stores, side by side.

use super::fetch::block_on;
use super::list::say;
use crate::catalogue::Catalogue;
use crate::diff::{self, Diff, Side, text};
use crate::error::{DONE, Error};
use crate::outputs::{Draft, Guarded, MadeBy, Place};
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
    /// Folder to write diff.parquet, diff.txt, index.html and manifest.json to. It must be absent,
    /// empty, or from an earlier diff, which is replaced.
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
    let sides = [("the old side", &flags.old), ("the new side", &flags.new)];
    let guarded = sides.map(|(what, side)| Guarded::whole(what, side)).to_vec();
    let place = Place::of(&flags.out, MadeBy::Diff, guarded)?;
    let scratch = Scratch::new()?;
    let diff = block_on(&flags.out, Diff::of(&old, &new, &catalogue, scratch.path()))?;
    let draft = Draft::beside(place)?;
    diff.write(draft.folder(), "")?;
    diff::write_manifest(draft.folder())?;
    draft.publish()?;
    if quiet { Ok(DONE) } else { say(&text(&diff)) }
}
