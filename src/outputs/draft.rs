//! Outputs appear whole or not at all: they are written next to the old ones and replace them
//! in one step.

use super::listed::{KEPT, Listed, carry_over};
use super::place::Place;
use crate::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// What the lock file of a draft says while its folder is being written: all of it is ours.
const MAKING: &str = "send-outcomes: the folder of this name is a draft\n";
/// What it says from the moment at which the folder may hold the old outputs.
const SWAPPING: &str = "send-outcomes: the folder of this name may hold outputs\n";
/// How the name of a lock file ends.
const LOCK: &str = ".lock";
/// How the name of old outputs ends where the system cannot exchange two names.
const OLD: &str = ".old";

/// A folder in the making, next to the one it will replace; gone again if it is dropped early.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    place: Place,
    lock: LockFile,
    /// Whether the folder is still a draft.
    making: bool,
}

/// The file next to a draft that is locked while its process runs: a draft whose lock file no
/// process holds was left by a process that was killed.
#[derive(Debug)]
struct LockFile {
    path: PathBuf,
    file: File,
}

impl Draft {
    /// Starts an empty folder next to the one that it will replace, and removes drafts whose
    /// makers were killed.
    ///
    /// # Errors
    /// The parent folder cannot be written.
    pub fn beside(place: Place) -> Result<Self, Error> {
        let target = place.target();
        let parent = parent_of(target);
        fs::create_dir_all(&parent).map_err(Error::file(&parent))?;
        clear_abandoned(&parent, target);
        loop {
            let lock = LockFile::new(&parent, target).map_err(Error::file(&parent))?;
            let folder = lock.folder();
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self { folder, place, lock, making: true }),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(Error::file(&folder)(e)),
            }
        }
    }

    /// The folder to write into.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it will go.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// As [`Draft::publish`], in another place.
    ///
    /// # Errors
    /// As [`Draft::publish`].
    pub fn publish_at(mut self, place: Place) -> Result<(), Error> {
        self.place = place;
        self.publish()
    }

    /// Puts the folder in place of the target, whose own README is kept. Of the old outputs
    /// only what their manifest lists is removed.
    ///
    /// # Errors
    /// The target may no longer be replaced, or the file system refuses; it is then as it was.
    pub fn publish(mut self) -> Result<(), Error> {
        // Checked again: a run takes time, and someone may have put a file there.
        let listed = self.place.check()?;
        let target = self.place.target().to_path_buf();
        for name in KEPT {
            let (kept, copy) = (target.join(name), self.folder.join(name));
            if kept.is_file() && !copy.exists() {
                fs::copy(&kept, &copy).map_err(Error::file(&copy))?;
            }
        }
        if target.symlink_metadata().is_err() {
            return fs::rename(&self.folder, &target).map_err(Error::file(&target));
        }
        self.lock.tell(SWAPPING).map_err(Error::file(&self.lock.path))?;
        self.making = false;
        let mut old = self.folder.clone();
        // One step where the file system can exchange two names; two quick ones elsewhere.
        if !exchange(&self.folder, &target) {
            old = with_ending(&self.folder, OLD);
            let swapped = fs::rename(&target, &old).map_err(Error::file(&target)).and_then(|()| {
                fs::rename(&self.folder, &target).map_err(|error| {
                    // Back to what was; if even that fails, the message names where it is.
                    let _ = fs::rename(&old, &target);
                    Error::file(&old)(error)
                })
            });
            if swapped.is_err() {
                self.making = true;
                return swapped;
            }
        }
        listed.remove_from(&old);
        carry_over(&old, &target);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.making {
            // What cannot be removed is hidden, and does no harm.
            let _ = fs::remove_dir_all(&self.folder);
        }
        let _ = fs::remove_file(&self.lock.path);
    }
}

impl LockFile {
    /// A new one next to `target`, locked if the file system has locks.
    fn new(parent: &Path, target: &Path) -> std::io::Result<Self> {
        loop {
            let made = tempfile::Builder::new()
                .prefix(&draft_start(target))
                .suffix(LOCK)
                .tempfile_in(parent)?;
            // A file system without locks leaves abandoned drafts to be removed by hand.
            let _ = made.as_file().try_lock();
            let (file, path) = made.keep().map_err(|e| e.error)?;
            let mut lock = Self { path, file };
            lock.tell(MAKING)?;
            // Another process that clears up may have come between the two steps.
            if lock.path.exists() {
                return Ok(lock);
            }
        }
    }

