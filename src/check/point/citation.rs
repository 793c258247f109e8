use jiff::{ToSpan, civil::Date};
use serde::Deserialize;

use super::citation_compared;
use crate::law::numeral::chinese;
use crate::law::table::{ChangeKind, Extent};
use crate::law::verify::{Difference, LawFinding, LawFindingKind, QuotationFinding, Verifier};
use crate::law::{Citation, CitationProblem};
use crate::message::Message;
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, What};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Citations held against the table of laws as of the day of the check.
pub struct Citations {
    finds: Finds,
    horizon: i32,
}

/// Parameters of `citation`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// What is looked for.
    finds: Finds,
    /// Days after the day of the check for which changes are told.
    #[serde(default)]
    horizon: u16,
}

/// What is looked for in a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Finds {
    /// The instrument is no longer in force.
    Ended,
    /// The instrument is not yet in force.
    NotYetInForce,
    /// The instrument changes soon.
    ChangeAhead,
    /// No such instrument is known.
    Unknown,
    /// The title differs from a known one by a character.
    Misspelt,
    /// The title is not the whole one.
    ShortTitle,
    /// The version stated is older than the one in force.
    OlderVersion,
    /// The article does not exist.
    ArticleBeyond,
    /// The paragraph or item does not exist.
    ParagraphBeyond,
    /// The chapter does not exist or does not hold the article.
    Chapter,
    /// The rank tag does not fit.
    Rank,
    /// The document number is not in the standard form.
    NumberForm,
    /// The document number is another's.
    NumberDiffers,
    /// The number of an article is no number, or a range runs backwards.
    Malformed,
    /// The text is that of another version.
    OtherVersion,
    /// The text stands in another article.
    Moved,
    /// The text stands in another instrument.
    OtherInstrument,
    /// The text is another paragraph or item than named.
    WrongPart,
    /// The text is one paragraph and none is named.
    UnnamedParagraph,
    /// The text is a part without an ellipsis.
    Partial,
    /// The text differs.
    Differs,
    /// The text differs only in characters that are often written for one another.
    Variant,
    /// The text is not that of the article.
    NotTheText,
}

/// The most places of a differing quotation that are pointed at.
const PLACES: usize = 12;

impl Point for Citations {
    type Params = Params;

    const NAME: &'static str = "citation";
    const KINDS: &'static [Kind] = &[Kind::Citation];
    const VALUES: &'static [&'static str] = &[
        "title", "right", "date", "by", "kind", "article", "last", "stated", "number", "words",
        "share",
    ];
    const VARIANTS: &'static [&'static str] = &[
        "replaced",
        "ended",
        "undated",
        "ends",
        "changes",
        "near",
        "covered",
        "uncovered",
        "short",
        "elsewhere",
        "item",
        "absent",
        "number",
        "backward",
        "no-ordinal",
        "no-unit",
        "newer",
        "altered",
        "corrected",
        "older-possible",
    ];
    const LABELS: &'static [&'static str] = &["differs", "article"];

    fn load(params: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self {
            finds: params.finds,
            horizon: i32::from(params.horizon),
        })
    }

    fn compared(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Vec<Message> {
        let What::Citation(_, _, citation, _) = subject.what else {
            return Vec::new();
        };
        let verifier = Verifier::new(context.laws(), context.as_of);
        let resolution = verifier.resolve(citation, &|word| mentioned(subject, word));
        citation_compared::told(citation, &resolution, subject, context)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let What::Citation(_, _, citation, verified) = subject.what else {
            return;
        };
        let verifier = Verifier::new(context.laws(), context.as_of);
        let mentioned = |word: &str| mentioned(subject, word);
        for finding in verified.findings(&verifier, citation, &mentioned) {
            if self.is_near(&finding.kind, context.as_of) {
                hits.extend(hit(self.finds, citation, finding));
            }
        }
    }
}

