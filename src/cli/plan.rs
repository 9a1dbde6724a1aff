//! The flags of `run`, and the plan they mean.

use super::fetch::StoreFlags;
use super::flags::{self, Use, headings};
use super::log::Log;
use super::own::with_own;
use super::statement_files::chosen_statements;
use super::workspace::Workspace;
use crate::catalogue::{Area, AreaLevel, Catalogue, nearest};
use crate::engine::{Address, AsOf};
use crate::error::{DONE, Error, UNREACHABLE};
use crate::period::Period;
use crate::refresh::is_up_to_date;
use crate::run::{Engine, GapOrder, Outputs, Plan, table_names};
use crate::source::Source;
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;

/// Flags of `run`, in the order of its help: the most used first.
#[derive(Debug, Args)]
#[command(next_help_heading = headings::EVERYDAY)]
pub struct RunFlags {
    /// The local authority to report on, by name or ONS code; repeat it for more than one,
    /// or use `all` for every authority (default: the area of the workspace, or Birmingham).
    #[arg(long = "area", value_name = "NAME|CODE")]
    areas: Vec<String>,
    /// Where the figures come from: `embedded`, those that ship with the program (default); `ees`,
    /// the newest published ones; or `dir:PATH`, a folder of downloaded files.
    #[arg(long)]
    source: Option<String>,
    /// Folder to write to; earlier outputs there are replaced (default: `output`).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Ignore later periods, to see what was known then: `2018/19`, or `2018` for calendar years.
    #[arg(long, value_name = "PERIOD")]
    as_of: Option<String>,
    /// Write only these outputs, separated by commas: tables, charts, report, workbook, csv. Names
    /// of tables work too, as in facts,comparisons.
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    only: Vec<String>,
    /// Statements to judge: a TOML file, or a folder of them (default: those that ship for the area).
    #[arg(long, value_name = "FILE|DIR", help_heading = headings::INPUT)]
    statements: Option<PathBuf>,
    /// Folder of local measures: the area's own figures, which are not published.
    #[arg(long, value_name = "DIR", help_heading = headings::INPUT)]
    local: Option<PathBuf>,
    /// Use figures as published only: no counts worked out from rates, and no England figures
    /// added up from authorities.
    #[arg(long, help_heading = headings::INPUT)]
    published_only: bool,
    /// Also write each chart as SVG. The files name their font, Inter, but do not contain it.
    #[arg(long, help_heading = headings::CHARTS)]
    svg: bool,
    /// Order of the rows in charts of gaps: by theme, or by size with the least favourable first.
    #[arg(
        long,
        value_enum,
        value_name = "ORDER",
        default_value_t = GapOrder::Theme,
        help_heading = headings::CHARTS
    )]
    gap_order: GapOrder,
    /// Stop, and keep the earlier outputs, if any measure cannot be read.
    #[arg(long, help_heading = headings::FAILURES)]
    strict: bool,
    /// Replace the earlier outputs even if some measures cannot be read.
    #[arg(long, help_heading = headings::FAILURES)]
    accept_incomplete: bool,
    #[command(flatten)]
    store: StoreFlags,
    /// Number of threads (default: one per core; at most four per core).
    #[arg(long, value_name = "N", help_heading = headings::MACHINES)]
    jobs: Option<usize>,
    #[command(flatten)]
    engine: EngineFlags,
}

/// Flags of where queries are computed.
#[derive(Debug, Args)]
pub struct EngineFlags {
    /// Where to compute: `local`, this machine; or `ballista://HOST:PORT`, the scheduler of a
    /// cluster (in builds with the feature `ballista`).
    #[arg(long, value_name = "ENGINE", default_value = "local", help_heading = headings::MACHINES)]
    engine: String,
    /// For a cluster: a folder that this machine and every executor reach under the same path, or
    /// a bucket, `s3://BUCKET/PREFIX`, with credentials in the environment.
    #[arg(long, value_name = "DIR|ADDRESS", help_heading = headings::MACHINES)]
    shared: Option<PathBuf>,
}

impl EngineFlags {
    /// The engine that the flags name.
    ///
    /// # Errors
    /// There is no such engine, or the folder of a cluster is not named.
    fn engine(&self) -> Result<Engine, Error> {
        let Address::Ballista(scheduler) = self.engine.parse().map_err(Error::Usage)? else {
            return match &self.shared {
                None => Ok(Engine::Local),
                Some(_) => Err(Error::Usage(
                    "--shared has no effect with --engine local: it is for --engine ballista://…; \
                     leave it out"
                        .to_string(),
                )),
            };
        };
        let Some(shared) = self.shared.clone() else {
            let message = "--engine ballista://… needs --shared DIR: a folder that this machine \
                           and every executor see under the same path, or a bucket, \
                           s3://BUCKET/PREFIX";
            return Err(Error::Usage(message.to_string()));
        };
        Ok(Engine::Ballista { scheduler, shared })
    }
}

