use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::files::inputs;
use crate::cli::terminal::Terminal;
use crate::list::{List, recognise};
use crate::message::{Language, Message};
use crate::org::draft::{Draft, NamedUnits, from_names, from_table};
use crate::org::{Graph, Words, mentions};
use crate::pipeline::read_input;
use crate::read::{Block, Document, ReadOptions, Table, read_with};
use crate::source::Source;
use crate::trouble::Trouble;
use crate::vocabulary::{Field, Vocabulary};

/// Options of `org import`.
#[derive(Debug, Args)]
pub struct Options {
    /// 机构一览表或者权责清单，文件或文件夹 / tables of units or lists, files or folders
    #[arg(required = true, value_name = "路径 / PATH")]
    paths: Vec<PathBuf>,
    /// 写到哪个文件；不写则输出到屏幕 / the file to write; standard output without it
    #[arg(short, long, value_name = "文件 / FILE")]
    output: Option<PathBuf>,
    /// 文字文件的编码；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    encoding: Option<String>,
}

impl Options {
    /// The first file or folder to read.
    pub fn first(&self) -> Option<&Path> {
        self.paths.first().map(PathBuf::as_path)
    }
}

/// Drafts an organisation file. What is still wrong in it is told with its places.
pub fn run(
    options: &Options,
    vocabulary: &Vocabulary,
    words: &Words,
    terminal: &Terminal,
) -> Result<(), Vec<Trouble>> {
    if let Some(path) = options.output.as_ref().filter(|path| path.exists()) {
        return Err(vec![
            Trouble::plain(
                format!("文件 {} 已经存在", path.display()),
                format!("{} is there already", path.display()),
            )
            .with_help(
                "机构文件可能已经有人修改过，不会覆盖；请换一个文件名。",
                "it may have been corrected by hand and is not overwritten; choose another name.",
            ),
        ]);
    }
    let (inputs, mut troubles) = inputs(&options.paths, "标准输入");
    let reading = ReadOptions {
        encoding: options.encoding.clone(),
        format: None,
    };
    let mut draft = Draft::default();
    for input in &inputs {
        let unread = |error: std::io::Error| Message::new(error.to_string(), error.to_string());
        let read = read_input(input).map_err(unread).and_then(|bytes| {
            read_with(&input.name, bytes, &reading).map_err(|error| error.message())
        });
        match read {
            Ok((source, document)) => draft.add(of_document(&source, &document, vocabulary, words)),
            Err(message) => troubles.push(Trouble::Plain {
                message: Message::new(
                    format!("{} 无法读取：{}", input.name, message.zh),
                    format!("{} was not read: {}", input.name, message.en),
                ),
                help: None,
            }),
        }
    }
    if draft.units.is_empty() {
        troubles.push(
            Trouble::plain("这些文件里没有找到机构", "no unit was found in these files").with_help(
                "机构一览表要有“机构名称”一栏，并至少有“上级机构”“机构类别”等栏之一；清单要有“行使主体”或者“承办机构”。",
                "a table of units needs a column of names and one more (parent, kind …); a list needs actors or units.",
            ),
        );
        return Err(troubles);
    }
    let page = draft.page();
    match &options.output {
        None => terminal.print(&page),
        Some(path) => {
            std::fs::write(path, &page).map_err(|error| {
                vec![Trouble::plain(
                    format!("无法写入 {}：{error}", path.display()),
                    format!("cannot write {}: {error}", path.display()),
                )]
            })?;
            terminal.print(&match terminal.language() {
                Language::Zh => format!(
                    "已起草 {} 个机构：{}，请逐项核对。\n",
                    draft.units.len(),
                    path.display()
                ),
                Language::En => format!(
                    "drafted {} units: {}; check every one of them\n",
                    draft.units.len(),
                    path.display()
                ),
            });
        }
    }
    let name = options
        .output
        .as_ref()
        .map_or_else(|| "草稿.yaml".to_owned(), |path| crate::config::shown(path));
    let source = Source::new(name, page, "UTF-8");
    if let Err(problems) = Graph::load(&source, words) {
        troubles.push(Trouble::InFile {
            source: Box::new(source),
            problems,
        });
    }
    if troubles.is_empty() {
        Ok(())
    } else {
        Err(troubles)
    }
}

/// The units of the tables of a file; where none of them is a table of units, those that its list names.
fn of_document(
    source: &Source,
    document: &Document,
    vocabulary: &Vocabulary,
    words: &Words,
) -> Draft {
    let mut draft = Draft::default();
    let mut is_table = false;
    for block in &document.blocks {
        if let Block::Table(table) = block
            && let Some(units) = from_table(&rows(table, source), words)
        {
            is_table = true;
            draft.add(units);
        }
    }
    if is_table {
        return draft;
    }
    let list = recognise(source, document, vocabulary);
    from_names(&named(&list, words), words)
}

/// The texts of a table by rows; positions without a cell are blank.
fn rows(table: &Table, source: &Source) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for cell in &table.cells {
        if last != Some(cell.row) {
            rows.push(Vec::new());
            last = Some(cell.row);
        }
        // Far to the right stand stray cells of a sheet, and no columns of units.
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
        if let Some(row) = rows.last_mut().filter(|_| column < 200) {
            row.resize(row.len().max(column + 1), String::new());
            if let Some(place) = row.get_mut(column) {
                *place = cell.text.as_str(source.text()).to_owned();
            }
        }
    }
    rows
}

/// The units that a list names, each cell once.
fn named(list: &List<'_>, words: &Words) -> NamedUnits {
    let mut named = NamedUnits {
        list: list.source.name().to_owned(),
        department: list
            .department
            .as_ref()
            .map(|value| value.as_str().to_owned()),
        ..NamedUnits::default()
    };
    let mut seen = rustc_hash::FxHashSet::default();
    for item in &list.items {
        for (field, value) in &item.fields {
            let names = match field {
                Field::Actor => &mut named.actors,
                Field::Unit => &mut named.units,
                _ => continue,
            };
            if !seen.insert(value.span()) {
                continue;
            }
            for range in mentions(&value.view, words)
                .iter()
                .filter_map(|mention| mention.who.unit())
            {
                if let Some(name) = value.as_str().get(range) {
                    *names.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
    }
    named
}
