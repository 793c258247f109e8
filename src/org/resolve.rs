use jiff::civil::Date;

use super::graph::{Graph, NameKind, Relation, UnitId};
use super::name::{bracketed, key, nearest};
use super::words::Words;

/// What a written name means in a [`Graph`] on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// A unit by a name it bears.
    Known(UnitId),
    /// A unit by a name it no longer bears.
    Former {
        /// The unit.
        unit: UnitId,
        /// The first day on which it no longer bore the name, where the file says so.
        until: Option<Date>,
    },
    /// A unit that no longer exists, with those that went on in its place.
    Ended {
        /// The unit.
        unit: UnitId,
        /// The first day on which it no longer existed.
        until: Date,
        /// What exists on the day in its place.
        heirs: Vec<UnitId>,
        /// How that came, in the order of events; empty where it was abolished. The first step is of the unit
        /// itself or, where that ended with it, of what it belonged to.
        steps: Vec<Step>,
    },
    /// A unit that is not set up yet.
    NotYet {
        /// The unit.
        unit: UnitId,
        /// The day it will be set up.
        since: Date,
    },
    /// Several units bear the name and nothing tells which is meant.
    Ambiguous(Vec<UnitId>),
    /// No unit bears it.
    Unknown {
        /// The unit of the nearest name, and that name.
        nearest: Option<(UnitId, String)>,
    },
}

/// What became of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The unit that ended.
    pub from: UnitId,
    /// The first day on which it no longer existed.
    pub until: Date,
    /// How it went on; `None` where it did not.
    pub relation: Option<Relation>,
    /// The units that went on in its place.
    pub to: Vec<UnitId>,
}

impl Resolution {
    /// The unit meant, whether it still exists or not.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Known(unit)
            | Self::Former { unit, .. }
            | Self::Ended { unit, .. }
            | Self::NotYet { unit, .. } => Some(*unit),
            Self::Ambiguous(_) | Self::Unknown { .. } => None,
        }
    }
}

impl Graph {
    /// The unit called `name` on the day `on`, as somebody of the department `within` would understand it.
    ///
    /// Understands a path (医疗保障局基金监管科), a bracket that repeats an alias, and names without
    /// the division in front.
    pub fn resolve(
        &self,
        name: &str,
        within: Option<UnitId>,
        on: Date,
        words: &Words,
    ) -> Resolution {
        let name = key(name);
        let found = self.candidates(&name, words);
        match self.choose(&found, within, on) {
            Some(resolution) => resolution,
            None => Resolution::Unknown {
                nearest: self.near(&name, within, on, words),
            },
        }
    }

