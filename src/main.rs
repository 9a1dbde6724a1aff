//! The program: what was typed becomes a plan, the plan is run, the result is an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(send_outcomes::cli::main())
}
