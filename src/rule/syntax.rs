//! A rule file as written: the mirror of the YAML from which its JSON Schema is made. Conditions,
//! parameters of detectors and examples are kept aside ([`Deferred`]) and loaded from the tree.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::subject::Kind;
use crate::diagnostic::{Applicability, Severity};
use crate::tree::Spanned;

/// A pack of rules (规则包): one YAML file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PackSyntax {
    /// The name of the pack, in lower-case words joined by `-`.
    pub pack: Spanned<String>,
    /// What it is called.
    pub title: WordsSyntax,
    /// Its version.
    #[serde(default)]
    pub version: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub about: Option<WordsSyntax>,
    /// Profiles that rules may belong to, by name, in this pack and all others.
    #[serde(default)]
    pub profiles: BTreeMap<String, WordsSyntax>,
    /// Packs it builds on, by name: their rules, conditions and templates are there too.
    #[serde(default)]
    pub extends: Vec<Spanned<String>>,
    /// Conditions with a name, for `use:` in this pack and all others.
    #[serde(default)]
    pub conditions: BTreeMap<String, NamedCondition>,
    /// Rules with parameters, for entries `{template: NAME, with: {…}}` under `rules` in this pack and all others.
    #[serde(default)]
    pub templates: BTreeMap<String, TemplateSyntax>,
    /// Reference tables for the predicate `listed` in this pack and all others: a sequence of entries,
    /// `{file: NAME}` for a file beside the pack (CSV, Excel, YAML …), or `{rows: [{COLUMN: value}]}`.
    #[serde(default)]
    pub tables: BTreeMap<String, Deferred<TableSlot>>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<Deferred<RuleSlot>>,
    /// Changes to rules of packs loaded before, by their ids.
    #[serde(default)]
    pub overrides: BTreeMap<String, OverrideSyntax>,
}

/// A rule with parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TemplateSyntax {
    /// What it is for.
    #[serde(default)]
    pub title: Option<WordsSyntax>,
    /// Its parameters: a sequence of names, or a mapping of names to the values they have where `with` gives
    /// none; `$name` in the rule stands for the value.
    #[serde(default)]
    pub parameters: Option<Deferred<ParametersSlot>>,
    /// The rule.
    pub rule: Deferred<AnySlot>,
}

/// Changes to a rule of another pack.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OverrideSyntax {
    /// Whether it is left out.
    #[serde(default)]
    pub off: bool,
    /// How grave its findings are.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Other values of its parameters.
    #[serde(default)]
    pub parameters: BTreeMap<String, Deferred<AnySlot>>,
    /// Other profiles.
    #[serde(default)]
    pub profiles: Option<Vec<Spanned<String>>>,
}

/// A text in both languages.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WordsSyntax {
    /// The Chinese text.
    pub zh: Spanned<String>,
    /// The English text.
    #[serde(default)]
    pub en: Option<Spanned<String>>,
}

/// A condition with a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamedCondition {
    /// What it says.
    #[serde(default)]
    pub title: Option<WordsSyntax>,
    /// Its parameters: a sequence of names, or a mapping of names to the values they have where `use` gives
    /// none; `$name` in the condition stands for the value.
    #[serde(default)]
    pub parameters: Option<Deferred<ParametersSlot>>,
    /// The condition.
    pub when: Deferred<ConditionSlot>,
}

/// How many findings of a rule were right, of those read by a person on lists it was not made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Measured {
    /// The findings read.
    pub read: u32,
    /// Those of them that were right.
    pub right: u32,
}

impl Measured {
    /// How sure a finding is, from 0 to 1, by Laplace's rule of succession: a few right ones prove little.
    pub fn confidence(self) -> f32 {
        let (right, read) = (self.right.min(self.read) as f32, self.read as f32);
        (right + 1.0) / (read + 2.0)
    }
}

