//! Regular expressions whose machines are made when a text needs them.

mod literals;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::Regex;
use regex_syntax::hir::Hir;

use literals::Needs;

/// After so many texts in vain the machine is made: looking for words in many texts costs more than it does.
const PATIENCE: usize = 200;

/// A regular expression. Its machine costs more than looking for a few words in many texts, and most
/// expressions never match: it is made when a text has the words that every match has.
#[derive(Debug)]
pub struct Expression {
    text: String,
    needs: OnceLock<Option<Needs>>,
    /// How often no machine was needed.
    in_vain: AtomicUsize,
    machine: OnceLock<Option<Regex>>,
}

impl Expression {
    /// The expression `text`, parsed as `hir`.
    pub fn new(text: &str, hir: &Hir) -> Self {
        Self {
            text: text.to_owned(),
            needs: OnceLock::from(Needs::of(hir)),
            in_vain: AtomicUsize::new(0),
            machine: OnceLock::new(),
        }
    }

    /// The expression `text`, which is known to be well-formed: it is parsed when it is first needed.
    pub fn known(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            needs: OnceLock::new(),
            in_vain: AtomicUsize::new(0),
            machine: OnceLock::new(),
        }
    }

    fn needs(&self) -> Option<&Needs> {
        let parse = || Needs::of(&regex_syntax::parse(&self.text).ok()?);
        self.needs.get_or_init(parse).as_ref()
    }

    /// The expression `text`.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn parse(text: &str) -> Result<Self, Box<regex_syntax::Error>> {
        Ok(Self::new(text, &regex_syntax::parse(text)?))
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Literals of which at least one stands in every match; empty where there are none to name, or too many.
    pub fn literals(&self) -> Vec<String> {
        self.needs().and_then(Needs::literals).unwrap_or_default()
    }

    /// The machine; `None` only where it would be too large.
    pub fn machine(&self) -> Option<&Regex> {
        self.machine
            .get_or_init(|| Regex::new(&self.text).ok())
            .as_ref()
    }

    /// The machine, where there may be a match in `text`.
    pub fn machine_for(&self, text: &str) -> Option<&Regex> {
        if self.machine.get().is_none()
            && self.needs().is_some_and(|needs| !needs.hold(text))
            && self.in_vain.fetch_add(1, Ordering::Relaxed) < PATIENCE
        {
            return None;
        }
        self.machine()
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.machine_for(text)
            .is_some_and(|machine| machine.is_match(text))
    }

    /// The bytes of the first match in `text`.
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        Some(self.machine_for(text)?.find(text)?.range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_machine_is_made_where_words_are_absent() {
        let expression = Expression::parse("受理.{0,4}起[0-9]+日内(决定|办结)").unwrap();
        assert!(!expression.is_match("受理之日起三日内送达"));
        assert!(expression.machine.get().is_none());
        assert!(!expression.is_match("受理之日起三日内决定"));
        assert!(expression.is_match("受理之日起3日内决定"));
        assert!(expression.machine.get().is_some());
    }

    #[test]
    fn after_many_texts_the_machine_is_made() {
        let expression = Expression::parse("办结").unwrap();
        for _ in 0..=PATIENCE {
            assert!(!expression.is_match("送达"));
        }
        assert!(expression.machine.get().is_some());
    }

    proptest! {
        #[test]
        fn the_words_change_no_result(
            pattern in "(\\[甲丁\\]|\\[丁-丙\\]|甲{1,2}|\\(甲\\|乙+\\|丙\\?\\)|乙\\*|\\^丙|丁\\$|\\(甲乙\\|丙\\)\\+|\\(\\?i:Ab\\)){1,5}",
            texts in proptest::collection::vec("[甲乙丙丁aB]{0,8}", 1..8),
        ) {
            let expression = Expression::parse(&pattern).unwrap();
            let machine = Regex::new(&pattern).unwrap();
            for text in texts {
                prop_assert_eq!(expression.find(&text), machine.find(&text).map(|found| found.range()), "{}", pattern);
            }
        }
    }
}
