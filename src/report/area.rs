//! What the page of one area is made of.

use super::own_words::{OwnWords, without_row};
use super::profile::{Opening, ProfileRow, openings, profile_of, profile_row};
use super::scorecard::{OtherRow, Row};
use super::sources::Release;
use super::statements::StatementRow;
use crate::catalogue::{Area, Catalogue};
use crate::findings::{
    AreaFindings, Change, Comparison, Explanation, Finding, HeadlineList, PictureFigures, Tally,
    Turn,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most entries of each list on the first screen.
const FIRST_SCREEN: usize = 4;

/// One area.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AreaPage {
    /// Name.
    pub name: String,
    /// For addresses.
    pub slug: String,
    /// What became of the area, or from when its series run.
    pub notes: Vec<String>,
    /// The latest years of the measures: `2020/21 to 2023/24`.
    pub years: String,
    /// How the comparisons came out, a cohort each.
    pub tallies: Vec<TallyRow>,
    /// What the evidence supports as good.
    pub strengths: Vec<Headline>,
    /// What it supports as a worry.
    pub concerns: Vec<Headline>,
    /// What moved since the year before.
    pub changes: Vec<ChangeRow>,
    /// Groups that are a handful of pupils here.
    pub small: Vec<String>,
    /// What matters first: duties, school, what comes next.
    pub openings: Vec<Opening>,
    /// Every finding.
    pub findings: Vec<Row>,
    /// The same as rows of the profile table.
    pub profile: Vec<ProfileRow>,
    /// Name of the region.
    pub region: String,
    /// Address of the page of the region, or empty.
    pub region_href: String,
    /// Pictures.
    pub pictures: Vec<ReportPicture>,
    /// Judged statements.
    pub statements: Vec<StatementRow>,
    /// Their clauses that the figures could judge.
    pub judged_clauses: Vec<ClauseLine>,
    /// Their clauses that could not be assessed.
    pub open_clauses: Vec<ClauseLine>,
    /// Its statistical neighbours, the nearest first.
    pub neighbours: Vec<String>,
    /// The list that names them, with its date.
    pub neighbours_list: String,
    /// Its id among the sources.
    pub neighbours_id: String,
    /// Whether rows are only those of measures that the workspace picked.
    pub picked: bool,
    /// What the area wrote about what has no row here.
    pub other_words: Vec<OwnWords>,
    /// What could not be read or is not held.
    pub not_assessed: Vec<String>,
}

/// A clause of a statement as a row.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClauseLine {
    /// Id of the statement.
    id: String,
    /// Where it is on the page of statements.
    anchor: String,
    /// The statement in words.
    statement: String,
    /// Place of the clause in it, from 1.
    clause: usize,
    /// The clause in words.
    text: String,
    /// Result in words.
    result: String,
    /// Whether the figures could judge it.
    assessed: bool,
}

/// The finding that represents its measure on the first screen.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Headline {
    /// The most important cohort.
    pub row: ProfileRow,
    /// The other cohorts of which the same holds.
    pub also: Vec<String>,
}

/// One area in the index.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AreaLine {
    /// Name.
    pub name: String,
    /// For addresses.
    pub slug: String,
    /// ONS code.
    pub code: String,
    /// That it ended, or empty.
    pub ended: String,
    /// Region.
    pub region: String,
    /// One entry a column of the index.
    pub tallies: Vec<TallyRow>,
}

/// How the comparisons of one cohort came out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TallyRow {
    /// Cohort.
    pub cohort: String,
    compared: i32,
    better: i32,
    better_significantly: i32,
    worse: i32,
    worse_significantly: i32,
    in_line: i32,
    unclear: i32,
    contextual: i32,
    tested: i32,
    indicative: i32,
}

/// A figure that moved.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ChangeRow {
    /// Finding of the same measure and cohort.
    pub finding_id: String,
    /// Measure.
    pub measure: String,
    /// Cohort.
    pub cohort: String,
    /// `better than the year before`.
    pub turn: String,
    /// How it is known where it was not tested, in brackets behind a blank; else empty.
    pub basis_mark: String,
    /// Both figures and England's.
    pub figures: String,
    /// How the level against England moved, or empty.
    pub level_moved: String,
    /// The other cohorts whose figure went the same way.
    pub also: Vec<String>,
}

/// One picture.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReportPicture {
    /// File name without ending.
    pub name: String,
    /// Finding as title.
    pub title: String,
    /// Alternative text.
    pub alt: String,
    /// Address of the plotted values, or empty.
    pub data: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Address of the picture as PNG, or empty.
    pub src: String,
    /// The picture itself as an element of the page; its texts are escaped.
    pub svg: String,
}

