//! C11: a slide of 1920 × 1080 pixels: one finding, its years, its figure next to others, and its place
//! among all authorities. Nothing on it is below 24 pixels.

use super::canvas::{Canvas, Side, paragraph_height, pen, wrap};
use super::palette::{BAND, DARK_BLUE, DARK_GREY, DARK_PINK, GREY, HATCH, INK, SECONDARY, WHITE};
use super::picture::Layout;
use super::record::Shape;
use super::scorecard::Standing;
use super::series::{AREA, ENGLAND};
use super::small_multiples::{SmallMultiples, small_multiples_csv};
use super::timeline::{Drawn, Named, SYMBOLS, Timeline, floor, plain, span};
use super::trend_panel::TrendPanel;
use super::words::{ChartError, MADE_UP, Words};
use plotters::style::RGBColor;

const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 1080.0;
const MARGIN: f64 = 96.0;
/// Points of the smallest text: 24 pixels.
const SMALL: f64 = 8.7;
/// Points of a title, the largest that fits on two lines: 44 pixels and less.
const TITLES: [f64; 4] = [15.9, 14.2, 12.6, 11.2];
/// Left edge of the column of figures.
const COLUMN: f64 = 1290.0;

/// Where the area is among all authorities (unit of the measure).
#[derive(Debug, Clone, Copy)]
pub struct Among {
    /// Lowest, lower quartile, upper quartile, highest.
    pub spread: [f64; 4],
    /// The area.
    pub own: f64,
    /// The comparator.
    pub comparator: Option<f64>,
    /// Middle of the statistical neighbours.
    pub neighbours: Option<f64>,
    /// −1 where less is better: right is better.
    pub polarity: i32,
}

/// One finding for a board.
#[derive(Debug, Clone, Default)]
pub struct Slide {
    /// Title, what is plotted, full source, alternative text.
    pub words: Words,
    /// `Birmingham, 3 of 8`.
    pub number: String,
    /// Name of the area.
    pub area_name: String,
    /// Name of the comparator.
    pub comparator_name: String,
    /// Years of both.
    pub panel: TrendPanel,
    /// The figure, large.
    pub value: String,
    /// Its year, and the year before.
    pub value_note: String,
    /// Others with their figures.
    pub others: Vec<(String, String)>,
    /// The verdict with how it was known.
    pub verdict: String,
    /// How the verdict looks: colour, and the sign that repeats it.
    pub standing: Standing,
    /// Place among all authorities, or nothing.
    pub among: Option<Among>,
    /// `Rank 121 of 153`, or empty.
    pub rank: String,
    /// What the area wrote about it, as much as there is room for; empty where it wrote nothing.
    pub own_words: String,
}

/// Lays out a slide.
///
/// # Errors
/// The embedded font cannot be read.
pub fn draw_slide(slide: &Slide) -> Result<Layout, ChartError> {
    let mut canvas = Canvas::new(WIDTH as u32, HEIGHT as u32);
    if slide.words.source.made_up {
        canvas.rectangle(0.0, 0.0, WIDTH, 46.0, DARK_PINK);
        canvas.text(MADE_UP, MARGIN, 10.0, Side::Left, pen(SMALL, true, WHITE))?;
    }
    canvas.text(&slide.number, MARGIN, 62.0, Side::Left, pen(SMALL, false, SECONDARY))?;
    let inner = WIDTH - 2.0 * MARGIN;
    let title = &slide.words.title;
    let size = TITLES
        .into_iter()
        .find(|size| wrap(title, *size, true, inner).is_ok_and(|lines| lines.len() <= 2))
        .unwrap_or(TITLES[3]);
    let y = canvas.paragraph(title, MARGIN, 98.0, inner, pen(size, true, INK))?;
    let foot = HEIGHT - MARGIN + 18.0;
    let notes = wrap(&notes_of(slide), SMALL, false, inner)?;
    let notes = &notes[..notes.len().min(2)];
    let above = foot - paragraph_height(notes.len(), SMALL);
    let below = canvas.paragraph(
        &slide.words.subtitle,
        MARGIN,
        y + 6.0,
        inner,
        pen(9.4, false, SECONDARY),
    )?;
    let top = below + 26.0;
    years(&mut canvas, slide, (top, above - 60.0))?;
    let end = column(&mut canvas, slide, (top, above - 30.0))?;
    own_words(&mut canvas, slide, (end, above - 14.0))?;
    for (place, line) in notes.iter().enumerate() {
        let y = above + paragraph_height(place, SMALL);
        canvas.text(line, MARGIN, y, Side::Left, pen(SMALL, false, SECONDARY))?;
    }
    let source = wrap(&slide.words.source.line(), SMALL, false, inner)?;
    let line = source.first().map(String::as_str).unwrap_or_default();
    canvas.text(line, MARGIN, foot, Side::Left, pen(SMALL, false, SECONDARY))?;
    let record = std::mem::take(&mut canvas.record);
    let (width, height) = canvas.size();
    Ok(Layout { width, height, record, words: slide.words.clone(), sheet: canvas })
}

