//! Tabulates published files into the layout that ships with the program:
//!
//! ```text
//! cargo run --example tabulate -- PUBLISHED_DIR REFERENCE_DIR data/embedded [ID=FILE@PERIOD]...
//! ```
//!
//! `PUBLISHED_DIR` holds a folder for each data set, with `<data-set>.csv` in
//! the shape of an Explore Education Statistics data file; a further `ID=FILE@PERIOD` is a file of
//! another shape that prints no year, `adult-social-care-outcomes-framework=ascof.csv@202021`.
//! `REFERENCE_DIR` holds `local-authorities.csv` and `statistical-neighbours.csv`.
//! A published row that a measure of the catalogue reads becomes one row, on the same line, every
//! figure and symbol as printed; the ten columns that say where and when shrink to a period and an
//! area code. Of a row that no measure reads (another school type, another topic) an empty line is
//! left, so that every figure keeps the line on which it was published.
//! The same input gives the same bytes.

mod areas;
mod long;
mod table;

use areas::Areas;
use send_outcomes::catalogue::Catalogue;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [published, reference, out, further @ ..] = arguments.as_slice() else {
        return Err(
            "usage: tabulate PUBLISHED_DIR REFERENCE_DIR OUT_DIR [ID=FILE@PERIOD]...".into()
        );
    };
    let catalogue = Catalogue::embedded()?;
    let figures = out.join("figures");
    fs::create_dir_all(&figures)?;
    let mut areas = Areas::new(&reference.join("local-authorities.csv"), &catalogue)?;
    let mut tables = Vec::new();
    for name in folders(published)? {
        let source = published.join(&name).join(format!("{name}.csv"));
        let table = table::tabulate(&name, &source, &figures, &mut areas, &catalogue);
        tables.push(table.map_err(|e| format!("{}: {e}", source.display()))?);
    }
    for argument in further {
        let argument = argument.to_string_lossy();
        let parts =
            argument.split_once('=').and_then(|(id, rest)| Some((id, rest.rsplit_once('@')?)));
        let Some((id, (file, period))) = parts else {
            return Err(format!("'{argument}' is not ID=FILE@PERIOD").into());
        };
        let table = long::tabulate(id, Path::new(file), period, &figures, &catalogue);
        tables.push(table.map_err(|e| format!("{file}: {e}"))?);
    }
    tables.sort_by(|a, b| a.data_set.cmp(&b.data_set));
    table::write_index(&tables, &out.join("index.csv"))?;
    areas.write(&out.join("areas.csv"))?;
    areas.write_neighbours(
        &reference.join("statistical-neighbours.csv"),
        &out.join("neighbours.csv"),
    )
}

fn folders(parent: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
