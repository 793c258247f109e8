use jsonc_parser::ast;
use jsonc_parser::common::Range;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::step::MAX_DEPTH;
use super::{Entry, Node, Problem, Value};
use crate::source::{RawText, Span, TextBuilder};

/// RFC 8259 and nothing beyond it; the parser would accept much more.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads JSON (RFC 8259). Duplicate keys are kept; [`super::duplicate_keys`] finds them.
///
/// # Errors
/// The first syntax error, or nesting beyond the limit.
pub fn parse_json(text: &str) -> Result<Node, Vec<Problem>> {
    parse_part(text, 0, text.len()).map_err(|problem| vec![problem])
}

/// Reads JSON lines: one result a line that is not blank, in order; a wrong line does not stop the others.
pub fn parse_json_lines(text: &str) -> Vec<Result<Node, Problem>> {
    let mut results = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if !line.trim().is_empty() {
            results.push(parse_part(text, start, end));
        }
        start = end;
    }
    results
}

/// Reads the JSON value in the bytes `start..end` of `source`.
fn parse_part(source: &str, start: usize, end: usize) -> Result<Node, Problem> {
    let mark = if source
        .get(start..end)
        .is_some_and(|part| part.starts_with('\u{FEFF}'))
    {
        '\u{FEFF}'.len_utf8()
    } else {
        0
    };
    let base = start + mark;
    let part = source.get(base..end).unwrap_or_default();
    let parsed = parse_to_ast(part, &CollectOptions::default(), &STRICT)
        .map_err(|error| syntax_problem(part, base, &error))?;
    let Some(value) = parsed.value else {
        return Err(Problem::new(
            Span::empty(base),
            "JSON 内容为空",
            "there is no JSON value",
        ));
    };
    Convert { source, base }.value(&value, 0)
}

struct Convert<'s> {
    source: &'s str,
    base: usize,
}

impl Convert<'_> {
    fn span(&self, range: Range) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn value(&self, value: &ast::Value<'_>, depth: usize) -> Result<Node, Problem> {
        let (range, value) = match value {
            ast::Value::NullKeyword(null) => (null.range, Value::Null),
            ast::Value::StringLit(string) => return Ok(self.string(string)),
            ast::Value::NumberLit(number) => (number.range, self.plain(number.range)),
            ast::Value::BooleanLit(boolean) => (boolean.range, self.plain(boolean.range)),
            ast::Value::Array(array) => {
                self.limit_depth(array.range, depth)?;
                let items = array
                    .elements
                    .iter()
                    .map(|item| self.value(item, depth + 1))
                    .collect::<Result<_, _>>()?;
                (array.range, Value::Sequence(items))
            }
            ast::Value::Object(object) => {
                self.limit_depth(object.range, depth)?;
                let entries = object
                    .properties
                    .iter()
                    .map(|property| {
                        let key = match &property.name {
                            ast::ObjectPropName::String(name) => self.string(name),
                            ast::ObjectPropName::Word(name) => Node {
                                span: self.span(name.range),
                                value: self.plain(name.range),
                            },
                        };
                        let value = self.value(&property.value, depth + 1)?;
                        Ok(Entry { key, value })
                    })
                    .collect::<Result<_, _>>()?;
                (object.range, Value::Mapping(entries))
            }
        };
        Ok(Node {
            span: self.span(range),
            value,
        })
    }

    fn plain(&self, range: Range) -> Value {
        Value::Scalar {
            text: RawText::verbatim(self.span(range)),
            plain: true,
        }
    }

    fn limit_depth(&self, range: Range, depth: usize) -> Result<(), Problem> {
        if depth < MAX_DEPTH {
            return Ok(());
        }
        Err(too_deep(
            self.span(Range::new(range.start, range.start + 1)),
        ))
    }

    /// A string: the span of its text is what stands between the quotes.
    fn string(&self, string: &ast::StringLit<'_>) -> Node {
        let span = self.span(string.range);
        let inner = Span::new(span.start() + 1, span.end().saturating_sub(1));
        let raw = self.source.get(inner.range()).unwrap_or_default();
        let text = if raw.contains('\\') {
            unescape(self.source, inner, &string.value)
        } else {
            RawText::verbatim(inner)
        };
        Node {
            span,
            value: Value::Scalar { text, plain: false },
        }
    }
}

