//! Words that tell parts of a list where no header does.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Field, file::Wording, spelling};
use crate::expression::Expression;
use crate::tree::Spanned;

impl Wording {
    /// Adds the words of a later file.
    pub(super) fn extend(&mut self, later: Self) {
        let lists = [
            (&mut self.label_endings, later.label_endings),
            (&mut self.catch_all_labels, later.catch_all_labels),
            (&mut self.titles, later.titles),
            (&mut self.department_labels, later.department_labels),
            (&mut self.duty_labels, later.duty_labels),
            (&mut self.boundary_labels, later.boundary_labels),
            (&mut self.notes, later.notes),
            (&mut self.sums, later.sums),
            (&mut self.nothing, later.nothing),
            (&mut self.post_endings, later.post_endings),
            (&mut self.body_endings, later.body_endings),
            (&mut self.ranks, later.ranks),
            (&mut self.accountability_words, later.accountability_words),
            (&mut self.levels, later.levels),
            (&mut self.captions, later.captions),
            (&mut self.law_keys, later.law_keys),
            (&mut self.law_number_keys, later.law_number_keys),
            (&mut self.law_article_keys, later.law_article_keys),
            (&mut self.law_text_keys, later.law_text_keys),
            (&mut self.title_keys, later.title_keys),
            (&mut self.item_keys, later.item_keys),
            (&mut self.section_keys, later.section_keys),
            (&mut self.sub_item_keys, later.sub_item_keys),
            (&mut self.text_keys, later.text_keys),
        ];
        for (known, more) in lists {
            known.extend(more);
        }
        self.column_orders.extend(later.column_orders);
        self.catch_all.extend(later.catch_all);
        self.accountability_openings
            .extend(later.accountability_openings);
    }
}

/// What a key of a list kept in YAML or JSON opens, beside the fields of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The title of the list, or the name of a section.
    Title,
    /// The department.
    Department,
    /// The main duties of the department.
    Duties,
    /// The boundaries of its duties.
    Boundaries,
    /// The items.
    Items,
    /// Groups of items.
    Sections,
    /// The sub-items of an item.
    SubItems,
    /// The text of a stage or citation written as a mapping.
    Text,
}

fn keys(wording: &Wording) -> FxHashMap<String, Key> {
    [
        (Key::Department, &wording.department_labels),
        (Key::Duties, &wording.duty_labels),
        (Key::Boundaries, &wording.boundary_labels),
        (Key::Title, &wording.title_keys),
        (Key::Items, &wording.item_keys),
        (Key::Sections, &wording.section_keys),
        (Key::SubItems, &wording.sub_item_keys),
        (Key::Text, &wording.text_keys),
    ]
    .into_iter()
    .flat_map(|(key, words)| words.iter().map(move |word| (spelling::plain(word), key)))
    .collect()
}

/// A part of a citation written with keys in one cell (法律法规名称:…;条款号:…).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawKey {
    /// The title of the law.
    Law,
    /// Its document number.
    Number,
    /// The provision.
    Article,
    /// Its text.
    Text,
}

fn law_keys(wording: &Wording) -> Vec<(String, LawKey)> {
    let mut keys: Vec<(String, LawKey)> = [
        (LawKey::Law, &wording.law_keys),
        (LawKey::Number, &wording.law_number_keys),
        (LawKey::Article, &wording.law_article_keys),
        (LawKey::Text, &wording.law_text_keys),
    ]
    .into_iter()
    .flat_map(|(key, words)| words.iter().map(move |word| (word.clone(), key)))
    .collect();
    keys.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    keys
}

/// The words, ready to be looked up. All texts are normalised (a `View`'s).
#[derive(Debug, Default)]
pub struct Words {
    label_endings: Vec<String>,
    catch_all: Option<Expression>,
    catch_all_labels: FxHashSet<String>,
    titles: Vec<String>,
    department_labels: FxHashSet<String>,
    duty_labels: FxHashSet<String>,
    boundary_labels: FxHashSet<String>,
    notes: Vec<String>,
    sums: Vec<String>,
    nothing: FxHashSet<String>,
    accountability: Option<Expression>,
    post_endings: Vec<String>,
    body_endings: Vec<String>,
    ranks: FxHashSet<String>,
    accountability_words: Vec<String>,
    levels: FxHashSet<String>,
    captions: Vec<String>,
    column_orders: Vec<Vec<Field>>,
    keys: FxHashMap<String, Key>,
    law_keys: Vec<(String, LawKey)>,
}

