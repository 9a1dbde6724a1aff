//! What is printed on standard error while a command runs: a spinner on a terminal,
//! plain lines elsewhere, or one JSON object a line for schedulers.

use super::fitted::fitted_error;
use crate::run::Step;
use crate::shown::inert_message;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::time::Instant;

/// How progress is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line: `event`, `elapsed_ms`, `message`.
    Json,
}

/// Prints progress; none of it reaches the outputs.
pub struct Log {
    format: LogFormat,
    quiet: bool,
    verbose: bool,
    bar: Option<ProgressBar>,
    begun: Instant,
    part_begun: OnceLock<Instant>,
}

/// A bar with the areas done and the time left.
fn area_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {wide_bar} {pos} of {len} areas, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Log {
    /// A log that says nothing when `quiet`, and where lines are kept also the details when `verbose`.
    pub fn new(format: LogFormat, quiet: bool, verbose: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal && format == LogFormat::Text).then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar
        });
        Self { format, quiet, verbose, bar, begun: Instant::now(), part_begun: OnceLock::new() }
    }

    /// Prints that a step begins.
    pub fn step(&self, what: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(inert_message(what).into_owned());
                bar.tick();
            }
            None if !self.quiet => self.line("step", what),
            None => {}
        }
    }

    /// Prints how far a run is: of areas their number, with the time left.
    pub fn run_step(&self, step: Step<'_>) {
        let (what, done, of) = match step {
            Step::Begin(what) => return self.step(what),
            Step::Detail(what) if self.bar.is_some() || self.verbose => return self.step(what),
            Step::Detail(_) | Step::Part { of: 0 | 1, .. } => return,
            Step::Part { what, done, of } => (what, done, of),
        };
        let begun = self.part_begun.get_or_init(Instant::now);
        if let Some(bar) = &self.bar {
            if bar.length().is_none() {
                bar.set_length(of as u64);
                bar.set_style(area_style());
                bar.reset_eta();
            }
            bar.set_message(what.to_string());
            return bar.set_position(done as u64);
        }
        // Where lines are kept, a tenth of the way is worth one.
        if !self.quiet && (done * 10 / of) > ((done - 1) * 10 / of) {
            let each = begun.elapsed().as_secs_f64() / (done - 1).max(1) as f64;
            let left = (each * (of - done) as f64).ceil();
            self.line("step", &format!("{what}: {done} of {of} areas, about {left} s left"));
        }
    }

    /// Prints a line that stays: a warning, or what could not be done.
    pub fn warn(&self, message: &str) {
        self.line("warning", message);
    }

    /// Prints the one line that suits a mail or a chat message: the last of standard
    /// output, and in a JSON log an event of its own.
    pub fn summary(&self, message: &str, exit_code: u8) {
        match self.format {
            // A reader that is gone needs no summary.
            LogFormat::Text => drop(writeln!(std::io::stdout(), "{}", inert_message(message))),
            LogFormat::Json => eprintln!(
                "{}",
                serde_json::json!({
                    "event": "summary", "elapsed_ms": self.elapsed(),
                    "message": message, "exit_code": exit_code,
                })
            ),
        }
    }

    /// Prints why the command failed, with its exit code.
    pub fn failure(&self, message: &str, exit_code: u8) {
        match self.format {
            LogFormat::Text => eprintln!("{}", fitted_error(&format!("error: {message}"))),
            LogFormat::Json => eprintln!(
                "{}",
                serde_json::json!({
                    "event": "error", "elapsed_ms": self.elapsed(),
                    "message": message, "exit_code": exit_code,
                })
            ),
        }
    }

    /// Takes the spinner off the terminal.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn line(&self, event: &str, message: &str) {
        match self.format {
            LogFormat::Text => eprintln!("{}", fitted_error(message)),
            LogFormat::Json => eprintln!(
                "{}",
                serde_json::json!({
                    "event": event, "elapsed_ms": self.elapsed(), "message": message,
                })
            ),
        }
    }
}
