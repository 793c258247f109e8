//! What is to be said of the instrument cited, its number, rank and articles.

use jiff::ToSpan;
use jiff::civil::Date;

use super::finding::{LawFinding, LawFindingKind};
use super::quotation;
use super::{Resolution, Verifier, parts, successors};
use crate::law::citation::{Article, Citation, ProvisionKind, TitleForm};
use crate::law::document_number::{self, DocumentNumber};
use crate::law::table::{
    Extent, Found, How, Instrument, Standing, State, Version, has_country, key,
};
use crate::law::version_note::{PartialDate, VersionNote};
use crate::law::words::Words;
use crate::source::Span;

/// A title at least this like a known one is a slip of the pen.
const SLIP: f64 = 0.85;
/// Shorter titles may well be two instruments, where the table does not know all of their kind.
const SLIP_LENGTH: usize = 8;
/// A title at least this like a known one is offered where the table should know the instrument,
const NEAR: f64 = 0.8;
/// and where it need not.
const NEAR_UNCOVERED: f64 = 0.92;
/// Days between adoption and promulgation that make no version of their own.
const PROMULGATION: i64 = 120;

/// Findings that need no table: brackets, numbers, the form of the document number.
pub fn written(citation: &Citation) -> Vec<LawFinding> {
    let mut found: Vec<LawFinding> = citation
        .problems
        .iter()
        .map(|(problem, span)| LawFinding {
            kind: LawFindingKind::Written(*problem),
            span: *span,
        })
        .collect();
    if !citation.continued
        && let Some((number, span)) = number(citation)
    {
        found.extend(number.slips.iter().map(|(slip, _)| LawFinding {
            kind: LawFindingKind::NumberMalformed {
                slip: *slip,
                standard: number.standard(),
            },
            span,
        }));
    }
    found
}

/// The document number of a citation.
fn number(citation: &Citation) -> Option<(DocumentNumber, Span)> {
    let (written, span) = citation.document_number.as_ref()?;
    let number = document_number::find_all(written).into_iter().next()?;
    Some((number, *span))
}

/// Findings about the instrument as a whole.
pub fn findings(
    verifier: &Verifier<'_>,
    citation: &Citation,
    resolution: &Resolution<'_>,
    found: &mut Vec<LawFinding>,
) {
    let title_span = citation
        .inner
        .as_ref()
        .map_or(citation.title_span, |(_, span)| *span);
    let mut push = |kind, span| found.push(LawFinding { kind, span });
    match resolution {
        Resolution::Unknown => push(unknown(verifier, citation.instrument()), title_span),
        Resolution::Ended(repeal) => {
            let ended = repeal.from.or(repeal.by_version);
            if ended.is_none_or(|ended| ended <= verifier.as_of) {
                let by = successors(verifier.table, Some(repeal.by.to_string()), verifier.as_of);
                let title = repeal.title.to_string();
                push(
                    LawFindingKind::Ended {
                        title,
                        since: ended,
                        by,
                    },
                    title_span,
                );
            }
        }
        Resolution::Known(known, state) => {
            if let Some(kind) = name(citation, known) {
                push(kind, title_span);
            }
            if let Some(kind) = standing(verifier, known.instrument, state) {
                push(kind, title_span);
            }
            if let Some((tag, span)) = &citation.rank
                && let Some(kind) = rank(tag, known.instrument)
            {
                push(kind, *span);
            }
            if let Some((note, span)) = &citation.version
                && let Some(kind) = version(note, state, verifier.as_of)
            {
                push(kind, *span);
            }
            if let Some((written, span)) = number(citation)
                && let Some(kind) = differs(citation, &written, known.instrument)
            {
                push(kind, span);
            }
        }
    }
}

fn unknown(verifier: &Verifier<'_>, title: &str) -> LawFindingKind {
    let coverage = verifier.table.coverage(title);
    let nearest = verifier.table.suggest(title, 1).into_iter().next();
    if let Some(nearest) = &nearest
        && is_slip(title, &nearest.title, nearest.similarity)
        && (coverage.extent == Extent::Full || key(title).chars().count() >= SLIP_LENGTH)
    {
        return LawFindingKind::Misspelt {
            right: nearest.title.clone(),
        };
    }
    LawFindingKind::Unknown {
        nearest: nearest
            .filter(|nearest| {
                let uncovered = coverage.extent == Extent::None;
                let least = if uncovered { NEAR_UNCOVERED } else { NEAR };
                nearest.similarity >= least && same_place(title, &nearest.title)
            })
            .map(|nearest| nearest.title),
        kind: coverage.kind.to_owned(),
        extent: coverage.extent,
    }
}

