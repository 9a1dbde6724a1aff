//! What all machines of a cluster share: a folder that each sees under the same path, or a
//! bucket. A place in either is a path, in a bucket one that begins with its address.

use super::bucket::{self, Bucket, Patience, is_bucket};
use crate::engine::EngineError;
use crate::error::Error;
use datafusion::execution::context::SessionContext;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The object by which a run is known in a bucket, which has no folders.
const MARK: &str = ".run";

/// A shared folder or bucket.
#[derive(Debug, Clone)]
pub enum Shared {
    /// A folder, by its absolute path.
    Folder(PathBuf),
    /// A bucket.
    Bucket(Bucket),
}

impl Shared {
    /// What `--shared` names, once it has shown that it is there.
    ///
    /// # Errors
    /// It is neither folder nor bucket, or the bucket cannot be used.
    pub async fn at(named: &Path) -> Result<Self, Error> {
        if is_bucket(named) {
            Bucket::at(named, Patience::Short)?.answers().await?;
            return Ok(Self::Bucket(Bucket::at(named, Patience::Long)?));
        }
        let folder = std::path::absolute(named).map_err(Error::file(named))?;
        if folder.is_dir() {
            return Ok(Self::Folder(folder));
        }
        Err(Error::Usage(format!(
            "--shared {} is not a folder: name one that the client and every executor see under \
             the same path, or a bucket, s3://BUCKET/PREFIX",
            named.display()
        )))
    }

    /// As `--shared` names it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Bucket(bucket) => bucket.address().to_string(),
        }
    }

    /// Whether `path` is below it.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        match self {
            Self::Folder(folder) => lies_in(path, folder),
            Self::Bucket(bucket) => bucket.holds(path),
        }
    }

    /// A folder for one run.
    ///
    /// # Errors
    /// It cannot be made.
    pub async fn make_run(&self) -> Result<PathBuf, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("run-{}-{}", now.as_millis(), std::process::id());
        match self {
            Self::Folder(shared) => {
                let folder = shared.join(name);
                std::fs::create_dir(&folder).map_err(Error::file(&folder))?;
                Ok(folder)
            }
            Self::Bucket(bucket) => {
                let folder = Path::new(bucket.address()).join(name);
                bucket.again(Patience::Short)?.put(b"", &folder.join(MARK)).await?;
                Ok(folder)
            }
        }
    }

    /// Whether the folder of a run is there.
    ///
    /// # Errors
    /// The bucket cannot be used.
    pub async fn sees(&self, run: &Path) -> Result<bool, EngineError> {
        match self {
            _ if !self.holds(run) => Ok(false),
            Self::Folder(_) => Ok(run.is_dir()),
            Self::Bucket(bucket) => bucket.has(&run.join(MARK)).await,
        }
    }

    /// Makes a folder below that of a run.
    ///
    /// # Errors
    /// The file system refuses.
    pub fn make_folder(&self, folder: &Path) -> std::io::Result<()> {
        match self {
            Self::Folder(_) => std::fs::create_dir_all(folder),
            // There are none in a bucket: names alone have slashes.
            Self::Bucket(_) => Ok(()),
        }
    }

    /// A file in the making that will replace `path`. Who writes is called `who`; what
    /// is made for a bucket is made in `scratch`, on this machine.
    #[must_use]
    pub fn draft(&self, path: &Path, who: &str, scratch: &Path) -> Written {
        static PARTS: AtomicU64 = AtomicU64::new(0);
        let number = PARTS.fetch_add(1, Ordering::Relaxed);
        // An executor that was given up may still be writing: each try has its own file.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let process = std::process::id();
        let hidden = format!(".{name}.{}.{process}.{number}.part", who.replace(':', "-"));
        let part = match self {
            Self::Folder(_) => path.with_file_name(hidden),
            Self::Bucket(_) => scratch.join(hidden),
        };
        Written { shared: self.clone(), path: path.to_path_buf(), part }
    }

    /// A file of this machine with what `path` holds, below `scratch` if it has to be fetched.
    ///
    /// # Errors
    /// It cannot be fetched.
    pub async fn local(&self, path: &Path, scratch: &Path) -> Result<Local, EngineError> {
        match self {
            Self::Folder(_) => Ok(Local { path: path.to_path_buf(), ours: false }),
            Self::Bucket(bucket) => {
                let part = self.draft(path, "fetched", scratch).part.clone();
                let local = Local { path: part, ours: true };
                bucket.fetch(path, &local.path).await?;
                Ok(local)
            }
        }
    }

    /// Copies a file to this machine.
    ///
    /// # Errors
    /// It is not there, or cannot be written here.
    pub async fn fetch(&self, from: &Path, to: &Path) -> Result<(), EngineError> {
        match self {
            Self::Folder(_) => {
                let copied = tokio::fs::copy(from, to).await;
                copied.map(drop).map_err(|e| EngineError::Write {
                    path: to.to_path_buf(),
                    message: format!("{}: {e}", from.display()),
                })
            }
            Self::Bucket(bucket) => bucket.fetch(from, to).await,
        }
    }

    /// Lets the queries of `context` read what is there.
    pub fn mount(&self, context: &SessionContext) {
        if let Self::Bucket(bucket) = self {
            bucket::mount(bucket, context);
        }
    }

    /// Removes a file that is no longer needed; one that stays goes with its folder.
    pub async fn remove(&self, path: &Path) {
        match self {
            Self::Folder(_) => drop(tokio::fs::remove_file(path).await),
            Self::Bucket(bucket) => drop(bucket.remove(path).await),
        }
    }

    /// Removes the folder of a run; a warning names what cannot be removed from a bucket.
    pub fn remove_run(&self, run: &Path) {
        match self {
            Self::Folder(shared) => {
                // An executor may still be writing: under another name it finds no way in.
                let name = run.file_name().unwrap_or_default().to_string_lossy();
                let gone = shared.join(format!(".gone-{name}"));
                let gone = std::fs::rename(run, &gone).map_or(run, |()| gone.as_path());
                // Nothing more can be done for a folder that cannot be removed.
                let _ = std::fs::remove_dir_all(gone);
            }
            Self::Bucket(bucket) => {
                let removed =
                    std::thread::scope(|threads| threads.spawn(|| remove_from(bucket, run)).join());
                if let Ok(Err(error)) = removed {
                    let why = match error {
                        Error::Engine(EngineError::Bucket(fault)) => fault.message,
                        other => other.to_string(),
                    };
                    let run = run.display();
                    // Nothing more can be done when standard error is closed.
                    let _ = writeln!(
                        std::io::stderr(),
                        "warning: {run} was not removed and can be deleted: {why}"
                    );
                }
            }
        }
    }
}

