use serde::Deserialize;

use super::Test;
use crate::org::{KindId, LevelId, Resolution, UnitId, mentions};
use crate::rule::context::Context;
use crate::rule::evidence::Evidence;
use crate::rule::point::Loader;
use crate::rule::subject::{Kind, Subject};
use crate::rule::texts::Fields;
use crate::rule::{OneOrMany, lookup};
use crate::source::Span;
use crate::tree::Problem;
use crate::vocabulary::Field;

/// `unit: {field, known, status, kind, level, may-decide-penalties}`: one of the units named is so. What the
/// organisation file does not say is told by the name of the unit.
pub(super) struct Unit {
    fields: Fields,
    known: Option<bool>,
    status: Vec<Status>,
    kinds: Vec<String>,
    levels: Vec<String>,
    decides: Option<bool>,
}

/// Parameters of `unit`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Params {
    /// The fields; the subject's own text where none is named.
    #[serde(default)]
    field: Option<OneOrMany>,
    /// Whether the organisation file knows it (without a file nothing is known, and nothing unknown).
    #[serde(default)]
    known: Option<bool>,
    /// What the name means on the day of the check.
    #[serde(default)]
    status: Vec<Status>,
    /// Kinds of units: 内设机构, 直属事业单位 …
    #[serde(default)]
    kind: Option<OneOrMany>,
    /// Levels: 省, 市, 县 …
    #[serde(default)]
    level: Option<OneOrMany>,
    /// Whether it may decide penalties.
    #[serde(default)]
    may_decide_penalties: Option<bool>,
}

/// What the name of a unit means on the day of the check, by the organisation file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Status {
    /// A unit by a name it bears. 现用名
    Current,
    /// A unit by a name it no longer bears. 旧名
    FormerName,
    /// A unit that no longer exists. 已撤销
    Ended,
    /// A unit that is not set up yet. 尚未设立
    NotYet,
    /// A name that several units bear. 重名
    Ambiguous,
    /// A name that the file does not know. 未登记
    Unknown,
}

impl Status {
    fn of(resolution: &Resolution) -> Self {
        match resolution {
            Resolution::Known(_) => Self::Current,
            Resolution::Former { .. } => Self::FormerName,
            Resolution::Ended { .. } => Self::Ended,
            Resolution::NotYet { .. } => Self::NotYet,
            Resolution::Ambiguous(_) => Self::Ambiguous,
            Resolution::Unknown { .. } => Self::Unknown,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Current => ("现用名", "a current name"),
            Self::FormerName => ("旧名", "a former name"),
            Self::Ended => ("已撤销", "no longer exists"),
            Self::NotYet => ("尚未设立", "not set up yet"),
            Self::Ambiguous => ("有几个同名单位", "a name of several units"),
            Self::Unknown => ("机构文件里没有", "not in the organisation file"),
        }
    }
}

/// What is known of one unit.
struct Seen {
    name: String,
    span: Span,
    field: Option<Field>,
    status: Option<Status>,
    kind: Option<KindId>,
    level: Option<LevelId>,
    decides: Option<bool>,
}

impl Unit {
    fn seen(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Vec<Seen> {
        let words = context.unit_words;
        let mut all = Vec::new();
        for (value, field) in self.fields.values(subject) {
            for mention in mentions(&value.view, words) {
                let Some(range) = mention.who.unit() else {
                    continue;
                };
                let name = value.as_str().get(range.clone()).unwrap_or_default();
                let unit = context
                    .organisation
                    .map(|graph| graph.resolve(name, graph.department(), context.as_of, words));
                let found: Option<UnitId> = unit.as_ref().and_then(Resolution::unit);
                let declared = context.organisation.zip(found);
                let of_file = declared.map(|(graph, unit)| graph.unit(unit));
                all.push(Seen {
                    name: name.to_owned(),
                    span: value.view.source_span(range),
                    field,
                    status: unit.as_ref().map(Status::of),
                    kind: of_file
                        .and_then(|unit| unit.kind)
                        .or_else(|| words.kind_of_name(name)),
                    level: of_file
                        .and_then(|unit| unit.level)
                        .or_else(|| words.level_of_name(name).map(|(level, _)| level)),
                    decides: declared.map(|(graph, unit)| graph.may_decide_penalties(unit, words)),
                });
            }
        }
        all
    }

    fn fits(&self, seen: &Seen, context: &Context<'_>) -> bool {
        let words = context.unit_words;
        let kind = seen.kind.and_then(|kind| words.kind_entry(kind));
        let level = seen.level.map(|level| words.level_name(level));
        let known = seen.status.map(|status| status != Status::Unknown);
        self.known.is_none_or(|wanted| known == Some(wanted))
            && (self.status.is_empty()
                || seen
                    .status
                    .is_some_and(|status| self.status.contains(&status)))
            && (self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind.name)))
            && (self.levels.is_empty()
                || level.is_some_and(|level| self.levels.iter().any(|one| one == level)))
            && self
                .decides
                .is_none_or(|decides| seen.decides == Some(decides))
    }
}

impl Test for Unit {
    type Params = Params;

    const NAME: &'static str = "unit";
    const KINDS: &'static [Kind] = super::OF_ITEMS;
    const VALUES: &'static [&'static str] = &["unit"];

    fn load(params: Params, span: Span, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let (fields, mut problems) = super::texts(params.field.as_ref(), span, loader);
        let words = loader.vocabulary.unit_words();
        if let Some(words) = words.or_else(|| crate::org::Words::builtin().ok()) {
            let kinds: Vec<&str> = words
                .kinds()
                .iter()
                .map(|kind| kind.name.as_str())
                .collect();
            let levels: Vec<&str> = words
                .levels()
                .iter()
                .map(|level| level.name.as_str())
                .collect();
            for (given, known, what) in [
                (&params.kind, &kinds, ("机构类型", "kind of unit")),
                (&params.level, &levels, ("层级", "level")),
            ] {
                for name in given.iter().flat_map(OneOrMany::iter) {
                    if !known.contains(&name.value.as_str()) {
                        problems.push(lookup::unknown(&name.value, name.span, what, known));
                    }
                }
            }
        }
        super::checked(
            Self {
                fields,
                known: params.known,
                status: params.status,
                kinds: OneOrMany::values(params.kind.as_ref()),
                levels: OneOrMany::values(params.level.as_ref()),
                decides: params.may_decide_penalties,
            },
            problems,
        )
    }

    fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        self.seen(subject, context)
            .iter()
            .any(|seen| self.fits(seen, context))
    }

    fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        let all = self.seen(subject, context);
        for seen in all.iter().filter(|seen| self.fits(seen, context) == held) {
            evidence.place(seen.span, seen.field);
            evidence.values.text("unit", seen.name.as_str());
        }
        for seen in &all {
            let words = context.unit_words;
            let kind = seen.kind.and_then(|kind| words.kind_entry(kind));
            let kind = kind.map_or("", |kind| kind.name.as_str());
            let level = seen.level.map_or("", |level| words.level_name(level));
            let (status_zh, status_en) = seen
                .status
                .map_or(("没有机构文件", "no organisation file"), Status::words);
            evidence.saw(
                format!(
                    "单位「{}」：{status_zh}，类型「{kind}」，层级「{level}」",
                    seen.name
                ),
                format!(
                    "unit `{}`: {status_en}, kind `{kind}`, level `{level}`",
                    seen.name
                ),
            );
        }
        if all.is_empty() {
            self.fields.describe(subject, context, evidence);
        }
    }
}
