//! `manifest.json`: every output file with its hash, every input with its own,
//! the versions and the options that made them.

use super::Plan;
use super::gather::Taken;
use crate::checksum::sha256_of;
use crate::error::Error;
use crate::outputs::{MadeBy, file_names};
use crate::source::{Source, sha256};
use crate::threads::share_out_until_failure;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::File;
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

/// Writes the manifest of the outputs in `folder`; `drawn` has the checksums of the pictures below
/// `charts/`, taken as they were written.
///
/// # Errors
/// A file cannot be read back, or the manifest not written.
pub fn write(
    folder: &Path,
    plan: &Plan,
    taken: &[Taken],
    drawn: &BTreeMap<String, String>,
) -> Result<(), Error> {
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
    let outputs = share_out_until_failure(&files, plan.jobs, output, &|_| ())?;
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
        "made_by": MadeBy::Run.as_str(),
        "run_id": run_id(plan, taken),
        "options": { "as_of": plan.as_of.text, "areas": areas, "source": source },
        "synthetic": taken.iter().any(|t| t.snapshot.synthetic),
        "inputs": inputs,
        "outputs": outputs,
    });
    let path = folder.join("manifest.json");
    std::fs::write(&path, format!("{manifest:#}\n")).map_err(Error::file(&path))
}
