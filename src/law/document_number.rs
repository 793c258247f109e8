//! Document numbers (文号): 国办发〔2018〕63号, 国务院令第735号, 国家发展和改革委员会令2017年第7号.
//!
//! The form is that of GB/T 9704-2012 (党政机关公文格式) 7.2.5: agency code, year in full in 〔〕, serial
//! number without 第 and without leading zeros, 号. Decrees (令) and announcements (公告) carry 第.

use std::ops::Range;

use super::numeral;

/// A document number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentNumber {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// The code of the agency (国办发), or of a decree the issuer with 令 (国务院令).
    pub agency: String,
    /// The year, where one is written.
    pub year: Option<u32>,
    /// The serial number.
    pub number: u32,
    /// Whether it is a decree or an announcement, not a document of the 发/函/字 kind.
    pub decree: bool,
    /// How its form departs from the standard, each with its place.
    pub slips: Vec<(NumberSlip, Range<usize>)>,
}

/// How the form of a document number departs from GB/T 9704.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NumberSlip {
    /// The year is not in 〔〕.
    YearBrackets,
    /// The year has no brackets at all.
    YearBare,
    /// 第 before the serial number.
    Ordinal,
    /// A leading zero.
    LeadingZero,
    /// A year of two digits.
    ShortYear,
    /// The serial number in Chinese numerals.
    ChineseNumber,
}

/// The longest agency code that is looked for, in characters.
const LONGEST_AGENCY: usize = 40;

impl DocumentNumber {
    /// The number in the form of the standard.
    pub fn standard(&self) -> String {
        let (agency, number) = (&self.agency, self.number);
        match (self.year, self.decree) {
            (Some(year), false) => format!("{agency}〔{year}〕{number}号"),
            (Some(year), true) => format!("{agency}{year}年第{number}号"),
            (None, _) => format!("{agency}第{number}号"),
        }
    }

    /// Whether both name the same document: serial number, year where both have one, and agency up to
    /// the ways of writing a country or a ministry.
    pub fn same_as(&self, other: &Self) -> bool {
        let short = |agency: &str| {
            agency
                .trim_end_matches('令')
                .replace("中华人民共和国", "")
                .replace(['和', '与'], "")
        };
        self.number == other.number
            && self.decree == other.decree
            && self
                .year
                .zip(other.year)
                .is_none_or(|(one, two)| one == two)
            && {
                let (one, two) = (short(&self.agency), short(&other.agency));
                one == two
                    || (self.decree && (is_short_for(&one, &two) || is_short_for(&two, &one)))
            }
    }
}

/// Whether `short` is `long` with characters left out (劳动保障部 for 劳动和社会保障部).
fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short
        .chars()
        .all(|wanted| rest.any(|character| character == wanted))
}

/// All document numbers in `text` (blanks already dropped), in order.
pub fn find_all(text: &str) -> Vec<DocumentNumber> {
    let mut found = Vec::new();
    let mut floor = 0;
    for (at, _) in text.match_indices('号') {
        if let Some(number) = ending_at(text, at, floor) {
            floor = number.range.end;
            found.push(number);
        }
    }
    // 令 behind the number: 第16号令, told by the 号 before it.
    found
}

