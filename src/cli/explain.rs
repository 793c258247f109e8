use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::load;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::config::Selector;
use crate::message::Language;
use crate::pipeline::Engine;
use crate::report::RuleInfo;
use crate::trouble::Trouble;

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Options {
    /// 规则名；也可以是前缀或类别 / the rule; a prefix or category too
    #[arg(required = true, value_name = "规则 / RULE")]
    pub ids: Vec<String>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// Tells about rules.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let engine = load(&options.settings)?;
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
    let pages: Vec<String> = engine
        .rule_infos()
        .iter()
        .filter(|rule| {
            selectors
                .iter()
                .any(|selector| selector.matches(&rule.id, engine.known_rules()))
        })
        .map(|rule| page(rule, &engine, terminal.language()))
        .collect();
    terminal.print(&pages.join("\n"));
    Ok(Exit::Clean)
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
