//! The files of the vocabulary as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Field;
use crate::org::WordsFile;
use crate::tree::Spanned;

/// A vocabulary file. Several are read one after the other: an entry with a known key adds to the
/// earlier one (or replaces it, where it says so), a new key is a new entry.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct VocabularyFile {
    /// Columns and their headers.
    pub fields: Vec<FieldEntry>,
    /// Headers over several columns.
    pub spread_headers: Vec<SpreadEntry>,
    /// Headers that are no misspelling of a known one, however near.
    pub other_headers: Vec<String>,
    /// Classes of power.
    pub classes: Vec<ClassEntry>,
    /// Stages of duty.
    pub stages: Vec<StageEntry>,
    /// Words that tell parts of a list.
    pub wording: Wording,
    /// Words for units and posts, as in `rules/vocabulary/organisation.yaml`.
    pub units: Option<WordsFile>,
}

/// What a field holds that is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Citations of laws.
    Citations,
    /// Units and posts.
    Units,
    /// Stages of duty.
    Stages,
}

/// A column.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FieldEntry {
    /// The field.
    pub key: Field,
    /// Its Chinese name.
    #[serde(default)]
    pub zh: Option<String>,
    /// Its English name.
    #[serde(default)]
    pub en: Option<String>,
    /// Headers and labels it goes by.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Known misspellings of headers, with the right word.
    #[serde(default)]
    pub misspellings: BTreeMap<String, String>,
    /// What stands in it that is taken apart.
    #[serde(default)]
    pub holds: Vec<Holds>,
    /// Forget the headers known so far.
    #[serde(default)]
    pub replace: bool,
}

/// Headers over several columns.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SpreadEntry {
    /// The headers.
    pub headers: Vec<String>,
    /// The fields of the columns, from the left.
    pub fields: Vec<Field>,
}

/// A class of power.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClassEntry {
    /// Its key.
    pub key: String,
    /// Its Chinese name.
    #[serde(default)]
    pub zh: Option<String>,
    /// Its English name.
    #[serde(default)]
    pub en: Option<String>,
    /// Other ways to write it.
    #[serde(default)]
    pub names: Vec<String>,
    /// Class words of item names.
    #[serde(default)]
    pub words: Vec<String>,
    /// Ends of item names that tell the class less surely.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Whether it is an administrative power; yes where not said.
    #[serde(default)]
    pub power: Option<bool>,
    /// What is written in brackets after it.
    #[serde(default)]
    pub subs: Vec<SubEntry>,
    /// Forget the names, words and sub-classes known so far.
    #[serde(default)]
    pub replace: bool,
}

/// A sub-class, written in brackets after the class: 其他行政权力（审核转报）.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SubEntry {
    /// Its Chinese name.
    pub zh: String,
    /// Its key; the Chinese name where it has none.
    #[serde(default)]
    pub key: Option<String>,
    /// Other ways to write it.
    #[serde(default)]
    pub names: Vec<String>,
    /// The class whose stages it has.
    #[serde(default)]
    pub like: Option<Spanned<String>>,
}

/// A stage of duty.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StageEntry {
    /// Its key.
    pub key: String,
    /// Its Chinese name.
    #[serde(default)]
    pub zh: Option<String>,
    /// Its English name.
    #[serde(default)]
    pub en: Option<String>,
    /// Words of labels that name it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words that name it in items of one class of power only; they go before the words of other stages.
    #[serde(default)]
    pub in_class: Vec<InClass>,
    /// Forget the words known so far.
    #[serde(default)]
    pub replace: bool,
}

/// Words of a stage in items of one class.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InClass {
    /// The key of the class.
    pub class: Spanned<String>,
    /// The words.
    pub words: Vec<String>,
}

/// Words that tell parts of a list where no header does.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Wording {
    /// What follows the stage in a label.
    pub label_endings: Vec<String>,
    /// Patterns of duties that name none.
    pub catch_all: Vec<Spanned<String>>,
    /// Labels of duties that name none.
    pub catch_all_labels: Vec<String>,
    /// Words of a list's title.
    pub titles: Vec<String>,
    /// Labels before the name of the department.
    pub department_labels: Vec<String>,
    /// Labels of the main duties.
    pub duty_labels: Vec<String>,
    /// Labels of the boundaries of duties.
    pub boundary_labels: Vec<String>,
    /// Openings of note rows.
    pub notes: Vec<String>,
    /// Labels of rows of sums.
    pub sums: Vec<String>,
    /// Contents that say nothing is there.
    pub nothing: Vec<String>,
    /// Patterns that open a clause on accountability.
    pub accountability_openings: Vec<Spanned<String>>,
    /// Ends of units and posts.
    pub post_endings: Vec<String>,
    /// Ends of the names of bodies.
    pub body_endings: Vec<String>,
    /// Ranks that go on from a unit's name.
    pub ranks: Vec<String>,
    /// Words by which a provision on accountability is told from a basis of power.
    pub accountability_words: Vec<String>,
    /// Levels of government.
    pub levels: Vec<String>,
    /// Openings of captions.
    pub captions: Vec<String>,
    /// Keys of the title in lists kept in YAML or JSON.
    pub title_keys: Vec<String>,
    /// Keys of the items.
    pub item_keys: Vec<String>,
    /// Keys of groups of items.
    pub section_keys: Vec<String>,
    /// Keys of the sub-items of an item.
    pub sub_item_keys: Vec<String>,
    /// Keys of the text of a stage or citation written as a mapping.
    pub text_keys: Vec<String>,
    /// Keys of the title of a law in a cell of keys and values.
    pub law_keys: Vec<String>,
    /// Keys of its document number.
    pub law_number_keys: Vec<String>,
    /// Keys of the provision.
    pub law_article_keys: Vec<String>,
    /// Keys of its text.
    pub law_text_keys: Vec<String>,
    /// Orders of columns where nothing names them.
    pub column_orders: Vec<Vec<Field>>,
}
