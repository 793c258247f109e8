use globset::{Glob, GlobSet, GlobSetBuilder};

use super::Compiler;
use super::assertion::Parts;
use crate::diagnostic::Because;
use crate::read::NoteKind;
use crate::rule::checked::{FixTemplate, Period, Words};
use crate::rule::laws;
use crate::rule::lookup;
use crate::rule::point::{Detector, PointDefinition};
use crate::rule::syntax::{BecauseSyntax, FixSyntax, PeriodSyntax};
use crate::rule::template::Template;
use crate::tree::{Node, Problem, Spanned};
use crate::vocabulary::Field;

impl<'l> Compiler<'l> {
    /// `check: {NAME: {parameters}}`, or `check: NAME` for a detector without any. Where only the parameters
    /// are wrong the definition is there, so that the messages can be checked.
    pub(super) fn detector(
        &mut self,
        node: &Node,
    ) -> Option<(&'l PointDefinition, Option<Box<dyn Detector>>)> {
        let text = self.loader.text;
        let empty = Node {
            span: node.span,
            value: crate::tree::Value::Mapping(Vec::new()),
        };
        let (name_node, params) = match node.entries() {
            [only] => (&only.key, &only.value),
            [] if node.scalar().is_some() => (node, &empty),
            _ => {
                self.problems.push(Problem::new(
                    node.span,
                    "check 下写一个检测点的名称和它的参数",
                    "`check` takes one detector with its parameters",
                ));
                return None;
            }
        };
        let params = if params.is_null() { &empty } else { params };
        let name = name_node.as_str(text).unwrap_or_default();
        let points = self.loader.points;
        let Some(definition) = points.iter().find(|point| point.name == name) else {
            let known: Vec<&str> = points.iter().map(|point| point.name).collect();
            let what = ("检测点", "detector");
            self.problems
                .push(lookup::unknown(name, name_node.span, what, &known));
            return None;
        };
        if !definition.kinds.contains(&self.loader.kind) {
            let kinds: Vec<&str> = definition.kinds.iter().map(|kind| kind.key()).collect();
            self.problems.push(
                Problem::new(
                    name_node.span,
                    format!("「{name}」不能用于 for: {} 的规则", self.loader.kind.key()),
                    format!("`{name}` cannot look at a {}", self.loader.kind.key()),
                )
                .with_help(
                    format!("它可用于 for: {}", kinds.join("、")),
                    format!("it can be used with `for:` {}", kinds.join(", ")),
                ),
            );
            return None;
        }
        match (definition.load)(params, &self.loader) {
            Ok(detector) => Some((definition, Some(detector))),
            Err(found) => {
                self.problems.extend(found);
                Some((definition, None))
            }
        }
    }

    /// The names of labels and variants must be some that the detector has, or fields.
    pub(super) fn names(&mut self, parts: &Parts<'_>, point: Option<&PointDefinition>) {
        let fields: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
        let labels: Vec<&str> = point
            .map_or(&[][..], |point| point.labels)
            .iter()
            .copied()
            .chain(fields)
            .collect();
        for (name, words) in &parts.labels {
            if !labels.contains(&name.as_str()) {
                self.problems.push(lookup::unknown(
                    name,
                    words.zh.span,
                    ("标注位置", "place for a label"),
                    &labels,
                ));
            }
        }
        let variants = point.map_or(&[][..], |point| point.variants);
        for (name, _) in &parts.variants {
            if !variants.contains(&name.as_str()) {
                let span = parts
                    .node
                    .get(self.loader.text, "variants")
                    .and_then(|node| node.entry(self.loader.text, name))
                    .map_or(parts.node.span, |entry| entry.key.span);
                self.problems.push(lookup::unknown(
                    name,
                    span,
                    ("情形", "case of the detector"),
                    variants,
                ));
            }
        }
        let all_told = !variants.is_empty()
            && variants.iter().all(|name| {
                parts
                    .variants
                    .iter()
                    .any(|(told, words)| *told == name && words.message.is_some())
            });
        if parts.message.is_none() && !all_told {
            self.problems.push(
                Problem::new(
                    parts.node.span,
                    "缺少 message：要告诉人什么地方不对",
                    "`message` is missing: say what is wrong",
                )
                .with_help(
                    "请写 message: {zh: …, en: …}",
                    "write `message: {zh: ..., en: ...}`",
                ),
            );
        }
    }