impl Words {
    /// The words of `wording`, whose patterns were checked when its files were read.
    pub(super) fn compile(wording: &Wording) -> Self {
        let longest_first = |words: &[String]| {
            let mut words = words.to_vec();
            words.sort_by_key(|word| std::cmp::Reverse(word.len()));
            words
        };
        let plain = |words: &[String]| words.iter().map(|word| spelling::plain(word)).collect();
        Self {
            label_endings: longest_first(&wording.label_endings),
            catch_all: one_of(&wording.catch_all),
            catch_all_labels: wording.catch_all_labels.iter().cloned().collect(),
            titles: longest_first(&wording.titles),
            department_labels: plain(&wording.department_labels),
            duty_labels: plain(&wording.duty_labels),
            boundary_labels: plain(&wording.boundary_labels),
            notes: longest_first(&wording.notes),
            sums: wording.sums.clone(),
            nothing: wording.nothing.iter().cloned().collect(),
            accountability: one_of(&wording.accountability_openings),
            post_endings: longest_first(&wording.post_endings),
            body_endings: longest_first(&wording.body_endings),
            ranks: wording.ranks.iter().cloned().collect(),
            accountability_words: wording.accountability_words.clone(),
            levels: wording.levels.iter().cloned().collect(),
            captions: wording.captions.clone(),
            column_orders: wording.column_orders.clone(),
            keys: keys(wording),
            law_keys: law_keys(wording),
        }
    }

