//! `store`: what is held, whether it is whole, and what can go.

use super::list::say;
use crate::error::{DONE, Error, REJECTED};
use crate::store::Store;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Flags of `store`.
#[derive(Debug, Args)]
pub struct StoreVerb {
    #[command(subcommand)]
    what: What,
    /// Folder of the store.
    #[arg(long, value_name = "DIR", default_value = "store", global = true)]
    store: PathBuf,
    /// Lock file, which lists the versions in use (default: `store.lock` in the store).
    #[arg(long, value_name = "FILE", global = true)]
    lock: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the versions in use, and which are out of date or not used.
    List,
    /// Read every version in use and compare its checksum.
    Check,
    /// Delete old versions that neither the lock file nor any outputs use.
    Collect {
        /// How many of the newest versions of each data set to keep in any case.
        #[arg(long, value_name = "N", default_value_t = 2)]
        keep: usize,
    },
}

/// Does what was asked of the store.
///
/// # Errors
/// The store cannot be read, or is in use.
pub fn store(flags: &StoreVerb) -> Result<u8, Error> {
    let store = Store::at(&flags.store, flags.lock.as_deref());
    match flags.what {
        What::List => say(&listed(&store)?),
        What::Check => {
            let _reading = store.reader()?;
            let damage = store.damage()?;
            if damage.is_empty() {
                return say(&format!(
                    "{} versions in use, all whole\n",
                    store.lock()?.data_sets.len()
                ));
            }
            let messages: Vec<String> = damage.into_iter().map(|d| d.message).collect();
            say(&format!("{}\n", messages.join("\n")))?;
            Ok(REJECTED)
        }
        What::Collect { keep } => {
            let writer = store.writer("store collect", Duration::ZERO)?;
            let collected = store.collect(&writer, keep)?;
            let mut text = String::new();
            for (id, version) in &collected.versions {
                text += &format!("deleted {id} {version}\n");
            }
            text += &format!("{} versions, {} bytes\n", collected.versions.len(), collected.bytes);
            say(&text)?;
            Ok(DONE)
        }
    }
}

fn listed(store: &Store) -> Result<String, Error> {
    let mut text = String::new();
    let lock = store.lock()?;
    for id in store.data_sets()? {
        let version = lock.data_sets.get(&id).map_or("none", |l| l.version.as_str());
        let standing = store.standing(&id)?;
        text += &format!("{id}: {version}, {} held", store.versions(&id)?.len());
        if let Some(stale) = standing.stale {
            text += &format!("; stale since {}: {}", stale.since, stale.reason);
        }
        text.push('\n');
    }
    if text.is_empty() {
        text = "the store is empty; send-outcomes fetch fills it\n".to_string();
    }
    Ok(text)
}
