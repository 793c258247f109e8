use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;
use crate::message::Language;
use crate::tree::Spanned;

/// The file `dutylint.yaml`. Paths in it are relative to its folder; everything may be left out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Configuration of dutylint")]
pub struct Config {
    /// 规则文件或文件夹，补充或替换内置规则。 Files or folders of rules that add to the built-in ones or replace parts of them.
    pub rules: Vec<Spanned<String>>,
    /// 词表文件，补充内置的栏目、职权类别、环节名称和机构、岗位用词。 Files of words that add to the built-in names of columns, classes, stages, units and posts.
    pub vocabulary: Vec<Spanned<String>>,
    /// 法律法规表，补充内置的法律表。 Tables of laws that add to the built-in one.
    pub laws: Vec<Spanned<String>>,
    /// 机构文件。 The file of the organisation.
    pub org: Option<Spanned<String>>,
    /// 按哪一天有效的法律检查（2026-01-31），缺省为今天。 The day whose law applies; today if left out.
    pub as_of: Option<Spanned<String>>,
    /// 报告用的语言：zh 或 en。 The language of reports.
    pub lang: Option<Language>,
    /// 采用哪个方案（见 profiles 和规则自带的方案）。 The profile in force.
    pub profile: Option<Spanned<String>>,
    /// 是否连同费时的规则一起检查（同 --thorough、--no-thorough）；缺省只在写网页报告时检查。 Whether rules are looked at that take their time, as `--thorough` and `--no-thorough`; by default only where a page is written.
    pub thorough: Option<bool>,
    /// 只用这些规则：规则名、前缀（law/）或类别。 Only these rules: ids, prefixes (`law/`) or categories.
    pub select: Option<Vec<Spanned<String>>>,
    /// 不用这些规则。 Not these rules.
    pub ignore: Vec<Spanned<String>>,
    /// 改变规则的严重程度：error、warning、info 或 off。 Other severities for rules.
    pub severity: BTreeMap<Spanned<String>, Spanned<SeverityChoice>>,
    /// 达到哪种程度算不通过：error、warning、info 或 never。 From which severity on the check fails.
    pub fail_on: Option<Threshold>,
    /// 最多允许多少个警告。 The number of warnings allowed.
    pub max_warnings: Option<u32>,
    /// 不检查的文件（通配符，如 草稿/**）。 Files that are not checked, as globs.
    pub exclude: Vec<Spanned<String>>,
    /// 基线文件：其中的旧问题不再计数。 The baseline: old findings in it do not count.
    pub baseline: Option<Spanned<String>>,
    /// 豁免登记文件。 The register of waivers.
    pub waivers: Vec<Spanned<String>>,
    /// 可选用的方案。 Profiles to choose from.
    pub profiles: BTreeMap<String, Profile>,
    /// 对部分文件另作规定，后面的优先。 Other settings for some files; later ones win.
    pub overrides: Vec<Override>,
}

/// A named set of choices.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Profile {
    /// 只用这些规则。 Only these rules.
    pub select: Option<Vec<Spanned<String>>>,
    /// 不用这些规则。 Not these rules.
    pub ignore: Vec<Spanned<String>>,
    /// 改变规则的严重程度。 Other severities for rules.
    pub severity: BTreeMap<Spanned<String>, Spanned<SeverityChoice>>,
    /// 达到哪种程度算不通过。 From which severity on the check fails.
    pub fail_on: Option<Threshold>,
    /// 最多允许多少个警告。 The number of warnings allowed.
    pub max_warnings: Option<u32>,
}

/// Choices for some files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// 哪些文件（通配符，相对于配置文件所在文件夹）。 Which files, as globs relative to the folder of this file.
    pub files: Vec<Spanned<String>>,
    /// 只用这些规则。 Only these rules.
    #[serde(default)]
    pub select: Option<Vec<Spanned<String>>>,
    /// 不用这些规则。 Not these rules.
    #[serde(default)]
    pub ignore: Vec<Spanned<String>>,
    /// 改变规则的严重程度。 Other severities for rules.
    #[serde(default)]
    pub severity: BTreeMap<Spanned<String>, Spanned<SeverityChoice>>,
}

/// A severity, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SeverityChoice {
    /// Findings do not appear.
    Off,
    /// Advice.
    Info,
    /// Very likely a defect.
    Warning,
    /// Unlawful or plainly wrong.
    Error,
}

impl SeverityChoice {
    /// The severity; `None` for off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// From which severity on a check fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Threshold {
    /// Errors.
    #[default]
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Info,
    /// Findings never make it fail.
    Never,
}

impl Threshold {
    /// The least severity that fails; `None` for never.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}
