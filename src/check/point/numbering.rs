use std::ops::Range;

use serde::Deserialize;

use crate::law::numeral;
use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, What};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Numbers before clauses (1. 2. 3. or （一）（二）) that jump, come twice or go back: within one text,
/// or over the stages of an item. A new count from 1 is none of these.
pub struct Numbering;

/// Parameters of `numbering`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// How a number is written. Each way counts for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 1. 1、
    Digits,
    /// 1）
    DigitsAndBracket,
    /// （1）
    BracketDigits,
    /// （一）
    BracketNumerals,
    /// 一、
    Numerals,
    /// 一是
    Spoken,
    /// 第一，
    Ordinals,
    /// A. a）
    Letters,
    /// ①
    Circled,
    /// ⑴
    SmallBracketDigits,
    /// ⒈
    SmallDigits,
    /// ㈠
    SmallBracketNumerals,
    /// Ⅰ
    Roman,
    /// Digits with nothing but a blank behind them, at the start of a line.
    Bare,
}

/// Characters that are numbers by themselves: the first, the last, how they are written.
const SINGLE: [(char, char, Style); 5] = [
    ('①', '⑳', Style::Circled),
    ('⑴', '⒇', Style::SmallBracketDigits),
    ('⒈', '⒛', Style::SmallDigits),
    ('㈠', '㈩', Style::SmallBracketNumerals),
    ('Ⅰ', 'Ⅻ', Style::Roman),
];

/// Whether a clause may open behind the mark.
fn is_stop(mark: char) -> bool {
    matches!(mark, '。' | '；' | ';' | '：' | ':' | '！')
}

/// A number before a clause.
#[derive(Debug, Clone)]
struct Number {
    style: Style,
    value: u32,
    /// Its bytes in the normalised text, without dot and brackets.
    at: Range<usize>,
    /// Whether it opens a clause; else it does so only where it goes on from the one before.
    sure: bool,
}

/// The number at the start of `rest`, which starts at the byte `at`.
fn number(rest: &str, at: usize) -> Option<Number> {
    let first = rest.chars().next()?;
    if let Some((from, _, style)) = SINGLE
        .iter()
        .find(|(from, to, _)| (*from..=*to).contains(&first))
    {
        return Some(Number {
            style: *style,
            value: 1 + u32::from(first) - u32::from(*from),
            at: at..at + first.len_utf8(),
            sure: true,
        });
    }
    let before = match first {
        '（' | '(' | '第' => first.len_utf8(),
        _ => 0,
    };
    let inner = rest.get(before..)?;
    let (value, len) = match inner.chars().next()? {
        letter if letter.is_ascii_alphabetic() && before == 0 => (
            1 + u32::from(letter.to_ascii_lowercase()) - u32::from('a'),
            1,
        ),
        _ => {
            let found = numeral::prefix(inner)?;
            (found.value.filter(|value| *value < 200)?, found.len)
        }
    };
    let mut behind = inner.get(len..)?.chars();
    let (mark, next) = (behind.next()?, behind.next());
    let words = next.is_some_and(char::is_alphabetic);
    // 1、2类 and 一、二级 are two numbers, 3、两名 is not; 4、5日内 may be.
    let behind_mark = inner.get(len + mark.len_utf8()..).unwrap_or_default();
    let another = numeral::prefix(behind_mark).and_then(|next| next.value);
    let listed = mark == '、' && another == Some(value + 1);
    let figure = behind_mark.starts_with(|next: char| next.is_ascii_digit());
    let style = match (first, inner.chars().next()?, mark) {
        ('第', _, '，' | ',' | '、' | '：' | ':') if next != Some('第') => Style::Ordinals,
        ('第', ..) => return None,
        ('（' | '(', '0'..='9', '）' | ')') => Style::BracketDigits,
        ('（' | '(', _, '）' | ')') => Style::BracketNumerals,
        ('（' | '(', ..) => return None,
        (_, 'a'..='z' | 'A'..='Z', '.' | '．' | '、' | '）' | ')') if words => Style::Letters,
        (_, 'a'..='z' | 'A'..='Z', _) => return None,
        (_, '0'..='9', '）' | ')') => Style::DigitsAndBracket,
        // 1.5 is a figure.
        (_, '0'..='9', '.' | '．') if !figure => Style::Digits,
        (_, '0'..='9', '、') => Style::Digits,
        (_, '0'..='9', '，' | ',' | '：' | ':') if words => Style::Digits,
        (_, '0'..='9', _) => return None,
        (_, _, '、' | '．' | '.') => Style::Numerals,
        (_, _, '是') => Style::Spoken,
        _ => return None,
    };
    let start = at + before;
    Some(Number {
        style,
        value,
        at: start..start + len,
        sure: !listed,
    })
}

/// The digits at the start of a line that only a blank parts from the words behind them.
fn bare(value: &Value<'_>, at: usize) -> Option<Number> {
    let rest = value.as_str().get(at..)?;
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = u32::try_from(at + len).ok()?;
    let parted = value.view.blanks().binary_search(&end).is_ok();
    let words = rest.get(len..)?.chars().next()?.is_alphabetic();
    let number = rest.get(..len)?.parse().ok()?;
    (parted && words && number < 200).then_some(Number {
        style: Style::Bare,
        value: number,
        at: at..at + len,
        sure: true,
    })
}

