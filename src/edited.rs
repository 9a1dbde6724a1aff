//! The queries and the catalogue: the files that the program was built with, and those of a folder
//! in their place or beside them. Which files count is decided once, before anything reads them.

use crate::checksum::sha256;
use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

static BUILT_IN_QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");
static BUILT_IN_CATALOGUE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogue");

static QUERIES: OnceLock<Texts> = OnceLock::new();
static CATALOGUE: OnceLock<Texts> = OnceLock::new();

/// Path below the folder of its kind → text.
pub type Files = BTreeMap<&'static str, &'static [u8]>;

/// What a folder can take the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `queries/`
    Queries,
    /// `catalogue/`
    Catalogue,
}

/// A file of a folder that differs from what the program was built with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// `queries/50_findings.sql`
    pub file: String,
    /// Whether a file of that name is built in; otherwise it is an addition.
    pub replaces: bool,
    /// Checksum of the text that is used.
    pub sha256: String,
}

/// All files of a kind, and which of them are not those built in.
#[derive(Debug)]
struct Texts {
    files: Files,
    edited: Vec<Edited>,
    /// The folder, as it was given.
    folder: String,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Queries, Self::Catalogue];

    /// Name of the flag, of the key in a workspace and of the folder in the project.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queries => "queries",
            Self::Catalogue => "catalogue",
        }
    }

    /// The files that the program was built with.
    #[must_use]
    pub fn built_in(self) -> Files {
        fn add(folder: &'static Dir<'static>, files: &mut Files) {
            for entry in folder.entries() {
                match entry {
                    // What is expected of queries is for tests.
                    DirEntry::Dir(inner) if inner.path() == Path::new("tests") => {}
                    DirEntry::Dir(inner) => add(inner, files),
                    DirEntry::File(file) => {
                        files.extend(file.path().to_str().map(|name| (name, file.contents())));
                    }
                }
            }
        }
        let mut files = Files::new();
        add(
            match self {
                Self::Queries => &BUILT_IN_QUERIES,
                Self::Catalogue => &BUILT_IN_CATALOGUE,
            },
            &mut files,
        );
        files
    }

    /// The files that count: those built in, with those of a folder in their place or beside them.
    #[must_use]
    pub fn files(self) -> &'static Files {
        &self.texts().files
    }

    /// Has the files of a folder count; those that say what is built in change nothing.
    /// False if the files were read already, which stay as they were.
    #[must_use]
    pub fn lay(self, folder: &Path, own: BTreeMap<String, Vec<u8>>) -> bool {
        let mut files = self.built_in();
        let mut edited = Vec::new();
        for (name, text) in own {
            let built_in = files.get(name.as_str()).copied();
            if built_in == Some(text.as_slice()) {
                continue;
            }
            edited.push(Edited {
                file: format!("{}/{name}", self.name()),
                replaces: built_in.is_some(),
                sha256: sha256(&text),
            });
            // Kept as long as the program runs, as those built in are.
            files.insert(Box::leak(name.into_boxed_str()), Box::leak(text.into_boxed_slice()));
        }
        let folder = folder.display().to_string();
        self.place().set(Texts { files, edited, folder }).is_ok()
    }

    /// Where a file lies: below the folder that was given if it is of that, otherwise in the project.
    #[must_use]
    pub fn path_of(self, file: &str) -> String {
        if self.is_edited(file) {
            return Path::new(&self.texts().folder).join(file).display().to_string();
        }
        format!("{}/{file}", self.name())
    }

    /// Whether a file is of the folder that was given.
    #[must_use]
    pub fn is_edited(self, file: &str) -> bool {
        let project = format!("{}/{file}", self.name());
        self.edited().iter().any(|edited| edited.file == project)
    }

    /// What differs from the files built in.
    #[must_use]
    pub fn edited(self) -> &'static [Edited] {
        &self.texts().edited
    }

    /// The text that a file of a folder took the place of; none where nothing was changed.
    #[must_use]
    pub fn replaced(self, file: &str) -> Option<&'static str> {
        let project = format!("{}/{file}", self.name());
        let edited = self.edited().iter().any(|edited| edited.replaces && edited.file == project);
        let text = if edited { self.built_in().get(file).copied() } else { None };
        std::str::from_utf8(text?).ok()
    }

    fn place(self) -> &'static OnceLock<Texts> {
        match self {
            Self::Queries => &QUERIES,
            Self::Catalogue => &CATALOGUE,
        }
    }

    fn texts(self) -> &'static Texts {
        self.place().get_or_init(|| Texts {
            files: self.built_in(),
            edited: Vec::new(),
            folder: String::new(),
        })
    }
}

/// What differs from the files built in, of both kinds.
#[must_use]
pub fn edited() -> Vec<&'static Edited> {
    Kind::ALL.iter().flat_map(|kind| kind.edited()).collect()
}

/// The same in one line, for the foot of a report and for `check`; none where nothing differs.
#[must_use]
pub fn told() -> Option<String> {
    let names = edited().into_iter().map(|edited| {
        let how = if edited.replaces { "changed" } else { "added" };
        format!("{} ({how})", edited.file)
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}
