use serde::Deserialize;

use crate::list::List;
use crate::org::{LevelId, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Bodies of a higher level than the list's own as actors: 自治区农业农村厅 in a city's list.
pub struct SuperiorBody;

/// Parameters of `superior-body`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for SuperiorBody {
    type Params = Params;

    const NAME: &'static str = "superior-body";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["unit", "level", "own-level"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let words = context.unit_words;
        let Some(own) = level_of_list(subject.list, context) else {
            return;
        };
        let mut flagged = Vec::new();
        for item in &subject.list.items {
            for value in item.values(Field::Actor) {
                // A cell merged over several items is flagged once.
                if flagged.last() == Some(&value.span()) {
                    continue;
                }
                for mention in mentions(&value.view, words) {
                    let Some(range) = mention.who.unit() else {
                        continue;
                    };
                    let name = &value.as_str()[range.clone()];
                    let declared = context.organisation.and_then(|graph| {
                        let unit = graph
                            .resolve(name, graph.department(), context.as_of, words)
                            .unit()?;
                        graph.unit(unit).level
                    });
                    let named = words.level_of_name(name).map(|(level, _)| level);
                    let Some(level) = declared.or(named) else {
                        continue;
                    };
                    // 各级, XX省: a template names no body.
                    if level < own && words.template(name).is_none() {
                        flagged.push(value.span());
                        let mut hit = Hit::at(value.view.source_span(range))
                            .value("unit", name)
                            .value("level", words.level_name(level))
                            .value("own-level", words.level_name(own));
                        hit.item = Some(item.index);
                        hit.field = Some(Field::Actor);
                        hits.push(hit);
                    }
                }
            }
        }
    }
}

/// The level of the list's own department: of the organisation, of its name, else of most actors.
pub(super) fn level_of_list(list: &List<'_>, context: &Context<'_>) -> Option<LevelId> {
    let words = context.unit_words;
    let declared = context.organisation.and_then(|graph| {
        let department = super::unit::department(list, graph, context)?;
        graph.unit(department).level
    });
    let named = || {
        let name = list.department.as_ref().or(list.title.as_ref())?;
        words.level_of_name(name.as_str()).map(|(level, _)| level)
    };
    declared.or_else(named).or_else(|| {
        let mut counts = vec![0usize; words.levels().len()];
        let mut total = 0;
        for value in list.items.iter().flat_map(|item| item.values(Field::Actor)) {
            if let Some((level, _)) = words.level_of_name(value.as_str())
                && let Some(count) = counts.get_mut(usize::from(level.0))
            {
                *count += 1;
                total += 1;
            }
        }
        let (most, count) = counts
            .into_iter()
            .enumerate()
            .max_by_key(|(_, count)| *count)?;
        // A list whose actors are of many levels is one for all of them.
        (count * 3 > total * 2 && total >= 3)
            .then(|| LevelId(u16::try_from(most).unwrap_or(u16::MAX)))
    })
}
