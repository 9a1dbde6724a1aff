//! The pages and workbooks of a run, an area at a time, from the findings of each.

use super::gather::Gathered;
use super::loaded::Loaded;
use super::outcome::Outcome;
use super::pictures::{Drawn, SCORECARD};
use super::plan::Plan;
use super::quality_row::QualityRow;
use super::tables;
use super::written::write;
use crate::catalogue::{Area, AreaLevel, Catalogue, DataSet, Reference};
use crate::error::Error;
use crate::findings::{AreaFindings, Explanation, Finding, PictureFigures, Tidy};
use crate::report::{
    AreaLine, AreaPage, Coverage, England, GridPage, Listed, MethodPage, MissingMeasure,
    OldMeasure, Pages, QualityLine, QualityPage, RegionPage, Release, ReportPicture, SourcesPage,
    StatementFile, region_address, statement_files,
};
use crate::workbook::{AreaBook, BookRelease, BookStatement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Most areas whose pages hold their pictures within; with more, the pages point to the
/// charts next to them, so that the pictures of every authority are not written twice.
const EMBEDDED: usize = 12;

/// Writes the pages of a run into `report/`, an area at a time.
pub(super) struct ReportWriter<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    gathered: &'a Gathered,
    pages: Pages,
    releases: Vec<Release>,
    statements: Vec<StatementFile>,
    /// Short titles of the cohorts that the list of areas counts.
    cohorts: Vec<String>,
    /// The list of areas as far as they are done.
    lines: Vec<AreaLine>,
    /// Measures whose figures are old, in any area that is done.
    old: BTreeSet<OldMeasure>,
    /// The findings of the areas that are done, side by side.
    england: England,
    folder: PathBuf,
}

