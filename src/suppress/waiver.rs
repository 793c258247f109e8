//! The register of waivers: a YAML file of entries that name rule, item, field, reason, approver,
//! document and expiry.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::finding::{EXPIRED, EXPIRING, MALFORMED, UNUSED};
use super::register::{RegisterEntry, State};
use super::scope::FileScope;
use super::{Outcome, Suppressions, mark};
use crate::config::{KnownRule, Selector, parse_date, read_source};
use crate::diagnostic::{Diagnostic, ItemRef, Suppression};
use crate::message::Message;
use crate::report::FileReport;
use crate::source::{Source, Span, Text, View};
use crate::tree::{Node, Problem, Spanned, Value};
use crate::trouble::Trouble;
use crate::vocabulary::Field;

/// Days before its end at which a waiver is said to expire soon.
const SOON: i64 = 30;

/// A register of waivers (豁免登记).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Register of waivers of dutylint")]
pub struct RegisterFile {
    /// 豁免，一条一项。 The waivers.
    #[serde(default)]
    pub waivers: Vec<WaiverEntry>,
}

/// A waiver (豁免).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaiverEntry {
    /// 规则名、前缀或类别。 The rule: id, prefix or category.
    pub rule: Spanned<String>,
    /// 事项编码或名称；不写则不限事项。 The item code or name; any item where it is left out.
    #[serde(default)]
    pub item: Option<Spanned<String>>,
    /// 哪些文件（通配符，相对于本文件所在文件夹）。 Which files, as a glob relative to the folder of this file.
    #[serde(default)]
    pub file: Option<Spanned<String>>,
    /// 栏目，如 basis。 The field.
    #[serde(default)]
    pub field: Option<Spanned<String>>,
    /// 被指出的文字；文字一改，豁免即失效。 The flagged text; when it changes the waiver ends.
    #[serde(default)]
    pub text: Option<Spanned<String>>,
    /// 理由。 Why.
    pub reason: Spanned<String>,
    /// 批准人。 Who approved it.
    pub approver: Spanned<String>,
    /// 批准文件的文号。 The number of the document that approves it.
    pub document: Spanned<String>,
    /// 期限（含当天），如 2026-12-31。 Its last day.
    pub expires: Spanned<String>,
}

/// A register that was read.
#[derive(Debug)]
pub struct WaiverFile {
    source: Source,
    folder: PathBuf,
    entries: Vec<(Span, WaiverEntry)>,
    problems: Vec<Problem>,
}

impl WaiverFile {
    /// Reads a register. What is wrong in an entry becomes a finding and leaves the others in force.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, Trouble> {
        let source = read_source(path)?;
        Ok(Self::read(source, path.parent().unwrap_or(Path::new(""))))
    }

    /// The register in `source`, whose globs are relative to `folder`.
    pub fn read(source: Source, folder: &Path) -> Self {
        let mut entries = Vec::new();
        let mut problems = Vec::new();
        match crate::tree::parse_yaml(source.text()) {
            Err(found) => problems = found,
            Ok(documents) => {
                let nodes: Vec<&Node> = documents
                    .iter()
                    .flat_map(|document| waiver_nodes(document, &source, &mut problems))
                    .collect();
                for node in nodes {
                    match crate::tree::from_node::<WaiverEntry>(node, source.text()) {
                        Ok(entry) => entries.push((node.span, entry)),
                        Err(found) => problems.extend(found),
                    }
                }
            }
        }
        Self {
            source,
            folder: folder.to_owned(),
            entries,
            problems,
        }
    }
}

/// The entries under `waivers:`; anything else at the top is a problem.
fn waiver_nodes<'n>(
    document: &'n Node,
    source: &Source,
    problems: &mut Vec<Problem>,
) -> Vec<&'n Node> {
    let expected = |span| {
        Problem::new(
            span,
            "豁免登记文件应以“waivers:”开头，下面每条豁免以“- ”开始",
            "a register of waivers starts with `waivers:` and has one list entry a waiver",
        )
    };
    match &document.value {
        Value::Null => Vec::new(),
        Value::Mapping(pairs) => pairs
            .iter()
            .flat_map(|entry| {
                let is_waivers = matches!(&entry.key.value, Value::Scalar { text, .. }
                    if text.text(source.text()).as_str() == "waivers");
                match &entry.value.value {
                    Value::Sequence(nodes) if is_waivers => nodes.iter().collect(),
                    Value::Null if is_waivers => Vec::new(),
                    _ => {
                        problems.push(expected(entry.key.span));
                        Vec::new()
                    }
                }
            })
            .collect(),
        _ => {
            problems.push(expected(document.span));
            Vec::new()
        }
    }
}

