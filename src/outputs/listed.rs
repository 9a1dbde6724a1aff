//! The files that a manifest of ours lists: all that may be removed with the outputs.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Name of the manifest of a folder of outputs.
pub(super) const MANIFEST: &str = "manifest.json";
/// Small files at the top of outputs that no run writes and that every run keeps.
pub(super) const KEPT: [&str; 3] = ["README.md", ".gitignore", ".gitkeep"];
/// What desktops leave in folders that were opened.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Files of a folder of outputs, as its manifest lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    files: BTreeSet<PathBuf>,
    /// The verb that wrote them.
    pub(super) made_by: String,
}

#[derive(Deserialize)]
struct ManifestFile {
    program: String,
    #[serde(default = "run")]
    made_by: String,
    outputs: Vec<OutputFile>,
}

#[derive(Deserialize)]
struct OutputFile {
    file: String,
}

fn run() -> String {
    "run".to_string()
}

impl Listed {
    /// What the manifest in `folder` lists; `None` where there is no manifest of ours.
    ///
    /// # Errors
    /// The manifest names what no verb writes: a path that leads out of the folder.
    pub fn of(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join(MANIFEST);
        if !path.symlink_metadata().is_ok_and(|file| file.is_file()) {
            return Ok(None);
        }
        let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
        let Ok(read) = serde_json::from_str::<ManifestFile>(&text) else { return Ok(None) };
        if read.program != "send-outcomes" {
            return Ok(None);
        }
        let mut files = BTreeSet::from([PathBuf::from(MANIFEST)]);
        for output in read.outputs {
            let file = PathBuf::from(&output.file);
            let inside = file.components().all(|part| matches!(part, Component::Normal(_)));
            if !inside || output.file.is_empty() {
                return Err(output.file);
            }
            files.insert(file);
        }
        Ok(Some(Self { files, made_by: read.made_by }))
    }

    /// Whether there is no manifest.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The first file below `folder`, in order of name, that is not listed: a link and a special
    /// file are never listed.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn first_foreign(&self, folder: &Path) -> io::Result<Option<PathBuf>> {
        let mut found = None;
        visit(folder, Path::new(""), &mut |file, regular| {
            let ours = regular && (self.files.contains(file) || is_kept(file) || is_litter(file));
            if !ours {
                found = Some(file.to_path_buf());
            }
            ours
        })?;
        Ok(found)
    }

    /// Removes the listed files below `folder` and the folders that are empty then. Nothing is
    /// removed through a link. What else is there stays.
    pub fn remove_from(&self, folder: &Path) {
        for file in self.files.iter().filter(|file| *file != Path::new(MANIFEST)) {
            remove_file(folder, file);
        }
        // The manifest goes last: until then it says whose the rest is.
        remove_file(folder, Path::new(MANIFEST));
        remove_empty(folder);
    }
}

/// Removes one file below `folder`, if no folder on the way to it is a link.
fn remove_file(folder: &Path, file: &Path) {
    let real = |path: &Path| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let parents = file.ancestors().skip(1).map(|parent| folder.join(parent));
    if parents.into_iter().all(|parent| real(&parent)) {
        // What cannot be removed stays, and does no harm.
        let _ = fs::remove_file(folder.join(file));
    }
}

/// Moves what is left in `old` to the same places in `new`, where they are free, and removes the
/// small files that `new` has a copy of.
pub(super) fn carry_over(old: &Path, new: &Path) {
    let mut left = Vec::new();
    // A folder that cannot be read is left as it is.
    let _ = visit(old, Path::new(""), &mut |file, _| {
        left.push(file.to_path_buf());
        true
    });
    for file in left {
        let place = new.join(&file);
        if place.symlink_metadata().is_err() {
            let parent = place.parent().unwrap_or(new);
            // What cannot be moved stays where it is.
            let _ = fs::create_dir_all(parent).and_then(|()| fs::rename(old.join(&file), &place));
        } else if is_kept(&file) || is_litter(&file) {
            remove_file(old, &file);
        }
    }
    remove_empty(old);
}

fn is_kept(file: &Path) -> bool {
    KEPT.iter().any(|name| file == Path::new(name))
}

fn is_litter(file: &Path) -> bool {
    LITTER.iter().any(|name| file.file_name() == Some(name.as_ref()))
}

/// Paths of all files below `folder`, with slashes, in order.
///
/// # Errors
/// A folder cannot be read.
pub fn file_names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    visit(folder, Path::new(""), &mut |file, _| {
        let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        names.push(parts.join("/"));
        true
    })?;
    names.sort();
    Ok(names)
}

/// Shows every file below `folder/below` in order of name, and whether it is a regular one, until
/// `look` says `false`; links are shown and not followed.
fn visit(
    folder: &Path,
    below: &Path,
    look: &mut dyn FnMut(&Path, bool) -> bool,
) -> io::Result<bool> {
    let mut names: Vec<_> = fs::read_dir(folder.join(below))?
        .map(|entry| entry.map(|e| e.file_name()))
        .collect::<Result<_, _>>()?;
    names.sort();
    for name in names {
        let file = below.join(name);
        let kind = folder.join(&file).symlink_metadata()?.file_type();
        let goes_on =
            if kind.is_dir() { visit(folder, &file, look)? } else { look(&file, kind.is_file()) };
        if !goes_on {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes `folder` and the folders below it as far as they are empty.
fn remove_empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_empty(&entry.path());
        }
    }
    // A folder that is not empty stays.
    let _ = fs::remove_dir(folder);
}
