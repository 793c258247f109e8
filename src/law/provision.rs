//! Provisions after a title or at the start of a paragraph: 第三条第一款第（二）项, lists and ranges.

mod short;

use std::ops::Range;

use super::citation::{CitationProblem, ProvisionKind};
use super::numeral;
use super::scan::Scan;

/// A provision with its range in bytes of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// What the number counts.
    pub kind: ProvisionKind,
    /// The number.
    pub number: u32,
    /// 之N
    pub insertion: u32,
    /// The last number of a range.
    pub until: Option<u32>,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// 章 before the article.
    pub chapter: Option<u32>,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Provisions that stand together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// In order.
    pub provisions: Vec<Provision>,
    /// The byte after the last.
    pub end: usize,
    /// What is wrong with them.
    pub problems: Vec<(CitationProblem, Range<usize>)>,
}

/// A range of items or paragraphs longer than this is taken for a slip.
const LONGEST_RANGE: u32 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Book,
    Chapter,
    Section,
    Article,
    Paragraph,
    Item,
    SubItem,
    Point,
    Part,
}

/// One 第…条 with the numbers before its unit.
struct Step {
    unit: Unit,
    /// Number, insertion, and whether 至 stands before it.
    numbers: Vec<(u32, u32, bool)>,
    start: usize,
    end: usize,
    malformed: bool,
    traditional: Option<Range<usize>>,
}

/// The provisions at `at` (a 第, or a bracketed number after `article`); nothing where none stand there.
///
/// `article` is the article that a lone 第二款 goes with.
pub fn group(scan: &Scan<'_, '_>, at: usize, article: Option<(u32, u32)>) -> Option<Group> {
    from_step(scan, step(scan, at)?, article)
}

/// The provisions at `at`, right after a title, where 第 or 条 was left out: 六十四条, 第六十四。
pub fn shortened(scan: &Scan<'_, '_>, at: usize) -> Option<Group> {
    let (step, problem) = short::after_title(scan, at)?;
    let place = step.start..step.end;
    let mut group = from_step(scan, step, None)?;
    group.problems.insert(0, (problem, place));
    Some(group)
}

/// The provisions that begin with `first`.
fn from_step(scan: &Scan<'_, '_>, first: Step, article: Option<(u32, u32)>) -> Option<Group> {
    let mut group = Group::default();
    let mut chapter = None;
    let mut next = first;
    loop {
        take(&mut group, &mut chapter, &next, article)?;
        group.end = next.end;
        match following(scan, &next) {
            Some(step) => next = step,
            None => break,
        }
    }
    (!group.provisions.is_empty()).then_some(group)
}

