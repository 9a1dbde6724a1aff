//! Bringing the store up to date: what is new is fetched, held against the catalogue,
//! and put in use; the last good version is kept whatever happens.

mod discover;
mod drift;
mod fetch;
mod report;

pub use discover::{Directory, Found, Listed};
pub use drift::Drift;
pub use fetch::{Fetch, Wanted};
pub use report::{FetchOutcome, FetchReport, Reaction};
