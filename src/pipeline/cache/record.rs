//! The findings of one file, and those between files, in the form in which they are kept.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::check::{Counts, ListFacts, Statistics};
use crate::diagnostic::{Applicability, Because, Diagnostic, Edit, Fix, ItemRef, Label, Severity};
use crate::message::Message;
use crate::report::ListSummary;
use crate::source::{Place, PlaceIndex, Source, Span};
use crate::suppress::ItemRecord;

/// What reading and checking a file gave, whatever is in force for its path.
#[derive(Debug)]
pub struct Record {
    /// Its text.
    pub source: Source,
    /// The key of its format.
    pub format: &'static str,
    /// The list in figures.
    pub list: ListSummary,
    /// The items.
    pub items: Arc<[ItemRecord]>,
    /// The findings, as grave as their rules say.
    pub diagnostics: Vec<Diagnostic>,
    /// Figures by rule.
    pub statistics: Statistics,
    /// What the pass over all lists needs.
    pub facts: Stored,
}

/// The facts of a list, taken out of their bytes only when lists are compared anew.
#[derive(Debug)]
pub enum Stored {
    /// As gathered.
    Facts(ListFacts),
    /// As kept.
    Bytes(Vec<u8>),
}

impl Stored {
    /// The facts; `None` where the bytes are none.
    pub fn facts(&self) -> Option<Cow<'_, ListFacts>> {
        match self {
            Self::Facts(facts) => Some(Cow::Borrowed(facts)),
            Self::Bytes(bytes) => postcard::from_bytes(bytes).ok().map(Cow::Owned),
        }
    }
}

/// The findings of the pass over all lists, each with the position of its list.
#[derive(Debug)]
pub struct FoundAnywhere(pub Vec<(usize, Diagnostic)>);

type KeptSpan = (u32, u32);
type KeptMessage = (String, String);
type KeptFix = (KeptMessage, Applicability, Vec<(KeptSpan, String)>);

#[derive(Serialize, Deserialize)]
struct KeptRecord {
    name: String,
    text: String,
    encoding: String,
    sheets: Vec<String>,
    places: Vec<(KeptSpan, KeptPlace)>,
    format: String,
    title: Option<String>,
    department: Option<String>,
    counts: [usize; 3],
    classes: Vec<(String, usize)>,
    items: Vec<(ItemRef, KeptSpan, u64)>,
    findings: KeptFindings,
    statistics: Vec<(String, Counts)>,
}

/// Findings with what many of them share told once.
#[derive(Serialize, Deserialize)]
struct KeptFindings {
    rules: Vec<(String, Vec<KeptBecause>)>,
    all: Vec<KeptDiagnostic>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq, Hash)]
struct KeptBecause(String, String, Option<String>, Option<String>);

#[derive(Serialize, Deserialize)]
enum KeptPlace {
    /// Sheet (its position in the table of sheets), row, column.
    Cell(usize, u32, u32),
    Sheet(usize),
    TableCell(u32, u32, u32, u32),
    Paragraph(u32),
    Aside(String, String, u32),
}

#[derive(Serialize, Deserialize)]
struct KeptDiagnostic {
    rule: usize,
    severity: Severity,
    message: KeptMessage,
    help: Option<KeptMessage>,
    span: KeptSpan,
    labels: Vec<(Option<String>, KeptSpan, KeptMessage)>,
    fix: Option<KeptFix>,
    item: Option<KeptItem>,
    field: Option<String>,
    confidence: Option<f32>,
    fold: Option<String>,
    fold_head: bool,
}

#[derive(Serialize, Deserialize)]
enum KeptItem {
    /// The position among the items of the list.
    Of(usize),
    Other(ItemRef),
}

