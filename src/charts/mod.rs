//! Pictures for board papers: laid out here, with words from the caller. One kind a
//! file; what surrounds a plot, how a series looks and where labels go is shared.

mod axis;
mod beyond;
mod canvas;
mod checks;
mod cohort_ladder;
mod colours;
mod csv_text;
mod disproportionality;
mod font;
mod frame;
mod funnel;
mod gap_block;
mod gap_over_time;
mod gap_plot;
mod inline_svg;
mod labels;
mod lettering;
mod named;
mod palette;
mod pen;
mod picture;
mod places;
mod png_bytes;
mod record;
mod scorecard;
mod series;
mod sheet;
mod slide;
mod slope;
mod small_multiples;
mod stacked_bars;
mod standing;
mod timeline;
mod trend_panel;
mod words;
mod year_notes;

pub use checks::problems;
pub use cohort_ladder::{CohortLadder, Rung, cohort_ladder_csv, draw_cohort_ladder};
pub use disproportionality::{
    Disproportionality, Ratio, RatioRow, disproportionality_csv, draw_disproportionality,
};
pub use gap_block::{GapBlock, GapGroup, GapRow, Mark};
pub use gap_over_time::{GapOverTime, draw_gap_over_time, gap_over_time_csv};
pub use gap_plot::{GapPlot, draw_gap_plot, gap_plot_csv};
pub use picture::{Layout, Picture};
pub use places::{Funnel, FunnelLimits, Place, Role, Standing};
pub use record::{Bar, DrawnMark, Fill, Joint, Record, Shape, TextBox, contrast, luminance};
pub use scorecard::{
    Arrow, ScoreCell, ScoreGroup, ScoreRow, Scorecard, Standing as ScoreStanding, draw_scorecard,
    scorecard_csv,
};
pub use slide::{Among, Slide, draw_slide, slide_csv};
pub use slope::{Slope, SlopeLine, draw_slope, slope_csv};
pub use small_multiples::{SmallMultiples, draw_small_multiples, small_multiples_csv};
pub use stacked_bars::{BarGroup, StackedBar, StackedBars, draw_stacked_bars, stacked_bars_csv};
pub use standing::{draw_standing, standing_csv};
pub use timeline::{Band, Break, Point};
pub use trend_panel::TrendPanel;
pub use words::{ChartError, MADE_UP, PictureSource, Words};

/// A picture to be drawn, of any kind of the set.
#[derive(Debug, Clone)]
pub enum Chart {
    /// C1.
    SmallMultiples(SmallMultiples),
    /// C2.
    GapPlot(GapPlot),
    /// C3.
    Slope(Slope),
    /// C4, with C5 where numbers of pupils are published.
    Standing(Standing),
    /// C6.
    StackedBars(StackedBars),
    /// C7.
    Scorecard(Scorecard),
    /// C8.
    GapOverTime(GapOverTime),
    /// C9.
    Disproportionality(Disproportionality),
    /// C10.
    CohortLadder(CohortLadder),
    /// C11.
    Slide(Box<Slide>),
}

impl Chart {
    /// Its words.
    #[must_use]
    pub fn words(&self) -> &Words {
        match self {
            Self::SmallMultiples(c) => &c.words,
            Self::GapPlot(c) => &c.words,
            Self::Slope(c) => &c.words,
            Self::Standing(c) => &c.words,
            Self::StackedBars(c) => &c.words,
            Self::Scorecard(c) => &c.words,
            Self::GapOverTime(c) => &c.words,
            Self::Disproportionality(c) => &c.words,
            Self::CohortLadder(c) => &c.words,
            Self::Slide(c) => &c.words,
        }
    }

    /// Its words, to add to.
    pub fn words_mut(&mut self) -> &mut Words {
        match self {
            Self::SmallMultiples(c) => &mut c.words,
            Self::GapPlot(c) => &mut c.words,
            Self::Slope(c) => &mut c.words,
            Self::Standing(c) => &mut c.words,
            Self::StackedBars(c) => &mut c.words,
            Self::Scorecard(c) => &mut c.words,
            Self::GapOverTime(c) => &mut c.words,
            Self::Disproportionality(c) => &mut c.words,
            Self::CohortLadder(c) => &mut c.words,
            Self::Slide(c) => &mut c.words,
        }
    }

    /// Lays it out and renders it.
    ///
    /// # Errors
    /// The embedded font or the renderer fails.
    pub fn draw(&self) -> Result<Picture, ChartError> {
        self.lay_out()?.render()
    }

    /// Places everything, without rendering.
    ///
    /// # Errors
    /// The embedded font cannot be read.
    pub fn lay_out(&self) -> Result<Layout, ChartError> {
        match self {
            Self::SmallMultiples(c) => draw_small_multiples(c),
            Self::GapPlot(c) => draw_gap_plot(c),
            Self::Slope(c) => draw_slope(c),
            Self::Standing(c) => draw_standing(c),
            Self::StackedBars(c) => draw_stacked_bars(c),
            Self::Scorecard(c) => draw_scorecard(c),
            Self::GapOverTime(c) => draw_gap_over_time(c),
            Self::Disproportionality(c) => draw_disproportionality(c),
            Self::CohortLadder(c) => draw_cohort_ladder(c),
            Self::Slide(c) => draw_slide(c),
        }
    }

    /// Every plotted value with its symbol, as CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        match self {
            Self::SmallMultiples(c) => small_multiples_csv(c),
            Self::GapPlot(c) => gap_plot_csv(c),
            Self::Slope(c) => slope_csv(c),
            Self::Standing(c) => standing_csv(c),
            Self::StackedBars(c) => stacked_bars_csv(c),
            Self::Scorecard(c) => scorecard_csv(c),
            Self::GapOverTime(c) => gap_over_time_csv(c),
            Self::Disproportionality(c) => disproportionality_csv(c),
            Self::CohortLadder(c) => cohort_ladder_csv(c),
            Self::Slide(c) => slide_csv(c),
        }
    }
}

#[cfg(test)]
mod tests;
