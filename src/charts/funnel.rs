//! C5: whether an area is unusual for its number of pupils.

use super::axis::{Scale, ticks};
use super::canvas::{Canvas, Side, pen};
use super::labels::spread;
use super::named::{along, name_neighbours};
use super::palette::{DARK_GREY, HATCH, INK};
use super::places::{
    Area, Funnel, FunnelLimits, Place, Role, Standing, boxed, draw_ground, draw_place,
};
use super::words::ChartError;
use crate::engine::printed_number;

/// Points of a limit between two published ones.
const STEPS: u32 = 8;

/// The funnel: figures by number of pupils within their control limits.
pub(super) fn draw_funnel(
    canvas: &mut Canvas,
    chart: &Standing,
    funnel: &Funnel,
    room: &Area,
) -> Result<(), ChartError> {
    let counted: Vec<(&Place, f64)> =
        chart.places.iter().filter_map(|p| p.pupils.map(|n| (p, n))).collect();
    let most = counted.iter().map(|(_, n)| *n).fold(1.0, f64::max);
    let across = ticks(0.0, most, false);
    let step_across = across[1] - across[0];
    let widest = across[across.len() - 1];
    // The axis holds every dot and the limits of all but the smallest cohorts.
    let mut sizes: Vec<f64> = counted.iter().map(|(_, n)| *n).collect();
    sizes.sort_by(f64::total_cmp);
    let tenth = sizes.get(sizes.len() / 10).copied().unwrap_or(0.0);
    let ordinary = funnel.limits.iter().find(|l| l.pupils >= tenth);
    let values = counted
        .iter()
        .map(|(p, _)| p.value)
        .chain([funnel.baseline])
        .chain(ordinary.into_iter().flat_map(|l| [l.outer.0, l.outer.1]));
    let scale = Scale::around(values, chart.percent, chart.decimals);
    let (first, last) = scale.ends();
    let at_value = |v: f64| room.at_value(&scale, v);
    let at_pupils = |n: f64| room.left + n / widest * (room.right - room.left);
    let title = scale.title(&format!("By number of pupils, {}", chart.unit));
    canvas.text(&title, room.left, room.top - 52.0, Side::Left, pen(10.0, true, INK))?;
    draw_ground(canvas, &scale, room)?;
    for tick in &across {
        let x = at_pupils(*tick);
        canvas.line(&[(x, room.foot), (x, room.foot + 8.0)], INK, 2.5);
        let decimals = usize::from(step_across < 1.0);
        let text = printed_number(*tick, decimals);
        canvas.text(&text, x, room.foot + 12.0, Side::Centre, pen(9.5, false, INK))?;
    }
    let middle = (room.left + room.right) / 2.0;
    canvas.text(
        "pupils in the group",
        middle,
        room.foot + 50.0,
        Side::Centre,
        pen(9.5, false, INK),
    )?;
    let limit = |of: fn(&FunnelLimits) -> f64| -> Vec<(f64, f64)> {
        let inside = |v: &f64| (first..=last).contains(v);
        let points = curve(funnel, of).into_iter().filter(|(_, v)| inside(v));
        points.map(|(n, v)| (at_pupils(n), at_value(v))).collect()
    };
    let outer = [limit(|l| l.outer.0), limit(|l| l.outer.1)];
    for outer in outer.iter().filter(|curve| curve.len() > 1) {
        canvas.line(outer, DARK_GREY, 3.4);
    }
    let inner = [limit(|l| l.inner.0), limit(|l| l.inner.1)];
    for inner in &inner {
        canvas.dashed_path(inner, DARK_GREY, 3.4, (18.0, 10.0));
    }
    let curves: Vec<Vec<(f64, f64)>> = outer.into_iter().chain(inner).collect();
    let y = at_value(funnel.baseline);
    canvas.line(&[(room.left, y), (room.right, y)], DARK_GREY, 3.4);
    let mut labels = vec![(y, format!("All {}", chart.text(funnel.baseline)), DARK_GREY)];
    if let Some(l) = funnel.limits.last() {
        for (value, name) in [
            (l.inner.1, "95% limit"),
            (l.outer.1, "99.8% limit"),
            (l.inner.0, "95% limit"),
            (l.outer.0, "99.8% limit"),
        ] {
            if (first..=last).contains(&value) {
                labels.push((at_value(value), name.to_string(), DARK_GREY));
            }
        }
    }
    let mut places: Vec<f64> = labels.iter().map(|l| l.0).collect();
    spread(&mut places, 31.0, room.top + 12.0, room.foot - 14.0);
    // The curves end at the largest authority: a leader goes from there to each label.
    let end = funnel.limits.last().map_or(room.right, |l| at_pupils(l.pupils).min(room.right));
    for ((line, text, colour), y) in labels.iter().zip(places) {
        let from = if text.starts_with("All") { room.right } else { end };
        if (line - y).abs() > 1.0 || room.right - from > 1.0 {
            canvas.line(&[(from + 4.0, *line), (room.right + 26.0, y)], HATCH, 2.0);
        }
        canvas.text(text, room.right + 32.0, y - 13.0, Side::Left, pen(9.0, false, *colour))?;
    }
    let mut own = None;
    for role in [Role::Other, Role::Neighbour, Role::Area] {
        for (place, pupils) in counted.iter().filter(|(p, _)| p.role == role) {
            let at = (at_pupils(*pupils), at_value(place.value));
            if role == Role::Area {
                own = Some(at);
            }
            draw_place(canvas, place, at);
        }
    }
    let dots: Vec<(&Place, (f64, f64))> =
        counted.iter().map(|(p, n)| (*p, (at_pupils(*n), at_value(p.value)))).collect();
    let mut lines: Vec<Vec<(f64, f64)>> = curves;
    lines.push(vec![(room.left, y), (room.right, y)]);
    if let Some(at) = own {
        let above = at.1 > (room.top + room.foot) / 2.0;
        let at_dots: Vec<(f64, f64)> = dots.iter().map(|(_, at)| *at).collect();
        let name = std::slice::from_ref(&chart.area_name);
        let end = boxed(canvas, name, at, room, !above, &at_dots)?;
        lines.push(vec![at, end]);
    }
    let lines: Vec<(f64, f64)> = lines.iter().flat_map(|line| along(line)).collect();
    name_neighbours(canvas, chart, &dots, &lines, room)
}

