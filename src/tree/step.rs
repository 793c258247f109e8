//! Steps of reading YAML: what the parser told, without what the tree does not hold.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError};

/// Levels of nesting that are read; deeper files are refused so that no later step runs out of stack.
pub const MAX_DEPTH: usize = 200;

/// A step. Numbers of anchors are 0 where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'t> {
    /// A scalar.
    Scalar {
        /// Its decoded text.
        value: Cow<'t, str>,
        /// How it is written.
        style: ScalarStyle,
        /// The number of its anchor.
        anchor: usize,
        /// Whether its tag says that it is text (`!!str`).
        is_text: bool,
    },
    /// An alias of the anchor with the number.
    Alias(usize),
    /// A sequence begins.
    Sequence(usize),
    /// A mapping begins.
    Mapping(usize),
    /// The collection begun last ends.
    End,
}

/// What the parser is asked to do.
pub fn options(comments: bool) -> Options {
    let mut options = Options::default();
    options.set_emit_comments(comments);
    options.max_buffered_comment_events = usize::MAX;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options
}

/// The steps of `text` with their bytes.
pub fn steps(text: &str) -> impl Iterator<Item = Result<(Step<'_>, Range<usize>), ScanError>> {
    Parser::new_from_str_with_options(text, options(false)).filter_map(|next| match next {
        Ok((event, span)) => {
            let step = Step::of(event)?;
            Some(Ok((step, span.byte_range().unwrap_or_default())))
        }
        Err(error) => Some(Err(error)),
    })
}

impl<'t> Step<'t> {
    fn of(event: Event<'t>) -> Option<Self> {
        Some(match event {
            Event::Scalar(value, style, anchor, tag) => Self::Scalar {
                value,
                style,
                anchor,
                is_text: tag
                    .as_deref()
                    .is_some_and(|tag| tag.is_yaml_core_schema_tag("str")),
            },
            Event::Alias(anchor) => Self::Alias(anchor),
            Event::SequenceStart(_, anchor, _) => Self::Sequence(anchor),
            Event::MappingStart(_, anchor, _) => Self::Mapping(anchor),
            Event::SequenceEnd | Event::MappingEnd => Self::End,
            _ => return None,
        })
    }
}
