use std::fmt::Write as _;

use super::{Column, Draft, DraftUnit};

/// What stands at the top of every draft.
const HEAD: &str = "# 机构文件草稿，请逐项核对后使用：dutylint org check 检查，dutylint org show 显示。\n\
                    # A draft of an organisation file: check every unit, then run `dutylint org check`.\n";

/// A draft as YAML; what a person should look at stands in remarks.
pub fn page(draft: &Draft) -> String {
    let mut out = HEAD.to_owned();
    for remark in &draft.remarks {
        let _ = writeln!(out, "# {}", one_line(remark));
    }
    if draft.units.is_empty() {
        out.push_str("units: []\n");
        return out;
    }
    out.push_str("units:\n");
    for unit in &draft.units {
        write(unit, &mut out);
    }
    out
}

fn write(unit: &DraftUnit, out: &mut String) {
    for remark in &unit.remarks {
        let _ = writeln!(out, "  # {}", one_line(remark));
    }
    let _ = writeln!(out, "  - name: {}", quoted(&unit.name));
    for (column, values) in &unit.values {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let key = column.key();
        let _ = if column.is_list() {
            writeln!(out, "    {key}: [{}]", values.join(", "))
        } else {
            writeln!(out, "    {key}: {}", values.join(" "))
        };
    }
    if !unit.former_names.is_empty() {
        let _ = writeln!(out, "    {}:", Column::FormerNames.key());
    }
    for (name, until) in &unit.former_names {
        let _ = writeln!(out, "      - name: {}", quoted(name));
        if let Some(until) = until {
            let _ = writeln!(out, "        until: {until}");
        }
    }
}

/// A text as YAML takes it: plain where nothing in it can be taken for something else.
fn quoted(text: &str) -> String {
    let plain = text
        .chars()
        .any(|one| matches!(one, '\u{3400}'..='\u{9FFF}'))
        && text
            .chars()
            .all(|one| one.is_alphanumeric() || matches!(one, '（' | '）' | '·' | '、'))
        || is_date(text)
        || text == "true";
    if plain {
        text.to_owned()
    } else {
        format!("'{}'", one_line(text).replace('\'', "''"))
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
