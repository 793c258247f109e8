//! The kinds of defects, each put into a clean list by one function, with the rules that should find it.
#![allow(clippy::ptr_arg)] // One signature for all kinds: some add and take rows.

use dutylint::slip::language::inject::{self, Random};
use dutylint::slip::likeness;

use super::list::{ACTOR, BASIS, CASES, CLASS, DUTIES, NAME, NUMBER, Row, TELEPHONE, UNIT};

/// A kind of defect.
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// The rules of which one must tell it.
    pub rules: &'static [&'static str],
    /// Puts it into the list; gives the rows at which it may be told, `None` where it does not fit there.
    pub put: fn(&mut Vec<Row>, &mut Random) -> Option<Vec<usize>>,
    /// How many were found, of how many lists, when it was measured over many seeds.
    pub measured: (u32, u32),
}

/// Rules that tell wrong characters by comparing with what stands elsewhere; the statistical model is measured in
/// texts it has not seen (`tests/language.rs`).
const CHARACTERS: &[&str] = &[
    "slips/odd-phrase",
    "slips/confusable",
    "text/repeated-word",
    "duplicates/similar-duties",
];

/// Every kind. One defect of the kind in a list, in several lists.
pub const ALL: &[Kind] = &[
    Kind {
        name: "row copied",
        rules: &["duplicates/item"],
        put: copied_row,
        measured: (40, 40),
    },
    Kind {
        name: "item under another class",
        rules: &["duplicates/item"],
        put: other_class,
        measured: (40, 40),
    },
    Kind {
        name: "name nearly the same",
        rules: &["duplicates/similar-name"],
        put: similar_name,
        measured: (40, 40),
    },
    Kind {
        name: "unit in another spelling",
        rules: &["organisation/unit-variant"],
        put: unit_variant,
        measured: (32, 40),
    },
    Kind {
        name: "template actor",
        rules: &["organisation/template-actor"],
        put: template_actor,
        measured: (40, 40),
    },
    Kind {
        name: "superior body",
        rules: &["organisation/superior-body"],
        put: superior_body,
        measured: (40, 40),
    },
    Kind {
        name: "post without unit",
        rules: &["organisation/nobody-in-charge"],
        put: nobody,
        measured: (40, 40),
    },
    Kind {
        name: "confusable word",
        rules: &["slips/confusable"],
        put: confusable,
        measured: (40, 40),
    },
    Kind {
        name: "same sound",
        rules: CHARACTERS,
        put: same_sound,
        measured: (34, 40),
    },
    Kind {
        name: "like shape",
        rules: CHARACTERS,
        put: like_shape,
        measured: (33, 40),
    },
    Kind {
        name: "neighbours swapped",
        rules: CHARACTERS,
        put: swapped,
        measured: (33, 40),
    },
    Kind {
        name: "character lost",
        rules: CHARACTERS,
        put: lost,
        measured: (29, 40),
    },
    Kind {
        name: "character doubled",
        rules: CHARACTERS,
        put: doubled,
        measured: (35, 40),
    },
    Kind {
        name: "number jumps",
        rules: &["duties/case-numbering", "duties/stage-numbering"],
        put: number_jumps,
        measured: (40, 40),
    },
    Kind {
        name: "number in a circle jumps",
        rules: &["duties/case-numbering"],
        put: circled_number_jumps,
        measured: (40, 40),
    },
    Kind {
        name: "comma for a stop",
        rules: &["slips/stage-ending"],
        put: comma_for_stop,
        measured: (40, 40),
    },
    Kind {
        name: "break within a word",
        rules: &["slips/stray-break"],
        put: stray_break,
        measured: (40, 40),
    },
    Kind {
        name: "quotation mark turned",
        rules: &["text/unbalanced"],
        put: turned,
        measured: (40, 40),
    },
    Kind {
        name: "straight quotation marks",
        rules: &["slips/quotation-marks"],
        put: straight,
        measured: (40, 40),
    },
    Kind {
        name: "stop missing",
        rules: &["slips/stage-ending"],
        put: stop_missing,
        measured: (40, 40),
    },
    Kind {
        name: "impossible date",
        rules: &["slips/impossible-date"],
        put: impossible_date,
        measured: (40, 40),
    },
    Kind {
        name: "series dragged",
        rules: &["slips/dragged-series"],
        put: dragged,
        measured: (40, 40),
    },
    Kind {
        name: "column shifted",
        rules: &["slips/shifted-column"],
        put: shifted,
        measured: (29, 40),
    },
    Kind {
        name: "block doubled",
        rules: &["slips/doubled-block"],
        put: block_doubled,
        measured: (40, 40),
    },
    Kind {
        name: "article doubled",
        rules: &["slips/doubled-article"],
        put: article_doubled,
        measured: (40, 40),
    },
    Kind {
        name: "text of another class",
        rules: &["slips/foreign-class"],
        put: foreign_class,
        measured: (40, 40),
    },
    Kind {
        name: "formula left",
        rules: &["slips/formula-error"],
        put: formula,
        measured: (40, 40),
    },
    Kind {
        name: "blank within a word",
        rules: &["slips/stray-blank"],
        put: stray_blank,
        measured: (40, 40),
    },
    Kind {
        name: "particle doubled",
        rules: &["text/repeated-word"],
        put: particle_doubled,
        measured: (40, 40),
    },
    Kind {
        name: "ellipsis of full stops",
        rules: &["slips/ellipsis"],
        put: ellipsis,
        measured: (40, 40),
    },
    Kind {
        name: "digits mixed",
        rules: &["slips/mixed-digits"],
        put: mixed_digits,
        measured: (40, 40),
    },
    Kind {
        name: "quotation mark lost",
        rules: &["text/unbalanced"],
        put: unbalanced,
        measured: (40, 40),
    },
];

