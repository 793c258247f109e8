use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::SeverityChoice;
use crate::diagnostic::Severity;
use crate::message::Message;

/// What selectors may name.
#[derive(Debug, Clone)]
pub struct KnownRule {
    /// The rule's id.
    pub id: Arc<str>,
    /// The group it is listed under.
    pub category: Arc<str>,
    /// Former ids that mean this rule.
    pub formerly: Vec<String>,
    /// The profiles it belongs to; empty for all.
    pub profiles: Vec<String>,
    /// Whether it is looked at only where that is asked for.
    pub thorough: bool,
}

/// Names rules: an id (`law/repealed`), a prefix (`law/`, `law/*`, `law`), a category, or `all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
}

impl Selector {
    /// The selector written as `text`.
    ///
    /// # Errors
    /// When it names none of `rules`; the nearest name is suggested.
    pub fn parse(text: &str, rules: &[KnownRule]) -> Result<Self, Message> {
        let trimmed = text.trim();
        let stem = trimmed.strip_suffix('*').unwrap_or(trimmed);
        let selector = Self {
            text: stem.to_owned(),
        };
        if rules.iter().any(|rule| selector.names(rule)) {
            return Ok(selector);
        }
        let names = rules
            .iter()
            .flat_map(|rule| [&*rule.id, &*rule.category])
            .chain(rules.iter().flat_map(|rule| prefixes(&rule.id)));
        Err(match crate::tree::nearest(stem, names) {
            Some(near) => Message::new(
                format!("没有名为“{trimmed}”的规则或类别；是不是“{near}”？"),
                format!("no rule or category `{trimmed}`; did you mean `{near}`?"),
            ),
            None => Message::new(
                format!("没有名为“{trimmed}”的规则或类别；dutylint rules 列出全部规则"),
                format!("no rule or category `{trimmed}`; `dutylint rules` lists them all"),
            ),
        })
    }

    /// Whether `rule` is meant.
    pub fn names(&self, rule: &KnownRule) -> bool {
        let text = self.text.as_str();
        if matches!(text, "" | "all") {
            return true;
        }
        let stem = text.strip_suffix('/').unwrap_or(text);
        let under = |id: &str| {
            id.strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        text == &*rule.category
            || text == &*rule.id
            || under(&rule.id)
            || rule.formerly.iter().any(|former| former == text)
    }

    /// Whether the rule of this id is meant.
    pub fn matches(&self, id: &str, rules: &[KnownRule]) -> bool {
        rules
            .iter()
            .find(|rule| &*rule.id == id)
            .is_some_and(|rule| self.names(rule))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The prefixes of an id that end at `/`: `a`, `a/b` of `a/b/c`.
fn prefixes(id: &str) -> impl Iterator<Item = &str> {
    id.match_indices('/').filter_map(|(at, _)| id.get(..at))
}

/// One layer of choices: of the file, a profile, an override or the command line. In a layer
/// `select` is applied first, then `ignore`, then severities.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Where the choices come from, for people.
    pub origin: Message,
    /// Only these rules.
    pub select: Option<Vec<Selector>>,
    /// Not these rules.
    pub ignore: Vec<Selector>,
    /// Other severities.
    pub severity: Vec<(Selector, SeverityChoice)>,
}

/// What is in force for one file.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    choices: FxHashMap<Arc<str>, Choice>,
}

/// What is in force for one rule.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Whether its findings are reported.
    pub enabled: bool,
    /// The severity of its findings, where not the rule's own.
    pub severity: Option<Severity>,
    /// Where this was decided; `None` where nothing was said about the rule.
    pub origin: Option<Message>,
}

impl Policy {
    /// The policy made by `layers`, the later ones winning, over the rules of `profile` (all rules
    /// where there is none). Rules that are looked at only where that is asked for are on where the check is
    /// `thorough`, or where a layer selects them by their own id.
    pub fn new<'l>(
        rules: &[KnownRule],
        profile: Option<&str>,
        thorough: bool,
        layers: impl IntoIterator<Item = &'l Layer>,
    ) -> Self {
        let mut choices: FxHashMap<Arc<str>, Choice> = rules
            .iter()
            .map(|rule| {
                let in_profile = rule.profiles.is_empty()
                    || profile.is_none_or(|name| rule.profiles.iter().any(|known| known == name));
                let choice = Choice {
                    enabled: if rule.thorough {
                        thorough || (profile.is_some() && in_profile && !rule.profiles.is_empty())
                    } else {
                        in_profile
                    },
                    severity: None,
                    origin: None,
                };
                (rule.id.clone(), choice)
            })
            .collect();
        for layer in layers {
            for rule in rules {
                let Some(choice) = choices.get_mut(&rule.id) else {
                    continue;
                };
                layer.apply(rule, thorough, choice);
            }
        }
        Self { choices }
    }

    /// The severity of a finding of `rule` whose own severity is `severity`; `None` where the rule is off.
    pub fn severity(&self, rule: &str, severity: Severity) -> Option<Severity> {
        match self.choices.get(rule) {
            Some(choice) if !choice.enabled => None,
            Some(choice) => Some(choice.severity.unwrap_or(severity)),
            None => Some(severity),
        }
    }

    /// What is in force for `rule`.
    pub fn choice(&self, rule: &str) -> Option<&Choice> {
        self.choices.get(rule)
    }
}

