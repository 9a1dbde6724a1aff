//! What the page of an area shows next to each verdict, its opening sentences, and the words of pictures.

use super::AreaFindings;
use super::area::decimals;
use crate::engine::{EngineError, Rows};
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const PROFILE: &str = "present/profile.sql";
const PICTURE_WORDS: &str = "present/picture_words.sql";

/// What an opening sentence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Plans in time, refusals, appeals, reviews.
    Duties,
    /// What pupils attain and how they attend.
    School,
    /// Where they go, and adulthood.
    Next,
}

impl Topic {
    fn of(word: &str) -> Result<Option<Self>, EngineError> {
        match word {
            "" => Ok(None),
            "duties" => Ok(Some(Self::Duties)),
            "school" => Ok(Some(Self::School)),
            "next" => Ok(Some(Self::Next)),
            other => Err(EngineError::Table(format!(
                "queries/present/profile.sql: topic '{other}' is not one of duties, school, next"
            ))),
        }
    }
}

/// What is shown next to the verdict of one measure and cohort.
#[derive(Debug, Clone, Default)]
pub struct ProfileLine {
    /// The region's figure (unit).
    pub region: Option<f64>,
    /// The middle figure of the statistical neighbours (unit).
    pub neighbours: Option<f64>,
    /// Its decimals.
    pub neighbours_decimals: usize,
    /// Figure and year before in the same unbroken segment, or empty.
    pub before: String,
    /// `rank 121 of 153`, or empty where nothing is better or worse.
    pub rank: String,
    /// First of the years, without one between, in which the area was on this side; empty below two.
    pub since: String,
    /// Whether much newer figures exist, of this measure or of others.
    pub is_old: bool,
    /// Whether a newer measure continues it, so that it is only its history.
    pub superseded: bool,
    /// Whether the cohort is a handful of pupils by any number of it that is held.
    pub is_small: bool,
    /// The opening sentence that it is part of, with its place there.
    pub topic: Option<(Topic, i32)>,
    /// The sentence: figures, year, England, neighbours, rank, movement.
    pub opening: String,
    /// The same as the title of a slide.
    pub slide_title: String,
    /// Place among the slides of the area, 1 first; 0 where it gets none.
    pub slide_place: i32,
    /// The verdict with how it was known: `below England (indicative)`.
    pub verdict: String,
    /// The verdict that belongs to the sentence.
    pub opening_verdict: String,
    /// What a title may claim: `significantly worse than England`; empty where nothing was compared.
    pub claim: String,
    /// Its place among the claims of the area, 1 first.
    pub claim_order: i32,
    /// Subject, figures with their years, comparator and rank, for alternative texts.
    pub figures: String,
}

/// Puts what a page shows next to the findings of the chosen areas.
///
/// # Errors
/// The query fails, or gives a topic that is not known.
pub async fn add_profiles(
    context: &SessionContext,
    found: &mut BTreeMap<String, AreaFindings>,
) -> Result<(), EngineError> {
    let [rows, words] = Rows::of_each(context, [PROFILE, PICTURE_WORDS]).await?;
    for row in 0..rows.len() {
        let key = (rows.text(row, "measure_id"), rows.text(row, "cohort"));
        let line = line(&rows, row)?;
        found.entry(rows.text(row, "area_code")).or_default().profile.insert(key, line);
    }
    for row in 0..words.len() {
        let key = (words.text(row, "measure_id"), words.text(row, "cohort"));
        let results = found.entry(words.text(row, "area_code")).or_default();
        let line = results.profile.entry(key).or_default();
        line.claim = words.text(row, "claim");
        line.claim_order = words.integer(row, "claim_order");
        line.figures = words.text(row, "figures");
    }
    Ok(())
}

fn line(rows: &Rows, row: usize) -> Result<ProfileLine, EngineError> {
    let topic = Topic::of(&rows.text(row, "topic"))?;
    Ok(ProfileLine {
        region: rows.number(row, "region_value"),
        neighbours: rows.number(row, "neighbours_median"),
        neighbours_decimals: decimals(rows, row, "neighbours_decimals"),
        before: rows.text(row, "before_text"),
        rank: rows.text(row, "rank_text"),
        since: rows.text(row, "since"),
        is_old: rows.truth(row, "is_old"),
        superseded: rows.truth(row, "superseded"),
        is_small: rows.truth(row, "is_small"),
        topic: topic.map(|topic| (topic, rows.integer(row, "topic_place"))),
        opening: rows.text(row, "opening"),
        slide_title: rows.text(row, "slide_title"),
        slide_place: rows.integer(row, "slide_place"),
        verdict: rows.text(row, "verdict_text"),
        opening_verdict: rows.text(row, "opening_verdict"),
        ..ProfileLine::default()
    })
}
