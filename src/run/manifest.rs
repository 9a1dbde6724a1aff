//! `manifest.json`: every output file with its hash, every input with its own,
//! the versions and the options that made them.

use super::loaded::Loaded;
use super::plan::Plan;
use crate::catalogue::{COMMENTARY_FILE, Catalogue, Reference, Statements};
use crate::checksum::sha256_of;
use crate::edited::edited;
use crate::engine;
use crate::error::Error;
use crate::outputs::{MadeBy, file_names};
use crate::source::{Source, sha256};
use crate::threads::share_out_until_failure;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// What a run is made with besides figures, by checksums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeWith {
    /// All of the catalogue, with what a workspace adds to it or changes.
    pub catalogue: String,
    /// Of it, the thresholds.
    pub thresholds: String,
    /// Of it, the areas and their neighbours.
    pub areas: String,
    /// The queries.
    pub queries: String,
    /// The files of statements that were judged.
    pub statements: Vec<StatementFile>,
    /// What the area wrote, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commentary: Option<StatementFile>,
}

/// A file that an area wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementFile {
    /// Its name, without the folders of this machine.
    pub file: String,
    /// Checksum of what it says.
    pub sha256: String,
}

impl MadeWith {
    /// What `plan` is made with.
    #[must_use]
    pub fn of(plan: &Plan, catalogue: &Catalogue) -> Self {
        let statement = |(file, said): &(String, Statements)| StatementFile {
            file: Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: sha256(format!("{said:?}").as_bytes()),
        };
        Self {
            catalogue: catalogue.checksum(),
            thresholds: catalogue.thresholds_checksum(),
            areas: catalogue.areas_checksum(),
            queries: engine::queries_checksum(),
            statements: plan.statements.iter().map(statement).collect(),
            commentary: Some(&catalogue.commentary.sha256).filter(|sum| !sum.is_empty()).map(
                |sum| StatementFile { file: COMMENTARY_FILE.to_string(), sha256: sum.clone() },
            ),
        }
    }
}

/// Eight digits that identify a run: the same program, options, inputs, catalogue, queries and
/// statements have the same.
#[must_use]
pub fn run_id(plan: &Plan, loaded: &[Loaded], made_with: &MadeWith) -> String {
    let areas: Vec<&str> = plan.areas.iter().map(|a| a.code.as_str()).collect();
    let mut inputs = format!(
        "{} {} {areas:?} {} {made_with:?}",
        env!("CARGO_PKG_VERSION"),
        plan.as_of.text,
        plan.every_area
    );
    if plan.as_of.published_only {
        inputs.push_str(" published only");
    }
    for t in loaded {
        inputs.push_str(&format!("\n{} {}", t.snapshot.data_set, t.snapshot.sha256));
    }
    sha256(inputs.as_bytes()).chars().take(8).collect()
}

/// Writes the manifest of the outputs in `folder`; `drawn` has the checksums of the pictures below
/// `charts/`, as they were written.
///
/// # Errors
/// A file cannot be read back, or the manifest not written.
pub fn write(
    folder: &Path,
    plan: &Plan,
    loaded: &[Loaded],
    drawn: &BTreeMap<String, String>,
    (made_with, references): (&MadeWith, &[Reference]),
) -> Result<(), Error> {
    let mut manifest = json!({
        "program": "send-outcomes",
        "program_version": env!("CARGO_PKG_VERSION"),
        "made_by": MadeBy::Run.as_str(),
        "run_id": run_id(plan, loaded, made_with),
        "options": options(plan),
        "made_with": made_with,
        "synthetic": loaded.iter().any(|t| t.snapshot.synthetic),
        "inputs": loaded.iter().map(input).collect::<Vec<_>>(),
        "references": references.iter().map(reference).collect::<Vec<_>>(),
        "outputs": outputs(folder, plan, drawn)?,
    });
    let edited = edited();
    if !edited.is_empty() {
        manifest["edited"] = json!(edited);
    }
    let path = folder.join("manifest.json");
    std::fs::write(&path, format!("{manifest:#}\n")).map_err(Error::file(&path))
}

/// Every file with its checksum, which is computed anew only where it is not known.
fn outputs(
    folder: &Path,
    plan: &Plan,
    drawn: &BTreeMap<String, String>,
) -> Result<Vec<Value>, Error> {
    let files = file_names(folder).map_err(Error::file(folder))?;
    let output = |name: &String| {
        let path = folder.join(name);
        let known = name.strip_prefix("charts/").and_then(|name| drawn.get(name));
        let looked = match known {
            Some(sha256) => path.metadata().map(|file| (sha256.clone(), file.len())),
            None => File::open(&path).and_then(|mut file| sha256_of(&mut file)),
        };
        let (sha256, bytes) = looked.map_err(Error::file(&path))?;
        Ok::<_, Error>(json!({ "file": name, "bytes": bytes, "sha256": sha256 }))
    };
    share_out_until_failure(&files, plan.jobs, output, &|_| ())
}

/// What the run was asked for.
fn options(plan: &Plan) -> Value {
    let source = match plan.source {
        Source::Embedded => "embedded",
        Source::Directory(_) => "directory",
        Source::Ees => "ees",
    };
    json!({
        "as_of": plan.as_of.text,
        "areas": plan.areas.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(),
        "source": source,
        "data_sets": plan.data_sets,
        "published_only": plan.as_of.published_only,
    })
}

fn input(loaded: &Loaded) -> Value {
    json!({
        "data_set": loaded.snapshot.data_set,
        "version": loaded.snapshot.version,
        "sha256": loaded.snapshot.sha256,
        "rows": loaded.staged.rows,
        "precedence": loaded.precedence,
        "synthetic": loaded.snapshot.synthetic,
    })
}

fn reference(reference: &Reference) -> Value {
    json!({
        "id": reference.id,
        "version": reference.version,
        "sha256": reference.sha256,
        "rows": reference.rows,
    })
}
