//! Flags mean something with the source, or are refused.

use super::absence::absence;
use super::{printed, program, said};
use std::fs;
use std::path::Path;

const ABSENCE: &str = "pupil-absence-autumn-and-spring-terms";

/// A folder with two data sets of the same rows.
fn source(place: &Path) {
    fs::create_dir(place.join("source")).unwrap();
    fs::write(place.join(format!("source/{ABSENCE}.csv")), absence()).unwrap();
    let phonics = "time_period,time_identifier,geographic_level,country_code,country_name,\
        region_code,region_name,old_la_code,new_la_code,la_name,sen_provision,sen_primary_need,\
        pt_phonics_y1_met_expected_standard\n\
        201819,Academic year,National,E92000001,England,,,,,,SEN support,Total,48.0\n";
    fs::write(place.join("source/phonics-screening-check.csv"), phonics).unwrap();
}

#[test]
fn a_flag_that_means_nothing_with_the_source_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place);
    let run = ["run", "--source", "dir:source", "--only", "facts"];
    for (verb, flags, why) in [
        (&run[..], &["--if-changed"][..], "--if-changed has no effect with --source dir:source"),
        (&run, &["--locked"], "--locked has no effect"),
        (&run, &["--offline"], "--offline has no effect"),
        (&run, &["--store", "st"], "--store has no effect"),
        (&run, &["--lock", "l"], "--lock has no effect"),
        (&run, &["--wait", "1"], "--wait has no effect"),
        (&run, &["--ees-url", "x"], "--ees-url has no effect"),
        (&run, &["--ees-site-url", "x"], "--ees-site-url has no effect"),
        (&run, &["--requests-per-second", "1"], "--requests-per-second has no effect"),
        (&run, &["--shared", "x"], "--shared has no effect with --engine local"),
        (&["run"], &["--offline"], "--offline has no effect with --source embedded"),
        (&["fetch", "--source", "dir:source"], &["--ees-url", "x"], "--ees-url has no effect"),
        (&["refresh", "--source", "dir:source"], &["--ees-url", "x"], "--ees-url has no effect"),
        (&["check"], &["--store", "st"], "--store has no effect with --source embedded"),
        (&["explain", "x"], &["--store", "st"], "--store has no effect with --source embedded"),
        (
            &run,
            &["--data-set", "phonics-screening-chek"],
            "(nearest known: 'phonics-screening-check')",
        ),
        (&["fetch"], &["--data-set", "nonsense"], "data set 'nonsense' is unknown"),
        (&["refresh"], &["--data-set", "nonsense"], "data set 'nonsense' is unknown"),
    ] {
        let output = program(place, &[verb, flags].concat());
        let told = said(&output).replace('\n', " ");
        assert_eq!(output.status.code(), Some(2), "{verb:?} {flags:?}: {told}");
        assert!(told.contains(why), "{verb:?} {flags:?}: {told}");
    }
    let left: Vec<_> = fs::read_dir(place).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing was written");
}

#[test]
fn a_run_takes_the_data_sets_it_is_reported_and_never_ends_without_a_figure() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    source(place);
    let run = |more: &[&str]| {
        let run = ["run", "--source", "dir:source", "--only", "facts", "--jobs", "99999"];
        program(place, &[&run[..], more].concat())
    };
    let one = run(&["--data-set", ABSENCE]);
    assert_eq!(one.status.code(), Some(0), "{}", said(&one));
    let facts = || fs::read(place.join("output/tables/facts.parquet")).unwrap();
    let sets = program(place, &["sql", "--format", "csv", "select distinct data_set from facts"]);
    assert_eq!(printed(&sets), format!("data_set\n{ABSENCE}\n"));
    let before = facts();
    for (more, why) in [
        (&["--as-of", "1900/01"][..], "no figure up to 1900/01"),
        (&["--data-set", "key-stage-4-performance"], "the source does not have key-stage-4"),
    ] {
        let none = run(more);
        assert_eq!(none.status.code(), Some(4), "{more:?}: {}", said(&none));
        assert!(said(&none).contains(why), "{}", said(&none));
        assert_eq!(facts(), before, "the outputs stand");
    }
    let file = absence();
    let (header, symbols) = file.split_once('\n').unwrap();
    let text = header.to_string() + "\n";
    fs::write(place.join(format!("source/{ABSENCE}.csv")), text + &only_symbols(symbols)).unwrap();
    let none = run(&["--data-set", ABSENCE]);
    assert_eq!(none.status.code(), Some(4), "{}", said(&none));
    assert!(said(&none).contains("nothing that was read has a figure"), "{}", said(&none));
    assert_eq!(facts(), before, "the outputs stand");
}

/// The rows with every number of their figures suppressed.
fn only_symbols(rows: &str) -> String {
    let cell = |cell: &str| if cell.contains('.') { "c".to_string() } else { cell.to_string() };
    let row = |row: &str| row.split(',').map(cell).collect::<Vec<_>>().join(",") + "\n";
    rows.lines().map(row).collect()
}
