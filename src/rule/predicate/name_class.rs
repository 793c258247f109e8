use serde::Deserialize;

use super::Test;
use crate::rule::OneOrMany;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::lookup;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::{ClassId, Field};

/// `name-class: {is, verbs}`: the wording of the item's name tells one of the classes of power
/// (对…的处罚).
pub(super) struct NameClass {
    classes: Vec<ClassId>,
    verbs: bool,
}

/// Parameters of `name-class`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The classes.
    is: OneOrMany,
    /// Whether a verb at the very end of the name will do, which tells the class less surely.
    #[serde(default)]
    verbs: bool,
}

/// Where a name tells a class.
struct Told {
    class: ClassId,
    word: String,
    at: std::ops::Range<usize>,
    field: Field,
}

/// The name without a bracket at its end: 对…的处罚（含…） ends with 处罚.
fn head(name: &str) -> &str {
    let trimmed = name.trim_end_matches(['。', '；', '，', ' ']);
    trimmed
        .strip_suffix(['）', ')'])
        .and_then(|inner| {
            let open = inner.rfind(['（', '('])?;
            inner.get(..open)
        })
        .filter(|head| !head.is_empty())
        .unwrap_or(trimmed)
}

impl NameClass {
    /// The class word or verb that ends the name, the longest of them.
    fn told(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Option<Told> {
        let item = subject.item()?;
        let field = [Field::SubName, Field::Name]
            .into_iter()
            .find(|field| item.value(*field).is_some())?;
        let name = head(item.value(field)?.as_str());
        let mut best: Option<Told> = None;
        for (index, class) in context.vocabulary.classes().iter().enumerate() {
            let verbs = class.verbs.iter().filter(|_| self.verbs);
            for word in class.words.iter().chain(verbs) {
                let longer = best
                    .as_ref()
                    .is_none_or(|told| word.len() > told.word.len());
                if longer && name.ends_with(word.as_str()) {
                    best = Some(Told {
                        class: ClassId(u16::try_from(index).unwrap_or(u16::MAX)),
                        word: word.clone(),
                        at: name.len() - word.len()..name.len(),
                        field,
                    });
                }
            }
        }
        best
    }
}

impl Test for NameClass {
    type Params = Params;

    const NAME: &'static str = "name-class";
    const KINDS: &'static [Kind] = super::OF_ITEMS;
    const VALUES: &'static [&'static str] = &["word", "name-class"];

    fn load(params: Params, _: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let classes = params
            .is
            .iter()
            .filter_map(|name| {
                lookup::class(&name.value, name.span, loader.vocabulary, &mut problems)
            })
            .collect();
        let verbs = params.verbs;
        super::checked(Self { classes, verbs }, problems)
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        self.told(subject, context)
            .is_some_and(|told| self.classes.contains(&told.class))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        _: bool,
        evidence: &mut Evidence,
    ) {
        let Some(item) = subject.item() else { return };
        let Some(told) = self.told(subject, context) else {
            evidence.place(item.anchor(Field::Name), Some(Field::Name));
            evidence.saw("名称看不出权力类型", "the name tells no class of power");
            return;
        };
        if let Some(value) = item.value(told.field) {
            evidence.place(value.view.source_span(told.at), Some(told.field));
        }
        evidence.values.text("word", told.word.as_str());
        if let Some(class) = context.vocabulary.class(told.class) {
            let name = crate::message::Message::new(&*class.zh, &*class.en);
            evidence.values.set("name-class".to_owned(), name);
            evidence.saw(
                format!("名称以「{}」结尾，是{}", told.word, class.zh),
                format!("the name ends with `{}`: {}", told.word, class.en),
            );
        }
    }
}