impl<'a> ReportWriter<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        catalogue: &'a Catalogue,
        gathered: &'a Gathered,
        outcome: &Outcome,
        folder: &Path,
    ) -> Result<Self, Error> {
        let page_of = |code: &str| plan.areas.iter().any(|a| a.code == code);
        let judged = &outcome.judged;
        let counted = catalogue.cohorts.iter();
        let counted = counted.filter(|c| matches!(c.id.as_str(), "ehc-plan" | "sen-support"));
        Ok(Self {
            plan,
            catalogue,
            gathered,
            pages: Pages::new(&plan.as_of.text)?
                .of_made_up_figures(gathered.synthetic())
                .made_on(&run_day()),
            releases: releases(gathered, catalogue),
            statements: statement_files(
                &plan.statements,
                judged,
                catalogue,
                &plan.as_of.text,
                &page_of,
            ),
            cohorts: counted.map(|c| c.short_title.clone()).collect(),
            lines: Vec::new(),
            old: BTreeSet::new(),
            england: England::default(),
            folder: folder.join("report"),
        })
    }

    pub(super) fn area(
        &self,
        area: &Area,
        results: &AreaFindings,
        drawn: &[Drawn],
        explained: &BTreeMap<String, Explanation>,
        figures: &PictureFigures,
    ) -> Result<(), Error> {
        let of_area = self.statements.iter().filter(|file| file.area_code == area.code);
        let page = AreaPage {
            // The profile table shows every row of the scorecard.
            pictures: drawn
                .iter()
                .filter(|d| !d.name.starts_with(SCORECARD))
                .map(|d| self.picture(area, d))
                .collect(),
            not_assessed: without_figure(results)
                .chain(not_assessed(self.catalogue, self.gathered))
                .collect(),
            notes: self.notes(area),
            region_href: self.region_href(area, results),
            ..AreaPage::of(area, results, self.catalogue, &self.releases, explained, figures)
                .with_statements(of_area.flat_map(|file| file.statements.clone()).collect())
        };
        let named = |ending: &str| self.folder.join(format!("{}{ending}.html", page.slug));
        write(&named(""), self.pages.area(&page)?.as_bytes())?;
        write(&named("-basis"), self.pages.basis(&page)?.as_bytes())
    }

    /// What a reader needs to know about an area, and of neighbours of its own choice that ended.
    fn notes(&self, area: &Area) -> Vec<String> {
        let mut notes = self.catalogue.areas.notes(area, self.plan.as_of.day);
        notes.extend(self.catalogue.neighbour_notes(&area.code, self.plan.as_of.day));
        notes
    }

    /// The page of the area's region, where this run makes one: with many areas and a verdict.
    fn region_href(&self, area: &Area, results: &AreaFindings) -> String {
        let many = self.plan.areas.len() > EMBEDDED;
        let judged = results.findings.iter().any(|f| f.favourable().is_some());
        let region = self.catalogue.areas.get(&area.region_code).filter(|_| many && judged);
        region.map(region_address).unwrap_or_default()
    }

    /// The workbook of one area.
    pub(super) fn book(
        &self,
        area: &'a Area,
        results: &'a AreaFindings,
        tidy: &'a Tidy,
    ) -> AreaBook<'a> {
        let of_area = self.statements.iter().filter(|file| file.area_code == area.code);
        let clauses = of_area.flat_map(|file| &file.statements).flat_map(|s| {
            s.clauses.iter().map(|clause| BookStatement {
                id: s.id.clone(),
                text: s.text.clone(),
                clause: clause.text.clone(),
                result: clause.result.clone(),
                reason: clause.reason.clone(),
                figures_until: s.figures_until.clone(),
            })
        });
        AreaBook {
            area,
            results,
            tidy,
            catalogue: self.catalogue,
            as_of: &self.plan.as_of.text,
            area_notes: self.notes(area),
            releases: self.releases.iter().map(book_release).collect(),
            statements: clauses.collect(),
        }
    }

    fn picture(&self, area: &Area, drawn: &Drawn) -> ReportPicture {
        let beside = format!("../charts/{}/{}", area.slug, drawn.name);
        let charts = self.plan.only.charts;
        ReportPicture {
            name: drawn.name.clone(),
            title: drawn.words.title.clone(),
            alt: drawn.words.alt.clone(),
            data: if charts { format!("{beside}.csv") } else { String::new() },
            width: drawn.picture.width,
            height: drawn.picture.height,
            src: if charts { format!("{beside}.png") } else { String::new() },
            svg: if charts && self.plan.areas.len() > EMBEDDED {
                String::new()
            } else {
                drawn.picture.inline_svg(&drawn.words.alt)
            },
        }
    }

    /// Puts areas into the list of areas.
    pub(super) fn list(&mut self, areas: &[Area], found: &BTreeMap<String, AreaFindings>) {
        let nothing = AreaFindings::default();
        let line = |area: &Area| {
            let results = found.get(&area.code).unwrap_or(&nothing);
            let ended = self.catalogue.areas.end_note(area, self.plan.as_of.day);
            AreaLine {
                ended: ended.unwrap_or_default(),
                ..AreaLine::of(area, results, &self.cohorts, self.catalogue)
            }
        };
        let lines: Vec<AreaLine> = areas.iter().map(line).collect();
        for (area, line) in areas.iter().zip(&lines) {
            let results = found.get(&area.code).unwrap_or(&nothing);
            self.england.add(area, results, &line.ended, self.catalogue);
            self.old.extend(results.findings.iter().filter_map(old_measure));
        }
        self.lines.extend(lines);
    }

    /// The index: with many areas the tile grid of England, and a page a region.
    fn index(&self, figures: &PictureFigures) -> Result<String, Error> {
        let many = self.lines.len() > EMBEDDED;
        let grid = many.then(|| GridPage::of(&self.england, self.catalogue)).flatten();
        let Some(grid) = grid else {
            return Ok(self.pages.index(&self.lines, &self.cohorts)?);
        };
        for region in self.catalogue.areas.iter().filter(|a| a.level == AreaLevel::Regional) {
            let address = region_address(region);
            if grid.regions.iter().any(|link| link.href == address) {
                let standings = &figures.standings;
                let page = RegionPage::of(region, &self.england, standings, self.catalogue);
                write(&self.folder.join(address), self.pages.region(&page)?.as_bytes())?;
            }
        }
        Ok(self.pages.grid(&grid, &self.lines, &self.cohorts)?)
    }

    /// What a reader needs to know about the figures.
    fn quality_page(&self) -> QualityPage {
        let (gathered, catalogue) = (self.gathered, self.catalogue);
        let line = |row: &QualityRow| {
            let row = Listed {
                check: &row.check,
                data_set: &row.data_set,
                key: &row.key,
                severity: row.severity,
                message: &row.message,
                rows: row.rows,
            };
            QualityLine::of(&row, catalogue)
        };
        let used: BTreeSet<&str> = gathered
            .loaded
            .iter()
            .filter(|t| t.used > 0)
            .map(|t| t.snapshot.data_set.as_str())
            .collect();
        let missing: Vec<MissingMeasure> = missing(catalogue, gathered).collect();
        let coverage = Coverage {
            data_sets: used.len(),
            measures: catalogue.measures.len() - missing.len(),
            failures: gathered.rejections.iter().map(|r| r.message.clone()).collect(),
            old: self.old.iter().cloned().collect(),
            missing,
        };
        let lines = gathered.quality.iter().map(line).collect();
        QualityPage::new(lines, &catalogue.check_limits.for_readers, coverage)
    }

    /// The pages that are not about one area.
    pub(super) fn rest(&mut self, figures: &PictureFigures) -> Result<(), Error> {
        self.lines.sort_by(|a, b| a.name.cmp(&b.name));
        let rejections = self.gathered.rejections.iter().map(|r| r.message.clone()).collect();
        let sources = SourcesPage::new(self.catalogue, self.releases.clone(), rejections);
        for (name, page) in [
            ("index", self.index(figures)?),
            ("statements", self.pages.statements(&self.statements)?),
            ("method", self.pages.method(&MethodPage::of(self.catalogue))?),
            ("sources", self.pages.sources(&sources)?),
            ("quality", self.pages.quality(&self.quality_page())?),
        ] {
            write(&self.folder.join(format!("{name}.html")), page.as_bytes())?;
        }
        Ok(())
    }
}

