//! Learns from slips put into texts that the model has not seen, and measures by others.

use std::collections::BTreeMap;

use super::detect::{Candidate, candidates, near};
use super::features::FEATURES;
use super::inject::{Injected, Kind, Random, inject};
use super::judge::Judge;
use super::model::Model;
use super::symbol::Tokens;
use crate::slip::Likeness;

/// The texts of one file with the slips put into them.
#[derive(Debug, Default)]
pub struct Damaged {
    /// The texts.
    pub texts: Vec<String>,
    /// The slips, each with the position of its text.
    pub slips: Vec<(usize, Injected)>,
}

/// Puts a slip into about every `distance`-th character of the texts of a file, all kinds alike, at most one
/// in a text.
pub fn damage(
    texts: &[&str],
    distance: usize,
    random: &mut Random,
    model: &Model,
    likeness: &Likeness,
) -> Damaged {
    let frequency = |character: char| {
        super::coding::count(model.single_level(model.alphabet.symbol(character)))
    };
    let mut damaged = Damaged::default();
    for text in texts {
        let hit = random.below(distance) < text.chars().count();
        let kind = Kind::ALL[random.below(Kind::ALL.len())];
        let done = hit
            .then(|| inject(text, kind, random, likeness, &frequency))
            .flatten();
        match done {
            Some((text, slip)) => {
                damaged.slips.push((damaged.texts.len(), slip));
                damaged.texts.push(text);
            }
            None => damaged.texts.push((*text).to_owned()),
        }
    }
    damaged
}

/// A candidate, the slip at its place (by position) if there is one, and whether its edit takes that slip back.
pub type Weighed = (Candidate, Option<usize>, bool);

/// The places that the detector asks about in one damaged file, with what is true of them.
#[derive(Debug, Default)]
pub struct Judged {
    /// The candidates.
    pub candidates: Vec<Weighed>,
    /// The kinds of the slips put in.
    pub kinds: Vec<Kind>,
}

/// What the detector asks about in a damaged file.
pub fn judged(damaged: &Damaged, model: &Model, likeness: &Likeness) -> Judged {
    let texts: Vec<&str> = damaged.texts.iter().map(String::as_str).collect();
    let (found, tokens) = candidates(&texts, model, likeness);
    let mut of_text: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, (text, _)) in damaged.slips.iter().enumerate() {
        of_text.entry(*text).or_default().push(number);
    }
    let candidates = found
        .into_iter()
        .map(|candidate| {
            let slips = of_text.get(&candidate.text).into_iter().flatten();
            let tokens = &tokens[candidate.text];
            let slip = slips
                .copied()
                .find(|&slip| is_at(&candidate, tokens, &damaged.slips[slip].1));
            let exact = slip.is_some_and(|slip| {
                undoes(
                    &candidate,
                    tokens,
                    model,
                    &damaged.texts[candidate.text],
                    &damaged.slips[slip].1,
                )
            });
            (candidate, slip, exact)
        })
        .collect();
    Judged {
        candidates,
        kinds: damaged.slips.iter().map(|(_, slip)| slip.kind).collect(),
    }
}

/// The bytes a candidate replaces.
fn bytes(candidate: &Candidate, tokens: &Tokens) -> std::ops::Range<usize> {
    let replaced = candidate.edit.replaced();
    let end = tokens.ranges.last().map_or(0, |&(_, end)| end);
    let start = tokens
        .ranges
        .get(replaced.start)
        .map_or(end, |&(start, _)| start);
    let last = match replaced.len() {
        0 => start,
        _ => tokens
            .ranges
            .get(replaced.end - 1)
            .map_or(end, |&(_, end)| end),
    };
    start as usize..last as usize
}

/// Whether a candidate points at a slip: at its characters or at those beside them.
fn is_at(candidate: &Candidate, tokens: &Tokens, slip: &Injected) -> bool {
    const BESIDE: usize = '字'.len_utf8();
    let own = bytes(candidate, tokens);
    own.start <= slip.range.end + BESIDE && slip.range.start <= own.end + BESIDE
}

