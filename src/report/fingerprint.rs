//! What makes a finding the same finding after the list was sorted, renumbered or exported anew.

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Text, View};

/// Makes the fingerprints of the findings of one file: rule, item code (else name), field, flagged
/// value, and the index among equals. Neither the place nor the number of the item is part of it.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: FxHashMap<[u8; 16], u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding of this file, 32 hexadecimal digits.
    pub fn next(&mut self, source: &Source, diagnostic: &Diagnostic) -> String {
        let identity = identity(source, diagnostic);
        let index = self.seen.entry(identity).or_insert(0);
        let mut hash = Sha256::new();
        hash.update(identity);
        hash.update(index.to_le_bytes());
        *index += 1;
        hexadecimal(hash.finalize().as_slice().get(..16).unwrap_or_default())
    }
}

/// The business identity of a finding, without an index among equals.
pub fn identity(source: &Source, diagnostic: &Diagnostic) -> [u8; 16] {
    let item = diagnostic.item.as_deref();
    let who = item
        .and_then(|item| item.code.as_deref().or(item.name.as_deref()))
        .unwrap_or_default();
    let text = Text::verbatim(source.text(), diagnostic.span);
    let value = View::new(&text);
    let mut hash = Sha256::new();
    for part in [
        &*diagnostic.rule,
        who,
        diagnostic.field.as_deref().unwrap_or_default(),
        value.as_str(),
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let mut short = [0; 16];
    for (to, from) in short.iter_mut().zip(digest.iter()) {
        *to = *from;
    }
    short
}

/// The SHA-256 of `bytes` in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(Sha256::digest(bytes).as_slice())
}

/// Bytes as hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| DIGITS.get(usize::from(digit)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{ItemRef, Severity};
    use crate::report::testing::{at, finding};

    /// Fingerprints of the findings about 乙法 in `text`.
    fn fingerprints(text: &str, number: &str) -> Vec<String> {
        let source = Source::new("清单.csv", text.to_owned(), "UTF-8");
        let mut fingerprints = Fingerprints::default();
        (0..text.matches("乙法").count())
            .map(|index| {
                let diagnostic = Diagnostic {
                    item: Some(Arc::new(ItemRef {
                        index: index + number.len(),
                        number: Some(number.to_owned()),
                        name: Some("对某事的处罚".to_owned()),
                        ..ItemRef::default()
                    })),
                    ..finding("law/repealed", Severity::Error, at(text, "乙法", index))
                };
                fingerprints.next(&source, &diagnostic)
            })
            .collect()
    }

    #[test]
    fn place_and_number_are_no_part_of_it() {
        let first = fingerprints("1,甲,乙法\n", "1");
        assert_eq!(first, fingerprints("前言\n\n12,甲,依乙法\n", "12"));
        assert_eq!(first[0].len(), 32);
    }

    #[test]
    fn equals_are_told_apart() {
        let both = fingerprints("乙法乙法", "1");
        assert_ne!(both[0], both[1]);
        assert_eq!(both[0], fingerprints("乙法", "1")[0]);
    }
}
