//! The file of words as it is written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::org::draft::Column;
use crate::tree::Spanned;

/// The words for units, posts and templates (`rules/vocabulary/organisation.yaml`).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct WordsFile {
    /// Kinds of units.
    pub kinds: Vec<KindEntry>,
    /// Levels, from the highest to the lowest.
    pub levels: Vec<LevelEntry>,
    /// Words that begin like the name of a division and are none (市场).
    pub no_divisions: Vec<String>,
    /// Regular expressions of actors that were left as the template had them.
    pub template_actors: Vec<Spanned<String>>,
    /// Regular expressions of actors named by a level in place of the division (县（市、区）民政局): left from a
    /// template where they stand alone.
    pub level_templates: Vec<Spanned<String>>,
    /// What parts units in a cell; one character each.
    pub separators: Vec<String>,
    /// Words between two posts, or two units, of one cell.
    pub conjunctions: Vec<String>,
    /// Words for posts, at the end of a text.
    pub posts: Vec<String>,
    /// Words that stand before a word for a post and belong to it.
    pub post_qualifiers: Vec<String>,
    /// Words for some unit without saying which.
    pub generic_units: Vec<String>,
    /// Regular expressions of whole names that mean some units without saying which (各区县民政局).
    pub generic_patterns: Vec<Spanned<String>>,
    /// Words before a colon that say what a unit does in an item (牵头：…).
    pub unit_labels: Vec<String>,
    /// What may stand behind the name of a unit without changing it.
    pub unit_suffixes: Vec<String>,
    /// Ways to write that there is nothing to write.
    pub nothing: Vec<String>,
    /// What may stand before the name of a unit without changing it.
    pub unit_prefixes: Vec<String>,
    /// Headers of tables of units.
    pub columns: Vec<ColumnEntry>,
    /// Characters that number units: names that differ only in these are different units.
    pub series_characters: Vec<String>,
    /// Characters that count (第一, A): a name with such a part more is another unit.
    pub counting_characters: String,
}

/// A column of a table of units.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ColumnEntry {
    /// What it holds: a key of organisation files.
    pub column: Column,
    /// Its headers.
    pub headers: Vec<String>,
}

/// A kind of units.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KindEntry {
    /// The word in organisation files.
    pub name: String,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Endings of names that tell it, for drafts.
    #[serde(default)]
    pub endings: Vec<String>,
    /// Whether it may decide penalties (行政处罚法 arts 17-21): as an administrative body or for one.
    #[serde(default)]
    pub decides_penalties: Option<bool>,
    /// Whether it acts in the name of its department, so that alone it is no actor of penalties unless
    /// entrusted or authorised.
    #[serde(default)]
    pub acts_for_department: Option<bool>,
    /// Whether lists of powers are made for it.
    #[serde(default)]
    pub department: Option<bool>,
}

impl KindEntry {
    /// Whether it may decide penalties.
    pub fn decides_penalties(&self) -> bool {
        self.decides_penalties.unwrap_or_default()
    }

    /// Whether it acts in the name of its department.
    pub fn acts_for_department(&self) -> bool {
        self.acts_for_department.unwrap_or_default()
    }

    /// Whether lists of powers are made for it.
    pub fn is_department(&self) -> bool {
        self.department.unwrap_or_default()
    }

    fn extend(&mut self, other: Self) {
        self.synonyms.extend(other.synonyms);
        self.endings.extend(other.endings);
        self.decides_penalties = other.decides_penalties.or(self.decides_penalties);
        self.acts_for_department = other.acts_for_department.or(self.acts_for_department);
        self.department = other.department.or(self.department);
    }
}

/// A level of government.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LevelEntry {
    /// The word in organisation files.
    pub name: String,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Regular expressions for the beginning of the names of its bodies.
    #[serde(default)]
    pub markers: Vec<Spanned<String>>,
    /// Regular expressions of whole names of its bodies that name no division (民政部).
    #[serde(default)]
    pub bodies: Vec<Spanned<String>>,
}

impl LevelEntry {
    fn extend(&mut self, other: Self) {
        self.synonyms.extend(other.synonyms);
        self.markers.extend(other.markers);
        self.bodies.extend(other.bodies);
    }
}

impl WordsFile {
    /// Adds the words of `other`: to a kind, level or column of the same name, else as new ones. A new level
    /// is below those known.
    pub(super) fn extend(&mut self, other: Self) {
        for kind in other.kinds {
            match self.kinds.iter_mut().find(|known| known.name == kind.name) {
                Some(known) => known.extend(kind),
                None => self.kinds.push(kind),
            }
        }
        for level in other.levels {
            match self
                .levels
                .iter_mut()
                .find(|known| known.name == level.name)
            {
                Some(known) => known.extend(level),
                None => self.levels.push(level),
            }
        }
        self.columns.extend(other.columns);
        self.template_actors.extend(other.template_actors);
        self.level_templates.extend(other.level_templates);
        self.generic_patterns.extend(other.generic_patterns);
        self.counting_characters
            .push_str(&other.counting_characters);
        for (own, more) in [
            (&mut self.no_divisions, other.no_divisions),
            (&mut self.separators, other.separators),
            (&mut self.conjunctions, other.conjunctions),
            (&mut self.posts, other.posts),
            (&mut self.post_qualifiers, other.post_qualifiers),
            (&mut self.generic_units, other.generic_units),
            (&mut self.unit_labels, other.unit_labels),
            (&mut self.unit_prefixes, other.unit_prefixes),
            (&mut self.unit_suffixes, other.unit_suffixes),
            (&mut self.nothing, other.nothing),
            (&mut self.series_characters, other.series_characters),
        ] {
            own.extend(more);
        }
    }
}
