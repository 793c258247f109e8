//! Tokens with their bytes, handed to the browsers' tree builder.

use html5ever::interface::TreeSink;
use html5ever::tokenizer::{self, TagKind, TokenSink};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, QualName, ns};
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};

use super::dom::{Dom, Segment, Sink};
use crate::read::entity;
use crate::source::Span;

/// Open elements beyond which tags are left out: browsers stop at 512, and every look for an open element is
/// linear in them.
const DEEPEST: usize = 400;

/// Attributes that say something about a table or what is shown; the tree builder itself looks at `type`.
const ATTRIBUTES: [&[u8]; 5] = [b"rowspan", b"colspan", b"hidden", b"style", b"type"];

/// Elements without an end tag.
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// The tree of the bytes `part` of `source`, and where tags were left out because they nest too deep.
pub(super) fn parse(source: &str, part: Span) -> (Dom, Option<Span>) {
    let options = TreeBuilderOpts {
        scripting_enabled: false,
        ..TreeBuilderOpts::default()
    };
    let mut feeder = Feeder {
        source,
        base: part.start(),
        builder: TreeBuilder::new(Sink::new(source), options),
        depth: 0,
        left_out: 0,
        too_deep: None,
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let text = source.get(part.range()).unwrap_or_default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Ok(token) => feeder.token(token),
            Err(never) => match never {},
        }
    }
    feeder.finish()
}

struct Feeder<'s> {
    source: &'s str,
    base: usize,
    builder: TreeBuilder<usize, Sink<'s>>,
    /// The depth where the next element will stand, or a little more: known where a node was put into the
    /// tree, one less for each end tag since.
    depth: usize,
    /// Start tags that were left out and whose end tags are still to come.
    left_out: usize,
    too_deep: Option<Span>,
}

impl Feeder<'_> {
    fn span(&self, span: html5gum::Span<usize>) -> Span {
        Span::new(self.base + span.start, self.base + span.end)
    }

    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => self.start_tag(&tag),
            Token::EndTag(tag) => self.end_tag(&tag),
            Token::String(text) => {
                let span = self.span(text.span);
                self.text(span, &String::from_utf8_lossy(&text.value));
            }
            Token::Doctype(doctype) => {
                let text = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).as_ref().into());
                self.process(tokenizer::Token::DoctypeToken(tokenizer::Doctype {
                    name: text(&doctype.name),
                    public_id: doctype.public_identifier.as_ref().and_then(|id| text(id)),
                    system_id: doctype.system_identifier.as_ref().and_then(|id| text(id)),
                    force_quirks: doctype.force_quirks,
                }));
            }
            Token::Comment(_) | Token::Error(_) => {}
        }
    }

    fn start_tag(&mut self, tag: &StartTag<usize>) {
        let span = self.span(tag.span);
        if self.depth >= DEEPEST {
            self.too_deep.get_or_insert(span);
            let void = tag.self_closing || VOID.contains(&tag.name.as_slice());
            self.left_out += usize::from(!void);
            return;
        }
        let attributes = tag
            .attributes
            .iter()
            .filter(|(name, _)| ATTRIBUTES.contains(&name.as_slice()))
            .map(|(name, value)| Attribute {
                name: QualName::new(None, ns!(), local_name(name)),
                value: String::from_utf8_lossy(&value.value).as_ref().into(),
            })
            .collect();
        self.tag(
            span,
            TagKind::StartTag,
            &tag.name,
            tag.self_closing,
            attributes,
        );
    }

    fn end_tag(&mut self, tag: &EndTag<usize>) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        self.depth = self.depth.saturating_sub(1);
        let span = self.span(tag.span);
        self.tag(span, TagKind::EndTag, &tag.name, false, Vec::new());
    }

    fn tag(
        &mut self,
        span: Span,
        kind: TagKind,
        name: &[u8],
        self_closing: bool,
        attrs: Vec<Attribute>,
    ) {
        self.builder.sink.at(span);
        self.process(tokenizer::Token::TagToken(tokenizer::Tag {
            kind,
            name: local_name(name),
            self_closing,
            attrs,
            had_duplicate_attributes: false,
        }));
        self.builder.sink.settle();
    }

    /// A text of the tokenizer is decoded; its bytes are decoded again here to know the place of each part.
    fn text(&mut self, span: Span, value: &str) {
        let mut segments = segments(self.source, span);
        let decoded: usize = segments.iter().map(length).sum();
        if decoded != value.len() {
            segments = vec![Segment {
                raw: span,
                decoded: Some(value.into()),
            }];
        }
        self.builder.sink.at(Span::empty(span.start()));
        for segment in segments {
            self.builder.sink.feed(segment);
        }
        self.process(tokenizer::Token::CharacterTokens(value.into()));
    }

    fn process(&mut self, token: tokenizer::Token) {
        // The tokenizer is not the tree builder's own, so that its wishes about states and scripts go unheard.
        let _ = self.builder.process_token(token, 1);
        if let Some(depth) = self.builder.sink.take_depth() {
            self.depth = depth;
        }
    }

    fn finish(mut self) -> (Dom, Option<Span>) {
        self.process(tokenizer::Token::EOFToken);
        TokenSink::end(&self.builder);
        (self.builder.sink.finish(), self.too_deep)
    }
}

fn local_name(name: &[u8]) -> LocalName {
    LocalName::from(String::from_utf8_lossy(name))
}

fn length(segment: &Segment) -> usize {
    segment
        .decoded
        .as_ref()
        .map_or(segment.raw.len(), |decoded| decoded.len())
}

/// The bytes `span` in stretches: as they stand, and character references and line breaks (`\r\n` is `\n`).
fn segments(source: &str, span: Span) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = span.start();
    while at < span.end() {
        let rest = source.get(at..span.end()).unwrap_or_default();
        let (length, decoded) = match rest.as_bytes().first() {
            Some(b'\r') => {
                let length = if rest.starts_with("\r\n") { 2 } else { 1 };
                (length, Some("\n".into()))
            }
            Some(b'&') => match entity::decode(rest, true) {
                Some((decoded, length)) => (length, Some(decoded.into_boxed_str())),
                None => (1, None),
            },
            Some(_) => {
                let end = rest.find(['&', '\r']).unwrap_or(rest.len());
                (end, None)
            }
            None => break,
        };
        segments.push(Segment {
            raw: Span::new(at, at + length),
            decoded,
        });
        at += length;
    }
    segments
}
