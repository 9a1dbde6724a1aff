//! The queries and the catalogue: the files built into the program, and those of a folder that
//! replace or add to them. Which files are used is decided once, before anything reads them.

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

/// Which built-in files a folder can replace or add to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `queries/`
    Queries,
    /// `catalogue/`
    Catalogue,
}

/// A file of a folder that differs from the built-in one, or is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// `queries/50_findings.sql`
    pub file: String,
    /// Whether it replaces a built-in file of the same name; otherwise it is an addition.
    pub replaces: bool,
    /// Checksum of the text that is used.
    pub sha256: String,
}

/// All files of a kind, and which of them differ from those built in.
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

    /// Whether a folder of this kind is for the project's tests only: the rows that are expected of
    /// queries. A run never reads it.
    #[must_use]
    pub fn is_for_tests(self, folder: &Path) -> bool {
        self == Self::Queries && folder == Path::new("tests")
    }

    /// The files that the program was built with.
    #[must_use]
    pub fn built_in(self) -> Files {
        fn add(kind: Kind, folder: &'static Dir<'static>, files: &mut Files) {
            for entry in folder.entries() {
                match entry {
                    DirEntry::Dir(inner) if kind.is_for_tests(inner.path()) => {}
                    DirEntry::Dir(inner) => add(kind, inner, files),
                    DirEntry::File(file) => {
                        files.extend(file.path().to_str().map(|name| (name, file.contents())));
                    }
                }
            }
        }
        let mut files = Files::new();
        add(
            self,
            match self {
                Self::Queries => &BUILT_IN_QUERIES,
                Self::Catalogue => &BUILT_IN_CATALOGUE,
            },
            &mut files,
        );
        files
    }

    /// The files in use: those built in, replaced or added to by those of a folder.
    #[must_use]
    pub fn files(self) -> &'static Files {
        &self.texts().files
    }

    /// Uses the files of a folder; a file with the same text as the built-in one changes nothing.
    /// False, without any effect, if the files of this kind were already read.
    #[must_use]
    pub fn replace(self, folder: &Path, own: BTreeMap<String, Vec<u8>>) -> bool {
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

    /// Path of a file: below the folder that was given if it comes from there, otherwise in the project.
    #[must_use]
    pub fn path_of(self, file: &str) -> String {
        if self.is_edited(file) {
            return Path::new(&self.texts().folder).join(file).display().to_string();
        }
        format!("{}/{file}", self.name())
    }

    /// Whether a file comes from the folder that was given.
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

    /// The built-in text that a file of a folder replaces; none if it was not replaced.
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

/// The same in one line, for the foot of a report and for `check`; none if nothing differs.
#[must_use]
pub fn summary() -> Option<String> {
    let names = edited().into_iter().map(|edited| {
        let how = if edited.replaces { "changed" } else { "added" };
        format!("{} ({how})", edited.file)
    });
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}
