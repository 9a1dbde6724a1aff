//! The command line: parsed once, here; other modules get plans, not arguments.

mod blank;
mod check;
#[cfg(feature = "ballista")]
mod cluster;
mod diff;
mod edited;
mod explain;
mod fetch;
mod fitted;
mod flags;
mod init;
mod list;
mod log;
mod own;
mod plan;
mod query;
mod refresh;
mod schedule;
mod statement_files;
mod statements;
mod store;
mod workspace;

use crate::catalogue::Catalogue;
use crate::error::{self, Error};
use crate::run;
use crate::source;
use clap::{ArgAction, Parser, Subcommand};
use flags::headings;
use log::{Log, LogFormat};
use plan::{Fetched, RunFlags};
use std::path::{Path, PathBuf};
use workspace::Workspace;

/// What follows the help of the whole program: its words for a new reader, and exit codes.
const WORDS_AND_CODES: &str = "\
Start here:
  send-outcomes run --area Birmingham       then open output/report/index.html
  send-outcomes areas --search bristol      which areas there are
  send-outcomes run --area Leeds --as-of 2018/19

Words used here:
  area       a local authority in England
  measure    what is counted, such as the share of pupils who reach the expected standard
  cohort     a group of pupils: with an EHC plan, on SEN support, all SEN, no SEN
  data set   a published table; new versions of it come out every year
  catalogue  the files that define measures, cohorts, data sets and thresholds
  store      the folder in which downloaded versions of data sets are kept
  finding    one figure compared with England or another comparator, and the verdict on it
  statement  something an area or an inspector wrote, which is judged against the figures

Exit codes:
  0  done
  1  other failure
  2  wrong flag or value
  3  nothing new (--if-changed)
  4  input data rejected
  5  source or cluster out of reach; the last good versions are kept
  6  finished, but some measures could not be read or refreshed";

