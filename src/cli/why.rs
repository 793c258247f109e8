//! `explain --item N --rule ID LIST`: why a rule found something in an item, or did not.

use std::path::Path;

use super::terminal::Terminal;
use crate::check::{ListFacts, Looked, RequirementLooked, why};
use crate::list::List;
use crate::message::Language;
use crate::pipeline::{Engine, Input, read_input};
use crate::read::{Document, ReadOptions, read_with};
use crate::rule::{Kind, Rule, Trace, shortened};
use crate::source::Source;
use crate::trouble::Trouble;
use crate::vocabulary::Field;

/// The pages about one rule and one item: one for each list; for a rule about all lists one for the first, which is
/// compared with the others.
///
/// # Errors
/// When there is no such rule or item, or a list cannot be read.
pub fn pages(
    engine: &Engine,
    rule: &str,
    item: &str,
    lists: &[&Path],
    terminal: &Terminal,
) -> Result<Vec<String>, Vec<Trouble>> {
    let rule = engine
        .rules()
        .get(rule)
        .ok_or_else(|| vec![no_rule(engine, rule)])?;
    let one =
        |list: &&Path, others: &[ListFacts]| page(engine, rule, item, (list, others), terminal);
    match lists {
        [first, others @ ..] if rule.kind == Kind::AllLists => {
            let others: Result<Vec<ListFacts>, _> =
                others.iter().map(|list| facts(engine, list)).collect();
            Ok(vec![one(first, &others?)?])
        }
        _ => lists.iter().map(|list| one(list, &[])).collect(),
    }
}

fn read_list(list: &Path) -> Result<(Source, Document), Vec<Trouble>> {
    let input = Input {
        name: crate::config::shown(list),
        path: Some(list.to_owned()),
        named: true,
    };
    let bytes = read_input(&input).map_err(|error| vec![Trouble::unreadable(list, &error)])?;
    read_with(&input.name, bytes, &ReadOptions::default()).map_err(|error| {
        vec![Trouble::Plain {
            message: error.message(),
            help: None,
        }]
    })
}

/// What a list is compared by.
fn facts(engine: &Engine, list: &Path) -> Result<ListFacts, Vec<Trouble>> {
    let (source, document) = read_list(list)?;
    let list = crate::list::recognise_with(&source, &document, engine.vocabulary(), engine.laws());
    Ok(engine.checker().check_list(&list, &[], &()).facts)
}

fn page(
    engine: &Engine,
    rule: &Rule,
    item: &str,
    (list, others): (&Path, &[ListFacts]),
    terminal: &Terminal,
) -> Result<String, Vec<Trouble>> {
    let (source, document) = read_list(list)?;
    let list = crate::list::recognise_with(&source, &document, engine.vocabulary(), engine.laws());
    let index = find(&list, item).ok_or_else(|| vec![no_item(&list, item)])?;
    let context = engine.context();
    let mut writer = Writer {
        page: String::new(),
        language: terminal.language(),
        file: engine.rules().sources().get(rule.file),
        list: &source,
    };
    writer.head(rule, &list, index);
    if !rule.in_force.contains(context.as_of) {
        let day = context.as_of;
        writer.line(
            0,
            &format!("这条规则在 {day} 不适用，下面按它适用时说明。"),
            &format!("the rule does not apply on {day}; what follows is as if it did."),
        );
    }
    if rule
        .files
        .as_ref()
        .is_some_and(|files| !files.is_match(source.name()))
    {
        writer.line(
            0,
            "这个文件不在规则的 files 范围内，所以什么也不报。",
            "the file is not among the `files` of the rule, so that nothing is found.",
        );
        return Ok(writer.page);
    }
    let looked = why(rule, &list, index, others, &context);
    if looked.is_empty() {
        writer.line(
            0,
            "这个事项里没有这条规则要看的内容。",
            "the item has nothing of the kind that the rule is about.",
        );
    }
    // Of many texts and stages, those where something was found come with all they were judged by.
    let many = looked.len() > 8;
    for one in &looked {
        let found = one.requirements.iter().any(|one| !one.findings.is_empty());
        if !many || found {
            writer.looked(one);
        }
    }
    let quiet = looked
        .iter()
        .filter(|one| many && one.requirements.iter().all(|one| one.findings.is_empty()));
    let quiet = quiet.count();
    if quiet > 0 {
        writer.line(
            0,
            &format!("另有 {quiet} 处没有报出问题。"),
            &format!("nothing was found in {quiet} other places."),
        );
    }
    Ok(writer.page)
}

