use serde::Deserialize;

use crate::list::List;
use crate::message::Message;
use crate::org::{Graph, Mention, Relation, Resolution, Step, UnitId, Who, Words, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::View;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Units named in a cell that the organisation does not know, or not on the day of the check.
pub struct Unit;

/// Parameters of `unit`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for Unit {
    type Params = Params;

    const NAME: &'static str = "unit";
    const KINDS: &'static [Kind] = &[Kind::Text];
    const VALUES: &'static [&'static str] = &["unit", "meant", "date", "department", "steps"];
    const VARIANTS: &'static [&'static str] = &[
        "unknown",
        "near",
        "former",
        "renamed",
        "merged",
        "split",
        "abolished",
        "succeeded",
        "above-ended",
        "not-yet",
        "ambiguous",
        "outside",
    ];
    const LABELS: &'static [&'static str] = &["declared"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let (Some(value), Some(graph)) = (subject.text(), context.organisation) else {
            return;
        };
        let department = department(subject.list, graph, context);
        for meant in meant(&value.view, graph, department, context) {
            // A name that a template left, and a body of a higher level as actor, are told by rules of their own.
            let superior = || {
                let own = department.and_then(|unit| graph.unit(unit).level);
                let level = meant
                    .resolution
                    .unit()
                    .and_then(|unit| graph.unit(unit).level);
                let named = context.unit_words.level_of_name(&meant.name);
                subject.field() == Some(Field::Actor)
                    && level
                        .or(named.map(|(level, _)| level))
                        .zip(own)
                        .is_some_and(|(level, own)| level < own)
            };
            if context.unit_words.template(&meant.name).is_some() {
                continue;
            }
            let told = hit(&meant, graph, department, context.unit_words);
            hits.extend(told.filter(|hit| {
                let elsewhere = ["outside", "unknown", "near"];
                !(hit
                    .variant
                    .is_some_and(|variant| elsewhere.contains(&variant))
                    && superior())
            }));
        }
    }
}

/// A unit named in a cell, with what it means.
pub(super) struct Meant {
    /// The mention in the cell.
    pub(super) mention: Mention,
    /// The name as written, normalised.
    pub(super) name: String,
    /// Its bytes in the source.
    pub(super) span: crate::source::Span,
    /// What it means on the day.
    pub(super) resolution: Resolution,
}

/// The department whose list it is: as the organisation file says, else as the list's title does.
pub(super) fn department(list: &List<'_>, graph: &Graph, context: &Context<'_>) -> Option<UnitId> {
    graph.department().or_else(|| {
        let name = list.department.as_ref()?;
        graph
            .resolve(name.as_str(), None, context.as_of, context.unit_words)
            .unit()
    })
}

/// The units named in a cell. Where only a line break, a blank or a conjunction parts two names and both
/// together are a unit of the organisation, they are one name.
pub(super) fn meant(
    view: &View<'_>,
    graph: &Graph,
    department: Option<UnitId>,
    context: &Context<'_>,
) -> Vec<Meant> {
    let text = view.as_str();
    let resolve = |name: &str| graph.resolve(name, department, context.as_of, context.unit_words);
    let mut all: Vec<Meant> = Vec::new();
    for mention in mentions(view, context.unit_words) {
        let Some(range) = mention.who.unit() else {
            continue;
        };
        let joined = all
            .last()
            .filter(|_| mention.loosely_parted)
            .and_then(|last| {
                let start = last.mention.who.unit()?.start;
                let whole = resolve(&text[start..range.end]);
                let better = matches!(whole, Resolution::Known(_))
                    && !matches!(last.resolution, Resolution::Known(_));
                better.then_some((start, whole))
            });
        if let Some((start, resolution)) = joined {
            all.pop();
            all.push(Meant {
                name: text[start..range.end].to_owned(),
                span: view.source_span(start..range.end),
                mention,
                resolution,
            });
            continue;
        }
        // 办公室, a line break, and a name that is misspelt: what stands before the gap is known.
        let gaps = view.breaks().iter().chain(view.blanks());
        let front = gaps
            .map(|&gap| gap as usize)
            .filter(|gap| range.start < *gap && *gap < range.end)
            .map(|gap| (gap, resolve(&text[range.start..gap])))
            .find(|(_, front)| matches!(front, Resolution::Known(_)))
            .filter(|_| !matches!(resolve(&text[range.clone()]), Resolution::Known(_)));
        let mut range = range;
        if let Some((gap, resolution)) = front {
            let before = range.start..gap;
            let span = view.source_span(before.clone());
            all.push(Meant {
                mention: Mention {
                    range: before.clone(),
                    span,
                    who: Who::Unit {
                        name: before.clone(),
                        post: None,
                    },
                    loosely_parted: mention.loosely_parted,
                },
                name: text[before].to_owned(),
                span,
                resolution,
            });
            range = gap..range.end;
        }
        let name = text[range.clone()].to_owned();
        let resolution = resolve(&name);
        all.push(Meant {
            span: view.source_span(range),
            mention,
            name,
            resolution,
        });
    }
    all
}

