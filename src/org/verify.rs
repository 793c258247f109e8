//! What must hold of a whole organisation: no circles, one name a place, dates in order.

use jiff::civil::Date;
use petgraph::algo::tarjan_scc;
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeFiltered, EdgeRef};

use crate::message::Message;
use crate::source::Span;

use super::build::Builder;
use super::graph::{NameKind, Relation, UnitId};
use super::name::{bracketed, key};

impl Builder<'_> {
    /// Tells the circles of parents and of successors; whether parents are free of them.
    pub(super) fn check_cycles(&mut self) -> bool {
        let mut trees = true;
        for (relations, zh, en) in [
            (&[Relation::Parent][..], "上级机构", "parents"),
            (
                &[
                    Relation::RenamedTo,
                    Relation::MergedInto,
                    Relation::SplitInto,
                ][..],
                "更名、并入、拆分",
                "successors",
            ),
        ] {
            let view =
                EdgeFiltered::from_fn(&self.graph.graph, |edge| relations.contains(edge.weight()));
            let mut cycles: Vec<Vec<_>> = tarjan_scc(&view)
                .into_iter()
                .filter(|cycle| {
                    cycle.len() > 1
                        || cycle.iter().any(|&unit| {
                            self.graph
                                .graph
                                .edges_connecting(unit, unit)
                                .any(|edge| relations.contains(edge.weight()))
                        })
                })
                .collect();
            for cycle in &mut cycles {
                cycle.sort_unstable();
            }
            cycles.sort_unstable();
            trees &= cycles.is_empty() || !relations.contains(&Relation::Parent);
            for cycle in cycles {
                let names: Vec<_> = self
                    .way_round(&cycle, relations)
                    .into_iter()
                    .map(|unit| self.graph.unit(unit).name.as_str())
                    .collect();
                let names = names.join(" → ");
                let Some(span) = cycle
                    .first()
                    .map(|&unit| self.relation_span(UnitId(unit), relations))
                else {
                    continue;
                };
                self.problem(
                    span,
                    Message::new(
                        format!("{zh}绕成了一圈：{names}。"),
                        format!("the {en} go round in a circle: {names}"),
                    ),
                    Some(Message::new("请改正其中一处。", "correct one of them")),
                );
            }
        }
        trees
    }

    /// The units of a circle in the order in which each leads to the next, from its first unit back to
    /// that; a branch within the circle is left out.
    fn way_round(&self, cycle: &[NodeIndex], relations: &[Relation]) -> Vec<UnitId> {
        let Some(&first) = cycle.first() else {
            return Vec::new();
        };
        let mut way = vec![first];
        let mut at = first;
        loop {
            let mut next: Vec<NodeIndex> = self
                .graph
                .graph
                .edges(at)
                .filter(|edge| relations.contains(edge.weight()))
                .map(|edge| edge.target())
                .filter(|target| cycle.binary_search(target).is_ok())
                .collect();
            next.sort_unstable();
            // A unit not met yet leads on; with none left the way closes at the unit it comes back to.
            match next.iter().find(|target| !way.contains(target)) {
                Some(&new) => {
                    way.push(new);
                    at = new;
                }
                None => {
                    let back = next.iter().copied().find(|target| *target == first);
                    way.extend(back.or_else(|| next.first().copied()));
                    return way.into_iter().map(UnitId).collect();
                }
            }
        }
    }

    fn relation_span(&self, unit: UnitId, relations: &[Relation]) -> Span {
        let written = self.entries.get(unit.0.index()).and_then(|(entry, _)| {
            if relations.contains(&Relation::Parent) {
                entry.parent.as_ref()
            } else {
                entry
                    .renamed_to
                    .as_ref()
                    .or(entry.merged_into.as_ref())
                    .or_else(|| entry.split_into.first())
            }
        });
        written.map_or(self.graph.unit(unit).span, |written| written.span)
    }

    /// Two units that bear one name in one place at one time.
    pub(super) fn check_names(&mut self) {
        let bears =
            |kind: NameKind| matches!(kind, NameKind::Full | NameKind::Alias | NameKind::Plaque);
        let mut pairs = Vec::new();
        for (name, units) in &self.graph.names {
            let mut bearers: Vec<_> = units
                .iter()
                // Where a parent is not known, nothing is known of those beside it.
                .filter(|(unit, kind)| bears(*kind) && self.adrift.binary_search(unit).is_err())
                .map(|(unit, _)| (self.graph.parent(*unit), *unit))
                .collect();
            bearers.sort_unstable();
            bearers.dedup();
            for one_place in bearers.chunk_by(|(one, _), (other, _)| one == other) {
                // Each is compared with the one before it: enough to tell that a place has two.
                for window in one_place.windows(2) {
                    if let [(_, one), (_, other)] = *window
                        && self.graph.overlaps(one, other)
                    {
                        // Of the names that two share the full one is told.
                        let full = key(&self.graph.unit(other).name) == *name;
                        pairs.push((one, other, !full, name.clone()));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup_by_key(|(one, other, ..)| (*one, *other));
        for (one, other, _, name) in pairs {
            let span = self.name_span(other, &name);
            let (one, other) = (self.graph.unit(one).clone(), self.graph.unit(other).clone());
            let message = if one.name == other.name {
                Message::new(
                    format!(
                        "“{}”和前面的“{}”在同一上级之下名称相同。",
                        other.name, one.name
                    ),
                    format!(
                        "{} bears the name of {} under the same parent",
                        other.name, one.name
                    ),
                )
            } else {
                Message::new(
                    format!(
                        "“{name}”这个名称，“{}”和前面的“{}”都在用（同一上级之下）。",
                        other.name, one.name
                    ),
                    format!(
                        "the name {name} is that of {} and of {} before it, under the same parent",
                        other.name, one.name
                    ),
                )
            };
            self.problem(
                span,
                message,
                Some(Message::new(
                    "请删去重复的一个，或者用 since、until 写明先后。",
                    "remove one of them, or tell their times with `since` and `until`",
                )),
            );
        }
    }

    /// Where `unit` is given the name that is compared as `name`.
    fn name_span(&self, unit: UnitId, name: &str) -> Span {
        let entry = self.entries.get(unit.0.index()).map(|(entry, _)| entry);
        let given = entry.into_iter().flat_map(|entry| {
            std::iter::once(&entry.name)
                .chain(&entry.aliases)
                .chain(&entry.short_names)
                .chain(&entry.plaques)
        });
        let mut bearing = given.filter(|given| {
            let full = key(&given.value);
            full == name
                || bracketed(&full).is_some_and(|(base, inner)| base == name || inner == name)
        });
        let first = bearing.next();
        first.map_or(self.graph.unit(unit).span, |given| given.span)
    }

    /// Former names that were given up before the unit was there, or after it was no more.
    fn check_former_names(&mut self, id: UnitId) {
        let unit = self.graph.unit(id).clone();
        let Some((entry, _)) = self.entries.get(id.0.index()) else {
            return;
        };
        let former: Vec<_> = entry
            .former_names
            .iter()
            .filter_map(|former| {
                let until = former.until.as_ref()?;
                // What is no date was told when the names were read.
                let day: Date = until.value.parse().ok()?;
                Some((until.span, former.name.value.clone(), day))
            })
            .collect();
        for (span, name, day) in former {
            if let Some(since) = unit.since.filter(|since| day < *since) {
                self.crossing(
                    span,
                    format!(
                        "“{}”到 {since} 才设立，曾用名“{name}”却只用到 {day}。",
                        unit.name
                    ),
                    format!(
                        "{} was set up on {since}, but its former name {name} was given up on {day}",
                        unit.name
                    ),
                );
            }
            if let Some(until) = unit.until.filter(|until| day > *until) {
                self.crossing(
                    span,
                    format!(
                        "“{}”到 {until} 为止，曾用名“{name}”却用到 {day}。",
                        unit.name
                    ),
                    format!(
                        "{} ended on {until}, but its former name {name} was in use until {day}",
                        unit.name
                    ),
                );
            }
        }
    }

    pub(super) fn check_dates(&mut self) {
        let units: Vec<_> = self.graph.units().map(|(id, _)| id).collect();
        for id in units {
            self.check_former_names(id);
            let unit = self.graph.unit(id).clone();
            let span = self
                .entries
                .get(id.0.index())
                .and_then(|(entry, _)| entry.until.as_ref())
                .map_or(unit.span, |until| until.span);
            if let (Some(since), Some(until)) = (unit.since, unit.until)
                && until <= since
            {
                self.crossing(
                    span,
                    format!(
                        "“{}”的 until（{until}）不晚于 since（{since}）。",
                        unit.name
                    ),
                    format!(
                        "{}: until ({until}) is not after since ({since})",
                        unit.name
                    ),
                );
            }
            let above = self
                .graph
                .parent(id)
                .and_then(|above| self.graph.ended(above));
            if let (Some(until), Some((above, ended))) = (unit.until, above)
                && until > ended
            {
                let above = self.graph.unit(above).name.clone();
                self.crossing(
                    span,
                    format!(
                        "“{}”到 {until} 才撤销，它的上级“{above}”在 {ended} 已经撤销。",
                        unit.name
                    ),
                    format!(
                        "{} ends on {until}, but {above} above it ended on {ended}",
                        unit.name
                    ),
                );
            }
            for (_, successor) in self.graph.successors(id) {
                let next = self.graph.unit(successor).clone();
                if let (Some(until), Some(ended)) = (unit.until, next.until)
                    && ended <= until
                {
                    self.crossing(
                        span,
                        format!(
                            "“{}”到 {until} 为止，承接它的“{}”在 {ended} 已经撤销。",
                            unit.name, next.name
                        ),
                        format!(
                            "{} ends on {until}, but its successor {} ended on {ended}",
                            unit.name, next.name
                        ),
                    );
                }
                if let (Some(until), Some(since)) = (unit.until, next.since)
                    && since > until
                {
                    self.crossing(
                        span,
                        format!("“{}”到 {until} 为止，承接它的“{}”到 {since} 才设立，中间没有机构。", unit.name, next.name),
                        format!("{} ends on {until}, but its successor {} begins on {since}: nobody in between", unit.name, next.name),
                    );
                }
            }
        }
    }

    fn crossing(&mut self, span: Span, zh: String, en: String) {
        self.problem(
            span,
            Message::new(zh, en),
            Some(Message::new("请核对日期。", "check the dates")),
        );
    }
}
