use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::files::inputs;
use super::terminal::Terminal;
use super::{baseline, today};
use crate::config::{FILE_NAMES, Requested, Settings, shown};
use crate::message::{Language, Message};
use crate::pipeline::{Input, read_input};
use crate::read::{ReadOptions, read_with};
use crate::trouble::Trouble;
use crate::vocabulary::Vocabulary;

/// The most files that are read to see what kind of lists there are.
const LOOKED_AT: usize = 200;
/// The most departments that are named.
const NAMED: usize = 12;

/// Options of `init`.
#[derive(Debug, Args)]
pub struct Options {
    /// 清单所在文件夹；缺省为当前文件夹 / the folder of the lists; the working folder by default
    #[arg(value_name = "文件夹 / FOLDER", default_value = ".")]
    folder: PathBuf,
    /// 已有配置文件时也重写 / write it anew where there is one
    #[arg(long)]
    force: bool,
}

/// What the lists at hand are like.
#[derive(Debug, Default)]
struct Found {
    formats: BTreeMap<&'static str, usize>,
    departments: Vec<String>,
    classes: Vec<(String, usize)>,
    lists: usize,
    items: usize,
    /// Files in which no list was recognised, relative to the folder.
    others: Vec<String>,
    unread: usize,
    left: usize,
}

/// Writes a configuration with remarks, after looking at the lists.
pub fn run(options: &Options, terminal: &Terminal) -> Result<Exit, Vec<Trouble>> {
    let path = options.folder.join("dutylint.yaml");
    let known = FILE_NAMES
        .iter()
        .map(|name| options.folder.join(name))
        .find(|path| path.exists());
    if let Some(known) = known
        && !options.force
    {
        return Err(vec![
            Trouble::plain(
                format!("{} 已经有了", shown(&known)),
                format!("{} is there already", shown(&known)),
            )
            .with_help("要重写它，请加 --force。", "use --force to write it anew."),
        ]);
    }
    let (files, troubles) = inputs(std::slice::from_ref(&options.folder), "-");
    if files.is_empty() && !troubles.is_empty() {
        return Err(troubles);
    }
    let vocabulary = Vocabulary::builtin().map_err(|_| {
        vec![Trouble::plain(
            "内置的词表读不懂。",
            "the built-in vocabulary cannot be read",
        )]
    })?;
    let found = look(&files, &options.folder, &vocabulary);
    let text = configuration(&found, terminal.language());
    std::fs::write(&path, &text).map_err(|error| vec![Trouble::unwritable(&path, &error)])?;
    // What was written must be what the program itself reads.
    Settings::load(&path, Requested::default(), today()).map_err(|trouble| vec![trouble])?;
    terminal.say(&Message::new(
        format!(
            "看了 {} 份清单、{} 个事项，写好了 {}。\n下一步：dutylint check . 查看问题；旧问题太多时先用 dutylint baseline write . 记下来。",
            found.lists,
            found.items,
            shown(&path)
        ),
        format!(
            "looked at {} lists with {} items and wrote {}.\nNext: `dutylint check .`; with too many old findings, keep them by `dutylint baseline write .` first.",
            found.lists,
            found.items,
            shown(&path)
        ),
    ));
    terminal.tell(&troubles);
    Ok(Exit::Clean)
}

fn look(files: &[Input], folder: &Path, vocabulary: &Vocabulary) -> Found {
    let mut found = Found {
        left: files.len().saturating_sub(LOOKED_AT),
        ..Found::default()
    };
    for input in files.iter().take(LOOKED_AT) {
        let read = read_input(input)
            .ok()
            .and_then(|bytes| read_with(&input.name, bytes, &ReadOptions::default()).ok());
        let Some((source, document)) = read else {
            found.unread += 1;
            continue;
        };
        let list = crate::list::recognise(&source, &document, vocabulary);
        if list.items.is_empty() {
            found.others.extend(relative(input, folder));
            continue;
        }
        found.lists += 1;
        found.items += list.items.len();
        *found.formats.entry(document.format.key()).or_default() += 1;
        if let Some(department) = &list.department {
            let department = department.as_str().to_owned();
            if !found.departments.contains(&department) {
                found.departments.push(department);
            }
        }
        for class in list.items.iter().filter_map(|item| item.class) {
            let Some(class) = vocabulary.class(class) else {
                continue;
            };
            match found
                .classes
                .iter_mut()
                .find(|(name, _)| **name == *class.zh)
            {
                Some((_, count)) => *count += 1,
                None => found.classes.push((class.zh.to_string(), 1)),
            }
        }
    }
    found
        .classes
        .sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    found
}

fn relative(input: &Input, folder: &Path) -> Option<String> {
    let path = input.path.as_deref()?.strip_prefix(folder).ok()?;
    Some(
        path.to_string_lossy()
            .replace(std::path::MAIN_SEPARATOR, "/"),
    )
}