fn hit(meant: &Meant, graph: &Graph, department: Option<UnitId>, words: &Words) -> Option<Hit> {
    let hit = Hit::at(meant.span).value("unit", meant.name.clone());
    let named = |unit: UnitId| graph.unit(unit).name.clone();
    let hit = match &meant.resolution {
        Resolution::Known(unit) => {
            let department = department?;
            // A section of which the file does not say what it belongs to may belong to the department.
            let adrift = graph.parent(*unit).is_none() && !graph.is_department(*unit, words);
            if adrift || graph.is_under(*unit, department) || graph.is_under(department, *unit) {
                return None;
            }
            hit.variant("outside")
                .value("department", named(department))
        }
        Resolution::Former { unit, until } => {
            let hit = hit.variant("former").value("meant", named(*unit));
            match until {
                Some(until) => hit.words(
                    "date",
                    Message::new(format!("自 {until} 起"), format!("since {until}")),
                ),
                None => hit.words("date", Message::new("现在", "now")),
            }
        }
        Resolution::Ended {
            unit,
            until,
            heirs,
            steps,
        } => {
            let hit = hit.value("date", until.to_string());
            match steps.as_slice() {
                [only] if only.from == *unit => {
                    let variant = match only.relation {
                        None => "abolished",
                        Some(Relation::MergedInto) => "merged",
                        Some(Relation::SplitInto) => "split",
                        Some(_) => "renamed",
                    };
                    hit.variant(variant).words("meant", all(&only.to, graph))
                }
                _ => {
                    let own = steps.first().filter(|first| first.from != *unit);
                    let hit = match own {
                        Some(first) => hit
                            .variant("above-ended")
                            .value("department", named(first.from)),
                        None => hit.variant("succeeded"),
                    };
                    let meant = if heirs.is_empty() {
                        Message::new("承接职责的机构", "the unit that took over")
                    } else {
                        all(heirs, graph)
                    };
                    hit.words("steps", told(steps, graph)).words("meant", meant)
                }
            }
        }
        Resolution::NotYet { since, .. } => hit.variant("not-yet").value("date", since.to_string()),
        Resolution::Ambiguous(units) => {
            let parents: Vec<_> = units
                .iter()
                .filter_map(|unit| graph.parent(*unit))
                .map(named)
                .collect();
            hit.variant("ambiguous").words(
                "meant",
                Message::new(parents.join("、"), parents.join(", ")),
            )
        }
        Resolution::Unknown {
            nearest: Some((_, name)),
        } => hit
            .variant("near")
            .value("meant", name.clone())
            .edit(meant.span, name.clone()),
        Resolution::Unknown { nearest: None } => hit.variant("unknown"),
    };
    let declared = match &meant.resolution {
        Resolution::Unknown { nearest } => nearest.as_ref().map(|(unit, _)| *unit),
        other => other.unit(),
    };
    Some(match declared {
        Some(unit) => hit.label_in("declared", graph.file().clone(), graph.unit(unit).span),
        None => hit,
    })
}

/// The names of `units`, in words.
fn all(units: &[UnitId], graph: &Graph) -> Message {
    let names: Vec<&str> = units
        .iter()
        .map(|unit| graph.unit(*unit).name.as_str())
        .collect();
    Message::new(names.join("、"), names.join(", "))
}

/// What became of a unit, step by step.
fn told(steps: &[Step], graph: &Graph) -> Message {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for step in steps {
        let (from, until) = (&graph.unit(step.from).name, step.until);
        let to = all(&step.to, graph);
        let (how_zh, how_en) = match step.relation {
            None => ("撤销", "abolished"),
            Some(Relation::MergedInto) => ("并入", "merged into "),
            Some(Relation::SplitInto) => ("拆分为", "split into "),
            Some(_) => ("更名为", "renamed to "),
        };
        let quoted = if to.zh.is_empty() {
            String::new()
        } else {
            format!("“{}”", to.zh)
        };
        zh.push(format!("“{from}”于 {until} {how_zh}{quoted}"));
        en.push(format!("{from} was {how_en}{} on {until}", to.en).replace("  ", " "));
    }
    Message::new(zh.join("，"), en.join("; "))
}