impl Entry for Record {
    fn encode(&self) -> Option<Vec<u8>> {
        let mut sheets = Vec::new();
        let places = self
            .source
            .places()
            .map(|(span, place)| (kept_span(*span), kept_place(place, &mut sheets)))
            .collect();
        let kept = KeptRecord {
            name: self.source.name().to_owned(),
            text: self.source.text().to_owned(),
            encoding: self.source.encoding().to_owned(),
            sheets: sheets.iter().map(ToString::to_string).collect(),
            places,
            format: self.format.to_owned(),
            title: self.list.title.clone(),
            department: self.list.department.clone(),
            counts: [self.list.items, self.list.duties, self.list.unassigned],
            classes: self.list.classes.clone(),
            items: self
                .items
                .iter()
                .map(|record| {
                    (
                        (*record.item).clone(),
                        kept_span(record.span),
                        record.digest,
                    )
                })
                .collect(),
            findings: KeptFindings::new(self.diagnostics.iter(), &self.items)?,
            statistics: self
                .statistics
                .rules
                .iter()
                .map(|(rule, counts)| (rule.to_string(), *counts))
                .collect(),
        };
        let main = postcard::to_stdvec(&kept).ok()?;
        let facts = match &self.facts {
            Stored::Facts(facts) => postcard::to_stdvec(facts).ok()?,
            Stored::Bytes(bytes) => bytes.clone(),
        };
        let mut bytes = (main.len() as u64).to_le_bytes().to_vec();
        bytes.extend(main);
        bytes.extend(facts);
        Some(bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (main, facts) = rest.split_at_checked(length)?;
        let kept: KeptRecord = postcard::from_bytes(main).ok()?;
        let sheets: Vec<Arc<str>> = kept.sheets.into_iter().map(Into::into).collect();
        let places = kept
            .places
            .into_iter()
            .map(|(span, place)| Some((span_of(span), place_of(place, &sheets)?)))
            .collect::<Option<_>>()?;
        let items: Arc<[ItemRecord]> = kept
            .items
            .into_iter()
            .map(|(item, span, digest)| ItemRecord {
                item: Arc::new(item),
                span: span_of(span),
                digest,
            })
            .collect();
        let [count, duties, unassigned] = kept.counts;
        Some(Self {
            source: Source::with_places(
                kept.name,
                kept.text,
                interned(&kept.encoding),
                PlaceIndex::new(places),
            ),
            format: interned(&kept.format),
            list: ListSummary {
                title: kept.title,
                department: kept.department,
                items: count,
                classes: kept.classes,
                duties,
                unassigned,
            },
            diagnostics: kept.findings.diagnostics(&items)?,
            items,
            statistics: Statistics {
                rules: kept
                    .statistics
                    .into_iter()
                    .map(|(rule, counts)| (rule.into(), counts))
                    .collect(),
            },
            facts: Stored::Bytes(facts.to_vec()),
        })
    }
}

impl Entry for FoundAnywhere {
    fn encode(&self) -> Option<Vec<u8>> {
        let lists: Vec<usize> = self.0.iter().map(|(list, _)| *list).collect();
        let findings = KeptFindings::new(self.0.iter().map(|(_, found)| found), &[])?;
        postcard::to_stdvec(&(lists, findings)).ok()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (lists, findings): (Vec<usize>, KeptFindings) = postcard::from_bytes(bytes).ok()?;
        let found = findings.diagnostics(&[])?;
        (lists.len() == found.len()).then(|| Self(lists.into_iter().zip(found).collect()))
    }
}

impl KeptFindings {
    /// `None` where a finding is suppressed already: that is decided anew in every run.
    fn new<'d>(found: impl Iterator<Item = &'d Diagnostic>, items: &[ItemRecord]) -> Option<Self> {
        let mut rules = Vec::new();
        let mut known: FxHashMap<(Arc<str>, Arc<[Because]>), usize> = FxHashMap::default();
        let mut all = Vec::new();
        for one in found {
            if one.suppressed.is_some() {
                return None;
            }
            let rule = *known
                .entry((one.rule.clone(), one.because.clone()))
                .or_insert_with(|| {
                    rules.push((
                        one.rule.to_string(),
                        one.because.iter().map(kept_because).collect(),
                    ));
                    rules.len() - 1
                });
            all.push(KeptDiagnostic::new(one, rule, items));
        }
        Some(Self { rules, all })
    }

    fn diagnostics(self, items: &[ItemRecord]) -> Option<Vec<Diagnostic>> {
        let rules: Vec<(Arc<str>, Arc<[Because]>)> = self
            .rules
            .into_iter()
            .map(|(rule, because)| (rule.into(), because.into_iter().map(because_of).collect()))
            .collect();
        self.all
            .into_iter()
            .map(|kept| {
                let (rule, because) = rules.get(kept.rule)?;
                kept.diagnostic(rule.clone(), because.clone(), items)
            })
            .collect()
    }
}

impl KeptDiagnostic {
    fn new(one: &Diagnostic, rule: usize, items: &[ItemRecord]) -> Self {
        let item = one.item.as_ref().map(|item| {
            let same = items
                .get(item.index)
                .is_some_and(|record| record.item == *item);
            if same {
                KeptItem::Of(item.index)
            } else {
                KeptItem::Other((**item).clone())
            }
        });
        Self {
            rule,
            severity: one.severity,
            message: kept_message(&one.message),
            help: one.help.as_deref().map(kept_message),
            span: kept_span(one.span),
            labels: one
                .labels
                .iter()
                .map(|label| {
                    (
                        label.file.as_deref().map(str::to_owned),
                        kept_span(label.span),
                        kept_message(&label.message),
                    )
                })
                .collect(),
            fix: one.fix.as_ref().map(|fix| {
                let edits = fix
                    .edits
                    .iter()
                    .map(|edit| (kept_span(edit.span), edit.text.clone()))
                    .collect();
                (kept_message(&fix.title), fix.applicability, edits)
            }),
            item,
            field: one.field.as_deref().map(str::to_owned),
            confidence: one.confidence,
            fold: one.fold.as_deref().map(str::to_owned),
            fold_head: one.fold_head,
        }
    }

