//! A sheet as SVG within a page: shapes of one colour in one path, texts of one pen in one group, whole
//! pixels where a shape is upright. It names its font, which the page holds once for all its pictures.

use super::canvas::{Canvas, Part, Pen};
use super::font::{BASELINE, FAMILY, PIXELS_A_POINT};
use crate::markup::{coordinate as at, escaped};
use plotters::style::RGBColor;

/// What a run of parts has in common.
#[derive(Debug, PartialEq)]
enum Run {
    Filled(RGBColor),
    /// Discs of one radius: strokes of no length with round ends.
    Discs(RGBColor, u64),
    Stroked(RGBColor, u64),
    Text(u64, bool, RGBColor),
}

fn colour(RGBColor(red, green, blue): RGBColor) -> String {
    let pairs = [red, green, blue];
    // #DDD if both digits of every pair are the same.
    if pairs.iter().all(|c| c >> 4 == c & 15) {
        return format!("#{:x}{:x}{:x}", red & 15, green & 15, blue & 15);
    }
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn run_of(part: &Part) -> Run {
    match part {
        Part::Path(_, colour, width) => Run::Stroked(*colour, width.to_bits()),
        Part::Polygon(_, colour) => Run::Filled(*colour),
        Part::Circle(_, radius, colour) => Run::Discs(*colour, radius.to_bits()),
        Part::Text(_, _, pen) => Run::Text(pen.size_pt.to_bits(), pen.bold, pen.colour),
    }
}

/// Twice the area within, positive where the corners run with the clock.
fn winding(corners: &[(f64, f64)]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

fn polygon(corners: &[(f64, f64)]) -> String {
    if let [a, b, c, d] = corners
        && a.1 == b.1
        && b.0 == c.0
        && c.1 == d.1
        && d.0 == a.0
    {
        let (left, top) = (a.0.min(c.0), a.1.min(c.1));
        let (width, height) = ((a.0 - c.0).abs(), (a.1 - c.1).abs());
        return format!("M{} {}h{}v{}H{0}z", at(left), at(top), at(width), at(height));
    }
    // All the same way round: where two of one path cover each other there is no hole.
    let mut corners = corners.to_vec();
    if winding(&corners) < 0.0 {
        corners.reverse();
    }
    format!("{}z", stroke(&corners))
}

/// From point to point by steps, each from where the last one really ended, so that rounding does
/// not add up.
fn stroke(points: &[(f64, f64)]) -> String {
    let Some((first, rest)) = points.split_first() else { return String::new() };
    let tenths = |value: f64| (value * 10.0).round();
    let mut path = format!("M{} {}", at(first.0), at(first.1));
    let mut from = (tenths(first.0), tenths(first.1));
    for (place, point) in rest.iter().enumerate() {
        let to = (tenths(point.0), tenths(point.1));
        let (x, y) = (at((to.0 - from.0) / 10.0), at((to.1 - from.1) / 10.0));
        let begin = if place == 0 {
            "l"
        } else if x.starts_with('-') {
            ""
        } else {
            " "
        };
        let between = if y.starts_with('-') { "" } else { " " };
        path.push_str(&format!("{begin}{x}{between}{y}"));
        from = to;
    }
    path
}

fn disc((x, y): (f64, f64)) -> String {
    format!("M{} {}h0", at(x), at(y))
}

/// How a pen writes, as attributes.
fn lettering(pen: &Pen) -> String {
    format!(
        " font-size=\"{}\"{} fill=\"{}\"",
        at(pen.size_pt * PIXELS_A_POINT),
        if pen.bold { " font-weight=\"700\"" } else { "" },
        colour(pen.colour)
    )
}

fn text(content: &str, (x, top): (f64, f64), pen: &Pen, lettering: &str) -> String {
    let baseline = top + BASELINE * pen.size_pt * PIXELS_A_POINT;
    format!("<text x=\"{}\" y=\"{}\"{lettering}>{}</text>", at(x), at(baseline), escaped(content))
}

fn open(run: &Run, parts: &[Part]) -> String {
    match (run, parts) {
        (Run::Text(..), [Part::Text(_, _, pen), ..]) => format!("<g{}>", lettering(pen)),
        (Run::Text(..), _) => "<g>".to_string(),
        (Run::Filled(fill), _) => format!("<path fill=\"{}\" d=\"", colour(*fill)),
        (Run::Discs(ink, radius), _) => format!(
            "<path stroke=\"{}\" stroke-linecap=\"round\" stroke-width=\"{}\" d=\"",
            colour(*ink),
            at(2.0 * f64::from_bits(*radius))
        ),
        (Run::Stroked(line, width), _) => format!(
            "<path fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" d=\"",
            colour(*line),
            at(f64::from_bits(*width))
        ),
    }
}

/// The sheet as an `svg` element of a page, with `alt` as its text.
pub(super) fn inline_svg(sheet: &Canvas, alt: &str) -> String {
    let (width, height) = sheet.size();
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILY},sans-serif\" role=\"img\" aria-label=\"{}\">",
        escaped(alt)
    );
    for run in sheet.parts().chunk_by(|one, next| run_of(one) == run_of(next)) {
        match run {
            [Part::Circle((x, y), radius, ink)] => svg.push_str(&format!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>",
                at(*x),
                at(*y),
                at(*radius),
                colour(*ink)
            )),
            [Part::Text(content, corner, pen)] => {
                svg.push_str(&text(content, *corner, pen, &lettering(pen)));
            }
            several => group(&mut svg, several),
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Parts that share a path or a group.
fn group(svg: &mut String, parts: &[Part]) {
    let Some(run) = parts.first().map(run_of) else { return };
    svg.push_str(&open(&run, parts));
    for part in parts {
        svg.push_str(&match part {
            Part::Path(points, ..) => stroke(points),
            Part::Polygon(corners, _) => polygon(corners),
            Part::Circle(centre, ..) => disc(*centre),
            Part::Text(content, corner, pen) => text(content, *corner, pen, ""),
        });
    }
    svg.push_str(match run {
        Run::Filled(_) | Run::Discs(..) | Run::Stroked(..) => "\"/>",
        Run::Text(..) => "</g>",
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::canvas::{Side, pen};

    const RED: RGBColor = RGBColor(255, 0, 0);
    const BLUE: RGBColor = RGBColor(0x12, 0x43, 0x6d);

    #[test]
    fn parts_of_one_colour_share_a_path_in_their_order() {
        let mut sheet = Canvas::new(200, 100);
        sheet.polygon(&[(0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 5.0)], RED);
        sheet.polygon(&[(20.0, 0.0), (30.0, 0.0), (30.0, 5.0), (20.0, 5.0)], RED);
        sheet.circle((50.0, 50.0), 4.5, BLUE);
        sheet.polygon(&[(40.0, 0.0), (50.0, 0.0), (50.0, 5.0), (40.0, 5.0)], RED);
        let svg = inline_svg(&sheet, "a & b");
        assert_eq!((svg.matches("<path").count(), svg.matches("<circle").count()), (2, 1), "{svg}");
        assert!(svg.contains("M0 0h10v5H0zM20 0h10v5H20z"), "{svg}");
        assert!(svg.contains("aria-label=\"a &amp; b\""));
    }

    #[test]
    fn shapes_run_one_way_round_so_that_none_cuts_a_hole() {
        let with = [(0.0, 0.0), (10.0, 1.0), (5.0, 8.0)];
        let against = [(0.0, 0.0), (5.0, 8.0), (10.0, 1.0)];
        assert!(winding(&with) > 0.0 && winding(&against) < 0.0);
        assert_eq!(polygon(&with), "M0 0l10 1-5 7z");
        assert_eq!(polygon(&against), "M10 1l-5 7-5-8z");
    }

    #[test]
    fn steps_are_rounded_from_where_the_last_one_ended() {
        let points: Vec<(f64, f64)> = (0..40).map(|n| (f64::from(n) * 0.34, 0.0)).collect();
        let path = stroke(&points);
        let steps = path.split_once('l').unwrap().1.split(' ').step_by(2);
        let along: f64 = steps.map(|x| x.parse::<f64>().unwrap()).sum();
        assert!((along - 13.3).abs() < 1e-9, "{path}");
    }

    #[test]
    fn text_stays_text() {
        let mut sheet = Canvas::new(200, 100);
        sheet.text("<b>&", 1.0, 2.0, Side::Left, pen(8.0, true, BLUE)).unwrap();
        let svg = inline_svg(&sheet, "x");
        assert!(svg.contains("&lt;b&gt;&amp;</text>") && svg.contains("font-weight=\"700\""));
    }
}
