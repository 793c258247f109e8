//! The fixed words of the page.

use std::collections::BTreeMap;

use crate::message::Language;

/// The words in one language, by their key in the template.
pub type Words = BTreeMap<&'static str, &'static str>;

/// Key, Chinese, English of the fixed words of the page.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "heading",
        "权责清单审查意见",
        "Review of a list of powers and duties",
    ),
    ("errors", "错误", "errors"),
    ("warnings", "警告", "warnings"),
    ("infos", "提示", "advice"),
    ("items", "事项", "items"),
    ("suppressed", "已豁免", "suppressed"),
    ("summary", "概况", "Summary"),
    ("by_rule", "按规则", "By rule"),
    ("by_class", "按权力类型", "By class of power"),
    ("class", "权力类型", "Class of power"),
    ("no_class", "（未写明）", "(not stated)"),
    ("rule", "规则", "Rule"),
    ("count", "数量", "Count"),
    ("severity", "级别", "Severity"),
    (
        "matrix",
        "权力类型与责任环节对照",
        "Classes of power and stages of duty",
    ),
    (
        "matrix_note",
        "每格为写有该环节的事项数；缺少的事项数写在括号里。",
        "Each cell: items with the stage; items without it in brackets.",
    ),
    ("without_stages", "未分环节", "No stages"),
    ("whole", "清单整体", "The list as a whole"),
    ("filter", "筛选", "Filter"),
    ("all_rules", "全部规则", "all rules"),
    ("search", "按事项名称或序号查找", "item name or number"),
    (
        "only_flagged",
        "只看有问题的事项",
        "only items with findings",
    ),
    ("shown", "显示", "shown"),
    ("help", "怎么改", "What to do"),
    ("because", "依据", "Because"),
    ("also", "另见", "See also"),
    ("fix", "可改为", "Fix"),
    ("text", "原文", "Text"),
    ("missing", "此处缺少内容", "something is missing here"),
    ("register", "豁免登记", "Register of suppressions"),
    ("reason", "理由", "Reason"),
    ("approver", "批准人", "Approver"),
    ("kind", "方式", "How"),
    ("item", "事项", "Item"),
    ("finding", "问题", "Finding"),
    ("basis", "审查说明", "What was checked with what"),
    ("tool", "程序", "Program"),
    ("as_of", "适用法律的日期", "Law as of"),
    (
        "laws_known_until",
        "法律数据截至",
        "Law table complete until",
    ),
    ("files", "文件", "Files"),
    ("sha256", "文件指纹（SHA-256）", "SHA-256"),
    ("checked", "所用规则（条）", "Rules in force"),
    ("in_scope", "适用对象", "In scope"),
    (
        "idle",
        "本次没有适用对象的规则",
        "Rules that had nothing to judge",
    ),
    ("failed", "无法检查", "could not be checked"),
    ("clean", "没有发现问题。", "Nothing was found."),
    (
        "folded",
        "同类问题，已合并显示",
        "the same as others, folded",
    ),
    ("print", "打印", "Print"),
];

/// The words of the page in `language`.
pub fn words(language: Language) -> Words {
    WORDS
        .iter()
        .map(|&(key, zh, en)| match language {
            Language::Zh => (key, zh),
            Language::En => (key, en),
        })
        .collect()
}
