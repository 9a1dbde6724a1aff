//! The files below a folder or in a zip archive that may hold figures, whatever their depth.

use super::names::{
    WORKBOOK, begins_like_figures, is_guidance, looks_like_figures, not_read_within,
};
use super::{Content, NotRead, SourceError, unreadable, zipped};
use crate::source::form::Form;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders in folders that are looked into: the publisher's own nest two.
const MAX_DEPTH: usize = 8;
/// Most files that are looked at.
const MAX_FILES: usize = 20_000;

/// Bytes in which a header is looked for.
const LINE: u64 = 4096;

/// A file that may hold figures.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// What to call it.
    pub shown: String,
    /// Its name without folders.
    pub name: String,
    pub content: Content,
}

/// What is below a path.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub candidates: Vec<Candidate>,
    pub not_read: Vec<NotRead>,
    /// Endings of the other files, for a folder without figures.
    pub others: BTreeSet<String>,
    visited: BTreeSet<PathBuf>,
}

/// Everything below `path`, which is a folder, an archive or a file, in order of name.
///
/// # Errors
/// It cannot be read, or holds more files than any release.
pub(super) fn walk(path: &Path) -> Result<Walked, SourceError> {
    let mut walked = Walked::default();
    if path.is_dir() {
        walked.folder(path, 0)?;
    } else {
        walked.file(path)?;
    }
    walked.candidates.sort_by(|a, b| a.shown.cmp(&b.shown));
    walked.not_read.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(walked)
}

impl Walked {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), SourceError> {
        // A link may lead back up.
        let place = std::fs::canonicalize(folder).map_err(unreadable(folder))?;
        if !self.visited.insert(place) || (depth > 0 && is_of_the_program(folder)) {
            return Ok(());
        }
        let listing = std::fs::read_dir(folder).map_err(unreadable(folder))?;
        let mut entries: Vec<PathBuf> = listing
            .map(|entry| entry.map(|e| e.path()).map_err(unreadable(folder)))
            .collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            let name = file_name(&entry);
            if is_hidden(&name) {
                continue;
            }
            if !entry.is_dir() {
                self.file(&entry)?;
            } else if depth < MAX_DEPTH {
                self.folder(&entry, depth + 1)?;
            } else {
                self.skip(entry.display().to_string(), "it is too many folders down".into());
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), SourceError> {
        let (shown, name) = (path.display().to_string(), file_name(path));
        if !looks_like_figures(&name) && !begins_like_figures(&name, &beginning(path)) {
            self.others.extend(path.extension().map(|e| e.to_string_lossy().to_lowercase()));
            return Ok(());
        }
        if is_guidance(&shown) {
            return Ok(());
        }
        if self.candidates.len() >= MAX_FILES {
            return Err(SourceError::TooMany { path: path.to_path_buf(), most: MAX_FILES });
        }
        let mut first = [0; 8];
        let read = File::open(path).and_then(|mut file| file.read(&mut first));
        let read = read.map_err(unreadable(path))?;
        match Form::of(&first[..read]) {
            Form::Zip => self.archive(path, &shown),
            Form::Gzip => {
                self.candidates.push(Candidate {
                    shown,
                    name,
                    content: Content::Gzip(path.into()),
                });
            }
            // What is wrong with it is reported when it is read as a whole.
            _ => {
                self.candidates.push(Candidate {
                    shown,
                    name,
                    content: Content::File(path.into()),
                });
            }
        }
        Ok(())
    }

    fn archive(&mut self, path: &Path, shown: &str) {
        let entries = match zipped::entries(path) {
            Ok(entries) => entries,
            Err(error) => {
                return self
                    .skip(shown.to_string(), format!("the archive cannot be read: {error}"));
            }
        };
        if entries
            .iter()
            .any(|entry| entry.name == "[Content_Types].xml" || entry.name == "mimetype")
        {
            return self.skip(shown.to_string(), WORKBOOK.to_string());
        }
        let before = self.candidates.len();
        for entry in entries {
            let name = entry.name.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
            let shown = format!("{shown}/{}", entry.name.trim_start_matches('/'));
            let hidden = entry.name.split(['/', '\\']).any(is_hidden);
            if hidden || !looks_like_figures(&name) || is_guidance(&entry.name) {
                continue;
            }
            let nested = not_read_within(&name).map(str::to_string);
            if let Some(trouble) = entry.trouble.or(nested) {
                self.skip(shown, trouble);
                continue;
            }
            let content = Content::Zipped(path.to_path_buf(), entry.name);
            self.candidates.push(Candidate { shown, name, content });
        }
        if self.candidates.len() == before
            && !self.not_read.iter().any(|n| n.file.starts_with(shown))
        {
            self.skip(shown.to_string(), "the archive contains no CSV file".to_string());
        }
    }

    fn skip(&mut self, file: String, reason: String) {
        self.not_read.push(NotRead { file, data_set: String::new(), reason });
    }
}

/// The first bytes of a file; none of one that cannot be read, which is then not a candidate.
fn beginning(path: &Path) -> Vec<u8> {
    let mut first = Vec::new();
    let read = File::open(path).map(|file| file.take(LINE).read_to_end(&mut first));
    if matches!(read, Ok(Ok(_))) { first } else { Vec::new() }
}

/// Names of no interest: hidden files, lock files of a spreadsheet, what a Mac adds to archives.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name.len() > 2 || name.starts_with("~$") || name == "__MACOSX"
}

/// Whether a folder is one of outputs or a store: their files are not published figures.
fn is_of_the_program(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    (has("manifest.json") && has("tables")) || (has("objects") && has("data-sets"))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