impl TallyRow {
    fn of(tally: &Tally, cohort: &str) -> Self {
        Self {
            cohort: cohort.to_string(),
            compared: tally.compared,
            better: tally.better,
            better_significantly: tally.better_significantly,
            worse: tally.worse,
            worse_significantly: tally.worse_significantly,
            in_line: tally.in_line,
            unclear: tally.unclear,
            contextual: tally.contextual,
            tested: tally.tested,
            indicative: tally.indicative,
        }
    }
}

impl AreaLine {
    /// The line of one area; one tally for each of `cohorts`.
    #[must_use]
    pub fn of(
        area: &Area,
        results: &AreaFindings,
        cohorts: &[String],
        catalogue: &Catalogue,
    ) -> Self {
        let nothing = Tally::default();
        let of_cohort = |cohort: &String| {
            results.tallies.iter().find(|t| t.cohort_short == *cohort).unwrap_or(&nothing)
        };
        Self {
            name: area.name.clone(),
            slug: area.slug.clone(),
            code: area.code.clone(),
            ended: String::new(),
            region: region_of(area, catalogue),
            tallies: cohorts.iter().map(|c| TallyRow::of(of_cohort(c), c)).collect(),
        }
    }
}

impl AreaPage {
    /// The same page with what was written about the area: clauses that could be judged first.
    #[must_use]
    pub fn with_statements(self, statements: Vec<StatementRow>) -> Self {
        let line = |s: &StatementRow| {
            let s = s.clone();
            s.clauses.into_iter().enumerate().map(move |(place, clause)| ClauseLine {
                id: s.id.clone(),
                anchor: s.anchor.clone(),
                statement: s.text.clone(),
                clause: place + 1,
                text: clause.text,
                result: clause.result,
                assessed: clause.assessed,
            })
        };
        let lines = statements.iter().flat_map(line);
        let (judged_clauses, open_clauses) = lines.partition(|clause| clause.assessed);
        Self { statements, judged_clauses, open_clauses, ..self }
    }

    /// The page of `area`, but for pictures, statements and what could not be read.
    #[must_use]
    pub fn of(
        area: &Area,
        results: &AreaFindings,
        catalogue: &Catalogue,
        releases: &[Release],
        explained: &BTreeMap<String, Explanation>,
        figures: &PictureFigures,
    ) -> Self {
        let change_of = |f: &Finding| {
            results.changes.iter().find(|c| c.measure_id == f.measure_id && c.cohort == f.cohort)
        };
        let plain =
            |f: &Finding| Row::of(f, change_of(f), catalogue, release_of(f, catalogue, releases));
        // How a finding came about is on the page of its basis alone.
        let row = |f: &Finding| Row {
            others: other_rows(f, results, catalogue),
            explanation: explained.get(&f.finding_id).cloned().unwrap_or_default(),
            ..plain(f)
        };
        let profiled = |f: &Finding| profile_row(f, plain(f), results, figures);
        let headline = |list: HeadlineList| -> Vec<Headline> {
            let found = results.headlines(list);
            let grouped = one_a_measure(found.iter().map(|f| (&f.measure_id, &f.cohort_short, *f)));
            grouped.into_iter().map(|(f, also)| Headline { row: profiled(f), also }).collect()
        };
        let profile: Vec<ProfileRow> = results.findings.iter().map(profiled).collect();
        let (neighbours_id, neighbours_list) = catalogue.neighbours_list(&area.code);
        Self {
            name: area.name.clone(),
            slug: area.slug.clone(),
            years: years(&results.findings),
            tallies: results
                .tallies
                .iter()
                .filter(|t| t.of_send)
                .map(|t| TallyRow::of(t, &t.cohort_title))
                .collect(),
            strengths: headline(HeadlineList::Strengths),
            concerns: headline(HeadlineList::Concerns),
            changes: changes(results),
            small: small_cohorts(results),
            openings: openings(results),
            findings: results.findings.iter().map(row).collect(),
            profile: profile_of(area, &results.findings, profile, catalogue),
            picked: !catalogue.show.is_empty(),
            other_words: without_row(area, results, catalogue),
            region: region_of(area, catalogue),
            neighbours: catalogue.areas.neighbours_of(&area.code).map(|a| a.name.clone()).collect(),
            neighbours_list,
            neighbours_id: neighbours_id.to_string(),
            ..Self::default()
        }
    }
}

