//! `statements`: written claims judged without writing any output.

use super::fitted::fitted;
use super::flags::{Given, Use, fit, threads};
use super::list::say;
use super::log::Log;
use super::own::with_own;
use super::statement_files::read_statements;
use super::workspace::Workspace;
use crate::catalogue::{Area, Catalogue, StatementText, Statements};
use crate::engine::{AsOf, EngineError};
use crate::error::{self, Error};
use crate::findings::{Judged, JudgedClause, JudgedStatement, StatementResult};
use crate::period::Period;
use crate::run::{self, Engine, GapOrder, Outputs, Plan};
use crate::scratch::Scratch;
use crate::source::Source;
use crate::store::Store;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const TEMPLATE: &str = include_str!("../../assets/statements-template.toml");

/// Flags of `statements`.
#[derive(Debug, Args)]
pub struct StatementsFlags {
    /// TOML file of statements.
    #[arg(value_name = "FILE", required_unless_present = "template")]
    file: Option<PathBuf>,
    /// Print a file to start from, with every kind of claim; nothing is judged.
    #[arg(long)]
    template: bool,
    /// Ignore later periods (default: those after the last period of each statement).
    #[arg(long, value_name = "PERIOD")]
    as_of: Option<String>,
    /// Which figures to use: `embedded`, those that ship with the program; `dir:PATH`, a folder of
    /// downloaded files; or `ees`, those in the store.
    #[arg(long, default_value = "embedded")]
    source: String,
    /// Folder of the store, for --source ees (default: `store`).
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Folder of local measures: the area's own figures, which are not published.
    #[arg(long, value_name = "DIR")]
    local: Option<PathBuf>,
    /// How to print the results.
    #[arg(long, value_enum, default_value_t = StatementsFormat::Text)]
    format: StatementsFormat,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatementsFormat {
    /// For reading.
    Text,
    /// One JSON array, a statement with its clauses.
    Json,
}

/// A statement, its result and its clauses.
#[derive(Debug, Serialize)]
struct WithClauses {
    #[serde(flatten)]
    statement: JudgedStatement,
    clauses: Vec<JudgedClause>,
}

/// Judges the file and prints the results.
///
/// # Errors
/// A claim cannot be expressed, or the run behind it fails.
pub fn statements(flags: &StatementsFlags, log: &Log) -> Result<u8, Error> {
    let Some(path) = flags.file.as_ref().filter(|_| !flags.template) else {
        return say(TEMPLATE);
    };
    let workspace = Workspace::of(Path::new("."))?;
    let catalogue = with_own(workspace.as_ref(), flags.local.as_deref())?;
    let (name, file) = read_statements(path)?;
    let source = flags.source.parse::<Source>()?;
    fit(&source, Use::Read, &[Given::of_store("--store", flags.store.is_some())])?;
    let store = flags.store.as_deref().unwrap_or(Path::new("store"));
    let figures = (source, Store::at(store, None).to_read());
    let JudgedFile { statements: judged, incomplete } =
        judge(&name, &file, flags.as_of.as_deref(), &figures, &catalogue, log)?;
    log.clear();
    let text = match flags.format {
        StatementsFormat::Json => {
            let json = serde_json::to_string_pretty(&judged)
                .map_err(|e| EngineError::Table(e.to_string()))?;
            format!("{json}\n")
        }
        StatementsFormat::Text => {
            let mut text = format!("{}\n", file.title);
            for one in &judged {
                let _ = write!(text, "\n{}", text_of(&one.statement, &one.clauses));
            }
            let counted = counted(judged.iter().map(|one| &one.statement));
            fitted(&(text + &format!("\n{counted}\n")))
        }
    };
    say(&text)?;
    Ok(if incomplete { error::INCOMPLETE } else { error::DONE })
}

/// What came of a file of statements.
struct JudgedFile {
    /// In the order of the file.
    statements: Vec<WithClauses>,
    /// Some measures could not be read.
    incomplete: bool,
}

/// One run for each period that statements speak up to.
fn judge(
    name: &str,
    file: &Statements,
    as_of: Option<&str>,
    figures: &(Source, Store),
    catalogue: &Catalogue,
    log: &Log,
) -> Result<JudgedFile, Error> {
    let area = catalogue.areas.find(&file.area).ok_or_else(|| {
        let known = catalogue.areas.suggestion(&file.area);
        Error::Usage(format!("{name}: area '{}' is unknown{known}", file.area))
    })?;
    // Every claim is checked before any figure is read.
    crate::findings::claim_rows(name, file, catalogue)?;
    let until = |statement: &StatementText| as_of.unwrap_or(&statement.to).to_string();
    let mut periods: Vec<String> = file.statements.iter().map(until).collect();
    periods.sort();
    periods.dedup();
    // Nothing of it is kept, whether it ends well or not.
    let scratch = Scratch::new()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads(None))
        .enable_all()
        .build()
        .map_err(Error::file(scratch.path()))?;
    let mut judged = JudgedFile { statements: Vec::new(), incomplete: false };
    for (place, period) in periods.iter().enumerate() {
        let chosen = file.statements.iter().filter(|s| until(s) == *period).cloned().collect();
        let statements = (name.to_string(), Statements { statements: chosen, ..file.clone() });
        let until = AsOf::period(Period::parse_any(period)?);
        let out = scratch.path().join(place.to_string());
        let plan = plan_of(area, until, figures, statements, out);
        let outcome = runtime.block_on(run::run(&plan, catalogue, &|step| log.run_step(step)))?;
        if !outcome.rejections.is_empty() {
            judged.incomplete = true;
            log.warn(&format!(
                "these measures could not be read:\n{}",
                run::rejection_text(&outcome.rejections)
            ));
        }
        judged.statements.extend(with_clauses(outcome.judged));
    }
    let place = |id: &str| file.statements.iter().position(|s| s.id == id);
    judged.statements.sort_by_key(|one| place(&one.statement.statement_id));
    Ok(judged)
}

