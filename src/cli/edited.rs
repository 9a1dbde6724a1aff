//! `--queries DIR` and `--catalogue DIR`: files of a folder that replace or add to those built in.
//! Names and headers are checked here; the keys of a catalogue file where it is read; statements and
//! columns by the engine.

use super::workspace::Workspace;
use crate::catalogue::nearest;
use crate::edited::Kind;
use crate::engine::{Layer, inputs_of, layers, made_by};
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Lines that the header of a query begins with.
const HEADER: [&str; 5] = ["-- purpose:", "-- grain:", "-- inputs:", "-- output:", "-- rules:"];
/// Columns of every check, as its header names them.
const CHECKS: &str = "-- output: check, data_set, key, severity, message, rows";
/// Folder of the checks that every run asks.
const EVERY_RUN: &str = "checks/every-run/";
/// The line by which a check was one of every run in earlier versions, wherever it lay.
const EVERY_RUN_BEFORE: &str = "-- every run:";
/// Folders that can have further files, with the ending of their names.
const OPEN: [(Kind, &str, &str); 7] = [
    (Kind::Queries, "", ".sql"),
    (Kind::Queries, "views/", ".sql"),
    (Kind::Queries, "checks/", ".sql"),
    (Kind::Queries, EVERY_RUN, ".sql"),
    (Kind::Catalogue, "measures/", ".toml"),
    (Kind::Catalogue, "data-sets/", ".toml"),
    (Kind::Catalogue, "statements/", ".toml"),
];

/// Reads the folders named by the flags, or else by the workspace, over the files built in.
///
/// # Errors
/// A folder does not exist, or has a file that nothing reads or whose header is incomplete.
pub(super) fn read_folders(queries: Option<&Path>, catalogue: Option<&Path>) -> Result<(), Error> {
    let workspace = match (queries, catalogue) {
        (Some(_), Some(_)) => None,
        _ => Workspace::of(Path::new("."))?,
    };
    for (kind, flag) in [(Kind::Queries, queries), (Kind::Catalogue, catalogue)] {
        let named = workspace.as_ref().and_then(|own| Some((own, own.settings.folder_of(kind)?)));
        let folder = match (flag, named) {
            (Some(folder), _) => folder.to_path_buf(),
            (None, Some((own, folder))) => own.path(folder),
            (None, None) => continue,
        };
        let added = add(kind, &folder);
        added.map_err(|message| match (flag, named) {
            (None, Some((own, _))) => own.at(kind.name(), &Error::Usage(message)),
            _ => Error::Usage(message),
        })?;
    }
    Ok(())
}

fn add(kind: Kind, folder: &Path) -> Result<(), String> {
    if !folder.is_dir() {
        return Err(format!(
            "there is no folder {}; 'send-outcomes init --{} {0}' writes one to start from",
            folder.display(),
            kind.name()
        ));
    }
    let mut files = BTreeMap::new();
    read(kind, folder, "", &mut files)?;
    for (name, text) in &files {
        let text = std::str::from_utf8(text)
            .map_err(|_| format!("{}: it is not UTF-8 text", folder.join(name).display()))?;
        fits(kind, name, text)
            .map_err(|wrong| format!("{}{wrong}", folder.join(name).display()))?;
    }
    if !kind.replace(folder, files) {
        return Err(format!("{} was read before {} was", kind.name(), folder.display()));
    }
    if kind == Kind::Queries { inputs(folder) } else { Ok(()) }
}

/// Every file below `folder`, by its path with slashes; hidden files, `.md` files and the tests of
/// the project's own queries are skipped.
fn read(
    kind: Kind,
    folder: &Path,
    below: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let here = folder.join(below);
    for entry in std::fs::read_dir(&here).map_err(|e| failed(&here, e))? {
        let path = entry.map_err(|e| failed(&here, e))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with(".md") {
            continue;
        }
        let name = format!("{below}{name}");
        if path.is_dir() {
            if !kind.is_for_tests(Path::new(&name)) {
                read(kind, folder, &format!("{name}/"), files)?;
            }
        } else {
            let bytes = std::fs::read(&path).map_err(|e| failed(&path, e))?;
            files.insert(name, as_shipped(bytes));
        }
    }
    Ok(())
}

/// `bytes` without the byte order mark and the carriage returns that editors on Windows add: a file
/// that was only opened and saved there is not a change.
fn as_shipped(bytes: Vec<u8>) -> Vec<u8> {
    let text = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(text) => text.to_vec(),
        None => bytes,
    };
    match std::str::from_utf8(&text) {
        Ok(lines) if lines.contains("\r\n") => lines.replace("\r\n", "\n").into_bytes(),
        _ => text,
    }
}

