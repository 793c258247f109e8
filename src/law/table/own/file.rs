//! A table of laws of one's own as it is written (YAML or JSON).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::tree::Spanned;

/// A table of laws. What it says of an instrument adds to what is known, or takes its place.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Table of laws of dutylint")]
pub struct LawsFile {
    /// 这些事实整体核对到哪一天（2026-01-31）。 The day on which these facts were last checked as a whole.
    pub date: Option<Spanned<String>>,
    /// 没有单独写明来源的事实出自哪里。 Where facts are from that do not say so themselves.
    pub source: Option<String>,
    /// 法律法规和文件。 Instruments.
    pub laws: Vec<LawEntry>,
    /// 废止声明。 Statements that an instrument is repealed.
    pub repeals: Vec<RepealEntry>,
    /// 收录范围：某类名称收录得全不全。 How complete the table is for titles of some kind.
    pub coverage: Vec<CoverageEntry>,
}

/// An instrument.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LawEntry {
    /// 全称，不带书名号。 The whole title, without 《》.
    pub title: Spanned<String>,
    /// 简称、曾用名。 Short names and former names.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// 只在清单中出现某些词时才成立的简称：简称，以及这些词。 Short names that mean it only where one of these words stands in the list.
    #[serde(default)]
    pub aliases_where: BTreeMap<String, Vec<String>>,
    /// 类别：法律、行政法规、地方性法规、部门规章、地方政府规章、规范性文件等。 Its class.
    #[serde(default)]
    pub class: Option<Spanned<String>>,
    /// 省级行政区（地方的法规、规章和文件）。 The province, of local instruments.
    #[serde(default)]
    pub region: Option<String>,
    /// 制定机关。 Who made it.
    #[serde(default)]
    pub issuer: Option<String>,
    /// 文号，可以有几个。 Its document numbers.
    #[serde(default)]
    pub numbers: Vec<Spanned<String>>,
    /// 各个版本，从旧到新。 Its versions, oldest first.
    #[serde(default)]
    pub versions: Vec<VersionEntry>,
    /// 什么时候失效、由什么替代。 When it ended, and what replaced it.
    #[serde(default)]
    pub ended: Option<EndEntry>,
    /// 不用先前的表对它的一切记载。 Forget all that earlier tables say of it.
    #[serde(default)]
    pub replace: bool,
    /// 以上事实出自哪里。 Where these facts are from.
    #[serde(default)]
    pub source: Option<String>,
    /// 个别事实另有出处：事实，以及出处。 Where single facts are from.
    #[serde(default)]
    pub sources: BTreeMap<LawFact, String>,
    /// 备注。 A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// A fact about an instrument that can have a source of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LawFact {
    /// `aliases`, `aliases-where`
    Aliases,
    /// `class`
    Class,
    /// `region`
    Region,
    /// `issuer`
    Issuer,
    /// `numbers`
    Numbers,
    /// `ended`
    Ended,
}

/// A version of an instrument.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct VersionEntry {
    /// 通过（发布）日期，用来认出是哪个版本。 The day of its adoption, by which versions are told apart.
    pub adopted: Option<Spanned<String>>,
    /// 施行日期。 The first day in force.
    pub in_force: Option<Spanned<String>>,
    /// 这个版本的文号。 Document numbers of this version.
    pub numbers: Vec<Spanned<String>>,
    /// 最后一条是第几条。 The number of its last article.
    pub articles: Option<u32>,
    /// 插入的条：12-1 是第十二条之一。 Inserted articles: 12-1 is 第十二条之一.
    pub inserted: Vec<Spanned<String>>,
    /// 各章的起止条，从第一章起：1-5。 The first and last article of each chapter, from the first chapter on.
    pub chapters: Vec<Spanned<String>>,
    /// 各条的文字：条号（12，第十二条之一写成 12-1）和条文；款、项各占一行。 The text of articles by number; a line a paragraph or item.
    pub texts: BTreeMap<Spanned<String>, String>,
    /// 这个版本的事实出自哪里。 Where the facts of this version are from.
    pub source: Option<String>,
    /// 个别事实另有出处。 Where single facts are from.
    pub sources: BTreeMap<VersionFact, String>,
    /// 备注。 A remark.
    pub note: Option<String>,
}

/// A fact about a version that can have a source of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VersionFact {
    /// `adopted`
    Adopted,
    /// `in-force`
    InForce,
    /// `numbers`
    Numbers,
    /// `articles`
    Articles,
    /// `inserted`
    Inserted,
    /// `chapters`
    Chapters,
}

/// The end of an instrument.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EndEntry {
    /// 从哪一天起失效；不知道就不写。 The first day on which it was not in force; left out where not known.
    #[serde(default)]
    pub on: Option<Spanned<String>>,
    /// 由什么替代（全称）。 The title of what replaced it.
    #[serde(default)]
    pub by: Option<String>,
}

/// A statement that an instrument is repealed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RepealEntry {
    /// 废止了什么（全称）。 The title of what is repealed.
    pub title: Spanned<String>,
    /// 由什么宣布废止（全称）。 The title of what repeals it.
    pub by: Spanned<String>,
    /// 哪一条说的。 The article that says so.
    #[serde(default)]
    pub article: Option<u32>,
    /// 从哪一天起。 From which day on.
    pub from: Spanned<String>,
    /// 出自哪里。 Where this is from.
    #[serde(default)]
    pub source: Option<String>,
}

/// How complete the table is for titles of some kind. The first line that fits a title counts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CoverageEntry {
    /// 名称以什么开头。 How the titles begin.
    #[serde(default)]
    pub begins: String,
    /// 名称以什么结尾。 How the titles end.
    #[serde(default)]
    pub ends: String,
    /// 这些是什么类别。 Of what class they are.
    pub class: Spanned<String>,
    /// 收录得全不全。 How complete the table is.
    pub extent: ExtentWord,
}

/// How complete a part of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExtentWord {
    /// 现行的都有：查不到多半是名称有误。 All in force are there.
    Full,
    /// 有一部分。 Many are there.
    Partial,
    /// 很少：查不到不说明什么。 Few are there.
    None,
}
