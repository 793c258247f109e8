//! A law as Markdown or plain text: title, notes in brackets, chapters, articles.

use jiff::civil::Date;

use super::ImportedVersion;
use crate::law::numeral;
use crate::law::table::ArticleTexts;
use crate::law::version_note::{Event, PartialDate, VersionNote};

/// Lines before the first article that are looked through for title and notes.
const HEAD_LINES: usize = 60;

/// The version in a text; `None` where there is no title or no article.
pub(super) fn read(name: &str, content: &str) -> Option<ImportedVersion> {
    let (articles, chapters) = articles(content);
    if articles.is_empty() {
        return None;
    }
    let head: Vec<String> = content
        .lines()
        .map(plain)
        .take_while(|line| heading(line, "条").is_none())
        .filter(|line| !line.is_empty())
        .take(HEAD_LINES)
        .collect();
    let title = head.first()?.trim_matches(['《', '》']).to_owned();
    let notes = head.iter().skip(1).map(|line| VersionNote::parse(line));
    let dates: Vec<(PartialDate, Event)> = notes.flat_map(|note| note.dates).collect();
    let latest = |wanted: &dyn Fn(Event) -> bool| {
        let days = dates.iter().filter(|(_, event)| wanted(*event));
        days.filter_map(|(date, _)| day(*date)).max()
    };
    Some(ImportedVersion {
        title,
        adopted: latest(&|event| event != Event::InForce),
        in_force: latest(&|event| event == Event::InForce),
        articles,
        chapters,
        source: name.to_owned(),
        ..ImportedVersion::default()
    })
}

/// The articles of a text, and the first and last article of each chapter.
pub(super) fn articles(content: &str) -> (ArticleTexts, Vec<(u32, u32)>) {
    let mut articles = ArticleTexts::new();
    let mut chapters: Vec<(u32, u32, u32)> = Vec::new();
    let mut chapter = None;
    let mut current: Option<(u32, u32)> = None;
    for line in content.lines().map(plain) {
        if line.is_empty() {
            continue;
        }
        if let Some((number, ..)) = heading(&line, "章") {
            chapter = Some(number);
            current = None;
            continue;
        }
        if heading(&line, "节")
            .or_else(|| heading(&line, "编"))
            .is_some()
        {
            current = None;
            continue;
        }
        if let Some((number, insertion, text)) = heading(&line, "条") {
            // An article that stands twice (in a note, in an annex) is the first.
            let new = !articles.contains_key(&(number, insertion));
            current = new.then_some((number, insertion));
            if new {
                articles.insert((number, insertion), text.to_owned());
                match (chapter, chapters.last_mut()) {
                    (Some(chapter), Some((last, _, until))) if *last == chapter => *until = number,
                    (Some(chapter), _) => chapters.push((chapter, number, number)),
                    (None, _) => {}
                }
            }
            continue;
        }
        if let Some(text) = current.and_then(|current| articles.get_mut(&current)) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
        }
    }
    let ordered = (1..)
        .zip(&chapters)
        .all(|(number, (chapter, ..))| number == *chapter);
    let ranges = chapters.into_iter().map(|(_, first, last)| (first, last));
    (articles, ranges.filter(|_| ordered).collect())
}

/// A line without markup and blanks around it.
fn plain(line: &str) -> String {
    line.trim_start_matches(['#', '>', ' ', '\u{3000}', '\t', '-'])
        .replace("**", "")
        .trim()
        .to_owned()
}

/// A line that begins with 第…`unit`: the number, the insertion, and the text after a blank.
fn heading<'l>(line: &'l str, unit: &str) -> Option<(u32, u32, &'l str)> {
    let rest = line.strip_prefix('第')?;
    let numeral = numeral::prefix(rest)?;
    let rest = rest.get(numeral.len..)?.strip_prefix(unit)?;
    let (insertion, rest) = match rest.strip_prefix('之') {
        Some(after) => {
            let inserted = numeral::prefix(after)?;
            (inserted.value?, after.get(inserted.len..)?)
        }
        None => (0, rest),
    };
    // 第二条规定的… is a sentence; a heading has a blank or a colon behind it, or nothing.
    let parted = rest.is_empty()
        || rest.starts_with(|next: char| next.is_whitespace() || "：:　".contains(next));
    parted.then(|| {
        let text =
            rest.trim_start_matches(|next: char| next.is_whitespace() || "：:".contains(next));
        numeral.value.map(|number| (number, insertion, text))
    })?
}

fn day(date: PartialDate) -> Option<Date> {
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}