impl Citations {
    /// Whether a change ahead is near enough to be told.
    fn is_near(&self, kind: &LawFindingKind, as_of: Date) -> bool {
        let LawFindingKind::ChangeAhead(change) = kind else {
            return true;
        };
        let limit = as_of.checked_add(self.horizon.days()).unwrap_or(Date::MAX);
        change.on <= limit
    }
}

/// Whether `word` stands in the title of the list, or in the name, actor or unit of the item.
fn mentioned(subject: &Subject<'_, '_>, word: &str) -> bool {
    let list = subject.list;
    let titles = list.title.iter().chain(&list.department);
    let fields = [Field::Name, Field::SubName, Field::Actor, Field::Unit];
    titles
        .chain(fields.iter().flat_map(|field| subject.values(*field)))
        .any(|value| value.as_str().contains(word))
}

/// An article as laws print it.
pub(super) fn article(place: (u32, u32)) -> String {
    match place {
        (number, 0) => format!("第{}条", chinese(number)),
        (number, insertion) => format!("第{}条之{}", chinese(number), chinese(insertion)),
    }
}

/// The hit for `finding`, where it is what the rule looks for.
fn hit(finds: Finds, citation: &Citation, finding: &LawFinding) -> Option<Hit> {
    let hit = Hit::at(finding.span).value("title", citation.instrument());
    let hit = match (&finding.kind, finds) {
        (LawFindingKind::Ended { title, since, by }, Finds::Ended) => {
            let hit = hit.value("title", title.as_str());
            let chain = by.join("》→《");
            match since {
                None if by.is_empty() => hit.variant("undated"),
                None => hit.value("by", chain).variant("undated"),
                Some(since) if by.is_empty() => {
                    hit.value("date", since.to_string()).variant("ended")
                }
                Some(since) => hit
                    .value("date", since.to_string())
                    .value("by", chain)
                    .variant("replaced"),
            }
        }
        (LawFindingKind::NotYetInForce { from }, Finds::NotYetInForce) => {
            hit.value("date", from.to_string())
        }
        (LawFindingKind::ChangeAhead(change), Finds::ChangeAhead) => {
            let hit = hit.value("date", change.on.to_string());
            match &change.kind {
                ChangeKind::Version(_) => hit.variant("changes"),
                ChangeKind::End(by) => hit
                    .value("by", by.as_deref().unwrap_or("—"))
                    .variant("ends"),
            }
        }
        (
            LawFindingKind::Unknown {
                nearest,
                kind,
                extent,
            },
            Finds::Unknown,
        ) => {
            let hit = hit.value("kind", kind.as_str());
            match (nearest, extent) {
                (Some(nearest), _) => hit.value("right", nearest.as_str()).variant("near"),
                (None, Extent::Full) => hit.variant("covered"),
                (None, _) => hit.variant("uncovered"),
            }
        }
        (LawFindingKind::Misspelt { right }, Finds::Misspelt) => hit
            .value("right", right.as_str())
            .edit(finding.span, right.as_str()),
        (LawFindingKind::CountryMissing { right }, Finds::ShortTitle) => hit
            .value("right", right.as_str())
            .edit(finding.span, right.as_str()),
        (LawFindingKind::NotTheTitle { right }, Finds::ShortTitle) => {
            hit.value("right", right.as_str()).variant("short")
        }
        (LawFindingKind::OlderVersion { stated, current }, Finds::OlderVersion) => hit
            .value("stated", stated.to_string())
            .value("date", current.to_string()),
        (
            LawFindingKind::ArticleBeyondLast {
                article: cited,
                last,
                stands_in,
            },
            Finds::ArticleBeyond,
        ) => {
            let hit = hit
                .value("article", article(*cited))
                .value("last", last.to_string());
            match stands_in {
                None => hit,
                Some((title, place)) => hit
                    .value("right", format!("《{title}》{}", article(*place)))
                    .variant("elsewhere"),
            }
        }
        (
            LawFindingKind::ParagraphBeyondLast {
                article: place,
                paragraph,
                count,
            },
            Finds::ParagraphBeyond,
        ) => hit
            .value("article", article(*place))
            .value("number", chinese(*paragraph))
            .value("last", count.to_string()),
        (
            LawFindingKind::ItemBeyondLast {
                article: place,
                item,
                count,
            },
            Finds::ParagraphBeyond,
        ) => hit
            .value("article", article(*place))
            .value("number", chinese(*item))
            .value("last", count.to_string())
            .variant("item"),
        (LawFindingKind::ChapterBeyondLast { chapter, last }, Finds::Chapter) => hit
            .value("number", chinese(*chapter))
            .value("last", last.to_string())
            .variant("absent"),
        (
            LawFindingKind::ChapterWithoutArticle {
                chapter,
                article: cited,
                right,
            },
            Finds::Chapter,
        ) => hit
            .value("number", chinese(*chapter))
            .value("article", article((*cited, 0)))
            .value("right", format!("第{}章", chinese(*right))),
        (LawFindingKind::RankMismatch { tag, kind }, Finds::Rank) => hit
            .value("words", tag.as_str())
            .value("kind", kind.as_str()),
        (LawFindingKind::NumberMalformed { standard, .. }, Finds::NumberForm) => hit
            .value("right", standard.as_str())
            .edit(finding.span, standard.as_str()),
        (LawFindingKind::NumberDiffers { written, known }, Finds::NumberDiffers) => hit
            .value("number", written.as_str())
            .value("right", known.join("、")),
        (LawFindingKind::Written(CitationProblem::MalformedNumber), Finds::Malformed) => {
            hit.variant("number")
        }
        (LawFindingKind::Written(CitationProblem::BackwardRange), Finds::Malformed) => {
            hit.variant("backward")
        }
        (LawFindingKind::Written(CitationProblem::NoOrdinal), Finds::Malformed) => {
            hit.variant("no-ordinal")
        }
        (LawFindingKind::Written(CitationProblem::NoUnit), Finds::Malformed) => {
            hit.variant("no-unit")
        }
        (LawFindingKind::Quotation(quoted), _) => return quotation(finds, citation, quoted, hit),
        _ => return None,
    };
    Some(hit)
}