fn some_row(rows: &[Row], random: &mut Random) -> usize {
    random.below(rows.len())
}

fn copied_row(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let mut copy = rows[at].clone();
    copy[NUMBER] = (rows.len() + 1).to_string();
    rows.push(copy);
    Some(vec![at, rows.len() - 1])
}

fn other_class(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let told = copied_row(rows, random)?;
    rows.last_mut()?[CLASS] = "其他行政权力".to_owned();
    Some(told)
}

fn similar_name(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let told = copied_row(rows, random)?;
    let name = &mut rows.last_mut()?[NAME];
    *name = match random.below(3) {
        0 => name.replace("的处罚", "的行政处罚"),
        1 => name.replace("的处罚", "行为的处罚"),
        _ => name.replace("的处罚", "，的处罚"),
    };
    Some(told)
}

fn unit_variant(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let mut characters: Vec<char> = rows[at][UNIT].chars().collect();
    // A character in the middle is lost: a unit of this name stands many times in the list.
    characters.remove(1 + random.below(characters.len() - 2));
    rows[at][UNIT] = characters.into_iter().collect();
    Some(vec![at])
}

fn template_actor(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let template = [
        "地州市综合行政执法局",
        "XX市综合行政执法局",
        "县（市、区）综合行政执法局",
    ];
    rows[at][ACTOR] = template[random.below(template.len())].to_owned();
    Some(vec![at])
}

fn superior_body(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    rows[at][ACTOR] =
        ["江西省司法厅", "自治区农业农村厅", "国家统计局"][random.below(3)].to_owned();
    Some(vec![at])
}

fn nobody(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    rows[at][UNIT] = ["相关责任人", "分管领导", "窗口经办人员"][random.below(3)].to_owned();
    Some(vec![at])
}

/// Words of the reviewed table whose right form stands in the list.
fn confusable(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let table = include_str!("../../rules/tables/confusable.txt");
    let at = some_row(rows, random);
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let fitting: Vec<(&str, &str)> = lines
        .flat_map(str::split_whitespace)
        .filter_map(|entry| entry.split_once('→'))
        .filter(|(_, right)| rows[at][DUTIES].contains(right))
        .collect();
    let &(wrong, right) = fitting.get(random.below(fitting.len()))?;
    rows[at][DUTIES] = rows[at][DUTIES].replacen(right, wrong, 1);
    Some(vec![at])
}

fn character(rows: &mut [Row], random: &mut Random, kind: inject::Kind) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let column = [DUTIES, CASES][random.below(2)];
    let (text, _) = inject::inject(&rows[at][column], kind, random, likeness(), &|_| 1.0)?;
    rows[at][column] = text;
    Some(vec![at])
}

fn same_sound(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    character(rows, random, inject::Kind::Sound)
}

fn like_shape(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    character(rows, random, inject::Kind::Shape)
}

fn swapped(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    character(rows, random, inject::Kind::Transposed)
}

fn lost(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    character(rows, random, inject::Kind::Lost)
}

fn doubled(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    character(rows, random, inject::Kind::Doubled)
}

fn number_jumps(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let from = 2 + random.below(3);
    for number in (from..=5).rev() {
        rows[at][CASES] =
            rows[at][CASES].replacen(&format!("{number}."), &format!("{}.", number + 1), 1);
    }
    Some(vec![at])
}

fn circled_number_jumps(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let left_out = 2 + random.below(3);
    for number in 1..=5 {
        let shown = if number < left_out {
            number
        } else {
            number + 1
        };
        let circled = char::from_u32('①' as u32 + shown as u32 - 1)?;
        rows[at][CASES] = rows[at][CASES].replacen(&format!("{number}."), &circled.to_string(), 1);
    }
    Some(vec![at])
}

