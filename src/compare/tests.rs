use std::sync::LazyLock;

use super::*;
use crate::message::Language;
use crate::org::Words;
use crate::vocabulary::Vocabulary;

const HEADER: &str = "序号,事项名称,权力类型,行使层级,设定依据,责任事项\n";

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::builtin().unwrap());
    &VOCABULARY
}

/// A list of rows `name,type,level,basis,duties`, numbered in order.
fn snapshot(rows: &[&str]) -> Snapshot {
    let mut text = HEADER.to_owned();
    for (index, row) in rows.iter().enumerate() {
        text.push_str(&format!("{},{row}\n", index + 1));
    }
    read("清单.csv", &text)
}

fn read(name: &str, text: &str) -> Snapshot {
    let (source, document) = crate::read::read(name, text.as_bytes().to_vec()).unwrap();
    let list = crate::list::recognise(&source, &document, vocabulary());
    Snapshot::of(&list, vocabulary(), Words::builtin().unwrap())
}

fn changes(old: &[&str], new: &[&str]) -> Changes {
    between(&snapshot(old), &snapshot(new))
}

fn between(old: &Snapshot, new: &Snapshot) -> Changes {
    Changes::between(old, new, vocabulary(), Language::Zh)
}

/// `kinds: old names → new names` of each change.
fn told(changes: &Changes) -> Vec<String> {
    changes
        .changes
        .iter()
        .map(|change| {
            let kinds: Vec<String> = change.kinds.iter().map(|kind| kind.words().zh).collect();
            let names = |items: &[ItemSide]| {
                let names: Vec<&str> = items
                    .iter()
                    .filter_map(|item| item.name.as_deref())
                    .collect();
                names.join("+")
            };
            format!(
                "{}: {} → {}",
                kinds.join(" "),
                names(&change.old),
                names(&change.new)
            )
        })
        .collect()
}

const A: &str = "临时救助对象认定,行政确认,市级,《江州市救助办法》第三条 对遭遇突发困难的家庭给予临时救助,受理审核公示发放";
const B: &str = "对骗取救助金的处罚,行政处罚,县级,《江州市救助办法》第二十条 骗取救助金的责令退回并处罚款,立案调查审查告知决定";
const C: &str = "养老机构年度检查,行政检查,市级,《江州市养老条例》第八条 对养老机构的服务和安全进行检查,制定计划实施检查公布结果";
const D: &str = "社会团体成立登记,行政许可,市级,《江州市社团条例》第六条 成立社会团体应当经过登记,受理审查决定送达";

#[test]
fn rows_that_move_are_no_change() {
    let found = changes(&[A, B, C, D], &[D, B, A, C]);
    assert_eq!(told(&found), [""; 0]);
    assert_eq!((found.summary.unchanged, found.summary.renumbered), (4, 3));
}

#[test]
fn added_cancelled_renamed_and_changed() {
    let renamed = A.replace("临时救助对象认定", "困难家庭临时救助资格确认");
    let slightly = C.replace("年度检查", "年度检验");
    let changed = B.replace("并处罚款", "并处二倍罚款");
    let found = changes(&[A, B, C], &[D, &slightly, &renamed, &changed]);
    assert_eq!(
        told(&found),
        [
            "新增:  → 社会团体成立登记",
            "更名: 养老机构年度检查 → 养老机构年度检验",
            "更名: 临时救助对象认定 → 困难家庭临时救助资格确认",
            "内容修改: 对骗取救助金的处罚 → 对骗取救助金的处罚",
        ]
    );
    let field = &found.changes[3].fields[0];
    assert_eq!(field.field.as_deref(), Some("basis"));
    let [mark] = field.marks.as_slice() else {
        panic!("{field:?}")
    };
    let inserted: String = field
        .new
        .chars()
        .skip(mark.new.start)
        .take(mark.new.end - mark.new.start)
        .collect();
    assert_eq!((mark.old.end - mark.old.start, &*inserted), (0, "二倍"));
    let found = changes(&[A, B, D], &[A, B]);
    assert_eq!(told(&found), ["取消: 社会团体成立登记 → "]);
}

#[test]
fn different_items_are_not_taken_for_one() {
    let found = changes(&[A, B], &[C, D]);
    assert_eq!((found.summary.added, found.summary.cancelled), (2, 2));
    // A character apart in name, but about different things.
    let old =
        "对生产甲类产品的处罚,行政处罚,市级,《江州市甲类条例》第九条 违规生产的没收产品,立案调查";
    let new =
        "对生产乙类产品的处罚,行政处罚,市级,《江州市乙类规定》第二条 不符合标准的停止生产,核实处置";
    let found = changes(&[old], &[new]);
    assert_eq!((found.summary.added, found.summary.cancelled), (1, 1));
}

