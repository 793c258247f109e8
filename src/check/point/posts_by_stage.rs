use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, Point, Subject, What};
use crate::tree::Problem;

/// Posts written one for each stage, told only by their order, that are not as many as the stages.
/// Where no post comes twice they are the units of the whole item, and nothing is counted.
pub struct PostsByStage;

/// Parameters of `posts-by-stage`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for PostsByStage {
    type Params = Params;

    const NAME: &'static str = "posts-by-stage";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["posts", "stages"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let What::Item(item) = subject.what else {
            return;
        };
        let stages = item.stages.len();
        let Some(field) = item.posts.first().map(|post| post.field) else {
            return;
        };
        let posts: Vec<_> = item
            .posts
            .iter()
            .filter(|post| post.field == field)
            .collect();
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        for post in &posts {
            *seen.entry(post.value.as_str()).or_default() += 1;
        }
        let by_position = seen.values().any(|times| *times > 1);
        if !by_position || stages < 2 || posts.len() == stages {
            return;
        }
        let spans = posts.iter().map(|post| post.value.span());
        let Some(span) = spans.reduce(|all, one| all.cover(one)) else {
            return;
        };
        let mut hit = Hit::at(span)
            .value("posts", posts.len().to_string())
            .value("stages", stages.to_string());
        hit.field = Some(field);
        hits.push(hit);
    }
}