/// The hit for a finding about quoted text.
fn quotation(
    finds: Finds,
    citation: &Citation,
    finding: &QuotationFinding,
    hit: Hit,
) -> Option<Hit> {
    let cited = citation.articles.first();
    let hit = match cited {
        Some(first) => hit
            .value("article", article((first.article, first.insertion)))
            .label("article", first.span),
        None => hit,
    };
    Some(match (finding, finds) {
        (QuotationFinding::OtherVersion { version, current }, Finds::OtherVersion) => {
            let hit = hit.value("stated", version.to_string());
            match current {
                Some(current) if version > current => {
                    hit.value("date", current.to_string()).variant("newer")
                }
                Some(current) => hit.value("date", current.to_string()),
                None => hit.value("date", "—"),
            }
        }
        (QuotationFinding::Moved { from, to, share }, Finds::Moved) => {
            let hit = hit
                .value("article", article(*from))
                .value("right", article(*to))
                .value("share", percent(*share));
            if *share < 1.0 {
                hit.variant("altered")
            } else {
                hit
            }
        }
        (
            QuotationFinding::OtherInstrument {
                title,
                article: place,
            },
            Finds::OtherInstrument,
        ) => hit.value("right", format!("《{title}》{}", article(*place))),
        (QuotationFinding::ParagraphWrong { written, right }, Finds::WrongPart) => hit
            .value("number", format!("第{}款", chinese(*written)))
            .value("right", parts(right, "款")),
        (QuotationFinding::ItemWrong { written, right }, Finds::WrongPart) => hit
            .value("number", format!("第（{}）项", chinese(*written)))
            .value("right", parts(right, "项")),
        (QuotationFinding::ParagraphUnnamed { right }, Finds::UnnamedParagraph) => {
            hit.value("right", parts(right, "款"))
        }
        (
            QuotationFinding::Partial {
                beginning,
                middle,
                end,
            },
            Finds::Partial,
        ) => {
            let places = [
                (*beginning, ("开头", "the beginning")),
                (*middle, ("中间", "the middle")),
                (*end, ("结尾", "the end")),
            ];
            let named: Vec<_> = places.iter().filter(|(lost, _)| *lost).collect();
            let join = |pick: fn(&(&'static str, &'static str)) -> &'static str, mark: &str| {
                let words: Vec<_> = named.iter().map(|(_, words)| pick(words)).collect();
                words.join(mark)
            };
            hit.words(
                "words",
                Message::new(join(|words| words.0, "、"), join(|words| words.1, ", ")),
            )
        }
        (
            QuotationFinding::Differs {
                differences,
                share,
                earlier_unknown,
            },
            Finds::Differs,
        ) => {
            let hit = pointed(hit.value("share", percent(*share)), differences);
            if differences.iter().all(|one| one.right.is_some()) {
                corrected(hit, differences).variant("corrected")
            } else if *earlier_unknown {
                hit.variant("older-possible")
            } else {
                hit
            }
        }
        (QuotationFinding::Variant { differences }, Finds::Variant) => {
            corrected(pointed(hit, differences), differences)
        }
        (
            QuotationFinding::NotTheText {
                share,
                earlier_unknown,
            },
            Finds::NotTheText,
        ) => {
            let hit = hit.value("share", percent(*share));
            if *earlier_unknown {
                hit.variant("older-possible")
            } else {
                hit
            }
        }
        _ => return None,
    })
}

