//! What must hold of a whole organisation: no circles, one name a place, dates in order.

use petgraph::algo::tarjan_scc;
use petgraph::visit::EdgeFiltered;

use crate::message::Message;
use crate::source::Span;

use super::build::Builder;
use super::graph::{NameKind, Relation, UnitId};

impl Builder<'_> {
    pub(super) fn check_cycles(&mut self) {
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
            for cycle in cycles {
                let names: Vec<_> = cycle
                    .iter()
                    .map(|&unit| self.graph.graph[unit].name.as_str())
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
        for units in self.graph.names.values() {
            let mut bearers: Vec<_> = units
                .iter()
                .filter(|(_, kind)| bears(*kind))
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
                        pairs.push((one, other));
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        for (one, other) in pairs {
            let (one, other) = (self.graph.unit(one).clone(), self.graph.unit(other).clone());
            self.problem(
                other.span,
                Message::new(
                    format!(
                        "“{}”和前面的“{}”在同一上级之下名称相同。",
                        other.name, one.name
                    ),
                    format!(
                        "{} bears the name of {} under the same parent",
                        other.name, one.name
                    ),
                ),
                Some(Message::new(
                    "请删去重复的一个，或者用 since、until 写明先后。",
                    "remove one of them, or tell their times with `since` and `until`",
                )),
            );
        }
    }

    pub(super) fn check_dates(&mut self) {
        let units: Vec<_> = self.graph.units().map(|(id, _)| id).collect();
        for id in units {
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
