use std::sync::Arc;

use super::syntax::WordsSyntax;
use crate::message::{Language, Message};
use crate::source::Span;
use crate::tree::{Problem, Spanned};

/// A message with `{placeholders}`; `{{` and `}}` stand for the brackets themselves.
#[derive(Debug, Clone, Default)]
pub struct Template {
    zh: Vec<Part>,
    en: Vec<Part>,
    /// The whole message where nothing is to be filled in.
    fixed: Option<Arc<Message>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(String),
}

impl Template {
    /// Among the known placeholders: there may be others, so that none is called unknown.
    pub(super) const ANY: &str = "*";

    /// Compiles a text of a rule file. `known` are the placeholders that will be filled. Placeholders
    /// nobody fills and brackets without partner are added to `problems`.
    pub fn compile(words: &WordsSyntax, known: &[String], problems: &mut Vec<Problem>) -> Self {
        let zh = parts(&words.zh, known, problems);
        let en = words.en.as_ref();
        let en = en.map(|text| parts(text, known, problems));
        Self::of(zh, en.unwrap_or_default())
    }

    /// Compiles a text that is the same in both languages.
    pub fn compile_text(
        text: &Spanned<String>,
        known: &[String],
        problems: &mut Vec<Problem>,
    ) -> Self {
        Self::of(parts(text, known, problems), Vec::new())
    }

    fn of(zh: Vec<Part>, en: Vec<Part>) -> Self {
        let is_text = |part: &Part| matches!(part, Part::Text(_));
        let fixed = zh.iter().chain(&en).all(is_text);
        let fixed = fixed.then(|| Arc::new(Message::new(plain(&zh), plain(&en))));
        Self { zh, en, fixed }
    }

    /// The message with its placeholders filled.
    pub fn fill(&self, value: &dyn Fn(&str) -> Option<Message>) -> Message {
        Message::new(
            fill(&self.zh, value, Language::Zh),
            fill(&self.en, value, Language::En),
        )
    }

    /// The message with its placeholders filled; findings share one that has none.
    pub fn filled(&self, value: &dyn Fn(&str) -> Option<Message>) -> Arc<Message> {
        match &self.fixed {
            Some(fixed) => Arc::clone(fixed),
            None => Arc::new(self.fill(value)),
        }
    }

    /// The Chinese text with its placeholders as written: for pages about rules.
    pub fn plain(&self) -> Message {
        Message::new(plain(&self.zh), plain(&self.en))
    }
}

fn fill(parts: &[Part], value: &dyn Fn(&str) -> Option<Message>, language: Language) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(name) => {
                if let Some(value) = value(name) {
                    out.push_str(value.get(language));
                }
            }
        }
    }
    out
}

fn plain(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(name) => format!("{{{name}}}"),
        })
        .collect()
}

fn parts(text: &Spanned<String>, known: &[String], problems: &mut Vec<Problem>) -> Vec<Part> {
    // Nearly all texts.
    let bracket = |byte: &u8| matches!(byte, b'{' | b'}');
    if !text.value.is_empty() && !text.value.as_bytes().iter().any(bracket) {
        return vec![Part::Text(text.value.clone())];
    }
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.value.char_indices().peekable();
    // A text with escapes does not stand in the file as it is: then the whole is shown.
    let place = |start: usize, end: usize| {
        if text.span.len() == text.value.len() {
            Span::new(text.span.start() + start, text.span.start() + end)
        } else {
            text.span
        }
    };
    while let Some((at, character)) = rest.next() {
        match character {
            '{' | '}' if rest.peek().is_some_and(|(_, next)| *next == character) => {
                rest.next();
                plain.push(character);
            }
            '{' => {
                let mut name = String::new();
                let mut closed = None;
                for (end, character) in rest.by_ref() {
                    if character == '}' {
                        closed = Some(end + 1);
                        break;
                    }
                    name.push(character);
                }
                let Some(end) = closed else {
                    problems.push(lone_bracket(place(at, at + 1)));
                    break;
                };
                if !is_known(&name, known) {
                    problems.push(unknown_placeholder(&name, known, place(at, end)));
                }
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Value(name));
            }
            '}' => problems.push(lone_bracket(place(at, at + 1))),
            _ => plain.push(character),
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

fn is_known(name: &str, known: &[String]) -> bool {
    known
        .iter()
        .any(|known| known == name || known == Template::ANY)
}

fn lone_bracket(span: Span) -> Problem {
    Problem::new(
        span,
        "花括号没有成对：{名称} 表示要填入的值",
        "a curly bracket without its partner: {name} stands for a value",
    )
    .with_help(
        "若要写花括号本身，请写成 {{ 和 }}",
        "write {{ and }} for the brackets themselves",
    )
}

fn unknown_placeholder(name: &str, known: &[String], span: Span) -> Problem {
    let problem = Problem::new(
        span,
        format!("没有什么会填入「{{{name}}}」"),
        format!("nothing fills {{{name}}}"),
    );
    let list = known
        .iter()
        .map(|name| format!("{{{name}}}"))
        .collect::<Vec<_>>()
        .join(" ");
    match super::nearest(name, known.iter().map(String::as_str)) {
        Some(near) => problem.with_help(
            format!("是否要写「{{{near}}}」？这里可用：{list}"),
            format!("did you mean {{{near}}}? Here there are: {list}"),
        ),
        None => problem.with_help(
            format!("这里可用：{list}"),
            format!("here there are: {list}"),
        ),
    }
}
