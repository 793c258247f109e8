use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::job;
use super::output::Output;
use super::terminal::Terminal;
use crate::message::Message;
use crate::pipeline::{Engine, Job, run as run_job};
use crate::suppress::Baseline;
use crate::trouble::Trouble;

/// The file where none is named.
pub const USUAL: &str = "dutylint-baseline.json";

/// Options of `baseline`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

/// What to do with a baseline.
#[derive(Debug, Subcommand)]
enum Command {
    /// 把现有问题写成基线，此后只计新问题 / write the findings there are; from then on only new ones count
    Write(job::ListOptions),
    /// 报告新问题，以及基线中已消失的旧问题 / tell new findings, and old ones that are gone
    Check(job::ListOptions),
    /// 从基线中去掉已消失的旧问题 / take what is gone out of the baseline
    Prune(job::ListOptions),
}

/// Runs `baseline`.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    match &options.command {
        Command::Write(options) => write(options, terminal),
        Command::Check(options) => check(options, terminal),
        Command::Prune(options) => prune(options, terminal),
    }
}

fn write(options: &job::ListOptions, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    // The old baseline need not be readable: it is written anew.
    let asked = options.baseline.clone();
    let (mut job, troubles) = options.without_baseline().job(terminal)?;
    job.suppressions.baseline = None;
    let path = path(asked, &job);
    let report = run_job(&job);
    let baseline = Baseline::of(&report.files);
    save(&path, &baseline)?;
    let failures = report
        .files
        .iter()
        .filter(|file| file.outcome.is_err())
        .count();
    terminal.say(&Message::new(
        format!(
            "已把 {} 处问题写入基线 {}。检查时用 --baseline 指定它，或写进 dutylint.yaml 的 baseline 项。",
            baseline.len(),
            path.display()
        ),
        format!(
            "{} findings written to the baseline {}; name it by --baseline or by `baseline` in dutylint.yaml.",
            baseline.len(),
            path.display()
        ),
    ));
    if failures > 0 {
        terminal.say(&Message::new(
            format!("有 {failures} 个文件无法检查，没有写入基线。"),
            format!("{failures} files could not be checked and are not in the baseline."),
        ));
    }
    terminal.tell(&troubles);
    Ok(if failures == 0 && troubles.is_empty() {
        Exit::Clean
    } else {
        Exit::Undone
    })
}

fn check(options: &job::ListOptions, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let (mut job, troubles) = options.job(terminal)?;
    load(options, &mut job)?;
    let report = run_job(&job);
    Output::usual()
        .write(&report, terminal)
        .map_err(|trouble| vec![trouble])?;
    if let Some(standing) = &report.standing {
        for entry in &standing.gone {
            terminal.say(&Message::new(
                format!(
                    "已消失：{} {} {}（{} 处）",
                    entry.file,
                    entry.rule,
                    entry.item.as_deref().unwrap_or_default(),
                    entry.count
                ),
                format!(
                    "gone: {} {} {} ({})",
                    entry.file,
                    entry.rule,
                    entry.item.as_deref().unwrap_or_default(),
                    entry.count
                ),
            ));
        }
    }
    terminal.tell(&troubles);
    if !troubles.is_empty() {
        return Ok(Exit::Undone);
    }
    Ok(super::check::exit(
        &report,
        job.engines.first().map(Engine::settings),
    ))
}

fn prune(options: &job::ListOptions, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let (mut job, troubles) = options.job(terminal)?;
    let path = load(options, &mut job)?;
    let report = run_job(&job);
    let (Some(standing), Some(baseline)) = (&report.standing, job.suppressions.baseline.take())
    else {
        return Ok(Exit::Undone);
    };
    // A file that could not be read this time has not lost its findings.
    let unread: Vec<&str> = report
        .files
        .iter()
        .filter(|file| file.outcome.is_err())
        .map(|file| &*file.name)
        .collect();
    let gone: Vec<_> = standing
        .gone
        .iter()
        .filter(|entry| !unread.contains(&entry.file.as_str()))
        .cloned()
        .collect();
    let before = baseline.len();
    let pruned = baseline.without(&gone);
    save(&path, &pruned)?;
    terminal.say(&Message::new(
        format!("基线由 {before} 处减为 {} 处。", pruned.len()),
        format!(
            "the baseline went from {before} findings to {}.",
            pruned.len()
        ),
    ));
    terminal.tell(&troubles);
    Ok(if unread.is_empty() && troubles.is_empty() {
        Exit::Clean
    } else {
        Exit::Undone
    })
}

/// Makes sure that the job has its baseline.
fn load(options: &job::ListOptions, job: &mut Job) -> Result<PathBuf, Vec<Trouble>> {
    let path = path(options.baseline.clone(), job);
    if job.suppressions.baseline.is_none() {
        job.suppressions.baseline = Some(Baseline::load(&path).map_err(|trouble| vec![trouble])?);
    }
    Ok(path)
}

/// The baseline asked for, else that of the configuration, else the usual one beside it.
fn path(asked: Option<PathBuf>, job: &Job) -> PathBuf {
    let settings = job.engines.first().map(Engine::settings);
    asked
        .or_else(|| settings.and_then(|settings| settings.baseline.value.clone()))
        .unwrap_or_else(|| match settings {
            Some(settings) => settings.folder.join(USUAL),
            None => PathBuf::from(USUAL),
        })
}

fn save(path: &std::path::Path, baseline: &Baseline) -> Result<(), Vec<Trouble>> {
    std::fs::write(path, baseline.to_text())
        .map_err(|error| vec![Trouble::unwritable(path, &error)])
}
