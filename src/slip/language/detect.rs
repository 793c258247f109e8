//! Finds the characters of texts that are probably slips.

use std::ops::Range;

use rayon::prelude::*;

use super::edit::{Edit, Proposer};
use super::features::{FEATURES, Recurrence, Setting, features};
use super::judge::Judge;
use super::model::Model;
use super::symbol::{Symbol, Tokens};
use crate::slip::Likeness;

/// A character that is probably a slip, with the best correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspicion {
    /// The text, by its position among those looked at.
    pub text: usize,
    /// The bytes to replace; empty where a character is missing.
    pub range: Range<usize>,
    /// What to write instead.
    pub right: String,
    /// How sure it is, from 0 to 1.
    pub certainty: f32,
}

/// An edit that may undo a slip, with what it is judged by.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The text, by its position.
    pub text: usize,
    /// The edit.
    pub edit: Edit,
    /// What it is judged by.
    pub features: [f32; FEATURES],
}

/// Less likely than this (as logarithm) is worth a second look.
const SURPRISING: f32 = -8.0;

/// A text made ready.
struct Ready {
    tokens: Tokens,
    symbols: Vec<Symbol>,
    scores: Vec<f32>,
}

/// The best edit at every surprising place of the texts of one file.
pub fn candidates(
    texts: &[&str],
    model: &Model,
    likeness: &Likeness,
) -> (Vec<Candidate>, Vec<Tokens>) {
    let ready: Vec<Ready> = texts
        .par_iter()
        .map(|text| {
            let tokens = Tokens::new(text);
            let symbols = model.symbols(&tokens);
            let scores = (0..tokens.len() + 3)
                .map(|at| model.log_probability(&symbols, at + 3))
                .collect();
            Ready {
                tokens,
                symbols,
                scores,
            }
        })
        .collect();
    let mut recurrence = Recurrence::default();
    let (mut sum, mut count) = (0.0_f64, 0_usize);
    for text in &ready {
        recurrence.add(&text.tokens);
        sum += text
            .scores
            .iter()
            .take(text.tokens.len())
            .map(|&score| f64::from(score))
            .sum::<f64>();
        count += text.tokens.len();
    }
    // A mean of small numbers.
    let mean = (sum / count.max(1) as f64) as f32;
    let found: Vec<Vec<Candidate>> = ready
        .par_iter()
        .enumerate()
        .map_init(Proposer::default, |proposer, (index, text)| {
            let setting = Setting {
                model,
                likeness,
                tokens: &text.tokens,
                symbols: &text.symbols,
                scores: &text.scores,
                recurrence: &recurrence,
                mean,
            };
            of_text(index, &setting, proposer)
        })
        .collect();
    let tokens = ready.into_iter().map(|text| text.tokens).collect();
    (found.into_iter().flatten().collect(), tokens)
}

fn of_text(index: usize, setting: &Setting<'_>, proposer: &mut Proposer) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    proposer.begin();
    for (at, &score) in setting.scores.iter().enumerate().take(setting.tokens.len()) {
        if score > SURPRISING {
            continue;
        }
        let proposed = proposer.propose(
            at,
            setting.tokens,
            (setting.symbols, setting.scores),
            setting.model,
            setting.likeness,
        );
        let Some(&(best, edit)) = proposed.first() else {
            continue;
        };
        if best < 2.0 || found.last().is_some_and(|last| last.edit == edit) {
            continue;
        }
        let margin = proposed.get(1).map_or(20.0, |&(next, _)| best - next);
        if let Some(features) = features(setting, edit, margin) {
            found.push(Candidate {
                text: index,
                edit,
                features,
            });
        }
    }
    found
}

/// The characters of `texts` that are slips with a certainty of `at_least`; `texts` are the distinct texts
/// of one file. Of several within three characters the surest is told.
pub fn suspicions(
    texts: &[&str],
    model: &Model,
    judge: &Judge,
    likeness: &Likeness,
    at_least: f64,
) -> Vec<Suspicion> {
    let (candidates, tokens) = candidates(texts, model, likeness);
    let mut sure: Vec<(f64, &Candidate)> = Vec::new();
    for candidate in &candidates {
        let certainty = judge.certainty(&candidate.features);
        if certainty < at_least {
            continue;
        }
        match sure.last_mut() {
            Some((known, last))
                if last.text == candidate.text && near(last.edit, candidate.edit) =>
            {
                if *known < certainty {
                    (*known, *last) = (certainty, candidate);
                }
            }
            _ => sure.push((certainty, candidate)),
        }
    }
    sure.into_iter()
        .filter_map(|(certainty, candidate)| {
            let tokens = tokens.get(candidate.text)?;
            let replaced = candidate.edit.replaced();
            let start = match tokens.ranges.get(replaced.start) {
                Some(&(start, _)) => start,
                None => tokens.ranges.last()?.1,
            };
            let end = match replaced.len() {
                0 => start,
                _ => tokens.ranges.get(replaced.end - 1)?.1,
            };
            Some(Suspicion {
                text: candidate.text,
                range: start as usize..end as usize,
                right: candidate.edit.written(tokens, &model.alphabet),
                certainty: certainty as f32,
            })
        })
        .collect()
}

/// Whether two edits are about one slip.
pub fn near(one: Edit, other: Edit) -> bool {
    one.place().abs_diff(other.place()) <= 3
}
