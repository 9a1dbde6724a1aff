//! What schedulers and executors say on standard error: warnings and errors of Ballista, a
//! line each. Plans and statements are only logged at lower levels, which are never printed.

use log::{Level, LevelFilter, Log, Metadata, Record};
use std::io::Write;

struct StandardError;

impl Log for StandardError {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Warn
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let level = record.level().as_str().to_lowercase();
            // Nothing more can be done when standard error is closed.
            let _ = writeln!(std::io::stderr(), "{level}: {}", record.args());
        }
    }

    fn flush(&self) {}
}

/// Prints warnings and errors of the libraries on standard error.
pub fn log_to_standard_error() {
    if log::set_logger(&StandardError).is_ok() {
        log::set_max_level(LevelFilter::Warn);
    }
}
