use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::Test;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::texts::Fields;
use crate::rule::{OneOrMany, lookup};
use crate::source::Span;
use crate::tree::{Problem, Spanned};

/// `listed: {field, table}`: each of the texts stands in a reference table of a pack.
pub(super) struct Listed {
    fields: Fields,
    entries: Vec<String>,
    known: FxHashSet<String>,
}

/// Parameters of `listed`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// The table, by its name under `tables`.
    table: Spanned<String>,
}

impl Test for Listed {
    type Params = Params;

    const NAME: &'static str = "listed";
    const KINDS: &'static [Kind] = super::OF_TEXTS;
    const VALUES: &'static [&'static str] = &["nearest", "written"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let fields = Fields::load(params.field.as_ref(), &mut problems);
        super::need_text(&fields, span, loader, &mut problems);
        let table = &params.table;
        let entries = loader.tables.get(&table.value);
        if entries.is_none() {
            let known: Vec<&str> = loader.tables.keys().map(String::as_str).collect();
            let what = ("参照表", "table");
            problems.push(lookup::unknown(&table.value, table.span, what, &known));
        }
        let entries = entries.cloned().unwrap_or_default();
        let known = entries.iter().cloned().collect();
        super::checked(
            Self {
                fields,
                entries,
                known,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        self.fields
            .values(subject)
            .iter()
            .all(|(value, _)| self.known.contains(value.as_str()))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if held {
            return self.fields.describe(subject, context, evidence);
        }
        for (value, field) in self.fields.values(subject) {
            if self.known.contains(value.as_str()) {
                continue;
            }
            evidence.place(value.span(), field);
            evidence.values.text("written", value.as_str());
            let entries = self.entries.iter().map(String::as_str);
            let near = crate::rule::nearest(value.as_str(), entries);
            evidence.values.text("nearest", near.unwrap_or_default());
            let shown = crate::rule::shortened(value.as_str());
            evidence.saw(
                format!("表里没有「{shown}」"),
                format!("`{shown}` is not in the table"),
            );
        }
    }
}
