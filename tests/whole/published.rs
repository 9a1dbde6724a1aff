//! Checks against folders of published files, named by `PUBLISHED` (the project's data sets)
//! and `NATIVE` (files in publishers' layouts); and against made-up files of every layout.

use std::path::Path;
use std::process::Command;

fn tables(source: &str, out: &Path) {
    let program = env!("CARGO_BIN_EXE_send-outcomes");
    let run = Command::new(program)
        .args([
            "--quiet", "run", "--area", "all", "--as-of", "2018/19", "--only", "tables",
            "--source", source, "--out",
        ])
        .arg(out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
#[ignore = "needs a folder of published files: make test-published PUBLISHED=folder"]
fn a_folder_of_published_files_gives_the_same_facts_as_the_embedded_figures() {
    let folder = std::env::var("PUBLISHED").expect("PUBLISHED names the folder");
    let place = tempfile::tempdir().unwrap();
    let (one, two) = (place.path().join("one"), place.path().join("two"));
    tables("embedded", &one);
    tables(&format!("dir:{folder}"), &two);
    // A file without its own word for the span is given that of its data set.
    let facts = |out: &Path| {
        sql(
            out,
            "select * exclude (span) from facts order by measure_id, cohort, area_code, period",
        )
    };
    assert!(facts(&one) == facts(&two), "facts differ");
    for table in ["comparisons", "trends", "rankings", "findings", "statements"] {
        let read = |out: &Path| rows_of(&out.join(format!("tables/{table}.parquet")));
        assert!(read(&one) == read(&two), "{table} differs");
    }
}

/// The bytes of a table without its footer, which names the inputs: what ships has one more.
fn rows_of(table: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(table).unwrap();
    let end = bytes.len() - 8;
    let footer = u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap()) as usize;
    bytes.truncate(end - footer);
    bytes
}

/// Files of a publisher that have no group of pupils with SEN, and are not read.
const WITHOUT_SEN: [&str; 1] = ["EES_ytd_data_2026-07-23.csv"];

#[path = "../../examples/generate-ees/columns.rs"]
mod columns;
#[path = "../../examples/generate-ees/figures.rs"]
mod figures;
#[path = "../../examples/generate-ees/file.rs"]
mod file;
#[path = "../../examples/generate-ees/locate.rs"]
mod locate;
#[path = "../../examples/generate-ees/numbers.rs"]
mod numbers;
#[path = "../../examples/generate-ees/own.rs"]
mod own;
#[path = "../../examples/generate-ees/places.rs"]
mod places;
#[path = "../../examples/generate-ees/rows.rs"]
mod rows;

fn run(source: &Path, out: &Path) {
    let run = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["--quiet", "run", "--area", "Birmingham", "--only", "tables", "--source"])
        .arg(format!("dir:{}", source.display()))
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// The rows that a statement over the outputs gives, without the header.
fn sql(out: &Path, statement: &str) -> Vec<String> {
    let asked = Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .args(["sql", "--format", "csv", "--out"])
        .arg(out)
        .arg(statement)
        .output()
        .unwrap();
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    String::from_utf8(asked.stdout).unwrap().lines().skip(1).map(str::to_string).collect()
}

const LEVEL_2: &str = "select cohort, period, numerator, denominator, evidence_grade, \
     round(value_lower, 6), round(value_upper, 6) from facts where measure_id = 'level-2-by-19' \
     and area_code = 'E08000025' and period in ('2015/16', '2016/17', '2017/18') \
     and cohort in ('ehc-plan', 'sen-support', 'no-sen') order by cohort, period";

#[test]
#[ignore = "needs folders of published files: make test-published PUBLISHED=folder NATIVE=folder"]
fn files_as_publishers_laid_them_out_load_whole_and_keep_their_counts() {
    let folders = std::env::var("NATIVE").expect("NATIVE names the folders, with a colon between");
    let place = tempfile::tempdir().unwrap();
    let mut counted = None;
    for (number, native) in folders.split(':').map(Path::new).enumerate() {
        let out = place.path().join(number.to_string());
        run(native, &out);
        let files = std::fs::read_dir(native).unwrap().filter(|entry| {
            let name = entry.as_ref().unwrap().file_name().to_string_lossy().into_owned();
            name.ends_with(".csv")
                && !name.ends_with(".meta.csv")
                && !WITHOUT_SEN.contains(&name.as_str())
        });
        let read = sql(&out, "select file from sources where cells > 0");
        assert_eq!(read.len(), files.count(), "{read:?}");
        assert!(sql(&out, "select message from quality where severity = 'error'").is_empty());
        let file = native.join("level_2_3_sfla.csv");
        counted = counted.or(file.exists().then_some((file, out)));
    }
    let (file, out) = counted.expect("one of the folders holds level_2_3_sfla.csv");
    // The counts of the file itself, and the interval that they alone give.
    let mut expected = Vec::new();
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    for record in reader.records() {
        let record = record.unwrap();
        let field = |name: &str| {
            record.get(header.iter().position(|h| h == name).unwrap()).unwrap().trim().to_string()
        };
        let cohort = match field("characteristic_sen_provision_status").as_str() {
            "SEN Provision Education Health and Care Plan" => "ehc-plan",
            "SEN Provision SEN support" => "sen-support",
            "SEN Provision No identified SEN" => "no-sen",
            _ => continue,
        };
        let period = field("time_period");
        let recent = ["201516", "201617", "201718"].contains(&period.as_str());
        if field("new_la_code") != "E08000025" || !recent {
            continue;
        }
        let number = |name: &str| field(name).parse::<f64>().unwrap();
        let (x, n) = (number("l2_by19"), number("number_in_ss_cohort"));
        let (z, p) = (1.959_963_984_540_054_f64, x / n);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
        let round = |share: f64| (share * 1e8).round() / 1e6;
        expected.push(format!(
            "{cohort},{}/{},{x:.1},{n:.1},A,{},{}",
            &period[..4],
            &period[4..],
            round(middle - half),
            round(middle + half)
        ));
    }
    expected.sort();
    assert_eq!(expected.len(), 9);
    assert_eq!(sql(&out, LEVEL_2), expected);
}

#[test]
#[ignore = "needs folders of published files: make test-published PUBLISHED=folder NATIVE=folder"]
fn of_several_releases_the_newest_counts_and_earlier_ones_fill_what_it_lacks() {
    let place = tempfile::tempdir().unwrap();
    let (both, out) = (place.path().join("both"), place.path().join("out"));
    std::fs::create_dir(&both).unwrap();
    for name in ["PUBLISHED", "NATIVE"] {
        let folders = std::env::var(name).expect("PUBLISHED and NATIVE name the folders");
        let mut pending: Vec<std::path::PathBuf> =
            folders.split(':').map(|folder| std::fs::canonicalize(folder).unwrap()).collect();
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                pending.extend(std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()));
            } else {
                let file = path.file_name().unwrap();
                std::os::unix::fs::symlink(&path, both.join(file)).unwrap();
            }
        }
    }
    run(&both, &out);
    let of = |period: &str| {
        sql(
            &out,
            &format!(
                "select sources.file from facts inner join sources on facts.data_set_version = \
                 sources.version and facts.data_set = sources.data_set where measure_id = \
                 'level-2-by-19' and area_code = 'E08000025' and cohort = 'ehc-plan' and \
                 facts.period = '{period}'"
            ),
        )
    };
    assert_eq!(of("2017/18"), ["level-2-and-3-attainment-by-19.csv"]);
    assert_eq!(of("2014/15"), ["level_2_3_sfla.csv"]);
    let revised = sql(
        &out,
        "select count(*) from quality where \"check\" = 'revised' and rows > 0 \
         and data_set = 'level-2-and-3-attainment-by-19'",
    );
    assert_ne!(revised, ["0"], "revisions are told");
    let twice = "select count(*) from (select 1 from facts group by measure_id, cohort, \
                 area_code, period having count(*) > 1)";
    assert_eq!(sql(&out, twice), ["0"]);
}