/// The next step of the same group: adjacent, or after a mark of enumeration.
fn following(scan: &Scan<'_, '_>, last: &Step) -> Option<Step> {
    let at = scan.skip_markup(last.end);
    if let Some(step) = step(scan, at) {
        // 第五章 and 第六条 on the next line are two headings.
        let apart = at != last.end || scan.parted(last.end, last.end);
        let deeper = step.unit > last.unit;
        if deeper || !apart {
            return Some(step);
        }
    }
    if matches!(last.unit, Unit::Article | Unit::Paragraph)
        && let Some(step) = bracketed_item(scan, at, false)
    {
        return Some(step);
    }
    let mark = scan.character(at)?;
    let after = at + mark.len_utf8();
    match mark {
        '、' | '，' | ',' | '和' | '及' | '与' | '或' | '至' | '到' | '－' | '—' | '-' | '～'
        | '~' | '；' | ';' => {
            let range = matches!(mark, '至' | '到' | '－' | '—' | '-' | '～' | '~');
            let after = if scan.rest(after).starts_with(mark) && mark == '—' {
                after + mark.len_utf8()
            } else {
                after
            };
            let after = scan.skip_markup(after);
            let listed =
                || (!matches!(mark, '；' | ';')).then(|| short::listed(scan, after, last))?;
            let mut next = step(scan, after)
                .or_else(|| bracketed_item(scan, after, false))
                .or_else(listed)?;
            // 、第二款 goes on with the same article; a clause after ， or ； only where it is another article.
            if matches!(mark, '，' | ',' | '；' | ';') && next.unit != last.unit {
                return None;
            }
            if let Some(first) = next.numbers.first_mut() {
                first.2 = range;
            }
            Some(next)
        }
        '以' if scan.rest(at).starts_with("以及") => {
            let after = scan.skip_markup(at + "以及".len());
            step(scan, after).or_else(|| short::listed(scan, after, last))
        }
        '（' | '(' => {
            // 第七十九条（第二款）
            let inner = step(scan, after)?;
            let close = scan.character(inner.end)?;
            (matches!(close, '）' | ')') && inner.unit > last.unit).then(|| Step {
                end: inner.end + close.len_utf8(),
                ..inner
            })
        }
        // 第五十条:第一款
        '：' | ':' => {
            let step = step(scan, after)?;
            let deeper = last.unit == Unit::Article
                && matches!(step.unit, Unit::Paragraph | Unit::Item)
                && scan.character(step.end).is_none_or(|next| {
                    matches!(next, '：' | ':' | '、') || scan.parted(step.end, step.end)
                });
            deeper.then_some(step)
        }
        _ => None,
    }
}

impl PartialOrd for Unit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let rank = |unit: &Self| match unit {
            Self::Part | Self::Book => 0,
            Self::Chapter => 1,
            Self::Section => 2,
            Self::Article | Self::Point => 3,
            Self::Paragraph => 4,
            Self::Item => 5,
            Self::SubItem => 6,
        };
        Some(rank(self).cmp(&rank(other)))
    }
}

/// 第, numbers and a unit at `at`.
fn step(scan: &Scan<'_, '_>, at: usize) -> Option<Step> {
    let rest = scan.rest(at);
    if !rest.starts_with('第') {
        return None;
    }
    numbered(scan, at, at + '第'.len_utf8())
}

/// Numbers at `end` and their unit, as a step that begins at `at`.
fn numbered(scan: &Scan<'_, '_>, at: usize, mut end: usize) -> Option<Step> {
    let mut numbers = Vec::new();
    let mut malformed = false;
    let mut range = false;
    loop {
        end = scan.skip_markup(end);
        let rest = scan.rest(end);
        let numeral = numeral::prefix(rest).or_else(|| numeral::bracketed_prefix(rest))?;
        malformed |= numeral.value.is_none();
        numbers.push((numeral.value.unwrap_or(0), 0, range));
        end = scan.skip_markup(end + numeral.len);
        if let Some((unit, len, traditional)) = unit(scan.rest(end)) {
            let traditional = traditional.then(|| end..end + len);
            end += len;
            let mut step = Step {
                unit,
                numbers,
                start: at,
                end,
                malformed,
                traditional,
            };
            if unit == Unit::Article {
                insertion(scan, &mut step);
            }
            return Some(step);
        }
        let mark = scan.character(end)?;
        range = match mark {
            '、' | '，' | ',' | '和' | '及' | '与' | '或' => false,
            '至' | '到' | '－' | '—' | '-' | '～' | '~' => true,
            _ => return None,
        };
        end = scan.skip_markup(end + mark.len_utf8());
        if scan.rest(end).starts_with('第') {
            end += '第'.len_utf8();
        }
    }
}

/// 之一 after 条; 之一 of 有下列情形之一 has no 条 before it, 第十条之规定 no number after it.
fn insertion(scan: &Scan<'_, '_>, step: &mut Step) {
    let Some(rest) = scan.rest(step.end).strip_prefix('之') else {
        return;
    };
    let Some(numeral) = numeral::prefix(rest) else {
        return;
    };
    let Some(value) = numeral.value.filter(|&value| value > 0) else {
        return;
    };
    if let Some(last) = step.numbers.last_mut() {
        last.1 = value;
        step.end += '之'.len_utf8() + numeral.len;
    }
}