/// A file that ships, as text.
fn text_of(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Checks that the program reads a file of this name and, for a query, that it has a full header.
fn fits(kind: Kind, name: &str, text: &str) -> Result<(), String> {
    let built_in = kind.built_in();
    if !built_in.contains_key(name) && !is_open(kind, name) {
        let near = nearest(name, built_in.keys().copied());
        let open = OPEN.iter().filter(|(of, ..)| *of == kind);
        let open: Vec<String> = open.map(|(_, folder, _)| place_of_new(folder)).collect();
        return Err(format!(
            ": the program does not read a file of this name{near}; new files go into {}",
            open.join(", ")
        ));
    }
    if kind == Kind::Catalogue {
        return Ok(());
    }
    if let Some(rest) = name.strip_prefix("checks/").filter(|rest| !rest.contains('/')) {
        let in_place = format!("{EVERY_RUN}{rest}");
        let was_asked = text.lines().any(|line| line.starts_with(EVERY_RUN_BEFORE));
        if was_asked || built_in.contains_key(in_place.as_str()) {
            return Err(format!(
                ": checks that every run asks are those in {EVERY_RUN}; move your file to {in_place}"
            ));
        }
    }
    let made = made_by(name);
    let missing = HEADER.iter().find(|word| !text.lines().any(|line| line.starts_with(**word)));
    if let Some(word) = missing.filter(|_| made.is_some()) {
        let header = HEADER.join(", ");
        return Err(format!(" line 1: the header has no line '{word}'; it needs {header}"));
    }
    // The program has queries of its own there, whose rows are not findings of a check.
    let is_check = built_in.get(name).is_none_or(|text| text_of(text).contains(CHECKS));
    if name.starts_with("checks/") && is_check && !text.contains(CHECKS) {
        return Err(format!(" line 1: the header has no line '{CHECKS}'"));
    }
    let table = |file: &str| made_by(file).map(|(_, table)| table.to_string());
    let same = built_in.keys().find(|other| **other != name && table(other) == table(name));
    match same.filter(|_| made.is_some()) {
        Some(same) => Err(format!(": {same} makes this table; give your file that name")),
        None => Ok(()),
    }
}

/// Whether the queries of a folder make tables; their names say which.
fn makes_tables(folder: &str) -> bool {
    matches!(folder, "" | "views/")
}

/// A folder for further files in the words of a message.
fn place_of_new(folder: &str) -> String {
    let place = if folder.is_empty() { "the folder itself" } else { folder };
    let named = if makes_tables(folder) { " (as 51_name.sql)" } else { "" };
    format!("{place}{named}")
}

/// Whether a file that is not built in can be added: a query that makes a table is `NN_name.sql`.
fn is_open(kind: Kind, name: &str) -> bool {
    OPEN.iter().filter(|(of, ..)| *of == kind).any(|(_, folder, ending)| {
        let Some(rest) = name.strip_prefix(folder).and_then(|rest| rest.strip_suffix(ending))
        else {
            return false;
        };
        let numbered = rest.split_once('_').is_some_and(|(number, table)| {
            number.len() == 2
                && number.bytes().all(|b| b.is_ascii_digit())
                && !table.is_empty()
                && table.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        });
        !rest.is_empty() && !rest.contains('/') && (!makes_tables(folder) || numbered)
    })
}

/// Checks that each edited query reads only tables that exist.
fn inputs(folder: &Path) -> Result<(), String> {
    let built_in = Kind::Queries.built_in();
    let texts = built_in.iter().filter_map(|(file, sql)| {
        Some(Layer { file, table: "", sql: std::str::from_utf8(sql).ok()? })
    });
    let mut known: BTreeSet<&str> = texts.flat_map(|layer| inputs_of(&layer)).collect();
    let layers = layers();
    known.extend(layers.iter().map(|layer| layer.table));
    for edited in Kind::Queries.edited() {
        let Some(layer) = layers.iter().find(|layer| edited.file.ends_with(layer.file)) else {
            continue;
        };
        for input in inputs_of(layer) {
            if !known.contains(input) {
                let line =
                    layer.sql.lines().take_while(|l| !l.starts_with("-- inputs:")).count() + 1;
                let near = nearest(input, known.iter().copied());
                return Err(format!(
                    "{} line {line}: there is no table '{input}'{near}",
                    folder.join(layer.file).display()
                ));
            }
        }
    }
    Ok(())
}

/// Writes the built-in files of one kind into `folder`, to start from.
///
/// # Errors
/// Any of them already exists; nothing is written then.
pub(super) fn write_out(kind: Kind, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let files = kind.built_in();
    let existing = files.keys().map(|name| folder.join(name)).find(|path| path.exists());
    if let Some(existing) = existing {
        return Err(Error::Usage(format!(
            "nothing was written, because {} is already there; name another folder",
            existing.display()
        )));
    }
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(Error::file(parent))?;
        }
        std::fs::write(&path, text).map_err(Error::file(&path))?;
        written.push(path);
    }
    Ok(written)
}
