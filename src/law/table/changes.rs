//! What a newer table changes in an older one.

use super::{Instrument, LawTable, Version, record::COLUMNS};
use crate::message::Message;

impl LawTable {
    /// What is new or different in `newer`, in the order of titles.
    pub fn changes_to(&self, newer: &Self) -> Vec<Message> {
        let mut told: Vec<(String, Message)> = Vec::new();
        for instrument in newer.instruments() {
            let title = instrument.title().to_owned();
            let mut push = |message| told.push((title.clone(), message));
            match self.by_title(&title) {
                None => push(Message::new(
                    format!("新增《{title}》（{} 个版本）", instrument.versions.len()),
                    format!("new: {title} ({} versions)", instrument.versions.len()),
                )),
                Some(older) => versions(older, instrument, &mut push),
            }
            for repeal in newer.repeals_of(&title) {
                if !self.repeals_of(&title).contains(repeal) {
                    push(Message::new(
                        format!("《{title}》新增废止声明：由《{}》", repeal.by),
                        format!("{title}: a new statement of repeal by {}", repeal.by),
                    ));
                }
            }
        }
        for repeals in newer.repeals.values() {
            for repeal in repeals {
                let known = self.repeals_of(&repeal.title).contains(repeal);
                if known || newer.by_title(&repeal.title).is_some() {
                    continue;
                }
                let title = repeal.title.to_string();
                told.push((
                    title.clone(),
                    Message::new(
                        format!("新增废止声明：《{title}》由《{}》废止", repeal.by),
                        format!("a new statement: {title} is repealed by {}", repeal.by),
                    ),
                ));
            }
        }
        let aliases = newer.aliases.iter().flat_map(|(wanted, aliases)| {
            let known = self.aliases.get(wanted).map_or(&[][..], Vec::as_slice);
            aliases.iter().filter(move |alias| !known.contains(alias))
        });
        for alias in aliases {
            told.push((
                alias.title.to_string(),
                Message::new(
                    format!("《{}》新增简称“{}”", alias.title, alias.name),
                    format!("{}: a new short name {}", alias.title, alias.name),
                ),
            ));
        }
        told.sort();
        told.into_iter().map(|(_, message)| message).collect()
    }
}

fn versions(older: &Instrument, newer: &Instrument, push: &mut impl FnMut(Message)) {
    let title = newer.title();
    let day = |version: &Version| {
        let day = version.version.map(|day| day.to_string());
        day.unwrap_or_else(|| "?".to_owned())
    };
    for version in &newer.versions {
        let known = older
            .versions
            .iter()
            .find(|known| known.version == version.version);
        let Some(known) = known else {
            push(Message::new(
                format!("《{title}》新增 {} 的版本", day(version)),
                format!("{title}: a new version of {}", day(version)),
            ));
            continue;
        };
        let (before, after) = (known.line(), version.line());
        let columns = COLUMNS
            .iter()
            .zip(before.split('\t').zip(after.split('\t')));
        for (column, (before, after)) in columns {
            if before != after && *column != "source" {
                let show = |text: &str| {
                    if text.is_empty() {
                        "—".to_owned()
                    } else {
                        text.to_owned()
                    }
                };
                push(Message::new(
                    format!(
                        "《{title}》{} 的版本：{column} 由 {} 改为 {}",
                        day(version),
                        show(before),
                        show(after)
                    ),
                    format!(
                        "{title}, version of {}: {column} was {}, is {}",
                        day(version),
                        show(before),
                        show(after)
                    ),
                ));
            }
        }
    }
    for version in &older.versions {
        if !newer
            .versions
            .iter()
            .any(|known| known.version == version.version)
        {
            push(Message::new(
                format!("《{title}》去掉了 {} 的版本", day(version)),
                format!("{title}: the version of {} is gone", day(version)),
            ));
        }
    }
}
