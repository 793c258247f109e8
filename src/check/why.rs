//! Why a rule found something in an item, or did not: its conditions as they were evaluated.

use crate::diagnostic::Diagnostic;
use crate::law::verify::Verified;
use crate::list::List;
use crate::message::Message;
use crate::rule::{Context, Fact, Kind, Requirement, Rule, Subject, Trace, What, shortened};
use crate::source::Span;
use crate::vocabulary::Field;

use super::texts::texts;
use super::{Checker, ListFacts};

/// One thing that a rule looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What it is.
    pub what: Message,
    /// Its bytes in the list.
    pub span: Span,
    /// Whether it stands where the rule looks (`in:`, `notes:`).
    pub is_meant: bool,
    /// The scope of the rule; `None` where the rule has no `when`.
    pub when: Option<Trace>,
    /// What the rule requires of it; empty where it is not in scope.
    pub requirements: Vec<RequirementLooked>,
}

/// One requirement.
#[derive(Debug, Clone)]
pub struct RequirementLooked {
    /// Where it applies; `None` where it has no `when`.
    pub when: Option<Trace>,
    /// Whether an earlier case of `first-match` was taken instead.
    pub passed_over: bool,
    /// `require`, `forbid`, `check NAME`; empty for a rule that tells each remark.
    pub key: String,
    /// The condition; `None` for a detector, or where the requirement does not apply.
    pub condition: Option<Trace>,
    /// What a detector held it against.
    pub compared: Vec<Message>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// What `rule` looked at in the item at `item` of the list (of rules about the whole list: in the list). A rule
/// about all lists compares the list with `others` too.
pub fn why(
    rule: &Rule,
    list: &List<'_>,
    item: usize,
    others: &[ListFacts],
    context: &Context<'_>,
) -> Vec<Looked> {
    let checker = Checker::of_rule(rule, *context);
    let outcome = checker.check_list(list, &[], &());
    if rule.kind == Kind::AllLists {
        return vec![of_all_lists(
            rule,
            list,
            item,
            (&checker, outcome.facts, others),
        )];
    }
    let findings = outcome.diagnostics;
    let citations = list.items.get(item).map_or(0, |item| item.citations.len());
    let verified: Vec<Verified> = (0..citations).map(|_| Verified::default()).collect();
    subjects(rule, list, item, &verified)
        .into_iter()
        .map(|subject| looked(rule, subject, context, &findings))
        .collect()
}

fn subjects<'a, 's>(
    rule: &Rule,
    list: &'a List<'s>,
    index: usize,
    verified: &'a [Verified],
) -> Vec<Subject<'a, 's>> {
    let Some(item) = list.items.get(index) else {
        return Vec::new();
    };
    let whats: Vec<What<'a, 's>> = match rule.kind {
        Kind::Item => vec![What::Item(item)],
        Kind::Stage => item
            .stages
            .iter()
            .map(|stage| What::Stage(item, stage))
            .collect(),
        Kind::Post => item
            .posts
            .iter()
            .map(|post| What::Post(item, post))
            .collect(),
        Kind::Citation => item
            .citations
            .iter()
            .zip(verified)
            .map(|((field, citation), verified)| What::Citation(item, *field, citation, verified))
            .collect(),
        Kind::Text => {
            return texts(list)
                .into_iter()
                .filter(|text| {
                    let of_item = text.item().is_some_and(|own| own.index == index);
                    // A text shared by several items is met with the first of them.
                    of_item
                        || item
                            .fields
                            .iter()
                            .any(|(_, value)| value.span() == text.span())
                })
                .collect();
        }
        Kind::Section => item
            .section
            .and_then(|section| list.sections.get(section))
            .map(What::Section)
            .into_iter()
            .collect(),
        Kind::List | Kind::AllLists => vec![What::List],
        Kind::Header => list.headers.iter().map(What::Header).collect(),
        Kind::Note => list.notes.iter().map(What::Note).collect(),
    };
    whats
        .into_iter()
        .map(|what| Subject { list, what })
        .collect()
}

fn looked(
    rule: &Rule,
    subject: Subject<'_, '_>,
    context: &Context<'_>,
    findings: &[Diagnostic],
) -> Looked {
    let is_meant = match subject.what {
        What::Text(_, place, _) => rule.places.is_empty() || rule.places.contains(&place),
        What::Note(note) => rule.notes.is_empty() || rule.notes.contains(&note.kind),
        _ => true,
    };
    let when = (!rule.when.is_always()).then(|| rule.when.trace(&subject, context));
    let in_scope = is_meant && when.as_ref().is_none_or(|trace| trace.holds);
    let mut requirements = Vec::new();
    let mut taken = false;
    for assertion in rule.assertions.iter().filter(|_| in_scope) {
        let when = (!assertion.when.is_always()).then(|| assertion.when.trace(&subject, context));
        let applies = !taken && when.as_ref().is_none_or(|trace| trace.holds);
        let (key, condition) = match &assertion.test {
            Requirement::Require(condition) => ("require".to_owned(), Some(condition)),
            Requirement::Forbid(condition) => ("forbid".to_owned(), Some(condition)),
            Requirement::Detect(name, _) => (format!("check {name}"), None),
            Requirement::Each => (String::new(), None),
        };
        let compared = match &assertion.test {
            Requirement::Detect(_, detector) if applies => detector.compared(&subject, context),
            _ => Vec::new(),
        };
        let condition = condition.filter(|_| applies);
        let condition = condition.map(|condition| condition.trace(&subject, context));
        let of_this = |found: &&Diagnostic| {
            let whole = matches!(subject.what, What::List | What::Section(_));
            let item = subject.item().map(|item| item.index);
            let same_item = found.item.as_ref().map(|item| item.index) == item;
            let within = match subject.what {
                What::Item(_) => same_item,
                _ => subject.span().contains(found.span) || found.span == subject.span(),
            };
            whole || within
        };
        let failed = match (&assertion.test, &condition) {
            (Requirement::Require(_), Some(trace)) => !trace.holds,
            (Requirement::Forbid(_), Some(trace)) => trace.holds,
            _ => applies,
        };
        requirements.push(RequirementLooked {
            when,
            passed_over: taken,
            key,
            condition,
            compared,
            findings: match failed {
                true => findings.iter().filter(of_this).cloned().collect(),
                false => Vec::new(),
            },
        });
        taken |= rule.first_match && applies;
    }
    Looked {
        what: name(&subject, context),
        span: subject.span(),
        is_meant,
        when,
        requirements,
    }
}

/// What a rule about all lists compared of the item, and with what.
fn of_all_lists(
    rule: &Rule,
    list: &List<'_>,
    item: usize,
    (checker, own, others): (&Checker<'_>, ListFacts, &[ListFacts]),
) -> Looked {
    let mut all = vec![own];
    all.extend_from_slice(others);
    let found = checker.check_all(&all);
    let of_item = |index: Option<usize>| index == Some(item);
    let found: Vec<Diagnostic> = found
        .into_iter()
        .filter(|(of_list, one)| *of_list == 0 && of_item(one.item.as_ref().map(|item| item.index)))
        .map(|(_, one)| one)
        .collect();
    let requirements = rule
        .assertions
        .iter()
        .enumerate()
        .map(|(number, assertion)| {
            let facts = |of_list: &ListFacts| -> Vec<Fact> {
                let mut by_rule = of_list.by_rule.iter();
                let one = by_rule.find(|(id, of, _)| **id == *rule.id && *of == number);
                one.map_or_else(Vec::new, |(_, _, facts)| facts.clone())
            };
            let here = all.first().map_or_else(Vec::new, facts);
            let own = here
                .iter()
                .filter(|fact| of_item(fact.item.as_ref().map(|item| item.index)));
            let own: Vec<&str> = own
                .map(|fact| list.source.slice(fact.span()).trim())
                .collect();
            let elsewhere: usize = others.iter().map(|other| facts(other).len()).sum();
            RequirementLooked {
                when: None,
                passed_over: false,
                key: match &assertion.test {
                    Requirement::Detect(name, _) => format!("check {name}"),
                    _ => String::new(),
                },
                condition: None,
                compared: compared(&own, here.len(), others.len(), elsewhere),
                findings: match number {
                    0 => found.clone(),
                    _ => Vec::new(),
                },
            }
        });
    Looked {
        what: Message::new("各份清单之间", "all lists together"),
        span: list
            .items
            .get(item)
            .map_or_else(Span::default, |item| item.anchor(Field::Name)),
        is_meant: true,
        when: None,
        requirements: requirements.collect(),
    }
}

fn compared(own: &[&str], here: usize, lists: usize, elsewhere: usize) -> Vec<Message> {
    let mut told = Vec::new();
    if own.is_empty() {
        told.push(Message::new(
            "本事项没有这条规则要比较的内容",
            "the item has nothing that the rule compares",
        ));
    }
    for text in own.iter().take(3) {
        let shown = shortened(text);
        told.push(Message::new(
            format!("本事项拿来比较的是「{shown}」"),
            format!("of the item `{shown}` is compared"),
        ));
    }
    let rest = here - own.len().min(here);
    told.push(match lists {
        0 => Message::new(
            format!("只与本清单其余 {rest} 处比较；要与别的清单比较，请把它们的路径写在后面"),
            format!("compared with {rest} other places of this list only; name further lists to compare with them"),
        ),
        _ => Message::new(
            format!("与本清单其余 {rest} 处、另外 {lists} 份清单的 {elsewhere} 处比较"),
            format!("compared with {rest} other places of this list and {elsewhere} of {lists} other lists"),
        ),
    });
    told
}

fn name(subject: &Subject<'_, '_>, context: &Context<'_>) -> Message {
    let with = |zh: &str, en: &str, text: &str| {
        let shown = shortened(text);
        Message::new(format!("{zh}「{shown}」"), format!("{en} `{shown}`"))
    };
    match subject.what {
        What::List => Message::new("整份清单", "the whole list"),
        What::Section(section) => with(
            "分组",
            "section",
            section.name.as_deref().unwrap_or_default(),
        ),
        What::Item(item) => {
            let name = item.name().map_or("", |name| name.as_str());
            with("事项", "item", name)
        }
        What::Stage(_, stage) => {
            let label = stage.label.as_ref().unwrap_or(&stage.value);
            with("环节", "stage", label.as_str())
        }
        What::Post(_, post) => with("岗位", "post", post.value.as_str()),
        What::Citation(_, _, citation, _) => with("引用", "citation", &citation.title),
        What::Text(_, _, value) => match subject.field().map(|field| context.field_name(field)) {
            Some(field) => with(&field.zh, &field.en, value.as_str()),
            None => with("文字", "text", value.as_str()),
        },
        What::Header(header) => with("表头", "header", header.value.as_str()),
        What::Note(note) => note.message.clone(),
    }
}
