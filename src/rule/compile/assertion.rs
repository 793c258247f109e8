use super::Compiler;
use crate::diagnostic::Severity;
use crate::rule::anchor::Anchor;
use crate::rule::checked::{Assertion, Requirement};
use crate::rule::condition::Condition;
use crate::rule::point::PointDefinition;
use crate::rule::subject::Kind;
use crate::rule::syntax::{
    AssertionSyntax, BecauseSyntax, FixSyntax, RuleSyntax, VariantSyntax, WordsSyntax,
};
use crate::rule::template::Template;
use crate::tree::{Node, Problem, to_json};

/// What one assertion takes from the rule around it, or says itself.
pub(super) struct Parts<'p> {
    pub(super) node: &'p Node,
    pub(super) severity: Severity,
    because: &'p [BecauseSyntax],
    pub(super) message: Option<&'p WordsSyntax>,
    pub(super) help: Option<&'p WordsSyntax>,
    pub(super) fix: Option<&'p FixSyntax>,
    pub(super) labels: Vec<(&'p String, &'p WordsSyntax)>,
    pub(super) variants: Vec<(&'p String, &'p VariantSyntax)>,
    at: Option<&'p Node>,
}

/// What `own` says, and for the rest what the rule says.
fn merged<'p>(rule: &Parts<'p>, node: &'p Node, own: &'p AssertionSyntax, text: &str) -> Parts<'p> {
    let mut labels: Vec<_> = own.labels.iter().collect();
    let own_labels = &own.labels;
    labels.extend(
        rule.labels
            .iter()
            .filter(|(name, _)| !own_labels.contains_key(*name)),
    );
    let mut variants: Vec<_> = own.variants.iter().collect();
    let own_variants = &own.variants;
    variants.extend(rule.variants.iter().filter(|(name, _)| {
        node.get(text, "check").is_some() && !own_variants.contains_key(*name)
    }));
    Parts {
        node,
        severity: own.severity.unwrap_or(rule.severity),
        because: own.because.as_deref().unwrap_or(rule.because),
        message: own.message.as_ref().or(rule.message),
        help: own.help.as_ref().or(rule.help),
        fix: own.fix.as_ref().or(rule.fix),
        labels,
        variants,
        at: node.get(text, "at").or(rule.at),
    }
}

