use clap::Args;
use clap_complete::Shell;

use super::exit::Exit;
use super::help;
use super::terminal::Terminal;
use crate::trouble::Trouble;

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct Options {
    /// 命令行外壳：bash、zsh、fish、powershell、elvish / the shell: bash, zsh, fish, powershell, elvish
    #[arg(value_enum, value_name = "外壳 / SHELL", hide_possible_values = true)]
    shell: Shell,
}

/// Prints the completions for a shell.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let mut page = Vec::new();
    let mut command = help::command(Some(terminal.language()));
    clap_complete::generate(options.shell, &mut command, "dutylint", &mut page);
    terminal.print(&String::from_utf8_lossy(&page));
    Ok(Exit::Clean)
}
