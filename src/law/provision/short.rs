//! Numbers of provisions with a word left out: 第六十四条、六十五条 or 《甲法》六十四条 without 第, 《甲法》第六十四 without 条.

use super::{Step, Unit, numbered};
use crate::law::citation::CitationProblem;
use crate::law::numeral;
use crate::law::scan::{Scan, is_han};

/// Smaller numbers without a unit may count points of a speech: 第一，…
const SURELY_ARTICLE: u32 = 10;

/// The next of a list that goes on without 第: the same unit, and a larger number.
pub(super) fn listed(scan: &Scan<'_, '_>, at: usize, last: &Step) -> Option<Step> {
    if !matches!(last.unit, Unit::Article | Unit::Paragraph | Unit::Item) {
        return None;
    }
    let next = numbered(scan, at, at)?;
    let (largest, ..) = last.numbers.iter().max()?;
    let (first, ..) = next.numbers.first()?;
    (next.unit == last.unit && !next.malformed && first > largest).then_some(next)
}

/// A number right after a title, and what is left out of it.
pub(super) fn after_title(scan: &Scan<'_, '_>, at: usize) -> Option<(Step, CitationProblem)> {
    if !scan.rest(at).starts_with('第') {
        let step = numbered(scan, at, at)?;
        // 《甲意见》十条措施 counts measures.
        let closed = scan
            .character(step.end)
            .is_none_or(|next| !is_han(next) || "第的之规和及与或至到".contains(next));
        let article = step.unit == Unit::Article && !step.malformed;
        return (article && closed).then_some((step, CitationProblem::NoOrdinal));
    }
    let number = at + '第'.len_utf8();
    let numeral = numeral::prefix(scan.rest(number))?;
    let value = numeral.value.filter(|&value| value > 0)?;
    let end = number + numeral.len;
    let closed = match scan.character(end) {
        None | Some('。' | '；' | ';') => true,
        Some('：' | ':' | '“' | '，' | ',' | '）' | ')') => value >= SURELY_ARTICLE,
        Some(_) => scan.rest(end).starts_with("规定") && value >= SURELY_ARTICLE,
    };
    let step = Step {
        unit: Unit::Article,
        numbers: vec![(value, 0, false)],
        start: at,
        end,
        malformed: false,
        traditional: None,
    };
    closed.then_some((step, CitationProblem::NoUnit))
}
