//! C4 and C5: the place of an area among all authorities in rank order, and,
//! where numbers of pupils are published, whether it is unusual for its size.

use super::axis::Scale;
use super::canvas::{Canvas, Side, pen};
use super::csv_text::{Table, number};
use super::frame::Frame;
use super::funnel::draw_funnel;
use super::named::{along, name_neighbours};
use super::palette::{DARK_GREY, GREY, INK, SECONDARY, WHITE};
use super::picture::Layout;
use super::places::{Area, Place, Role, Standing, boxed, draw_ground, draw_place};
use super::series::NEIGHBOURS;
use super::words::ChartError;

const WIDTH: f64 = 1800.0;
const STRIP_ONLY: f64 = 620.0;
const WITH_FUNNEL: f64 = 1240.0;
const STRIP_ROOM: f64 = 310.0;

/// Draws the picture: 1800 × 620 pixels, 1800 × 1240 with the funnel.
///
/// # Errors
/// The embedded font or the renderer fails.
pub fn draw_standing(chart: &Standing) -> Result<Layout, ChartError> {
    let height = if chart.funnel.is_some() { WITH_FUNNEL } else { STRIP_ONLY };
    let least = if chart.funnel.is_some() { 780.0 } else { 300.0 };
    let mut frame = Frame::new(&chart.words, (WIDTH, height), least, &[])?;
    if chart.places.is_empty() {
        let nothing = "No authority has a figure for this group.";
        frame.reason(chart.reason.as_deref().unwrap_or(nothing))?;
        return Ok(frame.finish(&chart.words));
    }
    let strip_foot = match &chart.funnel {
        Some(_) => frame.top + STRIP_ROOM,
        None => frame.bottom - 20.0,
    };
    let (left, right, top) = (frame.left + 70.0, frame.right - 150.0, frame.top);
    draw_strip(&mut frame.canvas, chart, &Area { left, right, top: top + 84.0, foot: strip_foot })?;
    if let Some(funnel) = &chart.funnel {
        let room =
            Area { left, right: right - 60.0, top: strip_foot + 100.0, foot: frame.bottom - 96.0 };
        draw_funnel(&mut frame.canvas, chart, funnel, &room)?;
    }
    Ok(frame.finish(&chart.words))
}

