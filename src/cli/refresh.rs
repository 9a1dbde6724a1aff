//! `refresh` and `new-year`: fetch what changed, run, say what changed, swap.

use super::fetch::{block_on, tell, worse};
use super::flags::headings;
use super::list::say;
use super::log::Log;
use super::plan::RunFlags;
use super::workspace::Workspace;
use crate::diff::text;
use crate::error::{Error, INCOMPLETE, NOTHING_NEW, UNREACHABLE};
use crate::period::Period;
use crate::refresh::{FetchReport, Refresh, Refreshed, is_up_to_date, kept_folder, refresh};
use crate::run::{place_of_outputs, rejection_text};
use clap::Args;
use std::path::Path;

/// Flags of `refresh`.
#[derive(Debug, Args)]
pub struct RefreshFlags {
    #[command(flatten)]
    run: RunFlags,
    /// How many copies of earlier outputs to keep in `<out>-kept`.
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = headings::REFRESH)]
    keep: usize,
    /// Run and compare even if nothing is new.
    #[arg(long, help_heading = headings::REFRESH)]
    force: bool,
}

/// Flags of `new-year`.
#[derive(Debug, Args)]
pub struct NewYearFlags {
    /// The new year, for example 2025/26.
    year: String,
    #[command(flatten)]
    refresh: RefreshFlags,
}

/// Brings everything up to date and says so in one line.
///
/// # Errors
/// See [`Error`]; the outputs are then as they were.
pub fn refresh_verb(flags: &RefreshFlags, quiet: bool, log: &Log) -> Result<u8, Error> {
    perform(flags, None, quiet, log)
}

/// As [`refresh_verb`], with what there is of a year.
///
/// # Errors
/// As [`refresh_verb`]; or the year is none.
pub fn new_year_verb(flags: &NewYearFlags, quiet: bool, log: &Log) -> Result<u8, Error> {
    perform(&flags.refresh, Some(Period::parse_any(&flags.year)?), quiet, log)
}

/// Fetches, and runs on what is then in use; without anything new, nothing is run.
fn perform(
    flags: &RefreshFlags,
    year: Option<Period>,
    quiet: bool,
    log: &Log,
) -> Result<u8, Error> {
    let workspace = Workspace::of(Path::new("."))?;
    let catalogue = flags.run.catalogue(workspace.as_ref())?;
    let (plan, source) = flags.run.refresh_plan(&catalogue, workspace.as_ref())?;
    // Before anything is fetched.
    place_of_outputs(&plan, &catalogue, Some(&source))?;
    if flags.keep > 0 {
        kept_folder(&plan.out)?;
    }
    for warning in super::plan::warnings(&plan, &catalogue) {
        log.warn(&warning);
    }
    let stored = flags.run.store_flags();
    let store = stored.at();
    let verb = if year.is_some() { "new-year" } else { "refresh" };
    let report = stored.fetch(&source, &catalogue, flags.run.accepts_incomplete(), verb, log)?;
    log.clear();
    tell(&report, quiet, log);
    let fetched = report.exit_code(false);
    if fetched == UNREACHABLE {
        return Ok(out_of_reach(&report, log));
    }
    // A year that was asked about is reported even if nothing is new.
    let may_rest = report.nothing_new() && !flags.force && year.is_none();
    if may_rest && is_up_to_date(&plan.out, &store, &catalogue)? {
        log.summary("nothing new", NOTHING_NEW);
        return Ok(NOTHING_NEW);
    }
    let asked = Refresh { keep: flags.keep, year };
    let progress = |what: &str| log.step(what);
    let job = refresh(&plan, &store, &catalogue, &report, &asked, &progress);
    let refreshed = block_on(&plan.out, job)?;
    log.clear();
    say_refreshed(&refreshed, fetched, quiet, log)
}

/// The outputs stand, and so do the versions in use: there is nothing to run on.
fn out_of_reach(report: &FetchReport, log: &Log) -> u8 {
    let kept = "the source is out of reach; the last good versions and outputs are kept";
    log.summary(&format!("{kept}; {}", report.summary()), UNREACHABLE);
    UNREACHABLE
}

/// Says what changed and where it is, and gives the exit code of fetch and run together.
fn say_refreshed(refreshed: &Refreshed, fetched: u8, quiet: bool, log: &Log) -> Result<u8, Error> {
    if !quiet && let Some(diff) = &refreshed.diff {
        say(&format!("{}\n", text(diff)))?;
    }
    let outcome = &refreshed.outcome;
    let mut code = fetched;
    if !outcome.rejections.is_empty() {
        let rejected = rejection_text(&outcome.rejections);
        log.warn(&format!("these measures could not be read:\n{rejected}"));
        code = worse(fetched, INCOMPLETE);
    }
    if !quiet {
        let changes = outcome.out.join("changes/index.html");
        if changes.exists() {
            say(&format!("what changed: {}\n", changes.display()))?;
        }
        if let Some(kept) = &refreshed.kept {
            say(&format!("outputs before: {}\n", kept.display()))?;
        }
    }
    log.summary(&refreshed.summary, code);
    Ok(code)
}
