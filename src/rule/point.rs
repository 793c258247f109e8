use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::context::Context;
use super::load_condition::ConditionLoader;
use super::named::Named;
use super::subject::{Kind, Subject};
use super::table::Table;
use super::values::Values;
use crate::diagnostic::{Edit, ItemRef};
use crate::law::LawTable;
use crate::message::Message;
use crate::source::Span;
use crate::tree::{Node, Problem};
use crate::vocabulary::{Field, Vocabulary};

/// An extension point: a detector that rules configure in YAML (`check: {NAME: {params}}`).
///
/// One file in `check/point/` each, and one line in the table there. A detector says *where* and
/// *with which values*; all words shown to people are in the rule's message templates.
pub trait Point: Send + Sync + Sized + 'static {
    /// The parameters as written in the rule: a struct with `deny_unknown_fields` and `kebab-case`.
    type Params: DeserializeOwned + JsonSchema;

    /// The name in rule files.
    const NAME: &'static str;
    /// The kinds of subjects it can be run on (`for:` of the rule).
    const KINDS: &'static [Kind];
    /// The placeholders its hits fill beside the common ones (`text`, `field`, `list`; for what belongs to
    /// an item also `class`, `stages` and the key of every field, such as `name`).
    const VALUES: &'static [&'static str];
    /// The cases it tells apart; a rule gives each its own message under `variants:`.
    const VARIANTS: &'static [&'static str] = &[];
    /// The secondary places it points at; a rule gives each its words under `labels:`.
    const LABELS: &'static [&'static str] = &[];

    /// Checks and compiles the parameters. Runs once a rule, so that [`Self::run`] cannot fail.
    ///
    /// # Errors
    /// Every problem of the parameters, with its place in the rule file.
    fn load(params: Self::Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>>;

    /// Looks at one subject. Called from several threads; the order of `hits` is kept.
    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>);

    /// Literals of which at least one stands in the normalised text of every subject that can have a hit;
    /// empty where there are none to name. Texts without any of them are not shown to the detector.
    fn literals(&self) -> Vec<String> {
        Vec::new()
    }

    /// Placeholders that depend on the parameters (named captures of a pattern).
    fn captures(&self) -> Vec<String> {
        Vec::new()
    }

    /// What it held the subject against, for people who ask why it found something or did not.
    fn compared(&self, _subject: &Subject<'_, '_>, _context: &Context<'_>) -> Vec<Message> {
        Vec::new()
    }

    /// For rules about all lists: the facts of one list, in a fixed order.
    fn gather(&self, _subject: &Subject<'_, '_>, _context: &Context<'_>, _facts: &mut Vec<Fact>) {}

    /// For rules about all lists: compares the facts of every list.
    fn join(&self, _lists: &[Gathered<'_>], _context: &Context<'_>, _hits: &mut Vec<Joined>) {}
}

/// A detector made ready for a rule, whatever its type.
pub(crate) trait Detector: Send + Sync {
    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>);
    fn literals(&self) -> Vec<String>;
    fn captures(&self) -> Vec<String>;
    fn compared(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Vec<Message>;
    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>);
    fn join(&self, lists: &[Gathered<'_>], context: &Context<'_>, hits: &mut Vec<Joined>);
}

impl<P: Point> Detector for P {
    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        Point::run(self, subject, context, hits);
    }

    fn literals(&self) -> Vec<String> {
        Point::literals(self)
    }

    fn captures(&self) -> Vec<String> {
        Point::captures(self)
    }

    fn compared(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Vec<Message> {
        Point::compared(self, subject, context)
    }

    fn gather(&self, subject: &Subject<'_, '_>, context: &Context<'_>, facts: &mut Vec<Fact>) {
        Point::gather(self, subject, context, facts);
    }

    fn join(&self, lists: &[Gathered<'_>], context: &Context<'_>, hits: &mut Vec<Joined>) {
        Point::join(self, lists, context, hits);
    }
}

type LoadDetector = fn(&Node, &Loader<'_>) -> Result<Box<dyn Detector>, Vec<Problem>>;

/// An extension point in the table of them.
#[derive(Clone, Copy)]
pub struct PointDefinition {
    /// The name in rule files.
    pub name: &'static str,
    /// The kinds of subjects it can be run on.
    pub kinds: &'static [Kind],
    /// The placeholders it fills.
    pub values: &'static [&'static str],
    /// The cases it tells apart.
    pub variants: &'static [&'static str],
    /// The secondary places it points at.
    pub labels: &'static [&'static str],
    /// The JSON Schema of its parameters.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) load: LoadDetector,
}

