//! The command line: one file a command. A new command is one file and one line in [`arguments::Command`]
//! and in `run`.

mod annotate;
mod arguments;
mod baseline;
mod changed;
mod check;
mod completions;
mod config;
mod diff;
mod engine;
mod exit;
mod explain;
mod extract;
mod files;
mod fix;
mod formats;
mod help;
mod init;
mod job;
mod laws;
mod man;
mod new;
mod org;
mod output;
mod progress;
mod rules;
mod terminal;
mod test;
mod usage;
mod waivers;
mod watch;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::trouble::Trouble;
use arguments::{Arguments, Command};
use exit::Exit;
use terminal::Terminal;

/// Bytes of stack for the work: a list nested deeply by mistake or malice must not end the program.
const STACK: usize = 64 << 20;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let worker = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(|| run(std::env::args_os().collect()));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit.into(),
        // The panic has told its own story on standard error.
        Ok(Err(_)) => Exit::Undone.into(),
        Err(error) => {
            eprintln!("无法启动 / cannot start: {error}");
            Exit::Undone.into()
        }
    }
}

fn run(arguments: Vec<OsString>) -> Exit {
    let language = help::language(&arguments);
    // The texts of help are made ready only where some of them will be shown.
    let parse = |command: clap::Command| {
        command
            .try_get_matches_from(&arguments)
            .and_then(|matches| Arguments::from_arg_matches(&matches))
    };
    let parsed = parse(Arguments::command()).or_else(|_| parse(help::command(language)));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return usage::tell(&error, language),
    };
    let terminal = Terminal::new(&arguments.common, language);
    let outcome: Result<Exit, Vec<Trouble>> = match &arguments.command {
        Command::Check(options) => check::run(options, &terminal),
        Command::Annotate(options) => annotate::run(options, &terminal),
        Command::Extract(options) => extract::run(options, &terminal),
        Command::Diff(options) => diff::run(options, &terminal),
        Command::Baseline(options) => baseline::run(options, &terminal),
        Command::Config(options) => config::run(options, &terminal),
        Command::Init(options) => init::run(options, &terminal),
        Command::Completions(options) => completions::run(options, &terminal),
        Command::Man(options) => man::run(options, &terminal),
        Command::Formats => Ok(formats::run(&terminal)),
        Command::Rules(options) => rules::run(options, &terminal),
        Command::Test(options) => test::run(options, &terminal),
        Command::New(options) => new::run(options, &terminal),
        Command::Explain(options) => explain::run(options, &terminal),
        Command::Laws(options) => laws::run(options, &terminal),
        Command::Org(options) => org::run(options, &terminal),
    };
    outcome.unwrap_or_else(|troubles| {
        terminal.tell(&troubles);
        Exit::Undone
    })
}

/// The day of today on this machine.
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