/// `hit` at the first of `differences`, the others as labels.
fn pointed(mut hit: Hit, differences: &[Difference]) -> Hit {
    if let Some(first) = differences.first() {
        hit.span = first.span;
    }
    for other in differences.iter().skip(1).take(PLACES) {
        hit = hit.label("differs", other.span);
    }
    hit
}

/// `hit` with the edits that make the text the law's, and these in words, each once.
fn corrected(hit: Hit, differences: &[Difference]) -> Hit {
    let mut parts: Vec<Message> = Vec::new();
    let mut hit = hit;
    for one in differences {
        let Some(right) = &one.right else { continue };
        let part = match (one.written.as_str(), right.as_str()) {
            ("", right) => Message::new(format!("漏了“{right}”"), format!("“{right}” is missing")),
            (written, "") => Message::new(
                format!("多了“{written}”"),
                format!("“{written}” is too much"),
            ),
            (written, right) => Message::new(
                format!("“{written}”应为“{right}”"),
                format!("“{written}” should be “{right}”"),
            ),
        };
        if parts.len() <= PLACES && !parts.contains(&part) {
            parts.push(part);
        }
        hit = hit.edit(one.span, right.as_str());
    }
    if parts.len() > PLACES {
        parts.truncate(PLACES);
        parts.push(Message::new("等等", "and so on"));
    }
    let joined = |texts: Vec<&str>, mark: &str| texts.join(mark);
    let told = Message::new(
        joined(parts.iter().map(|part| part.zh.as_str()).collect(), "；"),
        joined(parts.iter().map(|part| part.en.as_str()).collect(), "; "),
    );
    hit.words("right", told)
}

/// 第二款、第三款
fn parts(numbers: &[u32], unit: &str) -> String {
    let named: Vec<String> = numbers
        .iter()
        .map(|number| match unit {
            "项" => format!("第（{}）{unit}", chinese(*number)),
            _ => format!("第{}{unit}", chinese(*number)),
        })
        .collect();
    named.join("、")
}

/// A share as people read it.
fn percent(share: f32) -> String {
    format!("{:.0}%", share * 100.0)
}