impl PointDefinition {
    /// The table's line for `P`.
    pub const fn of<P: Point>() -> Self {
        Self {
            name: P::NAME,
            kinds: P::KINDS,
            values: P::VALUES,
            variants: P::VARIANTS,
            labels: P::LABELS,
            schema: P::Params::json_schema,
            load: load::<P>,
        }
    }
}

fn load<P: Point>(node: &Node, loader: &Loader<'_>) -> Result<Box<dyn Detector>, Vec<Problem>> {
    let params = crate::tree::from_part::<P::Params>(node, loader.text)?;
    let loader = Loader {
        params: Some(node),
        ..*loader
    };
    Ok(Box::new(P::load(params, &loader)?))
}

/// What a rule file is checked against while it is loaded.
#[derive(Clone, Copy)]
pub struct Loader<'l> {
    /// The position of the rule file among those loaded.
    pub file: usize,
    /// The text of the rule file.
    pub text: &'l str,
    /// What the rule is about.
    pub kind: Kind,
    /// The words of the field.
    pub vocabulary: &'l Vocabulary,
    /// The extension points there are.
    pub points: &'l [PointDefinition],
    /// Reference tables of the packs, by name.
    pub tables: &'l BTreeMap<String, Table>,
    /// The table of laws, for a rule file that is checked in full: its laws are looked up, its patterns
    /// made ready. `None` for files known to be sound.
    pub laws: Option<&'l LawTable>,
    /// Conditions with a name.
    pub(crate) conditions: &'l BTreeMap<String, Named>,
    /// The parameters being loaded.
    pub(crate) params: Option<&'l Node>,
    /// Conditions within parameters of conditions, counted: named ones may not hold themselves.
    pub(crate) depth: usize,
}

/// More conditions within parameters of conditions than any rule needs.
const DEEPEST: usize = 8;

impl Loader<'_> {
    /// The bytes of the parameters being loaded.
    pub fn span(&self) -> Span {
        self.params.map_or_else(Span::default, |node| node.span)
    }

    /// The condition at `key` of the parameters being loaded (declared there as
    /// [`Deferred<ConditionSlot>`](super::syntax::Deferred)), asked of subjects of `kind`; `None` where it
    /// is not given. What is wrong in it is added to `problems`.
    pub fn condition(
        &self,
        key: &str,
        kind: Kind,
        problems: &mut Vec<Problem>,
    ) -> Option<Condition> {
        let node = self.params?.get(self.text, key)?;
        self.condition_at(node, kind, problems)
    }

    /// The parameters being loaded as a condition, asked of subjects of `kind`.
    pub(super) fn whole_condition(
        &self,
        kind: Kind,
        problems: &mut Vec<Problem>,
    ) -> Option<Condition> {
        self.condition_at(self.params?, kind, problems)
    }

    fn condition_at(
        &self,
        node: &Node,
        kind: Kind,
        problems: &mut Vec<Problem>,
    ) -> Option<Condition> {
        if self.depth >= DEEPEST {
            problems.push(Problem::new(
                node.span,
                "条件套了太多层，或者用到了它自己",
                "conditions are nested too deeply, or use themselves",
            ));
            return None;
        }
        let loader = Loader {
            kind,
            depth: self.depth + 1,
            ..*self
        };
        Some(ConditionLoader::new(loader, problems).load(node))
    }
}

