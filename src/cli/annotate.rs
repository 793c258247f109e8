use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Settings as SettingsOptions;
use super::engine::{for_files, language, suppressions};
use super::exit::Exit;
use super::files::inputs;
use super::terminal::Terminal;
use crate::annotate::{AnnotateError, Annotated, annotate, write_whole};
use crate::message::{Language, Message};
use crate::pipeline::{Job, read_input, run as run_job};
use crate::read::{Format, ReadOptions};
use crate::report::FileReport;
use crate::report::fingerprint::sha256;
use crate::trouble::Trouble;

/// Options of `annotate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Excel（.xlsx）和 Word（.docx）得到带批注的副本；其他格式得到一张审查意见表（.xlsx）。原文件不改动。 / workbooks and documents get a copy with comments, other formats a sheet with all findings; the file itself is not changed"
)]
pub struct Options {
    /// 清单文件 / lists
    #[arg(required = true, value_name = "文件 / FILE")]
    pub paths: Vec<PathBuf>,
    /// 写到哪里；缺省为原文件旁边的“…审查…”文件 / where to; beside the file by default
    #[arg(short, long, value_name = "文件或文件夹 / PATH")]
    pub output: Option<PathBuf>,
    /// 文字文件的编码；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    pub encoding: Option<String>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

/// Checks lists and hands the findings back in copies of them.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let (inputs, mut troubles) = inputs(&options.paths, "-");
    if let Some(output) = options.output.as_deref()
        && inputs.len() > 1
        && !output.is_dir()
    {
        return Err(vec![Trouble::plain(
            format!("有 {} 个清单，-o 要指定一个已有的文件夹", inputs.len()),
            format!(
                "there are {} lists: -o has to be a folder that exists",
                inputs.len()
            ),
        )]);
    }
    let (engines, inputs) = for_files(&options.settings, &options.settings.requested(), inputs)?;
    let suppressions = suppressions(&engines, false)?;
    let job = Job {
        language: language(terminal, &engines),
        engines,
        inputs,
        options: ReadOptions {
            encoding: options.encoding.clone(),
            format: None,
        },
        suppressions,
        statistics: false,
        outline: false,
        cache: None,
    };
    let report = run_job(&job);
    for ((input, _), file) in job.inputs.iter().zip(&report.files) {
        let done = read_input(input)
            .map_err(|error| {
                let path = input.path.clone().unwrap_or_default();
                Trouble::unreadable(&path, &error)
            })
            .and_then(|bytes| one(options, file, &bytes, job.language));
        match done {
            Ok(told) => terminal.print(&format!("{}\n", told.get(job.language))),
            Err(trouble) => troubles.push(trouble),
        }
    }
    terminal.tell(&troubles);
    Ok(if troubles.is_empty() {
        Exit::Clean
    } else {
        Exit::Undone
    })
}

fn one(
    options: &Options,
    file: &FileReport,
    bytes: &[u8],
    language: Language,
) -> Result<Message, Trouble> {
    let checked = file.outcome.as_ref().map_err(|failure| Trouble::Plain {
        message: Message::new(
            format!("{}：{}", file.name, failure.message.zh),
            format!("{}: {}", file.name, failure.message.get(Language::En)),
        ),
        help: failure.help.clone(),
    })?;
    let told = |error: &AnnotateError| {
        Trouble::plain(
            format!("{} 无法标注：{error}", file.name),
            format!("{} was not annotated: {error}", file.name),
        )
    };
    if sha256(bytes) != file.sha256 {
        return Err(told(&AnnotateError::Changed));
    }
    let format = [Format::Xlsx, Format::Docx]
        .into_iter()
        .find(|format| format.key() == checked.format)
        .unwrap_or_default();
    let annotated = annotate(
        format,
        bytes,
        &checked.source,
        &checked.diagnostics,
        language,
    )
    .map_err(|error| told(&error))?;
    let target = target(options, file, &annotated)?;
    write_whole(&target, &annotated.bytes).map_err(|error| Trouble::unwritable(&target, &error))?;
    Ok(summary(&target, &annotated))
}

/// Where the result goes.
fn target(options: &Options, file: &FileReport, annotated: &Annotated) -> Result<PathBuf, Trouble> {
    let own = file.path.as_deref();
    let beside = || {
        let path = own.unwrap_or(Path::new("清单"));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        // A workbook with macros keeps its ending; one that was mislabelled gets the right one.
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().into_owned())
            .filter(|ending| {
                annotated.is_copy
                    && Format::of_name(&format!("a.{ending}"))
                        .is_some_and(|format| format.key() == annotated.extension)
            })
            .unwrap_or_else(|| annotated.extension.to_owned());
        if annotated.is_copy {
            format!("{stem}.审查.{ending}")
        } else {
            format!("{stem}.审查意见.{ending}")
        }
    };
    let target = match &options.output {
        Some(folder) if folder.is_dir() => folder.join(beside()),
        Some(output) => output.clone(),
        None => own.unwrap_or(Path::new("")).with_file_name(beside()),
    };
    let right = Format::of_name(&target.to_string_lossy())
        .is_some_and(|format| format.key() == annotated.extension);
    if !right {
        return Err(Trouble::plain(
            format!(
                "{} 的审查结果是 .{} 文件，不能写到 {}",
                file.name,
                annotated.extension,
                target.display()
            ),
            format!(
                "what comes of {} is a .{} file and cannot be written to {}",
                file.name,
                annotated.extension,
                target.display()
            ),
        )
        .with_help(
            format!("请把 -o 的文件名改成 .{} 结尾。", annotated.extension),
            format!("give -o a name that ends in .{}.", annotated.extension),
        ));
    }
    let same = own.is_some_and(|own| match (own.canonicalize(), target.canonicalize()) {
        (Ok(own), Ok(target)) => own == target,
        _ => false,
    });
    if same {
        return Err(Trouble::plain(
            format!("-o 指定的就是清单本身：{}", target.display()),
            format!("-o is the list itself: {}", target.display()),
        )
        .with_help(
            "标注写在副本上，请给副本另起一个文件名。",
            "findings go into a copy; give the copy another name.",
        ));
    }
    Ok(target)
}

fn summary(target: &Path, annotated: &Annotated) -> Message {
    let path = target.display();
    let others = annotated.beside_others;
    let (mut zh, mut en) = match annotated {
        Annotated {
            is_copy: false,
            listed,
            ..
        } => (
            format!("已写出 {path}：审查意见表，共 {listed} 条"),
            format!("{path}: a sheet of {listed} findings"),
        ),
        Annotated { commented, .. } => (
            format!("已写出 {path}：批注 {commented} 条"),
            format!("{path}: {commented} findings in comments"),
        ),
    };
    if annotated.is_copy && annotated.listed > 0 {
        zh.push_str(&format!("，审查意见表 {} 条", annotated.listed));
        en.push_str(&format!(", {} on the review sheet", annotated.listed));
    }
    if others > 0 {
        zh.push_str(&format!(
            "（其中 {others} 条所在的单元格已有他人批注，只列在表中）"
        ));
        en.push_str(&format!(
            " ({others} only on the sheet: their cells have comments of others)"
        ));
    }
    Message::new(zh, en)
}