fn unit(rest: &str) -> Option<(Unit, usize, bool)> {
    for (word, unit, traditional) in [
        ("条", Unit::Article, false),
        ("條", Unit::Article, true),
        ("款", Unit::Paragraph, false),
        ("项", Unit::Item, false),
        ("項", Unit::Item, true),
        ("目", Unit::SubItem, false),
        ("章", Unit::Chapter, false),
        ("节", Unit::Section, false),
        ("節", Unit::Section, true),
        ("编", Unit::Book, false),
        ("編", Unit::Book, true),
        ("部分", Unit::Part, false),
        ("点", Unit::Point, false),
        ("點", Unit::Point, true),
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            // 第一项目, 第三节目, 第一章程, 第三条件, 第一款项, 第二点儿: other words.
            let other = match unit {
                Unit::Item => after.starts_with(['目', '指', '工']),
                Unit::Paragraph => {
                    after.starts_with('项')
                        && !after.starts_with("项：")
                        && !after.starts_with("项规定")
                }
                Unit::Chapter => after.starts_with('程'),
                Unit::Section => after.starts_with(['目', '点']),
                Unit::Article => after.starts_with(['件', '例']),
                Unit::SubItem => {
                    after.starts_with(['标', '的', '录', '前']) && !after.starts_with("的规定")
                }
                _ => false,
            };
            return (!other).then_some((unit, word.len(), traditional));
        }
    }
    None
}

/// （四）项 without 第, after an article or a paragraph; （四） alone only where it ends the reference.
fn bracketed_item(scan: &Scan<'_, '_>, at: usize, alone: bool) -> Option<Step> {
    let numeral = numeral::bracketed_prefix(scan.rest(at))?;
    let value = numeral.value?;
    let mut end = at + numeral.len;
    let mut numbers = vec![(value, 0, false)];
    while let Some(mark) = scan
        .character(end)
        .filter(|mark| matches!(mark, '、' | '，' | '至' | '和'))
    {
        let Some(next) = numeral::bracketed_prefix(scan.rest(end + mark.len_utf8())) else {
            break;
        };
        let Some(value) = next.value else { break };
        numbers.push((value, 0, mark == '至'));
        end += mark.len_utf8() + next.len;
    }
    let ended = scan.rest(end).starts_with('项') && !scan.rest(end).starts_with("项目");
    if ended {
        end += "项".len();
    } else if !(alone || matches!(scan.character(end), None | Some('：' | ':' | '的'))) {
        return None;
    }
    Some(Step {
        unit: Unit::Item,
        numbers,
        start: at,
        end,
        malformed: false,
        traditional: None,
    })
}