    /// The folder that it will replace.
    fn folder(&self) -> PathBuf {
        self.path.with_extension("")
    }

    fn tell(&mut self, state: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(state.as_bytes())
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

fn parent_of(target: &Path) -> PathBuf {
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_path_buf()
}

/// `output` → `.output.draft-`.
fn draft_start(target: &Path) -> OsString {
    let mut start = OsString::from(".");
    start.push(target.file_name().unwrap_or(OsStr::new("output")));
    start.push(".draft-");
    start
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// Removes drafts whose process has ended, and puts back outputs that one had moved.
fn clear_abandoned(parent: &Path, target: &Path) {
    let start = draft_start(target);
    let Ok(listing) = fs::read_dir(parent) else { return };
    for entry in listing.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        let ours = name.starts_with(start.as_encoded_bytes()) && name.ends_with(LOCK.as_bytes());
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        if let Some((lock, state)) = abandoned(entry.path()) {
            clear(&lock, &state, target);
        }
    }
}

/// A lock file that no process holds, and its content.
fn abandoned(path: PathBuf) -> Option<(LockFile, String)> {
    let mut file = File::options().read(true).write(true).open(&path).ok()?;
    file.try_lock().ok()?;
    let mut state = String::new();
    file.read_to_string(&mut state).ok()?;
    [MAKING, SWAPPING].contains(&state.as_str()).then_some((LockFile { path, file }, state))
}

fn clear(lock: &LockFile, state: &str, target: &Path) {
    let folder = lock.folder();
    let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    if state == MAKING && is_folder(&folder) {
        // What cannot be removed is hidden, and does no harm.
        let _ = fs::remove_dir_all(&folder);
    }
    if state == SWAPPING {
        let old = with_ending(&folder, OLD);
        if target.symlink_metadata().is_err() && is_folder(&old) {
            // If it cannot be put back it stays where it is, whole.
            let _ = fs::rename(&old, target);
        }
        for left in [old, folder].iter().filter(|path| is_folder(path)) {
            if let Ok(listed) = Listed::of(left) {
                listed.unwrap_or_default().remove_from(left);
                carry_over(left, target);
            }
        }
    }
    let _ = fs::remove_file(&lock.path);
}

#[cfg(test)]
mod tests {
    use super::super::MadeBy;
    use super::*;

    fn place(target: &Path) -> Place {
        Place::of(target, MadeBy::Run, Vec::new()).unwrap()
    }

    /// A draft with one file, and a manifest that lists it and what else is named.
    fn draft(target: &Path, file: &str, more: &[&str]) -> Draft {
        let draft = Draft::beside(place(target)).unwrap();
        fs::write(draft.folder().join(file), file).unwrap();
        fs::write(draft.folder().join("manifest.json"), manifest(&[&[file], more].concat()))
            .unwrap();
        draft
    }

    fn manifest(files: &[&str]) -> String {
        let outputs: Vec<_> = files.iter().map(|f| serde_json::json!({ "file": f })).collect();
        serde_json::json!({ "program": "send-outcomes", "outputs": outputs }).to_string()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn outputs_are_replaced_whole_and_an_abandoned_draft_leaves_them() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("output");
        draft(&target, "old", &[]).publish().unwrap();
        fs::write(target.join("README.md"), "kept").unwrap();
        fs::write(target.join(".DS_Store"), "desktop").unwrap();
        drop(draft(&target, "new", &[]));
        assert!(target.join("old").exists());
        draft(&target, "new", &[]).publish().unwrap();
        assert_eq!(names(&target), [".DS_Store", "README.md", "manifest.json", "new"]);
        assert_eq!(fs::read_to_string(target.join("README.md")).unwrap(), "kept");
        assert_eq!(names(folder.path()), ["output"]);
    }

    #[test]
    fn what_comes_into_the_folder_during_a_run_is_not_removed_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("output");
        draft(&target, "old", &[]).publish().unwrap();
        let new = draft(&target, "new", &[]);
        fs::write(target.join("letter.txt"), "mine").unwrap();
        let refusal = new.publish().unwrap_err();
        assert_eq!(refusal.exit_code(), crate::error::USAGE);
        assert!(refusal.to_string().contains("'letter.txt'"), "{refusal}");
        assert_eq!(names(&target), ["letter.txt", "manifest.json", "old"]);
        assert_eq!(names(folder.path()), ["output"]);
    }

    #[test]
    fn what_a_killed_process_left_is_cleared_and_nothing_else_of_such_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("output");
        draft(&target, "old", &[]).publish().unwrap();
        let at = |name: &str| folder.path().join(name);
        // A person's own folder, with a similar name.
        fs::create_dir(at(".output.draft-1")).unwrap();
        fs::write(at(".output.draft-1").join("mine"), "mine").unwrap();
        fs::write(at(".output.draft-2.lock"), "mine").unwrap();
        // Killed while it wrote, and killed while it swapped: its folder holds the old outputs.
        fs::write(at(".output.draft-3.lock"), MAKING).unwrap();
        fs::create_dir_all(at(".output.draft-3/tables")).unwrap();
        fs::write(at(".output.draft-3/tables/half"), "").unwrap();
        fs::write(at(".output.draft-4.lock"), SWAPPING).unwrap();
        fs::create_dir(at(".output.draft-4")).unwrap();
        fs::write(at(".output.draft-4/older"), "").unwrap();
        fs::write(at(".output.draft-4/late.txt"), "came late").unwrap();
        fs::write(at(".output.draft-4/manifest.json"), manifest(&["older"])).unwrap();
        drop(Draft::beside(place(&target)).unwrap());
        assert_eq!(names(folder.path()), [".output.draft-1", ".output.draft-2.lock", "output"]);
        assert_eq!(names(&target), ["late.txt", "manifest.json", "old"], "carried over");
        assert!(at(".output.draft-1/mine").exists());
    }

