mod file;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::LazyLock;

use super::draft::Column;
use crate::expression::Expression;
use crate::message::Message;
use crate::source::Source;
use crate::tree::{self, Problem, Spanned};

pub use file::{ColumnEntry, KindEntry, LevelEntry, WordsFile};

/// The built-in words; read as any other file, so that an error in it has a place.
const BUILTIN: &str = include_str!("../../rules/vocabulary/organisation.yaml");

/// A kind of units, by its position in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KindId(pub u16);

/// A level, by its position in the vocabulary; a smaller one is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelId(pub u16);

/// The words, checked and in the order they are tried in.
#[derive(Debug)]
pub struct Words {
    kinds: Vec<KindEntry>,
    levels: Vec<LevelEntry>,
    markers: Vec<(LevelId, Expression)>,
    bodies: Vec<(LevelId, Expression)>,
    generic_patterns: Vec<Expression>,
    labels: Vec<String>,
    suffixes: Vec<String>,
    no_divisions: Vec<String>,
    templates: Vec<Expression>,
    level_templates: Vec<Expression>,
    separators: Vec<char>,
    conjunctions: Vec<String>,
    posts: Vec<String>,
    qualifiers: Vec<String>,
    generic: Vec<String>,
    nothing: Vec<String>,
    prefixes: Vec<String>,
    series: Vec<String>,
    counting: String,
    columns: Vec<ColumnEntry>,
}

impl Words {
    /// The words that come with the program.
    ///
    /// # Errors
    /// What is wrong with the built-in file, with its places; never for a released program (tested).
    pub fn builtin() -> Result<&'static Self, &'static [Problem]> {
        static WORDS: LazyLock<Result<Words, Vec<Problem>>> =
            LazyLock::new(|| builtin().and_then(Words::new));
        WORDS.as_ref().map_err(Vec::as_slice)
    }

    /// The words that come with the program, with those of an office beside them.
    ///
    /// # Errors
    /// Patterns that are no regular expressions, each at its place in the file it stands in.
    pub fn beside(files: Vec<WordsFile>) -> Result<Self, Vec<Problem>> {
        let mut all = builtin()?;
        for file in files {
            all.extend(file);
        }
        Self::new(all)
    }

