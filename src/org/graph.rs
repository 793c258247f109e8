use std::sync::Arc;

use jiff::civil::Date;
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashMap;

use crate::source::{Source, Span};
use crate::tree::{self, Node, Problem};

use super::build;
use super::words::{KindId, LevelId, Words};

/// A unit of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub(super) NodeIndex);

/// The organisation: units and what holds between them. Valid as loaded: no cycle, every parent and
/// successor exists, dates in order.
#[derive(Debug, Default)]
pub struct Graph {
    pub(super) graph: DiGraph<Unit, Relation>,
    /// Compared names ([`super::name::key`]) to the units that bear or bore them.
    pub(super) names: FxHashMap<String, Vec<(UnitId, NameKind)>>,
    pub(super) department: Option<UnitId>,
    pub(super) file: Arc<str>,
}

/// A unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The full name.
    pub name: String,
    /// Where the name stands in the organisation file.
    pub span: Span,
    /// Its kind.
    pub kind: Option<KindId>,
    /// Its level: as written, else as its name tells, else that of its parent.
    pub level: Option<LevelId>,
    /// The day it was set up.
    pub since: Option<Date>,
    /// The first day on which it no longer existed.
    pub until: Option<Date>,
    /// The laws that give it powers of its own.
    pub authorised_by: Vec<String>,
    /// Whether it is known to hold no item.
    pub without_powers: bool,
}

/// What holds from one unit to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The unit belongs to the other.
    Parent,
    /// It went on under another name.
    RenamedTo,
    /// It was taken into the other.
    MergedInto,
    /// It was parted; the other is one of the parts.
    SplitInto,
    /// The other entrusted it with penalties.
    EntrustedBy,
}

/// What a name is to its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// The full name.
    Full,
    /// An alias or short name.
    Alias,
    /// A sign beside the name (加挂牌子).
    Plaque,
    /// A name it had before, until the day given.
    Former(Option<Date>),
    /// Made from the full name: without the division it belongs to (市医疗保障局), without its bracket.
    Derived,
}

impl Graph {
    /// The graph of an organisation file.
    ///
    /// # Errors
    /// All that is wrong in the file, each at its place: what does not fit the format, cycles, unknown
    /// parents and successors, two units of one name in one place, dates that cross.
    pub fn load(source: &Source, words: &Words) -> Result<Self, Vec<Problem>> {
        let mut graph = build::build(tree::load(source)?, words)?;
        graph.file = Arc::from(source.name());
        Ok(graph)
    }

