use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::terminal::Terminal;
use super::today;
use crate::config::{Finder, Requested, Settings, read_source, shown};
use crate::law::LawTable;
use crate::law::import::Imported;
use crate::message::{Language, Message};
use crate::pipeline::load_laws;
use crate::trouble::Trouble;

/// Options of `laws`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
    /// 自备的法律表或索引；可多次使用，缺省为 dutylint.yaml 里的 / tables of your own; those of dutylint.yaml by default
    #[arg(long, value_name = "文件 / FILE", global = true)]
    laws: Vec<PathBuf>,
    /// 按哪一天；缺省为今天 / the day; today by default
    #[arg(long, value_name = "日期 / DATE", value_parser = super::arguments::date, global = true)]
    as_of: Option<jiff::civil::Date>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 显示一部法律法规的全部事实及其来源 / tell what is known of an instrument, and from where
    Show {
        /// 名称或简称 / title or short name
        #[arg(value_name = "名称 / TITLE")]
        title: String,
    },
    /// 按词查找名称 / find titles by words
    Search {
        /// 名称里的词 / words of the title
        #[arg(value_name = "词 / WORDS", required = true)]
        words: Vec<String>,
    },
    /// 把法律文本（Markdown、纯文本、JSON lines）做成索引 / make an index of law texts
    Import {
        /// 文件夹 / the folder
        #[arg(value_name = "文件夹 / DIR")]
        folder: PathBuf,
        /// 索引写到哪里 / where the index is written
        #[arg(
            short,
            long,
            value_name = "文件 / FILE",
            default_value = "法律文本.dutylaw"
        )]
        output: PathBuf,
    },
    /// 说明新的法律表改变了什么，并入旧表 / tell what a newer table changes, and merge it
    Update {
        /// 新的法律表 / the newer table
        #[arg(value_name = "文件 / FILE")]
        file: PathBuf,
        /// 合并结果写到哪里；缺省只说明 / where the merged table is written; only told by default
        #[arg(short, long, value_name = "文件 / FILE")]
        output: Option<PathBuf>,
    },
    /// 检查法律表本身：矛盾、失效的替代、缺漏 / check the table itself
    Check,
}

/// Runs `laws`.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let as_of = options.as_of.unwrap_or_else(today);
    match &options.command {
        Command::Show { title } => show(&table(options)?, title, as_of, terminal),
        Command::Search { words } => Ok(search(&table(options)?, words, terminal)),
        Command::Import { folder, output } => import(folder, output, terminal),
        Command::Update { file, output } => update(options, file, output.as_deref(), terminal),
        Command::Check => Ok(check(&table(options)?, as_of, terminal)),
    }
}

/// The tables asked for, else those of the configuration of the working folder.
fn own(options: &Options) -> Result<Vec<PathBuf>, Vec<Trouble>> {
    if !options.laws.is_empty() {
        return Ok(options.laws.clone());
    }
    match Finder::default().of_folder(Path::new(".")) {
        None => Ok(Vec::new()),
        Some(path) => {
            let settings = Settings::load(&path, Requested::default(), today());
            Ok(settings.map_err(|trouble| vec![trouble])?.laws.value)
        }
    }
}

fn table(options: &Options) -> Result<LawTable, Vec<Trouble>> {
    let table = load_laws(&own(options)?)?;
    Ok(table.unwrap_or_else(|| LawTable::builtin().clone()))
}

fn show(
    table: &LawTable,
    title: &str,
    as_of: jiff::civil::Date,
    terminal: &Terminal,
) -> Result<Exit, Vec<Trouble>> {
    // Every short name that may mean it will do here.
    if let Some(found) = table.lookup(title, &|_| true) {
        terminal.print(&table.describe(found.instrument, as_of, terminal.language()));
        return Ok(Exit::Clean);
    }
    if let Some(repeal) = table.repeals_of(title).first() {
        terminal.print(&match terminal.language() {
            Language::Zh => format!(
                "《{}》只见于废止声明：由《{}》废止  [{}]\n",
                repeal.title, repeal.by, repeal.source
            ),
            Language::En => format!(
                "{} is only known to be repealed by {}  [{}]\n",
                repeal.title, repeal.by, repeal.source
            ),
        });
        return Ok(Exit::Clean);
    }
    let near: Vec<String> = table
        .suggest(title, 3)
        .into_iter()
        .map(|near| format!("《{}》", near.title))
        .collect();
    let trouble = Trouble::plain(
        format!("法律表中没有《{title}》"),
        format!("{title} is not in the table of laws"),
    );
    Err(vec![if near.is_empty() {
        trouble.with_help(
            "可以用 dutylint laws search 按词查找",
            "look for it by words with `dutylint laws search`",
        )
    } else {
        let near = near.join("、");
        trouble.with_help(
            format!("最接近的是{near}"),
            format!("the nearest are {near}"),
        )
    }])
}

fn search(table: &LawTable, words: &[String], terminal: &Terminal) -> Exit {
    let mut found: Vec<&str> = table
        .instruments()
        .iter()
        .map(crate::law::table::Instrument::title)
        .filter(|title| words.iter().all(|word| title.contains(word.as_str())))
        .collect();
    found.sort_by_key(|title| (title.chars().count(), *title));
    let near: Vec<String>;
    if found.is_empty() {
        let wanted = words.concat();
        near = table
            .suggest(&wanted, 10)
            .into_iter()
            .map(|near| near.title)
            .collect();
        found = near.iter().map(String::as_str).collect();
        terminal.say(&Message::new(
            "没有含有这些词的名称，最接近的是：",
            "no title has these words; the nearest are:",
        ));
    }
    let mut page = String::new();
    for title in &found {
        let kind = table.by_title(title).map_or("", |known| known.kind());
        page.push_str(&format!("《{title}》 {kind}\n"));
    }
    terminal.print(&page);
    if found.is_empty() {
        Exit::Found
    } else {
        Exit::Clean
    }
}