    pub(super) fn words(&mut self, parts: &Parts<'_>, values: &[String]) -> Words {
        let mut compile = |words| Template::compile(words, values, &mut self.problems);
        Words {
            severity: parts.severity,
            message: parts.message.map(&mut compile).unwrap_or_default(),
            help: parts.help.map(compile),
            fix: parts.fix.map(|fix| self.fix(fix, values)),
        }
    }

    fn fix(&mut self, fix: &FixSyntax, values: &[String]) -> FixTemplate {
        FixTemplate {
            title: Template::compile(&fix.title, values, &mut self.problems),
            applicability: fix.applicability,
            replace: fix
                .replace
                .as_ref()
                .map(|text| Template::compile_text(text, values, &mut self.problems)),
        }
    }

    pub(super) fn because(&mut self, because: &BecauseSyntax) -> Because {
        let mut day = |text: &Option<Spanned<String>>| {
            let text = text.as_ref()?;
            lookup::date(text, &mut self.problems).map(|day| day.to_string())
        };
        let (from, until) = (day(&because.from), day(&because.until));
        self.order(from.as_ref(), until.as_ref(), because.until.as_ref());
        if !because.outside_table
            && let Some(instrument) = laws::law(&because.law, &self.loader, &mut self.problems)
            && let Some(article) = &because.article
        {
            laws::articles(instrument, &article.value, article.span, &mut self.problems);
        }
        Because {
            law: because.law.value.clone(),
            article: because
                .article
                .as_ref()
                .map_or_else(String::new, |article| article.value.clone()),
            from,
            until,
        }
    }

    pub(super) fn period(&mut self, period: &PeriodSyntax) -> Period {
        let mut day =
            |text: &Option<Spanned<String>>| lookup::date(text.as_ref()?, &mut self.problems);
        let (from, until) = (day(&period.from), day(&period.until));
        self.order(from.as_ref(), until.as_ref(), period.until.as_ref());
        Period { from, until }
    }

    fn order<T: PartialOrd>(
        &mut self,
        from: Option<&T>,
        until: Option<&T>,
        place: Option<&Spanned<String>>,
    ) {
        if let (Some(from), Some(until), Some(place)) = (from, until, place)
            && until <= from
        {
            self.problems.push(Problem::new(
                place.span,
                "这段时间没有一天：until 不晚于 from",
                "this period has no day: `until` is not after `from`",
            ));
        }
    }

    pub(super) fn note(&mut self, name: &Spanned<String>) -> Option<NoteKind> {
        let found = NoteKind::from_key(&name.value);
        if found.is_none() {
            let known: Vec<&str> = NoteKind::ALL.iter().map(|kind| kind.key()).collect();
            let what = ("读取说明", "kind of remark");
            self.problems
                .push(lookup::unknown(&name.value, name.span, what, &known));
        }
        found
    }

    pub(super) fn files(&mut self, globs: &[Spanned<String>]) -> Option<GlobSet> {
        if globs.is_empty() {
            return None;
        }
        let mut builder = GlobSetBuilder::new();
        for glob in globs {
            match Glob::new(&glob.value) {
                Ok(compiled) => {
                    builder.add(compiled);
                }
                Err(error) => self.problems.push(Problem::new(
                    glob.span,
                    format!("文件范围写得不对：{}", error.kind()),
                    format!("malformed glob: {}", error.kind()),
                )),
            }
        }
        builder.build().ok()
    }
}
