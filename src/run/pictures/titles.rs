//! Titles that say the finding and alternative texts with its figures, in the words of
//! `queries/present/picture_words.sql`: they are never stronger than the verdicts.

use super::PictureInput;
use super::words::{AltText, fitted, other_side};
use crate::catalogue::Level;
use crate::findings::{Finding, PictureWords};

/// Most characters of a title: two lines of a picture of 1800 pixels.
const LONGEST: usize = 132;

/// What a title names a claim by; the rest is in its lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// The measure: the picture is of one group of pupils.
    Measure,
    /// The group of pupils: the picture is of one measure.
    Group,
    /// Measure and group.
    Both,
}

/// One verdict as a title names it.
struct Claim<'a> {
    measure: Option<&'a str>,
    group: Option<&'a str>,
    says: &'a str,
    /// The same behind a claim that names what both are compared with.
    says_alone: &'a str,
    good: Option<bool>,
    contextual: bool,
    level: Level,
    /// Id of what it is compared with.
    comparator: &'a str,
}

impl<'a> Claim<'a> {
    fn name(&self) -> String {
        match (self.measure, self.group) {
            (Some(measure), Some(group)) => format!("{measure} ({group})"),
            (name, other) => name.or(other).unwrap_or_default().to_string(),
        }
    }

    /// What it is of: alone, or together with the next one if both say the same.
    fn subject(&self, others: &[Claim<'a>], paired: bool) -> String {
        let same = others.iter().filter(|c| c.says == self.says && c.name() != self.name());
        match same.into_iter().next().filter(|_| paired) {
            Some(next) if next.measure == self.measure && next.measure.is_some() => format!(
                "{} ({} and {})",
                next.measure.unwrap_or_default(),
                self.group.unwrap_or_default(),
                next.group.unwrap_or_default()
            ),
            Some(next) => format!("{} and {}", self.name(), next.name()),
            None => self.name(),
        }
    }

    fn said(&self, others: &[Claim<'a>], paired: bool) -> String {
        format!("{} {}", self.subject(others, paired), self.says)
    }

    /// Behind a claim against the same comparator, which is named once.
    fn said_after(&self, others: &[Claim<'a>], paired: bool) -> String {
        format!("{} {}", self.subject(others, paired), self.says_alone)
    }
}

/// The most serious concern and the leading strength of a picture; where it has none, what is the
/// same of all of it, and which of several sheets it is of.
pub(super) fn verdict_title<'a>(
    input: &PictureInput<'a>,
    (lead, part): (&str, &str),
    findings: &[&'a Finding],
    naming: Naming,
) -> String {
    let claims = claims(input, findings, naming);
    let first = |good: bool| claims.iter().find(|c| c.good == Some(good));
    let parts = |paired: bool| -> Vec<String> {
        let (worse, better) = (first(false), first(true));
        let mut parts: Vec<String> = worse.into_iter().map(|c| c.said(&claims, paired)).collect();
        if let Some(claim) = better {
            let same = worse.is_some_and(|worse| worse.comparator == claim.comparator);
            parts.push(if same {
                claim.said_after(&claims, paired)
            } else {
                claim.said(&claims, paired)
            });
        }
        parts
    };
    let (pairs, single) = (parts(true), parts(false));
    let (Some(pair), Some(one)) = (pairs.first(), single.first()) else {
        return format!("{lead}{part}: {}", unsided(&claims, findings));
    };
    // What does not fit on two lines loses its second name before it loses a finding.
    let shorter = [pairs.join("; "), single.join("; "), pair.clone(), one.clone()];
    let led = shorter.map(|text| match lead {
        "" => text,
        lead => format!("{lead}: {text}"),
    });
    let fits = |text: &&String| text.chars().count() <= LONGEST;
    led.iter().find(fits).or(led.last()).cloned().unwrap_or_default()
}

/// What can be claimed of the findings of a picture, the first to be named first.
fn claims<'a>(
    input: &PictureInput<'a>,
    findings: &[&'a Finding],
    naming: Naming,
) -> Vec<Claim<'a>> {
    let mut claims: Vec<(i32, Claim<'a>)> = findings
        .iter()
        .filter_map(|f| {
            let line = line_of(input, f).filter(|line| !line.claim.is_empty())?;
            let claim = Claim {
                measure: (naming != Naming::Group).then_some(f.measure_title.as_str()),
                group: (naming != Naming::Measure).then_some(f.cohort_short.as_str()),
                says: &line.claim,
                says_alone: &line.claim_alone,
                good: f.favourable(),
                contextual: f.polarity == 0,
                level: f.level,
                comparator: &f.comparator,
            };
            Some((line.claim_order, claim))
        })
        .collect();
    claims.sort_by_key(|(order, _)| *order);
    claims.into_iter().map(|(_, claim)| claim).collect()
}

/// The claim of one finding; nothing where nothing was compared.
pub(super) fn claim_of<'a>(input: &PictureInput<'a>, f: &Finding) -> Option<&'a str> {
    line_of(input, f).map(|line| line.claim.as_str()).filter(|claim| !claim.is_empty())
}

/// Subject, figures, comparator and rank of one finding; empty where it is not known.
pub(super) fn figures_of<'a>(input: &PictureInput<'a>, f: &Finding) -> &'a str {
    line_of(input, f).map_or("", |line| line.figures.as_str())
}

fn line_of<'a>(input: &PictureInput<'a>, f: &Finding) -> Option<&'a PictureWords> {
    input.results.words.get(&(f.measure_id.clone(), f.cohort.clone()))
}

/// The text if nothing is better or worse.
fn unsided(claims: &[Claim<'_>], findings: &[&Finding]) -> String {
    let sides = [Level::SignificantlyAbove, Level::Above, Level::Below, Level::SignificantlyBelow];
    let apart = |c: &&Claim<'_>| c.contextual && sides.contains(&c.level);
    let other = other_side(findings);
    match claims {
        [] => "no figures to compare".to_string(),
        [only] => only.said(claims, false),
        _ => match claims.iter().find(apart) {
            Some(claim) => claim.said(claims, false),
            None if claims.iter().all(|c| c.level == Level::BroadlyInLine) => {
                format!("broadly in line with {other}")
            }
            None => format!("neither better nor worse than {other}"),
        },
    }
}

/// What a picture is, in parts from the most to the least needed, and the figures of its findings, the
/// first to be named first, as many as fit: a figure is worth more than the last part.
pub(super) fn alt_with_figures(
    input: &PictureInput<'_>,
    what: &[&str],
    findings: &[&Finding],
) -> String {
    let mut lines: Vec<&PictureWords> = findings
        .iter()
        .filter_map(|f| line_of(input, f))
        .filter(|l| !l.figures.is_empty())
        .collect();
    lines.sort_by_key(|line| line.claim_order);
    let figures: Vec<&str> = lines.iter().map(|line| line.figures.as_str()).collect();
    let what: Vec<&str> = what.iter().copied().filter(|part| !part.is_empty()).collect();
    let mut texts = (1..=what.len()).rev().map(|parts| {
        let what = what[..parts].join(", ");
        fitted(&[&[what.as_str()], figures.as_slice()].concat())
    });
    // The first sentence is what it is, the others are figures.
    let has_figure = |fitted: &AltText| fitted.whole.iter().any(|place| *place > 0);
    let last = texts.clone().next_back().unwrap_or_default();
    texts.find(has_figure).unwrap_or(last).text
}
