//! Which paragraphs and items of an article a quotation covers.

use crate::law::fingerprint::{Print, Start};

/// A paragraph's lead or an item, with its clauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The paragraph (款), from 1.
    pub paragraph: u32,
    /// The item (项), from 1; 0 for the words of the paragraph itself.
    pub item: u32,
    /// How many of its clauses are covered, and how many it has.
    pub covered: usize,
    /// See above.
    pub count: usize,
}

impl Part {
    /// Whether all of it is covered.
    pub fn full(&self) -> bool {
        self.covered == self.count
    }
}

/// The parts of an article with `clauses`, of which those of `covered` are quoted.
pub fn parts(clauses: &[Print], covered: &[bool]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut paragraph, mut item) = (0, 0);
    for (index, print) in clauses.iter().enumerate() {
        match print.start() {
            Start::Paragraph => {
                paragraph += 1;
                item = 0;
            }
            Start::Item => item += 1,
            Start::Point | Start::Within => {}
        }
        let paragraph = paragraph.max(1);
        let new = parts
            .last()
            .is_none_or(|last| last.paragraph != paragraph || last.item != item);
        if new {
            parts.push(Part {
                paragraph,
                item,
                covered: 0,
                count: 0,
            });
        }
        if let Some(last) = parts.last_mut() {
            last.count += 1;
            last.covered += usize::from(covered.get(index) == Some(&true));
        }
    }
    parts
}

/// The number of paragraphs, and of items of paragraph `paragraph` (of the whole article without one).
pub fn counts(clauses: &[Print], paragraph: Option<u32>) -> (u32, u32) {
    let parts = parts(clauses, &[]);
    let paragraphs = parts.iter().map(|part| part.paragraph).max().unwrap_or(0);
    let items = parts
        .iter()
        .filter(|part| paragraph.is_none_or(|paragraph| part.paragraph == paragraph))
        .map(|part| part.item)
        .max()
        .unwrap_or(0);
    (paragraphs, items)
}

/// The paragraphs of which anything is covered.
pub fn paragraphs(parts: &[Part]) -> Vec<u32> {
    let mut found: Vec<u32> = parts
        .iter()
        .filter(|part| part.covered > 0)
        .map(|part| part.paragraph)
        .collect();
    found.dedup();
    found
}

/// The items of which anything is covered.
pub fn items(parts: &[Part]) -> Vec<u32> {
    let mut found: Vec<u32> = parts
        .iter()
        .filter(|part| part.covered > 0 && part.item > 0)
        .map(|part| part.item)
        .collect();
    found.dedup();
    found
}
