//! Takes the duties of an item apart into stages.

use crate::source::{Text, View};
use crate::vocabulary::{ClassId, Vocabulary};

use super::super::{Stage, Value};
use super::enumerator::{self, Enumerator};

/// Characters a label may have before its colon.
const LABEL_CHARACTERS: usize = 24;
/// Characters of a duty looked at to tell whether it is the catch-all.
const CATCH_ALL_CHARACTERS: usize = 60;

/// A place where a stage may begin. All offsets are bytes of the view.
#[derive(Debug)]
struct Candidate {
    at: usize,
    enumerator: Option<Enumerator>,
    /// The label, without its colon.
    label: Option<(usize, usize)>,
    catch_all: bool,
    line_start: bool,
}

impl Candidate {
    fn labelled(&self) -> bool {
        self.label.is_some() || self.catch_all
    }
}

/// The stages written in `value`. A text in which no stage can be told is one stage without a label.
pub(super) fn split<'s>(
    value: &Value<'s>,
    vocabulary: &Vocabulary,
    class: Option<ClassId>,
) -> Vec<Stage<'s>> {
    let view = &value.view;
    if view.as_str().is_empty() {
        return Vec::new();
    }
    let starts = select(candidates(view, vocabulary), view);
    let mut offsets: Vec<usize> = starts.iter().map(|start| start.at).collect();
    for start in &starts {
        if let Some((from, to)) = start.label {
            offsets.extend([from, to]);
        }
    }
    offsets.push(view.as_str().len());
    offsets.sort_unstable();
    offsets.dedup();
    let texts = text_offsets(value.text.as_str(), view.as_str(), &offsets);
    let in_text = |at: usize| {
        offsets
            .binary_search(&at)
            .ok()
            .and_then(|index| texts.get(index).copied())
            .unwrap_or_default()
    };
    let part = |from: usize, to: usize| -> Text<'s> {
        value.text.slice(in_text(from)..in_text(to)).trimmed()
    };
    let whole = |text: Text<'s>| {
        let value = Value::new(text);
        let catch_all = is_catch_all(vocabulary, None, value.as_str());
        Stage {
            number: None,
            label: None,
            kinds: Vec::new(),
            catch_all,
            value,
            post: None,
        }
    };
    let Some(first) = starts.first() else {
        return vec![whole(value.text.trimmed())];
    };
    let mut stages = Vec::with_capacity(starts.len() + 1);
    if first.at > 0 {
        let lead = whole(value.text.slice(0..in_text(first.at)).trimmed());
        // 按规定履行下列责任：introduces the stages and is none.
        if !lead.value.as_str().ends_with(['：', ':']) && !lead.value.as_str().is_empty() {
            stages.push(lead);
        }
    }
    for (index, start) in starts.iter().enumerate() {
        let end = starts
            .get(index + 1)
            .map_or(view.as_str().len(), |next| next.at);
        let text = part(start.at, end);
        let label = start.label.map(|(from, to)| Value::new(part(from, to)));
        let name = label.as_ref().map(|label| label.as_str().to_owned());
        let after = start.at + start.enumerator.map_or(0, |found| found.length);
        let body = view.as_str().get(after..end).unwrap_or_default();
        stages.push(Stage {
            number: start.enumerator.map(|found| found.number),
            kinds: name
                .as_deref()
                .map(|name| vocabulary.stages_named(name, class))
                .unwrap_or_default(),
            catch_all: start.catch_all || is_catch_all(vocabulary, name.as_deref(), body),
            label,
            value: Value::new(text),
            post: None,
        });
    }
    stages
}

/// Whether `text` begins as a stage does: with its number and label, or as the catch-all. Gives its number.
pub(super) fn begins(view: &View<'_>, vocabulary: &Vocabulary) -> Option<Option<u32>> {
    let text = view.as_str();
    let enumerator = enumerator::at_start(text, true);
    let after = enumerator.map_or(0, |found| found.length);
    let labelled = label(view, after, true, vocabulary).is_some()
        || is_catch_all(vocabulary, None, text.get(after..).unwrap_or_default());
    labelled.then_some(enumerator.map(|found| found.number))
}