    /// The units that may be meant by `name`.
    fn candidates(&self, name: &str, words: &Words) -> Vec<(UnitId, NameKind)> {
        if let Some(found) = self.names.get(name) {
            return found.clone();
        }
        if let Some((base, inner)) = bracketed(name) {
            // 农业科（监管科）: the base decides, the name in the bracket where the base is unknown.
            for part in [base, inner] {
                let found = self.candidates(part, words);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        for short in [words.without_prefix(name), words.without_suffix(name)] {
            if short.len() < name.len()
                && let Some(found) = self.names.get(short)
            {
                return found.clone();
            }
        }
        self.path(name)
    }

    /// `name` as the name of a unit followed by that of a unit within it.
    fn path(&self, name: &str) -> Vec<(UnitId, NameKind)> {
        let mut cuts: Vec<_> = name.char_indices().map(|(at, _)| at).skip(1).collect();
        cuts.reverse();
        for cut in cuts {
            let (above, below) = name.split_at(cut);
            let (Some(above), Some(below)) = (self.names.get(above), self.names.get(below)) else {
                continue;
            };
            let found: Vec<_> = below
                .iter()
                .filter(|(unit, _)| {
                    above
                        .iter()
                        .any(|(known, _)| known != unit && self.is_under(*unit, *known))
                })
                .copied()
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The best reading: those within the department first, those that exist before those that do not.
    fn choose(
        &self,
        found: &[(UnitId, NameKind)],
        within: Option<UnitId>,
        on: Date,
    ) -> Option<Resolution> {
        let mut readings: Vec<_> = found
            .iter()
            .map(|(unit, kind)| {
                let near = within.is_some_and(|department| {
                    self.is_under(*unit, department) || self.is_under(department, *unit)
                });
                (!near, self.state(*unit, *kind, on), *unit)
            })
            .collect();
        readings.sort_by_key(|(far, (rank, _), unit)| (*far, *rank, *unit));
        readings.dedup_by_key(|(_, _, unit)| *unit);
        let (far, (rank, best), _) = readings.first()?.clone();
        let equal: Vec<_> = readings
            .iter()
            .filter(|(other_far, (other, _), _)| (*other_far, *other) == (far, rank))
            .map(|(_, _, unit)| *unit)
            .collect();
        Some(if equal.len() > 1 {
            Resolution::Ambiguous(equal)
        } else {
            best
        })
    }

    /// The reading of `unit` by a name of `kind`, with a rank (smaller is likelier meant).
    fn state(&self, unit: UnitId, kind: NameKind, on: Date) -> (u8, Resolution) {
        if let Some((ended, until)) = self.ended(unit)
            && until <= on
        {
            let (mut heirs, mut steps) = (Vec::new(), Vec::new());
            self.follow(ended, until, on, &mut heirs, &mut steps);
            return (
                2,
                Resolution::Ended {
                    unit,
                    until,
                    heirs,
                    steps,
                },
            );
        }
        if let Some(since) = self.unit(unit).since
            && since > on
        {
            return (3, Resolution::NotYet { unit, since });
        }
        match kind {
            NameKind::Former(until) if until.is_none_or(|until| until <= on) => {
                (1, Resolution::Former { unit, until })
            }
            _ => (0, Resolution::Known(unit)),
        }
    }

    /// What exists on the day in place of `unit`, which ended on `until`, and how that came.
    fn follow(
        &self,
        unit: UnitId,
        until: Date,
        on: Date,
        heirs: &mut Vec<UnitId>,
        steps: &mut Vec<Step>,
    ) {
        // The graph holds no cycle of successors (checked on loading), and what two lines meet in is told once: this ends.
        if steps.iter().any(|step| step.from == unit) {
            return;
        }
        let successors = self.successors(unit);
        let mut relations: Vec<Relation> = Vec::new();
        for &(relation, _) in &successors {
            if !relations.contains(&relation) {
                relations.push(relation);
            }
        }
        let step = |relation| Step {
            from: unit,
            until,
            relation,
            to: successors
                .iter()
                .filter(|(known, _)| Some(*known) == relation)
                .map(|(_, successor)| *successor)
                .collect(),
        };
        if relations.is_empty() {
            steps.push(step(None));
        }
        steps.extend(relations.into_iter().map(|relation| step(Some(relation))));
        for &(_, successor) in &successors {
            match self.unit(successor).until.filter(|until| *until <= on) {
                Some(until) => self.follow(successor, until, on, heirs, steps),
                None if !heirs.contains(&successor) => heirs.push(successor),
                None => {}
            }
        }
    }

    /// The unit with the nearest name: within the department first.
    fn near(
        &self,
        name: &str,
        within: Option<UnitId>,
        on: Date,
        words: &Words,
    ) -> Option<(UnitId, String)> {
        let mut known: Vec<_> = self
            .names
            .iter()
            .flat_map(|(known, units)| units.iter().map(move |(unit, _)| (known.as_str(), *unit)))
            .filter(|(_, unit)| self.ended(*unit).is_none_or(|(_, until)| until > on))
            .collect();
        known.sort_unstable();
        let under = |unit: UnitId| within.is_none_or(|department| self.is_under(unit, department));
        let tail = self.after_known_prefix(name);
        [name, tail]
            .into_iter()
            .find_map(|name| {
                nearest(
                    name,
                    known
                        .iter()
                        .filter(|(_, unit)| under(*unit))
                        .map(|(name, unit)| (*name, *unit)),
                )
                .or_else(|| nearest(name, known.iter().map(|(name, unit)| (*name, *unit))))
                .map(|(unit, _)| unit)
                .or_else(|| {
                    part_of(
                        words.without_prefix(name),
                        known.iter().filter(|(_, unit)| under(*unit)).copied(),
                    )
                })
            })
            .map(|unit| (unit, self.unit(unit).name.clone()))
    }

    /// `name` without the longest known unit in front of it.
    fn after_known_prefix<'n>(&self, name: &'n str) -> &'n str {
        name.char_indices()
            .map(|(at, _)| at)
            .rfind(|&at| at > 0 && self.names.contains_key(&name[..at]))
            .map_or(name, |at| &name[at..])
    }

    /// Whether two units exist at one time.
    pub(super) fn overlaps(&self, one: UnitId, other: UnitId) -> bool {
        let (one, other) = (self.unit(one), self.unit(other));
        let before = |until: Option<Date>, since: Option<Date>| matches!((until, since), (Some(until), Some(since)) if until <= since);
        // An ended unit without a day of setting up is taken to be before one that has no end.
        let ended = |unit: &super::graph::Unit| unit.until.is_some();
        !(before(one.until, other.since)
            || before(other.until, one.since)
            || ended(one) != ended(other))
    }
}

/// The only unit whose name holds all characters of `name` in order: a name with a part left out.
fn part_of<'n>(name: &str, known: impl Iterator<Item = (&'n str, UnitId)>) -> Option<UnitId> {
    if name.chars().count() < 3 {
        return None;
    }
    let mut found = None;
    for (known, unit) in known {
        let mut rest = known.chars();
        if name
            .chars()
            .all(|wanted| rest.any(|character| character == wanted))
        {
            match found {
                Some(earlier) if earlier != unit => return None,
                _ => found = Some(unit),
            }
        }
    }
    found
}
