//! `fetch`: downloads new versions from the publishers into the store.

use super::flags::{self, Given, Use, headings};
use super::log::Log;
use crate::catalogue::Catalogue;
use crate::error::{self, Error};
use crate::refresh::{Fetch, FetchReport, Wanted};
use crate::source::ees::{self, API, CONTENT, Certificate, Ees, Limits, SITE, Transport};
use crate::source::{self, Source};
use crate::store::Store;
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Flags of everything that fetches, in the order of help.
#[derive(Debug, Args)]
pub struct StoreFlags {
    /// Folder where every downloaded version is kept (default: `store`).
    #[arg(long, value_name = "DIR", help_heading = headings::STORE)]
    store: Option<PathBuf>,
    /// Use only this data set; repeat it for more than one. Works with every source.
    #[arg(long = "data-set", value_name = "ID", help_heading = headings::STORE)]
    pub data_sets: Vec<String>,
    /// Use the store as it is; no network.
    #[arg(long, help_heading = headings::STORE)]
    pub offline: bool,
    /// Stop with exit code 3 if nothing is new.
    #[arg(long, help_heading = headings::STORE)]
    pub if_changed: bool,
    /// Use exactly the versions listed in the lock file; fail if one is not available.
    #[arg(long, help_heading = headings::STORE)]
    locked: bool,
    /// Lock file, which lists the versions in use (default: `store.lock` in the store).
    #[arg(long, value_name = "FILE", help_heading = headings::STORE)]
    lock: Option<PathBuf>,
    /// How long to wait for another process that is changing the store (default: do not wait).
    #[arg(long, value_name = "SECONDS", help_heading = headings::STORE)]
    wait: Option<u64>,
    /// File of extra certificates (PEM), for a network whose proxy inspects https.
    #[arg(long, value_name = "FILE", help_heading = headings::NETWORK)]
    ca_file: Option<PathBuf>,
    /// Maximum number of requests per second (default: 2; no limit for a server on this machine).
    #[arg(long, value_name = "N", help_heading = headings::NETWORK)]
    requests_per_second: Option<f64>,
    /// Address of the statistics API, with its path (also SEND_OUTCOMES_EES_URL).
    #[arg(long, value_name = "URL", help_heading = headings::NETWORK)]
    ees_url: Option<String>,
    /// Address of the catalogue site, for data sets that the API does not have
    /// (also SEND_OUTCOMES_EES_SITE_URL).
    #[arg(long, value_name = "URL", help_heading = headings::NETWORK)]
    ees_site_url: Option<String>,
    /// Address of the list of files of the catalogue site (default: /api on --ees-site-url; also
    /// SEND_OUTCOMES_EES_CONTENT_URL).
    #[arg(long, value_name = "URL", help_heading = headings::NETWORK)]
    ees_content_url: Option<String>,
}

/// Flags of `fetch`.
#[derive(Debug, Args)]
pub struct FetchFlags {
    /// Where to fetch from: `ees`, the publishers; or `dir:PATH`, a folder of downloaded files.
    #[arg(long, default_value = "ees", help_heading = headings::EVERYDAY)]
    source: String,
    #[command(flatten)]
    store: StoreFlags,
    /// Use a new version even if some measures cannot be read from it.
    #[arg(long, help_heading = headings::FAILURES)]
    accept_incomplete: bool,
}

impl FetchFlags {
    /// Fetches, prints the outcome for each data set and gives the exit code.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn perform(&self, quiet: bool, log: &Log) -> Result<u8, Error> {
        let catalogue = Catalogue::embedded()?;
        let source: Source = self.source.parse()?;
        let report = self.store.fetch(&source, &catalogue, self.accept_incomplete, "fetch", log)?;
        log.clear();
        tell(&report, quiet, log);
        if !quiet {
            println!("{}", report.summary());
        }
        Ok(report.exit_code(self.store.if_changed))
    }
}

