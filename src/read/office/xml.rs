use std::borrow::Cow;
use std::io::BufRead;
use std::ops::Range;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};

use super::Kind;
use super::kind::too_large;
use super::package::read_failed;
use crate::read::ReadError;

/// Elements within elements: real files have below 60, nested tables included.
const DEPTH_LIMIT: usize = 512;

/// The XML of one part, token by token, in bounded memory. Document type declarations (external
/// entities, entity bombs) are refused, and what is not well formed is an error.
pub(crate) struct XmlReader<R> {
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
    kind: Kind,
    part: String,
}

/// A token of XML.
pub(crate) enum Token<'b> {
    /// The start of an element; of an empty one there is no end.
    Open(Element<'b>),
    /// The end of an element.
    Close(Closing<'b>),
    /// Characters, entities resolved and line ends normalised to `\n`.
    Text(Cow<'b, str>),
    /// The end of the part.
    End,
    /// What says nothing: a comment, a processing instruction, the declaration.
    Skip,
}

/// The end tag of an element.
pub(crate) struct Closing<'b>(BytesEnd<'b>);

impl Closing<'_> {
    /// The name of the element.
    pub(crate) fn name(&self) -> Name<'_> {
        Name(self.0.name().into_inner())
    }

    /// The local name of the element.
    pub(crate) fn local(&self) -> &str {
        self.name().local()
    }
}

/// The name of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name<'b>(&'b str);

impl<'b> Name<'b> {
    /// The name without its prefix.
    pub(crate) fn local(self) -> &'b str {
        self.0.rsplit_once(':').map_or(self.0, |(_, local)| local)
    }

    /// The prefix, empty where there is none.
    pub(crate) fn prefix(self) -> &'b str {
        self.0.rsplit_once(':').map_or("", |(prefix, _)| prefix)
    }
}

/// The start tag of an element.
pub(crate) struct Element<'b> {
    start: BytesStart<'b>,
    /// Whether the element is empty (`<a/>`).
    pub(crate) empty: bool,
}

impl Element<'_> {
    /// The name of the element.
    pub(crate) fn name(&self) -> Name<'_> {
        Name(self.start.name().into_inner())
    }

    /// The local name of the element.
    pub(crate) fn local(&self) -> &str {
        self.name().local()
    }

    /// The value of the first attribute of this local name.
    pub(crate) fn attribute(&self, local: &str) -> Option<Cow<'_, str>> {
        self.start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| Name(attribute.key.into_inner()).local() == local)
            .map(|attribute| match attribute.value {
                Cow::Borrowed(value) => unescaped(value),
                Cow::Owned(value) => Cow::Owned(unescaped(&value).into_owned()),
            })
    }

    /// Calls `visit` with the local name and the value of each attribute, in order.
    pub(crate) fn each_attribute(&self, mut visit: impl FnMut(&str, &str)) {
        for attribute in self.start.attributes().with_checks(false).flatten() {
            visit(
                Name(attribute.key.into_inner()).local(),
                &unescaped(&attribute.value),
            );
        }
    }

    /// The attribute as a number; `None` where it is missing or no number.
    pub(crate) fn number<T: std::str::FromStr>(&self, local: &str) -> Option<T> {
        self.attribute(local)?.trim().parse().ok()
    }

    /// Whether the attribute is set to a true value (`1`, `true`, `on`).
    pub(crate) fn flag(&self, local: &str) -> bool {
        self.attribute(local)
            .is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on"))
    }
}

fn unescaped(value: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(value).unwrap_or(Cow::Borrowed(value))
}

impl<R: BufRead> XmlReader<R> {
    /// A reader of `part`, which must be UTF-8.
    pub(crate) fn new(kind: Kind, part: &str, input: R) -> Self {
        Self {
            reader: quick_xml::Reader::from_reader(input),
            buffer: Vec::new(),
            depth: 0,
            kind,
            part: part.to_owned(),
        }
    }

    /// The error that this part is broken about here.
    pub(crate) fn damaged(&self, reason: &str) -> ReadError {
        damaged(self.kind, &self.part, self.reader.buffer_position(), reason)
    }

    /// The next token.
    ///
    /// # Errors
    /// When the part is not well formed, has a document type declaration, or goes over a limit.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, ReadError> {
        self.next_with_range().map(|(token, _)| token)
    }

    /// The next token and the bytes of the part that it stands in.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(crate) fn next_with_range(&mut self) -> Result<(Token<'_>, Range<usize>), ReadError> {
        let start = self.reader.buffer_position();
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(told(self.kind, &self.part, start, &error)),
        };
        let broken = |reason: &str| Err(damaged(self.kind, &self.part, start, reason));
        let token = match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err(too_large(format!("{} 的嵌套层数", self.part), DEPTH_LIMIT));
                }
                Token::Open(Element {
                    start,
                    empty: false,
                })
            }
            Event::Empty(start) => Token::Open(Element { start, empty: true }),
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close(Closing(end))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(reference) => match resolved(&reference) {
                Some(text) => Token::Text(text),
                None => return broken("有不认识的实体引用"),
            },
            Event::DocType(_) => return broken("含有文档类型声明（DTD），出于安全不予读取"),
            Event::Eof if self.depth > 0 => return broken("内容不完整"),
            Event::Eof => Token::End,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Token::Skip,
        };
        let offset = |position| usize::try_from(position).unwrap_or(usize::MAX);
        let range = offset(start)..offset(self.reader.buffer_position());
        Ok((token, range))
    }

    /// The characters of the element that was just opened, those of elements within it included.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(crate) fn text_of_element(&mut self) -> Result<String, ReadError> {
        let mut text = String::new();
        self.within_element(|part| text.push_str(part))?;
        Ok(text)
    }

    /// Passes over the element that was just opened.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(crate) fn skip_element(&mut self) -> Result<(), ReadError> {
        self.within_element(|_| {})
    }

    fn within_element(&mut self, mut text: impl FnMut(&str)) -> Result<(), ReadError> {
        let mut open = 1u32;
        while open > 0 {
            match self.next()? {
                Token::Text(part) => text(&part),
                Token::Open(element) if !element.empty => open += 1,
                Token::Close(_) => open -= 1,
                Token::End => break,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The text of a character reference or of one of the five entities of XML; nothing else is defined
/// where no document type declaration is allowed.
fn resolved(reference: &BytesRef<'_>) -> Option<Cow<'static, str>> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
        Ok(None) => resolve_predefined_entity(&reference.clone().into_inner()).map(Cow::Borrowed),
        Err(_) => None,
    }
}

fn damaged(kind: Kind, part: &str, position: u64, reason: &str) -> ReadError {
    kind.damaged(format!("{part} 第 {position} 字节"), reason)
}

fn told(kind: Kind, part: &str, position: u64, error: &quick_xml::Error) -> ReadError {
    if let quick_xml::Error::Io(error) = error {
        return read_failed(kind, part, error);
    }
    damaged(kind, part, position, &format!("XML 不合规范，{error}"))
}