/// How well children and young people with SEND do in an English local area, from published
/// figures.
#[derive(Debug, Parser)]
#[command(
    name = "send-outcomes",
    version,
    about,
    disable_help_flag = true,
    disable_version_flag = true,
    after_help = WORDS_AND_CODES
)]
struct Arguments {
    /// Print help; `-h` prints it shorter.
    #[arg(
        short,
        long,
        global = true,
        action = ArgAction::Help,
        help_heading = headings::PROGRAM
    )]
    help: Option<bool>,
    /// Print the version.
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = headings::PROGRAM)]
    version: Option<bool>,
    /// Print only errors.
    #[arg(long, global = true, help_heading = headings::PROGRAM)]
    quiet: bool,
    /// Also print each table as it is computed, where progress is kept as lines.
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = headings::PROGRAM)]
    verbose: bool,
    /// How to report progress and errors on standard error.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "text",
        help_heading = headings::PROGRAM
    )]
    log_format: LogFormat,
    /// Folder of your own queries (SQL), which replace or add to the built-in ones;
    /// `send-outcomes init --queries DIR` writes the built-in ones there, to start from.
    #[arg(long, global = true, value_name = "DIR", help_heading = headings::PROGRAM)]
    queries: Option<PathBuf>,
    /// Folder of your own catalogue files (TOML): measures, data sets, thresholds;
    /// `send-outcomes init --catalogue DIR` writes the built-in ones there.
    #[arg(long, global = true, value_name = "DIR", help_heading = headings::PROGRAM)]
    catalogue: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Read the figures and write tables, charts, a report and a workbook.
    #[command(
        after_help = "Example:\n  send-outcomes run --area Birmingham --area E09000007 --as-of 2018/19 --out output"
    )]
    Run(RunFlags),
    /// Check the figures and the files that define them: what is missing, wrong or implausible.
    #[command(
        after_help = "Example:\n  send-outcomes check --severity warning\n  send-outcomes check --source dir:downloads --format json\n\nExit codes:\n  0  no errors\n  4  wrong figures, or nothing could be read\n  6  some measures could not be read"
    )]
    Check(check::CheckFlags),
    /// Write a folder for one area (a workspace): settings, comments, statements and local measures.
    #[command(
        after_help = "Example:\n  send-outcomes init birmingham --area Birmingham && cd birmingham && send-outcomes run\n  send-outcomes init --crontab birmingham\n  send-outcomes init --queries my-queries --catalogue my-catalogue"
    )]
    Init(init::InitFlags),
    /// Download new versions of the published files into the store, without a run.
    #[command(
        after_help = "Examples:\n  send-outcomes fetch --store store\n  send-outcomes fetch --if-changed --data-set phonics-screening-check\n  send-outcomes fetch --source dir:folder --store store\n\nExit codes:\n  0  done\n  3  nothing new (--if-changed)\n  5  source out of reach; the last good versions are kept\n  6  some data sets could not be brought up to date"
    )]
    Fetch(fetch::FetchFlags),
    /// Download new versions, check them, run, report what changed and replace the outputs.
    #[command(
        after_help = "Examples:\n  send-outcomes refresh --area Birmingham --store store --out output\n  send-outcomes --quiet --log-format json refresh --keep 3\n\nExit codes:\n  0  done\n  3  nothing new\n  5  source out of reach; versions and outputs are kept\n  6  done, but some data sets or measures could not be refreshed"
    )]
    Refresh(refresh::RefreshFlags),
    /// Refresh for a new year, and list which data sets have it and which do not yet.
    #[command(
        after_help = "Example:\n  send-outcomes new-year 2025/26 --area Birmingham --store store"
    )]
    NewYear(refresh::NewYearFlags),
    /// List, check or clean up the store of downloaded versions.
    #[command(
        after_help = "Examples:\n  send-outcomes store list\n  send-outcomes store check --store store\n  send-outcomes store collect --keep 2"
    )]
    Store(store::StoreVerb),
    /// Compare two runs or two stores: new periods, revised and removed figures, changed
    /// verdicts.
    #[command(
        after_help = "Examples:\n  send-outcomes diff output-2023-24 output\n  send-outcomes diff store-old store --out changes"
    )]
    Diff(diff::DiffFlags),
    /// List the areas (local authorities), with their codes.
    #[command(after_help = "Example:\n  send-outcomes areas --format csv")]
    Areas(list::ListFlags),
    /// List the measures, with their units and which way is good.
    #[command(after_help = "Example:\n  send-outcomes measures --search absence")]
    Measures(list::ListFlags),
    /// List the published data sets that measures come from.
    #[command(after_help = "Example:\n  send-outcomes data-sets --format json")]
    DataSets(list::ListFlags),
    /// List the cohorts (groups of pupils).
    #[command(after_help = "Example:\n  send-outcomes cohorts")]
    Cohorts(list::ListFlags),
    /// Query the tables of an earlier run with SQL and the statistical functions.
    #[command(
        after_help = "Example:\n  send-outcomes sql \"select headline from findings where judgement like 'concern%'\"\n  send-outcomes sql \"select wilson_interval(28.0, 28.0, 30.0)\""
    )]
    Sql(query::SqlFlags),
    /// Judge written statements against the figures and print the results.
    #[command(
        after_help = "Example:\n  send-outcomes statements --template > self-evaluation.toml\n  send-outcomes statements self-evaluation.toml"
    )]
    Statements(statements::StatementsFlags),
    /// Show how a finding or a statement was reached: rules, formulas and published cells.
    #[command(
        after_help = "Example:\n  send-outcomes explain ks4-sustained.sen-support.E08000025.england-same-cohort\n  send-outcomes explain W13a --format json"
    )]
    Explain(explain::ExplainFlags),
    /// Start the scheduler of a cluster, which distributes the work of `--engine ballista://…`.
    #[cfg(feature = "ballista")]
    #[command(
        after_help = "Example:\n  send-outcomes scheduler --bind 10.0.0.5 --advertise 10.0.0.5"
    )]
    Scheduler(cluster::SchedulerFlags),
    /// Start an executor of a cluster, which reads files and computes queries.
    #[cfg(feature = "ballista")]
    #[command(
        after_help = "Example:\n  send-outcomes executor --scheduler 10.0.0.5:50050 --bind 10.0.0.6 --advertise 10.0.0.6 --shared /mnt/send"
    )]
    Executor(cluster::ExecutorFlags),
    /// Write completions for a shell to standard output.
    #[command(after_help = "Example:\n  send-outcomes completions bash > send-outcomes.bash")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// The whole command line with its help, for manuals and reference pages.
#[must_use]
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// Parses the command line, does what it says and gives the exit code.
#[must_use]
pub fn main() -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(wrong) => {
            // Help and version are not errors, and neither is a closed pipe after them.
            let _ = fitted::print(&wrong);
            return if wrong.use_stderr() { error::USAGE } else { error::DONE };
        }
    };
    let log = Log::new(arguments.log_format, arguments.quiet, arguments.verbose);
    let result = perform(&arguments, &log);
    log.clear();
    match result {
        Ok(code) => code,
        Err(failure) => {
            log.failure(&failure.to_string(), failure.exit_code());
            failure.exit_code()
        }
    }
}

fn perform(arguments: &Arguments, log: &Log) -> Result<u8, Error> {
    let (queries, catalogue) = (arguments.queries.as_deref(), arguments.catalogue.as_deref());
    match &arguments.verb {
        Verb::Init(_) | Verb::Completions { .. } | Verb::Store(_) | Verb::Diff(_) => {}
        _ => edited::read_folders(queries, catalogue)?,
    }
    match &arguments.verb {
        Verb::Run(flags) => run_verb(flags, arguments.quiet, log),
        Verb::Check(flags) => check::check(flags, log),
        Verb::Init(_) if queries.is_some() || catalogue.is_some() => {
            init::texts(queries, catalogue, arguments.quiet)
        }
        Verb::Init(flags) => init::init(flags, &Catalogue::embedded()?, arguments.quiet),
        Verb::Fetch(flags) => flags.perform(arguments.quiet, log),
        Verb::Refresh(flags) => refresh::refresh_verb(flags, arguments.quiet, log),
        Verb::NewYear(flags) => refresh::new_year_verb(flags, arguments.quiet, log),
        Verb::Store(flags) => store::store(flags),
        Verb::Diff(flags) => diff::diff(flags, arguments.quiet),
        Verb::Areas(flags) => list::areas(flags, &Catalogue::embedded()?),
        Verb::Measures(flags) => list::measures(flags, &with_workspace()?),
        Verb::DataSets(flags) => list::data_sets(flags, &with_workspace()?),
        Verb::Cohorts(flags) => list::cohorts(flags, &Catalogue::embedded()?),
        Verb::Sql(flags) => query::sql(flags),
        Verb::Statements(flags) => statements::statements(flags, log),
        Verb::Explain(flags) => explain::explain(flags),
        #[cfg(feature = "ballista")]
        Verb::Scheduler(flags) => cluster::scheduler(flags, arguments.quiet),
        #[cfg(feature = "ballista")]
        Verb::Executor(flags) => cluster::executor(flags, arguments.quiet),
        Verb::Completions { shell } => {
            clap_complete::generate(
                *shell,
                &mut command(),
                "send-outcomes",
                &mut std::io::stdout(),
            );
            Ok(error::DONE)
        }
    }
}

