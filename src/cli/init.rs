//! `init`: a workspace for an area, ready to run.

use super::edited::write_out;
use super::list::say;
use super::schedule::crontab_line;
use super::workspace::{WORKSPACE_FILE, Workspace};
use crate::catalogue::{AreaLevel, COMMENTARY_FILE, Catalogue};
use crate::edited::Kind;
use crate::error::{DONE, Error};
use clap::Args;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files of a new workspace; `{{area}}` and `{{code}}` stand for the area.
const FILES: [(&str, &str); 7] = [
    (WORKSPACE_FILE, include_str!("../../assets/workspace/send-outcomes.toml")),
    (COMMENTARY_FILE, include_str!("../../assets/workspace/commentary.toml")),
    ("README.md", include_str!("../../assets/workspace/README.md")),
    (".gitignore", include_str!("../../assets/workspace/gitignore")),
    (
        "statements/self-evaluation.toml",
        include_str!("../../assets/workspace/statements/self-evaluation.toml"),
    ),
    ("local/waiting-times.toml", include_str!("../../assets/workspace/local/waiting-times.toml")),
    ("local/waiting-times.csv", include_str!("../../assets/workspace/local/waiting-times.csv")),
];

/// Flags of `init`.
#[derive(Debug, Args)]
pub struct InitFlags {
    /// Folder of the workspace; created if it does not exist.
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// The local authority, by name or ONS code.
    #[arg(long, default_value = "Birmingham", value_name = "NAME|CODE")]
    area: String,
    /// Print the crontab line of an existing workspace; nothing is written.
    #[arg(long)]
    crontab: bool,
}

/// Writes the workspace, or prints its crontab line.
///
/// # Errors
/// The area is unknown, or any of the files is already there; nothing is written then.
pub fn init(flags: &InitFlags, catalogue: &Catalogue, quiet: bool) -> Result<u8, Error> {
    if flags.crontab {
        return say(&crontab(&flags.folder)?);
    }
    let area = catalogue
        .areas
        .find(&flags.area)
        .filter(|a| a.level == AreaLevel::LocalAuthority)
        .ok_or_else(|| {
        let known = catalogue.areas.suggestion(&flags.area);
        Error::Usage(format!(
            "'{}' is not a local authority{known}; 'send-outcomes areas' lists all",
            flags.area
        ))
    })?;
    let taken: Vec<String> = FILES
        .iter()
        .map(|(name, _)| flags.folder.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| path.display().to_string())
        .collect();
    if !taken.is_empty() {
        return Err(Error::Usage(format!(
            "nothing was written, because this is already there: {}; name another folder",
            taken.join(", ")
        )));
    }
    for (name, text) in FILES {
        let text = text.replace("{{area}}", &area.name).replace("{{code}}", &area.code);
        write_new(&flags.folder.join(name), &text)?;
    }
    if quiet {
        return Ok(DONE);
    }
    let (place, go) = if flags.folder == Path::new(".") {
        ("this folder".to_string(), String::new())
    } else {
        let folder = flags.folder.display();
        (format!("the folder {folder}"), format!("  cd {folder}\n"))
    };
    say(&format!(
        "A workspace for {} is in {place}. Next:\n{go}  send-outcomes run\n\
         The figures in local/ are made up: replace them with your own, as its README explains.\n\
         commentary.toml is for your own words and targets, shown next to the figures.\n",
        area.name
    ))
}

/// Writes the queries or the catalogue that are built in into a folder each, to start from.
///
/// # Errors
/// Any of the files is already there.
pub fn texts(queries: Option<&Path>, catalogue: Option<&Path>, quiet: bool) -> Result<u8, Error> {
    let mut listed = String::new();
    for (kind, folder) in [(Kind::Queries, queries), (Kind::Catalogue, catalogue)] {
        let Some(folder) = folder else { continue };
        let (files, name) = (write_out(kind, folder)?.len(), kind.name());
        let folder = folder.display();
        listed.push_str(&format!(
            "{files} files are in {folder}. Change what you need and delete the rest: the program \
             uses its built-in file for every file that is not there.\nNext:\n  send-outcomes run \
             --{name} {folder}\nor, in a workspace, {name} = \"{folder}\" in {WORKSPACE_FILE}.\n"
        ));
    }
    if quiet { Ok(DONE) } else { say(&listed) }
}

fn write_new(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::file(parent))?;
    }
    // `create_new` refuses a file that came in between.
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(path).map_err(Error::file(path))?;
    file.write_all(text.as_bytes()).map_err(Error::file(path))
}

fn crontab(folder: &Path) -> Result<String, Error> {
    let none = |message: &str| {
        Error::Usage(format!("{}: {message}", folder.join(WORKSPACE_FILE).display()))
    };
    let workspace = Workspace::of(folder)?
        .ok_or_else(|| none("there is no such file; 'send-outcomes init' writes one"))?;
    let schedule = workspace.settings.schedule.as_ref().ok_or_else(|| {
        none("key 'schedule' is missing; write for example schedule = \"15 10 * * 4\"")
    })?;
    let program = std::env::current_exe().map_err(Error::file(Path::new("send-outcomes")))?;
    let folder = fs::canonicalize(folder).map_err(Error::file(folder))?;
    Ok(format!("{}\n", crontab_line(schedule, &program, &folder)))
}
