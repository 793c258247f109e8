//! The matrix of classes of power and stages of duty, with the gaps counted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::message::Language;
use crate::report::outline::ItemOutline;

/// Items by class (rows) and stage (columns).
#[derive(Debug, Default, Serialize)]
pub struct Matrix {
    /// The names of the stages met, in the usual order of procedure.
    pub stages: Vec<String>,
    /// One row a class.
    pub rows: Vec<Row>,
}

/// The stages of the items of one class.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The name of the class.
    pub class: String,
    /// Its items.
    pub items: usize,
    /// Items in which no stage could be told: a house style without stages, or empty duties.
    pub without_stages: usize,
    /// Items that have the stage, in the order of [`Matrix::stages`].
    pub counts: Vec<usize>,
}

impl Matrix {
    /// The matrix of `items`.
    pub fn of<'i>(items: impl Iterator<Item = &'i ItemOutline>, language: Language) -> Self {
        let mut order: Vec<&str> = Vec::new();
        let mut classes: Vec<(&str, usize, usize, BTreeMap<&str, usize>)> = Vec::new();
        for item in items {
            let class = item.class.get(language);
            let position = classes.iter().position(|(known, ..)| *known == class);
            let row = match position {
                Some(position) => &mut classes[position], // position was just found
                None => {
                    classes.push((class, 0, 0, BTreeMap::new()));
                    let last = classes.len() - 1;
                    &mut classes[last] // the row that was just pushed
                }
            };
            row.1 += 1;
            row.2 += usize::from(item.stages.is_empty());
            for (index, stage) in item.stages.iter().enumerate() {
                let stage = stage.get(language);
                if !order.contains(&stage) {
                    // Items list their stages in the order of the vocabulary: keep it across items.
                    let after = item.stages[..index]
                        .iter()
                        .rev()
                        .find_map(|before| {
                            order
                                .iter()
                                .position(|known| *known == before.get(language))
                        })
                        .map_or(0, |position| position + 1);
                    order.insert(after, stage);
                }
                *row.3.entry(stage).or_default() += 1;
            }
        }
        Self {
            rows: classes
                .into_iter()
                .map(|(class, items, without_stages, counts)| Row {
                    class: class.to_owned(),
                    items,
                    without_stages,
                    counts: order
                        .iter()
                        .map(|stage| counts.get(stage).copied().unwrap_or(0))
                        .collect(),
                })
                .collect(),
            stages: order.into_iter().map(str::to_owned).collect(),
        }
    }
}