/// Maps the decoded `value` of a string to its bytes: each escape is one piece (a surrogate pair too).
fn unescape(source: &str, inner: Span, value: &str) -> RawText {
    let mut out = TextBuilder::new(source);
    let mut at = inner.start();
    let mut left = value;
    while at < inner.end() {
        let raw = source.get(at..inner.end()).unwrap_or_default();
        let length = raw.find('\\').unwrap_or(raw.len());
        if length > 0 {
            out.verbatim(Span::new(at, at + length));
            left = left.get(length..).unwrap_or_default();
            at += length;
            continue;
        }
        let Some(character) = left.chars().next() else {
            break;
        };
        let escape = match raw.as_bytes().get(1) {
            Some(b'u') if u32::from(character) > 0xFFFF => 12,
            Some(b'u') => 6,
            _ => 2,
        };
        let (decoded, rest) = left.split_at(character.len_utf8());
        out.replaced(decoded, Span::new(at, (at + escape).min(inner.end())));
        left = rest;
        at += escape;
    }
    out.finish(inner)
}

fn too_deep(span: Span) -> Problem {
    Problem::new(
        span,
        format!("嵌套超过 {MAX_DEPTH} 层，已停止读取"),
        format!("nested more than {MAX_DEPTH} levels deep; reading stopped"),
    )
}

fn syntax_problem(part: &str, base: usize, error: &ParseError) -> Problem {
    let range = error.range();
    let floor = |at: usize| {
        let at = at.min(part.len());
        (0..=at)
            .rev()
            .find(|&at| part.is_char_boundary(at))
            .unwrap_or(0)
    };
    let start = floor(range.start);
    let span = Span::new(base + start, base + floor(range.end).max(start));
    if matches!(error.kind(), ParseErrorKind::NestingDepthExceeded) {
        return too_deep(span);
    }
    let zh = statement(error.kind());
    let problem = Problem::new(
        span,
        format!("JSON 格式错误：{zh}"),
        format!("JSON syntax: {}", error.kind()),
    );
    let seen = part.get(start..).unwrap_or_default();
    let punctuation = seen.starts_with(['：', '，', '“', '”', '｛', '［', '、']);
    if punctuation {
        return problem.with_help(
            "请把全角标点换成半角标点（: , \" { [）",
            "replace full-width punctuation by ASCII punctuation (: , \" { [)",
        );
    }
    problem
}

fn statement(kind: &ParseErrorKind) -> &'static str {
    match kind {
        ParseErrorKind::ExpectedColonAfterObjectKey => "键之后要有半角冒号“:”",
        ParseErrorKind::ExpectedObjectValue => "冒号之后缺少值",
        ParseErrorKind::ExpectedStringObjectProperty => "键要用双引号括起来",
        ParseErrorKind::ExpectedComma => "两项之间缺少半角逗号“,”",
        ParseErrorKind::TrailingCommasNotAllowed => "最后一项之后不能有逗号",
        ParseErrorKind::CommentsNotAllowed => "JSON 里不能写注释",
        ParseErrorKind::SingleQuotedStringsNotAllowed => "文字要用双引号，不能用单引号",
        ParseErrorKind::MultipleRootJsonValues => "第一个值之后还有多余的内容",
        ParseErrorKind::String(_) => "文字的引号没有闭合，或者转义（\\）不正确",
        ParseErrorKind::UnterminatedArray => "方括号“[”没有闭合",
        ParseErrorKind::UnterminatedObject => "花括号“{”没有闭合",
        _ => "这里不符合 JSON 的写法",
    }
}