fn comma_for_stop(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let told = stop_missing(rows, random)?;
    let row = &mut rows[*told.first()?];
    let open = row[DUTIES].lines().position(|line| !line.ends_with('。'))?;
    let mut lines: Vec<String> = row[DUTIES].lines().map(str::to_owned).collect();
    lines[open].push(['，', '、'][random.below(2)]);
    row[DUTIES] = lines.join("\n");
    Some(told)
}

fn stray_break(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let told = stray_blank(rows, random)?;
    let row = &mut rows[*told.first()?];
    row[DUTIES] = row[DUTIES].replacen(' ', "\n", 1);
    Some(told)
}

fn turned(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let marks = [("“", "“"), ("”", "”"), ("”", "“")];
    let (open, close) = marks[random.below(marks.len())];
    quoted(&mut rows[at], open, close);
    Some(vec![at])
}

fn straight(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    quoted(&mut rows[at], "\"", "\"");
    Some(vec![at])
}

/// Puts marks around a word of the duties.
fn quoted(row: &mut Row, open: &str, close: &str) {
    row[DUTIES] =
        row[DUTIES].replacen("行政处罚决定书", &format!("{open}行政处罚决定书{close}"), 1);
}

fn stop_missing(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let mut lines: Vec<String> = rows[at][DUTIES].lines().map(str::to_owned).collect();
    let line = 1 + random.below(lines.len() - 2);
    lines[line].pop();
    rows[at][DUTIES] = lines.join("\n");
    Some(vec![at])
}

fn impossible_date(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let wrong = ["4月36日", "13月8日", "2月30日", "4月31日"][random.below(4)];
    rows[at][BASIS] = rows[at][BASIS].replacen("4月18日", wrong, 1);
    Some(vec![at])
}

fn dragged(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let start = random.below(rows.len() - 6);
    let length = 4 + random.below(3);
    for step in 0..length {
        rows[start + step][TELEPHONE] = format!("0791-66{:05}", 210 + step);
    }
    Some((start..start + length).collect())
}

fn shifted(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let start = 1 + random.below(rows.len() - 8);
    let length = 4 + random.below(3);
    for at in (start..start + length).rev() {
        rows[at][DUTIES] = rows[at - 1][DUTIES].clone();
    }
    Some((start - 1..=start + length).collect())
}

fn block_doubled(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let mut lines: Vec<String> = rows[at][DUTIES].lines().map(str::to_owned).collect();
    // The longer stages; the last two are short.
    let line = random.below(5);
    lines[line] = lines[line].repeat(2);
    rows[at][DUTIES] = lines.join("\n");
    Some(vec![at])
}

fn article_doubled(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let start = rows[at][BASIS].find('第')?;
    let article = rows[at][BASIS][start..].to_owned();
    rows[at][BASIS].push_str(&article);
    Some(vec![at])
}

fn foreign_class(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    rows[at][CASES] = "1.对符合法定条件的行政许可申请不予受理的；2.超越职权作出行政许可决定的；3.违反规定收费的。".to_owned();
    Some(vec![at])
}

fn formula(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let left = ["#REF!", "=VLOOKUP(B2,Sheet2!A:B,2,0)", "#N/A"];
    rows[at][CASES] = left[random.below(3)].to_owned();
    Some(vec![at])
}

fn stray_blank(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let words = ["行政处罚决定书", "执法人员", "书面告知当事人", "决定立案"];
    let word = words[random.below(words.len())];
    let cut = word.char_indices().nth(2)?.0;
    rows[at][DUTIES] =
        rows[at][DUTIES].replacen(word, &format!("{} {}", &word[..cut], &word[cut..]), 1);
    Some(vec![at])
}

fn particle_doubled(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let (column, word, twice) = [
        (DUTIES, "处罚的事实", "处罚的的事实"),
        (DUTIES, "指定专人负责", "指定专人负责负责"),
        (CASES, "幅度的；", "幅度的的；"),
    ][random.below(3)];
    rows[at][column] = rows[at][column].replacen(word, twice, 1);
    Some(vec![at])
}

fn ellipsis(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let dots = ["...", "。。。", "....."][random.below(3)];
    rows[at][BASIS] = format!(
        "{}{dots}情节严重的，处三千元以上五千元以下罚款。",
        rows[at][BASIS].trim_end_matches('。')
    );
    Some(vec![at])
}

fn mixed_digits(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let start = rows[at][BASIS].find('第')?;
    let wrong = ["第二十2条", "第3十条", "第1十一条"][random.below(3)];
    let end = start + rows[at][BASIS][start..].find('条')? + '条'.len_utf8();
    rows[at][BASIS].replace_range(start..end, wrong);
    Some(vec![at])
}

fn unbalanced(rows: &mut Vec<Row>, random: &mut Random) -> Option<Vec<usize>> {
    let at = some_row(rows, random);
    let mark = ["》", "《", "）"][random.below(3)];
    rows[at][BASIS] = rows[at][BASIS].replacen(mark, "", 1);
    Some(vec![at])
}
