//! The command line: parsed once, here; nothing deeper sees what was typed.

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
use clap::{Parser, Subcommand};
use flags::headings;
use log::{Log, LogFormat};
use plan::{Fetched, RunFlags};
use std::path::{Path, PathBuf};
use workspace::Workspace;

/// How well children and young people with SEND do in an English local area,
/// from figures that are already published.
#[derive(Debug, Parser)]
#[command(
    name = "send-outcomes",
    version,
    about,
    after_help = "Example:\n  send-outcomes run --area Birmingham --as-of 2018/19\n\nExit codes:\n  0  done\n  1  other failure\n  2  usage\n  3  nothing new (--if-changed)\n  4  input data rejected\n  5  source or cluster out of reach, last good kept\n  6  finished, but some measures could not be read or refreshed"
)]
struct Arguments {
    /// Print only errors.
    #[arg(long, global = true, help_heading = headings::PROGRAM)]
    quiet: bool,
    /// How to report progress and errors on standard error.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "text",
        help_heading = headings::PROGRAM
    )]
    log_format: LogFormat,
    /// Folder of your own queries, which replace or add to the built-in ones; `init --queries`
    /// writes the built-in ones there.
    #[arg(long, global = true, value_name = "DIR", help_heading = headings::PROGRAM)]
    queries: Option<PathBuf>,
    /// The same for the files of the catalogue: measures, data sets, thresholds, words.
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
    /// Check figures, catalogue and store: what is missing, wrong or implausible.
    #[command(
        after_help = "Example:\n  send-outcomes check --severity warning\n  send-outcomes check --source dir:downloads --format json\n\nExit codes:\n  0  nothing, or notes and warnings\n  4  wrong figures, or nothing could be read\n  6  some measures stop"
    )]
    Check(check::CheckFlags),
    /// Write a workspace for an area: settings, commentary, statements and local measures to fill in.
    #[command(
        after_help = "Example:\n  send-outcomes init birmingham --area Birmingham && cd birmingham && send-outcomes run\n  send-outcomes init --crontab birmingham\n  send-outcomes init --queries my-queries"
    )]
    Init(init::InitFlags),
    /// Download new versions of the published files into the store; nothing is run.
    #[command(
        after_help = "Examples:\n  send-outcomes fetch --store store\n  send-outcomes fetch --if-changed --data-set phonics-screening-check\n  send-outcomes fetch --source dir:folder --store store\n\nExit codes:\n  0  done\n  3  nothing new (--if-changed)\n  5  source out of reach, last good versions kept\n  6  some data sets could not be brought up to date"
    )]
    Fetch(fetch::FetchFlags),
    /// Download new versions, check them, run, report what changed and replace the outputs.
    #[command(
        after_help = "Examples:\n  send-outcomes refresh --area Birmingham --store store --out output\n  send-outcomes --quiet --log-format json refresh --keep 3\n\nExit codes:\n  0  done\n  3  nothing new\n  5  source out of reach, everything kept\n  6  done, but some data sets or measures could not be refreshed"
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
    /// List the areas you can choose from.
    #[command(after_help = "Example:\n  send-outcomes areas --format csv")]
    Areas(list::ListFlags),
    /// List the measures.
    #[command(after_help = "Example:\n  send-outcomes measures --search absence")]
    Measures(list::ListFlags),
    /// List the data sets.
    #[command(after_help = "Example:\n  send-outcomes data-sets --format json")]
    DataSets(list::ListFlags),
    /// List the cohorts.
    #[command(after_help = "Example:\n  send-outcomes cohorts")]
    Cohorts(list::ListFlags),
    /// Query the output tables with SQL and the statistical functions.
    #[command(
        after_help = "Example:\n  send-outcomes sql \"select headline from findings where judgement like 'concern%'\"\n  send-outcomes sql \"select wilson_interval(28.0, 28.0, 30.0)\""
    )]
    Sql(query::SqlFlags),
    /// Judge written statements against the figures and print the results.
    #[command(
        after_help = "Example:\n  send-outcomes statements --template > self-evaluation.toml\n  send-outcomes statements self-evaluation.toml"
    )]
    Statements(statements::StatementsFlags),
    /// Trace a finding or a statement back to rules, formulas and published cells.
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

/// The whole command line: its verbs, flags and help, for manuals and reference pages.
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
            // Help and version are no errors; a closed pipe behind them is none either.
            let _ = fitted::print(&wrong);
            return if wrong.use_stderr() { error::USAGE } else { error::DONE };
        }
    };
    let log = Log::new(arguments.log_format, arguments.quiet);
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
        _ => edited::settle(queries, catalogue)?,
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
    own::laid_over(Workspace::of(Path::new("."))?.as_ref(), None)
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
    if let Some(passed_over) = source::told(&outcome.not_read) {
        log.warn(&passed_over);
    }
    if !quiet {
        tell(&outcome)?;
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
            "{} is as it was; the run without them is in {} (--accept-incomplete would replace it)",
            plan.out.display(),
            outcome.out.display()
        ));
    }
    Ok(fetch::worse(fetched, error::INCOMPLETE))
}

fn tell(outcome: &run::Outcome) -> Result<u8, Error> {
    let mut text = statements::told_of_a_run(&outcome.judged);
    let rows: Vec<String> = outcome.rows.iter().map(|(table, n)| format!("{table} {n}")).collect();
    text.push_str(&format!("\n{} pictures; rows: {}\n", outcome.pictures, rows.join(", ")));
    text.push_str(&found(outcome));
    list::say(&fitted::fitted(&text))
}

/// What was found, how current it is, and where to look.
fn found(outcome: &run::Outcome) -> String {
    let mut text = String::new();
    for area in &outcome.found {
        text.push_str(&format!("\n{}, latest years held {}:\n", area.name, area.years));
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
