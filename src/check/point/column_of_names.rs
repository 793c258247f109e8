use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::list::Value;
use crate::rule::{Context, Hit, Kind, Loader, OneOrMany, Pattern, Point, Subject};
use crate::tree::{Problem, Spanned};

/// A column beside the known ones that holds names of persons.
pub struct ColumnOfNames {
    headers: Vec<String>,
    value: Pattern,
}

/// Parameters of `column-of-names`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// Words of the column's header.
    headers: OneOrMany,
    /// What a name looks like: matches the whole text of a cell.
    value: Spanned<String>,
}

impl Point for ColumnOfNames {
    type Params = Params;

    const NAME: &'static str = "column-of-names";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["column", "cells"];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let value = Pattern::load(&params.value, loader).map_err(|problem| vec![problem])?;
        let headers = params.headers.iter().map(|word| word.value.clone());
        Ok(Self {
            headers: headers.collect(),
            value,
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        // The first cell of each column, and how many look like names.
        let mut columns: Vec<(Arc<str>, usize)> = Vec::new();
        let mut first: FxHashMap<Arc<str>, (&Value<'_>, usize)> = FxHashMap::default();
        for item in &subject.list.items {
            for (header, value) in &item.extra {
                let named = self.headers.iter().any(|word| header.contains(&**word));
                if !named || !self.value.is_match(value.as_str()) {
                    continue;
                }
                match columns.iter_mut().find(|(known, _)| known == header) {
                    Some((_, count)) => *count += 1,
                    None => {
                        columns.push((header.clone(), 1));
                        first.insert(header.clone(), (value, item.index));
                    }
                }
            }
        }
        for (header, count) in columns {
            if let Some((value, item)) = first.get(&header) {
                let mut hit = Hit::at(value.span())
                    .value("column", &*header)
                    .value("cells", count.to_string());
                hit.item = Some(*item);
                hits.push(hit);
            }
        }
    }
}
