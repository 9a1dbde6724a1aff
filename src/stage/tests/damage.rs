//! What damage makes of a file: never a panic, never another yield for other pieces or threads.

use super::corpus::CORPUS;
use super::{Yield, load};
use crate::catalogue::Catalogue;
use crate::stage::pieces::Pieces;
use crate::stage::plan::FilePlan;
use crate::stage::reading::Reading;
use crate::stage::{Head, Published, StageError, header_of, stage_bytes};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use fastrand::Rng;

/// Bytes that files go wrong by.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3\x28",
    b"\"\"",
    b" ",
    b"Total",
    b"c",
    b"1e308",
    b"-",
    b"9999999999999999999999999",
    b"NaN",
    b"1,234",
    b"\t",
    b"=1+1",
    b"E08000025",
    b"201819",
    b"SEN support",
    b"\xe2\x80\x8b",
];

fn damaged(chance: &mut Rng, text: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..chance.usize(1..6) {
        let at = chance.usize(0..=bytes.len());
        let end = (at + chance.usize(0..40)).min(bytes.len());
        match chance.u8(0..9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.u8(0..8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let from = chance.usize(0..=other.len());
                let to = (from + chance.usize(0..60)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            5 => {
                // A row again, or its end.
                let row = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
                let copy = bytes[row..].to_vec();
                bytes.extend(copy);
            }
            6 => bytes.splice(at..end, []).for_each(drop),
            _ => {
                let token = TOKENS[chance.usize(0..TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes
}

/// Loads `inputs` damaged files, and holds each yield to what must always be so.
fn storm(seed: u64, inputs: u64) {
    let catalogue = Catalogue::embedded().unwrap();
    let mut chance = Rng::with_seed(seed);
    let plans: Vec<(FilePlan<'_>, usize)> = CORPUS
        .iter()
        .map(|(_, data_set, text)| {
            let unmarked = text.strip_prefix('\u{feff}').unwrap_or(text);
            let Head { header, bytes: body, .. } = header_of(unmarked.as_bytes());
            let plan = FilePlan::new(header, &catalogue.data_sets[*data_set], &catalogue).unwrap();
            (plan, text.len() - unmarked.len() + body)
        })
        .collect();
    for input in 0..inputs {
        let place = chance.usize(0..CORPUS.len());
        let (_, data_set, text) = CORPUS[place];
        let other = CORPUS[chance.usize(0..CORPUS.len())].2.as_bytes();
        let (plan, body) = &plans[place];
        // The plan is made again for the inputs with a damaged header only: it costs more
        // than reading a small file.
        if chance.u8(0..16) == 0 {
            let bytes = damaged(&mut chance, text.as_bytes(), other);
            let one = load(&catalogue, data_set, &bytes, 1);
            held_to(&one, input);
            continue;
        }
        let bytes = damaged(&mut chance, &text.as_bytes()[*body..], other);
        let sizes = (chance.usize(1..400), chance.usize(1..4000));
        let one = rows_of(&catalogue, data_set, plan, &bytes, (1, sizes.0));
        held_to(&one, input);
        if chance.u8(0..8) == 0 {
            let two = rows_of(&catalogue, data_set, plan, &bytes, (2, sizes.1));
            assert_eq!(one, two, "input {input} of seed {seed}");
        }
    }
}

fn rows_of(
    catalogue: &Catalogue,
    data_set: &str,
    plan: &FilePlan<'_>,
    bytes: &[u8],
    how: (usize, usize),
) -> Yield {
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let mut batches = Vec::new();
    let mut sink = |batch: RecordBatch| -> Result<(), StageError> {
        batches.push(batch);
        Ok(())
    };
    let mut reading = Reading::new(&published, catalogue);
    reading.read_rows(plan, &[], &mut Pieces::new(bytes), how, &mut sink).unwrap();
    let staged = reading.staged;
    Yield { batches, rejections: staged.rejections, rows: staged.rows }
}

/// What holds of any yield: a value or a symbol, numbers that are numbers, known areas.
fn held_to(found: &Yield, input: u64) {
    for batch in &found.batches {
        let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
        let symbols = batch.column_by_name("symbol").unwrap().as_string::<i32>();
        for row in 0..batch.num_rows() {
            assert_eq!(values.is_null(row), symbols.is_valid(row), "input {input} row {row}");
            assert!(values.is_null(row) || values.value(row).is_finite(), "input {input}");
        }
    }
    for rejection in &found.rejections {
        assert!(rejection.message.starts_with("file.csv"), "{}", rejection.message);
    }
}

#[test]
fn no_damage_makes_the_loader_panic_or_depend_on_pieces_and_threads() {
    storm(1, 3_000);
}

#[test]
#[ignore = "long: make fuzz, FUZZ_INPUTS=1000000 FUZZ_SEED=1"]
fn a_million_damaged_files_neither_panic_nor_depend_on_pieces_and_threads() {
    let of = |name: &str, usual: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    storm(of("FUZZ_SEED", 1), of("FUZZ_INPUTS", 1_000_000));
}

#[test]
fn a_quote_that_is_never_closed_costs_bounded_memory() {
    let catalogue = Catalogue::embedded().unwrap();
    let (_, data_set, text) = CORPUS[2];
    let header = text.lines().next().unwrap();
    // 200 MB that a reader makes up: the loader gives up after a record of 32 MiB.
    let endless = std::io::Read::take(std::io::repeat(b'x'), 200 << 20);
    let start = format!("{header}\n\"");
    let reader = std::io::Read::chain(start.as_bytes(), endless);
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let staged = stage_bytes(&published, reader, &catalogue, 2, &mut |_| Ok(())).unwrap();
    let said = &staged.rejections[0].message;
    assert!(said.contains("a record of more than 32 MiB"), "{said}");
}

#[test]
fn a_file_without_a_row_below_its_header_is_called_that() {
    let catalogue = Catalogue::embedded().unwrap();
    for (_, data_set, text) in CORPUS {
        let header = text.lines().next().unwrap();
        let commas = ",".repeat(header.matches(',').count());
        for rows in ["", "\n", "\n\n", &format!("\n{commas}\n{commas}\n")] {
            let found = load(&catalogue, data_set, format!("{header}{rows}").as_bytes(), 1);
            let messages: Vec<&str> = found.rejections.iter().map(|r| r.message.as_str()).collect();
            let expected = "file.csv: the file has a header and no row below it: fetch it again";
            assert!(messages.contains(&expected), "{data_set}: {messages:?}");
        }
    }
}
