use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

mod import;

use super::exit::Exit;
use super::terminal::Terminal;
use crate::config::{Finder, Requested, Settings, read_source};
use crate::message::Language;
use crate::org::{Graph, Words};
use crate::pipeline::load_vocabulary;
use crate::trouble::Trouble;
use crate::vocabulary::Vocabulary;

/// Options of `org`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查机构文件本身有没有错 / check the organisation file itself
    Check {
        /// 机构文件 / the organisation file
        #[arg(value_name = "文件 / FILE")]
        file: PathBuf,
    },
    /// 显示机构：文字、DOT 或者 SVG 图 / show the organisation: text, DOT or SVG
    Show {
        /// 机构文件 / the organisation file
        #[arg(value_name = "文件 / FILE")]
        file: PathBuf,
        /// 写成什么：tree（缺省）、dot、svg / what to write: tree (default), dot, svg
        #[arg(long, value_enum, default_value_t = Form::Tree, hide_possible_values = true, hide_default_value = true, value_name = "格式 / FORMAT")]
        to: Form,
        /// 按哪一天显示；缺省为今天 / the day to show; today by default
        #[arg(long, value_name = "日期 / DATE", value_parser = super::arguments::date)]
        as_of: Option<jiff::civil::Date>,
    },
    /// 从机构一览表（CSV、Excel）或者清单起草机构文件 / draft an organisation file from tables of units or from lists
    Import(import::Options),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Form {
    Tree,
    Dot,
    Svg,
}

/// Checks or shows an organisation file.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let builtin = Words::builtin().map_err(|_| {
        vec![Trouble::plain(
            "内置的机构用词表读不懂。",
            "the built-in words for units cannot be read",
        )]
    })?;
    let about = match &options.command {
        Command::Check { file } | Command::Show { file, .. } => Some(file.as_path()),
        Command::Import(options) => options.first(),
    };
    let vocabulary = vocabulary(about)?;
    let words = vocabulary.unit_words().unwrap_or(builtin);
    match &options.command {
        Command::Check { file } => {
            let graph = load(file, words)?;
            terminal.print(&match terminal.language() {
                Language::Zh => format!("没有发现问题：{} 个机构。\n", graph.len()),
                Language::En => format!("no problem found: {} units\n", graph.len()),
            });
        }
        Command::Show { file, to, as_of } => {
            let graph = load(file, words)?;
            let on = as_of.unwrap_or_else(super::today);
            terminal.print(&match to {
                Form::Tree => graph.tree(on, words, terminal.language()),
                Form::Dot => graph.dot(on, terminal.language()),
                Form::Svg => graph.svg(on, words, terminal.language()),
            });
        }
        Command::Import(options) => import::run(options, &vocabulary, words, terminal)?,
    }
    Ok(Exit::Clean)
}

/// The words that the configuration above `path` adds to those of the program.
fn vocabulary(path: Option<&Path>) -> Result<Vocabulary, Vec<Trouble>> {
    let folder = match path {
        Some(path) if path.is_dir() => path,
        Some(path) => path.parent().unwrap_or(Path::new("")),
        None => Path::new(""),
    };
    let paths = match Finder::default().of_folder(folder) {
        None => Vec::new(),
        Some(file) => {
            let settings = Settings::load(&file, Requested::default(), super::today());
            settings.map_err(|trouble| vec![trouble])?.vocabulary.value
        }
    };
    load_vocabulary(&paths)
}

fn load(file: &Path, words: &Words) -> Result<Graph, Vec<Trouble>> {
    let source = read_source(file).map_err(|trouble| vec![trouble])?;
    Graph::load(&source, words).map_err(|problems| {
        vec![Trouble::InFile {
            source: Box::new(source),
            problems,
        }]
    })
}
