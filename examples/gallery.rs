//! Writes the gallery of charts from a run: `cargo run --example gallery -- CHARTS DOCS`,
//! where CHARTS is `charts/` of a run of Birmingham and City of London. Each kind of
//! picture is copied to DOCS/images with its title and alternative text in gallery.md.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Area, start of the file name, name in the gallery, heading, what it is for.
const KINDS: [(&str, &str, &str, &str, &str); 11] = [
    (
        "birmingham",
        "scorecard.",
        "scorecard",
        "Scorecard",
        "Measures that are better or worse than the same group in England, and where they are going; further sheets follow.",
    ),
    (
        "birmingham",
        "gap-sen-support.",
        "gaps",
        "Gaps to England",
        "One row a measure, turned so that right is always better; filled marks are significant. A sheet has one axis: percentage points, or multiples of the smallest gap that matters where units differ. A gap far beyond the others is cut, with its figure on the right.",
    ),
    (
        "birmingham",
        "trend-attainment-sen-support",
        "trends",
        "Trends",
        "One panel a measure. Lines stop at gaps, breaks and suppressed years; years that are not comparable are a strip below the figures; bars are 95% intervals. A figure far from the rest is a mark at the edge, with its number.",
    ),
    (
        "birmingham",
        "rank-",
        "standing",
        "Rank and funnel",
        "The place among all authorities, the first rank first, and whether it is unusual for the number of pupils. The neighbours that matter most are named where there is room, all of them below.",
    ),
    (
        "birmingham",
        "destinations-",
        "destinations",
        "Destinations",
        "Parts of a hundred per cent; what is not known comes last and is always labelled.",
    ),
    (
        "birmingham",
        "ladder-ks4",
        "ladder",
        "Groups of pupils",
        "One measure for pupils with no SEN, on SEN support and with an EHC plan.",
    ),
    (
        "birmingham",
        "slope-",
        "slope",
        "Two years",
        "First and last year of the latest unbroken years, and how far each group was from England in both.",
    ),
    (
        "birmingham",
        "gap-over-time",
        "gap-over-time",
        "Gap over time",
        "The gap to England year by year, with its interval and the band within which it does not matter.",
    ),
    (
        "birmingham",
        "disproportionality",
        "disproportionality",
        "Times as often",
        "Groups of pupils next to pupils with no SEN; each gridline doubles.",
    ),
    (
        "city-of-london",
        "trend-attainment",
        "suppressed",
        "Where nearly all is suppressed",
        "A ring with c is a figure kept back by the publisher, never a zero; a panel without figures says why.",
    ),
    (
        "city-of-london",
        "ladder-ks2",
        "nothing",
        "Where there is nothing to draw",
        "A picture without data is a panel with its reason, so that a set always has the same pictures.",
    ),
];

/// Part of the name of a slide's file, and its name in the gallery.
const SLIDES: [(&str, &str); 3] = [
    ("-ehc-20-weeks-", "slide"),
    ("-absence-persistent-ehc-plan", "slide-attendance"),
    ("-ks4-sustained-", "slide-next"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let charts = arguments.next().ok_or("name the charts folder of a run")?;
    let docs = arguments.next().ok_or("name the docs folder")?;
    let (charts, docs) = (Path::new(&charts), Path::new(&docs));
    let mut words: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut index = csv::Reader::from_path(charts.join("index.csv"))?;
    for record in index.records() {
        let record = record?;
        words.insert(record[0].to_string(), (record[1].to_string(), record[2].to_string()));
    }
    fs::create_dir_all(docs.join("images"))?;
    let mut page = String::from(
        "<!-- Made by `make gallery`; edit examples/gallery.rs instead. -->\n\n# Gallery\n\n\
         Each picture is made by `send-outcomes run` from the figures that ship with the program, \
         with its alternative text (`.alt.txt`) and its plotted values (`.csv`) beside it. Titles \
         come from the verdicts and say no more than they do.\n",
    );
    for (area, start, name, heading, purpose) in KINDS {
        let prefix = format!("{area}/{start}");
        let found = words.iter().find(|(file, _)| file.starts_with(&prefix));
        let (file, (_, alt)) = found.ok_or_else(|| format!("no picture {prefix}… in the run"))?;
        let image = format!("images/gallery-{name}.png");
        fs::copy(charts.join(file), docs.join(&image))?;
        let alt = alt.replace(['[', ']'], "");
        write!(page, "\n## {heading}\n\n{purpose}\n\n![{alt}]({image})\n")?;
    }
    // Slides are in a folder of their own, next to the charts.
    let slides = charts.with_file_name("slides").join("birmingham");
    let mut files: Vec<_> =
        fs::read_dir(&slides)?.filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    page.push_str(
        "\n## Slides\n\nOne finding for a board, 1920 × 1080: its years, its figure next to others, its \
         rank. Three of Birmingham\u{2019}s: a duty, attendance, and where young people go next.\n",
    );
    for (part, name) in SLIDES {
        let of_finding = |path: &&PathBuf| {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
            file.is_some_and(|file| file.contains(part) && file.ends_with(".png"))
        };
        let png = files.iter().find(of_finding);
        let png = png.ok_or_else(|| format!("no slide of {part} in {}", slides.display()))?;
        let image = format!("images/gallery-{name}.png");
        fs::copy(png, docs.join(&image))?;
        let alt = fs::read_to_string(png.with_extension("alt.txt"))?.replace(['[', ']'], "");
        write!(page, "\n![{alt}]({image})\n")?;
    }
    Ok(fs::write(docs.join("gallery.md"), page)?)
}
