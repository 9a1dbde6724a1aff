//! Outputs appear whole or not at all: a run writes beside the old outputs and
//! takes their place in one step.

use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder in the making, next to the one it will replace; gone again if it is dropped early.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    target: PathBuf,
    /// Locked while the process lives: a draft that no one holds was left by one that was killed.
    held: Option<fs::File>,
}

impl Draft {
    /// Starts an empty folder beside `target`.
    ///
    /// # Errors
    /// The parent folder cannot be written.
    pub fn beside(target: &Path) -> Result<Self, Error> {
        let name = target.file_name().map_or("output".into(), |n| n.to_string_lossy());
        let parent =
            target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        restore(target);
        clear_abandoned(parent, &format!(".{name}.draft-"));
        let folder = parent.join(format!(".{name}.draft-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        // A file system without locks leaves abandoned drafts to be removed by hand.
        let held = lock(&folder);
        Ok(Self { folder, target: target.to_path_buf(), held })
    }

    /// The folder to write into.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// As [`Draft::publish`], under another name.
    ///
    /// # Errors
    /// The file system refuses; what bore the name is then as it was.
    pub fn publish_as(mut self, target: &Path) -> Result<(), Error> {
        self.target = target.to_path_buf();
        self.publish()
    }

    /// Puts the folder in the place of the target, whose own README is kept.
    ///
    /// # Errors
    /// The file system refuses; the target is then as it was.
    pub fn publish(self) -> Result<(), Error> {
        let readme = self.target.join("README.md");
        if readme.exists() {
            let copy = self.folder.join("README.md");
            fs::copy(&readme, &copy).map_err(Error::file(&copy))?;
        }
        if !self.target.exists() {
            return fs::rename(&self.folder, &self.target).map_err(Error::file(&self.target));
        }
        // One step where the file system can exchange two names; two quick ones elsewhere.
        if !exchange(&self.folder, &self.target) {
            let old = self.folder.with_extension("old");
            let _ = fs::remove_dir_all(&old);
            fs::rename(&self.target, &old).map_err(Error::file(&self.target))?;
            if let Err(error) = fs::rename(&self.folder, &self.target) {
                // Back to what was; if even that fails, the message names where it lies.
                let _ = fs::rename(&old, &self.target);
                return Err(Error::file(&old)(error));
            }
            return fs::remove_dir_all(&old).map_err(Error::file(&old));
        }
        // After the exchange the draft's name holds the old outputs: dropping removes them.
        Ok(())
    }
}

/// Exchanges two names in one step, where the system can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

/// The lock that the maker of a draft holds, if it is free.
fn lock(draft: &Path) -> Option<fs::File> {
    let file = lock_file(draft).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// A folder can be locked itself, except on Windows: there a file beside it stands for it.
#[cfg(not(windows))]
fn lock_file(draft: &Path) -> std::io::Result<fs::File> {
    fs::File::open(draft)
}

#[cfg(windows)]
fn lock_file(draft: &Path) -> std::io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create(true).truncate(false).open(lock_path(draft))
}

#[cfg(windows)]
fn lock_path(draft: &Path) -> PathBuf {
    let mut path = draft.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}

/// Removes a draft and what locked it. What cannot be removed is hidden, and in nobody's way.
fn remove(draft: &Path, held: Option<fs::File>) {
    let _ = fs::remove_dir_all(draft);
    drop(held);
    #[cfg(windows)]
    let _ = fs::remove_file(lock_path(draft));
}

/// Where two steps were needed and the process ended between them, the old outputs lie aside.
fn restore(target: &Path) {
    let name = target.file_name().map_or("output".into(), |n| n.to_string_lossy());
    let old = target.with_file_name(format!(".{name}.old"));
    if !target.exists() && old.exists() {
        // If it cannot be put back it stays where it is, whole.
        let _ = fs::rename(old, target);
    }
}

/// Removes drafts whose process has ended.
fn clear_abandoned(parent: &Path, start: &str) {
    let Ok(listing) = fs::read_dir(parent) else { return };
    for entry in listing.flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(start) || !path.is_dir() {
            continue;
        }
        if let Some(held) = lock(&path) {
            remove(&path, Some(held));
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        remove(&self.folder, self.held.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_replaced_whole_and_an_abandoned_draft_leaves_them() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("output");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("old"), "old").unwrap();
        fs::write(target.join("README.md"), "kept").unwrap();
        let abandoned = Draft::beside(&target).unwrap();
        fs::write(abandoned.folder().join("new"), "new").unwrap();
        drop(abandoned);
        assert!(target.join("old").exists());
        let draft = Draft::beside(&target).unwrap();
        fs::write(draft.folder().join("new"), "new").unwrap();
        draft.publish().unwrap();
        assert!(target.join("new").exists() && !target.join("old").exists());
        assert_eq!(fs::read_to_string(target.join("README.md")).unwrap(), "kept");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        fs::create_dir(place.path().join(".output.draft-0")).unwrap();
        drop(Draft::beside(&target).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "no one held the draft");
    }
}
