//! The words of the field as data: columns and their synonyms, classes of power, stages of duty.
//! Loaded from `rules/vocabulary/`; a province adds words there, not here.

mod class;
mod field;
mod file;
mod header;
mod spelling;
mod stage;
mod wording;

use rayon::prelude::*;

use crate::org::{Words as UnitWords, WordsFile};
use crate::source::Source;
use crate::tree::{Problem, Spanned, load};

pub use class::{Class, ClassMatch, SubClass};
pub use field::Field;
pub use file::{
    ClassEntry, FieldEntry, Holds, InClass, SpreadEntry, StageEntry, SubEntry, VocabularyFile,
    Wording,
};
pub use header::{FieldWords, HeaderMatch};
pub use stage::StageKind;
pub use wording::{Key, LawKey, Words};

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
    /// What is wrong, where in that file's text, and what to do.
    pub problem: Problem,
}

/// The words by which lists are understood.
#[derive(Debug, Default)]
pub struct Vocabulary {
    headers: header::Headers,
    classes: class::Classes,
    stages: stage::Stages,
    words: Words,
    units: Option<Box<UnitWords>>,
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
        let mut units = Vec::new();
        let builtin = BUILTIN.map(|(name, text)| Source::new(name, text.to_owned(), "UTF-8"));
        let sources: Vec<&Source> = builtin.iter().chain(overlays).collect();
        let files: Vec<_> = sources.par_iter().map(|&source| load(source)).collect();
        for (source, file) in sources.into_iter().zip(files) {
            units.extend(vocabulary.add(source, file, &mut wording, &mut problems));
        }
        vocabulary.words = Words::compile(&wording);
        if !units.is_empty() {
            // Each file was tried alone and the built-in words are tested: together they are sound.
            vocabulary.units = UnitWords::beside(units).ok().map(Box::new);
        }
        if problems.is_empty() {
            Ok(vocabulary)
        } else {
            Err(problems)
        }
    }

    /// Takes over a file; gives the words for units in it, which are made ready when all are known.
    fn add(
        &mut self,
        source: &Source,
        file: Result<VocabularyFile, Vec<Problem>>,
        wording: &mut Wording,
        problems: &mut Vec<VocabularyProblem>,
    ) -> Option<WordsFile> {
        let mut tell = |problem: Problem| {
            problems.push(VocabularyProblem {
                file: source.name().to_owned(),
                problem,
            });
        };
        let file = match file {
            Ok(file) => file,
            Err(found) => {
                found.into_iter().for_each(tell);
                return None;
            }
        };
        for entry in file.fields {
            self.headers.add(entry);
        }
        for entry in file.spread_headers {
            self.headers.add_spread(entry);
        }
        self.headers.add_others(file.other_headers);
        let likes: Vec<Spanned<String>> = file
            .classes
            .iter()
            .flat_map(|class| &class.subs)
            .filter_map(|sub| sub.like.clone())
            .collect();
        for entry in file.classes {
            self.classes.add(entry);
        }
        for like in likes {
            if self.classes.by_key(&like).is_none() {
                tell(self.unknown_class(&like));
            }
        }
        for entry in file.stages {
            let classes = &self.classes;
            for class in self.stages.add(entry, |key| classes.by_key(key)) {
                tell(self.unknown_class(&class));
            }
        }
        for (pattern, reason) in wording::wrong_patterns(&file.wording) {
            tell(
                Problem::new(
                    pattern.span,
                    format!("“{}”不是正确的正则表达式：{reason}", pattern.value),
                    format!("{:?} is no regular expression: {reason}", pattern.value),
                )
                .with_help("请改正这个表达式。", "Correct the expression."),
            );
        }
        wording.extend(file.wording);
        let units = file.units?;
        match UnitWords::new(units.clone()) {
            Ok(_) => Some(units),
            Err(found) => {
                found.into_iter().for_each(tell);
                None
            }
        }
    }

    /// The words for units and posts, where files of an office add to those that come with the program.
    pub fn unit_words(&self) -> Option<&UnitWords> {
        self.units.as_deref()
    }

    fn unknown_class(&self, key: &Spanned<String>) -> Problem {
        let known: Vec<&str> = self.classes.all.iter().map(|class| &*class.key).collect();
        let known = known.join("、");
        Problem::new(
            key.span,
            format!("没有键为“{}”的权力类型", key.value),
            format!("there is no class of power with the key {:?}", key.value),
        )
        .with_help(
            format!("可用的键：{known}。"),
            format!("Known keys: {known}."),
        )
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

#[cfg(test)]
mod tests;
