//! What a workspace says in its own words and picks itself: `commentary.toml`, `show`, `neighbours`.

use super::workspace::Workspace;
use crate::catalogue::{COMMENTARY_FILE, Catalogue, OwnNeighbours, TomlError};
use crate::error::Error;
use std::path::Path;

/// The file of an area's own words, as read.
#[derive(Debug)]
pub struct OwnWords {
    file: String,
    text: String,
}

impl OwnWords {
    /// The commentary of the workspace in `folder`, if there is any.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(COMMENTARY_FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
        let file = path.strip_prefix(".").unwrap_or(&path).display().to_string();
        Ok(Some(Self { file, text }))
    }
}

/// The catalogue as a run in the working folder sees it: with what its workspace adds or changes,
/// and with the local measures of `local`.
///
/// # Errors
/// What is wrong in a file of the workspace, with its place and the nearest valid choices.
pub fn with_own(workspace: Option<&Workspace>, local: Option<&Path>) -> Result<Catalogue, Error> {
    let mut catalogue = Catalogue::embedded()?;
    if let Some(workspace) = workspace {
        workspace.apply_to(&mut catalogue)?;
    }
    if let Some(local) = local {
        catalogue.add_local(local)?;
    }
    // Last: they name measures, local ones too.
    if let Some(workspace) = workspace {
        workspace.apply_own(&mut catalogue)?;
    }
    Ok(catalogue)
}

impl Workspace {
    fn apply_own(&self, catalogue: &mut Catalogue) -> Result<(), Error> {
        let settings = &self.settings;
        catalogue.set_show(&settings.show).map_err(|message| self.wrong("show", &message))?;
        if settings.neighbours.is_empty() {
            for (key, given) in [
                ("neighbours_name", &settings.neighbours_name),
                ("neighbours_date", &settings.neighbours_date),
            ] {
                if given.is_some() {
                    return Err(self.wrong(key, "there is no list: add neighbours = [\"…\"]"));
                }
            }
        } else {
            let areas = self.own_areas(catalogue)?;
            if areas.is_empty() {
                let message = "the list needs an area: add area = \"…\", one authority or a few";
                return Err(self.wrong("neighbours", message));
            }
            let own = OwnNeighbours {
                names: settings.neighbours.clone(),
                name: settings.neighbours_name.clone().unwrap_or_default(),
                date: settings.neighbours_date.clone().unwrap_or_default(),
            };
            catalogue
                .set_neighbours(&areas, &own)
                .map_err(|message| self.wrong("neighbours", &message))?;
        }
        if let Some(words) = &self.words {
            let areas = self.own_areas(catalogue)?;
            catalogue.add_commentary(&words.file, &words.text, &areas).map_err(usage)?;
        }
        Ok(())
    }

    /// Codes of the authorities that the workspace names; none for `all`.
    fn own_areas(&self, catalogue: &Catalogue) -> Result<Vec<String>, Error> {
        let names = self.settings.area.list();
        if names.iter().any(|name| name.eq_ignore_ascii_case("all")) {
            return Ok(Vec::new());
        }
        let code = |name: &String| {
            catalogue.areas.find(name).map(|area| area.code.clone()).ok_or_else(|| {
                let known = catalogue.areas.suggestion(name);
                let message =
                    format!("area '{name}' is unknown{known}; 'send-outcomes areas' lists all");
                self.wrong("area", &message)
            })
        };
        names.iter().map(code).collect()
    }
}

/// What is wrong with a file that an area wrote, as the command line reports it.
fn usage(error: crate::catalogue::CatalogueError) -> Error {
    match error {
        crate::catalogue::CatalogueError::Local(refusal @ TomlError { .. }) => {
            Error::Usage(refusal.to_string())
        }
        other => Error::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::workspace::WORKSPACE_FILE;
    use super::*;
    use std::fs;

    fn laid(settings: &str, words: &str) -> Result<Catalogue, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(WORKSPACE_FILE), settings).unwrap();
        fs::write(folder.path().join(COMMENTARY_FILE), words).unwrap();
        let workspace = Workspace::of(folder.path()).unwrap();
        with_own(workspace.as_ref(), None).map_err(|e| e.to_string())
    }

    #[test]
    fn what_a_workspace_picks_and_writes_is_laid_over_the_catalogue() {
        let settings = "area = 'Birmingham'\nshow = ['ehc-20-weeks']\nneighbours_name = 'Cities'\n\
                        neighbours = ['Leeds', 'Sheffield', 'Bradford', 'Hull', 'Liverpool', 'Nottingham']";
        let catalogue = laid(settings, "[[comment]]\ntheme = 'absence'\ncomment = 'x'").unwrap();
        assert_eq!(catalogue.commentary.on_themes("E08000025").count(), 1);
        assert_eq!(catalogue.show, ["ehc-20-weeks"]);
        assert!(catalogue.neighbours_list("E08000025").1.ends_with("toml (Cities)"));
        let plain = Catalogue::embedded().unwrap();
        assert_ne!(catalogue.checksum(), plain.checksum(), "a refresh runs again");
    }

    #[test]
    fn what_is_wrong_is_reported_in_its_place() {
        let comment = "[[comment]]\ntheme = 'absence'\ncomment = 'x'";
        for (settings, words, expected) in [
            ("\nshow = ['ks2']", "", "send-outcomes.toml line 2: key 'show': measure 'ks2'"),
            ("area = 'Leeds'\nneighbours = ['Hul']", "", "line 2: key 'neighbours': 'Hul'"),
            ("area = 'all'\nneighbours = ['Hull']", "", "the list needs an area"),
            ("neighbours_name = 'x'", "", "line 1: key 'neighbours_name': there is no list"),
            ("area = 'all'", comment, "commentary.toml line 1: [[comment]] 1: name the area"),
            ("area = 'Leds'", comment, "line 1: key 'area': area 'Leds' is unknown"),
        ] {
            let refusal = laid(settings, words).unwrap_err();
            assert!(refusal.contains(expected), "{refusal}");
        }
    }
}