fn is_catch_all(vocabulary: &Vocabulary, label: Option<&str>, text: &str) -> bool {
    let end = text
        .char_indices()
        .nth(CATCH_ALL_CHARACTERS)
        .map_or(text.len(), |(at, _)| at);
    // A catch-all is a short sentence: in a long text such words belong to something else.
    let short = if end < text.len() { "" } else { text };
    vocabulary.words().is_catch_all(label, short)
}

fn candidates(view: &View<'_>, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let text = view.as_str();
    let mut breaks = view.breaks().iter().peekable();
    let mut blanks = view.blanks().iter().peekable();
    let mut found = Vec::new();
    let mut before = '\0';
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        let passed = |gaps: &mut std::iter::Peekable<std::slice::Iter<'_, u32>>| {
            let mut hit = false;
            while gaps.peek().is_some_and(|&&gap| gap as usize <= at) {
                hit |= gaps.next().is_some_and(|&gap| gap as usize == at);
            }
            hit
        };
        let line_start = passed(&mut breaks) || at == 0;
        let gap = passed(&mut blanks) || line_start;
        let sentence = matches!(
            before,
            '。' | '；' | ';' | '：' | ':' | '\0' | '!' | '！' | '>'
        );
        before = character;
        if at < skip_to || !(gap || sentence) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let enumerator = enumerator::at_start(rest, true);
        let after = at + enumerator.map_or(0, |found| found.length);
        let label = label(view, after, line_start || enumerator.is_some(), vocabulary);
        // Digits with nothing behind them count only before a label: 1立案责任.
        let enumerator = match enumerator {
            Some(_) if label.is_some() => enumerator,
            _ => enumerator::at_start(rest, false),
        };
        let after = at + enumerator.map_or(0, |found| found.length);
        let clause = || {
            let clause = text.get(after..).unwrap_or_default();
            let end = clause
                .char_indices()
                .take(CATCH_ALL_CHARACTERS)
                .find(|(_, c)| *c == '。')
                .map_or(clause.len(), |(end, c)| end + c.len_utf8());
            clause.get(..end).unwrap_or_default()
        };
        let catch_all = label.is_none() && gap && is_catch_all(vocabulary, None, clause());
        if enumerator.is_none() && label.is_none() && !catch_all {
            continue;
        }
        // What stands right after a number belongs to it, even behind a blank.
        skip_to = match label {
            Some((_, to)) => to,
            None => after + usize::from(enumerator.is_some()),
        };
        found.push(Candidate {
            at,
            enumerator,
            label,
            catch_all,
            line_start,
        });
    }
    found
}

/// The label at the byte `at` of the view: its range without the colon.
///
/// `loose`: at the start of a line or after a number a stage's name alone is a label (受理：); elsewhere
/// it must end as labels do (受理阶段责任：).
fn label(
    view: &View<'_>,
    at: usize,
    loose: bool,
    vocabulary: &Vocabulary,
) -> Option<(usize, usize)> {
    let words = vocabulary.words();
    let rest = view.as_str().get(at..)?;
    let mut end = None;
    for (count, (offset, character)) in rest.char_indices().enumerate() {
        if count > LABEL_CHARACTERS {
            break;
        }
        let gap = offset > 0
            && u32::try_from(at + offset).is_ok_and(|position| {
                view.breaks().binary_search(&position).is_ok()
                    || view.blanks().binary_search(&position).is_ok()
            });
        match character {
            '：' | ':' => {
                end = Some((offset, true));
                break;
            }
            '。' | '，' | '；' | ';' | ',' | '《' | '“' | '-' | '—' | '－' => {
                end = Some((offset, false));
                break;
            }
            // The next number begins the next stage, whether or not this one ended with a full stop.
            _ if gap
                && rest
                    .get(offset..)
                    .is_some_and(|rest| enumerator::at_start(rest, false).is_some()) =>
            {
                end = Some((offset, false));
                break;
            }
            _ if gap && words.is_stage_label(rest.get(..offset)?) => {
                end = Some((offset, false));
                break;
            }
            _ => {}
        }
    }
    let (end, colon) = match end {
        Some(end) => end,
        None if rest.chars().count() <= LABEL_CHARACTERS => (rest.len(), false),
        None => return None,
    };
    let text = rest.get(..end).filter(|text| !text.is_empty())?;
    let characters = text.chars().count();
    let known = || !vocabulary.stages_named(text, None).is_empty();
    let is_label = if colon {
        words.is_stage_label(text) && (known() || characters <= 14)
            || loose && characters <= 10 && known()
            || words.is_catch_all(Some(text), "")
    } else {
        loose && characters <= 14 && words.is_stage_label(text) && known()
    };
    is_label.then_some((at, at + end))
}

