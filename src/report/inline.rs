//! Small pictures within a table: a sparkline and a spine, about a kilobyte of SVG each. Numbers alone
//! go into them, so that there is nothing to escape; the words next to them are separate.

use crate::findings::Year;
use crate::markup::coordinate as at;

/// Width and height of a sparkline, pixels.
const SPARK: (f64, f64) = (110.0, 30.0);
/// Width and height of a spine, pixels.
const SPINE: (f64, f64) = (150.0, 26.0);
/// Kept free at the edges for marks.
const EDGE: f64 = 5.0;

/// The years of an area and of its comparator as lines: broken where a series breaks or a year has no
/// figure, the comparator dotted, the last year of the area marked. Empty without two figures.
#[must_use]
pub fn sparkline(own: &[Year], other: &[Year]) -> String {
    let years = || own.iter().chain(other);
    let figures: Vec<f64> = years().filter_map(|y| y.value).collect();
    let starts: Vec<i32> = years().filter(|y| y.value.is_some()).map(|y| y.start).collect();
    let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else {
        return String::new();
    };
    if first == last || own.iter().all(|y| y.value.is_none()) {
        return String::new();
    }
    let low = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let high = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // A flat series runs along the middle.
    let span = if high > low { high - low } else { 1.0 };
    let (width, height) = (SPARK.0 - 2.0 * EDGE, SPARK.1 - 2.0 * EDGE);
    let place = |y: &Year, value: f64| {
        let across = f64::from(y.start - first) / f64::from(last - first);
        let up = if high > low { (value - low) / span } else { 0.5 };
        (EDGE + across * width, EDGE + (1.0 - up) * height)
    };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" width=\"{0}\" height=\"{1}\" aria-hidden=\"true\">",
        SPARK.0, SPARK.1
    );
    for (years, style) in [(other, "class=\"se\""), (own, "class=\"sa\"")] {
        let path = line(years, &place);
        if !path.is_empty() {
            svg.push_str(&format!("<path {style} d=\"{path}\"/>"));
        }
    }
    if let Some((year, value)) = own.iter().rev().find_map(|y| y.value.map(|v| (y, v))) {
        let (x, y) = place(year, value);
        svg.push_str(&format!(
            "<circle class=\"sd\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>",
            at(x),
            at(y)
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// The path through years with a figure: it starts again at a break and after a year without one.
fn line(years: &[Year], place: &dyn Fn(&Year, f64) -> (f64, f64)) -> String {
    let mut path = String::new();
    let mut before: Option<&Year> = None;
    for year in years {
        let Some(value) = year.value else {
            before = None;
            continue;
        };
        let joined = before.is_some_and(|b| b.segment == year.segment);
        let (x, y) = place(year, value);
        // A year alone is a dot: a line of no length with round ends.
        let (x, y) = (at(x), at(y));
        path.push_str(&if joined { format!("L{x} {y}") } else { format!("M{x} {y}L{x} {y}") });
        before = Some(year);
    }
    path
}

/// What a spine shows next to all authorities (unit of the measure).
#[derive(Debug, Clone, Copy)]
pub struct Spine {
    /// The area.
    pub own: f64,
    /// The main comparator; the middle of all authorities where there is none.
    pub comparator: Option<f64>,
    /// The middle of the statistical neighbours.
    pub neighbours: Option<f64>,
    /// −1 where less is better, else 1 or 0: right is better, or higher.
    pub polarity: i32,
}

/// All authorities from the least to the most favourable as a pale bar, their middle half dark, the
/// comparator as a line in the middle of the picture, neighbours as a diamond and the area as a disc.
/// The comparator has the same place in every row, so that a column of spines can be read downwards.
#[must_use]
pub fn spine(mark: &Spine, spread: [f64; 4]) -> String {
    let [low, q1, q3, high] = spread;
    let middle = mark.comparator.unwrap_or(f64::midpoint(q1, q3));
    let reach = [low, high, mark.own].iter().map(|v| (v - middle).abs()).fold(1e-9, f64::max);
    let turn = if mark.polarity < 0 { -1.0 } else { 1.0 };
    let half = SPINE.0 / 2.0 - EDGE;
    let x = |value: f64| SPINE.0 / 2.0 + turn * (value - middle) / reach * half;
    let bar = |class: &str, from: f64, to: f64, height: f64| {
        let (left, right) = (x(from).min(x(to)), x(from).max(x(to)));
        let (top, width) = ((SPINE.1 - height) / 2.0, (right - left).max(1.0));
        format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            at(left),
            at(top),
            at(width),
            at(height)
        )
    };
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" width=\"{0}\" height=\"{1}\" aria-hidden=\"true\">",
        SPINE.0, SPINE.1
    );
    svg.push_str(&bar("pl", low, high, 12.0));
    svg.push_str(&bar("pm", q1, q3, 12.0));
    if mark.comparator.is_some() {
        svg.push_str(&format!(
            "<path class=\"pe\" d=\"M{0} 2V{1}\"/>",
            at(SPINE.0 / 2.0),
            at(SPINE.1 - 2.0)
        ));
    }
    let centre = SPINE.1 / 2.0;
    if let Some(neighbours) = mark.neighbours {
        let n = x(neighbours).clamp(EDGE, SPINE.0 - EDGE);
        svg.push_str(&format!(
            "<path class=\"pd\" d=\"M{} {}l5 5-5 5-5-5z\"/>",
            at(n),
            at(centre - 5.0)
        ));
    }
    svg.push_str(&format!(
        "<circle class=\"pa\" cx=\"{}\" cy=\"{}\" r=\"4.5\"/></svg>",
        at(x(mark.own)),
        at(centre)
    ));
    svg
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{PlaceFigure, StandingFigures};

    fn year(start: i32, value: Option<f64>, segment: i32) -> Year {
        Year { start, value, segment, ..Year::default() }
    }

    fn authorities(values: &[f64]) -> StandingFigures {
        let places = values.iter().map(|v| PlaceFigure { value: *v, ..PlaceFigure::default() });
        StandingFigures { places: places.collect(), ..StandingFigures::default() }
    }

    #[test]
    fn a_line_is_broken_at_a_break_and_after_a_year_without_a_figure() {
        let own = [
            year(2018, Some(10.0), 0),
            year(2019, None, 0),
            year(2020, Some(12.0), 0),
            year(2021, Some(13.0), 0),
            year(2022, Some(5.0), 1),
        ];
        let svg = sparkline(&own, &[]);
        let path = svg.split("d=\"").nth(1).and_then(|p| p.split('"').next()).unwrap();
        assert_eq!(path.matches('M').count(), 3, "{path}");
        // Three beginnings, each a dot, and the one step within a segment.
        assert_eq!(path.matches('L').count(), 4, "{path}");
        assert!(svg.contains("<circle"));
    }

    #[test]
    fn one_year_is_no_line_and_the_comparator_alone_is_none_either() {
        assert!(sparkline(&[year(2024, Some(1.0), 0)], &[]).is_empty());
        let england = [year(2023, Some(1.0), 0), year(2024, Some(2.0), 0)];
        assert!(sparkline(&[year(2024, None, 0)], &england).is_empty());
        assert!(!sparkline(&[year(2024, Some(1.5), 0)], &england).is_empty());
    }

    fn disc(svg: &str) -> f64 {
        svg.split("cx=\"").nth(1).and_then(|x| x.split('"').next()).unwrap().parse().unwrap()
    }

    #[test]
    fn right_is_better_whichever_way_the_measure_runs() {
        let all = authorities(&[10.0, 20.0, 30.0, 40.0, 60.0]).spread().unwrap();
        assert_eq!(all, [10.0, 20.0, 40.0, 60.0]);
        let mark =
            |polarity| Spine { own: 50.0, comparator: Some(30.0), neighbours: None, polarity };
        let centre = SPINE.0 / 2.0;
        assert!(disc(&spine(&mark(1), all)) > centre);
        assert!(disc(&spine(&mark(-1), all)) < centre);
        let level = Spine { own: 30.0, ..mark(1) };
        assert!((disc(&spine(&level, all)) - centre).abs() < 0.1);
        assert!(authorities(&[1.0, 2.0, 3.0]).spread().is_none());
    }

    #[test]
    fn a_row_weighs_about_a_kilobyte() {
        let years: Vec<Year> = (2010..2025).map(|y| year(y, Some(f64::from(y) / 3.0), 0)).collect();
        let all = authorities(&[1.5, 22.25, 33.125, 40.0]).spread().unwrap();
        let mark = Spine { own: 3.7, comparator: Some(3.3), neighbours: Some(9.1), polarity: 1 };
        assert!(sparkline(&years, &years).len() + spine(&mark, all).len() < 1400);
    }
}
