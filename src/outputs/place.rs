//! Whether a folder may be replaced.

use super::listed::Listed;
use crate::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// Something that outputs never replace, and what to call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarded {
    /// `the source`, `the store`.
    pub what: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Whether nothing may be written below it either.
    pub whole: bool,
}

impl Guarded {
    /// Something that may contain outputs but is never replaced by them.
    #[must_use]
    pub fn new(what: &'static str, path: &Path) -> Self {
        Self { what, path: path.to_path_buf(), whole: false }
    }

    /// Something that may not contain outputs either.
    #[must_use]
    pub fn whole(what: &'static str, path: &Path) -> Self {
        Self { whole: true, ..Self::new(what, path) }
    }
}

/// The verb that writes a folder: none replaces what another one wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// `run` and `refresh`.
    Run,
    /// `diff`.
    Diff,
}

impl MadeBy {
    /// As the manifest has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Diff => "diff",
        }
    }
}

/// A folder that outputs may take.
#[derive(Debug, Clone)]
pub struct Place {
    target: PathBuf,
    made_by: MadeBy,
    guarded: Vec<Guarded>,
}

impl Place {
    /// The folder `target`, once it is known that it may be replaced by what `made_by` writes.
    ///
    /// # Errors
    /// It is a file or a link, holds a file that no manifest of ours lists, or is something that
    /// must not be replaced.
    pub fn of(target: &Path, made_by: MadeBy, guarded: Vec<Guarded>) -> Result<Self, Error> {
        // Without a slash at its end, behind which the system follows links.
        let target: PathBuf = target.components().collect();
        let place = Self { target, made_by, guarded };
        place.check()?;
        Ok(place)
    }

    /// The folder.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder next to it whose name also has `ending`: `output` → `output-incomplete`.
    ///
    /// # Errors
    /// As [`Place::of`].
    pub fn beside(&self, ending: &str) -> Result<Self, Error> {
        let mut name = self.target.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        Self::of(&self.target.with_file_name(name), self.made_by, self.guarded.clone())
    }

    /// Looks again, and gives what of the folder may be removed.
    ///
    /// # Errors
    /// As [`Place::of`].
    pub fn check(&self) -> Result<Listed, Error> {
        let refused = |why: String| refused(&self.target, &why);
        if self.target.file_name().is_none() {
            return Err(refused("it has no folder name".to_string()));
        }
        if let Some(why) = self.replaced() {
            return Err(refused(why));
        }
        let found = match self.target.symlink_metadata() {
            Ok(found) => found,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Listed::default()),
            Err(e) if e.kind() == ErrorKind::NotADirectory => {
                return Err(refused("part of its path is a file".to_string()));
            }
            Err(e) => return Err(Error::file(&self.target)(e)),
        };
        if found.is_symlink() {
            return Err(refused("it is a link; name the folder itself".to_string()));
        }
        if !found.is_dir() {
            return Err(refused("it is a file".to_string()));
        }
        let listed = Listed::of(&self.target).map_err(|file| {
            refused(format!("its manifest.json lists '{file}', which is outside the folder"))
        })?;
        if let Some(other) = listed.as_ref().filter(|l| l.made_by != self.made_by.as_str()) {
            let (theirs, ours) = (&other.made_by, self.made_by.as_str());
            return Err(refused(format!(
                "it contains outputs of '{theirs}', which '{ours}' does not \
                                        replace"
            )));
        }
        let listed = listed.unwrap_or_default();
        let foreign = listed.first_foreign(&self.target).map_err(Error::file(&self.target))?;
        match foreign {
            Some(file) => Err(refused(format!(
                "it contains '{}', which was not written by {}",
                file.display(),
                self.made_by.as_str()
            ))),
            None => Ok(listed),
        }
    }

    /// Why something that is guarded would be replaced.
    fn replaced(&self) -> Option<String> {
        let target = resolved(&self.target);
        let mut guarded = self.guarded.clone();
        guarded
            .extend(std::env::current_dir().ok().map(|at| Guarded::new("the working folder", &at)));
        guarded.extend(std::env::home_dir().map(|home| Guarded::new("your home folder", &home)));
        guarded.iter().find_map(|Guarded { what, path, whole }| {
            let path = resolved(path);
            if path == target {
                Some(format!("it is {what}"))
            } else if path.starts_with(&target) {
                Some(format!("{what} is inside it"))
            } else if *whole && target.starts_with(&path) {
                Some(format!("it is inside {what}"))
            } else {
                None
            }
        })
    }
}

fn refused(target: &Path, why: &str) -> Error {
    Error::Usage(format!(
        "{} cannot be replaced by outputs: {why}. Nothing was deleted; name another folder with \
         --out: one that does not exist, is empty, or was written by an earlier run",
        target.display()
    ))
}

/// A folder that copies of outputs are put into, next to whatever else it contains.
///
/// # Errors
/// It is a file or a link.
pub fn shelf(folder: &Path) -> Result<(), Error> {
    match folder.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(refused(folder, "it is a link")),
        Ok(found) if !found.is_dir() => Err(refused(folder, "it is a file")),
        _ => Ok(()),
    }
}

/// The path without links and dots, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let there = path.ancestors().find_map(|a| Some((a, fs::canonicalize(a).ok()?)));
    let Some((ancestor, mut real)) = there else { return path };
    for part in path.strip_prefix(ancestor).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            Component::Normal(name) => real.push(name),
            _ => {}
        }
    }
    real
}