    #[test]
    fn outputs_that_were_put_aside_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("output");
        fs::write(folder.path().join(".output.draft-1.lock"), SWAPPING).unwrap();
        let aside = folder.path().join(".output.draft-1.old");
        fs::create_dir(&aside).unwrap();
        fs::write(aside.join("good"), "").unwrap();
        fs::write(aside.join("manifest.json"), manifest(&["good"])).unwrap();
        drop(Draft::beside(place(&target)).unwrap());
        assert_eq!(names(&target), ["good", "manifest.json"]);
        assert_eq!(names(folder.path()), ["output"]);
    }

    #[test]
    fn two_drafts_of_one_process_never_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("output");
        let (one, other) = (draft(&target, "one", &[]), draft(&target, "other", &[]));
        assert_ne!(one.folder(), other.folder());
        one.publish().unwrap();
        other.publish().unwrap();
        assert_eq!(names(&target), ["manifest.json", "other"]);
        assert_eq!(names(folder.path()), ["output"]);
    }

    #[test]
    fn a_manifest_cannot_make_a_run_delete_what_lies_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine");
        fs::write(&mine, "mine").unwrap();
        let absolute = mine.display().to_string();
        for listed in ["../mine", "a/../../mine", &absolute, "", ".", ".."] {
            let target = folder.path().join("output");
            fs::create_dir_all(&target).unwrap();
            fs::write(target.join("manifest.json"), manifest(&[listed])).unwrap();
            let refusal = Place::of(&target, MadeBy::Run, Vec::new()).unwrap_err().to_string();
            assert!(refusal.contains("outside the folder"), "{listed}: {refusal}");
            assert!(mine.exists());
            fs::remove_dir_all(&target).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_within_outputs_is_no_way_out_of_them() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (target, mine) = (folder.path().join("output"), folder.path().join("mine"));
        fs::create_dir_all(&mine).unwrap();
        fs::write(mine.join("facts"), "mine").unwrap();
        draft(&target, "old", &["tables/facts", "linked"]).publish().unwrap();
        for (link, to) in [("tables", mine.clone()), ("linked", mine.join("facts"))] {
            symlink(&to, target.join(link)).unwrap();
            let refusal = Place::of(&target, MadeBy::Run, Vec::new()).unwrap_err().to_string();
            assert!(refusal.contains(&format!("'{link}'")), "{refusal}");
            // Put there between the look and the swap: it is still not followed.
            Listed::of(&target).unwrap().unwrap().remove_from(&target);
            assert!(mine.join("facts").exists(), "{link}");
            let _ = fs::remove_dir_all(&target);
            draft(&target, "old", &["tables/facts", "linked"]).publish().unwrap();
        }
        let link = folder.path().join("link");
        symlink(&target, &link).unwrap();
        for named in [link.clone(), link.join("")] {
            let refusal = Place::of(&named, MadeBy::Run, Vec::new()).unwrap_err().to_string();
            assert!(refusal.contains("is a link"), "{refusal}");
        }
    }
}