/// A made-up file of each layout of the catalogue, with its data set, layout and name.
fn made_up() -> Vec<(String, String, Vec<u8>, String)> {
    let catalogue = send_outcomes::catalogue::Catalogue::embedded().unwrap();
    let mut files = Vec::new();
    for data_set in catalogue.data_sets.values() {
        // The compact layout is the project's own: its files hold nothing but figures.
        let published = (1..).zip(&data_set.layouts).filter(|(_, layout)| layout.id != "compact");
        for (place, layout) in published {
            let mut bytes = Vec::new();
            let own = own::of(&data_set.id, layout).map(|own| own::Own { years: 1, ..own });
            let shape = file::Shape { catalogue: &catalogue, data_set, layout, place, own };
            let size = match layout.published.rows {
                0 => file::Size::Bytes(60_000),
                rows => file::Size::Rows(rows.min(400)),
            };
            let written = file::write(&shape, 11, size, &mut bytes).unwrap();
            assert!(written.rows > 50 && written.bytes == bytes.len() as u64, "{}", layout.id);
            let name = format!("{}.csv", file::in_name(layout).unwrap_or_default());
            files.push((data_set.id.clone(), layout.id.clone(), bytes, name));
        }
    }
    files
}

#[test]
fn made_up_files_of_every_layout_of_the_catalogue_load_by_that_layout() {
    use send_outcomes::stage::{Published, stage_bytes};
    let catalogue = send_outcomes::catalogue::Catalogue::embedded().unwrap();
    let files = made_up();
    assert!(files.len() >= 50, "{}", files.len());
    let mut layouts = std::collections::BTreeSet::new();
    for (data_set, layout, bytes, name) in &files {
        let published =
            Published { file: name, version: "1", data_set: &catalogue.data_sets[data_set] };
        let mut cells = 0;
        let staged = stage_bytes(&published, bytes.as_slice(), &catalogue, 2, &mut |batch| {
            cells += batch.num_rows();
            Ok(())
        })
        .unwrap();
        assert!(staged.rejections.is_empty(), "{data_set}: {:?}", staged.rejections);
        assert!(cells > 20 && staged.cells == cells as u64, "{data_set}, {layout}: {cells}");
        layouts.insert((data_set.clone(), staged.layout));
    }
    let read: Vec<_> = files.iter().map(|(d, l, ..)| (d.clone(), l.clone())).collect();
    let other: Vec<_> = read.iter().filter(|key| !layouts.contains(key)).collect();
    assert!(other.is_empty(), "read by another layout: {other:?}");
    assert_eq!(made_up()[3].2, files[3].2, "the same seed gives the same bytes");
}

#[test]
fn made_up_figures_say_so_in_versions_and_may_be_gzipped() {
    use send_outcomes::source::{Source, snapshots};
    use std::io::{Read, Write};
    let catalogue = send_outcomes::catalogue::Catalogue::embedded().unwrap();
    let place = tempfile::tempdir().unwrap();
    let text = b"time_period,x\n201819,1\n";
    let name = "synthetic-pupil-absence--1.csv.gz";
    let target = std::fs::File::create(place.path().join(name)).unwrap();
    let mut packed = flate2::write::GzEncoder::new(target, flate2::Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap();
    let offer = |first: &[u8]| send_outcomes::stage::offers(first, &catalogue);
    let source = Source::Directory(place.path().to_path_buf());
    let found = snapshots(&source, &catalogue, &offer).unwrap().snapshots;
    assert_eq!(found.len(), 1);
    assert!(found[0].synthetic && found[0].version.starts_with("synthetic:sha256:"));
    let mut unfolded = Vec::new();
    found[0].open().unwrap().read_to_end(&mut unfolded).unwrap();
    assert_eq!(unfolded, text);
}
