//! Bringing the store up to date: new versions are fetched, checked against the catalogue,
//! and put in use; the last good version is kept whatever happens. A refresh then runs on
//! the store, says what changed, and swaps the outputs.

mod cycle;
mod discover;
mod drift;
mod fetch;
mod files;
mod folder;
mod intake;
mod keep;
mod new_year;
mod report;
mod versions;

pub use cycle::{Refresh, Refreshed, is_up_to_date, refresh};
pub use discover::{Directory, Found, Listed};
pub use drift::Drift;
pub use fetch::{Fetch, Wanted};
pub use keep::kept_folder;
pub use new_year::{NewYear, new_year};
pub use report::{FetchOutcome, FetchReport, Reaction};