/// Which of the candidates begin stages.
fn select(candidates: Vec<Candidate>, view: &View<'_>) -> Vec<Candidate> {
    let labelled_style = candidates
        .iter()
        .filter(|candidate| candidate.label.is_some())
        .find_map(|candidate| candidate.enumerator.map(|found| found.style));
    let any_labelled = candidates.iter().any(Candidate::labelled);
    // Without labels the first number decides, if nothing but an introduction stands before it.
    let style = labelled_style.or_else(|| {
        let first = candidates
            .iter()
            .find(|candidate| candidate.enumerator.is_some())?;
        let lead = view.as_str().get(..first.at)?;
        let introduced =
            any_labelled || lead.is_empty() || lead.ends_with(['：', ':']) || first.line_start;
        first
            .enumerator
            .filter(|_| introduced)
            .map(|found| found.style)
    });
    let mut last = 0u32;
    candidates
        .into_iter()
        .filter(|candidate| {
            let Some(found) = candidate.enumerator else {
                // A heading such as 直接实施责任： begins the count anew.
                last = 0;
                return candidate.labelled();
            };
            let in_style = Some(found.style) == style;
            let follows = found.number == last + 1 || candidate.line_start && found.number > last;
            let restarts = found.number == 1 && candidate.line_start && last > 0 && !any_labelled;
            let kept = candidate.labelled() || in_style && (follows || restarts);
            if kept && in_style {
                last = found.number;
            }
            kept
        })
        .collect()
}

/// Bytes of `text` where the bytes `offsets` (ascending) of its view stand.
fn text_offsets(text: &str, view: &str, offsets: &[usize]) -> Vec<usize> {
    if text.len() == view.len() {
        return offsets.to_vec();
    }
    let mut found = Vec::with_capacity(offsets.len());
    let mut wanted = offsets.iter().peekable();
    let mut in_view = view.char_indices().peekable();
    for (at, character) in text.char_indices() {
        let blank = crate::source::is_blank(character);
        let Some(&(position, shown)) = in_view.peek() else {
            break;
        };
        if blank {
            // A kept blank stands for a run of them; its first takes it.
            if shown == ' ' {
                in_view.next();
            }
            continue;
        }
        while wanted.peek().is_some_and(|&&offset| offset <= position) {
            found.push(at);
            wanted.next();
        }
        in_view.next();
    }
    found.resize(offsets.len(), text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn labels(text: &str) -> Vec<(Option<u32>, Option<String>)> {
        let vocabulary = Vocabulary::builtin().unwrap();
        let value = Value::new(Text::verbatim(text, Span::new(0, text.len())));
        split(&value, &vocabulary, None)
            .iter()
            .map(|stage| {
                let label = stage.label.as_ref();
                (stage.number, label.map(|label| label.as_str().to_owned()))
            })
            .collect()
    }

    #[test]
    fn the_next_number_begins_the_next_stage_without_a_full_stop_before_it() {
        let found = labels(
            "1.检查责任：定期检查。\n2.处置责任：按规定采取处置措施\n3.信息公开责任：公开结果。",
        );
        let expected = [(1, "检查责任"), (2, "处置责任"), (3, "信息公开责任")];
        let expected = expected.map(|(number, label)| (Some(number), Some(label.to_owned())));
        assert_eq!(found, expected);
    }
}