fn no_rule(engine: &Engine, rule: &str) -> Trouble {
    let known = engine.rules().rules().iter().map(|rule| &*rule.id);
    let trouble = Trouble::plain(
        format!("没有名为“{rule}”的规则"),
        format!("there is no rule `{rule}`"),
    );
    match crate::rule::nearest(rule, known) {
        Some(near) => trouble.with_help(
            format!("是不是“{near}”？"),
            format!("did you mean `{near}`?"),
        ),
        None => trouble.with_help(
            "用 dutylint rules 列出全部规则",
            "`dutylint rules` lists all rules",
        ),
    }
}

fn no_item(list: &List<'_>, item: &str) -> Trouble {
    let count = list.items.len();
    Trouble::plain(
        format!("清单里没有序号、编码或名称为“{item}”的事项（共 {count} 项）"),
        format!("no item with the number, code or name `{item}` ({count} items)"),
    )
    .with_help(
        "请写序号、事项编码或完整的名称；#3 表示从头数第三项",
        "give its number, code or whole name; #3 is the third from the beginning",
    )
}

/// The item with this number, code or name; `#N` is the N-th.
fn find(list: &List<'_>, wanted: &str) -> Option<usize> {
    if let Some(place) = wanted.strip_prefix('#') {
        let place: usize = place.parse().ok()?;
        return (1..=list.items.len()).contains(&place).then(|| place - 1);
    }
    let has = |field: Field| {
        list.items
            .iter()
            .position(|item| item.values(field).any(|value| value.as_str() == wanted))
    };
    let by_number = || {
        list.items
            .iter()
            .position(|item| item.number() == Some(wanted))
    };
    by_number()
        .or_else(|| has(Field::Code))
        .or_else(|| has(Field::Name))
        .or_else(|| has(Field::SubName))
}

struct Writer<'w> {
    page: String,
    language: Language,
    /// The rule file.
    file: Option<&'w Source>,
    list: &'w Source,
}

