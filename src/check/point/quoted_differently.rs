use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::law::document_number::{self, DocumentNumber};
use crate::law::table::key;
use crate::law::verify::compare;
use crate::law::version_note::{PartialDate, VersionNote};
use crate::law::{Article, Citation, ProvisionKind, Quotation};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;

use super::citation::article;

/// The same provision quoted in other words at two places of the list. Works without the text of any law.
pub struct QuotedDifferently;

/// Parameters of `quoted-differently`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

/// A quotation of a provision.
struct Quoted<'a> {
    item: usize,
    citation: &'a Citation,
    quotation: &'a Quotation,
}

/// A provision as cited: instrument, article, insertion, paragraph, item, and the version stated.
type Provision = (
    String,
    u32,
    u32,
    Option<u32>,
    Option<u32>,
    Option<PartialDate>,
);

impl Point for QuotedDifferently {
    type Params = Params;

    const NAME: &'static str = "quoted-differently";
    const KINDS: &'static [Kind] = &[Kind::List];
    const VALUES: &'static [&'static str] = &["title", "article", "words", "right", "count"];
    const VARIANTS: &'static [&'static str] = &["held"];
    const LABELS: &'static [&'static str] = &["other"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut by_provision: FxHashMap<Provision, Vec<Quoted<'_>>> = FxHashMap::default();
        // A cell that several items share is read once.
        let mut seen = FxHashSet::default();
        for item in &subject.list.items {
            for (_, citation) in &item.citations {
                if let Some((cited, quotation)) = single(citation)
                    && seen.insert(quotation.span())
                {
                    by_provision
                        .entry(provision(citation, cited))
                        .or_default()
                        .push(Quoted {
                            item: item.index,
                            citation,
                            quotation,
                        });
                }
            }
        }
        for quotations in by_provision.values() {
            disagreeing(quotations, context, hits);
        }
        // The groups come in no order; findings do.
        hits.sort_by_key(|hit| hit.span);
    }
}

/// The one article of `citation` with the text quoted of it.
fn single(citation: &Citation) -> Option<(&Article, &Quotation)> {
    let [cited] = citation.articles.as_slice() else {
        return None;
    };
    let quotation = citation.quotation.as_ref().filter(|quoted| quoted.marked)?;
    let plain = cited.kind == ProvisionKind::Article && cited.until.is_none();
    plain.then_some((cited, quotation))
}

fn provision(citation: &Citation, cited: &Article) -> Provision {
    let version = citation.version.as_ref();
    (
        key(citation.instrument()),
        cited.article,
        cited.insertion,
        cited.paragraph,
        cited.item,
        version.and_then(|(note, _)| VersionNote::parse(note).latest()),
    )
}

/// Each wording that differs from the usual one, at its first place.
fn disagreeing(quotations: &[Quoted<'_>], context: &Context<'_>, hits: &mut Vec<Hit>) {
    // Wordings in the order of the list, with how often they occur.
    let mut wordings: Vec<(&Quoted<'_>, usize)> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for quoted in quotations {
        let text = quoted.quotation.text.as_str();
        match places.get(text).and_then(|&place| wordings.get_mut(place)) {
            Some((_, count)) => *count += 1,
            None => {
                places.insert(text, wordings.len());
                wordings.push((quoted, 1));
            }
        }
    }
    let most = wordings.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let Some((usual, _)) = wordings.iter().find(|(_, count)| *count == most) else {
        return;
    };
    for (quoted, count) in &wordings {
        // Two instruments with one title are told by their numbers.
        if number(quoted)
            .zip(number(usual))
            .is_some_and(|(one, other)| !one.same_as(&other))
        {
            continue;
        }
        let Some(found) = compare(quoted.quotation, usual.quotation) else {
            continue;
        };
        let Some((cited, _)) = single(quoted.citation) else {
            continue;
        };
        let place = (cited.article, cited.insertion);
        let hit = Hit {
            item: Some(quoted.item),
            ..Hit::at(found.here.0)
        };
        let hit = hit
            .value("title", quoted.citation.instrument())
            .value("article", article(place))
            .value("words", found.here.1)
            .value("right", found.there.1)
            .value("count", count.to_string())
            .label("other", found.there.0);
        let held = is_held(quoted.citation, place, context);
        hits.push(if held { hit.variant("held") } else { hit });
    }
}

fn number(quoted: &Quoted<'_>) -> Option<DocumentNumber> {
    let (written, _) = quoted.citation.document_number.as_ref()?;
    document_number::find_all(written).into_iter().next()
}

/// Whether the table can tell what the article says, so that each wording is also held against it.
fn is_held(citation: &Citation, place: (u32, u32), context: &Context<'_>) -> bool {
    let table = context.laws();
    let known = table.by_title(citation.instrument());
    let version = known.and_then(|known| table.state(known, context.as_of).version);
    let print = version.and_then(|version| table.print(version));
    print.is_some_and(|print| print.article(place.0, place.1).is_some())
}
