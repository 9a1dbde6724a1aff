//! Folders that a command writes as a whole, replacing what it wrote there before: which
//! folder may be replaced, what of it may be removed, and how the new one takes its place.
//!
//! A folder may be replaced if it is absent or empty, or if it has a manifest of ours; then only
//! the files that the manifest lists are removed. Anything else in it stops the verb before a
//! figure is read.

mod draft;
mod listed;
mod place;

pub use draft::Draft;
pub use listed::{Listed, file_names};
pub use place::{Guarded, MadeBy, Place, shelf};
