use std::collections::BTreeMap;

use crate::org::name::{distance, key};
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
    let is_department = |name: &str| {
        department
            .as_deref()
            .is_some_and(|own| is_name_of(name, own, words))
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
        (!is_department(name)).then(|| within(name, department.as_deref(), words))
    };
    for (name, &times) in &named.actors {
        let Some(own) = named_by(name, times) else {
            continue;
        };
        // A section that stands as actor is one of the department's own.
        let kind = words
            .kind_of_name(name)
            .and_then(|kind| words.kind_entry(kind));
        let internal = kind.is_none_or(|kind| !kind.department);
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
        kind.is_some_and(|kind| kind.department) && words.template(name).is_none()
    };
    let departments = named.actors.iter().filter(|(name, _)| is_department(name));
    let (name, _) = departments.max_by_key(|&(name, &times)| (times, std::cmp::Reverse(name)))?;
    Some(name.clone())
}

/// Whether `name` is `department`, or its name without the division before it.
fn is_name_of(name: &str, department: &str, words: &Words) -> bool {
    let (name, department) = (key(name), key(department));
    let own = without_division(&department, words);
    name == department || without_division(words.without_prefix(&name), words) == own
}

/// `name` without the department it begins with (医疗保障局基金监管科).
fn within(name: &str, department: Option<&str>, words: &Words) -> String {
    let Some(department) = department else {
        return name.to_owned();
    };
    let own = without_division(department, words);
    let rest = without_division(words.without_prefix(name), words)
        .strip_prefix(own)
        .unwrap_or(name);
    if rest.chars().count() < 2 {
        name.to_owned()
    } else {
        rest.to_owned()
    }
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