/// A run that judges statements and draws and writes nothing else.
fn plan_of(
    area: &Area,
    as_of: AsOf,
    (source, store): &(Source, Store),
    statements: (String, Statements),
    out: PathBuf,
) -> Plan {
    Plan {
        areas: vec![area.clone()],
        every_area: false,
        data_sets: Vec::new(),
        as_of,
        source: source.clone(),
        store: Some(store.clone()),
        out,
        statements: vec![statements],
        only: Outputs::judged(),
        jobs: threads(None),
        strict: false,
        svg: false,
        gap_order: GapOrder::Theme,
        engine: Engine::Local,
        accept_incomplete: false,
        may_be_empty: true,
    }
}

fn with_clauses(judged: Judged) -> impl Iterator<Item = WithClauses> {
    let Judged { statements, clauses, .. } = judged;
    statements
        .into_iter()
        .map(move |statement| WithClauses { clauses: clauses_of(&statement, &clauses), statement })
}

/// Of all clauses, those of one statement.
fn clauses_of(statement: &JudgedStatement, clauses: &[JudgedClause]) -> Vec<JudgedClause> {
    clauses.iter().filter(|c| c.statement_id == statement.statement_id).cloned().collect()
}

/// One statement in words: its result, then each clause with its reason.
pub(super) fn text_of(statement: &JudgedStatement, clauses: &[JudgedClause]) -> String {
    let shouted = |result: StatementResult| result.words().to_uppercase();
    let until = match statement.as_of.as_str() {
        "latest" => String::new(),
        period => format!(" (figures for years up to {period}, as revised since)"),
    };
    let mut text = format!(
        "{} {}{until}: {}\n",
        statement.statement_id,
        statement.text.trim_end_matches('.'),
        shouted(statement.result)
    );
    for clause in clauses {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "  {}.{} {}: {}\n      {}",
            clause.statement_id,
            clause.clause,
            clause.text,
            clause.result.words(),
            clause.reason
        );
    }
    text
}

