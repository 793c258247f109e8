use serde::Deserialize;

use super::Test;
use crate::law::table::Standing;
use crate::law::{Citation, ProvisionKind};
use crate::rule::checked::Period;
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::laws::{self, STATE};
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::rule::syntax::PeriodSyntax;
use crate::rule::texts::{self, Fields};
use crate::rule::{OneOrMany, lookup, shortened};
use crate::source::Span;
use crate::tree::{Problem, Spanned};
use crate::vocabulary::Field;

/// `cites: {law, articles, field, kind, standing, in-force}`: one of the instruments is cited, with one of the
/// articles; or one of a kind, a standing, a time.
pub(super) struct Cites {
    laws: Vec<String>,
    articles: Vec<(u32, u32)>,
    kinds: Vec<String>,
    standing: Vec<StandingWord>,
    since: Period,
    fields: Fields,
}

/// Parameters of `cites`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// Titles of instruments, in full or without 中华人民共和国; any instrument where none is named.
    #[serde(default)]
    law: Option<OneOrMany>,
    /// Articles and ranges of them: `63`, `63-65`; any article where none is named.
    #[serde(default)]
    articles: Option<OneOrMany>,
    /// The fields; all where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// Kinds of instruments as the table of laws has them: 法律, 行政法规, 部门规章 …
    #[serde(default)]
    kind: Option<OneOrMany>,
    /// Whether it is in force on the day of the check, by the table of laws.
    #[serde(default)]
    standing: Vec<StandingWord>,
    /// The period in which the version that applies on the day of the check took effect.
    #[serde(default)]
    in_force: Option<PeriodSyntax>,
    /// Whether the titles are of instruments that no table of laws holds.
    #[serde(default)]
    outside_table: bool,
}

/// How an instrument stands on the day of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum StandingWord {
    /// In force. 现行有效
    InForce,
    /// Not yet in force. 尚未施行
    NotYet,
    /// No longer in force. 已经失效
    Ended,
    /// Not in the table of laws. 法律表里没有
    Unknown,
}

fn short(title: &str) -> &str {
    title.strip_prefix(STATE).unwrap_or(title)
}

impl Cites {
    /// Whether the table of laws says of the instrument what is asked.
    fn fits_table(&self, citation: &Citation, context: &Context<'_>) -> bool {
        if self.kinds.is_empty() && self.standing.is_empty() && self.since == Period::default() {
            return true;
        }
        let laws = context.laws();
        let found = laws.lookup(citation.instrument(), &|_| false);
        let instrument = found.map(|found| found.instrument);
        let state = instrument.map(|instrument| laws.state(instrument, context.as_of));
        let standing = state
            .as_ref()
            .map_or(StandingWord::Unknown, |state| match state.standing {
                Standing::InForce => StandingWord::InForce,
                Standing::NotYet { .. } => StandingWord::NotYet,
                Standing::Ended { .. } => StandingWord::Ended,
            });
        let kind = instrument.map_or("", |instrument| instrument.kind());
        let version = state.and_then(|state| state.version);
        let since = version.and_then(|version| version.in_force_from());
        (self.kinds.is_empty() || self.kinds.iter().any(|one| one == kind))
            && (self.standing.is_empty() || self.standing.contains(&standing))
            && (self.since == Period::default()
                || since.is_some_and(|since| self.since.contains(since)))
    }

    fn is_meant(&self, field: Field, citation: &Citation, context: &Context<'_>) -> bool {
        (self.fields.is_own() || self.fields.iter().any(|one| one == field))
            && (self.laws.is_empty()
                || self.laws.iter().any(|law| {
                    law == short(&citation.title) || law == short(citation.instrument())
                }))
            && (self.articles.is_empty()
                || citation.articles.iter().any(|article| {
                    article.kind == ProvisionKind::Article
                        && self.articles.iter().any(|(first, last)| {
                            article.article <= *last
                                && *first <= article.until.unwrap_or(article.article)
                        })
                }))
            && self.fits_table(citation, context)
    }

