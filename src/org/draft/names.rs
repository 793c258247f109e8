use std::collections::BTreeMap;

use crate::org::name::{bracketed, distance, key};
use crate::org::words::Words;

use super::{Column, Draft, DraftUnit};

/// The units that a list names.
#[derive(Debug, Default, Clone)]
pub struct NamedUnits {
    /// The list, as people call it.
    pub list: String,
    /// The department whose list it is, where it says so.
    pub department: Option<String>,
    /// The names of actors, with how often each stands.
    pub actors: BTreeMap<String, usize>,
    /// The names of units in charge, with how often each stands.
    pub units: BTreeMap<String, usize>,
}

/// A name is taken for a slip of one that stands so many times as often.
const TIMES: usize = 3;

/// The units that a list names, under the department whose list it is. Rare names that differ in one
/// character from a frequent one are told beside it; names left as in a template are left out and told.
pub fn from_names(named: &NamedUnits, words: &Words) -> Draft {
    let mut draft = Draft::default();
    let department = named
        .department
        .clone()
        .or_else(|| usual_department(named, words));
    if let Some(name) = &department {
        let mut unit = made(name, words);
        unit.remarks.push(format!("取自 {}", named.list));
        draft.units.push(unit);
    } else {
        draft.remarks.push(format!(
            "{}：看不出是哪个部门的清单，请给各机构补上 parent",
            named.list
        ));
    }
    let mut own: Vec<String> = department.iter().cloned().collect();
    if let Some(department) = &department {
        let all = named.actors.iter().chain(&named.units);
        for (column, name, times) in other_names(all, department, words) {
            if let Some(unit) = draft.units.first_mut() {
                add_name(unit, column, &name);
                unit.remarks
                    .push(format!("“{name}”（{times} 处）看来是它的另一种写法"));
            }
            own.push(name);
        }
    }
    let is_department = |name: &str| {
        let here = department
            .as_deref()
            .is_some_and(|department| same_place(name, department, words));
        here && own.iter().any(|own| is_name_of(name, own, words))
    };
    let mut actors: BTreeMap<String, usize> = BTreeMap::new();
    let mut units: BTreeMap<String, usize> = BTreeMap::new();
    let mut named_by = |name: &str, times: usize| -> Option<String> {
        // The division of a template (地州市) reads like one, so this comes first.
        if words.template(name).is_some() {
            let remark = format!("没有列入模板写法：{name}（{times} 处）");
            draft.remarks.push(remark);
            return None;
        }
        (!is_department(name)).then(|| within(name, &own, words))
    };
    for (name, &times) in &named.actors {
        let Some(own) = named_by(name, times) else {
            continue;
        };
        // A section that stands as actor is one of the department's own.
        let kind = words
            .kind_of_name(name)
            .and_then(|kind| words.kind_entry(kind));
        let internal = kind.is_none_or(|kind| !kind.is_department());
        let group = if internal { &mut units } else { &mut actors };
        *group.entry(own).or_default() += times;
    }
    for (name, &times) in &named.units {
        if let Some(own) = named_by(name, times) {
            *units.entry(own).or_default() += times;
        }
    }
    for (group, parent) in [(actors, None), (units, department.as_deref())] {
        draft.units.extend(kept(group, parent, words));
    }
    draft
}

/// The units of one group without those that are probably slips of another.
fn kept(group: BTreeMap<String, usize>, parent: Option<&str>, words: &Words) -> Vec<DraftUnit> {
    let mut by_frequency: Vec<(String, usize)> = group.into_iter().collect();
    by_frequency
        .sort_by(|(one, first), (other, second)| second.cmp(first).then_with(|| one.cmp(other)));
    let mut kept: Vec<(DraftUnit, usize)> = Vec::new();
    for (name, times) in by_frequency {
        let meant = kept.iter_mut().find(|(known, often)| {
            key(&known.name) == key(&name)
                || (*often >= TIMES * times && is_slip(&name, &known.name, words))
        });
        if let Some((known, _)) = meant {
            known.remarks.push(format!(
                "另有写法“{name}”（{times} 处），疑为同一机构，没有列入"
            ));
            continue;
        }
        let mut unit = made(&name, words);
        unit.remarks.push(format!("在清单中出现 {times} 处"));
        if let Some(parent) = parent {
            unit.values.push((Column::Parent, vec![parent.to_owned()]));
        }
        kept.push((unit, times));
    }
    kept.into_iter().map(|(unit, _)| unit).collect()
}

