//! The program: hands the command line to [`duanshixin::cli`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    duanshixin::cli::run(std::env::args_os())
}
