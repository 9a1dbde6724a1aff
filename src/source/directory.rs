//! A folder of published files, whatever its depth, or an archive of them: each is offered to
//! every data set of the catalogue by what it holds, and its name decides between equals.
//! There may be several releases of one data set; each is its own snapshot.

use super::form::{Form, HEAD, no_table};
use super::names::{Name, made_up_version};
use super::seen::{Looked, Seen};
use super::text::Encoding;
use super::walk::{Candidate, Walked, walk};
use super::{
    Described, FileShape, Fit, Holdings, NotRead, Offer, Offers, Provenance, Snapshot, SourceError,
    unreadable, version_of,
};
use crate::catalogue::Catalogue;
use crate::threads::share_out;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// What a file is for.
enum Verdict {
    /// Data sets that it is read for, with the month of its release.
    Read(Vec<(String, String)>),
    NotRead(NotRead),
}

/// A file that was looked at.
struct Examined {
    looked: Looked,
    verdict: Verdict,
    notes: Vec<String>,
}

/// The catalogue's data sets below `folder`, in order of id and file. Files that look as they did
/// when they were `seen` are not read whole; afterwards it holds those that are there now.
///
/// # Errors
/// The folder cannot be read, or holds nothing that the catalogue knows.
pub fn snapshots(
    folder: &Path,
    catalogue: &Catalogue,
    seen: &mut Seen,
    offer: Offer<'_>,
) -> Result<Holdings, SourceError> {
    let Walked { candidates, not_read, others, .. } = walk(folder)?;
    let local = |candidate: &Candidate| {
        let own = catalogue.data_sets.values().filter_map(|d| d.local_file.as_deref());
        own.into_iter().any(|path| path == Path::new(&candidate.shown))
    };
    let candidates: Vec<Candidate> = candidates.into_iter().filter(|c| !local(c)).collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let known = std::mem::take(seen);
    let examined =
        share_out(&candidates, threads, |candidate| examine(candidate, catalogue, &known, offer));
    let mut holdings = Holdings { not_read, ..Holdings::default() };
    let mut releases = BTreeSet::new();
    for (candidate, examined) in candidates.into_iter().zip(examined) {
        let examined = match examined {
            Ok(examined) => examined,
            // What is packed and damaged says nothing of the other files.
            Err(SourceError::Unreadable { source, .. }) if candidate.content.is_packed() => {
                let reason = format!("it cannot be unpacked ({source}): fetch it again");
                let data_set = String::new();
                holdings.not_read.push(NotRead { file: candidate.shown, data_set, reason });
                continue;
            }
            Err(error) => return Err(error),
        };
        seen.remember(&candidate.content, &examined.looked);
        let data_sets = match examined.verdict {
            Verdict::Read(data_sets) => data_sets,
            Verdict::NotRead(not_read) => {
                holdings.not_read.push(not_read);
                continue;
            }
        };
        for (data_set, released) in data_sets {
            // Two copies of one file are one release.
            if !releases.insert((data_set.clone(), examined.looked.sha256.clone())) {
                continue;
            }
            let notes = examined.notes.iter().map(|note| (data_set.clone(), note.clone()));
            holdings.notes.extend(notes);
            holdings.snapshots.push(snapshot(&candidate, &examined.looked, data_set, released));
        }
    }
    holdings.snapshots.sort_by(|a, b| a.data_set.cmp(&b.data_set));
    if holdings.snapshots.is_empty() {
        return Err(nothing_known(folder, catalogue, &holdings.not_read, &others));
    }
    Ok(holdings)
}

fn snapshot(
    candidate: &Candidate,
    looked: &Looked,
    data_set: String,
    released: String,
) -> Snapshot {
    let version = version_of(&looked.sha256);
    let synthetic = Name::of(&candidate.name).synthetic;
    Snapshot {
        data_set,
        version: if synthetic { made_up_version(&version) } else { version },
        sha256: looked.sha256.clone(),
        bytes: looked.bytes,
        file: candidate.shown.clone(),
        released,
        synthetic,
        provenance: Provenance::default(),
        content: candidate.content.clone(),
        described: Described::beside(&candidate.content),
        encoding: looked.encoding,
    }
}

fn examine(
    candidate: &Candidate,
    catalogue: &Catalogue,
    known: &Seen,
    offer: Offer<'_>,
) -> Result<Examined, SourceError> {
    let path = candidate.content.path();
    let mut looked = known.look_at(&candidate.content)?;
    let (head, all) = candidate.content.head(HEAD).map_err(unreadable(path))?;
    let (text, trouble) = match Form::of(&head) {
        Form::Text(Encoding::Utf8) => (looked.encoding, None),
        Form::Text(encoding) => (encoding, None),
        Form::Gzip | Form::Zip => {
            let what = "it is packed twice: unpack it first".to_string();
            (Encoding::Utf8, Some(what))
        }
        Form::Other(what) => (Encoding::Utf8, Some(what)),
    };
    let head = whole_lines(text, head, all);
    let trouble = trouble.or_else(|| no_table(&head));
    let offers = if trouble.is_some() { Offers::default() } else { offer(&head) };
    let mut notes = Vec::new();
    if let Some(name) = text.name() {
        notes.push(format!("{}: it is {name} text and was read as such", candidate.shown));
    }
    let beginning = Beginning { head: &head, trouble, all };
    let verdict = judged(candidate, catalogue, offers, beginning, &mut notes);
    looked.encoding = text;
    Ok(Examined { looked, verdict, notes })
}