/// The document number whose 号 stands at `sign`, not before `floor`.
fn ending_at(text: &str, sign: usize, floor: usize) -> Option<DocumentNumber> {
    let mut end = sign + '号'.len_utf8();
    let head = text.get(floor..sign)?;
    let digits = head
        .chars()
        .rev()
        .take_while(|&character| character.is_ascii_digit())
        .count();
    let run = if digits > 0 {
        digits
    } else {
        head.chars()
            .rev()
            .take_while(|&character| "〇零○一二三四五六七八九十百千".contains(character))
            .map(char::len_utf8)
            .sum()
    };
    if run == 0 {
        return None;
    }
    let number_at = floor + head.len() - run;
    let written = text.get(number_at..sign)?;
    let number = numeral::prefix(written)?.value?;
    let mut slips = Vec::new();
    let mut at = number_at;
    let mut ordinal = None;
    if text.get(floor..at)?.ends_with('第') {
        at -= '第'.len_utf8();
        ordinal = Some(at..number_at);
    }
    let leading_zero = written.starts_with('0').then_some(number_at..sign);
    let trailing_decree = text.get(end..)?.starts_with('令');
    let (year, brackets) = year_before(text, floor, at);
    let mut year_range = None;
    if let Some((range, _)) = &year {
        year_range = Some(range.clone());
        at = range.start;
    }
    // 令(第16号): the bracket is no year.
    let agency_end = at;
    let start = agency_start(text, floor, agency_end);
    let agency = text.get(start..agency_end)?;
    // 〔2001〕国人防办字第211号: the year before the code, as armed forces write it.
    let (early_year, early) = match year {
        None => year_before(text, floor, start),
        Some(_) => (None, Brackets::None),
    };
    let early = early_year.filter(|_| agency.ends_with('字') && early != Brackets::None);
    let start = early.as_ref().map_or(start, |(range, _)| range.start);
    // 甲部、乙局2006年第18号: a decree or announcement of several bodies, the word for it left out.
    let wordless = ordinal.is_some() && brackets == Brackets::None && year.is_some();
    let decree_before = agency.ends_with(['令', '告']) || agency.ends_with("公告");
    let decree = decree_before || trailing_decree || wordless;
    if agency.chars().count() < 2 && !trailing_decree {
        return None;
    }
    if trailing_decree {
        end += '令'.len_utf8();
    }
    let lettered = early.is_some();
    let year = year.or(early).map(|(_, year)| year);
    if !decree && !lettered {
        // 第3号 of a street, 2018年5月3号 of a day, a form's number: no year, no agency code.
        let range = year_range?;
        match brackets {
            Brackets::Right => {}
            Brackets::Wrong => slips.push((NumberSlip::YearBrackets, range.clone())),
            Brackets::None => slips.push((NumberSlip::YearBare, range.clone())),
        }
        if !ends_like_a_code(agency) {
            return None;
        }
        if year.is_some_and(|year| year < 100) {
            slips.push((NumberSlip::ShortYear, range));
        }
        if let Some(range) = ordinal {
            slips.push((NumberSlip::Ordinal, range));
        }
        if digits == 0 {
            slips.push((NumberSlip::ChineseNumber, number_at..sign));
        }
    }
    if let Some(range) = leading_zero {
        slips.push((NumberSlip::LeadingZero, range));
    }
    let mut agency = agency.to_owned();
    if trailing_decree && !decree_before {
        agency.push('令');
    }
    Some(DocumentNumber {
        range: start..end,
        agency,
        year,
        number,
        decree,
        slips,
    })
}

/// How a year stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    Right,
    Wrong,
    None,
}

/// The year that ends at `at`, with its brackets in the range.
fn year_before(text: &str, floor: usize, at: usize) -> (Option<(Range<usize>, u32)>, Brackets) {
    let Some(head) = text.get(floor..at) else {
        return (None, Brackets::None);
    };
    let Some(last) = head.chars().next_back() else {
        return (None, Brackets::None);
    };
    let digits_back = |end: usize| -> Option<(usize, u32)> {
        let head = text.get(floor..end)?;
        let run: String = head
            .chars()
            .rev()
            .take_while(|character| character.is_ascii_digit())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let year: u32 = run.parse().ok()?;
        let plausible = (run.len() == 4 && (1949..2100).contains(&year)) || run.len() == 2;
        plausible.then_some((end - run.len(), year))
    };
    let closing = "〕﹞]］】）)〉》".contains(last);
    if closing {
        let inner_end = at - last.len_utf8();
        let inner_end = inner_end
            - text
                .get(floor..inner_end)
                .filter(|head| head.ends_with('年'))
                .map_or(0, |_| '年'.len_utf8());
        let Some((start, year)) = digits_back(inner_end) else {
            return (None, Brackets::None);
        };
        let Some(open) = text
            .get(floor..start)
            .and_then(|head| head.chars().next_back())
        else {
            return (None, Brackets::None);
        };
        if !"〔﹝[［【（(〈《".contains(open) {
            return (None, Brackets::None);
        }
        let right = open == '〔' && last == '〕';
        let range = start - open.len_utf8()..at;
        return (
            Some((range, year)),
            if right {
                Brackets::Right
            } else {
                Brackets::Wrong
            },
        );
    }
    let end = at - if last == '年' { '年'.len_utf8() } else { 0 };
    match digits_back(end) {
        // Without brackets and 年 a year runs into the number: 国办发201863号 cannot be told.
        Some((start, year)) if last == '年' && year >= 1949 => {
            (Some((start..at, year)), Brackets::None)
        }
        _ => (None, Brackets::None),
    }
}