/// What a detector found.
#[derive(Debug, Clone, Default)]
pub struct Hit {
    /// The flagged bytes.
    pub span: Span,
    /// The item it is about, by its position in the list, where the subject is not of one item.
    pub item: Option<usize>,
    /// The field it is about, where the subject is not of one field.
    pub field: Option<Field>,
    /// What fills the placeholders of the message.
    pub values: Values,
    /// Secondary places.
    pub labels: Vec<HitLabel>,
    /// The edits that correct it; empty where there is no correction.
    pub edits: Vec<Edit>,
    /// The case, one of [`Point::VARIANTS`].
    pub variant: Option<&'static str>,
    /// How sure the detector is, from 0 to 1; `None` where it is certain.
    pub confidence: Option<f32>,
}

impl Hit {
    /// A hit at `span`.
    pub fn at(span: Span) -> Self {
        Self {
            span,
            ..Self::default()
        }
    }

    /// Fills the placeholder `name`, the same in both languages.
    #[must_use]
    pub fn value(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.values.set(name, Message::new(value, ""));
        self
    }

    /// Fills the placeholder `name` with words that differ between the languages.
    #[must_use]
    pub fn words(mut self, name: impl Into<Cow<'static, str>>, words: Message) -> Self {
        self.values.set(name, words);
        self
    }

    /// Points at a secondary place of the same file; `name` is one of [`Point::LABELS`].
    #[must_use]
    pub fn label(mut self, name: &'static str, span: Span) -> Self {
        self.labels.push(HitLabel {
            name,
            file: None,
            span,
            values: Values::default(),
        });
        self
    }

    /// Points at a secondary place of another file, named as reports call it.
    #[must_use]
    pub fn label_in(mut self, name: &'static str, file: std::sync::Arc<str>, span: Span) -> Self {
        self.labels.push(HitLabel {
            name,
            file: Some(file),
            span,
            values: Values::default(),
        });
        self
    }

    /// Fills the placeholder `name` in the words of the label added last, there alone.
    #[must_use]
    pub fn label_words(mut self, name: impl Into<Cow<'static, str>>, words: Message) -> Self {
        if let Some(last) = self.labels.last_mut() {
            last.values.set(name, words);
        }
        self
    }

    /// Adds an edit of the correction.
    #[must_use]
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit {
            span,
            text: text.into(),
        });
        self
    }

    /// Says which case it is.
    #[must_use]
    pub fn variant(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }
}

/// A secondary place of a hit.
#[derive(Debug, Clone)]
pub struct HitLabel {
    /// Which of [`Point::LABELS`]: the rule has the words.
    pub name: &'static str,
    /// The file as reports call it; `None` for the file of the hit.
    pub file: Option<std::sync::Arc<str>>,
    /// The bytes in that file.
    pub span: Span,
    /// What fills the placeholders of its words, before the values of the hit.
    pub values: Values,
}

/// A small fact of one list for the pass over all lists: owned, without texts of the list beyond names,
/// so that facts of many machines can be joined on one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fact {
    /// The first byte of the place it came from.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// The item it is about.
    pub item: Option<ItemRef>,
    /// What facts are compared by.
    pub key: String,
    /// Further small values (unit, level, a hash …), by name.
    pub values: Vec<(String, String)>,
    /// Hashes to compare texts by, without the texts.
    pub hashes: Vec<u64>,
}

impl Fact {
    /// The place it came from.
    pub fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.end,
        }
    }
}

/// The facts of one list.
#[derive(Debug, Clone, Copy)]
pub struct Gathered<'a> {
    /// The file, as reports call it.
    pub file: &'a std::sync::Arc<str>,
    /// The facts, in the order they were gathered.
    pub facts: &'a [Fact],
}

/// A hit of the pass over all lists.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The list it is reported in, by its position.
    pub list: usize,
    /// The fact in that list it is about, by its position: gives the item.
    pub fact: usize,
    /// The hit; its span is that of the fact unless set otherwise.
    pub hit: Hit,
}
