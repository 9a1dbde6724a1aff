//! Outputs of earlier refreshes, kept by the latest year that they hold.

use crate::engine::{self, Rows};
use crate::error::Error;
use crate::outputs::{Listed, MadeBy, Place, shelf};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of kept outputs: `<out>-kept`.
///
/// # Errors
/// It is a file or a link.
pub fn kept_folder(out: &Path) -> Result<PathBuf, Error> {
    let name = out.file_name().map_or("output".into(), |n| n.to_string_lossy());
    let folder = out.with_file_name(format!("{name}-kept"));
    shelf(&folder)?;
    Ok(folder)
}

/// Keeps a copy of the outputs in `out` as `<out>-kept/<year>-<number>` and deletes all
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
    let folder = kept_folder(out)?;
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let taken = |n: &u32| folder.join(format!("{year}-{n:02}")).symlink_metadata().is_ok();
    let number = (1..=u32::MAX).find(|n| !taken(n)).unwrap_or(1);
    let copy = folder.join(format!("{year}-{number:02}"));
    let draft = tempfile::Builder::new().prefix(".draft-").tempdir_in(&folder);
    let draft = draft.map_err(Error::file(&folder))?;
    // The folder of the draft is for this process alone; the copy in it is for everybody.
    let linked = draft.path().join("outputs");
    link(out, &linked)?;
    fs::rename(&linked, &copy).map_err(Error::file(&copy))?;
    prune(&folder, keep)?;
    Ok(Some(copy))
}

/// The latest year of the facts in the form of a folder's name: `2023-24`.
async fn latest_year(facts: &Path, scratch: &Path) -> Result<String, Error> {
    let context = engine::session(scratch)?;
    engine::register_file(&context, "facts", facts).await?;
    let rows = Rows::of(&context, "select max(period_start) as year from facts").await?;
    // Without a figure there is no year.
    let start = rows.only::<Option<i32>>("year")?.unwrap_or_default();
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

/// Deletes the oldest copies beyond `keep`: by year, then by number. A copy with a file that no
/// run wrote belongs to a person by now: it stays, and is not counted.
fn prune(folder: &Path, keep: usize) -> Result<(), Error> {
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Only what this program has named so is its to remove.
        let ours = name.len() == 10 && name.bytes().all(|b| b == b'-' || b.is_ascii_digit());
        if ours && let Some(listed) = listed_copy(&path) {
            copies.push((path, listed));
        }
    }
    copies.sort_by(|one, other| other.0.cmp(&one.0));
    for (old, listed) in copies.into_iter().skip(keep) {
        listed.remove_from(&old);
    }
    Ok(())
}

/// What may be removed of a copy; nothing of a folder that is not as a run wrote it.
fn listed_copy(path: &Path) -> Option<Listed> {
    let place = Place::of(path, MadeBy::Run, Vec::new()).ok()?;
    place.check().ok().filter(|listed| !listed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_copies_stay_and_nothing_else_is_touched() {
        let place = tempfile::tempdir().unwrap();
        let copy = |name: &str, other: &[&str]| {
            let folder = place.path().join(name);
            fs::create_dir_all(folder.join("tables")).unwrap();
            fs::write(folder.join("tables/facts.parquet"), "").unwrap();
            let manifest =
                r#"{"program": "send-outcomes", "outputs": [{"file": "tables/facts.parquet"}]}"#;
            fs::write(folder.join("manifest.json"), manifest).unwrap();
            for file in other {
                fs::write(folder.join(file), "mine").unwrap();
            }
        };
        for name in ["2021-22-01", "2022-23-01", "2022-23-02", "2022-23-03"] {
            copy(name, &[]);
        }
        copy("2019-20-01", &["my notes.txt"]);
        copy("my notes", &[]);
        fs::create_dir(place.path().join("2024-05-01")).unwrap();
        fs::write(place.path().join("2024-05-01/minutes.txt"), "mine").unwrap();
        prune(place.path(), 2).unwrap();
        let mut left: Vec<String> = fs::read_dir(place.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, ["2019-20-01", "2022-23-02", "2022-23-03", "2024-05-01", "my notes"]);
        assert!(place.path().join("2019-20-01/tables/facts.parquet").exists());
        assert!(place.path().join("2024-05-01/minutes.txt").exists());
    }
}