/// What a run's fetch came to.
pub enum Fetched {
    /// Nothing is new, and the outputs are there.
    NothingNew,
    /// The run goes on; this is the exit code so far.
    Code(u8),
}

impl RunFlags {
    /// The plan of a refresh, which runs on the store, and the source that fills the store:
    /// `ees` unless a folder is named.
    ///
    /// # Errors
    /// As [`RunFlags::plan`].
    pub fn refresh_plan(
        &self,
        catalogue: &Catalogue,
        workspace: Option<&Workspace>,
    ) -> Result<(Plan, Source), Error> {
        let mut plan = self.planned(catalogue, workspace)?;
        // What is fetched again is one data set; what is run on is the store.
        plan.data_sets.clear();
        // The embedded figures are those of a first run: they never change, so a refresh asks
        // the publishers, unless someone writes on the command line that it should not.
        let from = match &plan.source {
            Source::Embedded if self.source.is_none() => Source::Ees,
            named => named.clone(),
        };
        plan.source = Source::Ees;
        flags::fit(&from, Use::Fill, &self.store.given())?;
        Ok((plan, from))
    }

    /// Flags of what is fetched.
    #[must_use]
    pub fn store_flags(&self) -> &StoreFlags {
        &self.store
    }

    /// Whether outputs and versions that lack measures are accepted.
    #[must_use]
    pub fn accepts_incomplete(&self) -> bool {
        self.accept_incomplete
    }

    /// Brings the store up to date where the figures come from there.
    ///
    /// # Errors
    /// The publishers are out of reach and the store is empty, or the store is not usable.
    pub fn fetch(
        &self,
        plan: &Plan,
        catalogue: &Catalogue,
        quiet: bool,
        log: &Log,
    ) -> Result<Fetched, Error> {
        if plan.source != Source::Ees {
            return Ok(Fetched::Code(DONE));
        }
        let report =
            self.store.fetch(&plan.source, catalogue, self.accept_incomplete, "run", log)?;
        log.clear();
        let code = report.exit_code(false);
        let store = self.store.at();
        let nothing_held = code == UNREACHABLE && store.snapshots(catalogue).is_err();
        // Where nothing is left to run on, the error says why.
        if !nothing_held {
            super::fetch::tell(&report, quiet, log);
        }
        if self.store.if_changed
            && report.nothing_new()
            && is_up_to_date(&plan.out, &store, catalogue)?
        {
            return Ok(Fetched::NothingNew);
        }
        if nothing_held {
            let problem = report.outcomes.iter().find(|o| o.is_problem());
            let shared = report.shared_reasons().into_iter().next().map(|(reason, _)| reason);
            let why = problem.or(report.outcomes.first()).map(|o| o.lines().join("\n"));
            let why = shared.or(why);
            return Err(Error::OutOfReach(why.unwrap_or_default()));
        }
        Ok(Fetched::Code(code))
    }

    /// The catalogue with what the workspace and the flags add or change.
    ///
    /// # Errors
    /// A threshold or a local measure is not as it should be.
    pub fn catalogue(&self, workspace: Option<&Workspace>) -> Result<Catalogue, Error> {
        with_own(workspace, self.local.as_deref())
    }

    /// The plan of the flags; what they leave open comes from the workspace.
    ///
    /// # Errors
    /// Names the value that is unknown, where it was given, and the nearest known one; or the flag
    /// that has no effect with the source.
    pub fn plan(
        &self,
        catalogue: &Catalogue,
        workspace: Option<&Workspace>,
    ) -> Result<Plan, Error> {
        let plan = self.planned(catalogue, workspace)?;
        flags::fit(&plan.source, Use::Read, &self.store.given())?;
        Ok(plan)
    }

