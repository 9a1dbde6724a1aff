//! Which pictures an area gets, and their words: made of verdicts, never stronger.

mod cohorts;
mod gap_years;
mod gaps;
mod parts;
mod ratios;
mod scorecard;
mod slides;
mod slopes;
mod sources;
mod standings;
#[cfg(test)]
mod tests;
mod titles;
mod trends;
mod words;

pub use sources::{SourceNote, Sources};

use crate::catalogue::{Area, Catalogue, THEMES};
use crate::charts::{Chart, Picture, Words};
use crate::error::Error;
use crate::findings::{AreaFindings, Finding, PictureFigures};
use crate::run::GapOrder;
use crate::threads::share_out;

/// Cohorts that a picture of trends shows side by side.
const SHOWN: [&str; 3] = ["ehc-plan", "sen-support", "all-sen"];
/// The comparator of ranks: a local measure has a target and no other authority.
const ENGLAND_SAME_COHORT: &str = "england-same-cohort";
/// How the file names of scorecards begin.
pub(in crate::run) const SCORECARD: &str = "scorecard";
/// Most panels on one sheet: four rows of three.
const PANELS: usize = 12;

/// A picture with its words and figures.
#[derive(Debug)]
pub struct Drawn {
    /// File name without ending.
    pub name: String,
    /// Words.
    pub words: Words,
    /// Plotted values.
    pub csv: String,
    /// The picture.
    pub picture: Picture,
    /// Findings it shows.
    pub finding_ids: Vec<String>,
}

/// A picture to be drawn.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// File name without ending.
    pub name: String,
    /// What is drawn.
    pub chart: Chart,
    /// Findings it shows.
    pub finding_ids: Vec<String>,
}

/// Everything that the pictures of one area are made of.
#[derive(Clone, Copy)]
pub struct PictureInput<'a> {
    /// The area.
    pub area: &'a Area,
    /// Its verdicts and series.
    pub results: &'a AreaFindings,
    /// Figures of pictures, of all areas.
    pub figures: &'a PictureFigures,
    /// Titles, bands and breaks.
    pub catalogue: &'a Catalogue,
    /// Releases.
    pub sources: &'a Sources,
    /// How the rows of gaps are sorted.
    pub gap_order: GapOrder,
    /// What became of the area, or from when its series run.
    pub notes: &'a [String],
}

impl<'a> PictureInput<'a> {
    /// The false discovery rate of the thresholds: `5%`.
    fn false_discovery(&self) -> String {
        let rate = 100.0 * self.catalogue.verdicts.evidence.false_discovery;
        format!("{}%", (rate * 1000.0).round() / 1000.0)
    }

    fn finding(&self, measure: &str, cohort: &str) -> Option<&'a Finding> {
        self.results.findings.iter().find(|f| f.measure_id == measure && f.cohort == cohort)
    }

    fn findings_of(&self, cohorts: &[&str]) -> Vec<&'a Finding> {
        self.results.findings.iter().filter(|f| cohorts.contains(&f.cohort.as_str())).collect()
    }

    fn short_cohort(&self, id: &str) -> String {
        let known = self.catalogue.cohorts.iter().find(|c| c.id == id);
        known.map_or_else(|| id.to_string(), |c| c.short_title.clone())
    }
}

fn ids(findings: &[&Finding]) -> Vec<String> {
    findings.iter().map(|f| f.finding_id.clone()).collect()
}

/// `, 2 of 3` where a picture has several sheets.
fn numbered(page: usize, of: usize) -> String {
    if of < 2 { String::new() } else { format!(", {} of {of}", page + 1) }
}

/// The set of one area, in a fixed order; nothing is drawn yet.
#[must_use]
pub fn sheets(input: &PictureInput<'_>) -> Vec<Sheet> {
    let mut sheets = scorecard::sheets(input);
    for cohort in SHOWN {
        // A gap to a target is not a gap to England.
        let mut of_cohort = input.findings_of(&[cohort]);
        of_cohort.retain(|f| !words::against_target(f));
        if !of_cohort.is_empty() {
            sheets.extend(gaps::plots(input, cohort, &of_cohort));
        }
    }
    for theme in THEMES {
        sheets.extend(trends::of_theme(input, theme));
    }
    sheets.extend(parts::sheets(input));
    sheets.extend(standings::sheets(input));
    sheets.extend(cohorts::ladders(input));
    sheets.extend(slopes::slopes(input));
    sheets.extend(gap_years::over_time(input));
    sheets.push(ratios::sheet(input));
    for sheet in &mut sheets {
        let explained = words::abbreviations(input.catalogue, &sheet.chart);
        let notes = &mut sheet.chart.words_mut().notes;
        notes.extend((!explained.is_empty()).then_some(explained));
        notes.extend_from_slice(input.notes);
    }
    sheets
}

/// Draws one picture of a set.
///
/// # Errors
/// The renderer fails.
pub fn draw(sheet: &Sheet) -> Result<Drawn, Error> {
    Ok(Drawn {
        name: sheet.name.clone(),
        words: sheet.chart.words().clone(),
        csv: sheet.chart.csv(),
        picture: sheet.chart.draw()?,
        finding_ids: sheet.finding_ids.clone(),
    })
}

/// Draws the set of one area, `jobs` pictures at a time, in a fixed order.
///
/// # Errors
/// The renderer fails.
pub fn pictures(input: &PictureInput<'_>, jobs: usize) -> Result<Vec<Drawn>, Error> {
    drawn(&sheets(input), jobs)
}

/// Draws the slides of one area in the same way.
///
/// # Errors
/// The renderer fails.
pub fn slides(input: &PictureInput<'_>, jobs: usize) -> Result<Vec<Drawn>, Error> {
    drawn(&slides::slides(input), jobs)
}

fn drawn(sheets: &[Sheet], jobs: usize) -> Result<Vec<Drawn>, Error> {
    if jobs < 2 {
        return sheets.iter().map(draw).collect();
    }
    share_out(sheets, jobs, draw).into_iter().collect()
}
