use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::arguments::Settings as SettingsOptions;
use super::engine::for_files;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::config::{Origin, Settings, Sourced, Threshold, shown};
use crate::diagnostic::Severity;
use crate::message::{Language, Message};
use crate::pipeline::{Engine, Input};
use crate::trouble::Trouble;

/// Options of `config`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
enum Command {
    /// 显示对某个文件有效的设置，以及每项从哪里来 / show what is in force for a path, and where each value comes from
    Show(ShowOptions),
}

/// Options of `config show`.
#[derive(Debug, Args)]
struct ShowOptions {
    /// 清单文件或文件夹；缺省为当前文件夹 / a list or a folder; the working folder by default
    #[arg(value_name = "路径 / PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    settings: SettingsOptions,
}

/// Runs `config`.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    match &options.command {
        Command::Show(options) => show(options, terminal),
    }
}

fn show(options: &ShowOptions, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    // A folder is asked about as a file in it would be.
    let is_folder = options.path.is_dir();
    let path = if is_folder {
        options.path.join("-")
    } else {
        options.path.clone()
    };
    let input = Input {
        name: shown(&path),
        path: Some(path.clone()),
        named: true,
    };
    let (engines, _) = for_files(
        &options.settings,
        &options.settings.requested(),
        vec![input],
    )?;
    let Some(engine) = engines.first() else {
        return Ok(Exit::Undone);
    };
    let language = terminal
        .asked
        .or(engine.settings().lang)
        .unwrap_or_default();
    terminal.print(&page(engine, &options.path, &path, language));
    Ok(Exit::Clean)
}

/// The settings as YAML, with the origin of each as a remark.
fn page(engine: &Engine, asked: &Path, path: &Path, language: Language) -> String {
    let settings = engine.settings();
    let say = |zh: &str, en: &str| Message::new(zh, en).get(language).to_owned();
    let mut lines = Lines {
        page: String::new(),
        language,
        settings,
    };
    lines.remark(&format!("{}{}", say("路径：", "path: "), shown(asked)));
    lines.remark(&match &settings.file {
        Some(file) => format!("{}{}", say("配置文件：", "configuration: "), file.name()),
        None => say("没有配置文件", "no configuration file"),
    });
    if settings.excludes(path) {
        lines.remark(&say(
            "这个路径被 exclude 排除，检查所在文件夹时不检查它",
            "this path is left out by `exclude` when its folder is checked",
        ));
    }
    lines.paths("rules", &settings.rules);
    lines.paths("vocabulary", &settings.vocabulary);
    lines.paths("laws", &settings.laws);
    lines.value("org", settings.org.origin, path_text(&settings.org.value));
    lines.value(
        "as-of",
        settings.as_of.origin,
        Some(settings.as_of.value.to_string()),
    );
    let lang = settings.lang.map(|lang| match lang {
        Language::Zh => "zh".to_owned(),
        Language::En => "en".to_owned(),
    });
    let from = if lang.is_some() {
        Origin::File
    } else {
        Origin::Default
    };
    lines.value("lang", from, lang);
    lines.value(
        "profile",
        settings.profile.origin,
        settings.profile.value.clone(),
    );
    lines.value(
        "thorough",
        settings.thorough.origin,
        Some(settings.thorough.value.to_string()),
    );
    lines.value(
        "fail-on",
        settings.fail_on.origin,
        Some(threshold(settings.fail_on.value).to_owned()),
    );
    lines.value(
        "max-warnings",
        settings.max_warnings.origin,
        settings.max_warnings.value.map(|most| most.to_string()),
    );
    lines.value(
        "baseline",
        settings.baseline.origin,
        path_text(&settings.baseline.value),
    );
    lines.paths("waivers", &settings.waivers);
    lines.list(
        "exclude",
        if settings.exclude_globs().next().is_some() {
            Origin::File
        } else {
            Origin::Default
        },
        settings.exclude_globs().map(str::to_owned).collect(),
    );
    rules(engine, path, &mut lines);
    lines.page
}