fn made(name: &str, words: &Words) -> DraftUnit {
    let kind = words
        .kind_of_name(crate::org::words::base_name(name))
        .and_then(|kind| words.kind_entry(kind));
    DraftUnit {
        name: name.to_owned(),
        values: kind
            .map(|kind| (Column::Kind, vec![kind.name.clone()]))
            .into_iter()
            .collect(),
        ..DraftUnit::default()
    }
}

/// Whether `rare` differs from `common` in one character that does not number units.
fn is_slip(rare: &str, common: &str, words: &Words) -> bool {
    if rare.chars().count() < 4 || distance(&key(rare), &key(common), 1).is_none() {
        return false;
    }
    let mut one: Vec<char> = rare.chars().collect();
    let mut other: Vec<char> = common.chars().collect();
    while one.last().is_some() && one.last() == other.last() {
        one.pop();
        other.pop();
    }
    let start = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    let rest = one.iter().skip(start).chain(other.iter().skip(start));
    !rest
        .into_iter()
        .any(|&character| words.in_series(character))
}

/// The actor that most items have, where it is a department.
fn usual_department(named: &NamedUnits, words: &Words) -> Option<String> {
    let is_department = |name: &str| {
        let kind = words
            .kind_of_name(name)
            .and_then(|kind| words.kind_entry(kind));
        kind.is_some_and(|kind| kind.is_department()) && words.template(name).is_none()
    };
    let departments = named.actors.iter().filter(|(name, _)| is_department(name));
    let (name, times) =
        departments.max_by_key(|&(name, &times)| (times, std::cmp::Reverse(name)))?;
    // The one body named in a list of templates is not the one whose list it is.
    let all: usize = named.actors.values().sum();
    (times * 2 > all).then(|| name.clone())
}

/// Whether `name` is `department`, or its name without the division before it.
fn is_name_of(name: &str, department: &str, words: &Words) -> bool {
    let (name, department) = (key(name), key(department));
    let own = without_division(&department, words);
    name == department
        || (same_place(&name, &department, words)
            && without_division(words.without_prefix(&name), words) == own)
}

/// Whether `name` tells the division of `department`, in whole or as its kind alone (市), or none.
fn same_place(name: &str, department: &str, words: &Words) -> bool {
    let division = |name: &str| {
        let (_, range) = words.level_of_name(name)?;
        name.get(range).map(str::to_owned)
    };
    match (division(name), division(department)) {
        (Some(short), Some(full)) => full.ends_with(&short) || short.ends_with(&full),
        (None, _) | (_, None) => true,
    }
}

/// The names that are `department` in other words: short ones (市医保局), and those with a bracket that is it
/// (市委办公室（市档案局）); each once, with the key it belongs under.
fn other_names<'n>(
    names: impl Iterator<Item = (&'n String, &'n usize)>,
    department: &str,
    words: &Words,
) -> Vec<(Column, String, usize)> {
    let mut found: BTreeMap<&str, (Column, usize)> = BTreeMap::new();
    for (name, times) in names {
        if is_name_of(name, department, words) || words.template(name).is_some() {
            continue;
        }
        let compared = key(name);
        let column = if is_short_of(&compared, &key(department), words) {
            Column::ShortNames
        } else if bracketed(&compared).is_some_and(|(base, inner)| {
            is_name_of(base, department, words) || is_name_of(inner, department, words)
        }) {
            Column::Aliases
        } else {
            continue;
        };
        found.entry(name).or_insert((column, 0)).1 += times;
    }
    let all = found.into_iter();
    all.map(|(name, (column, times))| (column, name.to_owned(), times))
        .collect()
}

/// Whether `name` is `department` with characters left out, of the same division or none: 市医保局.
fn is_short_of(name: &str, department: &str, words: &Words) -> bool {
    let (short, full) = (
        without_division(name, words),
        without_division(department, words),
    );
    let mut rest = full.chars();
    same_place(name, department, words)
        && short.chars().nth(2).is_some()
        && short.len() < full.len()
        && short.chars().next() == full.chars().next()
        && short.chars().next_back() == full.chars().next_back()
        && short
            .chars()
            .all(|wanted| rest.any(|character| character == wanted))
}

