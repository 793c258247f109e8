use serde::Deserialize;

use crate::org::{Who, mentions};
use crate::rule::{Context, Hit, Kind, Loader, Point, Subject};
use crate::tree::Problem;
use crate::vocabulary::Field;

/// Items for whose duties no unit answers: only posts and words such as 相关责任人.
pub struct NobodyInCharge;

/// Parameters of `nobody-in-charge`: none.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {}

impl Point for NobodyInCharge {
    type Params = Params;

    const NAME: &'static str = "nobody-in-charge";
    const KINDS: &'static [Kind] = &[Kind::Item];
    const VALUES: &'static [&'static str] = &["posts"];

    fn load(_: Params, _: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        Ok(Self)
    }

    fn run(&self, subject: &Subject<'_, '_>, context: &Context<'_>, hits: &mut Vec<Hit>) {
        let mut posts: Vec<String> = Vec::new();
        let mut span = None;
        for value in subject.values(Field::Unit) {
            for mention in mentions(&value.view, context.unit_words) {
                if matches!(mention.who, Who::Unit { .. }) {
                    return;
                }
                let post = &value.as_str()[mention.range];
                if !posts.iter().any(|known| known == post) {
                    posts.push(post.to_owned());
                }
                span.get_or_insert(value.span());
            }
        }
        if let Some(span) = span {
            let mut hit = Hit::at(span).value("posts", posts.join("、"));
            hit.field = Some(Field::Unit);
            hits.push(hit);
        }
    }
}
