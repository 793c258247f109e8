use std::path::Path;

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::check::pages::{RulePage, about_what, rule_pages};
use crate::config::Selector;
use crate::message::Language;
use crate::pipeline::Engine;
use crate::report::RuleInfo;
use crate::trouble::Trouble;

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Options {
    /// 规则名，也可以是前缀或类别；与 --item 同用时是清单文件，比较各份清单的规则可写几份，事项在第一份里 / the rule, a prefix or category; with --item the list, and the lists to compare it with for rules about all lists
    #[arg(required = true, value_name = "规则或清单 / RULE OR LIST")]
    pub ids: Vec<String>,
    /// 哪个事项：序号、编码、名称，或 #第几项 / the item: its number, code, name, or #N
    #[arg(long, value_name = "事项 / ITEM", requires = "rule")]
    pub item: Option<String>,
    /// 哪条规则：说明它对这个事项为何报出（或不报） / the rule: tells why it found something in the item, or did not
    #[arg(long, value_name = "规则 / RULE", requires = "item")]
    pub rule: Option<String>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// Tells about rules.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let engine = load(&options.settings)?;
    if let (Some(item), Some(rule)) = (&options.item, &options.rule) {
        let lists: Vec<&Path> = options.ids.iter().map(Path::new).collect();
        for page in super::why::pages(&engine, rule, item, &lists, terminal)? {
            terminal.print(&page);
        }
        return Ok(Exit::Clean);
    }
    let mut selectors = Vec::new();
    let mut troubles = Vec::new();
    for text in &options.ids {
        match Selector::parse(text, engine.known_rules()) {
            Ok(selector) => selectors.push(selector),
            Err(message) => troubles.push(Trouble::Plain {
                message,
                help: None,
            }),
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let infos = engine.rule_infos();
    let chosen: Vec<&RuleInfo> = infos
        .iter()
        .filter(|rule| {
            selectors
                .iter()
                .any(|selector| selector.matches(&rule.id, engine.known_rules()))
        })
        .collect();
    // One rule has its whole page; of several there is an overview.
    if let [only] = chosen.as_slice()
        && let Some(whole) = rule_pages(engine.rules())
            .iter()
            .find(|page| page.id == only.id)
    {
        let mut page = page(only, &engine, terminal.language());
        more(&mut page, whole, terminal.language());
        terminal.print(&page);
        return Ok(Exit::Clean);
    }
    let pages: Vec<String> = chosen
        .into_iter()
        .map(|rule| page(rule, &engine, terminal.language()))
        .collect();
    terminal.print(&pages.join("\n"));
    Ok(Exit::Clean)
}

/// What it says, how to correct it, and examples.
fn more(page: &mut String, rule: &RulePage, language: Language) {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let (zh, en) = about_what(rule.kind);
    page.push_str(&format!(
        "  {}{}\n",
        say("对象：", "looks at: "),
        say(zh, en)
    ));
    if !rule.statements.is_empty() {
        page.push_str(say(
            "\n报什么、怎么改：\n",
            "\nWhat it says and how to correct it:\n",
        ));
    }
    for statement in &rule.statements {
        page.push_str(&format!("  · {}\n", statement.message.get(language)));
        if let Some(help) = &statement.help {
            page.push_str(&format!(
                "    {}{}\n",
                say("办法：", "help: "),
                help.get(language)
            ));
        }
        if let Some(fix) = &statement.fix {
            page.push_str(&format!(
                "    {}{}\n",
                say("改法：", "fix: "),
                fix.get(language)
            ));
        }
    }
    for (title, examples) in [
        (say("\n会报出的：\n", "\nWhat it finds:\n"), &rule.invalid),
        (
            say("\n不会报出的：\n", "\nWhat it leaves alone:\n"),
            &rule.valid,
        ),
    ] {
        if !examples.is_empty() {
            page.push_str(title);
        }
        for example in examples {
            for line in example.yaml.lines() {
                page.push_str(&format!("    {line}\n"));
            }
        }
    }
}

fn page(rule: &RuleInfo, engine: &Engine, language: Language) -> String {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let choice = engine.policy(None);
    let mut page = format!("{}  {}\n", rule.id, rule.summary.get(language));
    let mut line = |label: &str, words: &str| {
        if !words.is_empty() {
            page.push_str(&format!("  {label}{words}\n"));
        }
    };
    line(say("类别：", "category: "), &rule.category);
    line(
        say("程度：", "severity: "),
        rule.severity.words().get(language),
    );
    if choice.severity(&rule.id, rule.severity) != Some(rule.severity) {
        let now = choice
            .severity(&rule.id, rule.severity)
            .map_or(say("关闭", "off").to_owned(), |severity| {
                severity.words().get(language).to_owned()
            });
        line(say("现在：", "in force: "), &now);
    }
    if let Some(about) = &rule.help {
        line(say("说明：", "about: "), about.get(language));
    }
    for because in &*rule.because {
        let mut words = format!("《{}》{}", because.law, because.article);
        if let Some(from) = &because.from {
            words.push_str(&match language {
                Language::Zh => format!("（{from} 起）"),
                Language::En => format!(" (from {from})"),
            });
        }
        line(say("依据：", "basis: "), &words);
    }
    page
}
