use std::path::PathBuf;

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::files::inputs;
use super::terminal::Terminal;
use crate::list::extract::{to_csv, to_value, to_yaml};
use crate::message::Message;
use crate::pipeline::{Engine, Input, read_input};
use crate::read::{ReadOptions, read_with};
use crate::trouble::Trouble;

/// Options of `extract`.
#[derive(Debug, Args)]
pub struct Options {
    /// 清单文件或文件夹；- 表示标准输入 / lists or folders of lists; - is standard input
    #[arg(required = true, value_name = "路径 / PATH")]
    pub paths: Vec<PathBuf>,
    /// 输出格式：json（缺省）、yaml 或 csv / json (default), yaml or csv
    #[arg(long, value_name = "格式 / FORMAT", value_parser = Target::parse, default_value = "json")]
    pub to: Target,
    /// 文字文件的编码；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    pub encoding: Option<String>,
    /// 标准输入在报告中的名称 / what reports call standard input
    #[arg(long, value_name = "名称 / NAME", default_value = "标准输入")]
    pub stdin_name: String,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// What a list is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Json,
    Yaml,
    Csv,
}

impl Target {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "json" => Ok(Self::Json),
            "yaml" | "yml" => Ok(Self::Yaml),
            "csv" => Ok(Self::Csv),
            _ => Err("应为 json、yaml 或 csv / json, yaml or csv".to_owned()),
        }
    }
}

/// Prints lists as they were understood: one JSON value or YAML document a file, one CSV table for all.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let engine = load(&options.settings)?;
    let (inputs, mut troubles) = inputs(&options.paths, &options.stdin_name);
    let mut pages = Vec::new();
    for input in &inputs {
        match one(options, &engine, input) {
            Ok(page) => pages.push(page),
            Err(message) => troubles.push(Trouble::Plain {
                message: Message::new(
                    format!("{} 无法读取：{}", input.name, message.zh),
                    format!("{} was not read: {}", input.name, message.en),
                ),
                help: None,
            }),
        }
    }
    terminal.print(&joined(options.to, pages));
    terminal.tell(&troubles);
    Ok(if troubles.is_empty() {
        Exit::Clean
    } else {
        Exit::Undone
    })
}

fn one(options: &Options, engine: &Engine, input: &Input) -> Result<String, Message> {
    let bytes = read_input(input).map_err(|error| crate::trouble::io_reason(&error))?;
    let read = ReadOptions {
        encoding: options.encoding.clone(),
        format: None,
    };
    let (source, document) =
        read_with(&input.name, bytes, &read).map_err(|error| error.message())?;
    let vocabulary = engine.vocabulary();
    let list = crate::list::recognise_with(&source, &document, vocabulary, engine.laws());
    match options.to {
        Target::Json => serde_json::to_string_pretty(&to_value(&list, vocabulary))
            .map_err(|error| Message::new(error.to_string(), error.to_string())),
        Target::Yaml => to_yaml(&list, vocabulary)
            .map_err(|error| Message::new(error.to_string(), error.to_string())),
        Target::Csv => Ok(to_csv(&list, vocabulary)),
    }
}

fn joined(target: Target, mut pages: Vec<String>) -> String {
    match target {
        // One list is one document; several are an array of them.
        Target::Json if pages.len() == 1 => format!("{}\n", pages.remove(0)),
        Target::Json => format!("[\n{}\n]\n", pages.join(",\n")),
        Target::Yaml => pages.join("---\n"),
        Target::Csv => {
            let mut page = String::new();
            for (index, table) in pages.iter().enumerate() {
                // The header and the byte order mark stand once.
                let rows = match table.split_once('\n') {
                    Some((_, rows)) if index > 0 => rows,
                    _ => table,
                };
                page.push_str(rows);
            }
            page
        }
    }
}
