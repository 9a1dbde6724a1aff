//! Rebuilds the crate when a file that is compiled in appears or goes:
//! the catalogue, the queries and the embedded figures.
fn main() {
    for folder in ["catalogue", "queries", "data/embedded"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
