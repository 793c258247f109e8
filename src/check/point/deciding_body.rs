use serde::Deserialize;

use crate::message::Message;
use crate::org::{KindId, Resolution, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Bodies without the power to decide as those responsible for an item: 事业单位 for penalties, unless
/// entrusted or authorised (行政处罚法 arts 17-21).
pub struct DecidingBody {
    fields: Vec<Field>,
}

/// Parameters of `deciding-body`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The fields whose units decide; the actor and the unit in charge where none is named.
    #[serde(default)]
    fields: Vec<Field>,
}

impl Point for DecidingBody {
    type Params = Params;

    const NAME: &'static str = "deciding-body";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["unit", "kind"];
    const VARIANTS: &'static [&'static str] = &["declared", "for-department", "likely"];
    const LABELS: &'static [&'static str] = &["declared"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let fields = if params.fields.is_empty() {
            vec![Field::Actor, Field::Unit]
        } else {
            params.fields
        };
        Ok(Self { fields })
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let words = context.unit_words;
        let named = |kind: Option<KindId>| {
            kind.and_then(|kind| words.kind_entry(kind))
                .map(|kind| kind.name.clone())
                .unwrap_or_default()
        };
        for &field in &self.fields {
            for value in subject.values(field) {
                if let Some(graph) = context.organisation {
                    let department = super::unit::department(subject.list, graph, context);
                    for meant in super::unit::meant(&value.view, graph, department, context) {
                        let (Resolution::Known(unit) | Resolution::Former { unit, .. }) =
                            meant.resolution
                        else {
                            continue;
                        };
                        let variant = if !graph.may_decide_penalties(unit, words) {
                            "declared"
                        } else if field == Field::Actor && graph.acts_for_department(unit, words) {
                            "for-department"
                        } else {
                            continue;
                        };
                        let own = named(graph.unit(unit).kind);
                        let kind = match graph.without_decision(unit, words) {
                            Some(above) if above != unit => {
                                let (kind, name) =
                                    (named(graph.unit(above).kind), &graph.unit(above).name);
                                Message::new(
                                    format!("{kind}“{name}”的下属机构"),
                                    format!("{name} ({kind})"),
                                )
                            }
                            _ => Message::new(own.clone(), own),
                        };
                        let mut hit = Hit::at(meant.span)
                            .variant(variant)
                            .value("unit", meant.name)
                            .words("kind", kind)
                            .label_in("declared", graph.file().clone(), graph.unit(unit).span);
                        hit.field = Some(field);
                        hits.push(hit);
                    }
                    continue;
                }
                for mention in mentions(&value.view, words) {
                    let Some(range) = mention.who.unit() else {
                        continue;
                    };
                    let name = &value.as_str()[range.clone()];
                    let kind = words.kind_of_name(name);
                    let decides = kind
                        .and_then(|kind| words.kind_entry(kind))
                        .is_none_or(|kind| kind.decides_penalties());
                    if !decides {
                        let mut hit = Hit::at(value.view.source_span(range))
                            .variant("likely")
                            .value("unit", name)
                            .value("kind", named(kind));
                        hit.field = Some(field);
                        // Only the ending of the name tells; it may be entrusted.
                        hit.confidence = Some(0.6);
                        hits.push(hit);
                    }
                }
            }
        }
    }
}