/// Name of the region of an area.
fn region_of(area: &Area, catalogue: &Catalogue) -> String {
    let region = catalogue.areas.get(&area.region_code);
    region.map(|r| r.name.clone()).unwrap_or_default()
}

/// The other comparisons of a finding's measure and group.
fn other_rows(f: &Finding, results: &AreaFindings, catalogue: &Catalogue) -> Vec<OtherRow> {
    let of_finding = |c: &&Comparison| c.measure_id == f.measure_id && c.cohort == f.cohort;
    let found = results.comparisons.iter().filter(of_finding);
    found.map(|c| OtherRow::of(c, catalogue)).collect()
}

/// The data set a finding is read from, with the address of the measure's own publication.
fn release_of(f: &Finding, catalogue: &Catalogue, releases: &[Release]) -> Release {
    let mut release = releases.iter().find(|r| r.id == f.data_set).cloned().unwrap_or_else(|| {
        Release { id: f.data_set.clone(), title: f.data_set.clone(), ..Release::default() }
    });
    let link = catalogue.measure(&f.measure_id).map(|m| m.source_link.as_str()).unwrap_or_default();
    if !link.is_empty() {
        release.url = link.to_string();
    }
    release
}

/// The first of each measure with the cohorts of those that follow, as many as the first
/// screen takes: a measure does not appear three times.
fn one_a_measure<'a, T>(
    found: impl Iterator<Item = (&'a String, &'a String, T)>,
) -> Vec<(T, Vec<String>)> {
    let mut groups: Vec<Group<'a, T>> = Vec::new();
    for (measure, cohort, one) in found {
        match groups.iter_mut().find(|group| group.measure == measure) {
            // Another measure of the same story and cohort is the other half of one thing.
            Some(group) if group.cohort == cohort || group.also.contains(cohort) => {}
            Some(group) => group.also.push(cohort.clone()),
            None => groups.push(Group { measure, cohort, one, also: Vec::new() }),
        }
    }
    groups.into_iter().take(FIRST_SCREEN).map(|group| (group.one, group.also)).collect()
}

/// What is listed once, with the other cohorts of which the same holds.
struct Group<'a, T> {
    measure: &'a String,
    cohort: &'a String,
    one: T,
    also: Vec<String>,
}

/// Groups of the area that are a handful of pupils by every number that is held.
fn small_cohorts(results: &AreaFindings) -> Vec<String> {
    let mut small: Vec<String> = Vec::new();
    for f in &results.findings {
        let line = results.profile.get(&(f.measure_id.clone(), f.cohort.clone()));
        if line.is_some_and(|l| l.is_small) && !small.contains(&f.cohort_short) {
            small.push(f.cohort_short.clone());
        }
    }
    small
}

/// The span of the latest years: periods sort by the year in which they start.
#[must_use]
pub fn years(findings: &[Finding]) -> String {
    let periods = || findings.iter().filter(|f| f.value.is_some()).map(|f| f.period.as_str());
    match (periods().min(), periods().max()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => "no year".to_string(),
    }
}

fn changes(results: &AreaFindings) -> Vec<ChangeRow> {
    let moved = results.changes.iter().filter(|c| c.of_send && c.turn != Turn::LittleChange);
    // A measure that went both ways for two groups is two pieces of news.
    let keyed: Vec<(String, &Change)> =
        moved.map(|c| (format!("{} {:?}", c.story, c.turn), c)).collect();
    let grouped = one_a_measure(keyed.iter().map(|(key, c)| (key, &c.cohort_short, *c)));
    grouped.into_iter().map(|(c, also)| change_row(c, also, &results.findings)).collect()
}

fn change_row(c: &Change, also: Vec<String>, findings: &[Finding]) -> ChangeRow {
    let finding = findings.iter().find(|f| f.measure_id == c.measure_id && f.cohort == c.cohort);
    ChangeRow {
        finding_id: finding.map(|f| f.finding_id.clone()).unwrap_or_default(),
        measure: c.measure_title.clone(),
        cohort: c.cohort_short.clone(),
        turn: match c.turn {
            Turn::Better => "better than the year before",
            Turn::Worse => "worse than the year before",
            Turn::Higher => "higher than the year before",
            Turn::Lower => "lower than the year before",
            Turn::LittleChange => "little change",
        }
        .to_string(),
        basis_mark: c.basis_mark.clone(),
        figures: c.figures.clone(),
        level_moved: c.level_moved.clone(),
        also,
    }
}