/// Whether one title is the other with a character or two mistaken: the same length or one more or less,
/// and the same beginning, so that the regulation of another province is none.
fn is_slip(title: &str, known: &str, similarity: f64) -> bool {
    let (one, other) = (key(title), key(known));
    let (length, known_length) = (one.chars().count(), other.chars().count());
    similarity >= SLIP && length >= 5 && length.abs_diff(known_length) <= 1 && same_place(title, known)
        && rapidfuzz::distance::levenshtein::distance(one.chars(), other.chars()) <= 1 + length / 15
        // 第一, （二）, 2018: other numbers are other instruments.
        && numbers(&one) == numbers(&other)
}

/// Whether both titles begin alike: a title of another place is another instrument.
fn same_place(one: &str, other: &str) -> bool {
    let (one, other) = (key(one), key(other));
    one.chars().take(2).eq(other.chars().take(2))
}

fn numbers(title: &str) -> Vec<char> {
    title
        .chars()
        .filter(|character| "一二三四五六七八九十0123456789".contains(*character))
        .collect()
}

/// Whether the title is written as it should be.
fn name(citation: &Citation, known: &Found<'_>) -> Option<LawFindingKind> {
    let right = known.instrument.title();
    let written = citation.instrument();
    match known.how {
        How::Title if citation.form == TitleForm::Bracketed => {
            (has_country(right) && !has_country(written)).then(|| LawFindingKind::CountryMissing {
                right: right.to_owned(),
            })
        }
        How::Title => None,
        How::Nearly | How::Alias(_) => Some(LawFindingKind::NotTheTitle {
            right: right.to_owned(),
        }),
    }
}

/// Whether it is in force, and for how long.
fn standing(
    verifier: &Verifier<'_>,
    instrument: &Instrument,
    state: &State<'_>,
) -> Option<LawFindingKind> {
    match &state.standing {
        Standing::Ended { since, by } => Some(LawFindingKind::Ended {
            title: instrument.title().to_owned(),
            since: *since,
            by: successors(verifier.table, by.clone(), verifier.as_of),
        }),
        Standing::NotYet { from } => Some(LawFindingKind::NotYetInForce { from: *from }),
        Standing::InForce => state.next.clone().map(LawFindingKind::ChangeAhead),
    }
}

/// Whether the rank tag fits.
fn rank(tag: &str, instrument: &Instrument) -> Option<LawFindingKind> {
    let kinds = Words::builtin().rank.get(tag)?;
    let kind = instrument.kind();
    let known = Words::builtin()
        .rank
        .values()
        .any(|kinds| kinds.iter().any(|known| known == kind));
    (known && !kinds.iter().any(|fits| fits == kind)).then(|| LawFindingKind::RankMismatch {
        tag: tag.to_owned(),
        kind: kind.to_owned(),
    })
}

/// Whether the note states an older version than the one in force.
fn version(note: &str, state: &State<'_>, as_of: Date) -> Option<LawFindingKind> {
    let note = VersionNote::parse(note);
    if !note.states_a_change() || !matches!(state.standing, Standing::InForce) {
        return None;
    }
    let stated = note.latest()?;
    let version = state.version?;
    let current = version
        .amended
        .split(' ')
        .filter_map(|date| date.parse::<Date>().ok())
        .filter(|date| *date <= as_of)
        .chain(version.version)
        .max()?;
    let older = match day(stated) {
        Some(stated) => stated.checked_add(PROMULGATION.days()).ok()? < current,
        None => stated.before(partial(current)),
    };
    older.then_some(LawFindingKind::OlderVersion { stated, current })
}

