//! Makes the files of the table from a folder of law texts: facts and fingerprints, no text.
//!
//! The folder holds `laws.jsonl` (a version a line), `articles.jsonl` or `articles.jsonl.gz` (an article a
//! line), and may hold `repeals.jsonl` and `laws_supplement.jsonl`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use jiff::civil::Date;
use serde::Deserialize;

use super::record::{COLUMNS, Version};
use crate::law::fingerprint::{Builder, version_key};

/// Files made from a folder: names relative to the table's folder, and contents.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why a folder of law texts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A file cannot be read.
    #[error("读不到 {path}：{reason}。请确认法律文本目录及其读取权限。", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// A line is no record.
    #[error("{path} 第 {line} 行不是预期的记录：{reason}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        reason: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct LawLine {
    title: String,
    kind: String,
    issuer: Option<String>,
    doc_number: Option<String>,
    #[serde(default)]
    doc_numbers: Vec<String>,
    promulgated: Option<String>,
    passed: Option<String>,
    effective: Option<String>,
    version_effective: Option<String>,
    #[serde(default)]
    amended: Vec<String>,
    version_date: Option<String>,
    status: String,
    repealed: Option<String>,
    replaced_by: Option<String>,
    last_article_no: Option<u32>,
    article_count: Option<u32>,
    #[serde(default)]
    article_gaps: Vec<u32>,
    source_path: Option<String>,
    source: Option<String>,
    verified: Option<bool>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct ArticleLine {
    title: String,
    version_date: Option<String>,
    article_no: u32,
    #[serde(default)]
    sub_no: u32,
    #[serde(default)]
    chapter: Option<String>,
    text: String,
}

#[derive(Deserialize)]
struct RepealLine {
    repealed_title: String,
    by_title: String,
    by_version: Option<String>,
    by_article: Option<u32>,
    effective: Option<String>,
    source_path: Option<String>,
}

/// What the articles of a version add to its record.
#[derive(Default)]
struct Articles {
    inserted: Vec<(u32, u32)>,
    /// Chapter label as counted, first and last article.
    chapters: Vec<(String, u32, u32)>,
}

/// The files of the table, made from the folder `from`.
///
/// # Errors
/// When a file is missing, cannot be read, or holds a line that is no record.
pub fn files(from: &Path) -> Result<Files, BuildError> {
    let mut articles: BTreeMap<(String, String), Articles> = BTreeMap::new();
    let mut national = Builder::default();
    let mut local = Builder::default();
    let laws: Vec<LawLine> = lines(from, "laws.jsonl")?;
    let regions: BTreeMap<(String, String), bool> = laws
        .iter()
        .map(|law| {
            (
                (
                    law.title.clone(),
                    law.version_date.clone().unwrap_or_default(),
                ),
                region(law).is_some(),
            )
        })
        .collect();
    each_line(from, "articles.jsonl", |article: ArticleLine| {
        let key = (article.title, article.version_date.unwrap_or_default());
        let builder = if regions.get(&key) == Some(&true) {
            &mut local
        } else {
            &mut national
        };
        builder.add(
            version_key(&key.0, date(&key.1)),
            article.article_no,
            article.sub_no,
            &article.text,
        );
        let entry = articles.entry(key).or_default();
        if article.sub_no > 0 {
            entry.inserted.push((article.article_no, article.sub_no));
        }
        if let Some(label) = article.chapter.as_deref().and_then(chapter_label) {
            match entry.chapters.last_mut() {
                Some((last, _, until)) if *last == label => *until = article.article_no,
                _ => entry
                    .chapters
                    .push((label, article.article_no, article.article_no)),
            }
        }
    })?;

    let mut tables: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for law in laws {
        let key = (
            law.title.clone(),
            law.version_date.clone().unwrap_or_default(),
        );
        let file = file_of(&law);
        tables
            .entry(file)
            .or_default()
            .push(version(&law, articles.get(&key)));
    }
    for law in optional_lines::<LawLine>(from, "laws_supplement.jsonl")? {
        tables
            .entry("instruments/supplement.tsv".to_owned())
            .or_default()
            .push(version(&law, None));
    }
    let mut files = Files::new();
    for (name, mut versions) in tables {
        versions
            .sort_by(|one, other| (&one.title, one.version).cmp(&(&other.title, other.version)));
        let mut text = format!("{}\n", COLUMNS.join("\t"));
        for version in versions {
            text.push_str(&version.line());
            text.push('\n');
        }
        files.insert(name, text.into_bytes());
    }
    files.insert("repeals.tsv".to_owned(), repeals(from)?.into_bytes());
    files.insert("fingerprints/national.bin".to_owned(), national.bytes());
    files.insert("fingerprints/local.bin".to_owned(), local.bytes());
    Ok(files)
}