/// A waiver that is complete.
struct Waiver<'w> {
    selector: Selector,
    item: Option<String>,
    scope: Option<FileScope>,
    field: Option<&'w str>,
    text: Option<String>,
    entry: &'w WaiverEntry,
    span: Span,
    expires: Date,
}

impl<'w> Waiver<'w> {
    fn new(
        entry: &'w WaiverEntry,
        span: Span,
        folder: &Path,
        rules: &[KnownRule],
        as_of: Date,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        for (name, value) in [
            ("理由 reason", &entry.reason),
            ("批准人 approver", &entry.approver),
            ("文号 document", &entry.document),
        ] {
            if value.trim().is_empty() {
                let message = Message::new(
                    format!("豁免没有写{name}"),
                    format!("the waiver lacks {name}"),
                );
                wrong.push(MALFORMED.finding(value.span, message));
            }
        }
        let selector = Selector::parse(&entry.rule, rules)
            .map_err(|message| wrong.push(MALFORMED.finding(entry.rule.span, message)));
        let expires = parse_date(&entry.expires, as_of)
            .map_err(|message| wrong.push(MALFORMED.finding(entry.expires.span, message)));
        let scope = match &entry.file {
            None => Ok(None),
            Some(glob) => FileScope::new(glob, folder).map(Some).ok_or_else(|| {
                let message = Message::new("通配符写法有误", "not a glob");
                wrong.push(MALFORMED.finding(glob.span, message));
            }),
        };
        if let Some(field) = &entry.field
            && Field::from_key(field).is_none()
        {
            let near = crate::tree::nearest(field, Field::ALL.iter().map(|field| field.key()));
            let message = near.map_or_else(
                || {
                    Message::new(
                        format!("没有“{field}”这个栏目"),
                        format!("no field `{field}`"),
                    )
                },
                |near| {
                    Message::new(
                        format!("没有“{field}”这个栏目，是不是“{near}”？"),
                        format!("no field `{field}`; did you mean `{near}`?"),
                    )
                },
            );
            wrong.push(MALFORMED.finding(field.span, message));
        }
        match (selector, expires, scope) {
            (Ok(selector), Ok(expires), Ok(scope)) if wrong.is_empty() => Ok(Self {
                selector,
                item: entry.item.as_ref().map(|item| normalised(item)),
                scope,
                field: entry.field.as_ref().map(|field| field.value.as_str()),
                text: entry.text.as_ref().map(|text| normalised(text)),
                entry,
                span,
                expires,
            }),
            _ => Err(wrong),
        }
    }

    fn is_about(&self, item: &ItemRef) -> bool {
        self.item.as_ref().is_none_or(|wanted| {
            [&item.code, &item.name]
                .into_iter()
                .flatten()
                .any(|known| normalised(known) == *wanted)
        })
    }

    fn matches(&self, source: &Source, diagnostic: &Diagnostic, rules: &[KnownRule]) -> bool {
        self.selector.matches(&diagnostic.rule, rules)
            && self
                .field
                .is_none_or(|field| diagnostic.field.as_deref() == Some(field))
            && match (&self.item, diagnostic.item.as_deref()) {
                (Some(_), None) => false,
                (Some(_), Some(item)) => self.is_about(item),
                (None, _) => true,
            }
            && self
                .text
                .as_ref()
                .is_none_or(|text| normalised(source.slice(diagnostic.span)) == *text)
    }

    /// Whether it is certain that what this waiver is about was checked.
    fn was_looked_for(&self, files: &[FileReport], whole_folders: bool) -> bool {
        files.iter().any(|file| {
            self.scope.as_ref().is_none_or(|scope| scope.covers(file))
                && file.outcome.as_ref().is_ok_and(|checked| {
                    self.item.is_none()
                        || checked
                            .items
                            .iter()
                            .any(|record| self.is_about(&record.item))
                })
        }) && (self.scope.is_some() || self.item.is_some() || whole_folders)
            || whole_folders
    }
}