    fn diagnostic(
        self,
        rule: Arc<str>,
        because: Arc<[Because]>,
        items: &[ItemRecord],
    ) -> Option<Diagnostic> {
        let item = match self.item {
            None => None,
            Some(KeptItem::Of(index)) => Some(items.get(index)?.item.clone()),
            Some(KeptItem::Other(item)) => Some(Arc::new(item)),
        };
        Some(Diagnostic {
            rule,
            severity: self.severity,
            message: message_of(self.message).into(),
            help: self.help.map(|help| message_of(help).into()),
            because,
            span: span_of(self.span),
            labels: self
                .labels
                .into_iter()
                .map(|(file, span, message)| Label {
                    file: file.map(Into::into),
                    span: span_of(span),
                    message: message_of(message),
                })
                .collect(),
            fix: self.fix.map(|(title, applicability, edits)| Fix {
                title: message_of(title),
                applicability,
                edits: edits
                    .into_iter()
                    .map(|(span, text)| Edit {
                        span: span_of(span),
                        text,
                    })
                    .collect(),
            }),
            item,
            field: self.field.map(Into::into),
            confidence: self.confidence,
            fold: self.fold.map(Into::into),
            fold_head: self.fold_head,
            suppressed: None,
        })
    }
}

fn kept_span(span: Span) -> KeptSpan {
    (span.start, span.end)
}

fn span_of((start, end): KeptSpan) -> Span {
    Span { start, end }
}

fn kept_message(message: &Message) -> KeptMessage {
    (message.zh.clone(), message.en.clone())
}

fn message_of((zh, en): KeptMessage) -> Message {
    Message { zh, en }
}

fn kept_because(because: &Because) -> KeptBecause {
    KeptBecause(
        because.law.clone(),
        because.article.clone(),
        because.from.clone(),
        because.until.clone(),
    )
}

fn because_of(KeptBecause(law, article, from, until): KeptBecause) -> Because {
    Because {
        law,
        article,
        from,
        until,
    }
}

fn kept_place(place: &Place, sheets: &mut Vec<Arc<str>>) -> KeptPlace {
    // The cells of a sheet follow each other.
    let mut of_sheet = |sheet: &Arc<str>| match sheets.iter().rposition(|known| known == sheet) {
        Some(known) => known,
        None => {
            sheets.push(sheet.clone());
            sheets.len() - 1
        }
    };
    match place {
        Place::Cell { sheet, row, column } => KeptPlace::Cell(of_sheet(sheet), *row, *column),
        Place::Sheet { sheet } => KeptPlace::Sheet(of_sheet(sheet)),
        Place::TableCell {
            table,
            row,
            column,
            paragraph,
        } => KeptPlace::TableCell(*table, *row, *column, *paragraph),
        Place::Paragraph { number } => KeptPlace::Paragraph(*number),
        Place::Aside {
            kind: (zh, en),
            number,
        } => KeptPlace::Aside((*zh).to_owned(), (*en).to_owned(), *number),
    }
}

fn place_of(place: KeptPlace, sheets: &[Arc<str>]) -> Option<Place> {
    Some(match place {
        KeptPlace::Cell(sheet, row, column) => Place::Cell {
            sheet: sheets.get(sheet)?.clone(),
            row,
            column,
        },
        KeptPlace::Sheet(sheet) => Place::Sheet {
            sheet: sheets.get(sheet)?.clone(),
        },
        KeptPlace::TableCell(table, row, column, paragraph) => Place::TableCell {
            table,
            row,
            column,
            paragraph,
        },
        KeptPlace::Paragraph(number) => Place::Paragraph { number },
        KeptPlace::Aside(zh, en, number) => Place::Aside {
            kind: (interned(&zh), interned(&en)),
            number,
        },
    })
}

/// The same text for good. Only names of formats, encodings and kinds of places come here, a handful in all.
fn interned(text: &str) -> &'static str {
    static KNOWN: std::sync::RwLock<Vec<&'static str>> = std::sync::RwLock::new(Vec::new());
    let find = |known: &[&'static str]| known.iter().copied().find(|known| *known == text);
    let read = KNOWN
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = find(&read) {
        return known;
    }
    drop(read);
    let mut write = KNOWN
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = find(&write) {
        return known;
    }
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    write.push(text);
    text
}