/// What the reader of the years must know, with the meaning of every symbol in a ring.
fn notes_of(slide: &Slide) -> String {
    let shown = |symbol: &str| slide.panel.area.iter().any(|p| p.shown_symbol() == Some(symbol));
    let rings = SYMBOLS.iter().filter(|symbol| shown(symbol.kept_as));
    let rings: Vec<String> =
        rings.map(|s| format!("{} in a ring: {}.", s.letter, s.meaning)).collect();
    let notes = slide.words.notes.iter().chain(&rings).map(String::as_str);
    notes.collect::<Vec<_>>().join(" ")
}

/// What the area wrote, below its figures: as many lines as there is room for, the last one with an
/// ellipsis where that is not all.
fn own_words(
    canvas: &mut Canvas,
    slide: &Slide,
    (top, bottom): (f64, f64),
) -> Result<(), ChartError> {
    if slide.own_words.is_empty() {
        return Ok(());
    }
    // An ellipsis has its place.
    let lines = wrap(&slide.own_words, SMALL, false, WIDTH - MARGIN - COLUMN - 16.0)?;
    let top = top + 16.0;
    let room = (1..=lines.len())
        .rev()
        .find(|count| top + paragraph_height(*count, SMALL) <= bottom)
        .unwrap_or(1);
    for (place, line) in lines.iter().take(room).enumerate() {
        let cut = place + 1 == room && room < lines.len();
        let line = if cut {
            format!("{}…", line.trim_end_matches([',', ';', '.']))
        } else {
            line.clone()
        };
        let y = top + paragraph_height(place, SMALL);
        canvas.text(&line, COLUMN, y, Side::Left, pen(SMALL, false, DARK_BLUE))?;
    }
    Ok(())
}

/// The years of the area and of its comparator, on the left.
fn years(canvas: &mut Canvas, slide: &Slide, (top, bottom): (f64, f64)) -> Result<(), ChartError> {
    let panel = &slide.panel;
    let points = || panel.area.iter().chain(&panel.comparator);
    let (left, width) = (MARGIN + 80.0, COLUMN - MARGIN - 80.0 - 90.0);
    let Some(scale) = panel.axis() else {
        canvas.rectangle(left, top, width, bottom - top, BAND);
        let middle = f64::midpoint(top, bottom);
        let why = "No figure was published for this group.";
        return canvas.paragraph_around(
            why,
            left + 40.0,
            middle,
            width - 80.0,
            pen(11.0, false, INK),
        );
    };
    let mut x = left;
    for (look, name) in [(AREA, &slide.area_name), (ENGLAND, &slide.comparator_name)] {
        if name.is_empty() {
            continue;
        }
        look.line(canvas, (x, top + 16.0), (x + 70.0, top + 16.0));
        canvas.shape(look.shape, (x + 35.0, top + 16.0), 11.0, look.colour);
        x +=
            84.0 + canvas.text(name, x + 84.0, top + 2.0, Side::Left, pen(9.4, false, INK))? + 50.0;
    }
    let unit = scale.title(&panel.unit);
    canvas.text(&unit, MARGIN, top + 52.0, Side::Left, pen(SMALL, false, SECONDARY))?;
    let plot = Timeline {
        x: left,
        y: top + 100.0,
        width,
        height: bottom - top - 140.0,
        years: span(points()),
        values: scale.ends(),
        floor: floor(&panel.area, &[]),
    };
    plot.ground(canvas, &scale.ticks, (&panel.bands, &panel.breaks), &plain, false)?;
    let shift = if panel.comparator.is_empty() { 0.0 } else { plot.apart() };
    let own =
        Drawn { name: &slide.area_name, panel: 0, look: AREA, intervals: true, shift: -shift };
    let other =
        Drawn { name: &slide.comparator_name, panel: 0, look: ENGLAND, intervals: false, shift };
    plot.lines(canvas, &own, &panel.area);
    plot.lines(canvas, &other, &panel.comparator);
    plot.marks(canvas, &other, &panel.comparator, &panel.bands);
    plot.marks(canvas, &own, &panel.area, &panel.bands);
    plot.beyond(canvas, &other, (panel, &panel.comparator), SMALL)?;
    plot.beyond(canvas, &own, (panel, &panel.area), SMALL)?;
    let own = Named { points: &panel.area, name: &slide.area_name };
    plot.rings(canvas, (own, AREA), Named::NONE)
}

