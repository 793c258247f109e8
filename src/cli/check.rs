use std::path::PathBuf;

use clap::Args;

use super::arguments::{Settings as SettingsOptions, threshold};
use super::engine::for_files;
use super::exit::Exit;
use super::files::inputs;
use super::output::Output;
use super::terminal::Terminal;
use crate::config::{Settings, Threshold};
use crate::message::Language;
use crate::pipeline::{Engine, Job, run as run_job};
use crate::read::ReadOptions;
use crate::report::{Report, Tally};
use crate::suppress::Suppressions;
use crate::trouble::Trouble;

/// Options of `check`.
#[derive(Debug, Args)]
#[command(
    after_help = "退出码：0 没有达到 --fail-on 的问题；1 有；2 检查没有做成，或有文件无法读取。 / exit codes: 0 nothing at or above --fail-on; 1 findings; 2 the job could not be done, or not for all files"
)]
pub struct Options {
    /// 清单文件或文件夹；- 表示标准输入 / lists or folders of lists; - is standard input
    #[arg(required = true, value_name = "路径 / PATH")]
    pub paths: Vec<PathBuf>,
    /// 输出格式：human（缺省）、short、json 等 / output format: human (default), short, json …
    #[arg(long, value_name = "格式 / FORMAT", value_parser = Output::parse, conflicts_with = "output")]
    pub format: Option<Output>,
    /// 输出格式和文件，如 json:结果.json；可多次使用 / format and file, as json:out.json; may be repeated
    #[arg(short, long, value_name = "格式[:文件] / FORMAT[:FILE]", value_parser = Output::parse)]
    pub output: Vec<Output>,
    /// 达到哪种程度算不通过：error（缺省）、warning、info、never / from which severity on the exit code is 1
    #[arg(long, value_name = "程度 / SEVERITY", value_parser = threshold)]
    pub fail_on: Option<Threshold>,
    /// 警告超过这个数也算不通过 / fail when there are more warnings than this
    #[arg(long, value_name = "个数 / N")]
    pub max_warnings: Option<u32>,
    /// 给出每条规则的统计，包括没有检查到对象的规则 / figures by rule, those that applied to nothing included
    #[arg(long)]
    pub statistics: bool,
    /// 文字文件的编码，如 gb18030；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    pub encoding: Option<String>,
    /// 标准输入在报告中的名称 / what reports call standard input
    #[arg(long, value_name = "名称 / NAME", default_value = "标准输入")]
    pub stdin_name: String,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// Runs `check`.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let outputs = outputs(options)?;
    let (inputs, missing) = inputs(&options.paths, &options.stdin_name);
    let mut requested = options.settings.requested();
    requested.fail_on = options.fail_on;
    requested.max_warnings = options.max_warnings;
    let (engines, inputs) = for_files(&options.settings, &requested, inputs)?;
    if inputs.is_empty() && missing.is_empty() {
        return Err(vec![nothing(&options.paths)]);
    }
    let language = language(terminal, &engines);
    let job = Job {
        engines,
        inputs,
        options: ReadOptions {
            encoding: options.encoding.clone(),
            format: None,
        },
        suppressions: Suppressions {
            whole_folders: options.paths.iter().any(|path| path.is_dir()),
            ..Suppressions::default()
        },
        language,
        statistics: options.statistics,
        outline: outputs.iter().any(Output::needs_outline),
    };
    let report = run_job(&job);
    let mut troubles = missing;
    for output in &outputs {
        if let Err(trouble) = output.write(&report, terminal) {
            troubles.push(trouble);
        }
    }
    terminal.tell(&troubles);
    Ok(if troubles.is_empty() {
        exit(&report, job.engines.first().map(Engine::settings))
    } else {
        Exit::Undone
    })
}

/// Where reports go; the human format on standard output where nothing is said.
fn outputs(options: &Options) -> Result<Vec<Output>, Vec<Trouble>> {
    let outputs: Vec<Output> = options
        .format
        .iter()
        .chain(&options.output)
        .cloned()
        .collect();
    if outputs.iter().filter(|output| output.is_standard()).count() > 1 {
        return Err(vec![Trouble::plain(
            "有几种输出都要写到屏幕上，请用“格式:文件”给其中一些指定文件",
            "several outputs go to standard output; give files to all but one, as format:file",
        )]);
    }
    if outputs.is_empty() {
        return Ok(vec![Output::usual()]);
    }
    Ok(outputs)
}

/// The language of a report: asked for, else that of the configuration.
pub(super) fn language(terminal: &Terminal, engines: &[Engine]) -> Language {
    terminal
        .asked
        .or_else(|| engines.first().and_then(|engine| engine.settings().lang))
        .unwrap_or_default()
}

/// The one place where the exit code of a check is decided.
fn exit(report: &Report, settings: Option<&Settings>) -> Exit {
    let tally = Tally::of(report);
    if tally.failures > 0 {
        return Exit::Undone;
    }
    let threshold = settings
        .map(|settings| settings.fail_on.value)
        .unwrap_or_default();
    let over_threshold = threshold
        .severity()
        .is_some_and(|severity| tally.at_least(severity) > 0);
    let too_many_warnings = settings
        .and_then(|settings| settings.max_warnings.value)
        .is_some_and(|most| tally.warnings > most as usize);
    if over_threshold || too_many_warnings {
        Exit::Found
    } else {
        Exit::Clean
    }
}

fn nothing(paths: &[PathBuf]) -> Trouble {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    Trouble::plain(
        format!("{} 里没有可检查的清单文件", names.join("、")),
        format!("no list to check in {}", names.join(", ")),
    )
    .with_help(
        "能检查 Word、Excel、网页、CSV、Markdown、文本、YAML 和 JSON 文件；也请看看配置里的 exclude 和 .ignore。",
        "Word, Excel, web page, CSV, Markdown, text, YAML and JSON files can be checked; see also `exclude` in the configuration and .ignore.",
    )
}
