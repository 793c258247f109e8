//! Single edits of a text: what a slip of the pen does, undone.

use super::model::Model;
use super::symbol::{Alphabet, Symbol, Tokens, is_word};
use crate::slip::Likeness;

/// What is done to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// The character at a place is left out.
    Delete(usize),
    /// A character is written before a place.
    Insert(usize, Symbol),
    /// The character at a place is replaced.
    Substitute(usize, Symbol),
    /// The character at a place and the one behind it change places.
    Transpose(usize),
}

impl Edit {
    /// The first place it concerns.
    pub fn place(&self) -> usize {
        match *self {
            Self::Delete(at)
            | Self::Insert(at, _)
            | Self::Substitute(at, _)
            | Self::Transpose(at) => at,
        }
    }

    /// The places that are replaced.
    pub fn replaced(&self) -> std::ops::Range<usize> {
        let at = self.place();
        match self {
            Self::Delete(_) | Self::Substitute(..) => at..at + 1,
            Self::Insert(..) => at..at,
            Self::Transpose(_) => at..at + 2,
        }
    }

    /// The characters that stand there afterwards.
    pub fn written(&self, tokens: &Tokens, alphabet: &Alphabet) -> String {
        let at = |place: usize| tokens.characters.get(place).copied();
        match *self {
            Self::Delete(_) => String::new(),
            Self::Insert(_, symbol) | Self::Substitute(_, symbol) => {
                alphabet.character(symbol).to_string()
            }
            Self::Transpose(place) => at(place + 1).into_iter().chain(at(place)).collect(),
        }
    }
}

/// The places around an edit before and after it: three before what changes, three behind it.
#[derive(Debug, Default, Clone)]
pub struct Around {
    /// The symbols as they stand.
    pub old: Vec<Symbol>,
    /// The symbols after the edit.
    pub new: Vec<Symbol>,
    /// How many of `old` change, behind the first three.
    pub removed: usize,
    /// How many of `new` are changed, behind the first three.
    pub added: usize,
}

/// Symbols on either side of a change that its probability depends on.
pub const REACH: usize = 3;

impl Around {
    /// What stands around `edit`; `symbols` begins three places before the text.
    pub fn new(edit: Edit, symbols: &[Symbol]) -> Option<Self> {
        let replaced = edit.replaced();
        let (start, end) = (replaced.start + REACH, replaced.end + REACH);
        let before = symbols.get(start - REACH..start)?;
        let own = symbols.get(start..end)?;
        let after = symbols.get(end..end + REACH)?;
        let written: Vec<Symbol> = match edit {
            Edit::Delete(_) => Vec::new(),
            Edit::Insert(_, symbol) | Edit::Substitute(_, symbol) => vec![symbol],
            Edit::Transpose(_) => own.iter().rev().copied().collect(),
        };
        Some(Self {
            old: [before, own, after].concat(),
            new: [before, &written, after].concat(),
            removed: own.len(),
            added: written.len(),
        })
    }

    /// The logarithms of the probabilities of all that the edit concerns, as it stands and after the edit.
    pub fn log_probabilities(&self, model: &Model) -> (Vec<f32>, Vec<f32>) {
        let all = |symbols: &[Symbol]| {
            (REACH..symbols.len())
                .map(|at| model.log_probability(symbols, at))
                .collect()
        };
        (all(&self.old), all(&self.new))
    }

    /// The logarithm of the probability of what stands there after the edit.
    fn likelihood(&self, model: &Model) -> f32 {
        (REACH..self.new.len())
            .map(|at| model.log_probability(&self.new, at))
            .sum()
    }
}

/// How many of the replacements for one place are weighed in full.
const FINALISTS: usize = 5;

/// Proposes edits, using its space again.
#[derive(Debug, Default)]
pub struct Proposer {
    between: Vec<Symbol>,
    ranked: Vec<(u32, Symbol)>,
    /// The edits of a place, and of the place before it.
    own: Vec<(f32, Edit)>,
    earlier: Vec<(f32, Edit)>,
    last: Option<usize>,
    found: Vec<(f32, Edit)>,
}

impl Proposer {
    /// Begins a new text.
    pub fn begin(&mut self) {
        self.last = None;
    }