/// Prints the outcome for each data set: problems always, the rest unless quiet.
pub fn tell(report: &FetchReport, quiet: bool, log: &Log) {
    for warning in &report.warnings {
        log.warn(warning);
    }
    let mut absent = Vec::new();
    let shared = report.shared_reasons();
    for (reason, outcomes) in &shared {
        let held = outcomes.iter().filter(|outcome| outcome.version.is_some()).count();
        let kept = match held {
            0 => "none of them is in the store".to_string(),
            held => format!("the versions of {held} are kept and marked stale"),
        };
        log.warn(&format!("{reason}; {} data sets were not requested, {kept}", outcomes.len()));
    }
    let reported = |id: &str| shared.iter().any(|(_, all)| all.iter().any(|o| o.data_set == id));
    for outcome in &report.outcomes {
        if reported(&outcome.data_set) {
            continue;
        }
        if outcome.is_problem() {
            log.warn(&outcome.lines().join("\n"));
        } else if outcome.is_absent() && report.outcomes.len() > 1 {
            absent.push(outcome.data_set.as_str());
        } else if !quiet {
            println!("{}", outcome.lines().join("\n"));
        }
    }
    if !quiet && !absent.is_empty() {
        println!(
            "not available from this source: {} (--data-set ID lists what was searched)",
            absent.join(", ")
        );
    }
}

impl StoreFlags {
    /// The store that is meant.
    #[must_use]
    pub fn at(&self) -> Store {
        Store::at(self.folder(), self.lock.as_deref())
    }

    fn folder(&self) -> &Path {
        self.store.as_deref().unwrap_or(Path::new("store"))
    }

    /// The flags, for [`flags::fit`].
    pub fn given(&self) -> [Given; 11] {
        [
            Given::of_store("--store", self.store.is_some()),
            Given::of_store("--lock", self.lock.is_some()),
            Given::of_store("--if-changed", self.if_changed),
            Given::of_store("--offline", self.offline),
            Given::of_store("--locked", self.locked),
            Given::of_store("--wait", self.wait.is_some()),
            Given::of_service("--ees-url", self.ees_url.is_some()),
            Given::of_service("--ees-site-url", self.ees_site_url.is_some()),
            Given::of_service("--ees-content-url", self.ees_content_url.is_some()),
            Given::of_service("--requests-per-second", self.requests_per_second.is_some()),
            Given::of_service("--ca-file", self.ca_file.is_some()),
        ]
    }

    /// Brings the store up to date.
    ///
    /// # Errors
    /// The store is held or cannot be written; an unknown data set; an address that is none.
    pub fn fetch(
        &self,
        source: &Source,
        catalogue: &Catalogue,
        accept_incomplete: bool,
        verb: &str,
        log: &Log,
    ) -> Result<FetchReport, Error> {
        flags::known_data_sets(&self.data_sets, catalogue)?;
        flags::fit(source, Use::Fill, &self.given())?;
        let store = self.at();
        if self.offline {
            let _reading = store.reader()?;
            // The versions in use are named, and are there.
            store.snapshots(catalogue)?;
            return Ok(FetchReport::default());
        }
        let wanted = Wanted {
            data_sets: self.data_sets.clone(),
            locked: self.locked,
            accept_incomplete,
            look_around: verb == "new-year",
        };
        if *source == Source::Ees
            && let Some(missing) = ees::missing_authorities()
        {
            log.warn(&format!("{missing}: without certificates no server can be trusted"));
        }
        let ees = self.service()?;
        let writer = store.writer(verb, Duration::from_secs(self.wait.unwrap_or(0)))?;
        let progress = |what: &str| log.step(what);
        let fetch = Fetch {
            store: &store,
            writer: &writer,
            catalogue,
            wanted: &wanted,
            progress: &progress,
        };
        match source {
            Source::Directory(folder) => take_from_folder(&fetch, folder),
            Source::Ees => block_on(self.folder(), fetch.take_from_service(&ees)),
            Source::Embedded => Err(Error::Usage(
                "the embedded figures do not need to be fetched: write --source ees or --source \
                 dir:PATH"
                    .to_string(),
            )),
        }
    }

