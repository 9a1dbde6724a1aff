//! Some of the figures that ship, as a source: for what does not depend on all of them, of which a
//! development build makes a report in most of a minute.

use std::fs;
use std::path::Path;

/// `--source` of a folder in `place` with the figures of these data sets alone.
pub fn few(place: &Path, data_sets: &[&str]) -> String {
    let folder = place.join("few");
    fs::create_dir_all(&folder).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/embedded/figures");
    for data_set in data_sets {
        let name = format!("{data_set}.csv");
        fs::copy(shipped.join(&name), folder.join(&name)).unwrap();
    }
    format!("dir:{}", folder.display())
}

/// `--statements` of an empty folder in `place`: those that ship for Birmingham are judged as of
/// three earlier years, each by queries of its own.
pub fn no_statements(place: &Path) -> String {
    let folder = place.join("no-statements");
    fs::create_dir_all(&folder).unwrap();
    folder.display().to_string()
}