/// The lines of a beginning as UTF-8, without a byte-order mark and a line that may be cut.
fn whole_lines(encoding: Encoding, head: Vec<u8>, all: bool) -> Vec<u8> {
    let mut text = Vec::new();
    // Text that breaks off in the middle of a letter is read as far as it goes.
    let _ = std::io::copy(&mut encoding.reader(std::io::Cursor::new(head)), &mut text);
    if !all && let Some(end) = text.iter().rposition(|byte| *byte == b'\n') {
        text.truncate(end + 1);
    }
    if text.starts_with("\u{feff}".as_bytes()) {
        text.drain(..3);
    }
    text
}

/// What is known of a file from its beginning.
struct Beginning<'a> {
    head: &'a [u8],
    /// Why it cannot be a table.
    trouble: Option<String>,
    /// Whether it is the whole file.
    all: bool,
}

/// Which data sets a file is read for: of those that its columns fit, the one it is named for,
/// else the one whose columns fit best.
fn judged(
    candidate: &Candidate,
    catalogue: &Catalogue,
    offers: Offers,
    beginning: Beginning<'_>,
    notes: &mut Vec<String>,
) -> Verdict {
    let named = named(candidate, catalogue);
    let mut fits = offers.fits;
    if fits.iter().any(|fit| fit.cells > 0) {
        fits.retain(|fit| fit.cells > 0);
    }
    let is_fit = |(id, _): &&(String, String)| fits.iter().any(|fit| fit.data_set == *id);
    let both: Vec<(String, String)> = named.iter().filter(is_fit).cloned().collect();
    if !both.is_empty() {
        return Verdict::Read(both);
    }
    let most = fits.iter().map(|fit| fit.columns).max().unwrap_or_default();
    fits.retain(|fit| fit.columns == most);
    match &fits[..] {
        [] => {}
        [fit] if fit.cells == 0 && beginning.all && named.is_empty() => {
            let what = format!("its columns match '{}', but no row gives a figure", fit.data_set);
            return not_read(candidate, &fit.data_set, what);
        }
        [fit] => {
            let by = match named.first() {
                Some((other, _)) => format!("is named for {other} and holds"),
                None => "is known by its columns as".to_string(),
            };
            notes.push(format!("{} {by} {}", candidate.shown, fit.data_set));
            return Verdict::Read(vec![(fit.data_set.clone(), String::new())]);
        }
        several => return equally_fit(candidate, several),
    }
    // A file that is named for a data set and does not fit it stops measures, with the reason.
    if !named.is_empty() {
        return Verdict::Read(named);
    }
    match (beginning.trouble, offers.closest) {
        (Some(what), _) => not_read(candidate, "", what),
        (None, Some((data_set, what))) => not_read(candidate, &data_set, what),
        (None, None) => {
            let columns = own_columns(beginning.head);
            let what = format!("its columns do not match any data set{columns}");
            not_read(candidate, "", what)
        }
    }
}

/// The data sets that a file is named for, each with the release that its name gives.
fn named(candidate: &Candidate, catalogue: &Catalogue) -> Vec<(String, String)> {
    let name = Name::of(&candidate.name);
    let published = catalogue.data_sets.values().filter(|d| d.local_file.is_none());
    published.filter_map(|d| Some((d.id.clone(), name.released(d)?))).collect()
}

fn not_read(candidate: &Candidate, data_set: &str, reason: String) -> Verdict {
    let file = candidate.shown.clone();
    Verdict::NotRead(NotRead { file, data_set: data_set.to_string(), reason })
}

/// A file whose columns are those of several data sets: only its name could tell them apart.
fn equally_fit(candidate: &Candidate, several: &[Fit]) -> Verdict {
    let ids: Vec<&str> = several.iter().map(|fit| fit.data_set.as_str()).collect();
    let what = format!(
        "its columns match {} equally: name it {}.csv, or keep the publisher's name",
        ids.join(" and "),
        ids[0]
    );
    not_read(candidate, ids[0], what)
}

/// Some columns of a file that are not a place or time, for a message.
fn own_columns(head: &[u8]) -> String {
    const MAX_LISTED: usize = 6;
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let shape = FileShape::read(first).unwrap_or_default();
    let own = shape.own_columns();
    let listed: Vec<String> = own.iter().take(MAX_LISTED).map(|name| format!("'{name}'")).collect();
    match own.len() {
        0 => String::new(),
        n if n > MAX_LISTED => format!(": {} and {} more", listed.join(", "), n - MAX_LISTED),
        _ => format!(": {}", listed.join(", ")),
    }
}

fn nothing_known(
    folder: &Path,
    catalogue: &Catalogue,
    not_read: &[NotRead],
    others: &BTreeSet<String>,
) -> SourceError {
    const MAX_LISTED: usize = 5;
    if !folder.exists() {
        let source = io::Error::new(io::ErrorKind::NotFound, "there is no such folder or archive");
        return SourceError::Unreadable { path: folder.to_path_buf(), source };
    }
    let mut held: Vec<String> = not_read
        .iter()
        .take(MAX_LISTED)
        .map(|file| format!("{}: {}\n", file.file, file.reason))
        .collect();
    if not_read.len() > MAX_LISTED {
        held.push(format!("and {} more files that cannot be used\n", not_read.len() - MAX_LISTED));
    }
    if not_read.is_empty() {
        let endings: Vec<String> = others.iter().map(|ending| format!(".{ending}")).collect();
        held.push(match &endings[..] {
            [] => "there are no files: ".to_string(),
            some => format!("there are only files of other kinds ({}): ", some.join(", ")),
        });
    }
    let held_ids = catalogue.data_sets.values().filter(|d| d.held && !d.file_pattern.is_empty());
    let expected: Vec<String> =
        held_ids.take(3).map(|d| format!("{}.csv", d.file_pattern)).collect();
    SourceError::Empty {
        path: folder.to_path_buf(),
        held: held.concat(),
        expected: expected.join(", "),
    }
}

#[cfg(test)]
mod tests;
