use std::path::{Path, PathBuf};

use clap::Args;
use clap_mangen::Man;

use super::exit::Exit;
use super::help;
use super::terminal::Terminal;
use crate::trouble::Trouble;

/// Options of `man`.
#[derive(Debug, Args)]
pub struct Options {
    /// 写到哪个文件夹 / the folder to write to
    #[arg(value_name = "文件夹 / FOLDER")]
    folder: PathBuf,
}

/// Writes a manual page for the program and for each command.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let folder = &options.folder;
    std::fs::create_dir_all(folder).map_err(|error| vec![Trouble::unwritable(folder, &error)])?;
    pages(&help::command(terminal.asked), "dutylint", folder).map_err(|trouble| vec![trouble])?;
    Ok(Exit::Clean)
}

fn pages(command: &clap::Command, name: &str, folder: &Path) -> Result<(), Trouble> {
    let path = folder.join(format!("{name}.1"));
    let mut page = Vec::new();
    let named = command.clone().name(name.to_owned());
    Man::new(named)
        .render(&mut page)
        .and_then(|()| std::fs::write(&path, &page))
        .map_err(|error| Trouble::unwritable(&path, &error))?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        pages(sub, &format!("{name}-{}", sub.get_name()), folder)?;
    }
    Ok(())
}