/// A limit as a curve through its published points (pupils, unit). Between two of them the
/// square of its distance from the pooled share is linear in one over the number of pupils:
/// the variance of a share, and that between authorities.
fn curve(funnel: &Funnel, of: fn(&FunnelLimits) -> f64) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for pair in funnel.limits.windows(2) {
        let [a, b] = pair else { continue };
        let (from, to) = (of(a) - funnel.baseline, of(b) - funnel.baseline);
        for step in 0..STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let pupils = a.pupils * (b.pupils / a.pupils).powf(share);
            let near = (1.0 / pupils - 1.0 / b.pupils) / (1.0 / a.pupils - 1.0 / b.pupils);
            let apart = (from * from * near + to * to * (1.0 - near)).max(0.0).sqrt();
            points.push((pupils, funnel.baseline + apart.copysign(to)));
        }
    }
    points.extend(funnel.limits.last().map(|l| (l.pupils, of(l))));
    points
}

#[cfg(test)]
mod tests {
    use super::{Funnel, FunnelLimits, curve};

    #[test]
    fn a_limit_between_published_sizes_is_where_it_would_be_published() {
        // 20% overall, 99.8%, with a standard deviation of 3 points between authorities.
        let at = |pupils: f64| {
            let apart = 309.0 * (0.2 * 0.8 / pupils + 0.03 * 0.03_f64).sqrt();
            FunnelLimits { pupils, inner: (0.0, 0.0), outer: (20.0 - apart, 20.0 + apart) }
        };
        let funnel = Funnel { baseline: 20.0, limits: vec![at(60.0), at(500.0), at(4000.0)] };
        for of in [|l: &FunnelLimits| l.outer.0, |l: &FunnelLimits| l.outer.1] {
            let points = curve(&funnel, of);
            assert_eq!(points.len(), 17);
            for (pupils, value) in points {
                assert!((value - of(&at(pupils))).abs() < 1e-9, "{pupils}: {value}");
            }
        }
    }
}
