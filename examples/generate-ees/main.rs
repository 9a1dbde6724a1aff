//! Writes made-up files in the shape of published ones, for every layout of the
//! catalogue, as large as asked for:
//!
//! ```text
//! cargo run --example generate-ees -- --seed 1 --size 200MB --out synthetic [--gzip]
//!     [--as-published | --times N] [--data-set ID]... [--layout NAME]
//! ```
//!
//! `--as-published` makes a file as large as the publisher's own where that is known; `--times N`
//! makes only those, with N times as many rows and, where `published.toml` has it, the publisher's
//! header, years and levels.
//!
//! The layouts are those of `catalogue/data-sets/*.toml`, so a new one is written
//! without a change here. The figures are plausible and invented: every
//! file's name starts with `synthetic-`, and what is made from such files says so.
//! They carry what real files carry: suppression, every symbol, labels that change
//! through the years, authorities that begin and end, a byte-order mark, CRLF,
//! quoted commas, blanks as a space, spaces at the ends, columns in any order, and
//! many rows of schools and of other characteristics that are not read.
//! The same seed and size give the same bytes.

mod columns;
mod figures;
mod file;
mod locate;
mod numbers;
mod own;
mod places;
mod rows;

use file::Size;
use flate2::Compression;
use flate2::write::GzEncoder;
use send_outcomes::catalogue::Catalogue;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: generate-ees --out DIR [--seed N] [--size BYTES, 64KB, 200MB or 1GB] \
                     [--as-published | --times N] [--gzip] [--data-set ID]... [--layout NAME]";

struct Options {
    seed: u64,
    /// Bytes of all files together.
    size: u64,
    /// Each file as large as the publisher's own, where that is known.
    as_published: bool,
    /// Only files whose size is known, with so many times their rows.
    times: Option<f64>,
    out: PathBuf,
    gzip: bool,
    /// All of them if empty.
    data_sets: Vec<String>,
    layout: Option<String>,
}

fn main() -> Outcome<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let catalogue = Catalogue::embedded()?;
    std::fs::create_dir_all(&options.out)?;
    let mut wanted = Vec::new();
    for data_set in catalogue.data_sets.values() {
        let asked = options.data_sets.is_empty() || options.data_sets.contains(&data_set.id);
        for (place, layout) in (1..).zip(&data_set.layouts) {
            // The project's own layout belongs to the files that ship with it.
            let published = layout.id != "compact";
            let known = options.times.is_none() || layout.published.rows > 0;
            if asked
                && published
                && known
                && options.layout.as_ref().is_none_or(|id| *id == layout.id)
            {
                wanted.push((data_set, layout, place));
            }
        }
    }
    if wanted.is_empty() {
        return Err("no layout of the catalogue is of that name".into());
    }
    let share = options.size / wanted.len() as u64;
    for (data_set, layout, place) in wanted {
        let ending = if options.gzip { "csv.gz" } else { "csv" };
        let year = file::in_name(layout).map(|year| format!("_{year}")).unwrap_or_default();
        let name = format!("synthetic-{}--{place}{year}.{ending}", data_set.id);
        let target = BufWriter::with_capacity(1 << 20, File::create(options.out.join(&name))?);
        let own = options.times.and_then(|_| own::of(&data_set.id, layout));
        let shape = file::Shape { catalogue: &catalogue, data_set, layout, place, own };
        let seed = options.seed ^ (place as u64) << 32;
        let size = match (layout.published.rows, options.times) {
            (rows, Some(times)) if rows > 0 => Size::Rows((rows as f64 * times).round() as u64),
            (rows, None) if rows > 0 && options.as_published => Size::Rows(rows),
            _ => Size::Bytes(share),
        };
        let written = if options.gzip {
            let mut packed = GzEncoder::new(target, Compression::fast());
            let written = file::write(&shape, seed, size, &mut packed)?;
            packed.finish()?.flush()?;
            written
        } else {
            let mut target = target;
            let written = file::write(&shape, seed, size, &mut target)?;
            target.flush()?;
            written
        };
        println!("{name}: {} rows, {} bytes, layout '{}'", written.rows, written.bytes, layout.id);
    }
    Ok(())
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Self {
            seed: 1,
            size: 1 << 20,
            as_published: false,
            times: None,
            out: PathBuf::new(),
            gzip: false,
            data_sets: Vec::new(),
            layout: None,
        };
        while let Some(flag) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            match flag.as_str() {
                "--seed" => options.seed = value()?.parse()?,
                "--size" => options.size = bytes(&value()?)?,
                "--out" => options.out = value()?.into(),
                "--gzip" => options.gzip = true,
                "--as-published" => options.as_published = true,
                "--times" => options.times = Some(value()?.parse()?),
                "--data-set" => options.data_sets.push(value()?),
                "--layout" => options.layout = Some(value()?),
                _ => return Err(USAGE.into()),
            }
        }
        if options.out.as_os_str().is_empty() { Err(USAGE.into()) } else { Ok(options) }
    }
}

/// `64KB`, `200MB`, `1GB` or a number of bytes.
fn bytes(text: &str) -> Outcome<u64> {
    let (digits, unit) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(format!("'{text}' is no size. {USAGE}").into()),
    };
    Ok(digits.parse::<u64>()? * factor)
}