fn normalised(text: &str) -> String {
    let text = Text::verbatim(text, Span::new(0, text.len()));
    View::new(&text).as_str().to_owned()
}

/// Marks the findings that waivers keep from counting; says what is wrong with waivers; lists them.
pub(super) fn apply(
    files: &mut [FileReport],
    suppressions: &Suppressions,
    rules: &[KnownRule],
    as_of: Date,
    outcome: &mut Outcome,
) {
    for register in &suppressions.waivers {
        let mut said: Vec<Diagnostic> = register
            .problems
            .iter()
            .map(|problem| {
                let mut one = MALFORMED.finding(problem.span, problem.message.clone());
                if let Some(help) = &problem.help {
                    one.help = Some(help.clone().into());
                }
                one
            })
            .collect();
        for (span, entry) in &register.entries {
            match Waiver::new(entry, *span, &register.folder, rules, as_of) {
                Err(wrong) => said.extend(wrong),
                Ok(waiver) => {
                    let line = one(
                        &waiver,
                        register,
                        files,
                        suppressions,
                        rules,
                        as_of,
                        &mut said,
                    );
                    outcome.register.push(line);
                }
            }
        }
        if !said.is_empty() {
            said.sort_by_key(|diagnostic| diagnostic.span);
            let source = Source::new(
                register.source.name(),
                register.source.text().to_owned(),
                register.source.encoding(),
            );
            outcome.files.push((source, said));
        }
    }
}

fn one(
    waiver: &Waiver<'_>,
    register: &WaiverFile,
    files: &mut [FileReport],
    suppressions: &Suppressions,
    rules: &[KnownRule],
    as_of: Date,
    said: &mut Vec<Diagnostic>,
) -> RegisterEntry {
    let entry = waiver.entry;
    let mut line = RegisterEntry {
        file: register.source.name().into(),
        line: register.source.position(waiver.span.start()).line,
        rule: entry.rule.value.clone(),
        item: entry.item.as_ref().map(|item| item.value.clone()),
        field: entry.field.as_ref().map(|field| field.value.clone()),
        reason: entry.reason.trim().to_owned(),
        approver: entry.approver.trim().to_owned(),
        document: entry.document.trim().to_owned(),
        expires: waiver.expires,
        findings: 0,
        state: State::Active,
    };
    if waiver.expires < as_of {
        line.state = State::Expired;
        let message = Message::new(
            format!("豁免已于 {} 到期，不再起作用", waiver.expires),
            format!("this waiver expired on {}", waiver.expires),
        );
        said.push(EXPIRED.finding(entry.expires.span, message));
        return line;
    }
    let suppression = Arc::new(Suppression {
        kind: "waiver",
        reason: Some(format!("{}（{}）", line.reason, line.document)),
        approver: Some(line.approver.clone()),
    });
    for file in files.iter_mut() {
        if waiver
            .scope
            .as_ref()
            .is_some_and(|scope| !scope.covers(file))
        {
            continue;
        }
        let Ok(checked) = &mut file.outcome else {
            continue;
        };
        for diagnostic in &mut checked.diagnostics {
            if diagnostic.suppressed.is_none() && waiver.matches(&checked.source, diagnostic, rules)
            {
                mark(diagnostic, &suppression);
                line.findings += 1;
            }
        }
    }
    if line.findings == 0 {
        line.state = State::Unused;
        if waiver.was_looked_for(files, suppressions.whole_folders) {
            let message = Message::new("这条豁免没有对应的问题", "this waiver meets no finding");
            said.push(UNUSED.finding(entry.rule.span, message));
        }
    } else if as_of
        .until(waiver.expires)
        .is_ok_and(|left| i64::from(left.get_days()) <= SOON)
    {
        line.state = State::Expiring;
        let message = Message::new(
            format!("豁免将于 {} 到期", waiver.expires),
            format!("this waiver expires on {}", waiver.expires),
        );
        said.push(EXPIRING.finding(entry.expires.span, message));
    }
    line
}
