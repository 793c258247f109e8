//! The words of the field as data: columns and their synonyms, classes of power, stages of duty.
//! Loaded from `rules/vocabulary/`; a province adds words there, not here.

mod class;
mod field;
mod file;
mod header;
mod spelling;
mod stage;
mod wording;

use crate::message::Message;
use crate::source::{Source, Span};

pub use class::{Class, ClassMatch, SubClass};
pub use field::Field;
pub use file::{
    ClassEntry, FieldEntry, Holds, SpreadEntry, StageEntry, SubEntry, VocabularyFile, Wording,
};
pub use header::{FieldWords, HeaderMatch};
pub use stage::StageKind;
pub use wording::{Key, Words};

/// A class of power, by its position in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

/// A stage of duty, by its position in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageId(pub u16);

/// The files in the binary, in the order they are read.
const BUILTIN: [(&str, &str); 4] = [
    (
        "rules/vocabulary/fields.yaml",
        include_str!("../../rules/vocabulary/fields.yaml"),
    ),
    (
        "rules/vocabulary/classes.yaml",
        include_str!("../../rules/vocabulary/classes.yaml"),
    ),
    (
        "rules/vocabulary/stages.yaml",
        include_str!("../../rules/vocabulary/stages.yaml"),
    ),
    (
        "rules/vocabulary/wording.yaml",
        include_str!("../../rules/vocabulary/wording.yaml"),
    ),
];

/// Something wrong in a vocabulary file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VocabularyProblem {
    /// The name of the file.
    pub file: String,
    /// The bytes of that file's text it is about.
    pub span: Span,
    /// What is wrong and what to do.
    pub message: Message,
}

/// The words by which lists are understood.
#[derive(Debug, Default)]
pub struct Vocabulary {
    headers: header::Headers,
    classes: class::Classes,
    stages: stage::Stages,
    words: Words,
}

impl Vocabulary {
    /// The vocabulary of the built-in files.
    ///
    /// # Errors
    /// What is wrong in them (they are tested, so nothing is).
    pub fn builtin() -> Result<Self, Vec<VocabularyProblem>> {
        Self::load(&[])
    }

    /// The built-in vocabulary with the files of an office over it: an entry with a known key adds
    /// to it or replaces it, a new key is a new entry.
    ///
    /// # Errors
    /// All that is wrong in the files, with the place of each.
    pub fn load(overlays: &[Source]) -> Result<Self, Vec<VocabularyProblem>> {
        let mut vocabulary = Self::default();
        let mut problems = Vec::new();
        let mut wording = Wording::default();
        for (name, text) in BUILTIN {
            let source = Source::new(name, text.to_owned(), "UTF-8");
            vocabulary.add(&source, &mut wording, &mut problems);
        }
        for source in overlays {
            vocabulary.add(source, &mut wording, &mut problems);
        }
        match Words::compile(&wording) {
            Ok(words) => vocabulary.words = words,
            Err((pattern, reason)) => problems.push(VocabularyProblem {
                file: overlays
                    .iter()
                    .find(|source| source.text().contains(&pattern))
                    .map_or("rules/vocabulary", Source::name)
                    .to_owned(),
                span: Span::default(),
                message: Message::new(
                    format!("正则表达式“{pattern}”写得不对：{reason}。请改正后再检查。"),
                    format!("the pattern {pattern:?} is not valid: {reason}"),
                ),
            }),
        }
        if problems.is_empty() {
            Ok(vocabulary)
        } else {
            Err(problems)
        }
    }

    fn add(
        &mut self,
        source: &Source,
        wording: &mut Wording,
        problems: &mut Vec<VocabularyProblem>,
    ) {
        let told = |span: Span, message: Message| VocabularyProblem {
            file: source.name().to_owned(),
            span,
            message,
        };
        let file: VocabularyFile = match load(source) {
            Ok(file) => file,
            Err(found) => {
                problems.extend(found.into_iter().map(|(span, message)| told(span, message)));
                return;
            }
        };
        for entry in file.fields {
            self.headers.add(entry);
        }
        for entry in file.spread_headers {
            self.headers.add_spread(entry);
        }
        self.headers.add_others(file.other_headers);
        for entry in file.classes {
            self.classes.add(entry);
        }
        for entry in file.stages {
            let classes = &self.classes;
            let added = self.stages.add(entry, |key| classes.by_key(key));
            if let Err(class) = added {
                let at = source.text().find(&class).unwrap_or_default();
                problems.push(told(
                    Span::new(at, at + class.len()),
                    Message::new(
                        format!("没有权力类型“{class}”。请改用 classes 中的 key。"),
                        format!("there is no class of power {class:?}: use a key of `classes`"),
                    ),
                ));
            }
        }
        wording.extend(file.wording);
    }

    /// The field a header or label names: exact synonyms first, then misspellings (a known one, or
    /// one wrong character in four or more).
    pub fn header(&self, text: &str) -> Option<HeaderMatch> {
        self.headers.find(text)
    }

    /// The field a header or label names by its exact words or a known misspelling of them.
    pub fn exact_header(&self, text: &str) -> Option<HeaderMatch> {
        self.headers.exact(text)
    }

    /// The words of `field`.
    pub fn field(&self, field: Field) -> Option<&FieldWords> {
        self.headers.words(field)
    }

    /// Every class, in order.
    pub fn classes(&self) -> &[Class] {
        &self.classes.all
    }

    /// The class of `id`.
    pub fn class(&self, id: ClassId) -> Option<&Class> {
        self.classes.get(id)
    }

    /// The class of a key (`penalty`) or of a name as lists write it (行政处罚).
    pub fn class_by_key(&self, key: &str) -> Option<ClassId> {
        self.classes
            .by_key(key)
            .or_else(|| self.classes.of(key).map(|found| found.class))
    }

    /// The class that a text in the column of the class names, with its sub-class in brackets.
    pub fn class_of(&self, text: &str) -> Option<ClassMatch> {
        self.classes.of(text)
    }

    /// The class whose name is nearest to a text that names none.
    pub fn nearest_class(&self, text: &str) -> Option<ClassId> {
        self.classes.nearest(text)
    }

    /// The class that the wording of an item's name tells (对…的处罚).
    pub fn class_of_name(&self, name: &str) -> Option<ClassId> {
        self.classes.of_name(name)
    }

    /// Every stage, in the usual order of procedure.
    pub fn stages(&self) -> &[StageKind] {
        &self.stages.all
    }

    /// The stage of `id`.
    pub fn stage(&self, id: StageId) -> Option<&StageKind> {
        self.stages.get(id)
    }

    /// The stage of a key (`notification`) or Chinese name (告知).
    pub fn stage_by_key(&self, key: &str) -> Option<StageId> {
        self.stages.by_key(key)
    }

    /// The stages that a label names (告知送达阶段责任: 告知 and 送达), in an item of `class`.
    pub fn stages_named(&self, label: &str, class: Option<ClassId>) -> Vec<StageId> {
        self.stages.named(self.words.label_stem(label), class)
    }

    /// The words that tell parts of a list.
    pub fn words(&self) -> &Words {
        &self.words
    }
}

fn load(source: &Source) -> Result<VocabularyFile, Vec<(Span, Message)>> {
    serde_yaml::from_str(source.text()).map_err(|error| {
        let at = error.location().map_or(0, |place| place.index());
        vec![(
            Span::empty(at),
            Message::new(format!("词表读不懂：{error}"), error.to_string()),
        )]
    })
}

#[cfg(test)]
mod tests;
