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
    let plot = Plot::of(chart, funnel, room);
    plot.draw_axes(canvas)?;
    let mut lines = plot.draw_limits(canvas);
    let baseline = plot.draw_baseline(canvas);
    plot.name_lines(canvas)?;
    plot.draw_dots(canvas);
    lines.push(baseline);
    lines.extend(plot.name_area(canvas)?);
    let lines: Vec<(f64, f64)> = lines.iter().flat_map(|line| along(line)).collect();
    name_neighbours(canvas, chart, &plot.dots(), &lines, room)
}

/// An authority whose number of pupils is known: only these have a place in the funnel.
struct Counted<'a> {
    place: &'a Place,
    pupils: f64,
}

/// The name of a limit, right of the plot.
struct LineName {
    /// The height of the limit itself.
    height: f64,
    /// Where its line ends, and a leader to the name begins.
    end: f64,
    text: String,
}

/// A funnel with its two axes.
struct Plot<'a> {
    chart: &'a Standing,
    funnel: &'a Funnel,
    room: &'a Area,
    counted: Vec<Counted<'a>>,
    scale: Scale,
    /// Ticks of the numbers of pupils.
    across: Vec<f64>,
}

impl<'a> Plot<'a> {
    fn of(chart: &'a Standing, funnel: &'a Funnel, room: &'a Area) -> Self {
        let counted: Vec<Counted<'_>> = chart
            .places
            .iter()
            .filter_map(|place| place.pupils.map(|pupils| Counted { place, pupils }))
            .collect();
        let most = counted.iter().map(|c| c.pupils).fold(1.0, f64::max);
        let across = ticks(0.0, most, false);
        let scale = scale_of(chart, funnel, &counted);
        Self { chart, funnel, room, counted, scale, across }
    }

    fn at_value(&self, value: f64) -> f64 {
        self.room.at_value(&self.scale, value)
    }

    fn at_pupils(&self, pupils: f64) -> f64 {
        let widest = self.across[self.across.len() - 1];
        self.room.left + pupils / widest * (self.room.right - self.room.left)
    }

    /// Whether the axis holds a value: limits of the smallest cohorts may go beyond it.
    fn holds(&self, value: f64) -> bool {
        let (first, last) = self.scale.ends();
        (first..=last).contains(&value)
    }

    /// Both axes with their words.
    fn draw_axes(&self, canvas: &mut Canvas) -> Result<(), ChartError> {
        let room = self.room;
        let title = self.scale.title(&format!("By number of pupils, {}", self.chart.unit));
        canvas.text(&title, room.left, room.top - 52.0, Side::Left, pen(10.0, true, INK))?;
        draw_ground(canvas, &self.scale, room)?;
        let decimals = usize::from(self.across[1] - self.across[0] < 1.0);
        let ink = pen(9.5, false, INK);
        for tick in &self.across {
            let x = self.at_pupils(*tick);
            canvas.line(&[(x, room.foot), (x, room.foot + 8.0)], INK, 2.5);
            let text = printed_number(*tick, decimals);
            canvas.text(&text, x, room.foot + 12.0, Side::Centre, ink)?;
        }
        let middle = (room.left + room.right) / 2.0;
        canvas.text("pupils in the group", middle, room.foot + 50.0, Side::Centre, ink)?;
        Ok(())
    }

    /// The control limits; gives their curves, which names keep away from.
    fn draw_limits(&self, canvas: &mut Canvas) -> Vec<Vec<(f64, f64)>> {
        let limit = |of: fn(&FunnelLimits) -> f64| -> Vec<(f64, f64)> {
            let points = curve(self.funnel, of).into_iter().filter(|(_, v)| self.holds(*v));
            points.map(|(n, v)| (self.at_pupils(n), self.at_value(v))).collect()
        };
        let outer = [limit(|l| l.outer.0), limit(|l| l.outer.1)];
        for outer in outer.iter().filter(|curve| curve.len() > 1) {
            canvas.line(outer, DARK_GREY, 3.4);
        }
        let inner = [limit(|l| l.inner.0), limit(|l| l.inner.1)];
        for inner in &inner {
            canvas.dashed_path(inner, DARK_GREY, 3.4, (18.0, 10.0));
        }
        outer.into_iter().chain(inner).collect()
    }