/// A rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSyntax {
    /// Its id: lower-case words joined by `-`, parts joined by `/` (`penalty/hearing`).
    pub id: Spanned<String>,
    /// What it is called.
    pub title: WordsSyntax,
    /// What it looks for and why, for its page.
    #[serde(default)]
    pub about: Option<WordsSyntax>,
    /// How grave a finding is.
    pub severity: Severity,
    /// The group it is listed under.
    pub category: Spanned<String>,
    /// The profiles it belongs to; all of them where none is named.
    #[serde(default)]
    pub profiles: Vec<Spanned<String>>,
    /// Whether it is looked at only where that is asked for: by `--thorough`, or by selecting the rule itself.
    #[serde(default)]
    pub thorough: bool,
    /// How many of its findings were right, of those read on published lists.
    #[serde(default)]
    pub measured: Option<Measured>,
    /// Rules that say more of the same slip: where one of them has a finding over the same characters, this rule is
    /// silent. Ids of rules that are not loaded mean nothing.
    #[serde(default)]
    pub yields_to: Vec<Spanned<String>>,
    /// Former ids that mean this rule.
    #[serde(default)]
    pub formerly: Vec<Spanned<String>>,
    /// Figures and words that a pack loaded later may change: `$name` in the rule stands for the value.
    #[serde(default)]
    pub parameters: BTreeMap<String, Deferred<AnySlot>>,
    /// The provisions it rests on.
    #[serde(default)]
    pub because: Vec<BecauseSyntax>,
    /// The period in which it applies, by the day of the check.
    #[serde(default)]
    pub in_force: Option<PeriodSyntax>,
    /// What it is about.
    #[serde(rename = "for")]
    pub subject: Spanned<Kind>,
    /// For `text`: the fields and other places whose text is meant; all of them where none is named.
    #[serde(default, rename = "in")]
    pub places: Vec<Spanned<String>>,
    /// For `note`: the kinds of remarks meant.
    #[serde(default)]
    pub notes: Vec<Spanned<String>>,
    /// The files it is about, as globs; all files where none is given.
    #[serde(default)]
    pub files: Vec<Spanned<String>>,
    /// Which of them are in scope; all where it is not given.
    #[serde(default)]
    pub when: Option<Deferred<ConditionSlot>>,
    /// What must hold: a finding where it does not.
    #[serde(default)]
    pub require: Option<Deferred<ConditionSlot>>,
    /// What must not hold: a finding where it does.
    #[serde(default)]
    pub forbid: Option<Deferred<ConditionSlot>>,
    /// The detector that looks: one key, the name of an extension point, with its parameters.
    #[serde(default)]
    pub check: Option<Deferred<CheckSlot>>,
    /// Several requirements with words of their own, in place of one.
    #[serde(default)]
    pub assert: Vec<AssertionSyntax>,
    /// Whether only the first of `assert` whose `when` holds is looked at.
    #[serde(default)]
    pub first_match: bool,
    /// Where the finding is shown: a field, or `{field, stage, after}`.
    #[serde(default)]
    pub at: Option<Deferred<AnchorSlot>>,
    /// What is wrong, with `{placeholders}`.
    #[serde(default)]
    pub message: Option<WordsSyntax>,
    /// What to do.
    #[serde(default)]
    pub help: Option<WordsSyntax>,
    /// The words at secondary places of a detector, or at fields of the item.
    #[serde(default)]
    pub labels: BTreeMap<String, WordsSyntax>,
    /// Words for the cases that a detector tells apart.
    #[serde(default)]
    pub variants: BTreeMap<String, VariantSyntax>,
    /// The correction.
    #[serde(default)]
    pub fix: Option<FixSyntax>,
    /// How the same failure in most items of a list is told once.
    #[serde(default)]
    pub fold: Option<FoldSyntax>,
    /// What it finds and what it leaves alone: run as tests.
    #[serde(default)]
    pub examples: ExamplesSyntax,
}

/// One of several requirements of a rule. What it leaves out is that of the rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AssertionSyntax {
    /// Where it applies, within the scope of the rule.
    #[serde(default)]
    pub when: Option<Deferred<ConditionSlot>>,
    /// What must hold.
    #[serde(default)]
    pub require: Option<Deferred<ConditionSlot>>,
    /// What must not hold.
    #[serde(default)]
    pub forbid: Option<Deferred<ConditionSlot>>,
    /// The detector that looks.
    #[serde(default)]
    pub check: Option<Deferred<CheckSlot>>,
    /// How grave a finding is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The provisions it rests on.
    #[serde(default)]
    pub because: Option<Vec<BecauseSyntax>>,
    /// Where the finding is shown.
    #[serde(default)]
    pub at: Option<Deferred<AnchorSlot>>,
    /// What is wrong.
    #[serde(default)]
    pub message: Option<WordsSyntax>,
    /// What to do.
    #[serde(default)]
    pub help: Option<WordsSyntax>,
    /// The words at secondary places.
    #[serde(default)]
    pub labels: BTreeMap<String, WordsSyntax>,
    /// Words for the cases that a detector tells apart.
    #[serde(default)]
    pub variants: BTreeMap<String, VariantSyntax>,
    /// The correction.
    #[serde(default)]
    pub fix: Option<FixSyntax>,
}

/// Words for one case of a detector. What it leaves out is that of the rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct VariantSyntax {
    /// How grave a finding is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// What is wrong.
    #[serde(default)]
    pub message: Option<WordsSyntax>,
    /// What to do.
    #[serde(default)]
    pub help: Option<WordsSyntax>,
    /// The correction.
    #[serde(default)]
    pub fix: Option<FixSyntax>,
}

/// A provision.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BecauseSyntax {
    /// The title of the instrument.
    pub law: Spanned<String>,
    /// Whether it is an instrument that no table of laws holds (a standard, a paper of one's own).
    #[serde(default)]
    pub outside_table: bool,
    /// The article as people write it (`第六十三条第一款`); left out where the whole instrument is meant.
    #[serde(default)]
    pub article: Option<Spanned<String>>,
    /// In force from this day.
    #[serde(default)]
    pub from: Option<Spanned<String>>,
    /// In force until the day before this one.
    #[serde(default)]
    pub until: Option<Spanned<String>>,
}

