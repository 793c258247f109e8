//! Laws that rules name: they must be in the table of laws, and have the articles named.

use super::point::Loader;
use crate::law::table::Instrument;
use crate::law::{LawTable, ProvisionKind, parse};
use crate::source::{Span, Text, View};
use crate::tree::{Problem, Spanned, nearest};

/// The name of the state before the titles of its laws: part of the grammar of titles, not of a list.
pub(super) const STATE: &str = "中华人民共和国";

/// Looks `title` up where the rule file is checked in full; one that the table does not know is added to
/// `problems` with the nearest.
pub(super) fn law<'l>(
    title: &Spanned<String>,
    loader: &Loader<'l>,
    problems: &mut Vec<Problem>,
) -> Option<&'l Instrument> {
    let laws = loader.laws?;
    let found = laws.lookup(&title.value, &|_| true);
    if found.is_none() {
        problems.push(unknown(title, laws));
    }
    found.map(|found| found.instrument)
}

fn unknown(title: &Spanned<String>, laws: &LawTable) -> Problem {
    let short = |title: &'_ str| title.strip_prefix(STATE).unwrap_or(title).to_owned();
    let titles: Vec<String> = laws
        .instruments()
        .iter()
        .map(|instrument| short(instrument.title()))
        .collect();
    let problem = Problem::new(
        title.span,
        format!("法律表里没有《{}》", title.value),
        format!("the table of laws does not know `{}`", title.value),
    );
    match nearest(&short(&title.value), titles.iter().map(String::as_str)) {
        Some(near) => problem.with_help(
            format!("是否要写《{near}》？表外的文件请加上 outside-table: true"),
            format!("did you mean `{near}`? What is outside the table takes `outside-table: true`"),
        ),
        None => problem.with_help(
            "请核对名称；表外的文件请加上 outside-table: true，或用 --laws 补充法律表",
            "check the title; what is outside the table takes `outside-table: true`, or add to the table with --laws",
        ),
    }
}

/// The articles written at `place` (第六十三条第一款) must be some that a version of `instrument` has.
pub(super) fn articles(
    instrument: &Instrument,
    written: &str,
    place: Span,
    problems: &mut Vec<Problem>,
) {
    let last = instrument
        .versions
        .iter()
        .map(|version| version.articles)
        .max();
    let text = format!("《{}》{written}", instrument.title());
    let view = View::new(&Text::verbatim(&text, Span::new(0, text.len())));
    let cited = parse(&view, None);
    let articles: Vec<_> = cited
        .iter()
        .flat_map(|citation| &citation.articles)
        .collect();
    if articles.is_empty() {
        problems.push(
            Problem::new(
                place,
                format!("「{written}」不是条文号"),
                format!("`{written}` names no article"),
            )
            .with_help(
                "请写成 第六十三条第一款 的形式",
                "write it as 第六十三条第一款",
            ),
        );
    }
    let beyond = articles.iter().find(|article| {
        article.kind == ProvisionKind::Article
            && last.is_some_and(|last| last > 0 && article.until.unwrap_or(article.article) > last)
    });
    if let (Some(_), Some(last)) = (beyond, last) {
        problems.push(Problem::new(
            place,
            format!("《{}》只有 {last} 条", instrument.title()),
            format!("{} has {last} articles only", instrument.title()),
        ));
    }
}
