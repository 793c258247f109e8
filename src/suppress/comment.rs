//! Comments in the list itself: `dutylint: ignore[规则] 理由` for what comes next (or the same line),
//! `dutylint: ignore-file[规则] 理由` for the file. YAML, Markdown and HTML have comments.

use std::sync::Arc;

use super::finding::{MALFORMED, UNUSED, deletion};
use super::mark;
use crate::config::{KnownRule, Selector};
use crate::diagnostic::{Diagnostic, Suppression};
use crate::message::Message;
use crate::report::{Checked, FileReport};
use crate::source::{Source, Span};

const MARK: &str = "dutylint:";
const LINE: &str = "ignore";
const FILE: &str = "ignore-file";

/// A suppression written in the list.
#[derive(Debug)]
struct Comment {
    /// The whole comment.
    span: Span,
    selectors: Vec<Selector>,
    reason: String,
    /// What it covers.
    covers: Span,
}

/// Marks the findings of `file` that its own comments suppress, and says which comments are wrong or unused.
pub(super) fn apply(file: &mut FileReport, rules: &[KnownRule]) {
    let Ok(checked) = &mut file.outcome else {
        return;
    };
    // Most lists have none: one pass over the text decides.
    if !checked.source.text().contains(MARK) {
        return;
    }
    let (comments, mut said) = read(checked, rules);
    for comment in &comments {
        let suppression = Arc::new(Suppression {
            kind: "comment",
            reason: Some(comment.reason.clone()),
            approver: None,
        });
        let mut used = false;
        for diagnostic in &mut checked.diagnostics {
            let named = comment
                .selectors
                .iter()
                .any(|selector| selector.matches(&diagnostic.rule, rules));
            if named && comment.covers.contains(diagnostic.span) {
                mark(diagnostic, &suppression);
                used = true;
            }
        }
        if !used {
            let message = Message::new(
                "这条豁免注释没有对应的问题",
                "this comment suppresses nothing",
            );
            said.push(Diagnostic {
                fix: Some(deletion(comment.span)),
                ..UNUSED.finding(comment.span, message)
            });
        }
    }
    checked.diagnostics.append(&mut said);
    checked
        .diagnostics
        .sort_by_key(|diagnostic| diagnostic.span.start);
}

/// The suppressions in the comments of a file, and findings about those that are wrong.
fn read(checked: &Checked, rules: &[KnownRule]) -> (Vec<Comment>, Vec<Diagnostic>) {
    let source = &checked.source;
    let mut comments = Vec::new();
    let mut wrong = Vec::new();
    for (span, inner) in texts(checked) {
        let Some(order) = inner.trim_start().strip_prefix(MARK) else {
            continue;
        };
        match parse(order, rules) {
            Ok((whole_file, selectors, reason)) => comments.push(Comment {
                span,
                selectors,
                reason,
                covers: if whole_file {
                    Span::new(0, source.text().len())
                } else {
                    covered(checked, span)
                },
            }),
            Err(message) => wrong.push(MALFORMED.finding(span, message)),
        }
    }
    (comments, wrong)
}

/// The comments of a file with what stands in them.
fn texts(checked: &Checked) -> Vec<(Span, &str)> {
    let text = checked.source.text();
    match checked.format {
        "yaml" => crate::tree::comments(text)
            .into_iter()
            .map(|comment| (comment.span, comment.text))
            .collect(),
        "markdown" | "html" => text
            .match_indices("<!--")
            .filter_map(|(start, open)| {
                let rest = text.get(start + open.len()..)?;
                let inner = rest.split("-->").next()?;
                let end = start + open.len() + inner.len() + "-->".len();
                Some((Span::new(start, end.min(text.len())), inner))
            })
            .collect(),
        _ => Vec::new(),
    }
}

type Order = (bool, Vec<Selector>, String);

/// `ignore[a, b] 理由` or `ignore-file[a] 理由`.
fn parse(order: &str, rules: &[KnownRule]) -> Result<Order, Message> {
    let expected = || {
        Message::new(
            "豁免注释应写成“dutylint: ignore[规则名] 理由”",
            "write `dutylint: ignore[rule] reason`",
        )
    };
    let order = order.trim();
    let (word, rest) = order.split_once('[').ok_or_else(expected)?;
    let (names, reason) = rest.split_once(']').ok_or_else(expected)?;
    let whole_file = match word.trim() {
        LINE => false,
        FILE => true,
        _ => return Err(expected()),
    };
    let reason = reason.trim_start_matches([':', '：', ' ']).trim();
    let selectors = names
        .split([',', '，', '、'])
        .filter(|name| !name.trim().is_empty())
        .map(|name| Selector::parse(name, rules))
        .collect::<Result<Vec<_>, _>>()?;
    if selectors.is_empty() {
        return Err(expected());
    }
    if reason.is_empty() {
        return Err(Message::new(
            "豁免注释没有写理由，不起作用",
            "a suppression without a reason has no effect",
        ));
    }
    Ok((whole_file, selectors, reason.to_owned()))
}

/// What a comment is about: its own line where something stands before it; else the next line, and the
/// whole item where one begins there.
fn covered(checked: &Checked, comment: Span) -> Span {
    let source = &checked.source;
    let line = source.position(comment.start()).line;
    let own = source.line_span(line);
    let before = source.slice(Span::new(own.start(), comment.start()));
    if !before.trim().is_empty() {
        return own;
    }
    let next = next_line(source, comment.end());
    let item = checked
        .items
        .iter()
        .map(|record| record.span)
        .find(|span| span.start() >= next.start() && span.start() <= next.end());
    item.map_or(next, |item| next.cover(item))
}

/// The first line after `offset` with something in it; the rest of the same line where something follows there.
fn next_line(source: &Source, offset: usize) -> Span {
    let line = source.position(offset).line;
    let rest = Span::new(offset, source.line_span(line).end().max(offset));
    std::iter::once(rest)
        .chain((line + 1..=source.line_count()).map(|line| source.line_span(line)))
        .find(|span| !source.slice(*span).trim().is_empty())
        .unwrap_or(rest)
}