/// The rules that something was decided about, with who decided it.
fn rules(engine: &Engine, path: &Path, lines: &mut Lines<'_>) {
    let policy = engine.policy(Some(path));
    let infos = engine.rule_infos();
    let apart = engine.known_rules().iter().filter(|rule| rule.thorough);
    let rules_apart: std::collections::BTreeSet<&str> = apart.map(|rule| &*rule.id).collect();
    let in_force = infos
        .iter()
        .filter(|rule| policy.severity(&rule.id, rule.severity).is_some())
        .count();
    lines.remark(
        Message::new(
            format!(
                "共 {} 条规则，其中 {in_force} 条有效；下面是与规则自身不同的",
                infos.len()
            ),
            format!(
                "{} rules, {in_force} of them in force; below, those that differ from what the rule itself says",
                infos.len()
            ),
        )
        .get(lines.language),
    );
    lines.page.push_str("severity:\n");
    let mut none = true;
    for rule in &infos {
        let Some(choice) = policy.choice(&rule.id) else {
            continue;
        };
        let now = policy.severity(&rule.id, rule.severity);
        if now == Some(rule.severity) && choice.origin.is_none() {
            continue;
        }
        // A selection on the command line names most rules; only what it turns off or changes is of interest.
        if now == Some(rule.severity) {
            continue;
        }
        let word = match now {
            None => "off",
            Some(Severity::Info) => "info",
            Some(Severity::Warning) => "warning",
            Some(Severity::Error) => "error",
        };
        let origin = match &choice.origin {
            Some(origin) => origin.get(lines.language).to_owned(),
            None if rules_apart.contains(&*rule.id) => {
                Message::new("只在 --thorough 时检查", "only with `--thorough`")
                    .get(lines.language)
                    .to_owned()
            }
            None => Message::new("规则只属于别的方案", "the rule belongs to other profiles")
                .get(lines.language)
                .to_owned(),
        };
        none = false;
        lines
            .page
            .push_str(&format!("  {}: {word}  # {origin}\n", rule.id));
    }
    if none {
        lines.page.truncate(lines.page.len() - 1);
        lines.page.push_str(" {}\n");
    }
}

struct Lines<'s> {
    page: String,
    language: Language,
    settings: &'s Settings,
}

impl Lines<'_> {
    fn remark(&mut self, text: &str) {
        self.page.push_str(&format!("# {text}\n"));
    }

    fn origin(&self, origin: Origin) -> String {
        let profile = self.settings.profile.value.as_deref().unwrap_or_default();
        match origin {
            Origin::Default => Message::new("缺省", "default"),
            Origin::File => Message::new("配置文件", "configuration file"),
            Origin::Profile => {
                Message::new(format!("方案“{profile}”"), format!("profile `{profile}`"))
            }
            Origin::CommandLine => Message::new("命令行", "command line"),
        }
        .get(self.language)
        .to_owned()
    }

    fn value(&mut self, key: &str, origin: Origin, value: Option<String>) {
        let value = value.map_or_else(|| "null".to_owned(), |value| quoted(&value));
        let origin = self.origin(origin);
        self.page.push_str(&format!("{key}: {value}  # {origin}\n"));
    }

    fn paths(&mut self, key: &str, paths: &Sourced<Vec<PathBuf>>) {
        let texts = paths.value.iter().map(|path| shown(path)).collect();
        self.list(key, paths.origin, texts);
    }

    fn list(&mut self, key: &str, origin: Origin, values: Vec<String>) {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let origin = self.origin(origin);
        self.page
            .push_str(&format!("{key}: [{}]  # {origin}\n", values.join(", ")));
    }
}

fn path_text(path: &Option<PathBuf>) -> Option<String> {
    path.as_deref().map(shown)
}

fn threshold(threshold: Threshold) -> &'static str {
    match threshold {
        Threshold::Error => "error",
        Threshold::Warning => "warning",
        Threshold::Info => "info",
        Threshold::Never => "never",
    }
}

/// A plain word, else in quotes as YAML takes it.
fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
        && !text.starts_with('-');
    if plain {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
