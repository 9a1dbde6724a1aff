//! Names beside the dots of the few neighbours that matter: the most and the least favourable, and those
//! next to the area. All are in the notes; a name that would hide a dot, a line or other words is left to
//! them.

use super::canvas::{Canvas, Side, pen, text_width};
use super::places::{Area, Place, Role, Standing};
use super::series::NEIGHBOURS;
use super::words::ChartError;

/// Points of a name, and the height of its line.
const SIZE: f64 = 8.0;
const LINE: f64 = 26.0;
/// Least distance of a name from the middle of any dot, pixels.
const CLEAR: f64 = 13.0;
/// Least distance from other words.
const APART: f64 = 14.0;
/// Distances from its dot at which a name is tried, and from which on a leader goes to it.
const DISTANCES: [f64; 5] = [16.0, 28.0, 42.0, 60.0, 80.0];
const LEADER: f64 = 30.0;

/// Authorities with the places of their dots, the first rank first.
pub(super) type Dots<'a> = [(&'a Place, (f64, f64))];

/// Those of the dots that get a name, the most favourable first.
fn chosen(dots: &Dots<'_>) -> Vec<usize> {
    let is = |role: Role| move |n: &usize| dots[*n].0.role == role;
    let neighbours: Vec<usize> = (0..dots.len()).filter(is(Role::Neighbour)).collect();
    let own = (0..dots.len()).find(is(Role::Area));
    let next = own.and_then(|own| neighbours.iter().find(|n| **n > own));
    let before = own.and_then(|own| neighbours.iter().rfind(|n| **n < own));
    let ends = [neighbours.first(), neighbours.last()];
    let mut named: Vec<usize> = ends.into_iter().chain([before, next]).flatten().copied().collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Writes the names with their figures where they fit; `lines` are points of the lines of the plot, near
/// enough to each other that no name lies between two of them.
pub(super) fn name_neighbours(
    canvas: &mut Canvas,
    chart: &Standing,
    dots: &Dots<'_>,
    lines: &[(f64, f64)],
    room: &Area,
) -> Result<(), ChartError> {
    let mut taken: Vec<(f64, f64)> = lines.to_vec();
    for n in chosen(dots) {
        let (place, at) = dots[n];
        let text = format!("{} {}", place.name, chart.text(place.value));
        let width = text_width(&text, SIZE, false)?;
        let Some((x, y)) = free_place(canvas, (dots, &taken), at, width, room) else { continue };
        let end = nearest((x, y), width, at);
        if (end.0 - at.0).hypot(end.1 - at.1) > LEADER {
            canvas.line(&[at, end], NEIGHBOURS.colour, 2.0);
            taken.extend(along(&[at, end]));
        }
        canvas.text(&text, x, y, Side::Left, pen(SIZE, false, NEIGHBOURS.text))?;
    }
    Ok(())
}

/// Points along a line of straight parts.
pub(super) fn along(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let parts = line.windows(2).flat_map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let steps = ((b.0 - a.0).hypot(b.1 - a.1) / 12.0).ceil().max(1.0) as u32;
        (0..=steps).map(move |n| {
            let share = f64::from(n) / f64::from(steps);
            (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
        })
    });
    parts.collect()
}

/// The point of a line of words that is nearest to a dot.
fn nearest((x, y): (f64, f64), width: f64, at: (f64, f64)) -> (f64, f64) {
    (at.0.clamp(x, x + width), at.1.clamp(y, y + LINE))
}

/// The top left corner nearest to a dot where a name, and the leader to it, hide nothing.
fn free_place(
    canvas: &Canvas,
    (dots, lines): (&Dots<'_>, &[(f64, f64)]),
    at: (f64, f64),
    width: f64,
    room: &Area,
) -> Option<(f64, f64)> {
    let inside = |p: (f64, f64), (x, y): (f64, f64), by: f64| {
        (x - by..=x + width + by).contains(&p.0) && (y - by..=y + LINE + by).contains(&p.1)
    };
    let leads_past = |corner: (f64, f64)| {
        let leader = along(&[at, nearest(corner, width, at)]);
        let others = dots.iter().map(|(_, dot)| *dot).filter(|dot| *dot != at);
        let near = |p: &(f64, f64), dot: (f64, f64)| (p.0 - dot.0).hypot(p.1 - dot.1) < CLEAR;
        others.into_iter().any(|dot| leader.iter().skip(2).any(|p| near(p, dot)))
    };
    let free = |(x, y): (f64, f64)| {
        x >= room.left + 4.0
            && x + width <= room.right - 4.0
            && y >= room.top + 2.0
            && y + LINE <= room.foot - 2.0
            && !dots.iter().any(|(_, dot)| inside(*dot, (x, y), CLEAR))
            && !lines.iter().any(|p| inside(*p, (x, y), 3.0))
            && !leads_past((x, y))
            && canvas.record.texts.iter().all(|t| {
                t.x > x + width + APART
                    || t.x + t.width < x - APART
                    || t.y > y + LINE + APART
                    || t.y + t.height < y - APART
            })
    };
    DISTANCES.into_iter().find_map(|far| {
        let (left, right) = (at.0 - far - width, at.0 + far);
        let (above, below) = (at.1 - far - LINE, at.1 + far);
        let (middle_x, middle_y) = (at.0 - width / 2.0, at.1 - LINE / 2.0);
        let around = [
            (right, middle_y),
            (left, middle_y),
            (middle_x, above),
            (middle_x, below),
            (right, above),
            (left, above),
            (right, below),
            (left, below),
        ];
        around.into_iter().find(|corner| free(*corner))
    })
}
