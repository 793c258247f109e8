use crate::org::words::Words;

use super::{Column, Draft, DraftUnit};

/// The rows in which the header of a table is looked for.
const HEADER_WITHIN: usize = 6;

/// The units of a table: a header, then a unit a row. `None` where the table has no column of names with
/// another one of units beside it: then it is no table of units.
pub fn from_table(rows: &[Vec<String>], words: &Words) -> Option<Draft> {
    let (header, columns) = rows
        .iter()
        .enumerate()
        .take(HEADER_WITHIN)
        .find_map(|(at, row)| {
            let columns: Vec<Option<Column>> =
                row.iter().map(|cell| words.column(cell.trim())).collect();
            let known = columns.iter().flatten().count();
            // A list of powers names units too; it has many more columns that are none of ours.
            let others = row
                .iter()
                .zip(&columns)
                .filter(|(cell, column)| column.is_none() && !cell.trim().is_empty())
                .count();
            (columns.contains(&Some(Column::Name)) && known >= 2 && others <= known)
                .then_some((at, columns))
        })?;
    let mut draft = Draft::default();
    let unused: Vec<&str> = rows
        .get(header)?
        .iter()
        .zip(&columns)
        .filter(|(cell, column)| column.is_none() && !cell.trim().is_empty())
        .map(|(cell, _)| cell.trim())
        .collect();
    if !unused.is_empty() {
        draft
            .remarks
            .push(format!("表中没有用到的栏：{}", unused.join("、")));
    }
    for row in rows.iter().skip(header + 1) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        match unit(row, &columns, words) {
            Some(unit) => draft.units.push(unit),
            None => {
                let cells: Vec<&str> = row
                    .iter()
                    .map(|cell| cell.trim())
                    .filter(|cell| !cell.is_empty())
                    .collect();
                draft
                    .remarks
                    .push(format!("这一行没有名称，没有列入：{}", cells.join(" | ")));
            }
        }
    }
    Some(draft)
}

fn unit(row: &[String], columns: &[Option<Column>], words: &Words) -> Option<DraftUnit> {
    let mut unit = DraftUnit::default();
    for (cell, column) in row.iter().zip(columns) {
        let (cell, Some(column)) = (cell.trim(), *column) else {
            continue;
        };
        if cell.is_empty() || words.is_nothing(cell) {
            continue;
        }
        match column {
            Column::Name => unit.name = cell.split_whitespace().collect(),
            Column::FormerNames => {
                for name in parted(cell, words) {
                    unit.former_names.push(former(&name));
                }
            }
            Column::Since | Column::Until => match date(cell) {
                Some(day) => unit.values.push((column, vec![day])),
                None => unit
                    .remarks
                    .push(format!("看不懂的日期（{}）：{cell}", column.key())),
            },
            Column::Kind if words.kind(cell).is_none() => {
                unit.remarks.push(format!("没有这种机构类别：{cell}"));
            }
            Column::Level if words.level(cell).is_none() => {
                unit.remarks.push(format!("没有这个层级：{cell}"));
            }
            Column::WithoutPowers => unit.values.push((column, vec!["true".to_owned()])),
            _ if column.is_list() => unit.values.push((column, parted(cell, words))),
            _ => unit.values.push((column, vec![cell.to_owned()])),
        }
    }
    if unit.name.is_empty() {
        return None;
    }
    if unit.value(Column::Kind).is_none()
        && let Some(kind) = words
            .kind_of_name(&unit.name)
            .and_then(|kind| words.kind_entry(kind))
    {
        unit.remarks.push("机构类别是按名称推测的".to_owned());
        unit.values.push((Column::Kind, vec![kind.name.clone()]));
    }
    unit.values.sort_by_key(|(column, _)| *column);
    Some(unit)
}

/// The entries of a cell; what stands in brackets belongs to the entry before it.
fn parted(cell: &str, words: &Words) -> Vec<String> {
    let mut depth = 0_u32;
    let parts = cell.split(|character: char| {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && (words.is_separator(character) || character == '\n')
    });
    parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A former name with the day in the bracket behind it: 基金监督科（至2021年6月1日）.
fn former(text: &str) -> (String, Option<String>) {
    let Some(open) = text.find(['（', '(']) else {
        return (text.to_owned(), None);
    };
    match date(&text[open..]) {
        Some(day) => (text[..open].trim().to_owned(), Some(day)),
        None => (text.to_owned(), None),
    }
}

/// A day written in any of the usual ways, as organisation files have it.
fn date(text: &str) -> Option<String> {
    let mut figures = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|figure| !figure.is_empty());
    let (year, month, day) = (figures.next()?, figures.next()?, figures.next()?);
    let date =
        jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (year.len() == 4).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Graph;
    use crate::source::Source;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter()
            .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
            .collect()
    }

    #[test]
    fn a_table_of_units_becomes_a_file_that_loads() {
        let words = Words::builtin().unwrap();
        let rows = table(&[
            &["江州市机构一览", "", "", "", "", ""],
            &[
                "机构名称",
                "上级机构",
                "机构类别",
                "设立日期",
                "曾用名",
                "编制数",
            ],
            &["江州市民政局", "", "部门", "2010/3/1", "", "30"],
            &[
                "社会救助科",
                "江州市民政局",
                "内设机构",
                "",
                "低保科（至2015年6月1日）、优抚科",
                "5",
            ],
            &["救助管理站", "江州市民政局", "", "不详", "", ""],
            &["", "江州市民政局", "内设机构", "", "", ""],
        ]);
        let draft = from_table(&rows, words).unwrap();
        assert_eq!(draft.units.len(), 3);
        let page = draft.page();
        assert!(
            page.contains("没有用到的栏：编制数") && page.contains("没有名称"),
            "{page}"
        );
        assert!(page.contains("看不懂的日期（since）：不详"), "{page}");
        let graph = Graph::load(&Source::new("草稿.yaml", page.clone(), "UTF-8"), words);
        let graph = graph.unwrap_or_else(|problems| panic!("{page}\n{problems:?}"));
        let on = jiff::civil::date(2014, 1, 1);
        let unit = graph.resolve("低保科", None, on, words).unit().unwrap();
        assert_eq!(graph.unit(unit).name, "社会救助科");
        assert_eq!(
            graph.units().next().unwrap().1.since,
            Some(jiff::civil::date(2010, 3, 1))
        );
    }

    #[test]
    fn a_list_is_no_table_of_units() {
        let words = Words::builtin().unwrap();
        let rows = table(&[&[
            "序号",
            "事项名称",
            "权力类型",
            "行使主体",
            "承办机构",
            "实施依据",
        ]]);
        assert_eq!(from_table(&rows, words), None);
    }
}
