use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::check::pages;
use crate::message::{Language, Message};
use crate::report::RuleInfo;
use crate::rule::RuleSet;
use crate::trouble::Trouble;

/// Options of `rules`.
#[derive(Debug, Args)]
pub struct Options {
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 把每条规则的说明页写进这个文件夹（Markdown） / write the page of each rule into this folder (Markdown)
    #[arg(long, value_name = "文件夹 / FOLDER", conflicts_with = "json")]
    pub pages: Option<PathBuf>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// Lists the rules with the severity in force.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let engine = load(&options.settings)?;
    if let Some(folder) = &options.pages {
        return pages(engine.rules(), folder, terminal);
    }
    let policy = engine.policy(None);
    let language = terminal.language();
    let rules: Vec<(RuleInfo, Option<crate::diagnostic::Severity>)> = engine
        .rule_infos()
        .into_iter()
        .map(|rule| {
            let severity = policy.severity(&rule.id, rule.severity);
            (rule, severity)
        })
        .collect();
    if options.json {
        let values: Vec<serde_json::Value> = rules
            .iter()
            .map(|(rule, severity)| {
                serde_json::json!({
                    "id": &*rule.id,
                    "category": &*rule.category,
                    "severity": rule.severity,
                    "in_force": severity,
                    "title": rule.summary.get(language),
                })
            })
            .collect();
        let page = serde_json::to_string_pretty(&values).unwrap_or_default();
        terminal.print(&format!("{page}\n"));
        return Ok(Exit::Clean);
    }
    terminal.print(&table(&rules, language));
    Ok(Exit::Clean)
}

/// Writes the pages of all rules, and the one that lists them.
fn pages(rules: &RuleSet, folder: &Path, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    std::fs::create_dir_all(folder).map_err(|error| vec![Trouble::unwritable(folder, &error)])?;
    let files = pages::files(rules);
    let count = files.len();
    for (name, page) in files {
        let path = folder.join(name);
        std::fs::write(&path, page).map_err(|error| vec![Trouble::unwritable(&path, &error)])?;
    }
    let shown = folder.display();
    terminal.say(&Message::new(
        format!("已在 {shown} 写了 {count} 页。"),
        format!("wrote {count} pages to {shown}."),
    ));
    Ok(Exit::Clean)
}

/// A table by category.
fn table(rules: &[(RuleInfo, Option<crate::diagnostic::Severity>)], language: Language) -> String {
    use unicode_width::UnicodeWidthStr as _;
    let width = rules
        .iter()
        .map(|(rule, _)| rule.id.width())
        .max()
        .unwrap_or_default();
    let mut categories: Vec<&str> = Vec::new();
    for (rule, _) in rules {
        if !categories.contains(&&*rule.category) {
            categories.push(&rule.category);
        }
    }
    let mut page = String::new();
    for category in categories {
        page.push_str(&format!("{category}\n"));
        for (rule, severity) in rules.iter().filter(|(rule, _)| &*rule.category == category) {
            let words = severity.map_or_else(
                || Message::new("关闭", "off"),
                crate::diagnostic::Severity::words,
            );
            let word = words.get(language);
            let gap = " ".repeat(width - rule.id.width());
            let word_gap = " ".repeat(7usize.saturating_sub(word.width()));
            page.push_str(&format!(
                "  {}{gap}  {word}{word_gap}  {}\n",
                rule.id,
                rule.summary.get(language)
            ));
        }
    }
    page.push_str(&match language {
        Language::Zh => format!(
            "\n共 {} 条规则；dutylint explain 规则名 查看说明。\n",
            rules.len()
        ),
        Language::En => format!(
            "\n{} rules; `dutylint explain RULE` tells about one.\n",
            rules.len()
        ),
    });
    page
}
