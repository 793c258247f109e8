use crate::source::Span;

/// A citation of one instrument with the provisions named of it. All spans are bytes of the source.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The whole citation with its quotations.
    pub span: Span,
    /// The title, without brackets; for a bare continuation (第九十四条 at the start of a paragraph)
    /// the title it inherits.
    pub title: String,
    /// Where the title stands (within the brackets); that of the earlier citation for a continuation.
    pub title_span: Span,
    /// Whether the title is inherited from the citation before.
    pub continued: bool,
    /// Document number as written, with its place.
    pub document_number: Option<(String, Span)>,
    /// Version note in brackets after the title, as written, with its place.
    pub version: Option<(String, Span)>,
    /// Rank tag before the title (【法律】), as written, with its place.
    pub rank: Option<(String, Span)>,
    /// The provisions named.
    pub articles: Vec<Article>,
}

/// A provision.
#[derive(Debug, Clone)]
pub struct Article {
    /// The article (条), and the insertion after it (之一 is 1).
    pub article: u32,
    /// 之N, 0 where there is none.
    pub insertion: u32,
    /// The last article of a range.
    pub until: Option<u32>,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// Where it stands.
    pub span: Span,
    /// The text quoted after it.
    pub quotation: Option<Quotation>,
}

/// Quoted text.
#[derive(Debug, Clone)]
pub struct Quotation {
    /// Where it stands.
    pub span: Span,
}
