use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix, ItemRef, Label};
use crate::list::List;
use crate::message::Message;
use crate::rule::{
    Assertion, Condition, Context, Evidence, Fact, Hit, HitLabel, Kind, Measured, Subject, Values,
    What, Words, item_ref, shortened, value,
};
use crate::source::Span;
use crate::vocabulary::Field;

use super::plan::Planned;

/// What a finding is made from.
pub(super) struct Finder<'a, 's> {
    pub(super) subject: Subject<'a, 's>,
    pub(super) context: Context<'a>,
    pub(super) items: &'a [Arc<ItemRef>],
}

impl Finder<'_, '_> {
    /// A finding of a condition that held (`forbid`) or did not (`require`).
    pub(super) fn of_condition(
        &self,
        planned: &Planned<'_>,
        number: usize,
        assertion: &Assertion,
        condition: &Condition,
        held: bool,
    ) -> Diagnostic {
        let mut evidence = Evidence::default();
        // What put it in scope has values and places too; what decided it comes first.
        condition.evidence(&self.subject, &self.context, held, &mut evidence);
        let decided = evidence.places.first().copied();
        for scope in [&assertion.when, &planned.rule.when] {
            let mut more = Evidence::default();
            scope.evidence(&self.subject, &self.context, true, &mut more);
            let own = std::mem::take(&mut evidence.values);
            evidence.values = more.values;
            evidence.values.extend(&own);
        }
        // A rule about one text or one stage flags it where its condition names no narrower place in it.
        let whole = (self.subject.span(), self.subject.field());
        let own_place = decided.filter(|(span, _)| {
            matches!(self.subject.kind(), Kind::Item | Kind::List | Kind::Section)
                || whole.0.contains(*span)
        });
        let hit = Hit {
            span: own_place.map_or(whole.0, |(span, _)| span),
            field: own_place.map_or(whole.1, |(_, field)| field),
            values: evidence.values,
            ..Hit::default()
        };
        self.of_hit(planned, number, assertion, hit)
    }

    /// A finding of a detector's hit.
    pub(super) fn of_hit(
        &self,
        planned: &Planned<'_>,
        number: usize,
        assertion: &Assertion,
        hit: Hit,
    ) -> Diagnostic {
        let list = self.subject.list;
        let subject = match hit.item.and_then(|index| list.items.get(index)) {
            Some(item) if self.subject.item().is_none() => Subject {
                list,
                what: What::Item(item),
            },
            _ => self.subject,
        };
        let words = assertion.words_of(hit.variant);
        let mut span = hit.span;
        let mut field = hit.field.or_else(|| subject.field());
        if let Some((at, its_field)) = assertion
            .at
            .as_ref()
            .and_then(|anchor| anchor.place(&subject))
        {
            span = at;
            field = its_field;
        }
        let filled = Filled {
            values: &hit.values,
            subject: &subject,
            context: &self.context,
            span,
            field,
        };
        let labels = self.labels(assertion, &hit, &subject, &filled);
        Diagnostic {
            rule: planned.rule.id.clone(),
            severity: words.severity,
            message: words.message.filled(&|name| filled.get(name)),
            help: words
                .help
                .as_ref()
                .map(|help| help.filled(&|name| filled.get(name))),
            because: planned.because(number),
            span,
            labels,
            fix: fix(words, &hit, span, &filled),
            item: subject
                .item()
                .and_then(|item| self.items.get(item.index).cloned()),
            field: field.map(|field| Arc::from(field.key())),
            confidence: hit.confidence.or_else(|| confidence(planned)),
            fold: None,
            fold_head: false,
            suppressed: None,
        }
    }