/// The text of the file: what is in force stands open, what may be of use as a remark.
fn configuration(found: &Found, language: Language) -> String {
    let mut text = String::new();
    let remark = |text: &mut String, zh: String, en: String| {
        for line in Message::new(zh, en).get(language).lines() {
            text.push_str(format!("# {line}").trim_end());
            text.push('\n');
        }
    };
    let counted = |all: Vec<(String, usize)>| -> String {
        let parts: Vec<String> = all
            .into_iter()
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        parts.join("、")
    };
    let formats = counted(
        found
            .formats
            .iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect(),
    );
    remark(
        &mut text,
        "dutylint 的配置。每一项都可以省略；路径从这个文件所在的文件夹算起。".into(),
        "Configuration of dutylint. Everything may be left out; paths are relative to this folder."
            .into(),
    );
    remark(
        &mut text,
        format!(
            "现有清单 {} 份、事项 {} 个。格式：{formats}。",
            found.lists, found.items
        ),
        format!(
            "{} lists with {} items; formats: {formats}.",
            found.lists, found.items
        ),
    );
    if !found.departments.is_empty() {
        let more = found.departments.len().saturating_sub(NAMED);
        let names: Vec<&str> = found
            .departments
            .iter()
            .take(NAMED)
            .map(|name| one_line(name))
            .collect();
        let names = names.join("、");
        let (zh, en) = if more > 0 {
            (
                format!("等 {} 个", found.departments.len()),
                format!(" and {more} more"),
            )
        } else {
            Default::default()
        };
        remark(
            &mut text,
            format!("部门：{names}{zh}。"),
            format!("Departments: {names}{en}."),
        );
    }
    if !found.classes.is_empty() {
        let classes = counted(found.classes.clone());
        remark(
            &mut text,
            format!("权力类型：{classes}。"),
            format!("Classes: {classes}."),
        );
    }
    if found.left > 0 || found.unread > 0 {
        remark(
            &mut text,
            format!(
                "另有 {} 个文件没有看，{} 个读不了。",
                found.left, found.unread
            ),
            format!(
                "{} more files were not looked at, {} could not be read.",
                found.left, found.unread
            ),
        );
    }
    let mut part = |zh: &str, en: &str, lines: &str| {
        text.push('\n');
        remark(&mut text, zh.to_owned(), en.to_owned());
        text.push_str(lines);
        text.push('\n');
    };
    part(
        "报告用的语言：zh 或 en。",
        "The language of reports: zh or en.",
        match language {
            Language::Zh => "lang: zh",
            Language::En => "lang: en",
        },
    );
    part(
        "达到哪种程度算不通过：error、warning、info 或 never。",
        "From which severity on the check fails: error, warning, info or never.",
        "fail-on: error",
    );
    part(
        "旧问题的基线：用 dutylint baseline write . 写成后，其中的问题不再计数。",
        "The baseline: once written by `dutylint baseline write .`, its findings do not count.",
        &format!("baseline: {}", baseline::USUAL),
    );
    if found.others.is_empty() {
        part(
            "不检查的文件。",
            "Files that are not checked.",
            "# exclude: ['草稿/**']",
        );
    } else {
        let files: Vec<String> = found
            .others
            .iter()
            .map(|file| format!("  - '{}'", literal(file).replace('\'', "''")))
            .collect();
        part(
            "不检查的文件：没有在这些文件里认出清单。是清单的，请从这里去掉。",
            "Files that are not checked: no list was recognised in them. Take out what is one.",
            &format!("exclude:\n{}", files.join("\n")),
        );
    }
    part(
        "按哪一天有效的法律检查；缺省为今天。",
        "The day whose law applies; today by default.",
        "# as-of: 2026-01-31",
    );
    part(
        "最多允许多少个警告。",
        "The number of warnings allowed.",
        "# max-warnings: 0",
    );
    part(
        "机构文件：部门、科室、别名、更名，用来核对行使主体和承办机构。",
        "The file of the organisation: units, aliases, renames.",
        "# org: 机构.yaml",
    );
    part(
        "自己的规则、词表和法律法规表，补充内置的。",
        "Rules, words and laws of your own, beside the built-in ones.",
        "# rules: [规则/]\n# vocabulary: [词表.yaml]\n# laws: [本地法规.yaml]",
    );
    part(
        "豁免登记：规则、事项、理由、批准人、文号、期限。",
        "The register of waivers: rule, item, reason, approver, document, expiry.",
        "# waivers: [豁免.yaml]",
    );
    part(
        "不用的规则，和改变程度的规则（error、warning、info、off）。dutylint rules 列出全部规则。",
        "Rules that are not used, and rules of another severity. `dutylint rules` lists them all.",
        "# ignore: [text/half-width-punctuation]\n# severity:\n#   list/numbering: info",
    );
    part(
        "对部分文件另作规定，后面的优先。",
        "Other settings for some files; later ones win.",
        "# overrides:\n#   - files: ['草稿/**']\n#     severity: { law: warning }",
    );
    text
}

/// A glob that names this file alone.
fn literal(file: &str) -> String {
    globset::escape(file)
}

/// The first line: a remark must not run over its line.
fn one_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
