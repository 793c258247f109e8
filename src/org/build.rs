//! From the file to the graph: units and what holds between them.

use jiff::civil::Date;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

use crate::message::Message;
use crate::source::Span;
use crate::tree::{Problem, Spanned};

use super::file::{OrganisationFile, UnitEntry};
use super::graph::{Graph, Relation, Unit, UnitId};
use super::name::{key, nearest, nearest_word};
use super::words::{KindEntry, Words};

/// The graph of `file`.
pub(super) fn build(file: OrganisationFile, words: &Words) -> Result<Graph, Vec<Problem>> {
    let mut builder = Builder {
        words,
        graph: Graph::default(),
        entries: Vec::new(),
        handles: FxHashMap::default(),
        adrift: Vec::new(),
        problems: Vec::new(),
    };
    for entry in file.units {
        builder.add(entry, None);
    }
    builder.relate();
    // What follows walks to parents and is only safe where these do not go round in a circle.
    if builder.check_cycles() {
        builder.derive_levels();
        builder.name_all();
        builder.check_names();
        builder.check_dates();
    }
    builder.department(file.department.as_ref());
    builder.finish()
}

pub(super) struct Builder<'w> {
    pub(super) words: &'w Words,
    pub(super) graph: Graph,
    /// The entries of the units, by the order of the graph's nodes, with their units moved out.
    pub(super) entries: Vec<(UnitEntry, Option<UnitId>)>,
    /// Ids and full names to units.
    handles: FxHashMap<String, Vec<UnitId>>,
    /// Units whose parent is not known, in the order of the file.
    pub(super) adrift: Vec<UnitId>,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    pub(super) fn problem(&mut self, span: Span, message: Message, help: Option<Message>) {
        self.problems.push(Problem {
            span,
            message,
            help,
        });
    }

    fn add(&mut self, mut entry: UnitEntry, parent: Option<UnitId>) {
        let within = std::mem::take(&mut entry.units);
        let kind = entry.kind.as_ref().and_then(|written| {
            let kind = self.words.kind(&written.value);
            if kind.is_none() {
                let kinds = self.words.kinds().iter();
                let known: Vec<(&str, &[String])> = kinds
                    .map(|kind: &KindEntry| (kind.name.as_str(), kind.synonyms.as_slice()))
                    .collect();
                self.unknown_word(written, "机构类别", "kind of unit", &known);
            }
            kind
        });
        let level = entry.level.as_ref().and_then(|written| {
            let level = self.words.level(&written.value);
            if level.is_none() {
                let levels = self.words.levels().iter();
                let known: Vec<(&str, &[String])> = levels
                    .map(|level| (level.name.as_str(), level.synonyms.as_slice()))
                    .collect();
                self.unknown_word(written, "层级", "level", &known);
            }
            level
        });
        let since = self.date(entry.since.as_ref());
        let until = self.date(entry.until.as_ref());
        if key(&entry.name.value).is_empty() {
            self.problem(
                entry.name.span,
                Message::new(
                    "机构名称是空的，请填写全称。",
                    "the name of the unit is empty; write its full name",
                ),
                None,
            );
        }
        let id = UnitId(
            self.graph.graph.add_node(Unit {
                name: entry.name.value.trim().to_owned(),
                span: entry.name.span,
                kind,
                level,
                since,
                until,
                authorised_by: entry
                    .authorised_by
                    .iter()
                    .map(|law| law.value.clone())
                    .collect(),
                without_powers: entry.without_powers,
            }),
        );
        if let Some(handle) = &entry.id {
            if let Some(earlier) = self
                .handles
                .get(&handle.value)
                .and_then(|known| known.first())
                .copied()
            {
                let name = self.graph.unit(earlier).name.clone();
                self.problem(
                    handle.span,
                    Message::new(
                        format!(
                            "编号“{}”已经给了“{name}”，每个机构的 id 不能相同。",
                            handle.value
                        ),
                        format!(
                            "the id {} is already that of {name}; ids must differ",
                            handle.value
                        ),
                    ),
                    None,
                );
            }
            self.handles
                .entry(handle.value.clone())
                .or_default()
                .push(id);
        }
        let full = key(&entry.name.value);
        if entry.id.as_ref().is_none_or(|handle| handle.value != full) {
            self.handles.entry(full).or_default().push(id);
        }
        self.entries.push((entry, parent));
        for unit in within {
            self.add(unit, Some(id));
        }
    }

    /// Tells that `written` is none of the `known` words (each with its synonyms).
    fn unknown_word(
        &mut self,
        written: &Spanned<String>,
        zh: &str,
        en: &str,
        known: &[(&str, &[String])],
    ) {
        let all = known.iter().flat_map(|(name, synonyms)| {
            let others = synonyms.iter().map(String::as_str);
            std::iter::once(*name)
                .chain(others)
                .map(move |word| (word, *name))
        });
        let help = nearest_word(&written.value, all).map_or_else(
            || {
                let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                Message::new(
                    format!("可以写：{}。", names.join("、")),
                    format!("write one of: {}", names.join(", ")),
                )
            },
            |word| Message::new(format!("是不是“{word}”？"), format!("did you mean {word}?")),
        );
        self.problem(
            written.span,
            Message::new(
                format!("没有“{}”这个{zh}。", written.value),
                format!("there is no {en} called {}", written.value),
            ),
            Some(help),
        );
    }

    pub(super) fn date(&mut self, written: Option<&Spanned<String>>) -> Option<Date> {
        let written = written?;
        match written.value.parse::<Date>() {
            Ok(date) => Some(date),
            Err(_) => {
                self.problem(
                    written.span,
                    Message::new(
                        format!("“{}”不是日期。", written.value),
                        format!("{} is no date", written.value),
                    ),
                    Some(Message::new(
                        "请写成 2019-01-18 这样。",
                        "write it like 2019-01-18",
                    )),
                );
                None
            }
        }
    }

    /// The unit that `written` refers to by id or name.
    fn find(&mut self, written: &Spanned<String>, zh: &str, en: &str) -> Option<UnitId> {
        let found = self
            .handles
            .get(written.value.as_str())
            .or_else(|| self.handles.get(&key(&written.value)))
            .map_or(&[][..], Vec::as_slice);
        match found {
            [one] => Some(*one),
            [] => {
                let mut known: Vec<_> = self
                    .graph
                    .units()
                    .map(|(_, unit)| unit.name.clone())
                    .collect();
                known.sort_unstable();
                let near = nearest(
                    &written.value,
                    known.iter().map(|name| (name.as_str(), name.as_str())),
                );
                let help = near.map_or_else(
                    || {
                        Message::new(
                            "请先在本文件中写出这个机构。",
                            "add that unit to this file first",
                        )
                    },
                    |(name, _)| {
                        Message::new(format!("是不是“{name}”？"), format!("did you mean {name}?"))
                    },
                );
                self.problem(
                    written.span,
                    Message::new(
                        format!("{zh}“{}”不在本文件中。", written.value),
                        format!("the {en} {} is not in this file", written.value),
                    ),
                    Some(help),
                );
                None
            }
            several => {
                let count = several.len();
                self.problem(
                    written.span,
                    Message::new(
                        format!(
                            "有 {count} 个机构叫“{}”，不知道{zh}是哪一个。",
                            written.value
                        ),
                        format!(
                            "{count} units are called {}; which one is the {en}?",
                            written.value
                        ),
                    ),
                    Some(Message::new(
                        "请给它们各写一个 id，这里写 id。",
                        "give each an id and refer to the id",
                    )),
                );
                None
            }
        }
    }

    fn relate(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        for (index, (entry, within)) in entries.iter().enumerate() {
            let unit = UnitId(NodeIndex::new(index));
            self.relate_parent(unit, entry, *within);
            let successors = entry
                .renamed_to
                .iter()
                .map(|to| (Relation::RenamedTo, to))
                .chain(
                    entry
                        .merged_into
                        .iter()
                        .map(|to| (Relation::MergedInto, to)),
                )
                .chain(entry.split_into.iter().map(|to| (Relation::SplitInto, to)));
            for (relation, written) in successors {
                if entry.until.is_none() {
                    self.problem(
                        written.span,
                        Message::new(
                            format!(
                                "“{}”写了更名、并入或者拆分，却没有写到哪一天为止。",
                                entry.name.value
                            ),
                            format!(
                                "{} was renamed, merged or split, but `until` is missing",
                                entry.name.value
                            ),
                        ),
                        Some(Message::new(
                            "请加一行 until: 日期。",
                            "add a line `until:` with the date",
                        )),
                    );
                }
                if let Some(target) = self.find(written, "承接的机构", "successor") {
                    self.graph.graph.add_edge(unit.0, target.0, relation);
                }
            }
            for written in &entry.entrusted_by {
                if let Some(target) = self.find(written, "委托机关", "entrusting body") {
                    self.graph
                        .graph
                        .add_edge(unit.0, target.0, Relation::EntrustedBy);
                }
            }
        }
        self.entries = entries;
    }

    fn relate_parent(&mut self, unit: UnitId, entry: &UnitEntry, within: Option<UnitId>) {
        if let Some(above) = within {
            self.graph.graph.add_edge(unit.0, above.0, Relation::Parent);
        }
        let Some(written) = &entry.parent else {
            return;
        };
        let Some(parent) = self.find(written, "上级机构", "parent") else {
            self.adrift.push(unit);
            return;
        };
        match within {
            None => {
                self.graph
                    .graph
                    .add_edge(unit.0, parent.0, Relation::Parent);
            }
            Some(above) if above == parent => {}
            Some(above) => {
                let above = self.graph.unit(above).name.clone();
                self.problem(
                    written.span,
                    Message::new(
                        format!(
                            "这个机构写在“{above}”之下，parent 却是“{}”。",
                            written.value
                        ),
                        format!(
                            "this unit stands within {above}, but its parent is {}",
                            written.value
                        ),
                    ),
                    Some(Message::new(
                        "请删去 parent，或者把它移到外面。",
                        "remove `parent`, or move the unit out",
                    )),
                );
            }
        }
    }

    fn department(&mut self, written: Option<&Spanned<String>>) {
        self.graph.department = match written {
            Some(written) => self.find(written, "部门", "department"),
            None => {
                let tops: Vec<UnitId> = self
                    .graph
                    .units()
                    .filter(|(id, unit)| {
                        unit.until.is_none()
                            && self
                                .graph
                                .parent(*id)
                                .is_none_or(|above| !self.is_department(above))
                            && self.is_department(*id)
                    })
                    .map(|(id, _)| id)
                    .collect();
                // A government that holds nothing but departments has no list; its departments have.
                let mut tops = tops.into_iter().flat_map(|top| {
                    let below = self.graph.children(top);
                    if !below.is_empty() && below.iter().all(|unit| self.is_department(*unit)) {
                        below
                    } else {
                        vec![top]
                    }
                });
                match (tops.next(), tops.next()) {
                    (Some(only), None) => Some(only),
                    _ => None,
                }
            }
        };
    }

    fn is_department(&self, unit: UnitId) -> bool {
        self.graph
            .unit(unit)
            .kind
            .and_then(|kind| self.words.kind_entry(kind))
            .is_some_and(|kind| kind.is_department())
    }

    fn finish(mut self) -> Result<Graph, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(self.graph);
        }
        self.problems.sort_by_key(|problem| problem.span);
        Err(self.problems)
    }
}