impl Layer {
    /// Whether nothing is chosen in it.
    pub fn is_empty(&self) -> bool {
        self.select.is_none() && self.ignore.is_empty() && self.severity.is_empty()
    }

    fn apply(&self, rule: &KnownRule, thorough: bool, choice: &mut Choice) {
        let names = |selectors: &[Selector]| selectors.iter().any(|selector| selector.names(rule));
        if let Some(select) = &self.select {
            let asked = thorough
                || choice.enabled
                || !rule.thorough
                || select.iter().any(|selector| selector.as_str() == &*rule.id);
            choice.enabled = names(select) && asked;
            choice.origin = Some(self.origin.clone());
        }
        if names(&self.ignore) {
            choice.enabled = false;
            choice.origin = Some(self.origin.clone());
        }
        // The longest selector says most exactly what is meant; of equals the last.
        let chosen = self
            .severity
            .iter()
            .filter(|(selector, _)| selector.names(rule))
            .max_by_key(|(selector, _)| selector.as_str().len());
        if let Some((_, severity)) = chosen {
            choice.origin = Some(self.origin.clone());
            choice.severity = severity.severity();
            if *severity == SeverityChoice::Off {
                choice.enabled = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<KnownRule> {
        [
            ("law/repealed", "laws"),
            ("law/unknown", "laws"),
            ("text/repeated", "wording"),
            ("penalty/hearing", "stages"),
            ("text/slow", "wording"),
        ]
        .into_iter()
        .map(|(id, category)| KnownRule {
            id: id.into(),
            category: category.into(),
            formerly: if id == "law/unknown" {
                vec!["citation/unknown".to_owned()]
            } else {
                Vec::new()
            },
            thorough: id == "text/slow",
            profiles: if id == "penalty/hearing" {
                vec!["publish".to_owned()]
            } else {
                Vec::new()
            },
        })
        .collect()
    }

    fn selectors(texts: &[&str]) -> Vec<Selector> {
        texts
            .iter()
            .map(|text| Selector::parse(text, &rules()).unwrap())
            .collect()
    }

    fn enabled(policy: &Policy) -> Vec<&'static str> {
        [
            "law/repealed",
            "law/unknown",
            "text/repeated",
            "penalty/hearing",
        ]
        .into_iter()
        .filter(|id| policy.severity(id, Severity::Info).is_some())
        .collect()
    }

    #[test]
    fn ids_prefixes_categories_and_former_ids() {
        for (text, count) in [
            ("law/repealed", 1),
            ("law/*", 2),
            ("law/", 2),
            ("law", 2),
            ("laws", 2),
            ("citation/unknown", 1),
            ("all", 5),
        ] {
            let selector = Selector::parse(text, &rules()).unwrap();
            let named = rules().iter().filter(|rule| selector.names(rule)).count();
            assert_eq!(named, count, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_an_error_with_the_nearest() {
        let error = Selector::parse("law/repeald", &rules()).unwrap_err();
        assert!(error.zh.contains("law/repealed"), "{}", error.zh);
        assert!(Selector::parse("la", &rules()).is_err());
        assert!(Selector::parse("怪", &rules()).is_err());
    }

    #[test]
    fn later_layers_win() {
        let file = Layer {
            ignore: selectors(&["law"]),
            severity: vec![
                (selectors(&["text"]).remove(0), SeverityChoice::Off),
                (
                    selectors(&["text/repeated"]).remove(0),
                    SeverityChoice::Error,
                ),
            ],
            ..Layer::default()
        };
        let line = Layer {
            select: Some(selectors(&["laws"])),
            ignore: selectors(&["law/unknown"]),
            ..Layer::default()
        };
        let policy = Policy::new(&rules(), None, false, [&file]);
        assert_eq!(enabled(&policy), ["text/repeated", "penalty/hearing"]);
        assert_eq!(
            policy.severity("text/repeated", Severity::Info),
            Some(Severity::Error)
        );
        let policy = Policy::new(&rules(), None, false, [&file, &line]);
        assert_eq!(enabled(&policy), ["law/repealed"]);
    }

    #[test]
    fn rules_that_take_their_time_are_asked_for() {
        let on = |thorough: bool, layers: &[Layer]| {
            let policy = Policy::new(&rules(), None, thorough, layers);
            policy.severity("text/slow", Severity::Info).is_some()
        };
        let select = |text: &str| Layer {
            select: Some(vec![Selector::parse(text, &rules()).unwrap()]),
            ..Layer::default()
        };
        assert!(!on(false, &[]) && on(true, &[]));
        assert!(!on(false, &[select("text")]) && on(false, &[select("text/slow")]));
        assert!(on(true, &[select("text")]) && !on(true, &[select("law")]));
    }

    #[test]
    fn rules_of_other_profiles_are_off() {
        let policy = Policy::new(&rules(), Some("draft"), false, []);
        assert_eq!(
            enabled(&policy),
            ["law/repealed", "law/unknown", "text/repeated"]
        );
        let policy = Policy::new(&rules(), Some("publish"), false, []);
        assert_eq!(enabled(&policy).len(), 4);
    }
}