fn add_name(unit: &mut DraftUnit, column: Column, name: &str) {
    match unit.values.iter_mut().find(|(known, _)| *known == column) {
        Some((_, names)) => names.push(name.to_owned()),
        None => unit.values.push((column, vec![name.to_owned()])),
    }
}

/// `name` without the department it begins with (医疗保障局基金监管科), by any of its `own` names.
fn within(name: &str, own: &[String], words: &Words) -> String {
    let bare = without_division(words.without_prefix(name), words);
    own.iter()
        .filter_map(|own| bare.strip_prefix(without_division(own, words)))
        .find(|rest| rest.chars().nth(1).is_some())
        .unwrap_or(name)
        .to_owned()
}

fn without_division<'n>(name: &'n str, words: &Words) -> &'n str {
    words
        .level_of_name(name)
        .and_then(|(_, division)| name.get(division.end..))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::Graph;
    use crate::source::Source;

    fn counted(names: &[(&str, usize)]) -> BTreeMap<String, usize> {
        names
            .iter()
            .map(|&(name, times)| (name.to_owned(), times))
            .collect()
    }

    #[test]
    fn names_of_a_list_become_a_file_that_loads() {
        let words = Words::builtin().unwrap();
        let named = NamedUnits {
            list: "清单.xlsx".to_owned(),
            department: Some("江州市水利局".to_owned()),
            actors: counted(&[
                ("江州市水利局", 30),
                ("市水利局", 2),
                ("地州市水利局", 4),
                ("江西省水利厅", 1),
            ]),
            units: counted(&[
                ("水政监察支队", 20),
                ("水政检察支队", 1),
                ("江州市水利局河湖科", 3),
                ("执法一大队", 9),
                ("执法二大队", 2),
                ("水利局", 1),
            ]),
        };
        let draft = from_names(&named, words);
        let names: Vec<&str> = draft.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "江州市水利局",
                "江西省水利厅",
                "水政监察支队",
                "执法一大队",
                "河湖科",
                "执法二大队"
            ]
        );
        let page = draft.page();
        assert!(
            page.contains("没有列入模板写法：地州市水利局（4 处）"),
            "{page}"
        );
        assert!(page.contains("另有写法“水政检察支队”（1 处）"), "{page}");
        let graph = Graph::load(&Source::new("草稿.yaml", page.clone(), "UTF-8"), words);
        let graph = graph.unwrap_or_else(|problems| panic!("{page}\n{problems:?}"));
        assert_eq!(graph.len(), 6);
    }

    #[test]
    fn other_names_of_the_department_become_names_of_it() {
        let words = Words::builtin().unwrap();
        let named = NamedUnits {
            department: Some("江州市科学技术局".to_owned()),
            actors: counted(&[
                ("江州市科学技术局", 3),
                ("市科技局", 2),
                ("市委办公室（市科学技术局）", 1),
                ("江州市体育局", 1),
            ]),
            units: counted(&[("市科技局成果科", 2), ("成果科", 1), ("云溪市科技局", 1)]),
            ..NamedUnits::default()
        };
        let draft = from_names(&named, words);
        let names: Vec<&str> = draft.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(
            names,
            ["江州市科学技术局", "江州市体育局", "成果科", "云溪市科技局"]
        );
        let page = draft.page();
        assert!(page.contains("short-names: [市科技局]"), "{page}");
        assert!(
            page.contains("aliases: [市委办公室（市科学技术局）]"),
            "{page}"
        );
        let graph = Graph::load(&Source::new("草稿.yaml", page.clone(), "UTF-8"), words);
        graph.unwrap_or_else(|problems| panic!("{page}\n{problems:?}"));
        let templates = NamedUnits {
            actors: counted(&[("地州市民政局", 9), ("自治区民政厅", 1)]),
            ..NamedUnits::default()
        };
        assert_eq!(usual_department(&templates, words), None);
    }

    #[test]
    fn without_a_department_the_usual_actor_is_taken() {
        let words = Words::builtin().unwrap();
        let named = NamedUnits {
            actors: counted(&[("江州市民政局", 3), ("江州市水利局", 1)]),
            ..NamedUnits::default()
        };
        assert_eq!(from_names(&named, words).units[0].name, "江州市民政局");
        assert!(from_names(&NamedUnits::default(), words).units.is_empty());
    }
}
