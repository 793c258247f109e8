//! The organisation as people see it: an indented tree, a DOT file, an SVG picture.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::message::Language;

use super::graph::{Graph, Relation, UnitId};
use super::words::Words;

/// A row of the picture: a unit at its depth.
struct Row {
    unit: UnitId,
    depth: usize,
    ended: bool,
}

impl Graph {
    /// The units by what they belong to, in the order of the file.
    fn rows(&self, on: Date) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut waiting: Vec<(UnitId, usize)> = self
            .units()
            .map(|(id, _)| id)
            .filter(|id| self.parent(*id).is_none())
            .map(|id| (id, 0))
            .collect();
        waiting.reverse();
        while let Some((unit, depth)) = waiting.pop() {
            let ended = self.ended(unit).is_some_and(|(_, until)| until <= on);
            rows.push(Row { unit, depth, ended });
            let below = self.children(unit);
            waiting.extend(below.into_iter().rev().map(|child| (child, depth + 1)));
        }
        rows
    }

    /// What stands behind a unit's name: its kind, and what became of it.
    fn remarks(&self, row: &Row, words: &Words, language: Language) -> Vec<String> {
        let kind = self
            .unit(row.unit)
            .kind
            .and_then(|kind| words.kind_entry(kind));
        let mut remarks: Vec<String> = kind.map(|kind| kind.name.clone()).into_iter().collect();
        if row.ended {
            let heirs: Vec<_> = self
                .successors(row.unit)
                .iter()
                .map(|(_, heir)| self.unit(*heir).name.clone())
                .collect();
            let word = match language {
                Language::Zh => "已撤销",
                Language::En => "ended",
            };
            remarks.push(if heirs.is_empty() {
                word.to_owned()
            } else {
                format!("{word} → {}", heirs.join("、"))
            });
        }
        remarks
    }

    /// An indented tree, a unit a line, with its kind and what became of it.
    pub fn tree(&self, on: Date, words: &Words, language: Language) -> String {
        let mut out = String::new();
        for row in self.rows(on) {
            let unit = self.unit(row.unit);
            let _ = write!(out, "{}{}", "  ".repeat(row.depth), unit.name);
            let mut remarks = self.remarks(&row, words, language);
            if row.ended
                && let Some(ended) = remarks.pop()
            {
                remarks.push(format!("({ended})"));
            }
            for (at, remark) in remarks.iter().enumerate() {
                let kind = at == 0 && unit.kind.is_some();
                let _ = if kind {
                    write!(out, "  [{remark}]")
                } else {
                    write!(out, "  {remark}")
                };
            }
            out.push('\n');
        }
        out
    }

    /// A graph for Graphviz: solid arrows to parents' units, dashed ones to successors, dotted ones from
    /// those who entrust.
    pub fn dot(&self, on: Date, language: Language) -> String {
        let mut out = String::from(
            "digraph organisation {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
        );
        let number = |unit: UnitId| unit.0.index();
        let word = |zh: &'static str, en: &'static str| match language {
            Language::Zh => zh,
            Language::En => en,
        };
        for row in self.rows(on) {
            let unit = self.unit(row.unit);
            let name = unit.name.replace('\\', "\\\\").replace('"', "\\\"");
            let style = if row.ended {
                ", style=dashed, fontcolor=gray40"
            } else {
                ""
            };
            let _ = writeln!(out, "  u{} [label=\"{name}\"{style}];", number(row.unit));
        }
        for (id, _) in self.units() {
            if let Some(above) = self.parent(id) {
                let _ = writeln!(out, "  u{} -> u{};", number(above), number(id));
            }
            for (relation, heir) in self.successors(id) {
                let label = match relation {
                    Relation::MergedInto => word("并入", "merged into"),
                    Relation::SplitInto => word("拆分为", "split into"),
                    _ => word("更名为", "renamed to"),
                };
                let _ = writeln!(
                    out,
                    "  u{} -> u{} [style=dashed, constraint=false, label=\"{label}\"];",
                    number(id),
                    number(heir)
                );
            }
            for body in self.entrusting(id) {
                let _ = writeln!(
                    out,
                    "  u{} -> u{} [style=dotted, constraint=false, label=\"{}\"];",
                    number(body),
                    number(id),
                    word("委托", "entrusts")
                );
            }
        }
        out.push_str("}\n");
        out
    }

    /// A picture of the tree that any browser shows, on white; behind each name its kind, and what became of it.
    pub fn svg(&self, on: Date, words: &Words, language: Language) -> String {
        const LINE: usize = 28;
        const STEP: usize = 32;
        const CHARACTER: usize = 15;
        let rows: Vec<(Row, String)> = self
            .rows(on)
            .into_iter()
            .map(|row| {
                let remarks = self.remarks(&row, words, language).join("，");
                (row, remarks)
            })
            .collect();
        let width = rows
            .iter()
            .map(|(row, remarks)| {
                let name = self.unit(row.unit).name.chars().count();
                row.depth * STEP + (name + remarks.chars().count()) * CHARACTER
            })
            .max()
            .unwrap_or(0)
            + 3 * STEP;
        let height = (rows.len() + 1) * LINE;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"14\">\n  <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
        );
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        // The row of the last unit met at each depth: where the line to a child starts.
        let mut above: Vec<usize> = Vec::new();
        for (at, (row, remarks)) in rows.iter().enumerate() {
            above.truncate(row.depth);
            let (x, y) = (STEP / 2 + row.depth * STEP, (at + 1) * LINE);
            if let Some(parent) = above.last() {
                let (from, top) = (x - STEP + 6, (parent + 1) * LINE + 10);
                let _ = writeln!(
                    out,
                    "  <path d=\"M{from} {top} V{y} H{x}\" fill=\"none\" stroke=\"#888\" shape-rendering=\"crispEdges\"/>",
                    y = y - 4
                );
            }
            let (colour, line) = if row.ended {
                ("#888", " text-decoration=\"line-through\"")
            } else {
                ("#222", "")
            };
            let _ = writeln!(
                out,
                "  <text x=\"{}\" y=\"{y}\"><tspan fill=\"{colour}\"{line}>{}</tspan><tspan dx=\"8\" font-size=\"12\" fill=\"#777\">{}</tspan></text>",
                x + 4,
                escaped(&self.unit(row.unit).name),
                escaped(remarks)
            );
            above.push(at);
        }
        out.push_str("</svg>\n");
        out
    }
}
