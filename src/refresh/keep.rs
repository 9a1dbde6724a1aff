//! Outputs of earlier refreshes, kept by the latest year that they hold.

use crate::engine::{self, EngineError, Rows};
use crate::error::Error;
use datafusion::prelude::ParquetReadOptions;
use std::fs;
use std::path::{Path, PathBuf};

/// Keeps a copy of the outputs in `out` as `<out>-kept/<year>-<number>` and lets go of all
/// but the newest `keep`. Files are linked where the file system can, so a copy is cheap.
///
/// # Errors
/// The folder cannot be written; the outputs are as they were.
pub async fn keep_copy(out: &Path, keep: usize, scratch: &Path) -> Result<Option<PathBuf>, Error> {
    let facts = out.join("tables/facts.parquet");
    if keep == 0 || !facts.is_file() {
        return Ok(None);
    }
    let year = latest_year(&facts, scratch).await?;
    let name = out.file_name().map_or("output".into(), |n| n.to_string_lossy());
    let folder = out.with_file_name(format!("{name}-kept"));
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let taken = |n: &u32| folder.join(format!("{year}-{n:02}")).exists();
    let number = (1..=u32::MAX).find(|n| !taken(n)).unwrap_or(1);
    let draft = folder.join(format!(".draft-{}", std::process::id()));
    let copy = folder.join(format!("{year}-{number:02}"));
    if draft.exists() {
        fs::remove_dir_all(&draft).map_err(Error::file(&draft))?;
    }
    link(out, &draft)?;
    fs::rename(&draft, &copy).map_err(Error::file(&copy))?;
    prune(&folder, keep)?;
    Ok(Some(copy))
}

/// The latest year of the facts in the form of a folder's name: `2023-24`.
async fn latest_year(facts: &Path, scratch: &Path) -> Result<String, Error> {
    let context = engine::session(scratch)?;
    let options = ParquetReadOptions::default();
    Box::pin(context.register_parquet("facts", facts.to_string_lossy(), options))
        .await
        .map_err(EngineError::from)?;
    let rows = Rows::of(&context, "select max(period_start) as year from facts").await?;
    let start = rows.integer(0, "year");
    Ok(format!("{start}-{:02}", (start + 1) % 100))
}

fn link(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::file(to))?;
    for entry in fs::read_dir(from).map_err(Error::file(from))? {
        let path = entry.map_err(Error::file(from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            link(&path, &target)?;
        } else if fs::hard_link(&path, &target).is_err() {
            fs::copy(&path, &target).map_err(Error::file(&target))?;
        }
    }
    Ok(())
}

/// Lets go of the oldest copies beyond `keep`: by year, then by number.
fn prune(folder: &Path, keep: usize) -> Result<(), Error> {
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Only what this program has named so is its to remove.
        let ours = name.len() == 10 && name.bytes().all(|b| b == b'-' || b.is_ascii_digit());
        if path.is_dir() && ours {
            copies.push(path);
        }
    }
    copies.sort();
    copies.reverse();
    for old in copies.into_iter().skip(keep) {
        fs::remove_dir_all(&old).map_err(Error::file(&old))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_copies_stay_and_nothing_else_is_touched() {
        let place = tempfile::tempdir().unwrap();
        for name in ["2021-22-01", "2022-23-01", "2022-23-02", "my notes", "2023-24"] {
            fs::create_dir(place.path().join(name)).unwrap();
        }
        prune(place.path(), 2).unwrap();
        let mut left: Vec<String> = fs::read_dir(place.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, ["2022-23-01", "2022-23-02", "2023-24", "my notes"]);
    }
}