impl Compiler<'_> {
    pub(super) fn assertions(
        &mut self,
        node: &Node,
        syntax: &RuleSyntax,
        when: &Condition,
        values: &[String],
    ) -> Vec<Assertion> {
        let text = self.loader.text;
        let of_rule = Parts {
            node,
            severity: syntax.severity,
            because: &syntax.because,
            message: syntax.message.as_ref(),
            help: syntax.help.as_ref(),
            fix: syntax.fix.as_ref(),
            labels: syntax.labels.iter().collect(),
            variants: syntax.variants.iter().collect(),
            at: node.get(text, "at"),
        };
        if syntax.assert.is_empty() {
            return vec![self.assertion(&of_rule, Condition::always(), values)];
        }
        for key in ["require", "forbid", "check"] {
            if let Some(entry) = node.entry(text, key) {
                self.problems.push(Problem::new(
                    entry.key.span,
                    format!("写了 assert 就不要再写 {key}"),
                    format!("`{key}` cannot stand beside `assert`"),
                ));
            }
        }
        let nodes = node.get(text, "assert").map_or(&[][..], Node::items);
        let mut caught_all = false;
        let mut earlier: Vec<(Option<Vec<crate::vocabulary::ClassId>>, String)> = Vec::new();
        let mut assertions = Vec::new();
        for (node, own) in nodes.iter().zip(&syntax.assert) {
            if caught_all {
                self.problems.push(Problem::new(
                    node.span,
                    "轮不到这一项：前面已有不带 when 的一项",
                    "this is never reached: an assertion before it has no `when`",
                ));
            }
            let mut values = values.to_vec();
            let own_when = match node.get(text, "when") {
                Some(when) => {
                    let (condition, more) = self.condition(when);
                    values.extend(more);
                    if syntax.first_match && !caught_all {
                        self.comes_first(&mut earlier, &condition, when);
                    }
                    condition
                }
                None => {
                    caught_all = syntax.first_match;
                    Condition::always()
                }
            };
            self.reachable(when, &own_when);
            assertions.push(self.assertion(&merged(&of_rule, node, own, text), own_when, &values));
        }
        assertions
    }

    /// A case of `first-match` is never reached where an earlier one holds whenever it does.
    fn comes_first(
        &mut self,
        earlier: &mut Vec<(Option<Vec<crate::vocabulary::ClassId>>, String)>,
        condition: &Condition,
        node: &Node,
    ) {
        let written = to_json(node, self.loader.text);
        let classes = condition.classes();
        let taken = earlier.iter().any(|(only, before)| {
            *before == written
                || only
                    .as_ref()
                    .zip(classes.as_ref())
                    .is_some_and(|(only, own)| {
                        !own.is_empty() && own.iter().all(|class| only.contains(class))
                    })
        });
        if taken {
            self.problems.push(
                Problem::new(
                    node.span,
                    "轮不到这一项：符合它的都已归入前面的一项",
                    "this is never reached: an earlier case takes all that meets it",
                )
                .with_help("请把范围窄的写在前面", "write the narrower case first"),
            );
        }
        earlier.push((condition.only_classes(), written));
    }

    /// The scope of the rule and that of the assertion must share a class of power.
    fn reachable(&mut self, rule: &Condition, own: &Condition) {
        if let (Some(of_rule), Some(of_own)) = (rule.classes(), own.classes())
            && !of_own.is_empty()
            && !of_own.iter().any(|class| of_rule.contains(class))
        {
            self.problems.push(Problem::new(
                own.span,
                "这个条件不可能成立：规则的 when 已排除这些权力类型",
                "this never holds: the rule's `when` leaves these classes of power out",
            ));
        }
    }

    /// An assertion whose detector is not known: its words cannot be checked.
    fn wordless(&mut self, parts: &Parts<'_>, when: Condition) -> Assertion {
        Assertion {
            when,
            test: Requirement::Each,
            because: Vec::new(),
            at: None,
            words: self.words(parts, &[Template::ANY.to_owned()]),
            variants: Vec::new(),
            labels: Vec::new(),
            span: parts.node.span,
        }
    }

    fn assertion(&mut self, parts: &Parts<'_>, when: Condition, values: &[String]) -> Assertion {
        let text = self.loader.text;
        let mut values = values.to_vec();
        let mut point: Option<&PointDefinition> = None;
        let given: Vec<(&str, &Node)> = ["require", "forbid", "check"]
            .into_iter()
            .filter_map(|key| parts.node.get(text, key).map(|node| (key, node)))
            .collect();
        let test = match given.as_slice() {
            [("require", node)] => {
                let (condition, more) = self.condition(node);
                values.extend(more);
                Requirement::Require(condition)
            }
            [("forbid", node)] => {
                let (condition, more) = self.condition(node);
                values.extend(more);
                Requirement::Forbid(condition)
            }
            [(_, node)] => match self.detector(node) {
                Some((definition, detector)) => {
                    values.extend(definition.values.iter().map(|name| (*name).to_owned()));
                    point = Some(definition);
                    match detector {
                        Some(detector) => {
                            values.extend(detector.captures());
                            Requirement::Detect(definition.name, detector)
                        }
                        // The names of its captures are not known.
                        None => {
                            values.push(Template::ANY.to_owned());
                            Requirement::Each
                        }
                    }
                }
                None => {
                    return self.wordless(parts, when);
                }
            },
            [] if self.loader.kind == Kind::Note => Requirement::Each,
            [] => {
                self.problems.push(
                    Problem::new(parts.node.span, "没有写要求什么", "nothing is required")
                        .with_help(
                            "请写 require（必须成立）、forbid（不得成立）或 check（检测点）之一",
                            "write one of `require`, `forbid` and `check`",
                        ),
                );
                Requirement::Each
            }
            [_, (key, node), ..] => {
                self.problems.push(
                    Problem::new(
                        node.span,
                        format!("require、forbid、check 只能写一个，{key} 是多余的"),
                        format!(
                            "only one of `require`, `forbid` and `check`: `{key}` is one too many"
                        ),
                    )
                    .with_help("请用 assert 分成几项", "write several under `assert`"),
                );
                Requirement::Each
            }
        };
        self.names(parts, point);
        let words = self.words(parts, &values);
        let variants = parts
            .variants
            .iter()
            .map(|(name, variant)| {
                let own = Parts {
                    node: parts.node,
                    severity: variant.severity.unwrap_or(parts.severity),
                    because: parts.because,
                    message: variant.message.as_ref().or(parts.message),
                    help: variant.help.as_ref().or(parts.help),
                    fix: variant.fix.as_ref().or(parts.fix),
                    labels: Vec::new(),
                    variants: Vec::new(),
                    at: None,
                };
                ((*name).clone(), self.words(&own, &values))
            })
            .collect();
        let labels = parts
            .labels
            .iter()
            .map(|(name, words)| {
                let template = Template::compile(words, &values, &mut self.problems);
                ((*name).clone(), template)
            })
            .collect();
        Assertion {
            when,
            test,
            because: parts
                .because
                .iter()
                .map(|because| self.because(because))
                .collect(),
            at: parts
                .at
                .map(|node| Anchor::load(node, &self.loader, &mut self.problems)),
            words,
            variants,
            labels,
            span: parts.node.span,
        }
    }
}