    /// The graph of an organisation that stands within another file (an example of a rule), at `node`
    /// of `source`.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_node(node: &Node, source: &Source, words: &Words) -> Result<Self, Vec<Problem>> {
        let mut graph = build::build(tree::from_node(node, source.text())?, words)?;
        graph.file = Arc::from(source.name());
        Ok(graph)
    }

    /// The organisation file, as reports call it.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// What is known of a unit.
    pub fn unit(&self, id: UnitId) -> &Unit {
        // Ids are made by this graph alone and units are never removed.
        &self.graph[id.0]
    }

    /// All units, in the order of the file.
    pub fn units(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.graph
            .node_indices()
            .map(|index| (UnitId(index), &self.graph[index]))
    }

    /// The number of units.
    pub fn len(&self) -> usize {
        self.graph.node_count()
    }

    /// Whether it holds no unit.
    pub fn is_empty(&self) -> bool {
        self.graph.node_count() == 0
    }

    /// The department that the file is about, where it says so or holds only one.
    pub fn department(&self) -> Option<UnitId> {
        self.department
    }

    /// The unit that `unit` belongs to.
    pub fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.related(unit, Relation::Parent).next()
    }

    /// The units that belong to `unit` directly, in the order of the file.
    pub fn children(&self, unit: UnitId) -> Vec<UnitId> {
        let mut children: Vec<_> = self
            .graph
            .edges_directed(unit.0, Direction::Incoming)
            .filter(|edge| *edge.weight() == Relation::Parent)
            .map(|edge| UnitId(edge.source()))
            .collect();
        children.sort_unstable();
        children
    }

    /// The units that `unit` went over to, in the order of the file.
    pub fn successors(&self, unit: UnitId) -> Vec<(Relation, UnitId)> {
        let mut found: Vec<_> = self
            .graph
            .edges(unit.0)
            .filter(|edge| {
                matches!(
                    edge.weight(),
                    Relation::RenamedTo | Relation::MergedInto | Relation::SplitInto
                )
            })
            .map(|edge| (*edge.weight(), UnitId(edge.target())))
            .collect();
        found.sort_unstable_by_key(|(_, unit)| *unit);
        found
    }

    /// The bodies that entrusted `unit`.
    pub fn entrusting(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        self.related(unit, Relation::EntrustedBy)
    }

    /// Whether `unit` is `ancestor` or belongs to it.
    pub fn is_under(&self, unit: UnitId, ancestor: UnitId) -> bool {
        self.with_ancestors(unit).any(|known| known == ancestor)
    }

    /// `unit`, its parent, and so on upwards.
    pub fn with_ancestors(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        std::iter::successors(Some(unit), |unit| self.parent(*unit))
    }

    /// Whether `unit` may decide penalties: by its kind, or as authorised or entrusted. A unit whose
    /// kind is not known is not judged.
    pub fn may_decide_penalties(&self, unit: UnitId, words: &Words) -> bool {
        let known = self.unit(unit);
        let by_kind = known
            .kind
            .and_then(|kind| words.kind_entry(kind))
            .is_none_or(|kind| kind.decides_penalties());
        // A section of a public institution acts for the institution.
        let within = self.with_ancestors(unit).skip(1).all(|above| {
            self.unit(above)
                .kind
                .and_then(|kind| words.kind_entry(kind))
                .is_none_or(|kind| kind.decides_penalties())
        });
        (by_kind && within)
            || self.with_ancestors(unit).any(|known| {
                !self.unit(known).authorised_by.is_empty()
                    || self.entrusting(known).next().is_some()
            })
    }

    /// The unit for whose sake `unit` may decide no penalties: itself by its kind, else what it belongs to.
    pub fn without_decision(&self, unit: UnitId, words: &Words) -> Option<UnitId> {
        self.with_ancestors(unit).find(|known| {
            let kind = self
                .unit(*known)
                .kind
                .and_then(|kind| words.kind_entry(kind));
            kind.is_some_and(|kind| !kind.decides_penalties())
        })
    }

    /// Whether lists of powers are made for `unit`, by its kind.
    pub fn is_department(&self, unit: UnitId, words: &Words) -> bool {
        let kind = self.unit(unit).kind.and_then(|kind| words.kind_entry(kind));
        kind.is_some_and(|kind| kind.is_department())
    }

    /// Whether `unit` acts in the name of its department by its kind, without being authorised or entrusted.
    pub fn acts_for_department(&self, unit: UnitId, words: &Words) -> bool {
        let kind = self.unit(unit).kind.and_then(|kind| words.kind_entry(kind));
        kind.is_some_and(|kind| kind.acts_for_department())
            && self.unit(unit).authorised_by.is_empty()
            && self.entrusting(unit).next().is_none()
    }

    /// The first day on which `unit` no longer existed: its own last day or that of what it belongs to.
    pub fn ended(&self, unit: UnitId) -> Option<(UnitId, Date)> {
        self.with_ancestors(unit)
            .filter_map(|known| self.unit(known).until.map(|until| (known, until)))
            .min_by_key(|(_, until)| *until)
    }

    fn related(&self, unit: UnitId, relation: Relation) -> impl Iterator<Item = UnitId> {
        self.graph
            .edges(unit.0)
            .filter(move |edge| *edge.weight() == relation)
            .map(|edge| UnitId(edge.target()))
    }
}
