//! Label lines: a label on one line and its value on the next ones, or 标签：值 on one line.

use crate::source::Text;
use crate::vocabulary::Field;

use super::super::{Shape, Value};
use super::builder::Builder;
use super::draft::Draft;
use super::labels::{self, Label, Opens};
use super::sections;
use super::tokens::{Run, Token};

/// Different labels that make a run of lines one of this shape.
const LABELS: usize = 3;

/// Whether `run` is written in label lines: several different labels, most of them with a value after
/// them (labels one after the other are the header of a flattened table).
pub(super) fn is(run: &Run<'_>, builder: &Builder<'_, '_>) -> bool {
    let mut fields: Vec<Field> = Vec::new();
    let mut valued = 0;
    let mut labels = 0;
    let mut blocks = 0;
    let mut before = false;
    for token in run.tokens.iter().filter(|token| token.row.is_none()) {
        let label = labels::of(&token.value, true, builder.vocabulary);
        let is_label = label.is_some();
        if before && !is_label {
            valued += 1;
        }
        before = false;
        if let Some(label) = label {
            labels += 1;
            match label.opens {
                Opens::Field(field) => fields.push(field),
                _ => blocks += 1,
            }
            if label.rest.is_some() {
                valued += 1;
            } else {
                before = true;
            }
        } else if labels::of(&token.value, false, builder.vocabulary).is_some() {
            blocks += 1;
        }
    }
    fields.sort_unstable();
    fields.dedup();
    let telling = [Field::Name, Field::Type, Field::Duties, Field::Basis]
        .iter()
        .filter(|field| fields.contains(field))
        .count();
    let items = fields.len() >= LABELS && telling >= 2 && valued * 2 > labels;
    items || blocks > 0 && fields.is_empty() && valued > 0
}

/// Reads `run`.
pub(super) fn read<'s>(run: Run<'s>, builder: &mut Builder<'s, '_>) {
    let mut reader = Reader {
        starter: None,
        open: None,
        parts: Vec::new(),
        step: 0,
    };
    for token in run.tokens {
        reader.token(token, builder);
    }
    reader.close(builder);
}

struct Reader<'s> {
    /// The label the first item began with.
    starter: Option<Field>,
    open: Option<Opens>,
    /// The lines of the value being collected, with whether a blank line stands before each.
    parts: Vec<(Text<'s>, bool)>,
    step: u32,
}

impl<'s> Reader<'s> {
    fn token(&mut self, token: Token<'s>, builder: &mut Builder<'s, '_>) {
        let in_item = builder.draft.is_some();
        match labels::of(&token.value, in_item, builder.vocabulary) {
            Some(label) => self.label(label, builder),
            None if self.open.is_some() && token.heading == 0 => {
                self.parts.push((token.value.text, token.gap))
            }
            None => {
                self.close(builder);
                self.open = None;
                between(token.value, builder);
            }
        }
    }

    fn label(&mut self, label: Label<'s>, builder: &mut Builder<'s, '_>) {
        let begins = match &label.opens {
            Opens::Field(field) => {
                let draft = builder.draft.as_ref();
                let again = |field: Field| {
                    draft.is_some_and(|draft| draft.has(field))
                        || self.open == Some(Opens::Field(field))
                };
                let identity = matches!(
                    field,
                    Field::Number | Field::Code | Field::Name | Field::Type
                );
                draft.is_none()
                    || identity && self.starter == Some(*field)
                    || matches!(field, Field::Number | Field::Code | Field::Name) && again(*field)
            }
            _ => true,
        };
        let captions = if begins {
            self.captions(builder)
        } else {
            Vec::new()
        };
        self.close(builder);
        match label.opens.clone() {
            Opens::Field(field) => {
                if begins {
                    builder.end();
                    for caption in captions {
                        between(caption, builder);
                    }
                    self.starter.get_or_insert(field);
                    builder.begin(Draft::new(Shape::Lines));
                }
                builder.header(label.text, Some(field), label.misspelling_of);
            }
            _ => {
                builder.end();
                for caption in captions {
                    between(caption, builder);
                }
                builder.header(label.text, label.opens.field(), None);
            }
        }
        self.open = Some(label.opens);
        self.parts.extend(label.rest.map(|rest| (rest, false)));
    }

    /// Lines at the end of the value that belong to the next item: a caption or heading after a blank line.
    fn captions(&mut self, builder: &Builder<'_, '_>) -> Vec<Value<'s>> {
        let mut captions = Vec::new();
        while let Some((text, gap)) = self.parts.last() {
            let value = Value::new(text.clone());
            let caption = builder.vocabulary.words().is_caption(value.as_str())
                || sections::is_heading(value.as_str(), builder.vocabulary)
                    && builder.vocabulary.class_of(value.as_str()).is_none()
                || builder.vocabulary.words().is_title(value.as_str());
            // A value is never given away whole: 类型 / 行政处罚.
            if !(caption && (*gap || self.parts.len() > 1)) {
                break;
            }
            self.parts.pop();
            captions.push(value);
        }
        captions.reverse();
        captions
    }

    /// Gives the value collected to where its label belongs.
    fn close(&mut self, builder: &mut Builder<'s, '_>) {
        let parts: Vec<Text<'s>> = std::mem::take(&mut self.parts)
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        self.step += 1;
        match &self.open {
            Some(Opens::Field(field)) => {
                let value = Text::joined(&parts);
                if let (Some(draft), Some(text)) = (&mut builder.draft, value) {
                    draft.push(*field, Value::new(text), self.step, self.step);
                } else if let Some(draft) = &mut builder.draft {
                    let label = builder
                        .list
                        .headers
                        .last()
                        .map(|header| header.value.span());
                    draft
                        .blank
                        .extend(label.map(|span| (*field, crate::source::Span::empty(span.end()))));
                }
            }
            Some(Opens::Duties) => builder
                .list
                .duties
                .extend(parts.into_iter().map(Value::new)),
            Some(Opens::Boundaries) => builder
                .list
                .boundaries
                .extend(parts.into_iter().map(Value::new)),
            None => {}
        }
    }
}

/// A line between items.
pub(super) fn between<'s>(value: Value<'s>, builder: &mut Builder<'s, '_>) {
    let heading = sections::is_heading(value.as_str(), builder.vocabulary);
    if heading && !builder.vocabulary.words().is_title(value.as_str()) {
        builder.section(value.as_str().into(), Some(value.clone()), value.span());
    } else {
        builder.loose(value.text);
    }
}