/// A period.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PeriodSyntax {
    /// From this day (`YYYY-MM-DD`).
    #[serde(default)]
    pub from: Option<Spanned<String>>,
    /// Until the day before this one.
    #[serde(default)]
    pub until: Option<Spanned<String>>,
}

/// A correction.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FixSyntax {
    /// What it does.
    pub title: WordsSyntax,
    /// Whether it may be applied without asking.
    pub applicability: Applicability,
    /// The text that takes the place of the flagged text, with `{placeholders}`; left out where the
    /// detector itself says what to write.
    #[serde(default)]
    pub replace: Option<Spanned<String>>,
}

/// How the same failure in most items of a list is told once.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FoldSyntax {
    /// The share of those in scope that must fail, from 0 to 1.
    #[serde(default = "FoldSyntax::usual_share")]
    pub share: f32,
    /// The number that must fail.
    #[serde(default = "FoldSyntax::usual_number")]
    pub at_least: u32,
    /// The one statement, with `{count}` failures of `{total}` in scope.
    pub message: WordsSyntax,
    /// What to do.
    #[serde(default)]
    pub help: Option<WordsSyntax>,
}

impl FoldSyntax {
    fn usual_share() -> f32 {
        0.6
    }

    fn usual_number() -> u32 {
        5
    }
}

/// Examples of a rule.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExamplesSyntax {
    /// What it must leave alone.
    #[serde(default)]
    pub valid: Vec<ExampleSyntax>,
    /// What it must find.
    #[serde(default)]
    pub invalid: Vec<ExampleSyntax>,
}

/// A file of an example.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileSyntax {
    /// Its name: the ending tells the format where the content does not.
    pub name: Spanned<String>,
    /// Its content, of a file that is text.
    #[serde(default)]
    pub content: Option<Spanned<String>>,
    /// Its parts, by their names in the package, of a Word, Excel or OpenDocument file.
    #[serde(default)]
    pub parts: BTreeMap<String, String>,
}

/// An example: one of `text`, `item`, `list`, `lists` and `file`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExampleSyntax {
    /// What it shows.
    #[serde(default)]
    pub note: Option<String>,
    /// A text, as it might stand in the first of the places that the rule looks at.
    #[serde(default)]
    pub text: Option<Spanned<String>>,
    /// An item in the form of lists kept in YAML.
    #[serde(default)]
    pub item: Option<Deferred<AnySlot>>,
    /// A list in the form of lists kept in YAML.
    #[serde(default)]
    pub list: Option<Deferred<AnySlot>>,
    /// Several lists.
    #[serde(default)]
    pub lists: Vec<Deferred<AnySlot>>,
    /// A file with a list, in any format of text.
    #[serde(default)]
    pub file: Option<FileSyntax>,
    /// The day of the check.
    #[serde(default)]
    pub as_of: Option<Spanned<String>>,
    /// The organisation, in the form of organisation files.
    #[serde(default)]
    pub organisation: Option<Deferred<AnySlot>>,
    /// Laws, in the form of tables of one's own, beside the built-in ones.
    #[serde(default)]
    pub laws: Option<Deferred<AnySlot>>,
    /// The texts that are flagged, in order (invalid examples only).
    #[serde(default)]
    pub flags: Vec<Spanned<String>>,
    /// A part of the Chinese message (invalid examples only).
    #[serde(default)]
    pub says: Option<Spanned<String>>,
    /// The text after the correction, for an example that is a text.
    #[serde(default)]
    pub fixed: Option<Spanned<String>>,
}

/// A part of a rule file that is loaded from the tree: anything here.
pub struct Deferred<S>(PhantomData<S>);

/// What stands in a [`Deferred`] place; named in the schema.
pub trait Slot {
    /// The name in the published schema.
    const NAME: &'static str;
}

macro_rules! slots {
    ($($(#[$doc:meta])* $slot:ident = $name:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $slot;

        impl Slot for $slot {
            const NAME: &'static str = $name;
        }
    )*};
}

slots! {
    /// A rule, or one made from a template.
    RuleSlot = "rule";
    /// A condition.
    ConditionSlot = "condition";
    /// A reference table.
    TableSlot = "table";
    /// The parameters of a part with parameters.
    ParametersSlot = "parameters";
    /// A detector with its parameters.
    CheckSlot = "check";
    /// Where a finding is shown.
    AnchorSlot = "anchor";
    /// A list, an item, an organisation, the value of a parameter.
    AnySlot = "any";
}

impl<S: Slot> std::fmt::Debug for Deferred<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(S::NAME)
    }
}

impl<'de, S> Deserialize<'de> for Deferred<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(PhantomData))
    }
}

impl<S: Slot> JsonSchema for Deferred<S> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed(S::NAME)
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "x-slot": S::NAME })
    }
}
