use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::terminal::Terminal;
use crate::check::load_rules;
use crate::message::Message;
use crate::source::Source;
use crate::trouble::Trouble;
use crate::vocabulary::Vocabulary;

/// Options of `new`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    pub what: What,
}

/// What can be begun.
#[derive(Debug, Subcommand)]
pub enum What {
    /// 新规则：一个带说明和例子的规则文件 / a rule: a file with remarks and examples
    Rule(RuleOptions),
}

/// Options of `new rule`.
#[derive(Debug, Args)]
pub struct RuleOptions {
    /// 规则号：小写字母、数字和连字符，分段用斜线，如 own/short-name / its id, such as own/short-name
    #[arg(value_name = "规则号 / ID")]
    pub id: String,
    /// 写到哪个文件；不写则输出到屏幕 / the file to write; standard output without it
    #[arg(short, long, value_name = "文件 / FILE")]
    pub output: Option<PathBuf>,
}

/// The beginnings of a rule. `RULE-ID` and `PACK` are filled in.
const TEMPLATE: &str = include_str!("new_rule.yaml");

/// Writes the beginnings of something.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let What::Rule(options) = &options.what;
    let pack = options.id.split('/').next().unwrap_or_default();
    let page = TEMPLATE
        .replace("RULE-ID", &options.id)
        .replace("PACK", pack);
    check(&page)?;
    let Some(path) = &options.output else {
        terminal.print(&page);
        return Ok(Exit::Clean);
    };
    if path.exists() {
        return Err(vec![
            Trouble::plain(
                format!("文件 {} 已经存在", path.display()),
                format!("{} is there already", path.display()),
            )
            .with_help(
                "请换一个文件名，或者去掉 -o，把输出的规则抄到文件的 rules 下面",
                "choose another name, or leave out -o and copy the rule under `rules` of the file",
            ),
        ]);
    }
    std::fs::write(path, page).map_err(|error| vec![Trouble::unwritable(path, &error)])?;
    let shown = path.display();
    terminal.say(&Message::new(
        format!("已写 {shown}。改好后用 dutylint test {shown} 运行其中的例子。"),
        format!("wrote {shown}. Change it, then run its examples with `dutylint test {shown}`."),
    ));
    Ok(Exit::Clean)
}

/// The template loads; what can be wrong is the id.
fn check(page: &str) -> Result<(), Vec<Trouble>> {
    let vocabulary = Vocabulary::builtin().map_err(|_| vec![no_vocabulary()])?;
    let source = Source::new("rule.yaml", page.to_owned(), "UTF-8");
    load_rules(vec![source], &vocabulary)
        .map(|_| ())
        .map_err(|errors| {
            let problems = errors.problems.into_iter();
            problems
                .map(|one| Trouble::Plain {
                    message: one.problem.message,
                    help: one.problem.help,
                })
                .collect()
        })
}

fn no_vocabulary() -> Trouble {
    Trouble::plain("内置词汇表有误", "the built-in vocabulary is wrong")
}
