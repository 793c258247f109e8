use regex_syntax::hir::{Class, Hir, HirKind};

/// More characters than this between the ends of a range of a class are no help in choosing texts.
const WIDEST_RANGE: u32 = 32;
/// Nor are more words than this.
const MOST_LITERALS: usize = 64;

/// What stands in every text that an expression matches.
#[derive(Debug)]
pub enum Needs {
    /// This word.
    Word(String),
    /// Each of these.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
}

impl Needs {
    /// What matches of `hir` need; `None` where nothing is known of them.
    pub fn of(hir: &Hir) -> Option<Self> {
        match hir.kind() {
            HirKind::Literal(literal) => {
                let word = std::str::from_utf8(&literal.0).ok()?;
                Some(Self::Word(word.to_owned()))
            }
            HirKind::Class(Class::Unicode(class)) => {
                let mut characters = Vec::new();
                for range in class.ranges() {
                    if u32::from(range.end()) - u32::from(range.start()) > WIDEST_RANGE {
                        return None;
                    }
                    characters.extend(range.start()..=range.end());
                    if characters.len() > MOST_LITERALS {
                        return None;
                    }
                }
                let word = |character: char| Self::Word(character.into());
                (!characters.is_empty())
                    .then(|| Self::Any(characters.into_iter().map(word).collect()))
            }
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Repetition(repetition) if repetition.min > 0 => Self::of(&repetition.sub),
            HirKind::Concat(parts) => {
                let mut all: Vec<_> = parts.iter().filter_map(Self::of).collect();
                // What stands in the fewest texts is looked for first.
                all.sort_by_cached_key(|part| {
                    std::cmp::Reverse(part.literals().as_deref().map(weight))
                });
                (!all.is_empty()).then_some(Self::All(all))
            }
            HirKind::Alternation(parts) => {
                let any: Option<Vec<_>> = parts.iter().map(Self::of).collect();
                Some(Self::Any(any?))
            }
            HirKind::Class(Class::Bytes(_))
            | HirKind::Empty
            | HirKind::Look(_)
            | HirKind::Repetition(_) => None,
        }
    }

    /// Whether `text` has what is needed.
    pub fn hold(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => text.contains(word.as_str()),
            Self::All(parts) => parts.iter().all(|part| part.hold(text)),
            Self::Any(parts) => parts.iter().any(|part| part.hold(text)),
        }
    }

    /// Words of which one stands in every match, chosen so that they stand in few texts; `None` where they
    /// are too many.
    pub fn literals(&self) -> Option<Vec<String>> {
        let words = match self {
            Self::Word(word) => vec![word.clone()],
            Self::All(parts) => parts
                .iter()
                .filter_map(Self::literals)
                .max_by_key(|words| weight(words))?,
            Self::Any(parts) => {
                let mut words = Vec::new();
                for part in parts {
                    words.extend(part.literals()?);
                }
                words.sort();
                words.dedup();
                words
            }
        };
        (words.len() <= MOST_LITERALS).then_some(words)
    }
}

/// Longer words that are fewer choose fewer texts.
fn weight(words: &[String]) -> (usize, usize) {
    let shortest = words.iter().map(|word| word.chars().count()).min();
    (shortest.unwrap_or(0), usize::MAX - words.len())
}
