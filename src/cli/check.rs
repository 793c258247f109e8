use clap::Args;

use super::changed;
use super::exit::Exit;
use super::fix;
use super::job;
use super::output::Output;
use super::progress;
use super::terminal::Terminal;
use super::waivers;
use super::watch;
use crate::config::Settings;
use crate::pipeline::{Engine, Job};
use crate::report::{Report, Tally};
use crate::trouble::Trouble;

/// Options of `check`.
#[derive(Debug, Args)]
#[command(
    after_help = "退出码：0 没有达到 --fail-on 的问题；1 有；2 检查没有做成，或有文件无法读取。 / exit codes: 0 nothing at or above --fail-on; 1 findings; 2 the job could not be done, or not for all files"
)]
pub struct Options {
    #[command(flatten)]
    pub job: job::ListOptions,
    /// 输出格式：human（缺省）、short、json、sarif 等，见 dutylint formats / output format: human (default), short, json, sarif …; see `dutylint formats`
    #[arg(long, value_name = "格式 / FORMAT", value_parser = Output::parse, conflicts_with = "output")]
    pub format: Option<Output>,
    /// 输出格式和文件，如 json:结果.json；可多次使用 / format and file, as json:out.json; may be repeated
    #[arg(short, long, value_name = "格式[:文件] / FORMAT[:FILE]", value_parser = Output::parse)]
    pub output: Vec<Output>,
    /// 给出每条规则的统计，包括没有检查到对象的规则 / figures by rule, those that applied to nothing included
    #[arg(long)]
    pub statistics: bool,
    /// 清单或规则改动后自动重新检查，直到结束程序 / check again whenever something changes, until the program is ended
    #[arg(long, conflicts_with = "fix")]
    pub watch: bool,
    #[command(flatten)]
    pub changed: changed::ChangedOptions,
    #[command(flatten)]
    pub fix: fix::FixOptions,
    #[command(flatten)]
    pub add: waivers::WaiverOptions,
}

/// Runs `check`.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let outputs = outputs(options)?;
    if options.watch {
        watch::run(&options.job, terminal, || {
            match once(options, &outputs, terminal) {
                Ok((_, job, _)) => job
                    .engines
                    .iter()
                    .flat_map(|engine| watch::files_of(engine.settings()))
                    .collect(),
                Err(troubles) => {
                    terminal.tell(&troubles);
                    Vec::new()
                }
            }
        })?;
    }
    let (exit, job, report) = once(options, &outputs, terminal)?;
    // The process ends here: taking its rules and lists apart piece by piece would only cost time.
    std::mem::forget((job, report));
    Ok(exit)
}

/// Checks, and writes what was asked for.
fn once(
    options: &Options,
    outputs: &[Output],
    terminal: &Terminal,
) -> Result<(Exit, Job, Option<Report>), Vec<Trouble>> {
    let page = outputs.iter().any(Output::needs_outline);
    let (mut job, mut troubles) = options.job.job_for(terminal, page)?;
    job.outline = page;
    // A page tells what it was checked with and what had nothing to judge.
    job.statistics = options.statistics || job.outline;
    options.changed.apply(&mut job)?;
    let mut report = if options.fix.is_asked() {
        let run = options.fix.run(&job, terminal, &mut troubles);
        match run {
            fix::Outcome::Shown(exit) => {
                terminal.tell(&troubles);
                return Ok((exit, job, None));
            }
            fix::Outcome::Written(report) => report,
        }
    } else {
        progress::run(&job, terminal)
    };
    let statistics = report.statistics.take();
    for output in outputs {
        let wanted = options.statistics || output.needs_outline();
        report.statistics = statistics.clone().filter(|_| wanted);
        if let Err(trouble) = output.write(&report, terminal) {
            troubles.push(trouble);
        }
    }
    if let Err(trouble) = options.add.write(&report, terminal) {
        troubles.push(trouble);
    }
    terminal.tell(&troubles);
    let exit = if troubles.is_empty() {
        exit(&report, job.engines.first().map(Engine::settings))
    } else {
        Exit::Undone
    };
    Ok((exit, job, Some(report)))
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

/// The one place where the exit code of a check is decided.
pub fn exit(report: &Report, settings: Option<&Settings>) -> Exit {
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
