use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::law::Citation;
use crate::law::document_number::{self, DocumentNumber};
use crate::law::table::key;
use crate::law::version_note::VersionNote;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::source::Span;
use crate::tree::Problem;

/// The same title with two document numbers in the list.
pub struct NumberDisagrees;

/// Parameters of `number-disagrees`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// A number as it stands in the list.
struct Written {
    item: usize,
    number: DocumentNumber,
    title: String,
    span: Span,
    count: usize,
}

impl Point for NumberDisagrees {
    type Params = Params;

    const NAME: &'static str = "number-disagrees";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["title", "number", "right"];
    const LABELS: &'static [&'static str] = &["other"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut by_title: FxHashMap<String, Vec<Written>> = FxHashMap::default();
        for item in &subject.list.items {
            for (_, citation) in &item.citations {
                let Some((number, span)) = number(citation, context) else {
                    continue;
                };
                let known = by_title.entry(key(&citation.title)).or_default();
                match known.iter_mut().find(|known| known.number.same_as(&number)) {
                    Some(known) => known.count += 1,
                    None => known.push(Written {
                        item: item.index,
                        number,
                        title: citation.title.clone(),
                        span,
                        count: 1,
                    }),
                }
            }
        }
        for numbers in by_title.values() {
            let most = numbers
                .iter()
                .map(|written| written.count)
                .max()
                .unwrap_or(0);
            let Some(usual) = numbers.iter().find(|written| written.count == most) else {
                continue;
            };
            for other in numbers {
                if is_slip(&other.number, &usual.number) {
                    let hit = Hit {
                        item: Some(other.item),
                        ..Hit::at(other.span)
                    };
                    hits.push(
                        hit.value("title", other.title.as_str())
                            .value("number", other.number.standard())
                            .value("right", usual.number.standard())
                            .label("other", usual.span),
                    );
                }
            }
        }
        hits.sort_by_key(|hit| hit.span);
    }
}

/// The number of a citation, where its instrument can have only one: each change of a decree has one of its own.
fn number(citation: &Citation, context: &Context<'_>) -> Option<(DocumentNumber, Span)> {
    if citation.continued {
        return None;
    }
    let (written, span) = citation.document_number.as_ref()?;
    let states_change = citation
        .version
        .as_ref()
        .is_some_and(|(note, _)| VersionNote::parse(note).states_a_change());
    // Where the table has the number, what differs is told by that.
    let told = || {
        let known = context.laws().by_title(&citation.title);
        known.is_some_and(|known| {
            known
                .versions
                .iter()
                .any(|version| !version.amended.is_empty() || !version.number.is_empty())
        })
    };
    if states_change || told() {
        return None;
    }
    let mut numbers = document_number::find_all(written).into_iter();
    let number = numbers.next()?;
    // Two numbers after one title are told by the citation itself.
    numbers.next().is_none().then_some((number, *span))
}

/// Whether one number is the other with the code, the year or the serial number mistaken. Where more differs, two
/// documents may well have the same title.
fn is_slip(one: &DocumentNumber, other: &DocumentNumber) -> bool {
    if one.same_as(other) || one.decree != other.decree {
        return false;
    }
    let mends: [fn(&mut DocumentNumber, &DocumentNumber); 3] = [
        |one, other| one.agency.clone_from(&other.agency),
        |one, other| one.year = other.year,
        |one, other| one.number = other.number,
    ];
    // Decrees are joint, and ministries are abbreviated in many ways: their issuers say nothing.
    let mends = mends.iter().skip(usize::from(one.decree));
    mends.into_iter().any(|mend| {
        let mut mended = one.clone();
        mend(&mut mended, other);
        mended.same_as(other)
    })
}
