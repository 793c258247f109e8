use serde::Deserialize;

use crate::list::{Item, Stage};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Stages without a mark at their end where the other stages of the item have one.
pub struct StageEnding {
    marks: Vec<char>,
}

/// Parameters of `stage-ending`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The marks that may end a stage.
    marks: String,
}

impl Point for StageEnding {
    type Params = Params;

    const NAME: &'static str = "stage-ending";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["end", "mark"];
    const LABELS: &'static [&'static str] = &["sibling"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            marks: params.marks.chars().collect(),
        })
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(item) = subject.item() else { return };
        let mut ended: Vec<(&Stage<'_>, char)> = Vec::new();
        let mut open: Vec<&Stage<'_>> = Vec::new();
        for stage in stages(item) {
            match stage.value.as_str().chars().next_back() {
                Some(last) if self.marks.contains(&last) => ended.push((stage, last)),
                Some(last) if last.is_alphanumeric() => open.push(stage),
                _ => {}
            }
        }
        // Two with a mark for each without, and two at least.
        if ended.len() < 2 || ended.len() < 2 * open.len() {
            return;
        }
        let Some(&(sibling, mark)) = ended.first() else {
            return;
        };
        for stage in open {
            let text = stage.value.as_str();
            let last = text.chars().next_back().map_or(0, char::len_utf8);
            let span = stage.value.view.source_span(text.len() - last..text.len());
            let mut hit = Hit::at(span)
                .value("end", crate::rule::near(text, text.len() - last))
                .value("mark", mark)
                .label(
                    "sibling",
                    sibling.value.view.source_span(
                        sibling.value.as_str().len() - mark.len_utf8()
                            ..sibling.value.as_str().len(),
                    ),
                )
                .edit(crate::source::Span::empty(span.end()), mark);
            hit.field = Some(Field::Duties);
            hits.push(hit);
        }
    }
}

fn stages<'a, 's>(item: &'a Item<'s>) -> impl Iterator<Item = &'a Stage<'s>> {
    item.stages
        .iter()
        .filter(|stage| stage.label.is_some() || stage.catch_all)
}
