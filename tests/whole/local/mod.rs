//! An area's own workspace, its unpublished measures, and the checks of the figures.

pub mod absence;
mod check;
mod comparisons;
mod edited;
mod flags;
mod outputs;
mod own;
mod phonics;
mod suppression;
mod workspace;

use std::path::Path;
use std::process::{Command, Output};

/// The program, as typed in `folder`.
fn program(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_send-outcomes"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