#[test]
fn a_code_keeps_an_item_together() {
    let old = read(
        "旧.csv",
        "事项编码,事项名称,权力类型\nA-01,救助认定,行政确认\nA-02,孤儿认定,行政确认\n",
    );
    let new = read(
        "新.csv",
        "事项编码,事项名称,权力类型\nA-02,事实无人抚养儿童资格核定,行政确认\nA-01,救助认定,行政确认\n",
    );
    assert_eq!(
        told(&between(&old, &new)),
        ["更名: 孤儿认定 → 事实无人抚养儿童资格核定"]
    );
}

#[test]
fn levels_go_down_and_up() {
    let down = A.replace("市级", "市级、县级");
    let up = B.replace("县级", "市级");
    let found = changes(&[A, B], &[&down, &up]);
    assert_eq!(
        told(&found),
        [
            "下放: 临时救助对象认定 → 临时救助对象认定",
            "上收: 对骗取救助金的处罚 → 对骗取救助金的处罚",
        ]
    );
}

#[test]
fn merged_and_split() {
    let one = "对未按规定建立台账的处罚,行政处罚,市级,《江州市物资条例》第十条 未按规定建立台账的责令改正,立案调查";
    let other = "对拒不报送统计资料的处罚,行政处罚,市级,《江州市物资条例》第十一条 拒不报送统计资料的给予警告,立案调查";
    let both = "对未按规定建立台账、拒不报送统计资料的处罚,行政处罚,市级,《江州市物资条例》第十条 未按规定建立台账的责令改正；《江州市物资条例》第十一条 拒不报送统计资料的给予警告,立案调查";
    let found = changes(&[A, one, other, D], &[A, both, D]);
    assert_eq!(
        told(&found),
        [
            "合并: 对未按规定建立台账的处罚+对拒不报送统计资料的处罚 → 对未按规定建立台账、拒不报送统计资料的处罚"
        ]
    );
    let found = changes(&[A, both, D], &[one, A, D, other]);
    assert_eq!(
        told(&found),
        [
            "拆分: 对未按规定建立台账、拒不报送统计资料的处罚 → 对未按规定建立台账的处罚+对拒不报送统计资料的处罚"
        ]
    );
}

#[test]
fn main_items_that_became_sub_items_were_merged() {
    let header = "序号,事项名称,子项名称,权力类型,设定依据\n";
    let old = read(
        "旧.csv",
        &format!(
            "{header}1,甲类许可,,行政许可,《甲条例》第一条\n2,乙类许可,,行政许可,《乙条例》第一条\n3,丙类检查,,行政检查,《丙条例》第一条\n"
        ),
    );
    let new = read(
        "新.csv",
        &format!(
            "{header}1,综合许可事项,甲类许可,行政许可,《甲条例》第一条\n1,综合许可事项,乙类许可,行政许可,《乙条例》第一条\n3,丙类检查,,行政检查,《丙条例》第一条\n"
        ),
    );
    let found = between(&old, &new);
    assert!(
        found.summary.added + found.summary.merged <= 1 && found.summary.cancelled == 0,
        "{:?}",
        told(&found)
    );
}

#[test]
fn a_new_column_is_no_change_of_every_item() {
    let old = snapshot(&[A, B, C]);
    let mut text = HEADER.replace('\n', ",监督电话\n");
    for (index, row) in [A, B, C].iter().enumerate() {
        text.push_str(&format!("{},{row},0999-12345\n", index + 1));
    }
    let found = between(&old, &read("新.csv", &text));
    assert_eq!(told(&found), [""; 0]);
    assert_eq!(found.columns_added.len(), 1);
}

#[test]
fn equals_are_matched_as_often_as_they_stand() {
    assert_eq!(
        same_content(&[1, 2, 1], &[1, 1, 1, 3]),
        [Some(0), Some(2), None, None]
    );
}

#[test]
fn ten_thousand_items_in_seconds() {
    let row = |number: usize, word: &str| {
        format!(
            "对{}的{word}处罚,行政处罚,市级,《江州市第{}号条例》第{}条 违反第{number}项规定的责令改正,立案{number}",
            number * 7919 % 100_003,
            number % 97,
            number % 61 + 1
        )
    };
    let old: Vec<String> = (0..10_000).map(|number| row(number, "")).collect();
    // Everything moves, all names change, half of the texts too.
    let new: Vec<String> = (0..10_000)
        .rev()
        .map(|number| {
            let text = row(number, "违规");
            if number % 2 == 0 {
                text.replace("责令改正", "责令限期改正")
            } else {
                text
            }
        })
        .collect();
    let of = |rows: &[String]| snapshot(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let (old, new) = (of(&old), of(&new));
    let start = std::time::Instant::now();
    let found = between(&old, &new);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert!(found.summary.renamed > 9_900, "{:?}", found.summary);
}