    /// The words of `file`.
    ///
    /// # Errors
    /// Patterns that are no regular expressions, each at its place.
    pub fn new(file: WordsFile) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut compile = |pattern: &Spanned<String>, anchor: Anchor| {
            let text = match anchor {
                Anchor::None => pattern.value.clone(),
                Anchor::Start => format!("^(?:{})", pattern.value),
                Anchor::Whole => format!("^(?:{})$", pattern.value),
            };
            Expression::parse(&text)
                .map_err(|error| {
                    problems.push(Problem {
                        span: pattern.span,
                        message: Message::new(
                            format!("这不是可用的正则表达式：{error}"),
                            format!("this is no valid regular expression: {error}"),
                        ),
                        help: None,
                    });
                })
                .ok()
        };
        let mut markers = Vec::new();
        let mut bodies = Vec::new();
        for (index, level) in file.levels.iter().enumerate() {
            let id = LevelId(u16::try_from(index).unwrap_or(u16::MAX));
            for marker in &level.markers {
                markers.extend(compile(marker, Anchor::Start).map(|regex| (id, regex)));
            }
            for body in &level.bodies {
                bodies.extend(compile(body, Anchor::Whole).map(|regex| (id, regex)));
            }
        }
        let generic_patterns = file
            .generic_patterns
            .iter()
            .filter_map(|pattern| compile(pattern, Anchor::Whole))
            .collect();
        let templates = file
            .template_actors
            .iter()
            .filter_map(|pattern| compile(pattern, Anchor::None))
            .collect();
        let level_templates = file
            .level_templates
            .iter()
            .filter_map(|pattern| compile(pattern, Anchor::None))
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            kinds: file.kinds,
            levels: file.levels,
            markers,
            bodies,
            generic_patterns,
            labels: file.unit_labels,
            suffixes: longest_first(file.unit_suffixes),
            no_divisions: file.no_divisions,
            templates,
            level_templates,
            separators: file
                .separators
                .iter()
                .flat_map(|text| text.chars())
                .collect(),
            conjunctions: longest_first(file.conjunctions),
            posts: longest_first(file.posts),
            qualifiers: longest_first(file.post_qualifiers),
            generic: longest_first(file.generic_units),
            nothing: file.nothing,
            prefixes: longest_first(file.unit_prefixes),
            series: file.series_characters,
            counting: file.counting_characters,
            columns: file.columns,
        })
    }

    /// The kinds, in the order of the vocabulary.
    pub fn kinds(&self) -> &[KindEntry] {
        &self.kinds
    }

    /// The levels, from the highest to the lowest.
    pub fn levels(&self) -> &[LevelEntry] {
        &self.levels
    }

    /// The kind called `word`.
    pub fn kind(&self, word: &str) -> Option<KindId> {
        position(&self.kinds, |kind| {
            kind.name == word || kind.synonyms.iter().any(|s| s == word)
        })
        .map(KindId)
    }

    /// The level called `word`.
    pub fn level(&self, word: &str) -> Option<LevelId> {
        position(&self.levels, |level| {
            level.name == word || level.synonyms.iter().any(|s| s == word)
        })
        .map(LevelId)
    }

    /// What is known of a kind.
    pub fn kind_entry(&self, kind: KindId) -> Option<&KindEntry> {
        self.kinds.get(usize::from(kind.0))
    }

    /// The word for a level.
    pub fn level_name(&self, level: LevelId) -> &str {
        self.levels
            .get(usize::from(level.0))
            .map_or("", |entry| &entry.name)
    }

    /// The kind that the ending of `name` suggests: the longest ending wins, then the first kind.
    pub fn kind_of_name(&self, name: &str) -> Option<KindId> {
        let name = base_name(name);
        let mut best: Option<(usize, KindId)> = None;
        for (index, kind) in self.kinds.iter().enumerate() {
            for ending in &kind.endings {
                if name.ends_with(ending.as_str())
                    && best.is_none_or(|(length, _)| ending.len() > length)
                {
                    best = Some((
                        ending.len(),
                        KindId(u16::try_from(index).unwrap_or(u16::MAX)),
                    ));
                }
            }
        }
        best.map(|(_, kind)| kind)
    }

    /// The level that the beginning of `name` tells, with the bytes of the division's name (江州市), none where
    /// the body names no division (民政部); of several the one that reaches furthest (江州市东湖区 is a district).
    pub fn level_of_name(&self, name: &str) -> Option<(LevelId, Range<usize>)> {
        if self
            .no_divisions
            .iter()
            .any(|word| name.starts_with(word.as_str()))
        {
            return None;
        }
        if let Some((level, _)) = self.bodies.iter().find(|(_, body)| body.is_match(name)) {
            return Some((*level, 0..0));
        }
        let mut best: Option<(LevelId, Range<usize>)> = None;
        for (level, marker) in &self.markers {
            if let Some(found) = marker.find(name)
                && found.end < name.len()
                && best.as_ref().is_none_or(|(_, range)| found.end > range.end)
            {
                best = Some((*level, found));
            }
        }
        best
    }

    /// The part of `name` that was left as a template had it (地州市 in 地州市农业农村局).
    pub fn template(&self, name: &str) -> Option<Range<usize>> {
        self.templates
            .iter()
            .chain(&self.level_templates)
            .find_map(|pattern| pattern.find(name))
    }

    /// Whether `name` has a level in place of a division (县（市、区）民政局), which beside a body of the own level
    /// means those below it.
    pub fn names_levels(&self, name: &str) -> bool {
        let found = |patterns: &[Expression]| patterns.iter().any(|pattern| pattern.is_match(name));
        found(&self.level_templates) && !found(&self.templates)
    }

    /// Whether `character` parts units in a cell.
    pub fn is_separator(&self, character: char) -> bool {
        self.separators.contains(&character)
    }

    /// Whether `text` says that there is nothing.
    pub fn is_nothing(&self, text: &str) -> bool {
        text.is_empty() || self.nothing.iter().any(|word| word == text)
    }

    /// Whether `text` means some unit without saying which.
    pub fn is_generic(&self, text: &str) -> bool {
        self.generic.iter().any(|word| word == text)
            || self
                .generic_patterns
                .iter()
                .any(|pattern| pattern.is_match(text))
            // 市级 names a level, not a body.
            || (text.chars().nth(1).is_some() && self.level(text).is_some())
    }

    /// Whether `text` only says what the unit after the colon does (牵头：).
    pub fn is_label(&self, text: &str) -> bool {
        self.labels.iter().any(|label| label == text)
    }

    /// The levels that a heading names by words of at least two characters (省级行政权力), from the highest.
    pub fn levels_in(&self, text: &str) -> Vec<LevelId> {
        let named = |level: &LevelEntry| {
            let mut words = level.synonyms.iter();
            words.any(|word| word.chars().nth(1).is_some() && text.contains(word.as_str()))
        };
        (0_u16..)
            .zip(&self.levels)
            .filter(|(_, level)| named(level))
            .map(|(index, _)| LevelId(index))
            .collect()
    }

    /// Where the post begins that `text` ends with; its length where it ends with none.
    pub fn post_start(&self, text: &str) -> usize {
        let Some(post) = self.posts.iter().find(|post| text.ends_with(post.as_str())) else {
            return text.len();
        };
        let before = text.len() - post.len();
        let mut rest = &text[..before];
        while let Some(word) = self
            .qualifiers
            .iter()
            .chain(&self.posts)
            .find(|word| rest.ends_with(word.as_str()))
        {
            rest = &rest[..rest.len() - word.len()];
        }
        // 社会救助科长 is the head of 社会救助科: the post begins within the word.
        if rest.len() == before
            && !rest.is_empty()
            && self.kind_of_name(rest).is_none()
            && let Some(head) = post.chars().next_back()
            && self
                .kind_of_name(&text[..text.len() - head.len_utf8()])
                .is_some()
        {
            return text.len() - head.len_utf8();
        }
        rest.len()
    }

    /// Where `text` is two posts or two units joined by 和, 或 …: the bytes of the conjunction.
    pub fn conjunction(&self, text: &str) -> Option<Range<usize>> {
        let balanced = |text: &str| {
            let opened = text.matches(['（', '(']).count();
            opened == text.matches(['）', ')']).count()
        };
        for word in &self.conjunctions {
            for (at, _) in text.match_indices(word.as_str()) {
                let (left, right) = (&text[..at], &text[at + word.len()..]);
                let posts = self.post_start(left) < left.len()
                    && self.post_start(right) == 0
                    && !right.is_empty();
                if posts || (balanced(left) && self.is_authority(left) && self.is_unit(right)) {
                    return Some(at..at + word.len());
                }
            }
        }
        None
    }

    /// Whether `text` ends as the name of an administrative body or section. Those of public institutions
    /// stand in names of sections too, as what they look after (公立医院和基层卫生科).
    fn is_authority(&self, text: &str) -> bool {
        let kind = self
            .kind_of_name(text)
            .and_then(|kind| self.kind_entry(kind));
        text.chars().nth(2).is_some() && kind.is_some_and(|kind| kind.decides_penalties())
    }

    /// Whether `text` reads as the name of a unit, or of a post in one.
    fn is_unit(&self, text: &str) -> bool {
        let name = &text[..self.post_start(text)];
        name.chars().nth(2).is_some()
            && (self.kind_of_name(name).is_some() || self.is_generic(name))
    }

    /// `name` without what may stand before a unit's name (本局).
    pub fn without_prefix<'n>(&self, name: &'n str) -> &'n str {
        self.prefixes
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix.as_str()))
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name)
    }

    /// `name` without what may stand behind a unit's name (本级).
    pub fn without_suffix<'n>(&self, name: &'n str) -> &'n str {
        self.suffixes
            .iter()
            .find_map(|suffix| name.strip_suffix(suffix.as_str()))
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name)
    }

    /// What a column of a table of units holds, by its header.
    pub fn column(&self, header: &str) -> Option<Column> {
        let header: String = header.split_whitespace().collect();
        let named =
            |entry: &&ColumnEntry| entry.headers.contains(&header) || entry.column.key() == header;
        self.columns.iter().find(named).map(|entry| entry.column)
    }

    /// Whether two different characters number units (一 and 二): names that differ in them are two units.
    pub fn same_series(&self, one: char, other: char) -> bool {
        one != other
            && self
                .series
                .iter()
                .any(|series| series.contains(one) && series.contains(other))
    }

    /// Whether `character` counts units.
    pub fn counts(&self, character: char) -> bool {
        self.counting.contains(character)
    }

    /// Whether `character` numbers units.
    pub fn in_series(&self, character: char) -> bool {
        self.series.iter().any(|series| series.contains(character))
    }
}

/// The file that comes with the program.
fn builtin() -> Result<WordsFile, Vec<Problem>> {
    tree::load(&Source::new(
        "rules/vocabulary/organisation.yaml",
        BUILTIN.into(),
        "UTF-8",
    ))
}

/// How much of a name a pattern must match.
#[derive(Clone, Copy)]
enum Anchor {
    None,
    Start,
    Whole,
}

/// `name` without a bracket at its end.
pub fn base_name(name: &str) -> &str {
    match name.find(['（', '(']) {
        Some(0) | None => name,
        Some(at) => &name[..at],
    }
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words
}

fn position<T>(entries: &[T], found: impl Fn(&T) -> bool) -> Option<u16> {
    entries
        .iter()
        .position(found)
        .and_then(|index| u16::try_from(index).ok())
}
