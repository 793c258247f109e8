use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::compare::{Changes, Snapshot};
use crate::config::shown;
use crate::message::Language;
use crate::org::Words;
use crate::pipeline::Engine;
use crate::read::{ReadOptions, read_with};
use crate::report::Style;
use crate::report::changes::{CHANGE_FORMATS, WriteChanges};
use crate::trouble::Trouble;

/// Options of `diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "退出码：0 没有变动；1 有变动；2 有文件无法读取。 / exit codes: 0 no change; 1 changes; 2 a file could not be read"
)]
pub struct Options {
    /// 旧清单 / the list as it was
    #[arg(value_name = "旧清单 / OLD")]
    pub old: PathBuf,
    /// 新清单，可以是另一种格式 / the list as it is, in any format
    #[arg(value_name = "新清单 / NEW")]
    pub new: PathBuf,
    /// 输出格式：human（缺省）、json、markdown、html / output format: human (default), json, markdown, html
    #[arg(long, value_name = "格式 / FORMAT", value_parser = format)]
    pub format: Option<ChangeFormat>,
    /// 写到文件，缺省写到屏幕 / the file to write to; standard output by default
    #[arg(short, long, value_name = "文件 / FILE")]
    pub output: Option<PathBuf>,
    /// 文字文件的编码；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    pub encoding: Option<String>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// A format of change reports.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFormat(WriteChanges);

fn format(name: &str) -> Result<ChangeFormat, String> {
    let known = CHANGE_FORMATS.iter().find(|(known, _)| *known == name);
    known.map(|(_, write)| ChangeFormat(*write)).ok_or_else(|| {
        let names: Vec<&str> = CHANGE_FORMATS.iter().map(|(name, _)| *name).collect();
        format!("应为 {} / {}", names.join("、"), names.join(", "))
    })
}

/// Tells what became of a list.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let engine = load(&options.settings)?;
    let words = engine.unit_words();
    let old = snapshot(options, &options.old, &engine, words);
    let new = snapshot(options, &options.new, &engine, words);
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => return Err([old.err(), new.err()].into_iter().flatten().collect()),
    };
    let language = terminal
        .asked
        .or(engine.settings().lang)
        .unwrap_or_default();
    let changes = Changes::between(&old, &new, engine.vocabulary(), language);
    write(options, &changes, language, terminal).map_err(|trouble| vec![trouble])?;
    Ok(if changes.changes.is_empty() {
        Exit::Clean
    } else {
        Exit::Found
    })
}

fn snapshot(
    options: &Options,
    path: &std::path::Path,
    engine: &Engine,
    words: &Words,
) -> Result<Snapshot, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| Trouble::unreadable(path, &error))?;
    let read = ReadOptions {
        encoding: options.encoding.clone(),
        format: None,
    };
    let name = shown(path);
    let (source, document) = read_with(&name, bytes, &read).map_err(|error| {
        let message = error.message();
        Trouble::plain(
            format!("{name} 无法读取：{}", message.zh),
            format!("{name} was not read: {}", message.en),
        )
    })?;
    let list = crate::list::recognise_with(&source, &document, engine.vocabulary(), engine.laws());
    if list.items.is_empty() {
        return Err(Trouble::plain(
            format!("{name} 里没有认出清单事项"),
            format!("no items were found in {name}"),
        )
        .with_help(
            "用 dutylint extract 看看读到了什么。",
            "see with `dutylint extract` what was understood.",
        ));
    }
    Ok(Snapshot::of(&list, engine.vocabulary(), words))
}

fn write(
    options: &Options,
    changes: &Changes,
    language: Language,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let ChangeFormat(format) = options
        .format
        .or(CHANGE_FORMATS
            .first()
            .map(|(_, write)| ChangeFormat(*write)))
        .ok_or_else(|| Trouble::plain("没有输出格式", "there is no output format"))?;
    let style = match &options.output {
        None => terminal.style(),
        Some(_) => Style::plain(terminal.color),
    };
    let mut page = Vec::new();
    let told = |error: &std::io::Error| {
        Trouble::plain(
            format!("无法输出：{error}"),
            format!("cannot write: {error}"),
        )
    };
    format(changes, language, &style, &mut page).map_err(|error| told(&error))?;
    match &options.output {
        Some(path) => {
            std::fs::write(path, &page).map_err(|error| Trouble::unwritable(path, &error))
        }
        None => match std::io::stdout().lock().write_all(&page) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(told(&error)),
            _ => Ok(()),
        },
    }
}
