//! What the verification of a citation finds, as typed values; how it is said is for the rules.

use jiff::civil::Date;

use crate::law::citation::CitationProblem;
use crate::law::document_number::NumberSlip;
use crate::law::table::{Change, Extent};
use crate::law::version_note::PartialDate;
use crate::source::Span;

/// A finding about a citation.
#[derive(Debug, Clone, PartialEq)]
pub struct LawFinding {
    /// What it is.
    pub kind: LawFindingKind,
    /// The flagged bytes of the source.
    pub span: Span,
}

/// What is wrong with a citation, or to be known of it.
#[derive(Debug, Clone, PartialEq)]
pub enum LawFindingKind {
    /// No instrument of this title is in the table.
    Unknown {
        /// The nearest title, if one is near.
        nearest: Option<String>,
        /// The kind of instrument that the title looks like, empty where that cannot be told.
        kind: String,
        /// How complete the table is for that kind.
        extent: Extent,
    },
    /// The title differs from a known one by a character or two.
    Misspelt {
        /// The known title.
        right: String,
    },
    /// The country's name is left out of the title.
    CountryMissing {
        /// The whole title.
        right: String,
    },
    /// The title is known, but not in this wording (a short name, without （试行）).
    NotTheTitle {
        /// The whole title.
        right: String,
    },
    /// The instrument is no longer in force.
    Ended {
        /// The whole title.
        title: String,
        /// The first day on which it was not in force; `None` where only the fact is known.
        since: Option<Date>,
        /// What replaced it, and what replaced that, up to what is in force.
        by: Vec<String>,
    },
    /// The instrument is not yet in force.
    NotYetInForce {
        /// The first day in force.
        from: Date,
    },
    /// The instrument changes soon after the day of the check.
    ChangeAhead(Change),
    /// The version stated is older than the one in force.
    OlderVersion {
        /// As stated.
        stated: PartialDate,
        /// The day on which the version in force was adopted.
        current: Date,
    },
    /// The article does not exist.
    ArticleBeyondLast {
        /// The article cited.
        article: (u32, u32),
        /// The last article.
        last: u32,
        /// Where the quoted text stands: instrument and article.
        stands_in: Option<(String, (u32, u32))>,
    },
    /// The paragraph (款) does not exist.
    ParagraphBeyondLast {
        /// The article.
        article: (u32, u32),
        /// The paragraph cited.
        paragraph: u32,
        /// The number of its paragraphs.
        count: u32,
    },
    /// The item (项) does not exist.
    ItemBeyondLast {
        /// The article.
        article: (u32, u32),
        /// The item cited.
        item: u32,
        /// The number of its items.
        count: u32,
    },
    /// The chapter (章) does not exist.
    ChapterBeyondLast {
        /// The chapter cited.
        chapter: u32,
        /// The last chapter.
        last: u32,
    },
    /// The chapter named does not hold the article.
    ChapterWithoutArticle {
        /// The chapter cited.
        chapter: u32,
        /// The article cited.
        article: u32,
        /// The chapter that holds it.
        right: u32,
    },
    /// The rank tag does not fit the instrument.
    RankMismatch {
        /// The tag.
        tag: String,
        /// The kind of the instrument.
        kind: String,
    },
    /// The document number departs from the standard form.
    NumberMalformed {
        /// How.
        slip: NumberSlip,
        /// The number in the standard form.
        standard: String,
    },
    /// The document number is not that of the instrument.
    NumberDiffers {
        /// As written.
        written: String,
        /// The numbers of the table.
        known: Vec<String>,
    },
    /// A bracket or number is not written right.
    Written(CitationProblem),
    /// The quoted text.
    Quotation(QuotationFinding),
}

/// What is wrong with quoted text, or to be known of it.
#[derive(Debug, Clone, PartialEq)]
pub enum QuotationFinding {
    /// It is the text of another version of the article.
    OtherVersion {
        /// The day on which that version was adopted.
        version: Date,
        /// The day on which the version in force was adopted.
        current: Option<Date>,
    },
    /// It stands in another article of the same instrument.
    Moved {
        /// The article cited.
        from: (u32, u32),
        /// The article that has it.
        to: (u32, u32),
        /// How much of it stands there, from 0 to 1: below 1 the text was changed too.
        share: f32,
    },
    /// It stands in another instrument.
    OtherInstrument {
        /// Its title.
        title: String,
        /// The article.
        article: (u32, u32),
    },
    /// It is another paragraph than the one named.
    ParagraphWrong {
        /// As named.
        written: u32,
        /// The paragraphs quoted.
        right: Vec<u32>,
    },
    /// It is one paragraph of several, and none is named.
    ParagraphUnnamed {
        /// The paragraphs quoted.
        right: Vec<u32>,
    },
    /// It is another item than the one named.
    ItemWrong {
        /// As named.
        written: u32,
        /// The items quoted.
        right: Vec<u32>,
    },
    /// It is a part of the provision, and does not say so with an ellipsis.
    Partial {
        /// Whether the beginning is left out.
        beginning: bool,
        /// Whether something in the middle is left out.
        middle: bool,
        /// Whether the end is left out.
        end: bool,
    },
    /// It differs from the provision.
    Differs {
        /// Where.
        differences: Vec<Difference>,
        /// How much of it is the provision's text, from 0 to 1.
        share: f32,
        /// Whether the instrument had versions before this one that the table does not hold, so that it may
        /// be older text.
        earlier_unknown: bool,
    },
    /// It differs only in characters that are often written for one another (帐/账, 它/他).
    Variant {
        /// Where.
        differences: Vec<Difference>,
    },
    /// It has little in common with the provision, and was not found elsewhere.
    NotTheText {
        /// How much of it is the provision's text, from 0 to 1.
        share: f32,
        /// As in [`QuotationFinding::Differs`].
        earlier_unknown: bool,
    },
}

/// One place where a quotation differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The bytes of the source; empty where text of the law is missing.
    pub span: Span,
    /// What kind.
    pub kind: DifferenceKind,
    /// What is written there, as the view has it.
    pub written: String,
    /// What the law has there, where that is known: the text is its when it takes the place of `span`.
    pub right: Option<String>,
}

/// How a place differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// Other words stand there.
    Changed,
    /// Words that are not in the law.
    Extra,
    /// Words of the law are left out.
    Missing,
    /// A character that is often written for the other (帐/账): of no weight.
    Variant,
}

impl Difference {
    /// Whether a small change makes it the law's text.
    pub(super) fn is_slip(&self) -> bool {
        /// Characters; longer changes are other words.
        const SMALL: usize = 8;
        let right = self.right.as_ref();
        right.is_some_and(|right| right.chars().count().max(self.written.chars().count()) <= SMALL)
    }
}
