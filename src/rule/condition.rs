use super::context::Context;
use super::evidence::{Evidence, Trace};
use super::predicate::Predicate;
use super::subject::Subject;
use crate::source::Span;
use crate::vocabulary::ClassId;

/// A checked condition: what is in scope (`when`) or what must hold (`require`).
pub struct Condition {
    /// Its bytes in the rule file.
    pub span: Span,
    kind: ConditionKind,
}

pub(super) enum ConditionKind {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Named(String, Box<Condition>),
    Predicate(&'static str, Box<dyn Predicate>),
}

impl std::fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            ConditionKind::All(within) => formatter.debug_tuple("All").field(within).finish(),
            ConditionKind::Any(within) => formatter.debug_tuple("Any").field(within).finish(),
            ConditionKind::Not(within) => formatter.debug_tuple("Not").field(within).finish(),
            ConditionKind::Named(name, within) => {
                formatter.debug_tuple(name).field(within).finish()
            }
            ConditionKind::Predicate(name, _) => formatter.write_str(name),
        }
    }
}

impl Condition {
    pub(super) fn new(span: Span, kind: ConditionKind) -> Self {
        Self { span, kind }
    }

    /// The condition that always holds.
    pub fn always() -> Self {
        Self::new(Span::default(), ConditionKind::All(Vec::new()))
    }

    /// Whether it says nothing.
    pub fn is_always(&self) -> bool {
        matches!(&self.kind, ConditionKind::All(within) if within.is_empty())
    }

    /// Whether it holds for `subject`.
    pub fn holds(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> bool {
        match &self.kind {
            ConditionKind::All(within) => within.iter().all(|one| one.holds(subject, context)),
            ConditionKind::Any(within) => within.iter().any(|one| one.holds(subject, context)),
            ConditionKind::Not(within) => !within.holds(subject, context),
            ConditionKind::Named(_, within) => within.holds(subject, context),
            ConditionKind::Predicate(_, predicate) => predicate.holds(subject, context),
        }
    }

    /// What decided that it holds (`held`) or not: of `all` that fails the parts that fail, of `any`
    /// that holds the first part that holds.
    pub fn evidence(
        &self,
        subject: &Subject<'_, '_>,
        context: &Context<'_>,
        held: bool,
        evidence: &mut Evidence,
    ) {
        match &self.kind {
            ConditionKind::All(within) if !held => within
                .iter()
                .filter(|one| !one.holds(subject, context))
                .for_each(|one| one.evidence(subject, context, false, evidence)),
            ConditionKind::Any(within) if held => {
                if let Some(one) = within.iter().find(|one| one.holds(subject, context)) {
                    one.evidence(subject, context, true, evidence);
                }
            }
            ConditionKind::All(within) | ConditionKind::Any(within) => within
                .iter()
                .for_each(|one| one.evidence(subject, context, held, evidence)),
            ConditionKind::Not(within) => within.evidence(subject, context, !held, evidence),
            ConditionKind::Named(_, within) => within.evidence(subject, context, held, evidence),
            ConditionKind::Predicate(_, predicate) => {
                predicate.evidence(subject, context, held, evidence);
            }
        }
    }

    /// The classes of power it can hold for, where it says so; empty where nothing can meet it.
    pub(super) fn classes(&self) -> Option<Vec<ClassId>> {
        match &self.kind {
            ConditionKind::All(within) => within
                .iter()
                .filter_map(Self::classes)
                .reduce(|one, other| one.into_iter().filter(|id| other.contains(id)).collect()),
            ConditionKind::Any(within) => within
                .iter()
                .map(Self::classes)
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            ConditionKind::Not(_) => None,
            ConditionKind::Named(_, within) => within.classes(),
            ConditionKind::Predicate(_, predicate) => predicate.classes(),
        }
    }

    /// The classes of power it holds for, where it asks for nothing else.
    pub(super) fn only_classes(&self) -> Option<Vec<ClassId>> {
        match &self.kind {
            ConditionKind::All(within) => match within.as_slice() {
                [only] => only.only_classes(),
                _ => None,
            },
            ConditionKind::Any(within) => within
                .iter()
                .map(Self::only_classes)
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            ConditionKind::Not(_) => None,
            ConditionKind::Named(_, within) => within.only_classes(),
            ConditionKind::Predicate(_, predicate) => predicate.classes(),
        }
    }

    /// The condition as evaluated for `subject`, part by part.
    pub fn trace(&self, subject: &Subject<'_, '_>, context: &Context<'_>) -> Trace {
        let holds = self.holds(subject, context);
        let traces = |within: &[Self]| {
            within
                .iter()
                .map(|one| one.trace(subject, context))
                .collect()
        };
        let (key, seen, within) = match &self.kind {
            ConditionKind::All(within) => ("all".to_owned(), Vec::new(), traces(within)),
            ConditionKind::Any(within) => ("any".to_owned(), Vec::new(), traces(within)),
            ConditionKind::Not(within) => (
                "not".to_owned(),
                Vec::new(),
                vec![within.trace(subject, context)],
            ),
            ConditionKind::Named(name, within) => (
                format!("use {name}"),
                Vec::new(),
                vec![within.trace(subject, context)],
            ),
            ConditionKind::Predicate(name, predicate) => {
                let mut evidence = Evidence::default();
                predicate.evidence(subject, context, holds, &mut evidence);
                ((*name).to_owned(), evidence.seen, Vec::new())
            }
        };
        Trace {
            key,
            span: self.span,
            holds,
            seen,
            within,
        }
    }
}
