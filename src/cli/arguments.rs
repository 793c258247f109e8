use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    annotate, baseline, check, completions, config, diff, explain, extract, init, laws, man, new,
    org, rules, test,
};
use crate::config::{Requested, Threshold, parse_date};
use crate::message::Language;
use crate::report::ColorChoice;

/// The whole command line. Help is written 中文 / English; `help` cuts it to one language when one is asked for.
#[derive(Debug, Parser)]
#[command(
    name = "dutylint",
    version,
    about = "检查权责清单：像编译器检查程序一样 / checks lists of powers and duties as a compiler checks code",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// 报告用的语言：zh（缺省）或 en / language of reports: zh (default) or en
    #[arg(long, global = true, value_name = "语言 / LANG", value_parser = language, hide_possible_values = true)]
    pub lang: Option<Language>,
    /// 何时用颜色：auto（缺省）、always、never / when to colour: auto (default), always, never
    #[arg(long, global = true, value_name = "何时 / WHEN", value_parser = color)]
    pub color: Option<ColorChoice>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 检查清单 / check lists
    Check(Box<check::Options>),
    /// 把检查意见标注在 Word、Excel 副本上 / hand the findings back as comments in a copy
    Annotate(annotate::Options),
    /// 输出读到的清单，便于核对 / print the list as it was understood
    Extract(extract::Options),
    /// 比较新旧清单，写出调整情况 / compare two states of a list: the change report
    Diff(diff::Options),
    /// 旧问题的基线：write 写、check 查、prune 清 / the baseline of old findings: write, check, prune
    Baseline(baseline::Options),
    /// 列出规则 / list the rules
    Rules(rules::Options),
    /// 运行规则里的例子 / run the examples of rules
    Test(test::Options),
    /// 写出新规则的样板 / write the beginnings of a new rule
    New(new::Options),
    /// 解释一条规则，或它为何对某一事项报出（或不报） / tell about a rule, or why it found something in an item or did not
    Explain(explain::Options),
    /// 看看现有清单，写一个带说明的 dutylint.yaml / look at the lists and write a dutylint.yaml with remarks
    Init(init::Options),
    /// 显示有效的设置 / show the settings in force
    Config(config::Options),
    /// 列出输出格式 / list the output formats
    Formats,
    /// 查看、导入、更新、检查法律表 / show, import, update and check tables of laws
    Laws(laws::Options),
    /// 检查、显示机构文件 / check and show organisation files
    Org(org::Options),
    /// 输出命令行补全脚本 / print completions for a shell
    Completions(completions::Options),
    /// 写出手册页 / write manual pages
    Man(man::Options),
}

/// Options that decide what a list is judged by.
#[derive(Debug, Clone, Args, Default)]
pub struct Settings {
    /// 按哪一天有效的法律检查，如 2026-01-31；缺省为今天 / the day whose law applies; today by default
    #[arg(long, value_name = "日期 / DATE", value_parser = date)]
    pub as_of: Option<jiff::civil::Date>,
    /// 规则文件或文件夹，补充或替换内置规则；可多次使用 / files or folders of rules that add to or replace built-in ones
    #[arg(long, value_name = "路径 / PATH")]
    pub rules: Vec<PathBuf>,
    /// 法律法规表，补充或改正内置的法律表；可多次使用 / tables of laws that add to the built-in one or correct it
    #[arg(long, value_name = "文件 / FILE")]
    pub laws: Vec<PathBuf>,
    /// 机构文件 / the file of the organisation
    #[arg(long, value_name = "文件 / FILE")]
    pub org: Option<PathBuf>,
    /// 配置文件；缺省为清单所在文件夹或其上级的 dutylint.yaml / configuration; by default the nearest dutylint.yaml above the list
    #[arg(long, value_name = "文件 / FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// 不用任何配置文件 / use no configuration file
    #[arg(long)]
    pub no_config: bool,
    /// 采用哪个方案 / the profile in force
    #[arg(long, value_name = "方案 / PROFILE")]
    pub profile: Option<String>,
    /// 只用这些规则：规则名、前缀（law/）或类别，可用逗号分开 / only these rules: ids, prefixes or categories
    #[arg(long, value_name = "规则 / RULE", value_delimiter = ',')]
    pub select: Option<Vec<String>>,
    /// 更细致的检查：连同费时的规则一起（如可疑字）；写网页报告（html）时缺省如此 / look more closely: rules that take their time too; the default where a page (html) is written
    #[arg(long)]
    pub thorough: bool,
    /// 写网页报告时也不用费时的规则 / not the rules that take their time, not for a page either
    #[arg(long, conflicts_with = "thorough")]
    pub no_thorough: bool,
    /// 不用这些规则 / not these rules
    #[arg(long, value_name = "规则 / RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

impl Settings {
    /// What of the configuration is asked for by options.
    pub fn requested(&self) -> Requested {
        Requested {
            rules: self.rules.clone(),
            laws: self.laws.clone(),
            org: self.org.clone(),
            as_of: self.as_of,
            profile: self.profile.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            thorough: match (self.thorough, self.no_thorough) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            },
            ..Requested::default()
        }
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err("应为 zh 或 en / zh or en".to_owned()),
    }
}

fn color(text: &str) -> Result<ColorChoice, String> {
    match text {
        "auto" => Ok(ColorChoice::Auto),
        "always" => Ok(ColorChoice::Always),
        "never" => Ok(ColorChoice::Never),
        _ => Err("应为 auto、always 或 never / auto, always or never".to_owned()),
    }
}

/// A day, as `--as-of` takes it.
pub fn date(text: &str) -> Result<jiff::civil::Date, String> {
    parse_date(text, super::today()).map_err(|message| format!("{} / {}", message.zh, message.en))
}

/// `--fail-on`.
pub fn threshold(text: &str) -> Result<Threshold, String> {
    match text {
        "error" => Ok(Threshold::Error),
        "warning" => Ok(Threshold::Warning),
        "info" => Ok(Threshold::Info),
        "never" => Ok(Threshold::Never),
        _ => Err("应为 error、warning、info 或 never / error, warning, info or never".to_owned()),
    }
}