/// The catalogue as a run in the working folder would see it.
fn with_workspace() -> Result<Catalogue, Error> {
    own::with_own(Workspace::of(Path::new("."))?.as_ref(), None)
}

fn run_verb(flags: &RunFlags, quiet: bool, log: &Log) -> Result<u8, Error> {
    let workspace = Workspace::of(Path::new("."))?;
    let catalogue = flags.catalogue(workspace.as_ref())?;
    let plan = flags.plan(&catalogue, workspace.as_ref())?;
    run::place_of_outputs(&plan, &catalogue, None)?;
    for warning in plan::warnings(&plan, &catalogue) {
        log.warn(&warning);
    }
    let fetched = match flags.fetch(&plan, &catalogue, quiet, log)? {
        Fetched::NothingNew => return Ok(error::NOTHING_NEW),
        Fetched::Code(code) => code,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(plan.jobs)
        .enable_all()
        .build()
        .map_err(Error::file(&plan.out))?;
    let outcome = runtime.block_on(run::run(&plan, &catalogue, &|step| log.run_step(step)))?;
    log.clear();
    if let Some(skipped) = source::not_read_summary(&outcome.not_read) {
        log.warn(&skipped);
    }
    if !quiet {
        print_outcome(&outcome)?;
    }
    if !outcome.remarks.is_empty() {
        log.warn(&remarks(&outcome.remarks));
    }
    if outcome.rejections.is_empty() {
        return Ok(fetched);
    }
    log.warn(&format!(
        "these measures could not be read:\n{}",
        run::rejection_text(&outcome.rejections)
    ));
    if outcome.out != plan.out {
        log.warn(&format!(
            "{} was not changed; the run without these measures is in {} (--accept-incomplete would replace the earlier outputs)",
            plan.out.display(),
            outcome.out.display()
        ));
    }
    Ok(fetch::worse(fetched, error::INCOMPLETE))
}

/// The first remarks, and how many there are besides.
fn remarks(all: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = "look at these figures before you use the outputs:".to_string();
    for remark in all.iter().take(SHOWN) {
        text.push_str(&format!("\n  {remark}"));
    }
    if all.len() > SHOWN {
        let more = all.len() - SHOWN;
        text.push_str(&format!("\n  and {more} more: 'send-outcomes check' lists all of them"));
    }
    text
}

fn print_outcome(outcome: &run::Outcome) -> Result<u8, Error> {
    let mut text = statements::summary_of_a_run(&outcome.judged);
    let rows: Vec<String> = outcome.rows.iter().map(|(table, n)| format!("{table} {n}")).collect();
    text.push_str(&format!("\n{} pictures; rows: {}\n", outcome.pictures, rows.join(", ")));
    text.push_str(&found(outcome));
    list::say(&fitted::fitted(&text))
}

/// What was found, how current it is, and where to look.
fn found(outcome: &run::Outcome) -> String {
    let mut text = String::new();
    for area in &outcome.found {
        if area.sentences.is_empty() {
            let nothing =
                "there is nothing to say of duties, attainment, attendance or destinations";
            text.push_str(&format!("\n{}: {nothing}\n", area.name));
            continue;
        }
        text.push_str(&format!("\n{}, latest years {}:\n", area.name, area.years));
        for sentence in &area.sentences {
            text.push_str(&format!("- {sentence}\n"));
        }
    }
    if !outcome.judged.statements.is_empty() {
        text.push_str(&format!("\n{}\n", statements::counted(&outcome.judged.statements)));
    }
    let page = match &outcome.found[..] {
        [only] => format!("report/{}.html", only.slug),
        _ => "report/index.html".to_string(),
    };
    let places = [page.as_str(), "report/index.html", "workbook", "csv", "charts", "tables"];
    if let Some(written) = places.map(|name| outcome.out.join(name)).iter().find(|p| p.exists()) {
        text.push_str(&format!("\nopen {}\n", written.display()));
    }
    if outcome.out.join("slides").exists() {
        text.push_str(&format!(
            "slides for a board are in {}\n",
            outcome.out.join("slides").display()
        ));
    }
    text
}
