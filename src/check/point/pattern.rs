use serde::Deserialize;

use crate::rule::{Context, Hit, Kind, Loader, OneOrMany, Pattern, Point, Subject};
use crate::tree::{Problem, Spanned};

/// Every match of a regular expression.
pub struct PatternPoint {
    pattern: Pattern,
    except: Vec<Pattern>,
    raw: bool,
    once: bool,
}

/// Parameters of `pattern`.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Params {
    /// The expression, over the normalised text. Named groups fill placeholders; a group named `flag`
    /// narrows what is flagged.
    pattern: Spanned<String>,
    /// Expressions whose matches excuse a match that lies within them.
    #[serde(default)]
    except: Option<OneOrMany>,
    /// Whether it looks at the text as it stands (blanks, line breaks and full-width digits kept).
    #[serde(default)]
    raw: bool,
    /// Whether only the first match of a text is told.
    #[serde(default)]
    once: bool,
}

impl Point for PatternPoint {
    type Params = Params;

    const NAME: &'static str = "pattern";
    const KINDS: &'static [Kind] = &[Kind::Text, Kind::Stage, Kind::Post, Kind::Header];
    const VALUES: &'static [&'static str] = &[];

    fn load(params: Params, loader: &Loader<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut compile = |text: &Spanned<String>| {
            let compiled = match params.raw {
                true => Pattern::load_raw(text, loader),
                false => Pattern::load(text, loader),
            };
            compiled.map_err(|problem| problems.push(problem)).ok()
        };
        let pattern = compile(&params.pattern);
        let except = params.except.iter().flat_map(OneOrMany::iter);
        let except: Vec<Pattern> = except.filter_map(&mut compile).collect();
        match pattern {
            Some(pattern) if problems.is_empty() => Ok(Self {
                pattern,
                except,
                raw: params.raw,
                once: params.once,
            }),
            _ => Err(problems),
        }
    }

    fn literals(&self) -> Vec<String> {
        let needed = self.pattern.literals();
        // The normalised text, in which literals are looked for, has no blanks and no full-width digits.
        let survives = |word: &String| {
            word.chars().all(|character| {
                !crate::source::is_blank(character)
                    && !matches!(character, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
            })
        };
        if self.raw && !needed.iter().all(survives) {
            return Vec::new();
        }
        needed
    }

    fn captures(&self) -> Vec<String> {
        self.pattern.names().to_vec()
    }

    fn run(&self, subject: &Subject<'_, '_>, _: &Context<'_>, hits: &mut Vec<Hit>) {
        let Some(value) = subject.text() else {
            return;
        };
        let text = if self.raw {
            &value.text
        } else {
            value.view.text()
        };
        let Some(regex) = self.pattern.regex_for(text.as_str()) else {
            return;
        };
        // Only looked for when there is a match.
        let mut excused: Option<Vec<std::ops::Range<usize>>> = None;
        for captures in regex.captures_iter(text.as_str()) {
            let Some(whole) = captures.get(0).filter(|whole| !whole.is_empty()) else {
                continue;
            };
            let excused = excused.get_or_insert_with(|| {
                let regexes = self.except.iter();
                regexes
                    .filter_map(|except| except.regex_for(text.as_str()))
                    .flat_map(|regex| regex.find_iter(text.as_str()).map(|found| found.range()))
                    .collect()
            });
            let flagged = captures.name("flag").unwrap_or(whole);
            if excused
                .iter()
                .any(|range| range.start <= flagged.start() && flagged.end() <= range.end)
            {
                continue;
            }
            let mut hit = Hit::at(text.source_span(flagged.range()));
            for name in self.pattern.names() {
                if let Some(found) = captures.name(name) {
                    hit = hit.value(name.clone(), found.as_str());
                }
            }
            hits.push(hit);
            if self.once {
                return;
            }
        }
    }
}
