//! Which build of the program this is: client, scheduler and executors must be one, down to
//! the catalogue and the queries, or the same query would not mean the same.

use crate::catalogue::Catalogue;
use crate::engine::query_texts;
use crate::source::{Sha256, embedded_fingerprint};
use std::hint::black_box;
use std::sync::LazyLock;

static PROGRAM: &str = concat!("send-outcomes ", env!("CARGO_PKG_VERSION"));

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    hash.update(Catalogue::fingerprint());
    for (name, text) in query_texts() {
        hash.update(name);
        hash.update(text);
    }
    hash.update(embedded_fingerprint());
    hash.update(ballista_core::BALLISTA_VERSION);
    hash.update(datafusion::DATAFUSION_VERSION);
    let fingerprint = hash.finish();
    // Read at run time, so that a program reports what it is, not what it was compiled with.
    let number = black_box(PROGRAM).trim_start_matches("send-outcomes ");
    format!("{number}+{}", &fingerprint[..12])
});

/// `0.1.0+3fa9c0d2e1b4`: the release, and a checksum of the catalogue, the queries, the
/// figures that ship, and the engine underneath.
#[must_use]
pub fn version() -> &'static str {
    &VERSION
}

/// Why `theirs` may not work with this program; each is called what the reader knows it by.
///
/// # Errors
/// Names both versions and what to do.
pub(super) fn same_version(
    (their_name, theirs): (&str, &str),
    our_name: &str,
) -> Result<(), String> {
    if theirs == version() {
        return Ok(());
    }
    Err(format!(
        "{their_name} is send-outcomes {theirs}, {our_name} is {}: put one build of the program on \
         every machine",
        version()
    ))
}

/// The name by which an executor registers: its version, and what distinguishes it from others.
pub(super) fn executor_id() -> String {
    format!("{}/{}", version(), ballista_core::ids::new_instance_id())
}

/// The version in the name of an executor, if it is one of ours.
pub(super) fn version_of_executor(id: &str) -> Option<&str> {
    id.split_once('/').map(|(version, _)| version)
}