/// The repeal statements as a table.
fn repeals(from: &Path) -> Result<String, BuildError> {
    let mut lines: Vec<String> = optional_lines::<RepealLine>(from, "repeals.jsonl")?
        .into_iter()
        .map(|repeal| {
            let article = repeal
                .by_article
                .map(|article| article.to_string())
                .unwrap_or_default();
            [
                clean(&repeal.repealed_title),
                clean(&repeal.by_title),
                repeal.by_version.unwrap_or_default(),
                article,
                repeal.effective.unwrap_or_default(),
                clean(&repeal.source_path.unwrap_or_default()),
            ]
            .join("\t")
        })
        .collect();
    lines.sort();
    lines.dedup();
    Ok(format!(
        "title\tby\tby-version\tby-article\tfrom\tsource\n{}\n",
        lines.join("\n")
    ))
}

fn version(law: &LawLine, articles: Option<&Articles>) -> Version {
    let version = law.version_date.as_deref().and_then(date);
    let stated = law.effective.as_deref().and_then(date);
    // The last article of an amended law keeps the day on which its first version took effect, and some sources
    // take it for the day of the amended one.
    let effective = law
        .version_effective
        .as_deref()
        .and_then(date)
        .or(stated)
        .filter(|from| version.is_none_or(|version| version <= *from));
    let mut numbers: Vec<String> = law
        .doc_number
        .iter()
        .chain(&law.doc_numbers)
        .map(|number| clean(number))
        .collect();
    numbers.dedup();
    // Ends that a later version or a repeal statement explains are not repeated here.
    let (ended, ended_by) = if law.status.contains("语料标记") {
        ("?".to_owned(), String::new())
    } else if law.source_path.is_none()
        && (law.status.starts_with("已废止") || law.status.starts_with("失效"))
    {
        (
            law.repealed.clone().unwrap_or_else(|| "?".to_owned()),
            law.replaced_by.clone().unwrap_or_default(),
        )
    } else {
        (String::new(), String::new())
    };
    let joined = |list: Vec<String>| list.join(" ");
    let unverified = law.verified == Some(false);
    let note = match (unverified, law.note.as_deref().unwrap_or_default()) {
        (true, "") => "unverified".to_owned(),
        (true, note) => format!("unverified: {note}"),
        (false, note) => note.to_owned(),
    };
    let made = law.passed.as_deref().or(law.promulgated.as_deref());
    Version {
        title: clean(&law.title).into(),
        version: version.or_else(|| {
            law.source_path
                .is_none()
                .then(|| law.promulgated.as_deref().and_then(date))
                .flatten()
        }),
        effective,
        kind: clean(&law.kind).into(),
        region: region(law).unwrap_or_default().to_owned().into(),
        issuer: clean(law.issuer.as_deref().unwrap_or_default()).into(),
        number: numbers.join("；").into(),
        made: made.and_then(date),
        amended: law.amended.join(" ").into(),
        articles: law.last_article_no.or(law.article_count).unwrap_or(0),
        inserted: joined(articles.map_or(Vec::new(), |articles| {
            articles
                .inserted
                .iter()
                .map(|(number, sub)| format!("{number}-{sub}"))
                .collect()
        }))
        .into(),
        missing: joined(law.article_gaps.iter().map(u32::to_string).collect()).into(),
        chapters: joined(articles.map_or(Vec::new(), |articles| {
            articles
                .chapters
                .iter()
                .map(|(label, first, last)| format!("{label}:{first}-{last}"))
                .collect()
        }))
        .into(),
        ended: ended.into(),
        ended_by: clean(&ended_by).into(),
        source: clean(
            law.source_path
                .as_deref()
                .or(law.source.as_deref())
                .unwrap_or_default(),
        )
        .into(),
        note: clean(&note).into(),
        stated: Vec::new(),
    }
}