/// Where the agency code that ends at `end` begins.
fn agency_start(text: &str, floor: usize, end: usize) -> usize {
    let head = text.get(floor..end).unwrap_or_default();
    let dated = |character: char, at: usize| {
        // 1998年3月档发字: the code begins after the date.
        matches!(character, '年' | '月')
            && head
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .is_some_and(|before| before.is_ascii_digit())
    };
    let len: usize = head
        .char_indices()
        .rev()
        .take(LONGEST_AGENCY)
        .take_while(|&(at, character)| !dated(character, at))
        .map(|(_, character)| character)
        .take_while(|&character| {
            (super::scan::is_han(character)
                && character != '第'
                && character != '日'
                && character != '经'
                && character != '据')
                || character.is_ascii_alphabetic()
                || character == '·'
        })
        .map(char::len_utf8)
        .sum();
    end - len
}

/// Whether an agency code can end so: 发, 字, 函 … The last characters of codes are open-ended, so what
/// is refused are the ends of dates and of ordinary words.
fn ends_like_a_code(agency: &str) -> bool {
    !agency.ends_with([
        '年', '月', '日', '第', '于', '的', '了', '共', '约', '路', '街',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> DocumentNumber {
        let found = find_all(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().unwrap()
    }

    #[test]
    fn the_standard_form() {
        let number = one("国办发〔2018〕63号");
        assert_eq!(
            (number.agency.as_str(), number.year, number.number),
            ("国办发", Some(2018), 63)
        );
        assert!(number.slips.is_empty() && !number.decree);
        assert_eq!(number.standard(), "国办发〔2018〕63号");
    }

    #[test]
    fn slips_are_told() {
        for (text, slip) in [
            ("国办发[2018]63号", NumberSlip::YearBrackets),
            ("国办发（2018）63号", NumberSlip::YearBrackets),
            ("国办发﹝2018﹞63号", NumberSlip::YearBrackets),
            ("国办发【2018】63号", NumberSlip::YearBrackets),
            ("国办发2018年63号", NumberSlip::YearBare),
            ("国办发〔2018〕第63号", NumberSlip::Ordinal),
            ("国办发〔2018〕063号", NumberSlip::LeadingZero),
            ("国办发〔18〕63号", NumberSlip::ShortYear),
            ("国办发〔2018〕六十三号", NumberSlip::ChineseNumber),
        ] {
            let number = one(text);
            assert_eq!(
                number
                    .slips
                    .iter()
                    .map(|(slip, _)| *slip)
                    .collect::<Vec<_>>(),
                [slip],
                "{text}"
            );
            assert_eq!(number.number, 63);
            assert_eq!(number.range, 0..text.len());
        }
    }

    #[test]
    fn decrees() {
        for (text, agency, year, number) in [
            ("国务院令第735号", "国务院令", None, 735),
            ("主席令第七号", "主席令", None, 7),
            (
                "中华人民共和国主席令[2004]第19号",
                "中华人民共和国主席令",
                Some(2004),
                19,
            ),
            ("劳动和社会保障部第16号令", "劳动和社会保障部令", None, 16),
            (
                "国家发展和改革委员会令2017年第7号",
                "国家发展和改革委员会令",
                Some(2017),
                7,
            ),
            (
                "国家发展和改革委员会2017年第8号令",
                "国家发展和改革委员会令",
                Some(2017),
                8,
            ),
            ("渝府令第231号", "渝府令", None, 231),
        ] {
            let found = one(text);
            assert_eq!(
                (found.agency.as_str(), found.year, found.number),
                (agency, year, number),
                "{text}"
            );
            assert!(
                found.decree && found.slips.is_empty(),
                "{text}: {:?}",
                found.slips
            );
        }
        assert!(
            one("国家发展和改革委员会令第7号").same_as(&one("国家发展改革委员会令2017年第7号"))
        );
        assert!(!one("医保办发〔2018〕22号").same_as(&one("医保办发〔2022〕22号")));
        assert!(!one("赣人社发〔2016〕52号").same_as(&one("赣人社字〔2016〕52号")));
    }

    #[test]
    fn what_is_no_number() {
        for text in ["2018年5月3号", "长江路15号", "监督电话第1号", "附件2号"] {
            assert_eq!(find_all(text), [], "{text}");
        }
    }

    #[test]
    fn several_in_a_note() {
        let text = "国务院令第439号公布，2020年11月29日国务院令第732号第四次修订";
        let numbers: Vec<_> = find_all(text).iter().map(|number| number.number).collect();
        assert_eq!(numbers, [439, 732]);
    }
}
