use crate::message::Message;
use crate::source::Span;

/// What is wrong with a YAML or JSON file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The bytes that are wrong.
    pub span: Span,
    /// The statement.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl Problem {
    /// A problem without advice.
    pub fn new(span: Span, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            span,
            message: Message::new(zh, en),
            help: None,
        }
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Message::new(zh, en));
        self
    }
}