    /// A finding of the pass over all lists: the list is not at hand, its fact is.
    pub(super) fn of_joined(
        planned: &Planned<'_>,
        number: usize,
        assertion: &Assertion,
        hit: Hit,
        fact: Option<&Fact>,
    ) -> Diagnostic {
        let words = assertion.words_of(hit.variant);
        let item = fact.and_then(|fact| fact.item.clone());
        let fill = |name: &str| {
            hit.values.get(name).cloned().or_else(|| {
                let item = item.as_ref()?;
                let text = match name {
                    "name" => item.name.as_deref(),
                    "number" => item.number.as_deref(),
                    "class" => item.class.as_deref(),
                    _ => None,
                };
                text.map(|text| Message::new(shortened(text), ""))
            })
        };
        let span = match fact {
            Some(fact) if hit.span == Span::default() => fact.span(),
            _ => hit.span,
        };
        Diagnostic {
            rule: planned.rule.id.clone(),
            severity: words.severity,
            message: words.message.filled(&fill),
            help: words.help.as_ref().map(|help| help.filled(&fill)),
            because: planned.because(number),
            span,
            labels: hit
                .labels
                .iter()
                .filter_map(|label| {
                    let mut known = assertion.labels.iter();
                    let (_, template) = known.find(|(name, _)| name == label.name)?;
                    Some(Label {
                        file: label.file.clone(),
                        span: label.span,
                        message: template
                            .fill(&|name| label.values.get(name).cloned().or_else(|| fill(name))),
                    })
                })
                .collect(),
            fix: None,
            item: item.clone().map(Arc::new),
            field: hit.field.map(|field| Arc::from(field.key())),
            confidence: hit.confidence.or_else(|| confidence(planned)),
            fold: None,
            fold_head: false,
            suppressed: None,
        }
    }

    fn labels(
        &self,
        assertion: &Assertion,
        hit: &Hit,
        subject: &Subject<'_, '_>,
        filled: &Filled<'_, '_, '_>,
    ) -> Vec<Label> {
        let words = |label: &HitLabel| {
            let mut known = assertion.labels.iter();
            let (_, template) = known.find(|(known, _)| known == label.name)?;
            let own = |name: &str| label.values.get(name).cloned();
            Some(template.fill(&|name| own(name).or_else(|| filled.get(name))))
        };
        let mut labels: Vec<Label> = hit
            .labels
            .iter()
            .filter_map(|label| {
                Some(Label {
                    file: label.file.clone(),
                    span: label.span,
                    message: words(label)?,
                })
            })
            .collect();
        // Labels named after fields point at the fields of the item.
        for (name, template) in &assertion.labels {
            let Some(field) = Field::from_key(name) else {
                continue;
            };
            if let Some(value) = subject.first_value(field)
                && value.span() != filled.span
            {
                labels.push(Label {
                    file: None,
                    span: value.span(),
                    message: template.fill(&|name| filled.get(name)),
                });
            }
        }
        labels
    }
}

/// How sure a finding of a rule is that does not tell for each: as its findings were when they were read.
fn confidence(planned: &Planned<'_>) -> Option<f32> {
    planned.rule.measured.map(Measured::confidence)
}

/// The values of a finding's placeholders.
struct Filled<'f, 'a, 's> {
    values: &'f Values,
    subject: &'f Subject<'a, 's>,
    context: &'f Context<'f>,
    span: Span,
    field: Option<Field>,
}

impl Filled<'_, '_, '_> {
    fn get(&self, name: &str) -> Option<Message> {
        self.values
            .get(name)
            .cloned()
            .or_else(|| value(name, self.subject, self.context, self.span, self.field))
    }
}

fn fix(words: &Words, hit: &Hit, span: Span, filled: &Filled<'_, '_, '_>) -> Option<Fix> {
    let template = words.fix.as_ref()?;
    let edits = match &template.replace {
        Some(text) => vec![crate::diagnostic::Edit {
            span,
            text: text.fill(&|name| filled.get(name)).zh,
        }],
        None => hit.edits.clone(),
    };
    if edits.is_empty() {
        return None;
    }
    Some(Fix {
        title: template.title.fill(&|name| filled.get(name)),
        applicability: template.applicability,
        edits,
    })
}

/// What reports call the items of a list.
pub fn item_refs(list: &List<'_>) -> Vec<Arc<ItemRef>> {
    list.items
        .iter()
        .map(|item| Arc::new(item_ref(item)))
        .collect()
}

/// The statement of a fold in both languages.
pub(super) fn counted(count: usize, total: usize, list: &str) -> Values {
    let mut values = Values::default();
    values.set("count", Message::new(count.to_string(), ""));
    values.set("total", Message::new(total.to_string(), ""));
    values.set("list", Message::new(list, ""));
    values
}
