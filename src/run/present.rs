//! Findings → pictures, pages and workbooks of the chosen areas.

use super::csv_files::CsvFiles;
use super::gather::Gathered;
use super::manifest;
use super::manifest::MadeWith;
use super::outcome::{FoundOfArea, Outcome, Step};
use super::pages::ReportWriter;
use super::pictures::{Drawn, PictureInput, SourceNote, Sources, pictures, slides};
use super::plan::Plan;
use super::reading::{AreaResults, Reader};
use super::written::write;
use crate::catalogue::{Area, Catalogue};
use crate::error::Error;
use crate::findings::{AreaFindings, PictureFigures, Tidy, choose_areas, picture_figures};
use crate::inert::inert_row;
use crate::report::{ContactPicture, Opening, contact_sheet, openings, years};
use crate::source::{Snapshot, sha256};
use crate::threads::share_out_until_failure;
use crate::workbook;
use chrono::NaiveDate;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::path::Path;

/// What the step is called.
pub(super) const DRAWING: &str = "drawing charts, writing the report and the workbook";

/// Areas that are read, explained, drawn and written before the next are read: the findings
/// of every authority does not fit into a small machine at once.
const BATCH: usize = 16;

/// Draws and writes what the plan wants below `folder`; gives the checksums of the pictures, by
/// their files below `charts/`.
///
/// # Errors
/// A query, the renderer or the disk fails.
pub async fn present(
    plan: &Plan,
    catalogue: &Catalogue,
    context: &SessionContext,
    gathered: &Gathered,
    outcome: &Outcome,
    folder: &Path,
    progress: &dyn Fn(Step<'_>),
) -> Result<(BTreeMap<String, String>, Vec<FoundOfArea>), Error> {
    choose_areas(context, &plan.areas)?;
    let figures = picture_figures(context).await?;
    let sources = sources(plan, catalogue, gathered);
    let mut reader = Reader::new(plan, catalogue, context, gathered);
    let mut chunks = plan.areas.chunks(BATCH);
    let Some(mut areas) = chunks.next() else { return Ok((BTreeMap::new(), Vec::new())) };
    let mut results = reader.read(areas).await?;
    let found = found_of(areas, &results);
    let mut report = ReportWriter::new(plan, catalogue, gathered, outcome, folder)?;
    let mut index = Index::new();
    let mut csv =
        plan.only.csv.then(|| CsvFiles::begin(&folder.join("csv"), catalogue)).transpose()?;
    let mut done_before = 0;
    loop {
        let next = chunks.next();
        if let Some(next) = next {
            reader.begin(next);
        }
        let desk = Desk {
            plan,
            catalogue,
            results: &results,
            figures: &figures,
            sources: &sources,
            report: &report,
            folder,
        };
        let part_done = |done: usize| {
            let (done, of) = (done_before + done, plan.areas.len());
            progress(Step::Part { what: DRAWING, done, of });
        };
        index.add(desk.areas(areas, &part_done)?.into_iter().flatten());
        report.list(areas, &results.found);
        if let Some(csv) = &mut csv {
            csv.areas(areas, &results.tidy)?;
        }
        done_before += areas.len();
        let Some(next) = next else { break };
        areas = next;
        results = reader.begun(next).await?;
    }
    csv.map_or(Ok(()), CsvFiles::end)?;
    if plan.only.report {
        report.rest(&figures)?;
    }
    if plan.only.charts {
        write(&folder.join("charts/index.csv"), &index.lines.into_inner().unwrap_or_default())?;
    }
    Ok((index.drawn, found))
}

/// One picture in the index: file, title, alternative text, source, findings, checksum.
type IndexLine = [String; 6];

/// The index of the pictures, and their checksums by file.
struct Index {
    lines: csv::Writer<Vec<u8>>,
    drawn: BTreeMap<String, String>,
}

impl Index {
    fn new() -> Self {
        let mut lines = csv::Writer::from_writer(Vec::new());
        // A record of text cannot fail to be written to memory.
        let _ = lines.write_record(["file", "title", "alt", "source", "finding_ids", "sha256"]);
        Self { lines, drawn: BTreeMap::new() }
    }

    fn add(&mut self, pictures: impl Iterator<Item = IndexLine>) {
        for line in pictures {
            // As above: memory takes any text.
            let _ = self.lines.write_record(&inert_row(line.iter().map(String::as_str)));
            let [file, .., sha256] = line;
            self.drawn.insert(file, sha256);
        }
    }
}

/// Most areas of which the end of a run says what was found.
const FOUND: usize = 3;

/// What was found of the first areas.
fn found_of(areas: &[Area], results: &AreaResults) -> Vec<FoundOfArea> {
    let of = |area: &Area| {
        let results = results.found.get(&area.code)?;
        let first = |o: Opening| {
            let part = o.parts.into_iter().next()?;
            Some(format!("{} {}", part.text, part.verdict))
        };
        Some(FoundOfArea {
            name: area.name.clone(),
            slug: area.slug.clone(),
            years: years(&results.findings),
            sentences: openings(results).into_iter().filter_map(first).collect(),
        })
    };
    areas.iter().take(FOUND).filter_map(of).collect()
}

/// Everything that pictures, pages and workbooks of some areas are made of.
struct Desk<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    results: &'a AreaResults,
    figures: &'a PictureFigures,
    sources: &'a Sources,
    report: &'a ReportWriter<'a>,
    folder: &'a Path,
}

