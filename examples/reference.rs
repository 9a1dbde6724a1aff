//! Writes the reference pages and the manual pages from the program itself:
//! `cargo run --example reference -- docs/reference [MANUAL_FOLDER]`.
//!
//! What a reader looks up is never written twice: the command line comes from its own
//! definition, the tables, measures, data sets, cohorts, comparators and rules from
//! the catalogue.

use clap::Command;
use send_outcomes::catalogue::{Catalogue, Range, THEMES, published_tables};
use send_outcomes::words::Word;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().filter(|folder| !folder.starts_with('-'));
    let folder = folder.ok_or("usage: reference FOLDER_OF_PAGES [FOLDER_OF_MANUAL_PAGES]")?;
    let catalogue = Catalogue::embedded()?;
    for (name, text) in pages(&catalogue)? {
        write(&Path::new(&folder).join(name), &text)?;
    }
    if let Some(folder) = arguments.next() {
        fs::create_dir_all(&folder)?;
        clap_mangen::generate_to(send_outcomes::cli::command(), &folder)?;
    }
    Ok(())
}

/// Writes a page if it says something new, so that a book is built again only when it has to be.
fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}

/// File name and text of each page of the reference.
///
/// # Errors
/// A query of the catalogue whose header cannot be read.
pub fn pages(catalogue: &Catalogue) -> Result<[(&'static str, String); 5], Box<dyn Error>> {
    Ok([
        ("command-line.md", command_line()?),
        ("tables.md", tables()?),
        ("measures.md", measures(catalogue)?),
        ("data-sets.md", data_sets(catalogue)?),
        ("rules.md", rules(catalogue)?),
    ])
}

const MADE: &str =
    "<!-- Made by `make reference`; edit the program or the catalogue instead. -->\n\n";

fn command_line() -> Result<String, Box<dyn Error>> {
    let mut page = format!("{MADE}# Command line\n\n");
    let mut program = send_outcomes::cli::command().term_width(88);
    program.build();
    describe(&mut page, &mut program, "send-outcomes")?;
    Ok(page)
}

fn describe(page: &mut String, command: &mut Command, name: &str) -> Result<(), std::fmt::Error> {
    let help = command.render_long_help().to_string();
    // Help pads its lines; a page does not.
    let help = help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    writeln!(page, "## {name}\n\n```text\n{}\n```\n", help.trim_end())?;
    for verb in command.get_subcommands_mut().filter(|v| v.get_name() != "help" && !v.is_hide_set())
    {
        let name = format!("{name} {}", verb.get_name());
        describe(page, verb, &name)?;
    }
    Ok(())
}

fn tables() -> Result<String, Box<dyn Error>> {
    let mut page = format!(
        "{MADE}# Tables\n\nParquet files in `output/tables/`, sorted by their key. The same names \
         serve in `send-outcomes sql`.\n\n"
    );
    for table in published_tables()? {
        writeln!(page, "## {}\n\n{} {}.\n", table.name, table.purpose, sentence(&table.grain))?;
        writeln!(page, "| column | type | unit | meaning |\n|---|---|---|---|")?;
        for c in &table.columns {
            writeln!(page, "| `{}` | {} | {} | {} |", c.name, c.kind, c.unit, cell(&c.meaning))?;
        }
        page.push('\n');
    }
    Ok(page)
}

fn measures(catalogue: &Catalogue) -> Result<String, Box<dyn Error>> {
    let mut page = format!(
        "{MADE}# Measures\n\nBetter is `+` high, `−` low, `0` neither. *Held* names the cohorts \
         whose figures ship with the program. *Range*: a figure outside it is a mistake and is not \
         used; without one, a share is from 0 to 100, and no figure but a score is below 0.\n\n"
    );
    for theme in THEMES {
        let mut of_theme = catalogue.measures.iter().filter(|m| m.theme == theme).peekable();
        if of_theme.peek().is_none() {
            continue;
        }
        writeln!(page, "## {}\n", sentence(theme))?;
        writeln!(
            page,
            "| id | measure | unit | range | better | data set | held |\n|---|---|---|---|---|---|---|"
        )?;
        for m in of_theme {
            let better = ["\u{2212}", "0", "+"][usize::try_from(m.polarity + 1)?];
            let held = if m.cohorts.is_empty() { "no".to_string() } else { m.cohorts.join(", ") };
            writeln!(
                page,
                "| `{}` | [{}]({}). {} | {} | {} | {better} | {} | {held} |",
                m.id,
                cell(&m.title),
                m.source_link,
                cell(&m.definition),
                m.unit,
                m.range.map_or_else(String::new, range),
                m.data_set,
            )?;
        }
        page.push('\n');
    }
    Ok(page)
}

fn range(range: Range) -> String {
    match (range.least, range.most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("from {least}"),
        (None, Some(most)) => format!("to {most}"),
        (None, None) => String::new(),
    }
}

fn data_sets(catalogue: &Catalogue) -> Result<String, Box<dyn Error>> {
    let mut page = format!(
        "{MADE}# Data sets\n\nEach is a file of `catalogue/data-sets/`; a layout is known by the \
         columns it names.\n\n| id | title | publisher | what the period is | layouts | ships with \
         the program |\n|---|---|---|---|---|---|\n"
    );
    for d in catalogue.data_sets.values() {
        let layouts: Vec<&str> = d.layouts.iter().map(|l| l.id.as_str()).collect();
        let held = if d.held { "yes" } else { "no" };
        writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {held} |",
            d.id,
            cell(&d.title),
            d.publisher,
            cell(&d.period_meaning),
            layouts.join(", "),
        )?;
    }
    writeln!(page, "\n## Cohorts\n\n| id | title | published labels |\n|---|---|---|")?;
    for cohort in &catalogue.cohorts {
        let mut labels: Vec<&str> = catalogue
            .labels
            .iter()
            .filter(|l| l.cohort == cohort.id)
            .map(|l| l.label.as_str())
            .collect();
        labels.dedup();
        writeln!(page, "| `{}` | {} | {} |", cohort.id, cohort.title, cell(&labels.join("; ")))?;
    }
    writeln!(page, "\n## Symbols\n\n| printed | kept as | meaning |\n|---|---|---|")?;
    for symbol in &catalogue.symbols {
        let printed = if symbol.symbol.is_empty() { "(blank)" } else { &symbol.symbol };
        writeln!(page, "| `{printed}` | `{}` | {} |", symbol.kept_as, cell(&symbol.meaning))?;
    }
    writeln!(
        page,
        "\n## Breaks\n\nNo trend is read across one.\n\n| before | measures | why |\n|---|---|---|"
    )?;
    for b in &catalogue.breaks {
        let ids: Vec<String> = b.measures.iter().map(|m| format!("`{m}`")).collect();
        writeln!(page, "| {} | {} | {}: {} |", b.before, ids.join(", "), b.title, cell(&b.note))?;
    }
    Ok(page)
}

