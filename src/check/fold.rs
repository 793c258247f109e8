use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Label};
use crate::list::{List, Value};
use crate::message::Message;

use super::finding::counted;
use super::plan::Plan;
use super::run::Found;

/// First places shown with a folded finding.
const SHOWN: usize = 3;

/// Tells the same failure in most subjects of a list once: marks the findings with their fold and adds
/// one about the list in front of them.
pub(super) fn fold(found: &mut Found, plan: &Plan<'_>, list: &List<'_>) {
    let mut groups: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (position, (rule, assertion, diagnostic)) in found.findings.iter().enumerate() {
        if diagnostic.suppressed.is_none() {
            groups
                .entry((*rule, *assertion))
                .or_default()
                .push(position);
        }
    }
    let mut heads = Vec::new();
    for ((index, number), members) in groups {
        let Some(planned) = plan.rules.get(index) else {
            continue;
        };
        let Some(folding) = &planned.rule.fold else {
            continue;
        };
        let total = found
            .looked_at
            .get(index)
            .and_then(|of_rule| of_rule.get(number))
            .map_or(0, |count| *count as usize);
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more")]
        let share = members.len() as f32 / total.max(1) as f32;
        if members.len() < folding.at_least.max(2) || share < folding.share {
            continue;
        }
        let id: Arc<str> = format!("{}#{number}", planned.rule.id).into();
        let labels = labels(&members, found);
        let Some((_, _, first)) = members.first().and_then(|at| found.findings.get(*at)) else {
            continue;
        };
        let title = list.title.as_ref();
        let name = title.map_or(list.source.name(), |title| title.as_str());
        let values = counted(members.len(), total, name);
        let fill = |name: &str| values.get(name).cloned();
        heads.push((
            index,
            number,
            Diagnostic {
                message: folding.message.filled(&fill),
                help: match &folding.help {
                    Some(help) => Some(help.filled(&fill)),
                    None => first.help.clone(),
                },
                span: title.map_or(first.span, Value::span),
                labels,
                fix: None,
                item: None,
                fold: Some(id.clone()),
                fold_head: true,
                ..first.clone()
            },
        ));
        for member in members {
            if let Some((_, _, diagnostic)) = found.findings.get_mut(member) {
                diagnostic.fold = Some(id.clone());
            }
        }
    }
    found.findings.extend(heads);
}

fn labels(members: &[usize], found: &Found) -> Vec<Label> {
    members
        .iter()
        .filter_map(|at| found.findings.get(*at))
        .take(SHOWN)
        .map(|(_, _, diagnostic)| {
            let item = diagnostic.item.as_deref();
            let name = item
                .and_then(|item| item.name.as_deref())
                .unwrap_or_default();
            Label {
                file: None,
                span: diagnostic.span,
                message: Message::new(crate::rule::shortened(name), ""),
            }
        })
        .collect()
}
