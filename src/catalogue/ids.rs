//! Ids become names of files, folders and addresses: they are plain words and never paths.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Longest id, so that names of files made from it are short enough for every system.
const LONGEST: usize = 80;

/// Whether a text is an id.
///
/// # Errors
/// What it must look like.
pub(super) fn check_id(what: &str, id: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.len() <= LONGEST && !id.starts_with('-') && id.chars().all(plain) {
        return Ok(());
    }
    Err(format!(
        "{what} id '{}' must be small letters, digits and hyphens, as in 'local-waiting-times'",
        id.escape_debug()
    ))
}

/// The file `name` directly in `folder`.
///
/// # Errors
/// It is not there, or the name or a link leads out of the folder.
pub(super) fn file_in(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let outside = || {
        format!(
            "file '{}' must be in the same folder as its TOML file: copy it there",
            name.escape_debug()
        )
    };
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if name.is_empty() || !inside {
        return Err(outside());
    }
    let path = in_any_case(folder, name);
    if !path.is_file() {
        return Err(format!("there is no file {}; name it with file = \"…\"", path.display()));
    }
    let real = |path: &Path| fs::canonicalize(path).map_err(|e| format!("{}: {e}", path.display()));
    if real(&path)?.starts_with(real(folder)?) { Ok(path) } else { Err(outside()) }
}

/// The file of this name, or one whose name differs in its case alone.
fn in_any_case(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.is_file() {
        return path;
    }
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = listing
        .map(|entry| entry.path())
        .filter(|other| other.file_name().is_some_and(|n| n.eq_ignore_ascii_case(name)))
        .collect();
    found.sort();
    found.into_iter().next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_plain_word() {
        for id in ["a", "ks4-attainment-8", "2-year-olds"] {
            assert_eq!(check_id("measure", id), Ok(()));
        }
        let long = "a".repeat(81);
        for id in
            ["", "-a", "..", "../a", "/a", "a/b", "a\\b", "a.b", "A", "a b", "é", "a\0", &long]
        {
            assert!(check_id("measure", id).unwrap_err().contains("small letters"), "{id}");
        }
    }

    #[test]
    fn a_file_of_a_folder_lies_in_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("local");
        fs::create_dir_all(folder.join("below")).unwrap();
        fs::write(folder.join("a.csv"), "").unwrap();
        fs::write(folder.join("below/b.csv"), "").unwrap();
        fs::write(place.path().join("out.csv"), "").unwrap();
        assert_eq!(file_in(&folder, "a.csv"), Ok(folder.join("a.csv")));
        assert!(file_in(&folder, "below/b.csv").is_ok());
        let absolute = place.path().join("out.csv").display().to_string();
        for name in ["../out.csv", "below/../../out.csv", &absolute, "", "."] {
            assert!(file_in(&folder, name).unwrap_err().contains("must be in the same"), "{name}");
        }
        assert!(file_in(&folder, "none.csv").unwrap_err().contains("there is no file"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(place.path().join("out.csv"), folder.join("link.csv"))
                .unwrap();
            assert!(file_in(&folder, "link.csv").unwrap_err().contains("must be in the same"));
        }
    }
}
