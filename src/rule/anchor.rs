use super::lookup;
use super::point::Loader;
use super::subject::{Subject, What};
use crate::source::Span;
use crate::tree::{Node, Problem, Value};
use crate::vocabulary::{Field, StageId};

/// Where a finding is shown, when the thing it is about is missing or lies elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Anchor {
    field: Option<Field>,
    /// The first of these that the item has.
    stages: Vec<StageId>,
    /// The last stage of the item that is one of these: what is missing belongs after it.
    after: Vec<StageId>,
}

impl Anchor {
    /// Loads `at: FIELD` or `at: {field, stage, after}`.
    pub(super) fn load(node: &Node, loader: &Loader<'_>, problems: &mut Vec<Problem>) -> Self {
        let mut anchor = Self::default();
        match &node.value {
            Value::Scalar { .. } => {
                let text = node.as_str(loader.text).unwrap_or_default();
                anchor.field = lookup::field(text, node.span, problems);
            }
            Value::Mapping(entries) => {
                for entry in entries {
                    let key = entry.key.as_str(loader.text).unwrap_or_default();
                    match key {
                        "field" => {
                            let text = entry.value.as_str(loader.text).unwrap_or_default();
                            anchor.field = lookup::field(text, entry.value.span, problems);
                        }
                        "stage" => anchor.stages = stages(&entry.value, loader, problems),
                        "after" => anchor.after = stages(&entry.value, loader, problems),
                        _ => problems.push(lookup::unknown(
                            key,
                            entry.key.span,
                            ("at 的键", "key of `at`"),
                            &["field", "stage", "after"],
                        )),
                    }
                }
            }
            Value::Null | Value::Sequence(_) => problems.push(Problem::new(
                node.span,
                "at 应写字段名，或 {field, stage, after}",
                "`at` is a field, or {field, stage, after}",
            )),
        }
        anchor
    }

    /// The bytes it names for `subject`, with their field; `None` where the subject has no item.
    pub fn place(&self, subject: &Subject<'_, '_>) -> Option<(Span, Option<Field>)> {
        if let What::Stage(..) = subject.what
            && self.field.is_none()
            && self.stages.is_empty()
            && self.after.is_empty()
        {
            return Some((subject.span(), subject.field()));
        }
        let item = subject.item()?;
        let has = |wanted: &[StageId]| {
            let wanted = wanted.to_vec();
            move |stage: &&crate::list::Stage<'_>| {
                stage.kinds.iter().any(|kind| wanted.contains(kind))
            }
        };
        let stage = item
            .stages
            .iter()
            .find(has(&self.stages))
            .or_else(|| item.stages.iter().rfind(has(&self.after)));
        if let Some(stage) = stage {
            let span = stage
                .label
                .as_ref()
                .map_or_else(|| stage.value.span(), |label| label.span());
            return Some((span, Some(Field::Duties)));
        }
        let field = self
            .field
            .unwrap_or(if self.stages.is_empty() && self.after.is_empty() {
                Field::Name
            } else {
                Field::Duties
            });
        Some((item.anchor(field), Some(field)))
    }
}

fn stages(node: &Node, loader: &Loader<'_>, problems: &mut Vec<Problem>) -> Vec<StageId> {
    match crate::tree::from_part::<super::OneOrMany>(node, loader.text) {
        Ok(names) => names
            .iter()
            .filter_map(|name| lookup::stage(&name.value, name.span, loader.vocabulary, problems))
            .collect(),
        Err(found) => {
            problems.extend(found);
            Vec::new()
        }
    }
}
