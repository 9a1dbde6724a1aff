//! How fast the bytes of CSV files can be gone through at all, on the same threads:
//!
//! ```text
//! bare-scan lines|separators|fields THREADS FILE_OR_FOLDER...
//! ```
//!
//! `lines` finds every line end with memchr; `separators` every comma, quote and line end;
//! `fields` takes every field out of its quotes with csv-core, as a reader must that knows
//! nothing of what is wanted. Prints bytes, hits, seconds and MB/s (10⁶ bytes a second) as JSON.
//!
//! Files are mapped and cut into one range a thread at line ends, so a quoted field with a line
//! end in it may be cut; what is counted there is off by a field, the time is not.

use memmap2::Mmap;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, threads, paths @ ..] = arguments.as_slice() else {
        return Err("usage: bare-scan lines|separators|fields THREADS FILE_OR_FOLDER...".into());
    };
    let scan: fn(&[u8]) -> u64 = match kind.as_str() {
        "lines" => |bytes| memchr::memchr_iter(b'\n', bytes).count() as u64,
        "separators" => |bytes| memchr::memchr3_iter(b',', b'"', b'\n', bytes).count() as u64,
        "fields" => fields,
        other => return Err(format!("'{other}' is none of lines, separators, fields").into()),
    };
    let threads: usize = threads.parse()?;
    let mut files = Vec::new();
    for path in paths {
        csv_files(Path::new(path), &mut files)?;
    }
    let begun = Instant::now();
    let (mut bytes, mut hits) = (0, 0);
    for file in &files {
        // SAFETY: the files are inputs that nothing writes to while they are measured.
        let map = unsafe { Mmap::map(&File::open(file)?)? };
        bytes += map.len();
        hits += std::thread::scope(|scope| {
            let workers: Vec<_> = ranges(&map, threads)
                .into_iter()
                .map(|range| scope.spawn(move || scan(range)))
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or(0)).sum::<u64>()
        });
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{{\"scan\": \"{kind}\", \"threads\": {threads}, \"files\": {}, \"bytes\": {bytes}, \
         \"hits\": {hits}, \"seconds\": {seconds:.4}, \"mb_per_s\": {:.0}}}",
        files.len(),
        bytes as f64 / 1e6 / seconds
    );
    Ok(())
}

fn csv_files(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        entries.iter().try_for_each(|entry| csv_files(entry, files))
    } else {
        if path.extension().is_some_and(|e| e == "csv") && path.metadata()?.len() > 0 {
            files.push(path.to_path_buf());
        }
        Ok(())
    }
}

/// As many ranges as threads, each ending behind a line end.
fn ranges(bytes: &[u8], threads: usize) -> Vec<&[u8]> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for place in 1..=threads {
        let aim = (bytes.len() * place / threads).max(start);
        let end = memchr::memchr(b'\n', &bytes[aim..]).map_or(bytes.len(), |found| aim + found + 1);
        ranges.push(&bytes[start..end]);
        start = end;
    }
    ranges
}

fn fields(mut bytes: &[u8]) -> u64 {
    let mut reader = csv_core::Reader::new();
    let mut field = [0; 4096];
    let mut count = 0;
    loop {
        let (result, read, _) = reader.read_field(bytes, &mut field);
        bytes = &bytes[read..];
        match result {
            csv_core::ReadFieldResult::Field { .. } => count += 1,
            csv_core::ReadFieldResult::End => return count,
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
        }
    }
}
