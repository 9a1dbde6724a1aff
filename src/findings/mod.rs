//! Verdicts on their way to readers: claims to be judged, and what a page or a
//! picture of one area is made of, and how each finding came about.

mod area;
mod beside;
mod claim_words;
mod claims;
mod explain;
mod figures;
mod judged;
mod keys;
mod own_words;
mod profile;
mod tidy;

pub use area::{
    AreaFindings, Finding, HeadlineList, ReleaseStatus, Year, area_findings, choose_areas,
    level_words,
};
pub use beside::{Change, Comparison, Tally, Turn, stand_beside};
pub use claims::{ClaimError, ClaimRow, claim_rows, number_claims, register_claims};
pub use explain::{ExplainError, Explanation, PublishedCell, Step, explanations};
pub use figures::{
    FunnelPosition, GapYear, LimitFigure, Pair, PartFigure, PictureFigures, PlaceFigure,
    RatioFigure, StandingFigures, picture_figures,
};
pub use judged::{Judged, JudgedClause, JudgedFigure, JudgedStatement, StatementResult, judged};
pub use own_words::{COMMENTARY_COLUMNS, commentary_rows};
pub use profile::{PictureWords, ProfileLine, Topic, add_profiles};
pub use tidy::{
    Datum, FINDING_COLUMNS, Neighbour, NeighbourFigures, SERIES_COLUMNS, Tidy, TidyColumn,
    meaningful, tidy,
};
