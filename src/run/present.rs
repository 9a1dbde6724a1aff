//! Findings → pictures, pages and workbooks of the chosen areas.

use super::gather::Gathered;
use super::pages::ReportWriter;
use super::pictures::{Drawn, SourceNote, Sources, Told, pictures};
use super::{Outcome, Plan, manifest};
use crate::catalogue::{Area, Catalogue, slug};
use crate::error::Error;
use crate::findings::{AreaFindings, Explanation, area_findings, explanations, picture_figures};
use crate::source::Snapshot;
use crate::workbook;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Areas whose findings are explained at a time: each time reads the published files once,
/// and holds what it read until their pages are written.
const EXPLAINED_TOGETHER: usize = 32;

/// Draws and writes what the plan wants below `folder`; gives the number of pictures.
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
) -> Result<usize, Error> {
    let found = area_findings(context, &plan.areas).await?;
    let figures = picture_figures(context).await?;
    let sources = sources(plan, catalogue, gathered);
    let nothing = AreaFindings::default();
    let report = ReportWriter::new(plan, catalogue, gathered, outcome, &found, folder)?;
    let mut index = csv::Writer::from_writer(Vec::new());
    // A record of text cannot fail to be written to memory.
    let _ = index.write_record(["file", "title", "alt", "source", "finding_ids"]);
    let mut count = 0;
    for areas in plan.areas.chunks(EXPLAINED_TOGETHER) {
        let explained = if plan.only.report {
            explained(context, catalogue, gathered, areas, &found).await?
        } else {
            BTreeMap::new()
        };
        for area in areas {
            let said = found.get(&area.code).unwrap_or(&nothing);
            if plan.only.charts || plan.only.report {
                let told = Told { area, said, figures: &figures, catalogue, sources: &sources };
                let drawn = pictures(&told, plan.jobs)?;
                count += drawn.len();
                if plan.only.charts {
                    write_pictures(
                        &folder.join("charts").join(slug(&area.name)),
                        &drawn,
                        plan.svg,
                    )?;
                    list_pictures(&mut index, area, &drawn);
                }
                if plan.only.report {
                    report.area(area, said, &drawn, &explained)?;
                }
            }
            if plan.only.workbook {
                let path = folder.join("workbook").join(format!("{}.xlsx", slug(&area.name)));
                write(&path, &workbook::area_workbook(&report.book(area, said))?)?;
            }
        }
    }
    if plan.only.report {
        report.rest(&found)?;
    }
    if plan.only.charts {
        write(&folder.join("charts/index.csv"), &index.into_inner().unwrap_or_default())?;
    }
    Ok(count)
}

/// How each finding of `areas` came about.
async fn explained(
    context: &SessionContext,
    catalogue: &Catalogue,
    gathered: &Gathered,
    areas: &[Area],
    found: &BTreeMap<String, AreaFindings>,
) -> Result<BTreeMap<String, Explanation>, Error> {
    let said = areas.iter().filter_map(|area| found.get(&area.code));
    let ids: Vec<String> =
        said.flat_map(|said| &said.findings).map(|f| f.finding_id.clone()).collect();
    let snapshots: Vec<&Snapshot> = gathered.taken.iter().map(|t| &t.snapshot).collect();
    Ok(explanations(context, catalogue, &snapshots, &ids).await?)
}

fn list_pictures(index: &mut csv::Writer<Vec<u8>>, area: &Area, drawn: &[Drawn]) {
    for picture in drawn {
        let file = format!("{}/{}.png", slug(&area.name), picture.name);
        let (words, ids) = (&picture.words, picture.finding_ids.join(" "));
        // As above: memory takes any text.
        let _ = index.write_record([&file, &words.title, &words.alt, &words.source, &ids]);
    }
}

/// The releases that this run read, for the footers of pictures.
fn sources(plan: &Plan, catalogue: &Catalogue, gathered: &Gathered) -> Sources {
    // Of several releases the newest is named, so it comes last.
    let mut taken: Vec<_> = gathered.taken.iter().filter(|t| t.used > 0).collect();
    taken.sort_by_key(|t| std::cmp::Reverse(t.precedence));
    let notes = taken.into_iter().filter_map(|t| {
        let data_set = catalogue.data_sets.get(&t.snapshot.data_set)?;
        let note = SourceNote {
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: t.snapshot.version.clone(),
            published_on: String::new(),
            local: data_set.local_file.is_some(),
        };
        Some((t.snapshot.data_set.clone(), note))
    });
    Sources {
        notes: notes.collect(),
        run_id: manifest::run_id(plan, &gathered.taken),
        synthetic: gathered.synthetic(),
    }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::file(parent))?;
    }
    fs::write(path, bytes).map_err(Error::file(path))
}

fn write_pictures(folder: &Path, drawn: &[Drawn], svg: bool) -> Result<(), Error> {
    for picture in drawn {
        write(&folder.join(format!("{}.png", picture.name)), &picture.picture.png)?;
        write(&folder.join(format!("{}.alt.txt", picture.name)), picture.words.alt.as_bytes())?;
        write(&folder.join(format!("{}.csv", picture.name)), picture.csv.as_bytes())?;
        if svg {
            let path = folder.join(format!("{}.svg", picture.name));
            write(&path, picture.picture.svg()?.as_bytes())?;
        }
    }
    Ok(())
}
