//! What happened to a series, below its years: a thin strip along the foot for years without data or
//! not comparable, a dashed line for a break elsewhere, and one label for what belongs together.

use super::canvas::{Canvas, Side, pen, text_width};
use super::palette::{DARK_GREY, GREY, GRID, HATCH, INK, SECONDARY, WHITE};
use super::timeline::{Band, Break, Timeline};
use super::words::ChartError;

/// Least distance of two ticks whose numbers do not meet.
const TICK: f64 = 27.0;
/// Rows of labels below the years: their tops, from the foot of the plot.
const ROWS: [f64; 2] = [46.0, 70.0];
/// Least distance of two labels in a row.
const BETWEEN: f64 = 12.0;
/// How far a label may start left of the plot, where the ticks have their numbers.
const LEFT: f64 = 66.0;
/// Breaks whose lines are nearer than this share a label.
const NEAR: f64 = 44.0;
/// Height of the strip of a band.
const STRIP: f64 = 11.0;

/// Bands without a year between them.
struct Stretch<'a> {
    from: i32,
    to: i32,
    bands: Vec<&'a Band>,
}

/// A label and the middle of what it is of; in fewer words where it finds no place.
struct Label {
    middle: f64,
    text: String,
    short: String,
}

impl Timeline {
    /// Gridlines, ticks, years, bands and breaks, in this order. Bands are named where `named`;
    /// otherwise the caller gives the text.
    pub(super) fn ground(
        &self,
        canvas: &mut Canvas,
        ticks: &[f64],
        (bands, breaks): (&[Band], &[Break]),
        tick_label: &dyn Fn(f64, f64) -> String,
        named: bool,
    ) -> Result<(), ChartError> {
        let step = ticks[1] - ticks[0];
        // In a low plot every second tick has its number.
        let near = (self.at_value(ticks[0]) - self.at_value(ticks[1])).abs() < TICK;
        for (place, tick) in ticks.iter().enumerate() {
            let y = self.at_value(*tick);
            canvas.line(&[(self.x, y), (self.x + self.width, y)], GRID, 2.0);
            if near && place % 2 == 1 {
                continue;
            }
            let text = tick_label(*tick, step);
            canvas.text(&text, self.x - 10.0, y - 13.0, Side::Right, pen(9.0, false, INK))?;
        }
        let foot = self.foot();
        canvas.line(&[(self.x, foot), (self.x + self.width, foot)], INK, 2.5);
        let each = self.each_year();
        let every = if each < 66.0 {
            (2..100).find(|n| each * f64::from(*n) >= 46.0).unwrap_or(2)
        } else {
            1
        };
        for year in (self.years.0..=self.years.1).filter(|y| (self.years.1 - y) % every == 0) {
            let x = self.at_year(f64::from(year));
            canvas.line(&[(x, foot), (x, foot + 8.0)], INK, 2.5);
            let label = format!("\u{2019}{:02}", year % 100);
            canvas.text(&label, x, foot + 12.0, Side::Centre, pen(9.0, false, INK))?;
        }
        year_notes(self, canvas, bands, breaks, named)
    }
}

/// Draws them. A break at either end of a band has no line of its own: the strip ends there.
fn year_notes(
    plot: &Timeline,
    canvas: &mut Canvas,
    bands: &[Band],
    breaks: &[Break],
    named: bool,
) -> Result<(), ChartError> {
    let stretches = stretches(plot, bands);
    let of_band = |b: &Break| stretches.iter().any(|s| (s.from..=s.to + 1).contains(&b.before));
    let within = |b: &&Break| b.before > plot.years.0 && b.before <= plot.years.1;
    let mut shown: Vec<&Break> = breaks.iter().filter(within).collect();
    shown.sort_by_key(|b| (b.before, b.note));
    let (joined, apart): (Vec<&Break>, Vec<&Break>) = shown.into_iter().partition(|b| of_band(b));
    let mut labels = lines(plot, canvas, &apart, joined.is_empty());
    for stretch in &stretches {
        strip(plot, canvas, stretch);
        let numbers = joined.iter().filter(|b| (stretch.from..=stretch.to + 1).contains(&b.before));
        let mut numbers: Vec<String> = numbers.map(|b| b.note.to_string()).collect();
        numbers.dedup();
        let short =
            if numbers.is_empty() { String::new() } else { format!("[{}]", numbers.join(", ")) };
        let mut words: Vec<&str> = Vec::new();
        for band in stretch.bands.iter().filter(|_| named) {
            if !words.contains(&band.label.as_str()) {
                words.push(&band.label);
            }
        }
        let text = format!("{} {short}", words.join(", ")).trim().to_string();
        let edge = |year: f64| plot.at_year(year);
        let middle = f64::midpoint(edge(f64::from(stretch.from)), edge(f64::from(stretch.to)));
        labels.push(Label { middle, text, short });
    }
    place(plot, canvas, labels)
}

