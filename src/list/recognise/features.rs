//! What the content of a cell or line tells about the column it would stand in.

use rustc_hash::FxHashSet;

use crate::vocabulary::{Field, Vocabulary};

use super::super::Value;
use super::{enumerator, stages};

/// Characters at the start of a text in which the title of a law must begin to make it a citation.
const LEAD_CHARACTERS: usize = 60;
/// Characters a name of an item may have.
const NAME_CHARACTERS: usize = 160;

/// The features of one text.
#[derive(Debug, Clone, Default)]
pub(super) struct Features {
    characters: usize,
    /// Nothing but a number.
    number: bool,
    /// A class of power.
    class: bool,
    /// Begins as a stage: its number.
    pub(super) stage: Option<Option<u32>>,
    /// Begins with a number.
    numbered: bool,
    /// Begins with the title of a law.
    pub(super) citation: bool,
    /// Begins with 第N条: goes on from a law named before.
    pub(super) provision: bool,
    /// Opens a clause on accountability.
    opening: bool,
    post: bool,
    body: bool,
    known_actor: bool,
    /// The wording of its end is that of an item's name.
    named: bool,
    /// Ends as a sentence.
    sentence: bool,
    /// Words of accountability in it.
    accountability: usize,
    phone: bool,
    level: bool,
}

impl Features {
    pub(super) fn of(
        value: &Value<'_>,
        vocabulary: &Vocabulary,
        actors: &FxHashSet<String>,
    ) -> Self {
        let words = vocabulary.words();
        let whole = value.as_str();
        let text = whole.trim_start_matches('*');
        let characters = text.chars().count();
        let short = characters <= NAME_CHARACTERS;
        let lead_end = text
            .char_indices()
            .nth(LEAD_CHARACTERS)
            .map_or(text.len(), |(at, _)| at);
        let lead = text.get(..lead_end).unwrap_or_default();
        let provision = enumerator::provision_at_start(text);
        let quoted = lead.contains('《');
        let referring =
            text.contains('〔') || enumerator::has_provision(text) || text.ends_with('》');
        let class = short && vocabulary.class_of(text).is_some();
        let stage = stages::begins(&value.view, vocabulary);
        let named = short && !class && vocabulary.class_of_name(text).is_some();
        let ranked = text.starts_with('【');
        let citation = !provision
            && stage.is_none()
            && (text.starts_with('《')
                || ranked && quoted
                || quoted && referring && (!named || text.contains('〔')));
        Self {
            characters,
            number: enumerator::whole(text).is_some(),
            class,
            stage,
            numbered: enumerator::at_start(text, false).is_some(),
            citation,
            provision,
            opening: words.opens_accountability(text),
            post: characters <= 80 && words.ends_as_post(text),
            body: characters <= 24 && words.ends_as_body(text),
            known_actor: actors.contains(text),
            named,
            sentence: text.ends_with(['。', '；', ';', '：', ':']),
            accountability: words.accountability(text),
            phone: is_phone(text),
            level: words.is_level(text),
        }
    }

    /// Whether it is a class of power alone.
    pub(super) fn is_class(&self) -> bool {
        self.class
    }

    /// Whether it could only stand in a unit's column.
    pub(super) fn is_post(&self) -> bool {
        self.post && !self.named
    }

    /// How well it stands in the column of `field`: above 0 where something speaks for it.
    pub(super) fn score(&self, field: Field) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a count below four")]
        let accountable = self.accountability.min(3) as f32;
        let telling = self.class || self.number || self.stage.is_some() || self.opening;
        match field {
            Field::Number | Field::Code if self.number => 8.0,
            Field::Code => {
                if self.characters >= 5 && self.characters <= 40 && self.is_code() {
                    4.0
                } else {
                    -20.0
                }
            }
            Field::Number => -20.0,
            Field::Type => {
                if self.class {
                    10.0
                } else {
                    -20.0
                }
            }
            Field::Actor if self.known_actor => 9.0,
            Field::Actor if telling || self.citation || self.provision => -12.0,
            Field::Actor => {
                if self.body {
                    3.0
                } else {
                    -6.0
                }
            }
            Field::Name | Field::SubName => {
                let doubt = if field == Field::SubName { 1.5 } else { 0.0 };
                if telling
                    || self.citation
                    || self.provision
                    || self.numbered && !self.named
                    || self.known_actor
                    || self.phone
                {
                    -12.0
                } else if self.characters < 3 || self.characters > NAME_CHARACTERS || self.sentence
                {
                    -6.0
                } else if self.named {
                    5.0 - doubt
                } else if self.post || self.body || self.level {
                    -4.0
                } else {
                    3.0 - doubt
                }
            }
            Field::Basis if self.citation => 8.0 - accountable * 1.5,
            Field::Basis if self.provision => 5.0 - accountable,
            Field::DutyBasis if self.citation => 6.0,
            Field::DutyBasis if self.provision => 4.0,
            Field::AccountabilityBasis if self.citation => 5.0 + accountable * 1.5,
            Field::AccountabilityBasis if self.provision => 4.0 + accountable,
            Field::Basis | Field::DutyBasis | Field::AccountabilityBasis => {
                if telling || self.post && self.characters < 30 {
                    -6.0
                } else {
                    0.4
                }
            }
            Field::Duties if self.opening => -6.0,
            Field::Duties if self.stage.is_some() => 10.0,
            Field::Duties if self.citation || self.provision || self.class || self.number => -6.0,
            Field::Duties => {
                if self.numbered {
                    1.5
                } else {
                    0.4
                }
            }
            Field::Unit if self.stage.is_some() || self.class || self.opening || self.citation => {
                -10.0
            }
            Field::Unit if self.known_actor => 2.0,
            Field::Unit => {
                if self.is_post() {
                    6.0
                } else {
                    -3.0
                }
            }
            Field::Cases if self.opening => 10.0,
            Field::Cases
                if self.stage.is_some() || self.citation || self.provision || self.class =>
            {
                -6.0
            }
            Field::Cases => {
                if self.numbered {
                    3.0
                } else if self.post {
                    -3.0
                } else {
                    0.4
                }
            }
            Field::Target if self.post && self.characters <= 60 => 3.0,
            Field::Remedy if self.phone => 9.0,
            Field::Level if self.level => 9.0,
            Field::Level | Field::Remedy | Field::Target => -8.0,
            Field::Remark => -1.0,
            _ => {
                if telling || self.citation {
                    -6.0
                } else {
                    0.2
                }
            }
        }
    }

    fn is_code(&self) -> bool {
        // A code is one word of digits and letters; blanks would have made it text.
        self.phone || self.number
    }
}

/// Digits with hyphens, as telephone numbers are written; a label before it counts.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 7
        && text.chars().count() <= 40
        && digits * 2 >= text.chars().count()
        && !text.contains('年')
}
