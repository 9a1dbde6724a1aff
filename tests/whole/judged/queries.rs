//! What the queries say of themselves.

use send_outcomes::engine::{self, Layer};
use std::fs;
use std::path::Path;

#[test]
fn every_query_has_a_header() {
    for layer in engine::layers() {
        for word in ["-- purpose:", "-- grain:", "-- inputs:", "-- output:", "-- rules:"] {
            assert!(layer.sql.contains(word), "{} lacks '{word}'", layer.file);
        }
    }
}

#[test]
fn no_query_waits_for_its_own_rows() {
    let mut waiting: Vec<Layer<'_>> = engine::layers();
    while !waiting.is_empty() {
        let tables: Vec<&str> = waiting.iter().map(|layer| layer.table).collect();
        let before = waiting.len();
        waiting.retain(|layer| engine::inputs_of(layer).iter().any(|t| tables.contains(t)));
        assert!(waiting.len() < before, "these wait for each other: {tables:?}");
    }
}

#[test]
fn every_table_that_a_query_reads_is_named_in_its_header() {
    // The scheduler starts a query when the inputs of its header are there.
    let layers = engine::layers();
    for layer in &layers {
        let named = engine::inputs_of(layer);
        let words: Vec<&str> = layer.sql.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| ["from", "join"].contains(&pair[0])) {
            let table = pair[1].trim_end_matches([',', ')', ';']);
            if layers.iter().any(|other| other.table == table && other.table != layer.table) {
                assert!(named.contains(&table), "{} reads {table}", layer.file);
            }
        }
    }
}

#[test]
fn the_architecture_lists_every_query_in_running_order() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, list) = page.split_once("| numbers | tables |").unwrap();
    let rows = list.lines().skip(2).take_while(|line| line.starts_with('|'));
    let listed: Vec<&str> = rows
        .filter_map(|row| row.split('|').nth(2))
        .flat_map(|tables| tables.split(',').map(|table| table.trim().trim_matches('`')))
        .collect();
    let tables: Vec<&str> = engine::layers().iter().map(|layer| layer.table).collect();
    assert_eq!(listed, tables);
}