    fn all<'a, 's>(subject: &Subject<'a, 's>) -> Vec<(Field, &'a Citation)> {
        match subject.what {
            What::Citation(_, field, citation, _) => vec![(field, citation)],
            What::Stage(item, stage) => item
                .citations
                .iter()
                .filter(|(_, citation)| stage.value.span().contains(citation.span))
                .map(|(field, citation)| (*field, citation))
                .collect(),
            _ => subject.item().map_or_else(Vec::new, |item| {
                let cited = item.citations.iter();
                cited.map(|(field, citation)| (*field, citation)).collect()
            }),
        }
    }
}

fn ranges(texts: &OneOrMany, problems: &mut Vec<Problem>) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for text in texts.iter() {
        let mut parts = text
            .value
            .splitn(2, '-')
            .map(|part| part.trim().parse::<u32>());
        let range = match (parts.next(), parts.next()) {
            (Some(Ok(only)), None) => Some((only, only)),
            (Some(Ok(first)), Some(Ok(last))) if first <= last => Some((first, last)),
            _ => None,
        };
        match range {
            Some(range) => found.push(range),
            None => problems.push(
                Problem::new(
                    text.span,
                    format!("「{}」不是条文号", text.value),
                    format!("`{}` is no article or range of them", text.value),
                )
                .with_help("请写成 63 或 63-65", "write 63 or 63-65"),
            ),
        }
    }
    found
}

impl Test for Cites {
    type Params = Params;

    const NAME: &'static str = "cites";
    const KINDS: &'static [Kind] = super::OF_ITEMS;

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        if !params.outside_table {
            for title in params.law.iter().flat_map(OneOrMany::iter) {
                laws::law(title, loader, &mut problems);
            }
        }
        if let (Some(kinds), Some(table)) = (&params.kind, loader.laws) {
            let known = table
                .instruments()
                .iter()
                .map(|instrument| instrument.kind());
            let known: std::collections::BTreeSet<&str> = known.collect();
            let known: Vec<&str> = known.into_iter().collect();
            for kind in kinds
                .iter()
                .filter(|kind| !known.contains(&kind.value.as_str()))
            {
                let what = ("文件种类", "kind of instrument");
                problems.push(lookup::unknown(&kind.value, kind.span, what, &known));
            }
        }
        let mut day = |text: &Option<Spanned<String>>| lookup::date(text.as_ref()?, &mut problems);
        let since = params
            .in_force
            .as_ref()
            .map_or_else(Period::default, |period| Period {
                from: day(&period.from),
                until: day(&period.until),
            });
        let fields = Fields::load(params.field.as_ref(), &mut problems);
        let articles = params
            .articles
            .as_ref()
            .map_or_else(Vec::new, |texts| ranges(texts, &mut problems));
        let laws: Vec<String> = params
            .law
            .iter()
            .flat_map(OneOrMany::iter)
            .map(|law| short(&law.value).to_owned())
            .collect();
        if laws.is_empty() && !articles.is_empty() {
            problems.push(Problem::new(
                span,
                "写了 articles 就要写 law",
                "`articles` needs `law`",
            ));
        }
        super::checked(
            Self {
                laws,
                articles,
                kinds: OneOrMany::values(params.kind.as_ref()),
                standing: params.standing,
                since,
                fields,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        Self::all(subject)
            .iter()
            .any(|(field, citation)| self.is_meant(*field, citation, context))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        if held {
            for (field, citation) in Self::all(subject) {
                if self.is_meant(field, citation, context) {
                    evidence.place(citation.span, Some(field));
                    let title = shortened(&citation.title);
                    evidence.saw(format!("引用了《{title}》"), format!("it cites {title}"));
                }
            }
            return;
        }
        for field in self.fields.iter() {
            let what = ("里没有引用", "does not cite it");
            texts::lacks(field, what, subject, context, evidence);
        }
        if self.fields.is_own() {
            evidence.saw("没有引用", "it is not cited");
        }
    }
}