fn day(date: PartialDate) -> Option<Date> {
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

fn partial(date: Date) -> PartialDate {
    PartialDate {
        year: date.year().unsigned_abs(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    }
}

/// Whether the document number is another's. Only where the instrument has one number: each change has one
/// of its own, and the table does not hold them all.
fn differs(
    citation: &Citation,
    written: &DocumentNumber,
    instrument: &Instrument,
) -> Option<LawFindingKind> {
    let changed = instrument
        .versions
        .iter()
        .any(|version| !version.amended.is_empty());
    let stated = citation
        .version
        .as_ref()
        .is_some_and(|(note, _)| VersionNote::parse(note).states_a_change());
    if changed || stated {
        return None;
    }
    let known: Vec<String> = instrument
        .versions
        .iter()
        .flat_map(|version| version.number.split('；'))
        .filter(|number| !number.is_empty())
        .map(str::to_owned)
        .collect();
    let parsed: Vec<DocumentNumber> = known
        .iter()
        .flat_map(|number| document_number::find_all(number))
        .collect();
    let comparable = parsed.iter().any(|known| known.decree == written.decree);
    (comparable && !parsed.iter().any(|known| known.same_as(written))).then(|| {
        LawFindingKind::NumberDiffers {
            written: written.standard(),
            known,
        }
    })
}

/// Findings about the articles named. `explained` says that the quoted text is known to be another
/// version's or article's.
pub fn article_findings(
    verifier: &Verifier<'_>,
    citation: &Citation,
    instrument: &Instrument,
    state: &State<'_>,
    explained: bool,
    found: &mut Vec<LawFinding>,
) {
    let ended = matches!(state.standing, Standing::Ended { .. });
    // The text of that day is not held: its articles are not known.
    let Some(version) = state
        .version
        .or_else(|| instrument.latest().filter(|_| ended))
    else {
        return;
    };
    let print = verifier.table.print(version);
    for chapter in citation
        .articles
        .iter()
        .filter(|article| article.kind == ProvisionKind::Chapter)
    {
        let last = version
            .last_chapter()
            .filter(|last| chapter.article > *last);
        found.extend(last.map(|last| LawFinding {
            kind: LawFindingKind::ChapterBeyondLast {
                chapter: chapter.article,
                last,
            },
            span: chapter.span,
        }));
    }
    for article in citation
        .articles
        .iter()
        .filter(|article| article.kind == ProvisionKind::Article && article.article > 0)
    {
        if let Some(kind) = beyond(verifier, citation, instrument, version, article) {
            found.push(LawFinding {
                kind,
                span: article.span,
            });
            continue;
        }
        if let Some(chapter) = article.chapter
            && let Some(right) = version.chapter_of(article.article)
            && right != chapter
        {
            let kind = LawFindingKind::ChapterWithoutArticle {
                chapter,
                article: article.article,
                right,
            };
            found.push(LawFinding {
                kind,
                span: article.span,
            });
        }
        let clauses: Option<Vec<_>> = print
            .as_ref()
            .filter(|_| !explained)
            .and_then(|print| print.article(article.article, article.insertion))
            .map(|article| article.clauses().collect());
        let Some(clauses) = clauses else { continue };
        let place = (article.article, article.insertion);
        let (count, items) = parts::counts(&clauses, article.paragraph);
        match (article.paragraph, article.item) {
            (Some(paragraph), _) if paragraph > count => {
                let kind = LawFindingKind::ParagraphBeyondLast {
                    article: place,
                    paragraph,
                    count,
                };
                found.push(LawFinding {
                    kind,
                    span: article.span,
                });
            }
            (_, Some(item)) if item > items => {
                let kind = LawFindingKind::ItemBeyondLast {
                    article: place,
                    item,
                    count: items,
                };
                found.push(LawFinding {
                    kind,
                    span: article.span,
                });
            }
            _ => {}
        }
    }
}

/// Whether an article (or the end of a range) does not exist.
fn beyond(
    verifier: &Verifier<'_>,
    citation: &Citation,
    instrument: &Instrument,
    version: &Version,
    article: &Article,
) -> Option<LawFindingKind> {
    let cited = [
        (article.article, article.insertion),
        (article.until.unwrap_or(article.article), 0),
    ];
    let absent = cited
        .into_iter()
        .find(|&(number, insertion)| version.has_article(number, insertion) == Some(false))?;
    let stands_in = citation
        .quotation
        .as_ref()
        .and_then(|quoted| quotation::stands_in(verifier, quoted, instrument, version));
    Some(LawFindingKind::ArticleBeyondLast {
        article: absent,
        last: version.articles,
        stands_in,
    })
}
