//! Findings → pictures, pages and workbooks of the chosen areas.

use super::gather::Gathered;
use super::pictures::{Drawn, SourceNote, Sources, Told, pictures};
use super::{JudgedClause, Outcome, Plan, manifest, tables};
use crate::catalogue::{Area, Catalogue, slug};
use crate::error::Error;
use crate::findings::{AreaFindings, area_findings, picture_figures};
use crate::report::{
    AreaLine, AreaPage, JudgedText, MethodPage, OtherRow, Pages, Release, ReportPicture,
    SourcesPage, StatementFile, statement_files,
};
use base64::Engine;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Most areas whose pages hold their pictures within; with more, the pages point to the
/// charts beside them, so that the pictures of every authority are not written twice.
const EMBEDDED: usize = 12;

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
    for area in &plan.areas {
        let said = found.get(&area.code).unwrap_or(&nothing);
        if plan.only.charts || plan.only.report {
            let told = Told { area, said, figures: &figures, catalogue, sources: &sources };
            let drawn = pictures(&told, plan.jobs)?;
            count += drawn.len();
            if plan.only.charts {
                write_pictures(&folder.join("charts").join(slug(&area.name)), &drawn, plan.svg)?;
                for picture in &drawn {
                    let file = format!("{}/{}.png", slug(&area.name), picture.name);
                    let ids = picture.finding_ids.join(" ");
                    let words = &picture.words;
                    let _ =
                        index.write_record([&file, &words.title, &words.alt, &words.source, &ids]);
                }
            }
            if plan.only.report {
                report.area(area, said, &drawn)?;
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

/// The releases that this run read, for the footers of pictures.
fn sources(plan: &Plan, catalogue: &Catalogue, gathered: &Gathered) -> Sources {
    let notes = gathered.taken.iter().filter_map(|t| {
        let data_set = catalogue.data_sets.get(&t.snapshot.data_set)?;
        let note = SourceNote {
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: t.snapshot.version.clone(),
            published_on: String::new(),
        };
        Some((t.snapshot.data_set.clone(), note))
    });
    Sources { notes: notes.collect(), run_id: manifest::run_id(plan, &gathered.taken) }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
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

/// Writes the pages of a run into `report/`, an area at a time.
struct ReportWriter<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    gathered: &'a Gathered,
    pages: Pages,
    releases: Vec<Release>,
    statements: Vec<StatementFile>,
    folder: std::path::PathBuf,
}

impl<'a> ReportWriter<'a> {
    fn new(
        plan: &'a Plan,
        catalogue: &'a Catalogue,
        gathered: &'a Gathered,
        outcome: &Outcome,
        found: &BTreeMap<String, AreaFindings>,
        folder: &Path,
    ) -> Result<Self, Error> {
        let judged: Vec<JudgedText<'_>> = outcome.statements.iter().map(judged_text).collect();
        let page_of = |code: &str| plan.areas.iter().any(|a| a.code == code);
        let row_of = |id: &str| {
            let comparisons = found.values().flat_map(|said| &said.comparisons);
            comparisons.filter(|c| c.finding_id == id).map(|c| OtherRow::of(c, catalogue)).next()
        };
        Ok(Self {
            plan,
            catalogue,
            gathered,
            pages: Pages::new(&plan.as_of.text)?,
            releases: releases(gathered, catalogue),
            statements: statement_files(&plan.statements, &judged, catalogue, &page_of, &row_of),
            folder: folder.join("report"),
        })
    }

    fn area(&self, area: &Area, said: &AreaFindings, drawn: &[Drawn]) -> Result<(), Error> {
        let of_area = self.statements.iter().filter(|file| file.area_code == area.code);
        let page = AreaPage {
            pictures: drawn.iter().map(|d| self.picture(area, d)).collect(),
            statements: of_area.flat_map(|file| file.statements.clone()).collect(),
            not_assessed: not_assessed(self.catalogue, self.gathered),
            ..AreaPage::of(area, said, self.catalogue, &self.releases)
        };
        let named = |ending: &str| self.folder.join(format!("{}{ending}.html", page.slug));
        write(&named(""), self.pages.area(&page)?.as_bytes())?;
        write(&named("-basis"), self.pages.basis(&page)?.as_bytes())
    }

    fn picture(&self, area: &Area, drawn: &Drawn) -> ReportPicture {
        let beside = format!("../charts/{}/{}", slug(&area.name), drawn.name);
        let charts = self.plan.only.charts;
        let src = if charts && self.plan.areas.len() > EMBEDDED {
            format!("{beside}.png")
        } else {
            let png = base64::engine::general_purpose::STANDARD.encode(&drawn.picture.png);
            format!("data:image/png;base64,{png}")
        };
        ReportPicture {
            name: drawn.name.clone(),
            title: drawn.words.title.clone(),
            alt: drawn.words.alt.clone(),
            data: if charts { format!("{beside}.csv") } else { String::new() },
            width: drawn.picture.width,
            height: drawn.picture.height,
            src,
        }
    }

    fn rest(&self, found: &BTreeMap<String, AreaFindings>) -> Result<(), Error> {
        let nothing = AreaFindings::default();
        let cohorts: Vec<String> = self
            .catalogue
            .cohorts
            .iter()
            .filter(|c| matches!(c.id.as_str(), "ehc-plan" | "sen-support"))
            .map(|c| c.short_title.clone())
            .collect();
        let mut areas: Vec<&Area> = self.plan.areas.iter().collect();
        areas.sort_by(|a, b| a.name.cmp(&b.name));
        let line = |area: &&Area| {
            let said = found.get(&area.code).unwrap_or(&nothing);
            AreaLine::of(area, said, &cohorts, self.catalogue)
        };
        let lines: Vec<AreaLine> = areas.iter().map(line).collect();
        let rejections = self.gathered.rejections.iter().map(|r| r.message.clone()).collect();
        let sources = SourcesPage::new(self.catalogue, self.releases.clone(), rejections);
        for (name, page) in [
            ("index", self.pages.index(&lines, &cohorts)?),
            ("statements", self.pages.statements(&self.statements)?),
            ("method", self.pages.method(&MethodPage::of(self.catalogue))?),
            ("sources", self.pages.sources(&sources)?),
        ] {
            write(&self.folder.join(format!("{name}.html")), page.as_bytes())?;
        }
        Ok(())
    }
}

fn judged_text(clause: &JudgedClause) -> JudgedText<'_> {
    JudgedText {
        statement_id: &clause.statement_id,
        clause: clause.clause,
        result: &clause.result,
        reason: &clause.reason,
        finding_ids: &clause.finding_ids,
    }
}

fn releases(gathered: &Gathered, catalogue: &Catalogue) -> Vec<Release> {
    let release = |taken: &super::gather::Taken| {
        let data_set = catalogue.data_sets.get(&taken.snapshot.data_set)?;
        let periods = taken.staged.periods.map(|(first, last)| format!("{first} to {last}"));
        Some(Release {
            id: data_set.id.clone(),
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: taken.snapshot.version.clone(),
            sha256: taken.snapshot.sha256.clone(),
            rows: taken.staged.rows,
            periods: periods.unwrap_or_default(),
            licence: data_set.licence.clone(),
            url: tables::release_address(&data_set.slug),
            caveats: data_set.caveats.clone(),
        })
    };
    gathered.taken.iter().filter_map(release).collect()
}

/// Measures without figures, with where they are published, and what could not be read.
fn not_assessed(catalogue: &Catalogue, gathered: &Gathered) -> Vec<String> {
    let read = |data_set: &str| gathered.taken.iter().any(|t| t.snapshot.data_set == data_set);
    let absent = catalogue.measures.iter().filter(|m| !read(&m.data_set)).filter_map(|m| {
        let data_set = catalogue.data_sets.get(&m.data_set)?;
        Some(format!(
            "{}: no figures are held; they are published in “{}”",
            m.title, data_set.title
        ))
    });
    absent.chain(gathered.rejections.iter().map(|r| r.message.clone())).collect()
}
