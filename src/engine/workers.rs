//! Who computes: this machine, or a cluster that reads and writes a shared folder or bucket.

use super::error::EngineError;
use super::layer::{Computed, Layer};
use super::parquet_file::Purpose;
use super::parts::Part;
use crate::source::Snapshot;
use crate::stage::{StageError, Staged};
use datafusion::execution::context::SessionContext;
use futures::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// Layers that a cluster is given at a time; its scheduler lets those wait for which it
/// has no hands.
const AT_A_TIME: usize = 16;

/// Where queries are computed, as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// This machine.
    Local,
    /// The scheduler of a Ballista cluster, `HOST:PORT`.
    Ballista(String),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const SCHEME: &str = "ballista://";
        let port = |at: &str| at.rsplit_once(':')?.1.parse::<u16>().ok();
        match text.strip_prefix(SCHEME) {
            None if text == "local" => Ok(Self::Local),
            Some(at)
                if at.rsplit_once(':').is_some_and(|(host, _)| !host.is_empty())
                    && port(at).is_some_and(|port| port > 0)
                    && !at.contains('/') =>
            {
                Ok(Self::Ballista(at.to_string()))
            }
            _ => Err(format!(
                "'{text}' is not an engine: write local, or ballista://HOST:PORT with the address \
                 of a scheduler, as in ballista://127.0.0.1:50050"
            )),
        }
    }
}

/// Why a program that was built without the feature cannot use a cluster.
#[must_use]
pub fn built_without_ballista(scheduler: &str) -> EngineError {
    EngineError::Cluster {
        address: format!("ballista://{scheduler}"),
        message: "this program was built without clusters; build it with 'cargo build --release \
                  --features ballista', or leave --engine at local"
            .to_string(),
    }
}

/// Machines beyond this one.
pub trait Cluster: std::fmt::Debug + Send + Sync {
    /// The folder of this run, which every machine sees under the same path: in a bucket a path
    /// that begins with its address, `s3://…`.
    fn folder(&self) -> &Path;

    /// Makes a folder below it.
    ///
    /// # Errors
    /// The file system refuses.
    fn make_folder(&self, folder: &Path) -> std::io::Result<()>;

    /// Lets the queries of `context` read what is below it.
    fn mount(&self, context: &SessionContext);

    /// Copies a file from below it to this machine.
    fn fetch<'a>(&'a self, from: &'a Path, to: &'a Path) -> BoxFuture<'a, Result<(), EngineError>>;

    /// Writes the rows of `layer`, from the tables of `context`, into `path` below the folder:
    /// as a whole, or in `parts` that are written one behind the other.
    fn compute<'a>(
        &'a self,
        context: &'a SessionContext,
        layer: &'a Layer<'a>,
        parts: &'a [Part],
        path: &'a Path,
        purpose: Purpose,
        metadata: &'a [(String, String)],
    ) -> BoxFuture<'a, Result<Computed, EngineError>>;

    /// Stages each snapshot into its file below the folder, and reports in their order what
    /// came of it.
    fn stage<'a>(
        &'a self,
        files: &'a [(&'a Snapshot, PathBuf)],
    ) -> BoxFuture<'a, Result<Vec<Result<Staged, StageError>>, EngineError>>;
}

/// The threads of this machine, and a cluster if there is one.
#[derive(Debug, Clone)]
pub struct Workers {
    /// Threads of this machine, at least 1.
    pub jobs: usize,
    /// Who computes in its place.
    pub cluster: Option<Arc<dyn Cluster>>,
}

impl Workers {
    /// This machine alone.
    #[must_use]
    pub fn local(jobs: usize) -> Self {
        Self { jobs: jobs.max(1), cluster: None }
    }

    /// How many layers are computed at a time.
    #[must_use]
    pub fn side_by_side(&self) -> usize {
        if self.cluster.is_some() { AT_A_TIME } else { self.jobs }
    }

    /// Where steps on the way are written: `here`, or the folder that the cluster sees.
    #[must_use]
    pub fn folder<'a>(&'a self, here: &'a Path) -> &'a Path {
        self.cluster.as_ref().map_or(here, |cluster| cluster.folder())
    }

    /// Makes a folder where [`Workers::folder`] says.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn make_folder(&self, folder: &Path) -> std::io::Result<()> {
        match &self.cluster {
            Some(cluster) => cluster.make_folder(folder),
            None => std::fs::create_dir_all(folder),
        }
    }

    /// Has the queries of `context` read what the workers write.
    pub fn mount(&self, context: &SessionContext) {
        if let Some(cluster) = &self.cluster {
            cluster.mount(context);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_is_named_or_refused_with_the_choices() {
        assert_eq!("local".parse(), Ok(Address::Local));
        assert_eq!(
            "ballista://node-1:50050".parse(),
            Ok(Address::Ballista("node-1:50050".to_string()))
        );
        for wrong in [
            "",
            "ballista",
            "ballista://",
            "ballista://:1",
            "ballista://a",
            "ballista://a:0",
            "ballista://a:1/b",
            "ballista://a:99999",
            "Local",
        ] {
            let refusal = wrong.parse::<Address>().unwrap_err();
            assert!(refusal.contains("ballista://HOST:PORT"), "{wrong}: {refusal}");
        }
    }
}
