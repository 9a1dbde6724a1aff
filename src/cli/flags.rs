//! Whether each flag means something with the source, in one place: a flag that is ignored would
//! look as if it had been heard.

use crate::catalogue::{Catalogue, nearest};
use crate::error::Error;
use crate::source::Source;

/// Threads a core that a job may take: more only wait for each other.
const JOBS_A_CORE: usize = 4;

/// Headings of the groups in which help lists flags.
pub mod headings {
    /// What everybody uses.
    pub const EVERYDAY: &str = "Everyday options";
    /// What is read besides published figures.
    pub const INPUT: &str = "What to read and judge";
    /// Charts.
    pub const CHARTS: &str = "Charts";
    /// Keeping and comparing earlier outputs.
    pub const REFRESH: &str = "Refresh";
    /// What happens where a measure fails.
    pub const FAILURES: &str = "If a measure cannot be read";
    /// Fetching, and where what was fetched is kept.
    pub const STORE: &str = "Download and store of published files (with --source ees)";
    /// Networks that need more than the usual.
    pub const NETWORK: &str = "Network";
    /// Threads and clusters.
    pub const MACHINES: &str = "Threads and machines";
    /// What every command has.
    pub const PROGRAM: &str = "The program itself";
}

/// What a flag is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The store, which only figures of `ees` are read from.
    Store,
    /// The service that `ees` asks.
    Service,
}

/// A flag that means nothing with some sources.
#[derive(Debug, Clone, Copy)]
pub struct Given {
    /// As it is written.
    pub flag: &'static str,
    /// What it is about.
    pub about: About,
    /// Whether it was given.
    pub is_set: bool,
}

impl Given {
    /// A flag about the store.
    pub fn of_store(flag: &'static str, given: bool) -> Self {
        Self { flag, about: About::Store, is_set: given }
    }

    /// A flag about the service.
    pub fn of_service(flag: &'static str, given: bool) -> Self {
        Self { flag, about: About::Service, is_set: given }
    }
}

/// What is done with the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Figures are read from it as it is.
    Read,
    /// A store is filled from it.
    Fill,
}

/// Refuses flags that mean nothing with `source`.
///
/// # Errors
/// Names the flag and the source that it is for.
pub fn fit(source: &Source, used: Use, flags: &[Given]) -> Result<(), Error> {
    let means = |about: About| match (source, used, about) {
        (Source::Ees, ..) | (_, Use::Fill, About::Store) => true,
        (_, Use::Read, About::Store) | (_, _, About::Service) => false,
    };
    let wrong = flags.iter().find(|flag| flag.is_set && !means(flag.about));
    let Some(Given { flag, about, .. }) = wrong else { return Ok(()) };
    let named = match source {
        Source::Embedded => "embedded".to_string(),
        Source::Directory(folder) => format!("dir:{}", folder.display()),
        Source::Ees => "ees".to_string(),
    };
    let why = match about {
        About::Store => "only figures of --source ees are read from a store",
        About::Service => "only --source ees uses the service",
    };
    Err(Error::Usage(format!("{flag} has no effect with --source {named}: {why}; leave it out")))
}

/// Refuses ids that are not data sets.
///
/// # Errors
/// Names the id and the nearest known one.
pub fn known_data_sets(ids: &[String], catalogue: &Catalogue) -> Result<(), Error> {
    match ids.iter().find(|id| !catalogue.data_sets.contains_key(*id)) {
        None => Ok(()),
        Some(id) => {
            let known = nearest(id, catalogue.data_sets.keys().map(String::as_str));
            Err(Error::Usage(format!(
                "data set '{id}' is unknown{known}; 'send-outcomes data-sets' lists all"
            )))
        }
    }
}

/// The threads of a job: those asked for, or one a core, within a cap.
pub fn threads(asked: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    asked.unwrap_or(cores).clamp(1, cores * JOBS_A_CORE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_without_meaning_for_the_source_is_refused() {
        let folder = Source::Directory("in".into());
        let flags = |about| {
            [Given::of_store("--other", false), Given { flag: "--this", about, is_set: true }]
        };
        for (source, used, about, fine) in [
            (Source::Ees, Use::Read, About::Store, true),
            (Source::Ees, Use::Fill, About::Service, true),
            (folder.clone(), Use::Read, About::Store, false),
            (folder.clone(), Use::Fill, About::Store, true),
            (folder.clone(), Use::Fill, About::Service, false),
            (Source::Embedded, Use::Read, About::Service, false),
        ] {
            let fitted = fit(&source, used, &flags(about));
            assert_eq!(fitted.is_ok(), fine, "{source:?} {used:?} {about:?}");
        }
        let fitted = fit(&folder, Use::Read, &flags(About::Store)).unwrap_err();
        assert_eq!(fitted.exit_code(), crate::error::USAGE);
        assert!(
            fitted.to_string().starts_with("--this has no effect with --source dir:in"),
            "{fitted}"
        );
    }

    #[test]
    fn threads_have_a_cap() {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert_eq!((threads(Some(0)), threads(Some(1)), threads(None)), (1, 1, cores));
        assert_eq!(threads(Some(99_999)), cores * JOBS_A_CORE);
    }
}