fn draw_strip(canvas: &mut Canvas, chart: &Standing, room: &Area) -> Result<(), ChartError> {
    let values = chart.places.iter().map(|p| p.value).chain(chart.england);
    let scale = Scale::around(values, chart.percent, chart.decimals);
    let at_value = |v: f64| room.at_value(&scale, v);
    let count = chart.places.len() as f64;
    let at_place = |n: f64| room.left + 16.0 + (n + 0.5) / count * (room.right - room.left - 32.0);
    let title = scale.title(&format!("Authorities in rank order, {}", chart.unit));
    canvas.text(&title, room.left, room.top - 78.0, Side::Left, pen(10.0, true, INK))?;
    draw_key(canvas, chart, (room.right + 130.0, room.top - 76.0))?;
    draw_ground(canvas, &scale, room)?;
    let mut cuts: Vec<f64> = Vec::new();
    if chart.quarters {
        for cut in 1..4 {
            let x = at_place(count * f64::from(cut) / 4.0 - 0.5);
            cuts.push(x);
            canvas.dashed((x, room.top), (x, room.foot), DARK_GREY, 2.5, (12.0, 8.0));
        }
        let (best, worst) = ("A  most favourable quarter", "D  least favourable quarter");
        for (place, words) in [best, "B", "C", worst].into_iter().enumerate() {
            let x = at_place(count * (place as f64 + 0.5) / 4.0 - 0.5);
            canvas.text(words, x, room.top - 36.0, Side::Centre, pen(8.6, false, DARK_GREY))?;
        }
    }
    if let Some(england) = chart.england {
        let y = at_value(england);
        canvas.line(&[(room.left, y), (room.right, y)], DARK_GREY, 3.4);
        let ink = pen(9.5, false, DARK_GREY);
        canvas.text("England", room.right + 12.0, y - 30.0, Side::Left, ink)?;
        canvas.text(&chart.text(england), room.right + 12.0, y + 2.0, Side::Left, ink)?;
    }
    // The area and its neighbours are drawn over the others.
    let mut own = None;
    for role in [Role::Other, Role::Neighbour, Role::Area] {
        for (n, place) in chart.places.iter().enumerate().filter(|(_, p)| p.role == role) {
            let at = (at_place(n as f64), at_value(place.value));
            if role == Role::Area {
                own = Some((at, place.value));
            }
            draw_place(canvas, place, at);
        }
    }
    let place_of = |(p, n): (&Place, i32)| (at_place(f64::from(n)), at_value(p.value));
    let at_dots: Vec<(f64, f64)> = chart.places.iter().zip(0..).map(place_of).collect();
    let ends = |y: f64| vec![(room.left, y), (room.right, y)];
    let mut lines: Vec<Vec<(f64, f64)>> =
        chart.england.map(at_value).map(ends).into_iter().collect();
    lines.extend(cuts.iter().map(|x| vec![(*x, room.top), (*x, room.foot)]));
    if let Some((at, value)) = own {
        let lines_of_box =
            [format!("{} {}", chart.area_name, chart.text(value)), chart.rank.clone()];
        // The curve of a measure to be low rises, the others fall: the corner away from it is free.
        let left_half = at.0 < (room.left + room.right) / 2.0;
        let above = left_half == (chart.polarity < 0);
        let end = boxed(canvas, &lines_of_box, at, room, above, &at_dots)?;
        lines.push(vec![at, end]);
    }
    let dots: Vec<(&Place, (f64, f64))> = chart.places.iter().zip(at_dots).collect();
    let lines: Vec<(f64, f64)> = lines.iter().flat_map(|line| along(line)).collect();
    name_neighbours(canvas, chart, &dots, &lines, room)
}

/// What the dots are, ending at a point on the line of the strip's title.
fn draw_key(
    canvas: &mut Canvas,
    chart: &Standing,
    (right, y): (f64, f64),
) -> Result<(), ChartError> {
    let mut x = right;
    for (role, words) in
        [(Role::Other, "other authorities"), (Role::Neighbour, "statistical neighbours")]
    {
        if !chart.places.iter().any(|p| p.role == role) {
            continue;
        }
        x -= canvas.text(words, x, y, Side::Right, pen(9.0, false, INK))?;
        let at = (x - 20.0, y + 13.0);
        if role == Role::Other {
            canvas.circle(at, 7.6, SECONDARY);
            canvas.circle(at, 6.0, GREY);
        } else {
            canvas.shape(NEIGHBOURS.shape, at, 10.0, NEIGHBOURS.colour);
            canvas.shape(NEIGHBOURS.shape, at, 5.5, WHITE);
        }
        x -= 70.0;
    }
    Ok(())
}

/// Every authority shown, as CSV.
#[must_use]
pub fn standing_csv(chart: &Standing) -> String {
    let mut table = Table::new(&[
        "part",
        "area_code",
        "area_name",
        "role",
        "value",
        "pupils",
        "lower_95",
        "upper_95",
        "lower_99_8",
        "upper_99_8",
    ]);
    for place in &chart.places {
        let role = match place.role {
            Role::Area => "area",
            Role::Neighbour => "neighbour",
            Role::Other => "other",
        };
        let (value, pupils) = (number(Some(place.value)), number(place.pupils));
        table.row(&["authority", &place.code, &place.name, role, &value, &pupils, "", "", "", ""]);
    }
    if chart.england.is_some() {
        let value = number(chart.england);
        table.row(&["england", "E92000001", "England", "england", &value, "", "", "", "", ""]);
    }
    for l in chart.funnel.iter().flat_map(|f| &f.limits) {
        let text = |v: f64| number(Some(v));
        table.row(&[
            "limit",
            "",
            "",
            "",
            "",
            &text(l.pupils),
            &text(l.inner.0),
            &text(l.inner.1),
            &text(l.outer.0),
            &text(l.outer.1),
        ]);
    }
    table.text()
}