    fn planned(&self, catalogue: &Catalogue, workspace: Option<&Workspace>) -> Result<Plan, Error> {
        flags::known_data_sets(&self.store.data_sets, catalogue)?;
        let settings = workspace.map(|w| &w.settings);
        let named = if self.areas.is_empty() {
            settings.map(|s| s.area.list()).unwrap_or_default()
        } else {
            self.areas.clone()
        };
        let as_of = self.as_of.as_ref().or_else(|| settings?.as_of.as_ref());
        let mut as_of = as_of.map_or(Ok(AsOf::latest()), |text| {
            let period = Period::parse_any(text).map(AsOf::period).map_err(Error::from);
            given(self.as_of.is_some(), workspace, "as_of", period)
        })?;
        as_of.published_only = self.published_only || settings.is_some_and(|s| s.published_only);
        let areas = chosen_areas(&named, catalogue, as_of.day);
        let areas = given(!self.areas.is_empty(), workspace, "area", areas)?;
        let source = self.source.as_ref().or_else(|| settings?.source.as_ref());
        let source = source.map_or(Ok(Source::Embedded), |text| {
            let source = text.parse::<Source>().map_err(Error::from);
            given(self.source.is_some(), workspace, "source", source)
        })?;
        let from_workspace = |path: &PathBuf| workspace.map(|w| w.path(path));
        let out = self.out.clone().or_else(|| from_workspace(settings?.out.as_ref()?));
        let outputs = if self.only.is_empty() {
            settings.map(|s| s.outputs.clone()).unwrap_or_default()
        } else {
            self.only.clone()
        };
        let only = given(!self.only.is_empty(), workspace, "outputs", wanted_outputs(&outputs))?;
        let statements =
            self.statements.clone().or_else(|| from_workspace(settings?.statements.as_ref()?));
        Ok(Plan {
            statements: chosen_statements(statements.as_deref(), &areas, catalogue)?,
            areas,
            every_area: named.iter().any(|name| is_all(name)),
            as_of,
            source,
            store: Some(self.store.at()),
            out: out.unwrap_or_else(|| PathBuf::from("output")),
            only,
            data_sets: self.store.data_sets.clone(),
            jobs: flags::threads(self.jobs),
            may_be_empty: false,
            engine: self.engine.engine()?,
            strict: self.strict || settings.is_some_and(|s| s.strict),
            svg: self.svg,
            gap_order: self.gap_order,
            accept_incomplete: self.accept_incomplete,
        })
    }
}

/// An error about a value that no flag gave names its place in the workspace's file.
fn given<T>(
    by_flag: bool,
    workspace: Option<&Workspace>,
    key: &str,
    result: Result<T, Error>,
) -> Result<T, Error> {
    match workspace {
        Some(workspace) if !by_flag => result.map_err(|error| workspace.at(key, &error)),
        _ => result,
    }
}

/// The authorities that are named. `all` leaves out those that had ended by `day`, unless they
/// are named too.
fn chosen_areas(
    names: &[String],
    catalogue: &Catalogue,
    day: NaiveDate,
) -> Result<Vec<Area>, Error> {
    let authorities = || catalogue.areas.iter().filter(|a| a.level == AreaLevel::LocalAuthority);
    let mut areas: Vec<Area> = Vec::new();
    for name in names {
        if is_all(name) {
            continue;
        }
        let area = catalogue.areas.find(name).ok_or_else(|| {
            let known = catalogue.areas.suggestion(name);
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
    if names.iter().any(|name| is_all(name)) {
        let named: Vec<String> = areas.iter().map(|a| a.code.clone()).collect();
        let goes_on = |a: &&Area| catalogue.areas.ended(&a.code, day).is_none();
        areas = authorities().filter(|a| goes_on(a) || named.contains(&a.code)).cloned().collect();
    }
    if areas.is_empty() {
        areas.extend(catalogue.areas.find("Birmingham").cloned());
    }
    Ok(areas)
}

fn is_all(name: &str) -> bool {
    name.eq_ignore_ascii_case("all")
}

/// What to warn of before a run: areas that were asked for and have ended, and those that `all`
/// leaves out for the same reason.
pub(super) fn warnings(plan: &Plan, catalogue: &Catalogue) -> Vec<String> {
    let day = plan.as_of.day;
    let asked = plan.areas.iter().filter_map(|area| catalogue.areas.end_note(area, day));
    let own = plan.areas.iter().flat_map(|area| catalogue.neighbour_notes(&area.code, day));
    let mut warnings: Vec<String> = asked.chain(own).collect();
    if plan.every_area {
        let left_out: Vec<&str> = catalogue
            .areas
            .iter()
            .filter(|a| catalogue.areas.ended(&a.code, day).is_some())
            .filter(|a| !plan.areas.iter().any(|b| b.code == a.code))
            .map(|a| a.name.as_str())
            .collect();
        if !left_out.is_empty() {
            warnings.push(format!(
                "'all' leaves out authorities that have ended: {}; name one with --area to see it",
                left_out.join("; ")
            ));
        }
    }
    warnings
}

fn wanted_outputs(only: &[String]) -> Result<Outputs, Error> {
    const KINDS: [&str; 5] = ["tables", "charts", "report", "workbook", "csv"];
    if only.is_empty() {
        return Ok(Outputs::all());
    }
    let mut wanted = Outputs::nothing();
    for name in only {
        match name.as_str() {
            "tables" => wanted.tables = table_names().collect(),
            "charts" => wanted.charts = true,
            "report" => wanted.report = true,
            "workbook" => wanted.workbook = true,
            "csv" => wanted.csv = true,
            name => match table_names().find(|table| *table == name) {
                Some(table) => wanted.tables.push(table),
                None => {
                    let near = nearest(name, KINDS.into_iter().chain(table_names()));
                    let tables: Vec<&str> = table_names().collect();
                    return Err(Error::Usage(format!(
                        "'{name}' is not an output{near}; choose from {}, or name tables: {}",
                        KINDS.join(", "),
                        tables.join(", ")
                    )));
                }
            },
        }
    }
    Ok(wanted)
}
