//! `explain`: from a sentence of the outputs back to each published cell.

use super::fitted::fitted;
use super::flags::{Given, Use, fit};
use super::list::say;
use super::query::register_outputs;
use super::with_workspace;
use crate::catalogue::nearest;
use crate::engine::{self, AsOf, EngineError, Rows, register_catalogue, row};
use crate::error::Error;
use crate::findings::{Explanation, StatementResult, explanations};
use crate::source::{self, Source};
use crate::store::Store;
use clap::{Args, ValueEnum};
use datafusion::execution::context::SessionContext;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Flags of `explain`.
#[derive(Debug, Args)]
pub struct ExplainFlags {
    /// Id of a finding (its first letters are enough if no other id starts with them), of a
    /// statement (`W13a`) or of one of its clauses (`W13a.2`).
    #[arg(value_name = "FINDING|STATEMENT")]
    id: String,
    /// Folder of the outputs that contain it.
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
    /// The source that the run used: `embedded`, `dir:PATH` or `ees`.
    #[arg(long, default_value = "embedded")]
    source: String,
    /// Folder of the store, for --source ees (default: `store`).
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    format: ExplainFormat,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For reading.
    Text,
    /// One JSON array of explanations.
    Json,
}

/// What an id names: findings, and for a statement the result of each clause.
struct Named {
    clauses: String,
    findings: Vec<String>,
}

row! {
    struct Known {
        finding_id: String,
    }
}

row! {
    /// A clause of a statement, and what the statement is about.
    struct ClauseRow {
        statement_id: String,
        clause: i32,
        text: String,
        result: StatementResult,
        reason: String,
        finding_ids: Vec<String> | [],
        area_code: String,
        as_of: String,
    }
}

/// Prints the explanation.
///
/// # Errors
/// There are no outputs, the id is unknown, or the source is not the one that was read.
pub fn explain(flags: &ExplainFlags) -> Result<u8, Error> {
    let catalogue = with_workspace()?;
    let offer = |first: &[u8]| crate::stage::offers(first, &catalogue);
    let source = flags.source.parse::<Source>()?;
    fit(&source, Use::Read, &[Given::of_store("--store", flags.store.is_some())])?;
    let store = flags.store.as_deref().unwrap_or(Path::new("store"));
    let mut snapshots = match source {
        Source::Ees => Store::at(store, None).snapshots(&catalogue)?,
        source => source::snapshots(&source, &catalogue, &offer)?.snapshots,
    };
    snapshots.extend(source::local_snapshots(&catalogue));
    let snapshots: Vec<&source::Snapshot> = snapshots.iter().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::file(&flags.out))?;
    let (named, explained) = runtime.block_on(async {
        let context = engine::session(&std::env::temp_dir())?;
        register_catalogue(&context, &catalogue, &AsOf::latest())?;
        register_outputs(&context, &flags.out).await?;
        let named = named(&context, &flags.id).await?;
        let explained = explanations(&context, &catalogue, &snapshots, &named.findings).await?;
        Ok::<_, Error>((named, explained))
    })?;
    let explained: Vec<&Explanation> =
        named.findings.iter().filter_map(|id| explained.get(id)).collect();
    let text = match flags.format {
        ExplainFormat::Json => {
            let json = serde_json::to_string_pretty(&explained)
                .map_err(|e| EngineError::Table(e.to_string()))?;
            format!("{json}\n")
        }
        ExplainFormat::Text => {
            let mut text = named.clauses;
            for (place, explanation) in explained.iter().enumerate() {
                let rule = if place > 0 { "\n----\n\n" } else { "" };
                // Writing to a string cannot fail.
                let _ = write!(text, "{rule}{explanation}");
            }
            fitted(&text)
        }
    };
    say(&text)
}

/// Looks an id up among findings, then among statements and their clauses.
async fn named(context: &SessionContext, id: &str) -> Result<Named, Error> {
    let rows = Rows::of(context, "select finding_id from findings order by finding_id").await?;
    let known = rows.read::<Known>()?.into_iter().map(|known| known.finding_id);
    let known: Vec<String> = known.collect();
    if known.iter().any(|k| k == id) {
        return Ok(Named { clauses: String::new(), findings: vec![id.to_string()] });
    }
    let sql = "select s.statement_id, s.clause, s.text, s.result, s.reason, s.finding_ids, \
               r.area_code, r.as_of \
               from statements s join statement_results r on s.statement_id = r.statement_id \
               order by s.statement_id, s.clause";
    let rows = Rows::of(context, sql).await?.read::<ClauseRow>()?;
    if let Some(named) = clauses_named(&rows, id, &known) {
        return Ok(named);
    }
    let begun: Vec<&String> = known.iter().filter(|k| k.starts_with(id)).collect();
    match begun.as_slice() {
        [only] => Ok(Named { clauses: String::new(), findings: vec![(*only).clone()] }),
        [] => {
            let near = nearest(
                id,
                known.iter().chain(rows.iter().map(|row| &row.statement_id)).map(String::as_str),
            );
            Err(Error::Usage(format!(
                "there is no finding and no statement '{id}' in the outputs{near}; \
                 send-outcomes sql \"select finding_id from findings\" lists them"
            )))
        }
        several => {
            let first: Vec<&str> = several.iter().take(5).map(|k| k.as_str()).collect();
            Err(Error::Usage(format!(
                "{} findings begin with '{id}', such as\n  {}",
                several.len(),
                first.join("\n  ")
            )))
        }
    }
}

/// The clauses that an id names, with those of their findings that are among `known`.
fn clauses_named(rows: &[ClauseRow], id: &str, known: &[String]) -> Option<Named> {
    let mut clauses = String::new();
    let mut findings: Vec<String> = Vec::new();
    let mut earlier = None;
    for row in rows {
        let clause = format!("{}.{}", row.statement_id, row.clause);
        if !id.eq_ignore_ascii_case(&row.statement_id) && !id.eq_ignore_ascii_case(&clause) {
            continue;
        }
        let (text, reason, result) = (&row.text, &row.reason, row.result.words());
        // Writing to a string cannot fail.
        let _ = writeln!(clauses, "{clause} {text}: {result}\n    {reason}\n");
        let (held, other): (Vec<_>, Vec<_>) =
            row.finding_ids.iter().cloned().partition(|id| known.contains(id));
        findings.extend(held);
        if !other.is_empty() {
            earlier = Some(row);
        }
    }
    if clauses.is_empty() {
        return None;
    }
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert(finding.clone()));
    if let Some(ClauseRow { area_code, as_of, statement_id, .. }) = earlier {
        // Writing to a string cannot fail.
        let _ = writeln!(
            clauses,
            "It was judged by the figures for years up to {as_of}, as revised since, and these \
             outputs have the findings of later years. To see its cells, with --statements, \
             --source and --local as before:\n  send-outcomes run --area {area_code} --as-of {as_of} \
             --only tables --out as-of\n  send-outcomes explain {statement_id} --out as-of"
        );
    }
    Some(Named { clauses, findings })
}