fn rules(catalogue: &Catalogue) -> Result<String, Box<dyn Error>> {
    let mut page = format!("{MADE}# Comparators, thresholds and judgements\n\n");
    writeln!(page, "## Comparators\n\n| id | in words |\n|---|---|")?;
    for c in &catalogue.comparators {
        writeln!(page, "| `{}` | {} |", c.id, c.phrase)?;
    }
    let evidence = &catalogue.verdicts.evidence;
    let materiality = &catalogue.verdicts.materiality;
    writeln!(
        page,
        "\n## Thresholds\n\nFrom `catalogue/verdicts.toml`.\n\n| what | threshold |\n|---|---|\n\
         | a gap that matters is at least | {} printed units, {} of the spread between \
         authorities, and the floor of its kind |\n\
         | a change that matters is at least | that, and {} of the spread of one-year changes |\n\
         | significance and false discovery | {} and {} |\n\
         | fewest pupils for a verdict | {} |\n\
         | pupils below which a cohort is called small | {} |\n\
         | neighbours for a median | {} |\n\
         | authorities for a band | {} |",
        materiality.unit_multiple,
        materiality.between_area_sd_share,
        materiality.change_sd_share,
        evidence.significance,
        evidence.false_discovery,
        evidence.minimum_cohort,
        evidence.small_cohort,
        evidence.minimum_neighbours,
        evidence.minimum_ranked,
    )?;
    for (kind, floor) in &materiality.floor {
        writeln!(page, "| floor, {} | {floor} |", kind.replace('_', " "))?;
    }
    page.push_str(LEVELS_AND_DIRECTIONS);
    writeln!(page, "\n## Judgements\n\n| level | direction | judgement |\n|---|---|---|")?;
    for j in &catalogue.verdicts.judgements {
        let (level, direction) = (j.level.as_str(), j.direction.as_str());
        let words = |text: &str| text.replace('_', " ");
        writeln!(page, "| {} | {} | {} |", words(level), words(direction), j.judgement)?;
    }
    Ok(page)
}

/// The order in which `queries/21_comparisons.sql` and `queries/views/24_directions.sql` ask.
const LEVELS_AND_DIRECTIONS: &str = "
## Levels

The first rule that fits gives the level (`queries/21_comparisons.sql`).

| rule | when | level |
|---|---|---|
| 1 | no figure, too few pupils, or definitions differ | not available |
| 2 | the interval excludes zero, the gap matters, p and q are small enough | significantly above or below |
| 3 | as 2, but q is too large | above or below, not robust to the number of measures |
| 4 | the interval excludes zero, the gap does not matter | broadly in line, detectable but small |
| 5 | the interval includes zero and stays within twice what matters | broadly in line |
| 6 | the interval includes zero and reaches further | no clear difference |
| 7 | by a borrowed number of pupils the interval excludes zero, and the gap matters whatever the rounding | above or below, indicative |
| 8 | by a borrowed number the interval stays within twice what matters, or excludes zero with a gap that does not matter | broadly in line, indicative |
| 9 | by a borrowed number otherwise | no clear difference, indicative |
| 10 | no number of pupils; the gap matters whatever the rounding, and is beyond the noise between years | above or below, not tested |
| 11 | no number of pupils; the gap and the noise together stay within twice what matters | broadly in line, not tested |
| 12 | no number of pupils otherwise | no clear difference, not tested |

## Directions

The first rule that fits gives the direction over the latest unbroken years
(`queries/views/24_directions.sql`).

| rule | when | direction |
|---|---|---|
| 1 | fewer than three years, or the latest is missing | too few years |
| 2 | a year between others differs from both, the same way, by what matters and by 2.5 times the noise of a change | volatile |
| 3 | tested: the trend is significant and the change matters | improving or declining |
| 4 | without counts: the slope is beyond the noise, and the change matters whatever the rounding | improving or declining, indicative or not tested |
| 5 | otherwise | no sustained change |
";

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
