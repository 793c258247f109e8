//! Classes of power: look-ups of what is written in the column of the class and in names.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{ClassId, file::ClassEntry, spelling};

/// The class of what is in no other; 其他 alone names it and not its sub-class of that name.
const OTHER: &str = "other";

/// Bytes that a class with its sub-class in brackets may have.
const LONGEST: usize = 150;

/// A class of power.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its key in rules: `penalty`.
    pub key: Arc<str>,
    /// Its Chinese name: 行政处罚.
    pub zh: Arc<str>,
    /// Its English name.
    pub en: Arc<str>,
    /// Other ways to write it.
    pub names: Vec<String>,
    /// Class words of item names (对…的处罚).
    pub words: Vec<String>,
    /// Ends of item names that tell the class less surely.
    pub verbs: Vec<String>,
    /// Whether it is an administrative power (公共服务 is none).
    pub power: bool,
    /// What is written in brackets after it.
    pub subs: Vec<SubClass>,
}

/// A sub-class.
#[derive(Debug, Clone)]
pub struct SubClass {
    /// Its key; the Chinese name where it has none.
    pub key: Arc<str>,
    /// Its Chinese name.
    pub zh: Arc<str>,
    /// Other ways to write it.
    pub names: Vec<String>,
    /// The class whose stages it has.
    pub like: Option<Arc<str>>,
}

/// What a text in the column of the class names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassMatch {
    /// The class.
    pub class: ClassId,
    /// The sub-class, by its position in [`Class::subs`], where one of the vocabulary is written.
    pub sub: Option<usize>,
    /// What stands in brackets after the class, as written, known or not.
    pub bracket: Option<String>,
    /// Whether the text is the class's own name (and not a synonym).
    pub canonical: bool,
}

#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) all: Vec<Class>,
    by_name: FxHashMap<String, ClassId>,
    by_key: FxHashMap<Arc<str>, ClassId>,
}

impl Classes {
    pub(super) fn add(&mut self, entry: ClassEntry) {
        let id = match self.by_key.get(entry.key.as_str()) {
            Some(id) => *id,
            None => {
                let id = ClassId(u16::try_from(self.all.len()).unwrap_or(u16::MAX));
                let key: Arc<str> = entry.key.as_str().into();
                self.by_key.insert(key.clone(), id);
                self.all.push(Class {
                    zh: key.clone(),
                    en: key.clone(),
                    key,
                    names: Vec::new(),
                    words: Vec::new(),
                    verbs: Vec::new(),
                    power: true,
                    subs: Vec::new(),
                });
                id
            }
        };
        let Some(class) = self.all.get_mut(id.0 as usize) else {
            return;
        };
        if entry.replace {
            class.names.clear();
            class.words.clear();
            class.verbs.clear();
            class.subs.clear();
            self.by_name.retain(|_, known| *known != id);
        }
        if let Some(zh) = entry.zh {
            class.zh = zh.into();
        }
        if let Some(en) = entry.en {
            class.en = en.into();
        }
        class.power = entry.power.unwrap_or(class.power);
        class.words.extend(entry.words);
        class.verbs.extend(entry.verbs);
        class
            .subs
            .extend(entry.subs.into_iter().map(|sub| SubClass {
                key: sub.key.unwrap_or_else(|| sub.zh.clone()).into(),
                zh: sub.zh.into(),
                names: sub.names,
                like: sub.like.map(|like| Arc::from(like.value)),
            }));
        for name in std::iter::once(class.zh.to_string()).chain(entry.names) {
            self.by_name.insert(spelling::plain(&name), id);
            if *name != *class.zh {
                class.names.push(name);
            }
        }
    }

    pub(super) fn by_key(&self, key: &str) -> Option<ClassId> {
        self.by_key.get(key).copied()
    }

    pub(super) fn get(&self, id: ClassId) -> Option<&Class> {
        self.all.get(id.0 as usize)
    }

    /// The class that `text` (normalised) names, its brackets apart.
    pub(super) fn of(&self, text: &str) -> Option<ClassMatch> {
        let text = text.trim();
        // Names of classes are short: a long text is not taken apart for nothing.
        if text.len() > LONGEST {
            return None;
        }
        let whole = spelling::plain(text);
        let (head, bracket) = match text.find(['（', '(', '【', '[', '—', '-', '/', '：', ':'])
        {
            Some(at) if at > 0 => {
                let head = text.get(..at).unwrap_or_default();
                let rest = text.get(at..).unwrap_or_default();
                let inner: String = rest
                    .trim_matches(|c| "（(【[）)】]—-/：:".contains(c))
                    .to_owned();
                (spelling::plain(head), Some(inner))
            }
            _ => (whole.clone(), None),
        };
        // A whole text that is a name of its own wins: 其他行政权力（其他）may be listed as such.
        let (class, bracket) = match self.by_name.get(&whole) {
            Some(class) if bracket.is_none() => (*class, None),
            _ => (*self.by_name.get(&head)?, bracket),
        };
        let known = self.get(class)?;
        let head_is_name = head == spelling::plain(&known.zh);
        // A synonym such as 强制执行 names the sub-class too; the class's own name does not.
        let said = match &bracket {
            Some(bracket) => Some(spelling::plain(bracket)),
            None => (!head_is_name && &*known.key != OTHER).then(|| whole.clone()),
        };
        let sub = said.and_then(|said| {
            known.subs.iter().position(|sub| {
                std::iter::once(&*sub.zh)
                    .chain(sub.names.iter().map(String::as_str))
                    .any(|name| spelling::plain(name) == said)
            })
        });
        Some(ClassMatch {
            class,
            sub,
            canonical: head_is_name,
            bracket,
        })
    }

    /// The class whose name is nearest to `text`, within a third of its characters.
    pub(super) fn nearest(&self, text: &str) -> Option<ClassId> {
        let text = spelling::plain(text);
        spelling::nearest(
            &text,
            self.by_name.iter().map(|(name, id)| (name.as_str(), *id)),
        )
    }

    /// The class that an item's name tells: its class word nearest to the end, or its verb.
    pub(super) fn of_name(&self, name: &str) -> Option<ClassId> {
        let mut best: Option<(usize, usize, ClassId)> = None;
        for (index, class) in self.all.iter().enumerate() {
            let id = ClassId(u16::try_from(index).unwrap_or(u16::MAX));
            for word in &class.words {
                if let Some(at) = name.rfind(word.as_str()) {
                    let end = at + word.len();
                    if best.is_none_or(|(far, long, _)| (end, word.len()) > (far, long)) {
                        best = Some((end, word.len(), id));
                    }
                }
            }
        }
        let near_end = |end: usize| name.len().saturating_sub(end) <= 12;
        if let Some((_, _, id)) = best.filter(|(end, _, _)| near_end(*end)) {
            return Some(id);
        }
        self.all.iter().enumerate().find_map(|(index, class)| {
            class
                .verbs
                .iter()
                .any(|verb| name.ends_with(verb.as_str()))
                .then(|| ClassId(u16::try_from(index).unwrap_or(u16::MAX)))
        })
    }
}