/// Whether `path` is below `folder`, by its name and wherever links on the way lead to.
pub(super) fn lies_in(path: &Path, folder: &Path) -> bool {
    let named = path.starts_with(folder) && !path.components().any(|c| c == Component::ParentDir);
    let there = || path.ancestors().find_map(|a| std::fs::canonicalize(a).ok());
    let real = || std::fs::canonicalize(folder).ok();
    named && there().zip(real()).is_some_and(|(path, folder)| path.starts_with(folder))
}

/// On its own thread and connections, since a run may be dropped while any other is in use.
fn remove_from(bucket: &Bucket, run: &Path) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::file(run))?;
    let bucket = bucket.again(Patience::Short)?;
    Ok(runtime.block_on(bucket.remove_below(run))?)
}

/// A file that takes its place only when it is whole.
#[derive(Debug)]
pub struct Written {
    shared: Shared,
    path: PathBuf,
    /// Where to write until then.
    pub part: PathBuf,
}

impl Written {
    /// Puts the file in its place.
    ///
    /// # Errors
    /// The file system refuses, or the bucket cannot be used.
    pub async fn keep(self) -> Result<(), EngineError> {
        match &self.shared {
            Shared::Folder(_) => std::fs::rename(&self.part, &self.path).map_err(|e| {
                EngineError::Write { path: self.path.clone(), message: e.to_string() }
            }),
            Shared::Bucket(bucket) => bucket.send(&self.part, &self.path).await,
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // After it was moved there is nothing under this name.
        let _ = std::fs::remove_file(&self.part);
    }
}

/// A file to read on this machine.
#[derive(Debug)]
pub struct Local {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was fetched, and goes when it was read.
    ours: bool,
}

impl Drop for Local {
    fn drop(&mut self) {
        if self.ours {
            // Nothing more can be done for a file that cannot be removed.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
