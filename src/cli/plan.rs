//! The flags of `run`, and the plan they mean.

use crate::catalogue::{Area, AreaLevel, Catalogue, nearest, parse_statements};
use crate::engine::AsOf;
use crate::error::Error;
use crate::period::Period;
use crate::run::{Outputs, Plan};
use crate::source::Source;
use clap::Args;
use std::path::PathBuf;

/// Flags of `run`.
#[derive(Debug, Args)]
pub struct RunFlags {
    /// Area to compare, draw and report, by name or ONS code; repeatable; `all` for every authority.
    #[arg(long = "area", value_name = "NAME|CODE")]
    areas: Vec<String>,
    /// Take no figure of a later period: what was known then.
    #[arg(long, value_name = "PERIOD")]
    as_of: Option<String>,
    /// Where the figures come from: `embedded` or `dir:PATH`.
    #[arg(long, default_value = "embedded")]
    source: String,
    /// Folder of the outputs; replaced whole.
    #[arg(long, default_value = "output")]
    out: PathBuf,
    /// A TOML file of statements to judge; those that ship are judged for their own area.
    #[arg(long, value_name = "FILE")]
    statements: Option<PathBuf>,
    /// Outputs wanted, with commas: tables, charts, report.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    only: Vec<String>,
    /// Threads.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Stop, and keep the earlier outputs, when any measure cannot be read.
    #[arg(long)]
    strict: bool,
    /// Replace earlier outputs even when some measures could not be read.
    #[arg(long)]
    accept_incomplete: bool,
}

impl RunFlags {
    /// The plan that the flags mean.
    ///
    /// # Errors
    /// Names the flag's value that is unknown, and the nearest known one.
    pub fn plan(&self, catalogue: &Catalogue) -> Result<Plan, Error> {
        let areas = self.chosen_areas(catalogue)?;
        let as_of = match &self.as_of {
            Some(text) => AsOf::period(Period::parse_any(text)?),
            None => AsOf::latest(),
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Plan {
            statements: self.chosen_statements(&areas, catalogue)?,
            areas,
            every_area: self.areas.iter().any(|name| name.eq_ignore_ascii_case("all")),
            as_of,
            source: self.source.parse::<Source>()?,
            out: self.out.clone(),
            only: self.wanted_outputs()?,
            jobs: self.jobs.unwrap_or(threads).max(1),
            strict: self.strict,
            accept_incomplete: self.accept_incomplete,
        })
    }

    fn chosen_areas(&self, catalogue: &Catalogue) -> Result<Vec<Area>, Error> {
        let authorities =
            || catalogue.areas.iter().filter(|a| a.level == AreaLevel::LocalAuthority);
        let mut areas: Vec<Area> = Vec::new();
        for name in &self.areas {
            if name.eq_ignore_ascii_case("all") {
                return Ok(authorities().cloned().collect());
            }
            let area = catalogue.areas.find(name).ok_or_else(|| {
                let known = nearest(name, catalogue.areas.iter().map(|a| a.name.as_str()));
                Error::Usage(format!(
                    "area '{name}' is unknown{known}; 'send-outcomes areas' lists all"
                ))
            })?;
            if area.level != AreaLevel::LocalAuthority {
                let message = format!(
                    "'{}' is not a local authority: choose one of 'send-outcomes areas'",
                    area.name
                );
                return Err(Error::Usage(message));
            }
            if !areas.iter().any(|a| a.code == area.code) {
                areas.push(area.clone());
            }
        }
        if areas.is_empty() {
            areas.extend(catalogue.areas.find("Birmingham").cloned());
        }
        Ok(areas)
    }

    fn chosen_statements(
        &self,
        areas: &[Area],
        catalogue: &Catalogue,
    ) -> Result<Vec<(String, crate::catalogue::Statements)>, Error> {
        if let Some(path) = &self.statements {
            let text = std::fs::read_to_string(path).map_err(Error::file(path))?;
            let name = path.display().to_string();
            let statements = parse_statements(&name, &text)?;
            return Ok(vec![(name, statements)]);
        }
        let shipped = Catalogue::shipped_statements()?;
        Ok(shipped
            .into_iter()
            .filter(|(_, s)| {
                catalogue
                    .areas
                    .find(&s.area)
                    .is_some_and(|a| areas.iter().any(|b| b.code == a.code))
            })
            .collect())
    }

    fn wanted_outputs(&self) -> Result<Outputs, Error> {
        if self.only.is_empty() {
            return Ok(Outputs::ALL);
        }
        let known = ["tables", "charts", "report"];
        if let Some(wrong) = self.only.iter().find(|o| !known.contains(&o.as_str())) {
            let near = nearest(wrong, known.into_iter());
            return Err(Error::Usage(format!(
                "'{wrong}' is no output{near}; choose of {}",
                known.join(", ")
            )));
        }
        let wants = |name: &str| self.only.iter().any(|o| o == name);
        Ok(Outputs { tables: wants("tables"), charts: wants("charts"), report: wants("report") })
    }
}
