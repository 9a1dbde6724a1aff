//! `manifest.json`: every output file with its hash, every input with its own,
//! the versions and the options that made them.

use super::Plan;
use super::gather::Taken;
use crate::error::Error;
use crate::source::{Source, sha256};
use serde_json::json;
use std::path::Path;

/// Eight digits that tell a run: the same program, options and inputs have the same.
#[must_use]
pub fn run_id(plan: &Plan, taken: &[Taken]) -> String {
    let mut told = format!("{} {}", env!("CARGO_PKG_VERSION"), plan.as_of.text);
    for t in taken {
        told.push_str(&format!("\n{} {}", t.snapshot.data_set, t.snapshot.sha256));
    }
    sha256(told.as_bytes()).chars().take(8).collect()
}

/// Writes the manifest of the outputs in `folder`.
///
/// # Errors
/// A file cannot be read back, or the manifest not written.
pub fn write(folder: &Path, plan: &Plan, taken: &[Taken]) -> Result<(), Error> {
    let mut files = Vec::new();
    list(folder, folder, &mut files)?;
    files.sort();
    let mut outputs = Vec::with_capacity(files.len());
    for name in files {
        let path = folder.join(&name);
        let bytes = std::fs::read(&path).map_err(Error::file(&path))?;
        outputs.push(json!({ "file": name, "bytes": bytes.len(), "sha256": sha256(&bytes) }));
    }
    let inputs: Vec<_> = taken
        .iter()
        .map(|t| {
            json!({
                "data_set": t.snapshot.data_set,
                "version": t.snapshot.version,
                "sha256": t.snapshot.sha256,
                "rows": t.staged.rows,
                "precedence": t.precedence,
                "synthetic": t.snapshot.synthetic,
            })
        })
        .collect();
    let areas: Vec<&str> = plan.areas.iter().map(|a| a.code.as_str()).collect();
    let source = match plan.source {
        Source::Embedded => "embedded",
        Source::Directory(_) => "directory",
        Source::Ees => "ees",
    };
    let manifest = json!({
        "program": "send-outcomes",
        "program_version": env!("CARGO_PKG_VERSION"),
        "run_id": run_id(plan, taken),
        "options": { "as_of": plan.as_of.text, "areas": areas, "source": source },
        "synthetic": taken.iter().any(|t| t.snapshot.synthetic),
        "inputs": inputs,
        "outputs": outputs,
    });
    let path = folder.join("manifest.json");
    std::fs::write(&path, format!("{manifest:#}\n")).map_err(Error::file(&path))
}

fn list(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Error> {
    for entry in std::fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
