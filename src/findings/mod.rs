//! Verdicts on their way to readers: claims to be judged, and what a page or a
//! picture of one area is made of.

mod area;
mod claims;
mod figures;

pub use area::{AreaFindings, Finding, Year, area_findings};
pub use claims::{ClaimError, ClaimRow, claim_rows, register_claims};
pub use figures::{
    GapYear, LimitFigure, Pair, PartFigure, PictureFigures, PlaceFigure, RatioFigure,
    StandingFigures, picture_figures,
};
