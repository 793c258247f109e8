//! `check --fix`: writes corrections into the files, or shows what would be written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use clap::Args;

use super::exit::Exit;
use super::terminal::Terminal;
use crate::annotate::{AnnotateError, back_up, write_whole};
use crate::diagnostic::Applicability;
use crate::fix::{Reason, changes};
use crate::message::{Language, Message};
use crate::pipeline::{FixRun, FixedFile, Job, fix};
use crate::read::{Format, read_with};
use crate::report::Report;
use crate::source::{Place, Position};
use crate::trouble::Trouble;

/// Options of `check` that correct files.
#[derive(Debug, Clone, Args)]
#[command(group = clap::ArgGroup::new("correcting").args(["fix", "diff"]).multiple(true))]
pub struct FixOptions {
    /// 把不会改变意思的改正直接写入文件（原文件另存备份），再报告余下的问题 / correct what is safe in the files themselves (a backup is kept), then report what remains
    #[arg(long)]
    pub fix: bool,
    /// 连同须人工核对的改正一起做（与 --fix 或 --diff 合用） / also corrections that have to be reviewed (with --fix or --diff)
    #[arg(long, requires = "correcting")]
    pub unsafe_fixes: bool,
    /// 只显示会怎样改，不写文件；有可改之处时退出码为 1 / show what --fix would change and write nothing; exit code 1 if anything would
    #[arg(long, visible_alias = "dry-run")]
    pub diff: bool,
    /// 改正前不另存备份 / keep no backup of corrected files
    #[arg(long, requires = "fix")]
    pub no_backup: bool,
}

/// What became of a run that corrects.
pub enum Outcome {
    /// The changes were shown, and this is how it ended.
    Shown(Exit),
    /// Files were corrected; these findings remain.
    Written(Report),
}

impl FixOptions {
    /// Whether corrections are asked for at all.
    pub fn is_asked(&self) -> bool {
        self.fix || self.diff
    }

    /// Corrects the files of `job`, or shows what would be corrected. What goes wrong with single files is added to
    /// `troubles`.
    pub fn run(&self, job: &Job, terminal: &Terminal, troubles: &mut Vec<Trouble>) -> Outcome {
        let least = if self.unsafe_fixes {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let run = fix(job, least);
        let language = job.language;
        if job.inputs.iter().any(|(input, _)| input.path.is_none()) {
            troubles.push(Trouble::plain(
                "标准输入的内容不能就地改正，只做了检查",
                "standard input cannot be corrected in place; it was only checked",
            ));
        }
        for file in &run.files {
            if let Some(error) = &file.failure {
                troubles.push(told(file, error));
                continue;
            }
            let mut message = None;
            if let (Some(path), Some(after)) = (&file.path, &file.after) {
                if self.diff {
                    terminal.print(&shown(file, after, job, language));
                } else {
                    match self.write(path, file, after) {
                        Ok(written) => message = Some(written),
                        Err(trouble) => troubles.push(trouble),
                    }
                }
            }
            for message in message.iter().chain(&refused(file)) {
                terminal.say(message);
            }
        }
        let total: usize = run.files.iter().map(|file| file.applied).sum();
        if self.diff {
            terminal.say(&Message::new(
                format!("可改正 {total} 处；没有写文件。"),
                format!("{total} findings can be corrected; nothing was written."),
            ));
            return Outcome::Shown(self.exit(&run, total, troubles));
        }
        if total == 0 {
            terminal.say(&Message::new(
                "没有可以自动改正的问题。",
                "There is nothing to correct automatically.",
            ));
        }
        Outcome::Written(run.report)
    }

    fn exit(&self, run: &FixRun, total: usize, troubles: &[Trouble]) -> Exit {
        if !troubles.is_empty() || run.report.files.iter().any(|file| file.outcome.is_err()) {
            Exit::Undone
        } else if total > 0 {
            Exit::Found
        } else {
            Exit::Clean
        }
    }

    fn write(&self, path: &Path, file: &FixedFile, after: &[u8]) -> Result<Message, Trouble> {
        // A link stays one: what it leads to is written.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let now = std::fs::read(&path).map_err(|error| Trouble::unreadable(&path, &error))?;
        if now != file.before {
            return Err(told(file, &AnnotateError::Changed));
        }
        let unwritable = |error: std::io::Error| Trouble::unwritable(&path, &error);
        let backup = if self.no_backup {
            None
        } else {
            Some(back_up(&path).map_err(unwritable)?)
        };
        write_whole(&path, after).map_err(unwritable)?;
        let (name, count) = (&file.name, file.applied);
        Ok(match backup {
            Some(backup) => {
                let backup = backup
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                Message::new(
                    format!("{name}：改正 {count} 处，原文件备份为 {backup}"),
                    format!("{name}: {count} corrected, the original is kept as {backup}"),
                )
            }
            None => Message::new(
                format!("{name}：改正 {count} 处"),
                format!("{name}: {count} corrected"),
            ),
        })
    }
}

fn told(file: &FixedFile, error: &AnnotateError) -> Trouble {
    Trouble::plain(
        format!("{} 没有改正：{error}", file.name),
        format!("{} was not corrected: {error}", file.name),
    )
}

/// What was not corrected, by reason, with the first place of each.
fn refused(file: &FixedFile) -> Vec<Message> {
    let mut by_reason: BTreeMap<Reason, (usize, &Option<Place>, Position)> = BTreeMap::new();
    for (place, position, reason) in &file.refused {
        by_reason
            .entry(*reason)
            .and_modify(|(count, ..)| *count += 1)
            .or_insert((1, place, *position));
    }
    by_reason
        .into_iter()
        .map(|(reason, (count, place, position))| {
            let place = |language| match place {
                Some(place) => place.describe(language),
                None => format!("{}:{}", position.line, position.column),
            };
            let why = reason.message();
            Message::new(
                format!(
                    "{}：有 {count} 处没有自动改（如 {}）：{}",
                    file.name,
                    place(Language::Zh),
                    why.zh
                ),
                format!(
                    "{}: {count} not corrected (such as {}): {}",
                    file.name,
                    place(Language::En),
                    why.get(Language::En)
                ),
            )
        })
        .collect()
}

/// The changes of a file: of a text format as a unified diff, else text by text with its place.
fn shown(file: &FixedFile, after: &[u8], job: &Job, language: Language) -> String {
    let read = |bytes: &[u8]| read_with(&file.name, bytes.to_vec(), &job.options);
    let (Ok(before), Ok(after)) = (read(&file.before), read(after)) else {
        return String::new();
    };
    let mut page = String::new();
    if !matches!(before.1.format, Format::Xlsx | Format::Docx) {
        let diff = similar::TextDiff::from_lines(before.0.text(), after.0.text());
        let mut unified = diff.unified_diff();
        unified.header(&file.name, &file.name);
        // Writing to a string cannot fail.
        let _ = write!(page, "{unified}");
        return page;
    }
    let _ = writeln!(page, "--- {0}\n+++ {0}", file.name);
    for change in changes((&before.0, &before.1), (&after.0, &after.1)) {
        let place = before
            .0
            .place(change.at)
            .map(|place| place.describe(language))
            .unwrap_or_default();
        let _ = writeln!(page, "@@ {place} @@");
        let diff = similar::TextDiff::from_lines(&change.before, &change.after);
        for line in diff.iter_all_changes() {
            let sign = match line.tag() {
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Insert => '+',
                similar::ChangeTag::Equal => ' ',
            };
            let _ = writeln!(page, "{sign}{}", line.value().trim_end_matches('\n'));
        }
    }
    page
}
