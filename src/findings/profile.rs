//! What the page of an area shows next to each verdict, its opening sentences, and the words of pictures.

use super::AreaFindings;
use super::keys::{OfArea, OfPair};
use crate::engine::{Decimals, EngineError, Rows, row};
use crate::words::words;
use datafusion::execution::context::SessionContext;
use std::collections::BTreeMap;

const PROFILE: &str = "present/profile.sql";
const PICTURE_WORDS: &str = "present/picture_words.sql";

words! {
    /// What an opening sentence is about, in the order of sentences.
    pub enum Topic {
        /// Plans in time, refusals, appeals, reviews.
        Duties = "duties",
        /// What pupils attain and how they attend.
        School = "school",
        /// Where they go, and adulthood.
        Next = "next",
    }
}

row! {
    /// What is shown next to the verdict of one measure and cohort.
    #[derive(Debug, Clone, Default)]
    pub struct ProfileLine {
        /// The region's figure (unit).
        pub region: Option<f64> = "region_value",
        /// The middle figure of the statistical neighbours (unit).
        pub neighbours: Option<f64> = "neighbours_median",
        /// Its decimals.
        pub neighbours_decimals: usize as Decimals | 0_usize,
        /// Figure and year before in the same unbroken segment, or empty.
        pub before: String = "before_text",
        /// `rank 121 of 153`, or empty where nothing is better or worse.
        pub rank: String = "rank_text",
        /// First of the years, without one between, in which the area was on this side; empty below two.
        pub since: String,
        /// Whether much newer figures exist, of this measure or of others.
        pub is_old: bool,
        /// Whether a newer measure continues it, so that it is only its history.
        pub superseded: bool,
        /// Whether the cohort is a handful of pupils by any number of it that is held.
        pub is_small: bool,
        /// What the opening sentence that it is part of is about.
        pub topic: Option<Topic>,
        /// Its place in that sentence, 1 first.
        pub topic_place: i32,
        /// The sentence: figures, year, England, neighbours, rank, movement.
        pub opening: String,
        /// The same as the title of a slide.
        pub slide_title: String,
        /// Place among the slides of the area, 1 first; 0 where it gets none.
        pub slide_place: i32,
        /// The verdict with how it was known: `below England (indicative)`.
        pub verdict: String = "verdict_text",
        /// The verdict that belongs to the sentence.
        pub opening_verdict: String,
    }
}

row! {
    /// What a picture says of the verdict of one measure and cohort.
    #[derive(Debug, Clone, Default)]
    pub struct PictureWords {
        /// What a title may claim: `significantly worse than England`; empty where nothing was compared.
        pub claim: String,
        /// The same behind a claim that names what both are compared with: `significantly worse`.
        pub claim_alone: String,
        /// Its place among the claims of the area, 1 first.
        pub claim_order: i32,
        /// Subject, figures with their years, comparator and rank, for alternative texts.
        pub figures: String,
    }
}

/// Puts what a page shows next to the findings of the chosen areas.
///
/// # Errors
/// A query fails, or gives what is not known, such as a topic.
pub async fn add_profiles(
    context: &SessionContext,
    found: &mut BTreeMap<String, AreaFindings>,
) -> Result<(), EngineError> {
    let [lines, words] = Rows::of_each(context, [PROFILE, PICTURE_WORDS]).await?;
    for ((of, pair), line) in lines.read::<((OfArea, OfPair), ProfileLine)>()? {
        found.entry(of.area_code).or_default().profile.insert(pair.key(), line);
    }
    for ((of, pair), words) in words.read::<((OfArea, OfPair), PictureWords)>()? {
        found.entry(of.area_code).or_default().words.insert(pair.key(), words);
    }
    Ok(())
}
