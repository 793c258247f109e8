//! The names under which units are found, and the levels that names tell.

use petgraph::graph::NodeIndex;

use super::build::Builder;
use super::graph::{NameKind, UnitId};
use super::name::{bracketed, key};

impl Builder<'_> {
    pub(super) fn derive_levels(&mut self) {
        let units: Vec<_> = self.graph.graph.node_indices().collect();
        for &unit in &units {
            if self.graph.graph[unit].level.is_none() {
                let told = self
                    .words
                    .level_of_name(&self.graph.graph[unit].name)
                    .map(|(level, _)| level);
                let known = self
                    .graph
                    .with_ancestors(UnitId(unit))
                    .find_map(|above| self.graph.unit(above).level);
                // A section belongs to its parent's level whatever its name begins with (市场科).
                let own = self
                    .graph
                    .parent(UnitId(unit))
                    .is_none()
                    .then_some(told)
                    .flatten();
                self.graph.graph[unit].level = own.or(known).or(told);
            }
        }
    }

    pub(super) fn name_all(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        for (index, (entry, _)) in entries.iter().enumerate() {
            let id = UnitId(NodeIndex::new(index));
            self.add_name(&entry.name.value, id, NameKind::Full);
            for name in entry.aliases.iter().chain(&entry.short_names) {
                self.add_name(&name.value, id, NameKind::Alias);
            }
            for name in &entry.plaques {
                self.add_name(&name.value, id, NameKind::Plaque);
            }
            for former in &entry.former_names {
                let until = self.date(former.until.as_ref());
                self.add_name(&former.name.value, id, NameKind::Former(until));
            }
        }
        self.entries = entries;
    }

    fn add_name(&mut self, name: &str, unit: UnitId, kind: NameKind) {
        let full = key(name);
        let derived = match kind {
            NameKind::Full | NameKind::Alias | NameKind::Plaque => NameKind::Derived,
            other => other,
        };
        if let Some((base, inner)) = bracketed(&full) {
            self.put(base.to_owned(), unit, derived);
            let sign = if kind == NameKind::Full {
                NameKind::Plaque
            } else {
                derived
            };
            self.put(inner.to_owned(), unit, sign);
        }
        // 江州市医疗保障局 is also 市医疗保障局 and 医疗保障局; a section's name says no division.
        let is_department = self
            .graph
            .unit(unit)
            .kind
            .and_then(|kind| self.words.kind_entry(kind))
            .is_some_and(|kind| kind.is_department());
        if is_department && let Some((_, division)) = self.words.level_of_name(&full) {
            let rest = full[division.end..].to_owned();
            if rest.chars().count() > 2 {
                if let Some(last) = full[division].chars().next_back() {
                    self.put(format!("{last}{rest}"), unit, derived);
                }
                self.put(rest, unit, derived);
            }
        }
        self.put(full, unit, kind);
    }

    fn put(&mut self, name: String, unit: UnitId, kind: NameKind) {
        let known = self.graph.names.entry(name).or_default();
        if kind == NameKind::Derived && known.iter().any(|(id, _)| *id == unit) {
            return;
        }
        known.retain(|(id, earlier)| *id != unit || *earlier != NameKind::Derived);
        known.push((unit, kind));
    }
}
