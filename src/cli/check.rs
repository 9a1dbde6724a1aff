//! `check`: the catalogue, the store and the figures against each other.

use super::fitted::fitted;
use super::flags::{self, Given, Use, headings};
use super::list::{Format, csv_text, json_text, say};
use super::log::Log;
use super::own::with_own;
use super::workspace::Workspace;
use crate::edited;
use crate::engine::AsOf;
use crate::error::{DONE, Error, INCOMPLETE, REJECTED};
use crate::period::Period;
use crate::run::{self, Checked, Engine, GapOrder, Outputs, Plan, QualityRow};
use crate::source::Source;
use crate::stage::{self, Note};
use crate::store::Store;
use crate::words::Word;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Flags of `check`.
#[derive(Debug, Args)]
pub struct CheckFlags {
    /// Which figures to check: `embedded`, those that ship with the program (default); `dir:PATH`,
    /// a folder of downloaded files; or `ees`, those in the store, including their checksums.
    #[arg(long, help_heading = headings::EVERYDAY)]
    source: Option<String>,
    /// Print only what is at least this serious.
    #[arg(long, value_enum, default_value_t = Severity::Note, help_heading = headings::EVERYDAY)]
    severity: Severity,
    /// Print only rows that contain this text.
    #[arg(long, value_name = "TEXT", help_heading = headings::EVERYDAY)]
    search: Option<String>,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Format::Table, help_heading = headings::EVERYDAY)]
    format: Format,
    /// Use exit code 4 (or 6) for warnings too.
    #[arg(long, help_heading = headings::EVERYDAY)]
    strict: bool,
    /// Folder of local measures: the area's own figures, which are not published.
    #[arg(long, value_name = "DIR", help_heading = headings::INPUT)]
    local: Option<PathBuf>,
    /// Ignore later periods.
    #[arg(long, value_name = "PERIOD", help_heading = headings::INPUT)]
    as_of: Option<String>,
    /// Folder of the store, for --source ees (default: `store`).
    #[arg(long, value_name = "DIR", help_heading = headings::INPUT)]
    store: Option<PathBuf>,
}

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Severity {
    /// Good to know.
    Note,
    /// Look at it before you quote the figure.
    Warning,
    /// A figure is wrong or cannot be read.
    Error,
}

impl Severity {
    fn of(row: &QualityRow) -> Self {
        match row.severity {
            stage::Severity::Error => Self::Error,
            stage::Severity::Warning => Self::Warning,
            stage::Severity::Note => Self::Note,
        }
    }
}