fn import(folder: &Path, output: &Path, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let mut imported = Imported::default();
    let mut troubles = Vec::new();
    for entry in ignore::WalkBuilder::new(folder)
        .sort_by_file_path(Ord::cmp)
        .build()
    {
        let entry = entry.map_err(|error| {
            vec![Trouble::plain(
                format!("无法查看文件夹 {}：{error}", folder.display()),
                format!("cannot look into {}: {error}", folder.display()),
            )]
        })?;
        let known = entry
            .path()
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| {
                matches!(
                    ending,
                    "md" | "markdown" | "txt" | "jsonl" | "ndjson" | "json"
                )
            });
        if !known || entry.file_type().is_none_or(|kind| !kind.is_file()) {
            continue;
        }
        match read_source(entry.path()) {
            Ok(source) => imported.add(&shown(entry.path()), source.text()),
            Err(trouble) => troubles.push(trouble),
        }
    }
    for problem in &imported.problems {
        terminal.say(problem);
    }
    terminal.tell(&troubles);
    if imported.versions.is_empty() {
        return Err(vec![
            Trouble::plain(
                format!("文件夹 {} 里没有读到法律文本，没有写索引", folder.display()),
                format!("no law text was found in {}; no index was written", folder.display()),
            )
            .with_help(
                "每部法律一个 .md 或 .txt 文件，第一行是名称，每条以“第…条”起头；或者每条一行的 .jsonl",
                "one .md or .txt file a law: the title in the first line, each article beginning with 第…条; or .jsonl with a line an article",
            ),
        ]);
    }
    let bytes = imported.index();
    std::fs::write(output, &bytes).map_err(|error| vec![Trouble::unwritable(output, &error)])?;
    let articles: usize = imported
        .versions
        .iter()
        .map(|version| version.articles.len())
        .sum();
    terminal.say(&Message::new(
        format!(
            "已把 {} 个版本、{articles} 条写入 {}。检查时用 --laws 指定它，或写进 dutylint.yaml 的 laws 项。",
            imported.versions.len(),
            output.display()
        ),
        format!(
            "{} versions with {articles} articles written to {}; name it by --laws or by `laws` in dutylint.yaml.",
            imported.versions.len(),
            output.display()
        ),
    ));
    let whole = imported.problems.is_empty() && troubles.is_empty();
    Ok(if whole { Exit::Clean } else { Exit::Found })
}

fn update(
    options: &Options,
    file: &Path,
    output: Option<&Path>,
    terminal: &Terminal,
) -> Result<Exit, Vec<Trouble>> {
    let mut paths = own(options)?;
    let before = table(options)?;
    paths.push(file.to_owned());
    let after = load_laws(&paths)?.unwrap_or_default();
    let changes = before.changes_to(&after);
    let mut page = String::new();
    for change in &changes {
        page.push_str(change.get(terminal.language()));
        page.push('\n');
    }
    terminal.print(&page);
    terminal.say(&Message::new(
        format!("共 {} 处改变。", changes.len()),
        format!("{} changes.", changes.len()),
    ));
    if let Some(output) = output {
        let mut sources = Vec::new();
        for path in &paths {
            sources.push(read_source(path).map_err(|trouble| vec![trouble])?);
        }
        let merged = crate::law::table::own::merged(&sources).map_err(|message| {
            vec![Trouble::Plain {
                message,
                help: None,
            }]
        })?;
        std::fs::write(output, merged)
            .map_err(|error| vec![Trouble::unwritable(output, &error)])?;
        terminal.say(&Message::new(
            format!("合并后的法律表已写入 {}。", output.display()),
            format!("the merged table is written to {}", output.display()),
        ));
    }
    Ok(Exit::Clean)
}

fn check(table: &LawTable, as_of: jiff::civil::Date, terminal: &Terminal) -> Exit {
    let faults = table.faults(as_of);
    let mut page = String::new();
    let mut open = 0;
    for fault in &faults {
        let told = fault.message.get(terminal.language());
        let known = match &fault.excepted {
            Some(reason) => format!("  ({reason})"),
            None => {
                open += 1;
                String::new()
            }
        };
        page.push_str(&format!(
            "{} 《{}》 {told}  [{}]{known}\n",
            fault.kind.key(),
            fault.title,
            fault.source
        ));
    }
    terminal.print(&page);
    let gaps = table.gaps();
    let known = faults.len() - open;
    terminal.say(&Message::new(
        format!(
            "{} 个版本：矛盾 {open} 处，已知并说明理由的 {known} 处。缺漏：施行日期 {}，条文 {}，文号 {}，指纹 {}，缺号的 {}；没有收录文本的历次修改 {} 次。",
            gaps.versions, gaps.without_effect, gaps.without_articles, gaps.without_number, gaps.without_prints, gaps.with_missing, gaps.unknown_changes
        ),
        format!(
            "{} versions: {open} faults, {known} more that are known with their reasons. Not held: day in force {}, articles {}, number {}, fingerprints {}, lost numbers {}; texts of {} earlier changes.",
            gaps.versions, gaps.without_effect, gaps.without_articles, gaps.without_number, gaps.without_prints, gaps.with_missing, gaps.unknown_changes
        ),
    ));
    if open == 0 { Exit::Clean } else { Exit::Found }
}