impl Desk<'_> {
    /// Draws and writes the areas, as many at a time as there are threads, so that no
    /// more than their pictures are in memory; what it gives is in their order.
    fn areas(
        &self,
        areas: &[Area],
        progress: &dyn Fn(usize),
    ) -> Result<Vec<Vec<IndexLine>>, Error> {
        // One picture at a time where there are areas enough for every thread.
        let inside = if areas.len() < self.plan.jobs { self.plan.jobs } else { 1 };
        share_out_until_failure(areas, self.plan.jobs, |area| self.area(area, inside), progress)
    }

    fn area(&self, area: &Area, jobs: usize) -> Result<Vec<IndexLine>, Error> {
        let (nothing, no_rows) = (AreaFindings::default(), Tidy::default());
        let (catalogue, figures, sources) = (self.catalogue, self.figures, self.sources);
        let results = self.results.found.get(&area.code).unwrap_or(&nothing);
        let only = &self.plan.only;
        if only.workbook {
            let name = format!("{}.xlsx", area.slug);
            let tidy = self.results.tidy.get(&area.code).unwrap_or(&no_rows);
            let book = workbook::area_workbook(&self.report.book(area, results, tidy))?;
            write(&self.folder.join("workbook").join(name), &book)?;
        }
        if !only.charts && !only.report {
            return Ok(Vec::new());
        }
        let (drawn, slides) = {
            let gap_order = self.plan.gap_order;
            let notes = &catalogue.areas.notes(area, self.plan.as_of.day);
            let input =
                PictureInput { area, results, figures, catalogue, sources, gap_order, notes };
            let slides = if only.charts { slides(&input, jobs)? } else { Vec::new() };
            (pictures(&input, jobs)?, slides)
        };
        if only.charts {
            let folder = self.folder.join("charts").join(&area.slug);
            write_pictures(&folder, &format!("{}: charts", area.name), &drawn, self.plan.svg)?;
            let folder = self.folder.join("slides").join(&area.slug);
            write_pictures(&folder, &format!("{}: slides", area.name), &slides, false)?;
        }
        if only.report {
            self.report.area(area, results, &drawn, &self.results.explained, figures)?;
        }
        let line = |d: &Drawn| {
            let file = format!("{}/{}.png", area.slug, d.name);
            let (title, alt, source) = (&d.words.title, &d.words.alt, &d.words.source.full);
            let hash = sha256(&d.picture.png);
            [file, title.clone(), alt.clone(), source.clone(), d.finding_ids.join(" "), hash]
        };
        Ok(drawn.iter().map(line).collect())
    }
}

/// The day of publication in words, or its month; empty where neither is known.
fn published_on(snapshot: &Snapshot) -> String {
    let day = snapshot.provenance.published_on.as_deref().and_then(|text| text.get(..10));
    let day = day.and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    let month = NaiveDate::parse_from_str(&format!("{}-01", snapshot.released), "%Y-%m-%d").ok();
    let in_words = |date: NaiveDate, format: &str| date.format(format).to_string();
    day.map(|d| in_words(d, "%-d %B %Y"))
        .or_else(|| month.map(|d| in_words(d, "%B %Y")))
        .unwrap_or_default()
}

/// The releases that this run read, for the footers of pictures.
fn sources(plan: &Plan, catalogue: &Catalogue, gathered: &Gathered) -> Sources {
    // Of several releases the newest is named, so it comes last.
    let mut loaded: Vec<_> = gathered.loaded.iter().filter(|t| t.used > 0).collect();
    loaded.sort_by_key(|t| std::cmp::Reverse(t.precedence));
    let notes = loaded.into_iter().filter_map(|t| {
        let data_set = catalogue.data_sets.get(&t.snapshot.data_set)?;
        let note = SourceNote {
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: t.snapshot.version.clone(),
            release: t.snapshot.provenance.release.clone().unwrap_or_default(),
            published_on: published_on(&t.snapshot),
            made_up: t.snapshot.synthetic,
            local: data_set.local_file.is_some(),
        };
        Some((t.snapshot.data_set.clone(), note))
    });
    Sources {
        notes: notes.collect(),
        run_id: manifest::run_id(plan, &gathered.loaded, &MadeWith::of(plan, catalogue)),
        synthetic: gathered.synthetic(),
    }
}

/// Writes pictures with their texts and values, and a page that shows them all in their order; nothing
/// where there are none.
fn write_pictures(folder: &Path, title: &str, drawn: &[Drawn], svg: bool) -> Result<(), Error> {
    if drawn.is_empty() {
        return Ok(());
    }
    for picture in drawn {
        write(&folder.join(format!("{}.png", picture.name)), &picture.picture.png)?;
        write(&folder.join(format!("{}.alt.txt", picture.name)), picture.words.alt.as_bytes())?;
        write(&folder.join(format!("{}.csv", picture.name)), picture.csv.as_bytes())?;
        if svg {
            let path = folder.join(format!("{}.svg", picture.name));
            write(&path, picture.picture.svg()?.as_bytes())?;
        }
    }
    let shown = drawn.iter().map(|d| ContactPicture {
        name: d.name.clone(),
        title: d.words.title.clone(),
        alt: d.words.alt.clone(),
    });
    let page = contact_sheet(title, &shown.collect::<Vec<_>>())?;
    write(&folder.join("index.html"), page.as_bytes())
}
