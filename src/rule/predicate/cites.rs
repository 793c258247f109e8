use serde::Deserialize;

use super::Test;
use crate::law::{Citation, ProvisionKind};
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject, What};
use crate::rule::texts::Fields;
use crate::rule::{OneOrMany, shortened};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// `cites: {law, articles, field}`: one of the instruments is cited, with one of the articles.
pub(super) struct Cites {
    laws: Vec<String>,
    articles: Vec<(u32, u32)>,
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
}

/// The name of the state before the titles of its laws: part of the grammar of titles, not of a list.
const STATE: &str = "中华人民共和国";

fn short(title: &str) -> &str {
    title.strip_prefix(STATE).unwrap_or(title)
}

impl Cites {
    fn is_meant(&self, field: Field, citation: &Citation) -> bool {
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

    fn load(params: Params, span: Span, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
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
                fields,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, _: &Context<'_>) -> bool {
        Self::all(subject)
            .iter()
            .any(|(field, citation)| self.is_meant(*field, citation))
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
                if self.is_meant(field, citation) {
                    evidence.place(citation.span, Some(field));
                    let title = shortened(&citation.title);
                    evidence.saw(format!("引用了《{title}》"), format!("it cites {title}"));
                }
            }
            return;
        }
        for field in self.fields.iter() {
            if let Some(item) = subject.item() {
                evidence.place(item.anchor(field), Some(field));
            }
            let name = context.field_name(field);
            evidence.saw(
                format!("{}里没有引用", name.zh),
                format!("{} does not cite it", name.en),
            );
        }
        if self.fields.is_own() {
            evidence.saw("没有引用", "it is not cited");
        }
    }
}
