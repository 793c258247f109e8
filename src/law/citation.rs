use crate::source::{Span, Text};

/// A citation of one instrument with the provisions named of it and the text quoted after them.
///
/// One citation is one heading: `《甲法》第一条：…。第二条：…` makes two, the second of them
/// [continued](Citation::continued). All spans are bytes of the source.
#[derive(Debug, Clone)]
pub struct Citation {
    /// The whole citation with its quotation.
    pub span: Span,
    /// The title without its brackets, blanks dropped, inner brackets as 〈〉; for a bare
    /// continuation (第九十四条 at the start of a paragraph) the title it inherits.
    pub title: String,
    /// Where the title stands (within the brackets); that of the earlier citation for a continuation.
    pub title_span: Span,
    /// How the title is written.
    pub form: TitleForm,
    /// Whether the title is inherited from the citation before.
    pub continued: bool,
    /// The instrument within 关于印发〈…〉的通知, with its place: that is what is cited.
    pub inner: Option<(String, Span)>,
    /// Who made it, where that stands before the brackets (国务院办公厅《关于…》), with its place.
    pub issuer: Option<(String, Span)>,
    /// Document number as written, blanks dropped, with its place.
    pub document_number: Option<(String, Span)>,
    /// Version note in brackets after the title, as written, with its place.
    pub version: Option<(String, Span)>,
    /// The short name that the citation sets (以下简称《条例》), with its place.
    pub abbreviation: Option<(String, Span)>,
    /// Rank tag before the title (【法律】) without its brackets, with its place.
    pub rank: Option<(String, Span)>,
    /// The provisions named, in order; empty where the whole instrument is cited.
    pub articles: Vec<Article>,
    /// The text quoted after the provisions.
    pub quotation: Option<Quotation>,
    /// What is wrong with the way it is written, as far as the grammar can tell.
    pub problems: Vec<(CitationProblem, Span)>,
}

/// How a title is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TitleForm {
    /// In 《》.
    Bracketed,
    /// Without brackets; known by the table of names (社会保险法第八十四条).
    Bare,
}

/// A provision, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// What the number counts.
    pub kind: ProvisionKind,
    /// The number: of the article (条) for [`ProvisionKind::Article`].
    pub article: u32,
    /// 之N after the article, 0 where there is none.
    pub insertion: u32,
    /// The last number of a range.
    pub until: Option<u32>,
    /// 款
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// 章, where one is named before the article.
    pub chapter: Option<u32>,
    /// Where it stands.
    pub span: Span,
}

/// What the number of a provision counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProvisionKind {
    /// 条
    Article,
    /// 编
    Book,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 部分
    Part,
    /// 点, or a heading number of a policy paper (三、 / （三） / （33）)
    Point,
    /// 附件
    Annex,
}

/// Quoted text.
#[derive(Debug, Clone)]
pub struct Quotation {
    /// The quoted text as the view has it, with its map to the source; without quotation marks and
    /// markup around it.
    pub text: Text<'static>,
    /// Whether it is introduced as a quotation (by a colon, a line break or quotation marks). Text
    /// that only follows the number may be a summary.
    pub marked: bool,
}

/// What the grammar finds wrong with a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CitationProblem {
    /// 《 without 》.
    UnclosedTitle,
    /// 》 without 《.
    UnopenedTitle,
    /// A bracket after the title that is not closed.
    UnclosedNote,
    /// 条 written in the traditional form.
    TraditionalCharacter,
    /// The number of an article is no number (第三十十条).
    MalformedNumber,
    /// A range that runs backwards.
    BackwardRange,
    /// 第 left out (《甲法》六十四条).
    NoOrdinal,
    /// 条 left out (《甲法》第六十四).
    NoUnit,
}

impl Quotation {
    /// The bytes of the source from its first to its last character.
    pub fn span(&self) -> Span {
        self.text.source_span(0..self.text.as_str().len())
    }
}

impl Citation {
    /// The title to look up: the inner instrument of a notice that issues one, else the title.
    pub fn instrument(&self) -> &str {
        self.inner.as_ref().map_or(&self.title, |(title, _)| title)
    }
}