/// What a run says of the statements: each that could be judged with its clauses, and in one
/// sentence those of which no clause could.
pub(super) fn summary_of_a_run(Judged { statements, clauses, .. }: &Judged) -> String {
    let (silent, judged): (Vec<_>, Vec<_>) =
        statements.iter().partition(|s| s.result == StatementResult::CannotBeAssessed);
    let mut text = String::new();
    for statement in judged {
        text.push_str(&text_of(statement, &clauses_of(statement, clauses)));
        text.push('\n');
    }
    let ids: Vec<&str> = silent.iter().map(|s| s.statement_id.as_str()).collect();
    let (Some(first), Some(last)) = (ids.first(), silent.iter().map(|s| &s.to).max()) else {
        return text;
    };
    let number = match ids.len() {
        1 => "1 statement".to_string(),
        several => format!("{several} statements"),
    };
    let later = clauses.iter().any(|c| ids.contains(&c.statement_id.as_str()) && c.has_other_years);
    let hint = if later {
        format!(
            " They are about years up to {last}: use --as-of {last} to judge them on what was \
                 known then."
        )
    } else {
        String::new()
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{number} cannot be assessed by these figures: {}.{hint} \
         send-outcomes explain {first} says what is missing.",
        ids.join(", ")
    );
    text
}

/// How many statements came out which way.
pub(super) fn counted<'a>(judged: impl IntoIterator<Item = &'a JudgedStatement>) -> String {
    let results: Vec<StatementResult> = judged.into_iter().map(|s| s.result).collect();
    let count = |result: StatementResult| results.iter().filter(|r| **r == result).count();
    format!(
        "{} statement{}: {} supported, {} partly supported, {} not supported, {} cannot be assessed",
        results.len(),
        if results.len() == 1 { "" } else { "s" },
        count(StatementResult::Supported),
        count(StatementResult::PartlySupported),
        count(StatementResult::NotSupported),
        count(StatementResult::CannotBeAssessed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(id: &str, result: StatementResult) -> (JudgedStatement, JudgedClause) {
        let statement = JudgedStatement {
            statement_id: id.to_string(),
            text: format!("{id} says so."),
            cohort: "sen-support".to_string(),
            from: "2016/17".to_string(),
            to: "2018/19".to_string(),
            as_of: "latest".to_string(),
            result,
            reason: String::new(),
        };
        let clause = JudgedClause {
            statement_id: id.to_string(),
            clause: 1,
            text: "above".to_string(),
            result,
            reason: "the figures are later than the claim; run with --as-of 2018/19".to_string(),
            finding_ids: Vec::new(),
            has_other_years: true,
        };
        (statement, clause)
    }

    #[test]
    fn statements_that_cannot_be_assessed_are_reported_in_one_sentence() {
        let (statements, clauses): (Vec<_>, Vec<_>) = [
            statement("W1", StatementResult::CannotBeAssessed),
            statement("W2", StatementResult::Supported),
            statement("W3", StatementResult::CannotBeAssessed),
        ]
        .into_iter()
        .unzip();
        let mut judged = Judged { statements, clauses, figures: Vec::new() };
        let text = summary_of_a_run(&judged);
        assert!(text.starts_with("W2 W2 says so: SUPPORTED\n  W2.1 above: supported\n"), "{text}");
        assert!(
            text.ends_with(
                "2 statements cannot be assessed by these figures: W1, W3. They are about years up to \
                 2018/19: use --as-of 2018/19 to judge them on what was known then. send-outcomes \
                 explain W1 says what is missing.\n"
            ),
            "{text}"
        );
        judged.statements.retain(|s| s.statement_id == "W2");
        judged.statements[0].as_of = "2018/19".to_string();
        let text = summary_of_a_run(&judged);
        let until = "W2 W2 says so (figures for years up to 2018/19, as revised since): SUPPORTED";
        assert!(text.starts_with(until), "{text}");
        assert_eq!(summary_of_a_run(&Judged::default()), "");
    }
}