/// The figure, others next to it, the verdict and the place among authorities, on the right; gives
/// where they end.
fn column(
    canvas: &mut Canvas,
    slide: &Slide,
    (top, bottom): (f64, f64),
) -> Result<f64, ChartError> {
    let width = WIDTH - MARGIN - COLUMN;
    canvas.text(&slide.value, COLUMN, top - 8.0, Side::Left, pen(30.0, true, DARK_BLUE))?;
    let mut y =
        canvas.paragraph(&slide.value_note, COLUMN, top + 86.0, width, pen(10.0, false, INK))?
            + 18.0;
    for (name, value) in &slide.others {
        canvas.text(value, WIDTH - MARGIN, y, Side::Right, pen(11.0, true, INK))?;
        y = canvas.paragraph(name, COLUMN, y, width - 170.0, pen(11.0, false, INK))? + 8.0;
    }
    y += 16.0;
    // A box, unlike a cell of a table, needs a ground that is seen.
    let (ground, ink) = match slide.standing {
        Standing::Unclear => Standing::InLine.colours(),
        standing => standing.colours(),
    };
    let lines = wrap(&slide.verdict, 10.0, true, width - 110.0)?.len();
    let height = paragraph_height(lines, 10.0) + 26.0;
    canvas.rectangle(COLUMN, y, width, height, ground);
    canvas.rim(COLUMN, y, width, height, HATCH, 2.0);
    canvas.text(
        slide.standing.sign(),
        COLUMN + 40.0,
        y + 14.0,
        Side::Centre,
        pen(11.0, true, ink),
    )?;
    canvas.paragraph(
        &slide.verdict,
        COLUMN + 86.0,
        y + 14.0,
        width - 110.0,
        pen(10.0, true, ink),
    )?;
    match &slide.among {
        Some(among) => strip(canvas, slide, among, (y + height + 34.0).min(bottom - 130.0)),
        None => Ok(y + height),
    }
}

/// All authorities as a bar, their middle half dark, the better end on the right; gives where it ends.
fn strip(canvas: &mut Canvas, slide: &Slide, among: &Among, top: f64) -> Result<f64, ChartError> {
    let width = WIDTH - MARGIN - COLUMN;
    let [low, q1, q3, high] = among.spread;
    let (low, high) = (low.min(among.own), high.max(among.own));
    let reach = (high - low).max(1e-9);
    let x = |value: f64| {
        let share = (value - low) / reach;
        COLUMN + width * if among.polarity < 0 { 1.0 - share } else { share }
    };
    let words = if slide.rank.is_empty() {
        "All authorities".to_string()
    } else {
        format!("{} authorities", slide.rank)
    };
    canvas.text(&words, COLUMN, top, Side::Left, pen(9.4, false, INK))?;
    let y = top + 48.0;
    let mut bar = |from: f64, to: f64, colour: RGBColor| {
        let (left, right) = (x(from).min(x(to)), x(from).max(x(to)));
        canvas.rectangle(left, y, (right - left).max(2.0), 26.0, colour);
    };
    bar(low, high, BAND);
    bar(q1, q3, GREY);
    if let Some(comparator) = among.comparator {
        let at = x(comparator);
        canvas.line(&[(at, y - 10.0), (at, y + 36.0)], DARK_GREY, 5.0);
    }
    if let Some(neighbours) = among.neighbours {
        canvas.shape(Shape::Diamond, (x(neighbours), y + 13.0), 15.0, DARK_PINK);
        canvas.shape(Shape::Diamond, (x(neighbours), y + 13.0), 9.0, WHITE);
    }
    canvas.shape(Shape::Disc, (x(among.own), y + 13.0), 17.0, WHITE);
    canvas.shape(Shape::Disc, (x(among.own), y + 13.0), 14.0, DARK_BLUE);
    let (left, right) =
        if among.polarity == 0 { ("lower", "higher") } else { ("less good", "better") };
    let ink = pen(SMALL, false, SECONDARY);
    canvas.text(left, COLUMN, y + 44.0, Side::Left, ink)?;
    canvas.text(right, WIDTH - MARGIN, y + 44.0, Side::Right, ink)?;
    Ok(y + 44.0 + paragraph_height(1, SMALL))
}

/// Every plotted value with its symbol, as CSV.
#[must_use]
pub fn slide_csv(slide: &Slide) -> String {
    small_multiples_csv(&SmallMultiples {
        words: slide.words.clone(),
        area_name: slide.area_name.clone(),
        comparator_name: slide.comparator_name.clone(),
        panels: vec![slide.panel.clone()],
    })
}