/// Adds what `step` names to the group.
fn take(
    group: &mut Group,
    chapter: &mut Option<u32>,
    step: &Step,
    article: Option<(u32, u32)>,
) -> Option<()> {
    if step.malformed {
        group
            .problems
            .push((CitationProblem::MalformedNumber, step.start..step.end));
    }
    if let Some(place) = &step.traditional {
        group
            .problems
            .push((CitationProblem::TraditionalCharacter, place.clone()));
    }
    let kind = match step.unit {
        Unit::Paragraph | Unit::Item | Unit::SubItem => {
            return deepen(group, step, article);
        }
        Unit::Book => ProvisionKind::Book,
        Unit::Chapter => ProvisionKind::Chapter,
        Unit::Section => ProvisionKind::Section,
        Unit::Article => ProvisionKind::Article,
        Unit::Point => ProvisionKind::Point,
        Unit::Part => ProvisionKind::Part,
    };
    // 第八章第七十二条 is one provision: the chapter goes into the article.
    let mut start = step.start;
    if matches!(
        kind,
        ProvisionKind::Article | ProvisionKind::Section | ProvisionKind::Chapter
    ) && let Some(last) = group.provisions.last()
        && last.range.end == step.start
        && last.until.is_none()
        && matches!(
            last.kind,
            ProvisionKind::Chapter
                | ProvisionKind::Section
                | ProvisionKind::Part
                | ProvisionKind::Book
        )
    {
        if last.kind == ProvisionKind::Chapter {
            *chapter = Some(last.number);
        }
        start = last.range.start;
        group.provisions.pop();
    } else if kind == ProvisionKind::Chapter {
        *chapter = None;
    }
    for &(number, insertion, range) in &step.numbers {
        let end_of_range = range
            .then(|| group.provisions.last_mut())
            .flatten()
            .filter(|last| last.kind == kind && last.until.is_none() && last.paragraph.is_none());
        if let Some(last) = end_of_range {
            if number < last.number {
                group
                    .problems
                    .push((CitationProblem::BackwardRange, last.range.start..step.end));
            }
            last.until = Some(number.max(last.number));
            last.range.end = step.end;
            continue;
        }
        group.provisions.push(Provision {
            kind,
            number,
            insertion,
            until: None,
            paragraph: None,
            item: None,
            chapter: if kind == ProvisionKind::Article {
                *chapter
            } else {
                None
            },
            range: start..step.end,
        });
    }
    Some(())
}

/// Adds 款 or 项 to the last provision, or another provision of the same article in a list.
fn deepen(group: &mut Group, step: &Step, article: Option<(u32, u32)>) -> Option<()> {
    if group.provisions.is_empty() {
        let (number, insertion) = article?;
        group.provisions.push(Provision {
            kind: ProvisionKind::Article,
            number,
            insertion,
            until: None,
            paragraph: None,
            item: None,
            chapter: None,
            range: step.start..step.end,
        });
    }
    if step.unit == Unit::SubItem {
        group.provisions.last_mut()?.range.end = step.end;
        return Some(());
    }
    let paragraph = step.unit == Unit::Paragraph;
    let set = |provision: &mut Provision, number: u32| {
        if paragraph {
            provision.paragraph = Some(number);
            provision.item = None;
        } else {
            provision.item = Some(number);
        }
    };
    let level = |provision: &Provision| {
        if paragraph {
            provision.paragraph
        } else {
            provision.item
        }
    };
    for &(number, _, range) in &step.numbers {
        let last = group.provisions.last_mut()?;
        match level(last) {
            None => {
                set(last, number);
                last.range.end = step.end;
            }
            Some(from) => {
                let numbers = if range {
                    if number < from {
                        group
                            .problems
                            .push((CitationProblem::BackwardRange, step.start..step.end));
                    }
                    from + 1..=number.min(from.saturating_add(LONGEST_RANGE))
                } else {
                    number..=number
                };
                let template = last.clone();
                let start = if step.start < template.range.end {
                    template.range.start
                } else {
                    step.start
                };
                for number in numbers {
                    let mut next = template.clone();
                    set(&mut next, number);
                    next.range = start..step.end;
                    group.provisions.push(next);
                }
            }
        }
    }
    Some(())
}

/// A heading number of a policy paper at `at`, its mark included: （五） / (33) / 三、 / 3.
pub fn heading_number(scan: &Scan<'_, '_>, at: usize) -> Option<(u32, usize)> {
    let rest = scan.rest(at);
    if let Some(numeral) = numeral::bracketed_prefix(rest) {
        return Some((numeral.value?, at + numeral.len));
    }
    let numeral = numeral::prefix(rest)?;
    let mark = rest.get(numeral.len..)?.chars().next()?;
    let after = rest.get(numeral.len + mark.len_utf8()..)?;
    let heading = match mark {
        '、' | '．' => true,
        '.' => !after.starts_with(|next: char| next.is_ascii_digit()),
        _ => false,
    };
    heading.then_some((numeral.value?, at + numeral.len + mark.len_utf8()))
}