/// The numbers that open clauses of `value`: at the start of a line, or after a stop. A number and a dot also open
/// one after a blank, and after 的, the end of most cases.
fn numbers(value: &Value<'_>) -> Vec<Number> {
    let text = value.as_str();
    let mut found: Vec<Number> = Vec::new();
    let mut breaks = value.view.breaks().iter().map(|&at| at as usize).peekable();
    let mut blanks = value.view.blanks().iter().map(|&at| at as usize).peekable();
    // Whether a clause may open here: blanks change nothing.
    let mut opens = true;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        let line = breaks.next_if_eq(&at).is_some() || at == 0;
        let parted = blanks.next_if_eq(&at).is_some();
        opens |= line;
        // Nearly every character ends here.
        let loose = !opens && character.is_ascii_digit() && (parted || before == Some('的'));
        if (opens || loose)
            && (character.is_alphanumeric() || matches!(character, '（' | '('))
            && let Some(rest) = text.get(at..)
        {
            let number = number(rest, at).filter(|found| opens || found.style == Style::Digits);
            let stopped = before.is_none_or(is_stop);
            found.extend(number.or_else(|| bare(value, at).filter(|_| line && stopped)));
        }
        opens = (opens && character == ' ') || is_stop(character);
        before = Some(character);
    }
    // Digits alone are numbers of clauses only where they begin to count.
    let counted = |found: &[Number]| {
        let mut bare = found.iter().filter(|number| number.style == Style::Bare);
        bare.next().is_some_and(|one| one.value == 1)
            && bare.next().is_some_and(|two| two.value == 2)
    };
    if !counted(&found) {
        found.retain(|number| number.style != Style::Bare);
    }
    found
}

/// Bytes of the view of `value` where a numbered clause begins, ascending.
pub(super) fn openings(value: &Value<'_>) -> Vec<usize> {
    let text = value.as_str();
    let opening = |number: &Number| {
        let before = text.get(..number.at.start).unwrap_or_default();
        let bracket = before.chars().next_back();
        let bracket = bracket.filter(|one| matches!(one, '（' | '(' | '第'));
        number.at.start - bracket.map_or(0, char::len_utf8)
    };
    numbers(value).iter().map(opening).collect()
}

/// The faults in the numbers of one text: each number with the one before it and what is wrong.
fn faults(found: &[Number]) -> Vec<(&Number, u32, &'static str)> {
    let mut faults = Vec::new();
    // Each style with the last of its numbers.
    let mut lasts: Vec<(Style, u32)> = Vec::new();
    for (index, number) in found.iter().enumerate() {
        let Some(last) = lasts.iter_mut().find(|(style, _)| *style == number.style) else {
            if number.sure || number.value == 1 {
                lasts.push((number.style, number.value));
            }
            continue;
        };
        let before = last.1;
        if !number.sure && number.value != before + 1 {
            continue;
        }
        last.1 = number.value;
        let Some(variant) = fault(before, number.value) else {
            continue;
        };
        let rest = found.get(index + 1..).unwrap_or_default();
        let next = rest.iter().find(|next| next.style == number.style);
        // Two numbers in the wrong order are told once, at the second.
        if variant == "gap" && next.is_some_and(|next| next.value == before + 1) {
            continue;
        }
        let swapped = variant == "back" && number.value + 1 == before;
        if swapped && next.is_some_and(|next| next.value == before + 1) {
            last.1 = before;
        }
        faults.push((number, before, variant));
    }
    faults.sort_by_key(|(number, ..)| number.at.start);
    faults
}

/// What is wrong with `value` after `last`.
fn fault(last: u32, value: u32) -> Option<&'static str> {
    match value {
        1 => None,
        _ if value == last + 1 => None,
        _ if value == last => Some("twice"),
        _ if value > last => Some("gap"),
        _ => Some("back"),
    }
}

/// Whether `wanted` opens a clause within `value`.
fn within(value: &Value<'_>, wanted: u32) -> bool {
    numbers(value).iter().any(|number| number.value == wanted)
}

fn hit(span: Span, last: u32, value: u32, variant: &'static str) -> Hit {
    Hit::at(span)
        .value("found", value.to_string())
        .value("last", last.to_string())
        .value("expected", (last + 1).to_string())
        .variant(variant)
}

/// The faults in the numbers of one text.
fn hits_of(value: &Value<'_>) -> Vec<Hit> {
    let found = numbers(value);
    let told = faults(&found).into_iter().map(|(number, before, variant)| {
        let span = value.view.source_span(number.at.clone());
        hit(span, before, number.value, variant)
    });
    told.collect()
}

impl Point for Numbering {
    type Params = Params;