/// Bands that are drawn, those that follow each other together.
fn stretches<'a>(plot: &Timeline, bands: &'a [Band]) -> Vec<Stretch<'a>> {
    let mut shown: Vec<(i32, i32, &Band)> = bands
        .iter()
        .map(|band| (band.from.max(plot.years.0), band.to.min(plot.years.1), band))
        .filter(|(from, to, _)| from <= to)
        .collect();
    shown.sort_by_key(|(from, to, _)| (*from, *to));
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    for (from, to, band) in shown {
        match stretches.last_mut() {
            Some(last) if from <= last.to + 1 => {
                last.to = last.to.max(to);
                last.bands.push(band);
            }
            _ => stretches.push(Stretch { from, to, bands: vec![band] }),
        }
    }
    stretches
}

/// The strip of each band: hatched without data, plain where years are not comparable.
fn strip(plot: &Timeline, canvas: &mut Canvas, stretch: &Stretch<'_>) {
    let top = plot.foot() - STRIP - 2.0;
    for band in &stretch.bands {
        let (first, last) = (band.from.max(plot.years.0), band.to.min(plot.years.1));
        let left = plot.at_year(f64::from(first) - 0.46).max(plot.x);
        let right = plot.at_year(f64::from(last) + 0.46).min(plot.x + plot.width);
        let width = right - left;
        canvas.rectangle(left, top, width, STRIP, if band.hatched { WHITE } else { GREY });
        if band.hatched {
            canvas.hatch(left, top, width, STRIP, SECONDARY);
            canvas.rim(left, top, width, STRIP, HATCH, 2.0);
        }
    }
}

/// The lines of breaks outside bands, and their labels.
fn lines(plot: &Timeline, canvas: &mut Canvas, breaks: &[&Break], alone: bool) -> Vec<Label> {
    let mut groups: Vec<(f64, f64, Vec<String>)> = Vec::new();
    for b in breaks {
        let x = plot.at_year(f64::from(b.before) - 0.5);
        canvas.dashed((x, plot.y), (x, plot.foot()), DARK_GREY, 2.0, (8.0, 8.0));
        match groups.last_mut() {
            Some((_, end, notes)) if x - *end < NEAR => {
                *end = x;
                notes.push(b.note.to_string());
            }
            _ => groups.push((x, x, vec![b.note.to_string()])),
        }
    }
    let only = alone && groups.len() == 1;
    let label = |(start, end, mut notes): (f64, f64, Vec<String>)| {
        notes.dedup();
        let short = format!("[{}]", notes.join(", "));
        let text = if only { format!("break {short}") } else { short.clone() };
        Label { middle: f64::midpoint(start, end), text, short }
    };
    groups.into_iter().map(label).collect()
}

/// Each label in the first row that has room for it; in fewer words, or not at all, where none has.
fn place(plot: &Timeline, canvas: &mut Canvas, labels: Vec<Label>) -> Result<(), ChartError> {
    let mut taken: [Vec<(f64, f64)>; 2] = Default::default();
    for label in labels {
        for text in [&label.text, &label.short] {
            let width = text_width(text, 8.0, false)?;
            let (least, most) = (plot.x - LEFT, plot.x + plot.width - width + 20.0);
            if text.is_empty() || most < least {
                continue;
            }
            let left = (label.middle - width / 2.0).clamp(least, most);
            let free = |row: &Vec<(f64, f64)>| {
                row.iter().all(|(from, to)| left > to + BETWEEN || left + width < from - BETWEEN)
            };
            if let Some(row) = taken.iter().position(free) {
                taken[row].push((left, left + width));
                let y = plot.foot() + ROWS[row];
                canvas.text(text, left, y, Side::Left, pen(8.0, false, DARK_GREY))?;
                break;
            }
        }
    }
    Ok(())
}
