//! Files of statements, as they are named on the command line or in a workspace.

use crate::catalogue::{Area, Catalogue, Statements, parse_statements};
use crate::error::Error;
use std::path::Path;

/// The statements of a file or of every TOML file of a folder; without either, those
/// that ship for the chosen areas.
pub(super) fn chosen_statements(
    place: Option<&Path>,
    areas: &[Area],
    catalogue: &Catalogue,
) -> Result<Vec<(String, Statements)>, Error> {
    let Some(place) = place else {
        let mut shipped = Catalogue::shipped_statements()?;
        shipped.retain(|(_, s)| {
            let spoken = catalogue.areas.find(&s.area);
            spoken.is_some_and(|a| areas.iter().any(|b| b.code == a.code))
        });
        return Ok(shipped);
    };
    let mut files = vec![place.to_path_buf()];
    if place.is_dir() {
        let listing = std::fs::read_dir(place).map_err(Error::file(place))?;
        files = listing
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()
            .map_err(Error::file(place))?;
        files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
        files.sort();
    }
    files.iter().map(|path| read_statements(path)).collect()
}

/// The statements of one file, and its name for messages.
pub(super) fn read_statements(path: &Path) -> Result<(String, Statements), Error> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|e| {
        Error::Usage(format!(
            "cannot read the statements {name}: {e}; send-outcomes statements --template prints a \
             file to start from"
        ))
    })?;
    let statements = parse_statements(&name, &text)?;
    Ok((name, statements))
}