/// The day of the run in words, if `SOURCE_DATE_EPOCH` gives it: the same inputs give the same
/// bytes, so the clock is not asked.
fn run_day() -> String {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let day = seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    day.map(|day| day.format("%-d %B %Y").to_string()).unwrap_or_default()
}

/// A finding whose figure is old compared with what is published.
fn old_measure(f: &Finding) -> Option<OldMeasure> {
    let old = || OldMeasure {
        measure: f.measure_title.clone(),
        held: f.period.clone(),
        newest: f.newest_published.clone(),
    };
    (!f.newest_published.is_empty()).then(old)
}

fn book_release(release: &Release) -> BookRelease {
    BookRelease {
        id: release.id.clone(),
        title: release.title.clone(),
        publisher: release.publisher.clone(),
        periods: release.periods.clone(),
        version: release.version.clone(),
        sha256: release.sha256.clone(),
        rows: release.rows,
        licence: release.licence.clone(),
        url: release.url.clone(),
    }
}

fn releases(gathered: &Gathered, catalogue: &Catalogue) -> Vec<Release> {
    let release = |loaded: &Loaded| {
        let data_set = catalogue.data_sets.get(&loaded.snapshot.data_set)?;
        let periods = loaded.staged.periods.map(|(first, last)| format!("{first} to {last}"));
        Some(Release {
            id: data_set.id.clone(),
            title: data_set.title.clone(),
            publisher: data_set.publisher.clone(),
            version: loaded.snapshot.version.clone(),
            sha256: loaded.snapshot.sha256.clone(),
            rows: loaded.staged.rows,
            periods: periods.unwrap_or_default(),
            licence: data_set.licence.clone(),
            url: tables::release_address(&data_set.slug),
            caveats: data_set.caveats.clone(),
            held_at_total: loaded.staged.held.join(", "),
        })
    };
    let reference = |r: &Reference| Release {
        id: r.id.clone(),
        title: r.title.clone(),
        publisher: r.publisher.clone(),
        version: r.version.clone(),
        sha256: r.sha256.clone(),
        rows: r.rows as u64,
        periods: r.published_on.clone(),
        licence: r.licence.clone(),
        ..Release::default()
    };
    let read = gathered.loaded.iter().filter_map(release);
    read.chain(catalogue.references.iter().map(reference)).collect()
}

/// Measures of which the area has no figure of the latest year, with its last one.
fn without_figure(results: &AreaFindings) -> impl Iterator<Item = String> + '_ {
    results.findings.iter().filter(|f| f.value.is_none()).map(|f| {
        let reason = f.flags.first().map_or("no figure", String::as_str);
        format!("{}, {}: {reason}", f.measure_title, f.cohort_short)
    })
}

/// The command that gets the figures of a data set.
fn how_to_fetch(data_set: &DataSet) -> String {
    if data_set.slug.is_empty() && data_set.url.is_empty() {
        return "Put the publisher's file into a folder and run: send-outcomes run --source dir:FOLDER"
            .to_string();
    }
    format!(
        "Fetch them with: send-outcomes fetch --data-set {}; then run: send-outcomes run --source ees",
        data_set.id
    )
}

/// Measures without figures, with where they are published.
fn missing<'a>(
    catalogue: &'a Catalogue,
    gathered: &'a Gathered,
) -> impl Iterator<Item = MissingMeasure> + 'a {
    let read = |m: &crate::catalogue::Measure| {
        gathered.loaded.iter().any(|t| t.used > 0 && m.reads(&t.snapshot.data_set))
    };
    catalogue.measures.iter().filter(move |m| !read(m)).filter_map(|m| {
        let data_set = catalogue.data_sets.get(&m.data_set)?;
        Some(MissingMeasure {
            measure: m.title.clone(),
            publication: data_set.title.clone(),
            how: how_to_fetch(data_set),
        })
    })
}

/// Measures without figures, a line for each data set in which they are published, and what could
/// not be read.
fn not_assessed(catalogue: &Catalogue, gathered: &Gathered) -> Vec<String> {
    let absent: Vec<MissingMeasure> = missing(catalogue, gathered).collect();
    let mut lines: Vec<String> = Vec::new();
    for (place, first) in absent.iter().enumerate() {
        let same = |m: &&MissingMeasure| m.publication == first.publication;
        if absent[..place].iter().any(|m| same(&m)) {
            continue;
        }
        let measures: Vec<&str> =
            absent[place..].iter().filter(same).map(|m| m.measure.as_str()).collect();
        lines.push(format!(
            "{}: there are no figures here; they are published in “{}”. {}",
            measures.join("; "),
            first.publication,
            first.how
        ));
    }
    lines.extend(gathered.rejections.iter().map(|r| r.message.clone()));
    lines
}