    /// A label without what follows the stage in it: 立案阶段责任 → 立案.
    pub fn label_stem<'t>(&self, label: &'t str) -> &'t str {
        let label = label.trim_end_matches(['：', ':', '。', '.']);
        self.label_endings
            .iter()
            .find_map(|ending| label.strip_suffix(ending.as_str()))
            .unwrap_or(label)
    }

    /// Whether `label` ends as labels of stages do (立案责任, 调查取证阶段).
    pub fn is_stage_label(&self, label: &str) -> bool {
        let label = label.trim_end_matches(['：', ':']);
        self.label_endings
            .iter()
            .any(|ending| label.len() > ending.len() && label.ends_with(ending.as_str()))
    }

    /// Whether a duty (whole, without its number) names none: 其他法律法规规章文件规定应履行的责任.
    pub fn is_catch_all(&self, label: Option<&str>, text: &str) -> bool {
        label.is_some_and(|label| self.catch_all_labels.contains(self.label_stem(label)))
            || self
                .catch_all
                .as_ref()
                .is_some_and(|known| known.is_match(text))
    }

    /// Whether a line is the title of a list.
    pub fn is_title(&self, text: &str) -> bool {
        text.chars().count() <= 60 && self.titles.iter().any(|word| text.contains(word.as_str()))
    }

    /// Where the word begins by which a text is a title, in bytes.
    pub fn title_start(&self, text: &str) -> Option<usize> {
        self.titles
            .iter()
            .filter_map(|word| text.find(word.as_str()))
            .min()
    }

    /// The name of the department after its label (部门名称：市机关事务管理局): its bytes in `text`.
    pub fn department(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let at = text.find(['：', ':'])?;
        let label = spelling::plain(text.get(..at)?);
        let start = at + text.get(at..)?.chars().next()?.len_utf8();
        (self.department_labels.contains(&label) && start < text.len()).then_some(start..text.len())
    }

    /// Whether a label opens the main duties of the department.
    pub fn is_duty_label(&self, text: &str) -> bool {
        self.duty_labels.contains(&spelling::plain(text))
    }

    /// Whether a label opens the boundaries of its duties.
    pub fn is_boundary_label(&self, text: &str) -> bool {
        self.boundary_labels.contains(&spelling::plain(text))
    }

    /// Whether a row opens as a note (备注：…).
    pub fn is_note(&self, text: &str) -> bool {
        self.notes.iter().any(|note| {
            text.strip_prefix(note.as_str())
                .is_some_and(|rest| rest.starts_with(['：', ':', '.', '、']) || rest.is_empty())
        })
    }

    /// Whether a cell labels a row of sums.
    pub fn is_sum(&self, text: &str) -> bool {
        self.sums.iter().any(|sum| text.starts_with(sum.as_str())) && text.chars().count() <= 20
    }

    /// Whether a text says that nothing is there (无, /).
    pub fn is_nothing(&self, text: &str) -> bool {
        self.nothing.contains(text)
    }

    /// Whether a text opens a clause on accountability.
    pub fn opens_accountability(&self, text: &str) -> bool {
        let end = text.char_indices().nth(90).map_or(text.len(), |(at, _)| at);
        let text = text.get(..end).unwrap_or_default();
        let first = self.accountability.as_ref();
        // Little may stand before the words, and not on another line.
        first
            .and_then(|known| known.find(text))
            .and_then(|found| text.get(..found.start))
            .is_some_and(|before| before.chars().count() <= 12 && !before.contains('\n'))
    }

    /// Whether a text ends as the names of units and posts do.
    pub fn ends_as_post(&self, text: &str) -> bool {
        let text = strip_bracket(text);
        self.post_endings
            .iter()
            .any(|ending| text.ends_with(ending.as_str()))
    }

    /// Whether a text is a rank alone, which goes on from a unit's name: 负责人.
    pub fn is_rank(&self, text: &str) -> bool {
        self.ranks.contains(text)
    }

    /// Whether a text is a level of government alone: 市级.
    pub fn is_level(&self, text: &str) -> bool {
        self.levels.contains(text)
    }

    /// What a key of a list kept in YAML or JSON opens, beside the fields of items.
    pub fn key(&self, text: &str) -> Option<Key> {
        self.keys.get(&spelling::plain(text)).copied()
    }

    /// The key of a citation that `text` begins with, and its length in bytes.
    pub fn law_key(&self, text: &str) -> Option<(LawKey, usize)> {
        self.law_keys
            .iter()
            .find(|(word, _)| text.starts_with(word.as_str()))
            .map(|(word, key)| (*key, word.len()))
    }

    /// Whether a line is the caption of a table: 表2-1.
    pub fn is_caption(&self, text: &str) -> bool {
        text.chars().count() <= 12
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && self
                .captions
                .iter()
                .any(|word| text.starts_with(word.as_str()))
    }

    /// Orders in which the cells of an item follow one another where nothing names the columns.
    pub fn column_orders(&self) -> &[Vec<Field>] {
        &self.column_orders
    }

    /// How many of the words of accountability (处分, 玩忽职守) are in a text.
    pub fn accountability(&self, text: &str) -> usize {
        self.accountability_words
            .iter()
            .filter(|word| text.contains(word.as_str()))
            .count()
    }

    /// Whether a text ends as the names of bodies do.
    pub fn ends_as_body(&self, text: &str) -> bool {
        let text = strip_bracket(text);
        self.body_endings
            .iter()
            .any(|ending| text.ends_with(ending.as_str()))
    }
}

/// A name without the bracket at its end: 畜牧兽医科（渔政管理科）.
fn strip_bracket(text: &str) -> &str {
    let text = text.trim_end_matches(['。', '；', ';', '、', '，']);
    if !text.ends_with(['）', ')']) {
        return text;
    }
    match text.rfind(['（', '(']) {
        Some(at) if at > 0 => text.get(..at).unwrap_or(text),
        _ => text,
    }
}

/// One expression for several, of which one is looked for; `None` of none.
fn one_of(words: &[Spanned<String>]) -> Option<Expression> {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("(?:{})", word.value))
        .collect();
    (!words.is_empty()).then(|| Expression::known(&words.join("|")))
}

/// The patterns of `wording` that are no regular expressions, with the reason.
pub(super) fn wrong_patterns(wording: &Wording) -> Vec<(&Spanned<String>, String)> {
    wording
        .catch_all
        .iter()
        .chain(&wording.accountability_openings)
        .filter_map(|word| Some((word, regex_syntax::parse(word).err()?.to_string())))
        .collect()
}
