//! What the page shows, as the template takes it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::mark::{self, Stretch};
use super::matrix::Matrix;
use super::words::{Words, words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::message::{Language, Message};
use crate::report::outline::{ItemOutline, Outline};
use crate::report::{Checked, FileReport, Finding, Report, Tally, Tool};
use crate::source::{Source, Span};

/// The page.
#[derive(Debug, Serialize)]
pub struct Page {
    lang: &'static str,
    words: Words,
    title: String,
    tool: String,
    as_of: String,
    laws_known_until: Option<String>,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    items: usize,
    files: Vec<FilePage>,
    rules: Vec<RuleLine>,
    classes: Vec<ClassLine>,
    matrix: Matrix,
    checked: Vec<CheckedRule>,
    idle: Vec<RuleLine>,
    register: Vec<FindingCard>,
}

/// A file.
#[derive(Debug, Serialize)]
struct FilePage {
    name: String,
    sha256: String,
    format: &'static str,
    items: usize,
    failure: Option<String>,
    way_out: Option<String>,
    whole: Vec<FindingCard>,
    rows: Vec<ItemCard>,
}

/// An item with its fields and findings.
#[derive(Debug, Serialize)]
struct ItemCard {
    number: Option<String>,
    name: Option<String>,
    class: String,
    section: Option<String>,
    fields: Vec<FieldRow>,
    findings: Vec<FindingCard>,
    worst: Option<Severity>,
}

#[derive(Debug, Serialize)]
struct FieldRow {
    name: String,
    cells: Vec<Vec<Stretch>>,
}

/// A finding as the page shows it.
#[derive(Debug, Clone, Serialize)]
struct FindingCard {
    number: usize,
    severity: Severity,
    severity_word: String,
    rule: String,
    title: String,
    message: String,
    place: String,
    text: String,
    help: Option<String>,
    because: Vec<String>,
    labels: Vec<String>,
    fix: Option<String>,
    /// Why it does not count.
    reason: Option<String>,
    approver: Option<String>,
    kind: Option<String>,
    item: Option<String>,
    /// The fold it belongs to, when it is not the one that stands for it.
    folded: bool,
    /// Whether its characters are marked in the item.
    marked: bool,
}

#[derive(Debug, Serialize)]
struct RuleLine {
    id: String,
    title: String,
    severity: Option<Severity>,
    severity_word: String,
    count: usize,
}

#[derive(Debug, Serialize)]
struct ClassLine {
    class: String,
    items: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl Page {
    pub(super) fn new(report: &Report) -> Self {
        let language = report.language;
        let tally = Tally::of(report);
        let mut numbers = 0..;
        let mut register = Vec::new();
        let files: Vec<_> = report
            .files
            .iter()
            .map(|file| FilePage::new(report, file, &mut numbers, &mut register))
            .collect();
        let outlines = || {
            report
                .files
                .iter()
                .filter_map(|file| file.outcome.as_ref().ok()?.outline.as_ref())
        };
        let title = report
            .files
            .iter()
            .filter_map(|file| file.outcome.as_ref().ok()?.list.title.clone())
            .next()
            .filter(|_| report.files.len() == 1);
        Self {
            lang: match language {
                Language::Zh => "zh-CN",
                Language::En => "en",
            },
            words: words(language),
            title: title.unwrap_or_default(),
            tool: {
                let tool = Tool::this();
                format!("{} {}", tool.name, tool.version)
            },
            as_of: report.as_of.to_string(),
            laws_known_until: report.laws_known_until.map(|date| date.to_string()),
            errors: tally.errors,
            warnings: tally.warnings,
            infos: tally.infos,
            suppressed: tally.suppressed,
            items: report
                .files
                .iter()
                .filter_map(|file| file.outcome.as_ref().ok())
                .map(|checked| checked.list.items)
                .sum(),
            rules: rule_lines(report),
            classes: class_lines(report),
            matrix: Matrix::of(outlines().flat_map(|outline| &outline.items), language),
            checked: checked_rules(report),
            idle: idle_rules(report),
            register,
            files,
        }
    }
}

impl FilePage {
    fn new(
        report: &Report,
        file: &FileReport,
        numbers: &mut impl Iterator<Item = usize>,
        register: &mut Vec<FindingCard>,
    ) -> Self {
        let language = report.language;
        let get = |message: &Message| message.get(language).to_owned();
        let mut page = Self {
            name: file.name.to_string(),
            sha256: file.sha256.clone(),
            format: "",
            items: 0,
            failure: file
                .outcome
                .as_ref()
                .err()
                .map(|failure| get(&failure.message)),
            way_out: file
                .outcome
                .as_ref()
                .err()
                .and_then(|failure| failure.help.as_ref().map(get)),
            whole: Vec::new(),
            rows: Vec::new(),
        };
        let Ok(checked) = &file.outcome else {
            return page;
        };
        page.format = checked.format;
        page.items = checked.list.items;
        let empty = Outline::default();
        let outline = checked.outline.as_ref().unwrap_or(&empty);
        let mut by_item: Vec<Vec<(FindingCard, Span)>> = vec![Vec::new(); outline.items.len()];
        let findings = Finding::of_file(report, file);
        for (finding, diagnostic) in findings.into_iter().zip(&checked.diagnostics) {
            let number = numbers.next().unwrap_or_default() + 1;
            let card = FindingCard::new(report, checked, number, finding, diagnostic);
            if card.reason.is_some() || card.kind.is_some() {
                register.push(card);
                continue;
            }
            let home = diagnostic
                .item
                .as_ref()
                .filter(|_| !diagnostic.fold_head)
                .and_then(|item| by_item.get_mut(item.index));
            match home {
                Some(cards) => cards.push((card, diagnostic.span)),
                None => page.whole.push(card),
            }
        }
        page.rows = outline
            .items
            .iter()
            .zip(by_item)
            .map(|(item, cards)| ItemCard::new(report, item, cards))
            .collect();
        page
    }
}

impl ItemCard {
    fn new(report: &Report, item: &ItemOutline, mut cards: Vec<(FindingCard, Span)>) -> Self {
        let language = report.language;
        cards.sort_by_key(|(card, span)| (span.start, span.end, card.number));
        let mut marked = std::collections::BTreeSet::new();
        let fields = item
            .fields
            .iter()
            .map(|field| FieldRow {
                name: field.name.get(language).to_owned(),
                cells: field
                    .texts
                    .iter()
                    .map(|text| {
                        let flags = mark::flags(
                            text,
                            cards
                                .iter()
                                .map(|(card, span)| (card.number, *span, card.severity)),
                        );
                        marked.extend(flags.iter().map(|flag| flag.finding));
                        mark::cut(text.as_str(), &flags)
                    })
                    .collect(),
            })
            .collect();
        let findings: Vec<_> = cards
            .into_iter()
            .map(|(mut card, _)| {
                card.marked = marked.contains(&card.number);
                card
            })
            .collect();
        Self {
            number: item.reference.number.clone(),
            name: item.reference.name.clone(),
            class: item.class.get(language).to_owned(),
            section: item.section.as_deref().map(str::to_owned),
            worst: findings.iter().map(|finding| finding.severity).max(),
            fields,
            findings,
        }
    }
}

impl FindingCard {
    fn new(
        report: &Report,
        checked: &Checked,
        number: usize,
        finding: Finding,
        diagnostic: &Diagnostic,
    ) -> Self {
        let language = report.language;
        let place = finding.place.clone().unwrap_or_else(|| {
            let (line, column) = (finding.start.line, finding.start.column);
            match language {
                Language::Zh => format!("第 {line} 行第 {column} 字"),
                Language::En => format!("line {line} column {column}"),
            }
        });
        Self {
            number,
            severity: finding.severity,
            severity_word: finding.severity.words().get(language).to_owned(),
            title: report
                .rule(&finding.rule)
                .map(|rule| rule.summary.get(language).to_owned())
                .unwrap_or_default(),
            place,
            text: excerpt(&checked.source, diagnostic.span),
            help: finding.help,
            because: finding
                .because
                .iter()
                .map(|because| format!("《{}》{}", because.law, because.article))
                .collect(),
            labels: finding
                .labels
                .iter()
                .map(|label| {
                    let at = label
                        .place
                        .clone()
                        .unwrap_or_else(|| format!("{}:{}", label.start.line, label.start.column));
                    format!("{at}：{}", label.message)
                })
                .collect(),
            fix: finding.fix.map(|fix| fix.title),
            reason: finding
                .suppressed
                .as_ref()
                .and_then(|suppressed| suppressed.reason.clone()),
            approver: finding
                .suppressed
                .as_ref()
                .and_then(|suppressed| suppressed.approver.clone()),
            kind: finding.suppressed.map(|suppressed| suppressed.kind),
            item: finding.item.as_ref().map(|item| {
                [item.number.as_deref(), item.name.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ")
            }),
            folded: diagnostic.fold.is_some() && !diagnostic.fold_head,
            marked: false,
            message: finding.message,
            rule: finding.rule,
        }
    }
}

/// At most so many characters of the flagged text are repeated on a finding's card.
const EXCERPT: usize = 60;

fn excerpt(source: &Source, span: Span) -> String {
    let text = source.slice(span);
    let mut out: String = text
        .chars()
        .filter(|character| !character.is_control())
        .take(EXCERPT)
        .collect();
    if text.chars().nth(EXCERPT).is_some() {
        out.push_str("……");
    }
    out
}

fn rule_lines(report: &Report) -> Vec<RuleLine> {
    let mut counts: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
    for (_, diagnostic) in report.findings() {
        if diagnostic.suppressed.is_none() {
            let entry = counts
                .entry(&diagnostic.rule)
                .or_insert((diagnostic.severity, 0));
            entry.0 = entry.0.max(diagnostic.severity);
            entry.1 += 1;
        }
    }
    let mut lines: Vec<_> = counts
        .into_iter()
        .map(|(id, (severity, count))| RuleLine {
            id: id.to_owned(),
            title: rule_title(report, id),
            severity: Some(severity),
            severity_word: severity.words().get(report.language).to_owned(),
            count,
        })
        .collect();
    lines.sort_by(|one, other| {
        (other.severity, other.count, &one.id).cmp(&(one.severity, one.count, &other.id))
    });
    lines
}

fn rule_title(report: &Report, id: &str) -> String {
    report
        .rule(id)
        .map(|rule| rule.summary.get(report.language).to_owned())
        .unwrap_or_default()
}

/// A rule that was in force.
#[derive(Debug, Serialize)]
struct CheckedRule {
    id: String,
    title: String,
    in_scope: Option<usize>,
    findings: usize,
}

/// The rules that the files were checked with.
fn checked_rules(report: &Report) -> Vec<CheckedRule> {
    let rules = report.statistics.iter().flat_map(|all| &all.rules);
    rules
        .map(|rule| CheckedRule {
            id: rule.id.to_string(),
            title: rule_title(report, &rule.id),
            in_scope: rule.in_scope,
            findings: rule.findings,
        })
        .collect()
}

/// Rules that had nothing to judge in this run: their silence proves nothing.
fn idle_rules(report: &Report) -> Vec<RuleLine> {
    let Some(statistics) = &report.statistics else {
        return Vec::new();
    };
    statistics
        .rules
        .iter()
        .filter(|rule| rule.in_scope == Some(0))
        .map(|rule| RuleLine {
            id: rule.id.to_string(),
            title: rule_title(report, &rule.id),
            severity: None,
            severity_word: String::new(),
            count: 0,
        })
        .collect()
}

fn class_lines(report: &Report) -> Vec<ClassLine> {
    let mut lines: Vec<ClassLine> = Vec::new();
    for checked in report
        .files
        .iter()
        .filter_map(|file| file.outcome.as_ref().ok())
    {
        let Some(outline) = &checked.outline else {
            continue;
        };
        let mut homes = Vec::with_capacity(outline.items.len());
        for item in &outline.items {
            let class = item.class.get(report.language);
            let home = lines.iter().position(|line| line.class == class);
            let home = home.unwrap_or_else(|| {
                lines.push(ClassLine {
                    class: class.to_owned(),
                    items: 0,
                    errors: 0,
                    warnings: 0,
                    infos: 0,
                });
                lines.len() - 1
            });
            homes.push(home);
            if let Some(line) = lines.get_mut(home) {
                line.items += 1;
            }
        }
        for diagnostic in &checked.diagnostics {
            let line = diagnostic
                .item
                .as_ref()
                .filter(|_| diagnostic.suppressed.is_none())
                .and_then(|item| homes.get(item.index))
                .and_then(|home| lines.get_mut(*home));
            if let Some(line) = line {
                match diagnostic.severity {
                    Severity::Error => line.errors += 1,
                    Severity::Warning => line.warnings += 1,
                    Severity::Info => line.infos += 1,
                }
            }
        }
    }
    lines
}