    /// The pooled share of all authorities.
    fn draw_baseline(&self, canvas: &mut Canvas) -> Vec<(f64, f64)> {
        let y = self.at_value(self.funnel.baseline);
        let line = vec![(self.room.left, y), (self.room.right, y)];
        canvas.line(&line, DARK_GREY, 3.4);
        line
    }

    /// The names of the lines, apart from each other, each with a leader to its line.
    fn name_lines(&self, canvas: &mut Canvas) -> Result<(), ChartError> {
        let room = self.room;
        let names = self.line_names();
        let mut places: Vec<f64> = names.iter().map(|name| name.height).collect();
        spread(&mut places, 31.0, room.top + 12.0, room.foot - 14.0);
        for (name, y) in names.iter().zip(places) {
            if (name.height - y).abs() > 1.0 || room.right - name.end > 1.0 {
                let from = (name.end + 4.0, name.height);
                canvas.line(&[from, (room.right + 26.0, y)], HATCH, 2.0);
            }
            let ink = pen(9.0, false, DARK_GREY);
            canvas.text(&name.text, room.right + 32.0, y - 13.0, Side::Left, ink)?;
        }
        Ok(())
    }

    /// The pooled share runs through the plot; the limits end at the largest authority.
    fn line_names(&self) -> Vec<LineName> {
        let baseline = self.funnel.baseline;
        let mut names = vec![LineName {
            height: self.at_value(baseline),
            end: self.room.right,
            text: format!("All {}", self.chart.text(baseline)),
        }];
        let Some(largest) = self.funnel.limits.last() else { return names };
        let end = self.at_pupils(largest.pupils).min(self.room.right);
        let (inner, outer) = (largest.inner, largest.outer);
        let limits = [
            (inner.1, "95% limit"),
            (outer.1, "99.8% limit"),
            (inner.0, "95% limit"),
            (outer.0, "99.8% limit"),
        ];
        let held = limits.into_iter().filter(|(value, _)| self.holds(*value));
        names.extend(held.map(|(value, name)| LineName {
            height: self.at_value(value),
            end,
            text: name.to_string(),
        }));
        names
    }

    /// The dots of the authorities, the area's own above all others.
    fn draw_dots(&self, canvas: &mut Canvas) {
        for role in [Role::Other, Role::Neighbour, Role::Area] {
            for counted in self.counted.iter().filter(|c| c.place.role == role) {
                draw_place(canvas, counted.place, self.at(counted));
            }
        }
    }

    fn at(&self, counted: &Counted<'_>) -> (f64, f64) {
        (self.at_pupils(counted.pupils), self.at_value(counted.place.value))
    }

    fn dots(&self) -> Vec<(&'a Place, (f64, f64))> {
        self.counted.iter().map(|c| (c.place, self.at(c))).collect()
    }

    /// The area's name in a box beside its dot; gives the leader between them.
    fn name_area(&self, canvas: &mut Canvas) -> Result<Option<Vec<(f64, f64)>>, ChartError> {
        let own = self.counted.iter().rfind(|c| c.place.role == Role::Area);
        let Some(at) = own.map(|own| self.at(own)) else { return Ok(None) };
        let above = at.1 > (self.room.top + self.room.foot) / 2.0;
        let dots: Vec<(f64, f64)> = self.counted.iter().map(|c| self.at(c)).collect();
        let name = std::slice::from_ref(&self.chart.area_name);
        let end = boxed(canvas, name, at, self.room, !above, &dots)?;
        Ok(Some(vec![at, end]))
    }
}

/// An axis that holds every dot, and the limits of all but the smallest cohorts.
fn scale_of(chart: &Standing, funnel: &Funnel, counted: &[Counted<'_>]) -> Scale {
    let mut sizes: Vec<f64> = counted.iter().map(|c| c.pupils).collect();
    sizes.sort_by(f64::total_cmp);
    let tenth = sizes.get(sizes.len() / 10).copied().unwrap_or(0.0);
    let ordinary = funnel.limits.iter().find(|l| l.pupils >= tenth);
    let values = counted
        .iter()
        .map(|c| c.place.value)
        .chain([funnel.baseline])
        .chain(ordinary.into_iter().flat_map(|l| [l.outer.0, l.outer.1]));
    Scale::around(values, chart.percent, chart.decimals)
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