    const NAME: &'static str = "numbering";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Item];
    const VALUES: &'static [&'static str] = &["found", "last", "expected"];
    const VARIANTS: &'static [&'static str] = &["gap", "twice", "back"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        match subject.what {
            What::Item(item) => {
                for value in subject.values(Field::Duties) {
                    for mut hit in hits_of(value) {
                        hit.field = Some(Field::Duties);
                        hits.push(hit);
                    }
                }
                let mut last: Option<(u32, usize)> = None;
                for (index, stage) in item.stages.iter().enumerate() {
                    let Some(value) = stage.number else { continue };
                    let between = last.and_then(|(_, at)| item.stages.get(at..index));
                    // A clause that was not taken for a stage of its own keeps the count.
                    let kept = between.is_some_and(|between| {
                        between
                            .iter()
                            .any(|stage| within(&stage.value, value.saturating_sub(1)))
                    });
                    // What is told of a number in the text of the stage is not told of the stage again.
                    let told = || {
                        let whole = stage.value.span();
                        hits.iter().any(|hit| whole.contains(hit.span))
                    };
                    if let Some((before, _)) = last
                        && let Some(variant) = fault(before, value)
                        && (variant != "gap" || !kept)
                        && !told()
                    {
                        let own = numeral::prefix(stage.value.as_str())
                            .filter(|own| own.value == Some(value))
                            .map(|own| stage.value.view.source_span(0..own.len));
                        let span = own.unwrap_or_else(|| {
                            let label = stage.label.as_ref().unwrap_or(&stage.value);
                            label.span()
                        });
                        let mut hit = hit(span, before, value, variant);
                        hit.field = Some(Field::Duties);
                        hits.push(hit);
                    }
                    last = Some((value, index));
                }
            }
            What::Text(_, _, value) => hits.extend(hits_of(value)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn read(text: &str) -> Vec<(u32, String)> {
        let value = Value::new(Text::verbatim(text, Span::new(0, text.len())));
        let shown = value.as_str().to_owned();
        numbers(&value)
            .into_iter()
            .map(|number| {
                (
                    number.value,
                    shown.get(number.at).unwrap_or_default().to_owned(),
                )
            })
            .collect()
    }

    #[test]
    fn numbers_open_clauses_and_stand_nowhere_else() {
        let found = read("1.应当立案的；\n2.不少于2人的，罚款1.5万元；3、其他。（四）另有规定的。");
        let values: Vec<u32> = found.iter().map(|(value, _)| *value).collect();
        assert_eq!(values, [1, 2, 3, 4]);
        assert_eq!(read("自2021.7起施行"), []);
        assert_eq!(read("对1.2米以上的，（一）项"), []);
    }

    fn faulty(text: &str) -> Vec<(u32, &'static str)> {
        let value = Value::new(Text::verbatim(text, Span::new(0, text.len())));
        let found = numbers(&value);
        let told = faults(&found).into_iter();
        told.map(|(number, _, variant)| (number.value, variant))
            .collect()
    }

    #[test]
    fn jumps_are_seen_however_numbers_are_written() {
        for text in [
            "一、甲的；二、乙的；四、丁的。",
            "①甲的；②乙的；④丁的。",
            "⑴甲的；⑵乙的；⑷丁的。",
            "⒈甲的；⒉乙的；⒋丁的。",
            "㈠甲的；㈡乙的；㈣丁的。",
            "1)甲的；2)乙的；4)丁的。",
            "1）甲的；2）乙的；4）丁的。",
            "1，甲的；2，乙的；4，丁的。",
            "一是甲的；二是乙的；四是丁的。",
            "第一，甲的；第二，乙的；第四，丁的。",
            "A.甲的；B.乙的；D.丁的。",
            "Ⅰ.甲的；Ⅱ.乙的；Ⅳ.丁的。",
            "1.甲的2.乙的4.丁的。",
            "1.甲 2.乙 4.丁",
            "1 甲的；\n2 乙的；\n4 丁的。",
        ] {
            assert_eq!(faulty(text), [(4, "gap")], "{text}");
        }
        assert_eq!(faulty("1.甲；3.乙；2.丙；4.丁。"), [(2, "back")]);
    }

    #[test]
    fn figures_dates_and_lists_of_numbers_are_no_numbers_of_clauses() {
        for text in [
            "一、二类水源；三、四类水源；六、七类水源。",
            "第一、第二产业；第三、第四产业；第六、第七产业。",
            "1、2类；4、5类；7、8类。",
            "自收到之日起\n5日内；\n10日内；\n30日内。",
            "9:00开始；11:30结束；14:00开始。",
            "1.甲（详见附件3.申请表）；2.乙。",
            "根据第（一）项、第（三）项；违反第二条；第五条。",
            "A级景区；C级景区；D级景区。",
            "1.甲；2.一次性告知；3.两名以上；4、5日内；5、五日内。",
            "一、甲；二、一次性告知；三、两名以上；四、十日内。",
        ] {
            assert_eq!(faulty(text), [], "{text}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(fault(3, 4), None);
        assert_eq!(fault(3, 1), None);
        assert_eq!(fault(3, 5), Some("gap"));
        assert_eq!(fault(3, 3), Some("twice"));
        assert_eq!(fault(3, 2), Some("back"));
    }
}
