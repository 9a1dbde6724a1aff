//! A sheet as SVG within a page: shapes of one colour in one path, texts of one pen in one group, whole
//! pixels where a shape is upright. It names its font, which the page holds once for all its pictures.

use super::canvas::{Canvas, Part, Pen};
use super::font::{BASELINE, FAMILY, PIXELS_A_POINT};
use minijinja::HtmlEscape;
use plotters::style::RGBColor;

/// What a run of parts has in common.
#[derive(Debug, PartialEq)]
enum Run {
    Filled(RGBColor),
    Stroked(RGBColor, u64),
    Text(u64, bool, RGBColor),
}

fn colour(RGBColor(red, green, blue): RGBColor) -> String {
    let pairs = [red, green, blue];
    // #DDD where every pair is a twin.
    if pairs.iter().all(|c| c >> 4 == c & 15) {
        return format!("#{:x}{:x}{:x}", red & 15, green & 15, blue & 15);
    }
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// With one decimal, without a nought behind the point.
fn at(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{:.1}", tenths as f64 / 10.0) }
}

fn run_of(part: &Part) -> Run {
    match part {
        Part::Path(_, colour, width) => Run::Stroked(*colour, width.to_bits()),
        Part::Polygon(_, colour) | Part::Circle(_, _, colour) => Run::Filled(*colour),
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
    let points: Vec<String> = corners.iter().map(|p| format!("{} {}", at(p.0), at(p.1))).collect();
    format!("M{}z", points.join("L"))
}

fn disc((x, y): (f64, f64), radius: f64) -> String {
    let (r, across) = (at(radius), at(2.0 * radius));
    format!("M{} {}a{r} {r} 0 0 1 {across} 0a{r} {r} 0 0 1-{across} 0z", at(x - radius), at(y))
}

fn stroke(points: &[(f64, f64)]) -> String {
    let points: Vec<String> = points.iter().map(|p| format!("{} {}", at(p.0), at(p.1))).collect();
    format!("M{}", points.join("L"))
}

fn text(content: &str, (x, top): (f64, f64), pen: &Pen) -> String {
    let baseline = top + BASELINE * pen.size_pt * PIXELS_A_POINT;
    format!("<text x=\"{}\" y=\"{}\">{}</text>", at(x), at(baseline), HtmlEscape(content))
}

fn open(run: &Run) -> String {
    match run {
        Run::Filled(fill) => format!("<path fill=\"{}\" d=\"", colour(*fill)),
        Run::Stroked(line, width) => format!(
            "<path fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" d=\"",
            colour(*line),
            at(f64::from_bits(*width))
        ),
        Run::Text(size, bold, ink) => format!(
            "<g font-size=\"{}\"{} fill=\"{}\">",
            at(f64::from_bits(*size) * PIXELS_A_POINT),
            if *bold { " font-weight=\"700\"" } else { "" },
            colour(*ink)
        ),
    }
}

fn close(run: &Run) -> &'static str {
    match run {
        Run::Filled(_) | Run::Stroked(..) => "\"/>",
        Run::Text(..) => "</g>",
    }
}

/// The sheet as an `svg` element of a page, with `alt` as its text.
pub(super) fn inline_svg(sheet: &Canvas, alt: &str) -> String {
    let (width, height) = sheet.size();
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILY},sans-serif\" role=\"img\" aria-label=\"{}\">",
        HtmlEscape(alt)
    );
    let mut open_run: Option<Run> = None;
    for part in sheet.parts() {
        let run = run_of(part);
        if open_run.as_ref() != Some(&run) {
            if let Some(ended) = &open_run {
                svg.push_str(close(ended));
            }
            svg.push_str(&open(&run));
            open_run = Some(run);
        }
        svg.push_str(&match part {
            Part::Path(points, ..) => stroke(points),
            Part::Polygon(corners, _) => polygon(corners),
            Part::Circle(centre, radius, _) => disc(*centre, *radius),
            Part::Text(content, corner, pen) => text(content, *corner, pen),
        });
    }
    if let Some(ended) = &open_run {
        svg.push_str(close(ended));
    }
    svg.push_str("</svg>");
    svg
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
        assert_eq!(svg.matches("<path").count(), 3, "{svg}");
        assert!(svg.contains("M0 0h10v5H0zM20 0h10v5H20z"), "{svg}");
        assert!(svg.contains("aria-label=\"a &amp; b\""));
    }

    #[test]
    fn shapes_run_one_way_round_so_that_none_cuts_a_hole() {
        let with = [(0.0, 0.0), (10.0, 1.0), (5.0, 8.0)];
        let against = [(0.0, 0.0), (5.0, 8.0), (10.0, 1.0)];
        assert!(winding(&with) > 0.0 && winding(&against) < 0.0);
        assert!(polygon(&with).contains("10 1L5 8"), "{}", polygon(&with));
        let points = |d: &str| d.trim_matches(['M', 'z']).split('L').map(str::to_string).collect::<Vec<_>>();
        let (a, b) = (points(&polygon(&with)), points(&polygon(&against)));
        let turned = b.iter().position(|p| *p == a[0]).unwrap();
        assert_eq!(b[(turned + 1) % 3], a[1]);
    }

    #[test]
    fn text_stays_text() {
        let mut sheet = Canvas::new(200, 100);
        sheet.text("<b>&", 1.0, 2.0, Side::Left, pen(8.0, true, BLUE)).unwrap();
        let svg = inline_svg(&sheet, "x");
        assert!(svg.contains("&lt;b&gt;&amp;</text>") && svg.contains("font-weight=\"700\""));
    }
}