/// Whether a candidate gives back what stood there before.
fn undoes(
    candidate: &Candidate,
    tokens: &Tokens,
    model: &Model,
    text: &str,
    slip: &Injected,
) -> bool {
    let replace = |range: std::ops::Range<usize>, by: &str| {
        format!("{}{by}{}", &text[..range.start], &text[range.end..])
    };
    let own = replace(
        bytes(candidate, tokens),
        &candidate.edit.written(tokens, &model.alphabet),
    );
    own == replace(slip.range.clone(), &slip.right)
}

/// The weights learned from damaged files.
pub fn learn(files: &[Judged]) -> Judge {
    let examples: Vec<([f32; FEATURES], bool)> = files
        .iter()
        .flat_map(|file| &file.candidates)
        .map(|(candidate, slip, _)| (candidate.features, slip.is_some()))
        .collect();
    Judge::fit(&examples)
}

/// What a judge finds from a certainty on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measure {
    /// Slips put in, by kind.
    pub slips: BTreeMap<Kind, usize>,
    /// Slips found, by kind.
    pub found: BTreeMap<Kind, usize>,
    /// Slips found whose correction is the right one, by kind.
    pub corrected: BTreeMap<Kind, usize>,
    /// Flags in all.
    pub flags: usize,
    /// Flags at a slip.
    pub true_flags: usize,
}

impl Measure {
    /// The share of flags that are at a slip.
    pub fn precision(&self) -> f64 {
        self.true_flags as f64 / self.flags.max(1) as f64
    }

    /// The share of slips that were found.
    pub fn recall(&self) -> f64 {
        self.found.values().sum::<usize>() as f64 / self.slips.values().sum::<usize>().max(1) as f64
    }
}

/// What `judge` finds in damaged files from `at_least` on.
pub fn measure(files: &[Judged], judge: &Judge, at_least: f64) -> Measure {
    let mut measure = Measure::default();
    for file in files {
        for kind in &file.kinds {
            *measure.slips.entry(*kind).or_default() += 1;
        }
        let mut sure: Vec<(f64, &Weighed)> = Vec::new();
        for one in &file.candidates {
            let certainty = judge.certainty(&one.0.features);
            if certainty < at_least {
                continue;
            }
            match sure.last_mut() {
                Some((known, last))
                    if last.0.text == one.0.text && near(last.0.edit, one.0.edit) =>
                {
                    if *known < certainty {
                        (*known, *last) = (certainty, one);
                    }
                }
                _ => sure.push((certainty, one)),
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (_, (_, slip, exact)) in sure {
            measure.flags += 1;
            let Some(slip) = slip else { continue };
            measure.true_flags += 1;
            let Some(&kind) = file.kinds.get(*slip) else {
                continue;
            };
            if seen.insert(*slip) {
                *measure.found.entry(kind).or_default() += 1;
            }
            if *exact {
                *measure.corrected.entry(kind).or_default() += 1;
            }
        }
    }
    measure
}

/// The certainty from which on flags are true in `wanted` of all cases, by damaged files.
pub fn threshold(files: &[Judged], judge: &Judge, wanted: f64) -> f64 {
    let steps = (20..1000).map(|step| f64::from(step) / 1000.0);
    let good = |&at: &f64| measure(files, judge, at).precision() >= wanted;
    steps.into_iter().step_by(5).find(good).unwrap_or(0.999)
}

/// The part of a hundred that a law belongs to, by its title: what is learned from and what is kept out.
pub fn part(title: &str) -> u64 {
    let mixed = title.bytes().fold(7_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ mixed >> 31) % 100
}

/// The laws whose texts slips are put into to measure by, by their [`part`]; the model has not seen them.
pub const TESTED: std::ops::Range<u64> = 0..5;
/// The laws whose texts slips are put into to learn the weights from; the model has not seen them.
pub const WEIGHED: std::ops::Range<u64> = 5..10;