    fn service(&self) -> Result<Ees, Error> {
        let given = |flag: &Option<String>, variable: &str| {
            flag.clone().or_else(|| std::env::var(variable).ok()).filter(|text| !text.is_empty())
        };
        let read = |text: &str| ees::address(text).map_err(|e| Error::Usage(e.to_string()));
        let api = read(given(&self.ees_url, "SEND_OUTCOMES_EES_URL").as_deref().unwrap_or(API))?;
        let site_given = given(&self.ees_site_url, "SEND_OUTCOMES_EES_SITE_URL");
        let site = read(site_given.as_deref().unwrap_or(SITE))?;
        let content =
            match (given(&self.ees_content_url, "SEND_OUTCOMES_EES_CONTENT_URL"), site_given) {
                (Some(text), _) => text,
                (None, Some(site)) => format!("{}/api", site.trim_end_matches('/')),
                (None, None) => CONTENT.to_string(),
            };
        let mut limits = Limits::default();
        match self.requests_per_second {
            Some(rate) if rate > 0.0 && rate.is_finite() => {
                limits.pace = Duration::from_secs_f64(1.0 / rate);
            }
            Some(rate) => {
                return Err(Error::Usage(format!(
                    "--requests-per-second {rate} is not a rate: write 2, or 0.5 for one every two \
                     seconds"
                )));
            }
            None if ees::is_loopback(&api) => limits.pace = Duration::ZERO,
            None => {}
        }
        let transport = Transport::trusting(&self.authorities()?, limits, None)?;
        Ok(Ees::new(api, site, read(&content)?, transport))
    }

    fn authorities(&self) -> Result<Vec<Certificate>, Error> {
        let Some(path) = &self.ca_file else { return Ok(Vec::new()) };
        let wrong = |what: String| {
            Error::Usage(format!(
                "--ca-file {}: {what}; it must contain certificates in PEM form, which begin with \
                 -----BEGIN CERTIFICATE-----",
                path.display()
            ))
        };
        let bytes = std::fs::read(path).map_err(|e| wrong(format!("cannot be read ({e})")))?;
        let found = ees::authorities(&bytes).map_err(|e| wrong(e.to_string()))?;
        if found.is_empty() {
            return Err(wrong("contains no certificate".to_string()));
        }
        Ok(found)
    }
}

/// Takes what a folder holds; a file that looks as it did the last time is not read again.
fn take_from_folder(fetch: &Fetch<'_>, folder: &Path) -> Result<FetchReport, Error> {
    let known = fetch.store.seen();
    let mut seen = known.clone();
    let offer = |first: &[u8]| crate::stage::offers(first, fetch.catalogue);
    let found = source::folder_snapshots(folder, fetch.catalogue, &mut seen, &offer)?;
    if seen != known {
        fetch.store.set_seen(fetch.writer, &seen)?;
    }
    let not_read = found.summary();
    let mut report = fetch.take_from_folder(found.snapshots)?;
    report.warnings.extend(found.notes.into_iter().map(|(_, note)| note));
    report.warnings.extend(not_read);
    Ok(report)
}

/// Runs a job that may be interrupted by Ctrl-C or a scheduler's SIGTERM; what it left
/// unfinished is then removed as it is dropped.
///
/// # Errors
/// The job's own, or that it was stopped.
pub fn block_on<T>(place: &Path, job: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::file(place))?;
    runtime.block_on(async {
        tokio::select! {
            result = job => result,
            () = stopped() => Err(Error::Stopped),
        }
    })
}

async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without signals the job ends by itself only.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The exit code of a job in two parts: the first that is not 0, a source out of reach first.
#[must_use]
pub fn worse(fetched: u8, run: u8) -> u8 {
    if fetched == error::UNREACHABLE || run == error::DONE { fetched } else { run }
}
