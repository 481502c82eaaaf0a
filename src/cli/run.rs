//! [`run`]: from the command line to an exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::cli::args::{Cli, Command};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::{
    audit, backup, doctor, documents, import, jobs, keys, localise, norms, review, search, serve, stages, terms, train,
};
use crate::config::AppearanceArgs;
use crate::store::{Actor, acting};

/// Runs the command line `words`, the program's name first.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut command = localise::localised(Cli::command());
    let parsed = command.try_get_matches_from_mut(words).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if localise::is_display(&error) => {
            // Help that nobody reads to its end is no failure.
            drop(error.print());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            Output::new(AppearanceArgs::default()).fail(localise::message(&error));
            return ExitCode::from(2);
        }
    };
    let output = Output::new(cli.appearance);
    match acting(Actor::command_line(), || dispatch(cli.command, output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(message) = error.message() {
                output.fail(message);
            }
            error.code()
        }
    }
}

fn dispatch(command: Command, output: Output) -> Result<(), CliError> {
    match command {
        Command::Serve { desk, serve } => serve::run(&desk, &serve, output),
        Command::Import { paths, desk } => import::run(paths, &desk, output),
        Command::Review(args) => review::run(&args, output),
        Command::Search(args) => search::run(&args, output),
        Command::Terms(command) => terms::run(command, output),
        Command::Norms(command) => norms::run(command, output),
        Command::Documents(command) => documents::run(command, output),
        Command::Reindex { desk } => documents::reindex(&desk, output),
        Command::Jobs(command) => jobs::run(command, output),
        Command::Keys(command) => keys::run(command, output),
        Command::Audit(command) => audit::run(command, output),
        Command::Backup(args) => backup::run(args, output),
        Command::Doctor { desk } => doctor::run(&desk, output),
        Command::Train(args) => train::run(&args, output),
        Command::Stages(args) => stages::run(&args, output),
    }
}