impl Writer<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The cell or paragraph of an office file, else line and column.
    fn place(&self, offset: usize) -> String {
        match self.list.place(offset) {
            Some(place) => place.describe(self.language),
            None => {
                let at = self.list.position(offset);
                format!("{}:{}", at.line, at.column)
            }
        }
    }

    fn line(&mut self, depth: usize, zh: &str, en: &str) {
        let text = self.say(zh, en).to_owned();
        self.page.push_str(&"  ".repeat(depth));
        self.page.push_str(&text);
        self.page.push('\n');
    }

    fn head(&mut self, rule: &Rule, list: &List<'_>, index: usize) {
        let title = rule.title.get(self.language).to_owned();
        self.page.push_str(&format!("{}  {title}\n", rule.id));
        if let Some(item) = list.items.get(index) {
            let name = item
                .name()
                .map_or_else(String::new, |name| shortened(name.as_str()));
            let number = item.number().unwrap_or_default().to_owned();
            let place = index + 1;
            self.line(
                0,
                &format!("第 {place} 项，序号 {number}：{name}"),
                &format!("item {place}, no. {number}: {name}"),
            );
        }
        self.page.push('\n');
    }

    fn looked(&mut self, looked: &Looked) {
        let at = self.place(looked.span.start());
        let what = looked.what.get(self.language).to_owned();
        self.page.push_str(&format!("{what}  ({at})\n"));
        if !looked.is_meant {
            self.line(
                1,
                "不在规则要看的地方。",
                "it does not stand where the rule looks.",
            );
            self.page.push('\n');
            return;
        }
        match &looked.when {
            None => self.line(1, "范围：全部", "scope: everything"),
            Some(trace) => {
                let (zh, en) = match trace.holds {
                    true => ("范围 when：符合", "scope `when`: it is meant"),
                    false => (
                        "范围 when：不符合，所以不查",
                        "scope `when`: it is not meant, so not looked at",
                    ),
                };
                self.line(1, zh, en);
                self.trace(trace, 2);
            }
        }
        for (number, one) in looked.requirements.iter().enumerate() {
            self.requirement(one, number + 1, looked.requirements.len() > 1);
        }
        self.page.push('\n');
    }

    fn requirement(&mut self, one: &RequirementLooked, number: usize, several: bool) {
        if several {
            self.line(
                1,
                &format!("第 {number} 项要求"),
                &format!("requirement {number}"),
            );
        }
        if one.passed_over {
            self.line(
                2,
                "前面的一项已经适用，不再看",
                "an earlier case applies: not looked at",
            );
            return;
        }
        if let Some(when) = &one.when {
            let (zh, en) = match when.holds {
                true => ("when：适用", "`when`: it applies"),
                false => ("when：不适用", "`when`: it does not apply"),
            };
            self.line(2, zh, en);
            self.trace(when, 3);
            if !when.holds {
                return;
            }
        }
        let found = one.findings.len();
        if let Some(trace) = &one.condition {
            let (zh, en) = match (one.key.as_str(), trace.holds) {
                ("require", true) => ("要求 require：满足", "`require`: it holds"),
                ("require", false) => (
                    "要求 require：不满足，所以报出",
                    "`require`: it does not hold, hence the finding",
                ),
                (_, true) => (
                    "禁止 forbid：成立，所以报出",
                    "`forbid`: it holds, hence the finding",
                ),
                (_, false) => ("禁止 forbid：不成立", "`forbid`: it does not hold"),
            };
            self.line(1, zh, en);
            self.trace(trace, 2);
        } else if !one.key.is_empty() {
            let key = &one.key;
            self.line(
                1,
                &format!("检测 {key}：{found} 处"),
                &format!("`{key}`: {found} found"),
            );
            for compared in &one.compared {
                self.line(2, &compared.zh, &compared.en);
            }
        }
        for finding in &one.findings {
            let severity = finding.severity.words();
            let place = self.place(finding.span.start());
            self.line(
                1,
                &format!(
                    "→ {}：{} ({place})",
                    severity.zh,
                    finding.message.get(self.language)
                ),
                &format!(
                    "→ {}: {} ({place})",
                    severity.en,
                    finding.message.get(self.language)
                ),
            );
        }
    }

    fn trace(&mut self, trace: &Trace, depth: usize) {
        let mark = if trace.holds { '✓' } else { '✗' };
        let seen: Vec<&str> = trace
            .seen
            .iter()
            .map(|one| one.get(self.language))
            .collect();
        let seen = match seen.is_empty() {
            true => String::new(),
            false => format!("  — {}", seen.join(self.say("；", "; "))),
        };
        let written = self.written(trace);
        self.page.push_str(&"  ".repeat(depth));
        self.page.push_str(&format!("{mark} {written}{seen}\n"));
        for within in &trace.within {
            self.trace(within, depth + 1);
        }
    }

    /// The condition as the rule file has it; its key alone where it stands in another file.
    fn written(&self, trace: &Trace) -> String {
        if !trace.within.is_empty() {
            return trace.key.clone();
        }
        let text = self.file.map_or("", |file| file.slice(trace.span));
        match text.strip_prefix(trace.key.as_str()) {
            Some(_) => {
                let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                shortened(&one_line)
            }
            None => trace.key.clone(),
        }
    }
}