/// The file of a law: by kind, local ones by province.
fn file_of(law: &LawLine) -> String {
    let name = match (law.kind.as_str(), region(law)) {
        (_, Some(region)) => return format!("instruments/local/{region}.tsv"),
        ("法律" | "宪法" | "法律解释或决定", _) => "laws",
        ("行政法规", _) => "regulations",
        ("司法解释", _) => "interpretations",
        ("部门规章", _) => "rules",
        _ => "others",
    };
    format!("instruments/{name}.tsv")
}

/// The province in the path of a local regulation.
fn region(law: &LawLine) -> Option<&str> {
    if law.kind != "地方性法规" {
        return None;
    }
    let path = law.source_path.as_deref()?;
    path.split("地方性法规/").nth(1)?.split('/').next()
}

/// The chapter of 第一编 总则 / 第二章 …: `1.2`, without books `2`; nothing for texts without chapters.
fn chapter_label(chapter: &str) -> Option<String> {
    let mut label = Vec::new();
    for part in chapter.split(" / ") {
        let rest = part.trim().strip_prefix('第')?;
        let numeral = crate::law::numeral::prefix(rest)?;
        let unit = rest.get(numeral.len..)?;
        if unit.starts_with('节') {
            break;
        }
        if !unit.starts_with(['章', '编', '分']) {
            return None;
        }
        label.push(numeral.value?.to_string());
    }
    (!label.is_empty()).then(|| label.join("."))
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Text without tabs and line breaks.
fn clean(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ").trim().to_owned()
}

fn open(path: &Path) -> Result<Box<dyn Read>, BuildError> {
    let file = File::open(path).map_err(|reason| BuildError::Read {
        path: path.to_owned(),
        reason,
    })?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    Ok(if packed {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}

/// Calls `take` with each record of the file `name`, or of `name.gz`.
fn each_line<T: for<'a> Deserialize<'a>>(
    from: &Path,
    name: &str,
    mut take: impl FnMut(T),
) -> Result<(), BuildError> {
    let plain = from.join(name);
    let path = if plain.is_file() {
        plain
    } else {
        from.join(format!("{name}.gz"))
    };
    for (number, line) in BufReader::new(open(&path)?).lines().enumerate() {
        let line = line.map_err(|reason| BuildError::Read {
            path: path.clone(),
            reason,
        })?;
        if line.trim().is_empty() {
            continue;
        }
        take(
            serde_json::from_str(&line).map_err(|reason| BuildError::Line {
                path: path.clone(),
                line: number + 1,
                reason,
            })?,
        );
    }
    Ok(())
}

fn lines<T: for<'a> Deserialize<'a>>(from: &Path, name: &str) -> Result<Vec<T>, BuildError> {
    let mut all = Vec::new();
    each_line(from, name, |record| all.push(record))?;
    Ok(all)
}

fn optional_lines<T: for<'a> Deserialize<'a>>(
    from: &Path,
    name: &str,
) -> Result<Vec<T>, BuildError> {
    if from.join(name).is_file() || from.join(format!("{name}.gz")).is_file() {
        lines(from, name)
    } else {
        Ok(Vec::new())
    }
}
