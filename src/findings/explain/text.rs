//! An explanation as a terminal shows it.

use super::Explanation;
use std::fmt::{self, Display, Formatter};

impl Display for Explanation {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.finding_id)?;
        writeln!(out, "{}", self.sentence)?;
        writeln!(out, "Judgement: {} (evidence grade {})", self.judgement, self.evidence_grade)?;
        writeln!(out, "\nHow it came about")?;
        for (place, step) in (1..).zip(&self.steps) {
            writeln!(out, "{place:>3}. {} [{}]", step.name, step.rule)?;
            for line in [&step.formula, &step.numbers] {
                if !line.is_empty() {
                    writeln!(out, "     {line}")?;
                }
            }
            writeln!(out, "     => {}", step.result)?;
        }
        writeln!(out, "\nPublished cells")?;
        let mut last = "";
        for cell in &self.cells {
            if cell.fact != last {
                writeln!(out, "  {}", cell.what)?;
                if !cell.file.is_empty() {
                    writeln!(
                        out,
                        "    {} ({}), {} line {}",
                        cell.data_set_title, cell.version, cell.file, cell.row
                    )?;
                }
            }
            last = &cell.fact;
            let column = if cell.column.is_empty() { &cell.part } else { &cell.column };
            write!(out, "    {column} ({}): {}", cell.part, shown(&cell.printed))?;
            if !cell.meaning.is_empty() {
                write!(out, " ({})", cell.meaning)?;
            }
            writeln!(out)?;
        }
        if !self.caveats.is_empty() {
            writeln!(out, "\nTo be known")?;
            for caveat in &self.caveats {
                writeln!(out, "  - {caveat}")?;
            }
        }
        Ok(())
    }
}

/// An empty cell is shown as such.
fn shown(printed: &str) -> &str {
    if printed.is_empty() { "(empty)" } else { printed }
}