    /// The edits that may make the surprise at place `at` of the text go away, the likeliest first, with how
    /// much likelier each makes the text. `symbols` begins three places before the text, `scores` with it: the
    /// logarithm of the probability of each place, and of the edges behind it. Places are asked for in ascending order.
    pub fn propose(
        &mut self,
        at: usize,
        tokens: &Tokens,
        (symbols, scores): (&[Symbol], &[f32]),
        model: &Model,
        likeness: &Likeness,
    ) -> &[(f32, Edit)] {
        let before = at.checked_sub(1);
        if before.is_none() || before != self.last {
            self.own.clear();
            if let Some(before) = before {
                self.place(before, tokens, (symbols, scores), model, likeness);
            }
        }
        std::mem::swap(&mut self.own, &mut self.earlier);
        self.own.clear();
        self.place(at, tokens, (symbols, scores), model, likeness);
        self.last = Some(at);
        self.found.clear();
        self.found.extend(self.earlier.iter().chain(&self.own));
        self.found.sort_by(|(one, first), (other, second)| {
            other
                .total_cmp(one)
                .then_with(|| first.place().cmp(&second.place()))
        });
        &self.found
    }

    fn place(
        &mut self,
        place: usize,
        tokens: &Tokens,
        (symbols, scores): (&[Symbol], &[f32]),
        model: &Model,
        likeness: &Likeness,
    ) {
        let Some(&character) = tokens.characters.get(place) else {
            return;
        };
        let next = tokens.characters.get(place + 1).copied();
        let before = place
            .checked_sub(1)
            .and_then(|at| tokens.characters.get(at))
            .copied();
        if is_word(character) {
            self.weigh(Edit::Delete(place), symbols, scores, model);
            if next.is_some_and(|next| is_word(next) && next != character) {
                self.weigh(Edit::Transpose(place), symbols, scores, model);
            }
            self.characters(place, 1, symbols, model, Some((character, likeness)));
            for rank in 0..self.ranked.len() {
                let symbol = self.ranked[rank].1;
                self.weigh(Edit::Substitute(place, symbol), symbols, scores, model);
            }
        }
        if is_word(character) || before.is_some_and(is_word) {
            self.characters(place, 0, symbols, model, None);
            for rank in 0..self.ranked.len() {
                let symbol = self.ranked[rank].1;
                self.weigh(Edit::Insert(place, symbol), symbols, scores, model);
            }
        }
    }

    /// Weighs an edit; `old` are the logarithms of the probabilities from its place on.
    fn weigh(&mut self, edit: Edit, symbols: &[Symbol], scores: &[f32], model: &Model) {
        if let Some(around) = Around::new(edit, symbols) {
            let first = edit.place();
            let last = (first + around.old.len() - REACH).min(scores.len());
            let old: f32 = scores.get(first..last).unwrap_or_default().iter().sum();
            let gain = around.likelihood(model) - old;
            self.own.push((gain - handicap(edit), edit));
        }
    }

    /// The characters that may stand at `place`, in place of as many as are `replaced`: the best known there.
    fn characters(
        &mut self,
        place: usize,
        replaced: usize,
        symbols: &[Symbol],
        model: &Model,
        typed: Option<(char, &Likeness)>,
    ) {
        self.ranked.clear();
        let start = place + REACH;
        let (Some(&[first, second]), Some(&[third, fourth])) = (
            symbols.get(start - 2..start),
            symbols.get(start + replaced..start + replaced + 2),
        ) else {
            return;
        };
        let own = (replaced == 1)
            .then(|| symbols.get(start).copied())
            .flatten();
        model.between(second, third, &mut self.between);
        for &symbol in &self.between {
            let character = model.alphabet.character(symbol);
            if Some(symbol) == own || !is_word(character) {
                continue;
            }
            let middle = u32::from(model.level(&[second, symbol, third]));
            if middle == 0 {
                continue;
            }
            let left = u32::from(model.level(&[first, second, symbol]));
            let right = u32::from(model.level(&[symbol, third, fourth]));
            let alike = typed.is_some_and(|(typed, likeness)| {
                likeness.alike(typed, character) || likeness.near_sound(typed, character)
            });
            self.ranked.push((
                2 * middle + left + right + if alike { 16 } else { 0 },
                symbol,
            ));
        }
        self.ranked
            .sort_unstable_by_key(|&(rank, symbol)| (std::cmp::Reverse(rank), symbol));
        self.ranked.truncate(FINALISTS);
    }
}

/// What an edit must gain to be worth as much as another kind: leaving out a character always makes a text
/// likelier, and there are thousands of characters to write.
fn handicap(edit: Edit) -> f32 {
    match edit {
        Edit::Delete(_) => 5.0,
        Edit::Insert(..) => 1.5,
        Edit::Substitute(..) => 3.0,
        Edit::Transpose(_) => 0.0,
    }
}