/// Checks and prints; the exit code says how bad it is.
///
/// # Errors
/// The source cannot be read at all.
pub fn check(flags: &CheckFlags, log: &Log) -> Result<u8, Error> {
    let workspace = Workspace::of(Path::new("."))?;
    let catalogue = with_own(workspace.as_ref(), flags.local.as_deref())?;
    let plan = flags.plan(workspace.as_ref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(plan.jobs)
        .enable_all()
        .build()
        .map_err(Error::file(Path::new("threads")))?;
    let checked = runtime.block_on(run::check(&plan, &catalogue, &|step| log.run_step(step)))?;
    log.clear();
    let wanted = flags.search.as_ref().map(|text| text.to_lowercase());
    let mut rows: Vec<&QualityRow> = checked
        .rows
        .iter()
        .filter(|row| Severity::of(row) >= flags.severity)
        .filter(|row| wanted.as_ref().is_none_or(|text| holds(row, text)))
        .collect();
    rows.sort_by_key(|r| (std::cmp::Reverse(Severity::of(r)), &r.check, &r.data_set, &r.key));
    if let Some(edited) = edited::summary() {
        log.warn(&format!("not the built-in files: {edited}"));
    }
    say(&printed(&rows, flags.format, flags.severity))?;
    Ok(exit_code(&checked, flags.strict))
}

impl CheckFlags {
    fn plan(&self, workspace: Option<&Workspace>) -> Result<Plan, Error> {
        let settings = workspace.map(|w| &w.settings);
        let source = self.source.as_ref().or_else(|| settings?.source.as_ref());
        let source = source.map_or(Ok(Source::Embedded), |text| text.parse())?;
        flags::fit(&source, Use::Read, &[Given::of_store("--store", self.store.is_some())])?;
        Ok(Plan {
            areas: Vec::new(),
            every_area: false,
            data_sets: Vec::new(),
            as_of: match &self.as_of {
                Some(text) => AsOf::period(Period::parse_any(text)?),
                None => AsOf::latest(),
            },
            source,
            store: Some(
                Store::at(self.store.as_deref().unwrap_or(Path::new("store")), None).to_read(),
            ),
            out: PathBuf::from("output"),
            statements: Vec::new(),
            only: Outputs::nothing(),
            jobs: flags::threads(None),
            strict: self.strict,
            accept_incomplete: false,
            may_be_empty: true,
            svg: false,
            gap_order: GapOrder::Theme,
            engine: Engine::Local,
        })
    }
}

fn holds(row: &QualityRow, text: &str) -> bool {
    [&row.check, &row.data_set, &row.key, &row.message]
        .iter()
        .any(|cell| cell.to_lowercase().contains(text))
}

/// 4 where nothing could be read, where figures are wrong, or at anything to look at with
/// `strict`; 6 where some measures stop and the others go on, or with `strict` where rows were
/// not used.
fn exit_code(checked: &Checked, strict: bool) -> u8 {
    let errors = || checked.rows.iter().filter(|row| row.severity == stage::Severity::Error);
    let stops = |row: &QualityRow| row.stops_measures;
    let rows_lost = |row: &QualityRow| Note::CHECKS.contains(&row.check.as_str());
    let worth_a_look = || checked.rows.iter().filter(|row| Severity::of(row) == Severity::Warning);
    let figures_wrong = strict && worth_a_look().any(|row| !rows_lost(row));
    if checked.nothing_read || errors().any(|row| !stops(row)) || figures_wrong {
        REJECTED
    } else if errors().count() > 0 || (strict && worth_a_look().count() > 0) {
        INCOMPLETE
    } else {
        DONE
    }
}

fn printed(rows: &[&QualityRow], format: Format, least: Severity) -> String {
    let header = ["severity", "check", "data_set", "key", "rows", "message"];
    let cells = |row: &&QualityRow| {
        let (severity, rows) = (row.severity.to_string(), row.rows.to_string());
        [&severity, &row.check, &row.data_set, &row.key, &rows, &row.message]
            .map(Clone::clone)
            .to_vec()
    };
    let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
    match format {
        Format::Csv => csv_text(&header, &cells),
        Format::Json => json_text(&header, &cells),
        Format::Table => fitted(&readable(rows, least)),
    }
}

/// A line that says what and where, and under it the message; then the count of each severity from
/// the least that was asked for.
fn readable(rows: &[&QualityRow], least: Severity) -> String {
    let widest = |of: fn(&QualityRow) -> &String| {
        rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0)
    };
    let (check, data_set) = (widest(|r| &r.check), widest(|r| &r.data_set));
    let mut text = String::new();
    for row in rows {
        let line = format!(
            "{:7}  {:check$}  {:data_set$}  {}",
            row.severity.as_str().to_uppercase(),
            row.check,
            row.data_set,
            row.key
        );
        text.push_str(line.trim_end());
        text.push_str(&format!("\n         {}\n", row.message.replace('\n', "\n         ")));
    }
    let count = |severity: Severity| rows.iter().filter(|r| Severity::of(r) == severity).count();
    let of = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let severities =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let asked = severities.into_iter().filter(|(severity, _)| *severity >= least);
    let counts: Vec<String> = asked.map(|(severity, what)| of(count(severity), what)).collect();
    let gap = if rows.is_empty() { "" } else { "\n" };
    text.push_str(&format!("{gap}{}\n", counts.join(", ")));
    text
}
