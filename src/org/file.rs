use schemars::JsonSchema;
use serde::Deserialize;

use crate::tree::Spanned;

/// An organisation file: the units of one or several departments.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OrganisationFile {
    /// The department whose list is checked with this file: the id or a name of one of its units.
    /// Without it the department that the list's title names, else the only department of the file.
    #[serde(default)]
    pub department: Option<Spanned<String>>,
    /// The units, in any order; a unit may hold its own units.
    pub units: Vec<UnitEntry>,
}

/// One unit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct UnitEntry {
    /// A handle for `parent` and the successors, needed only where two units have one name.
    #[serde(default)]
    pub id: Option<Spanned<String>>,
    /// The full name; a second sign (加挂牌子) may stand in brackets after it.
    pub name: Spanned<String>,
    /// 部门, 内设机构, 直属事业单位, 派出机构, 综合执法队伍 (rules/vocabulary/organisation.yaml).
    #[serde(default)]
    pub kind: Option<Spanned<String>>,
    /// 国家, 省, 市, 县, 乡; that of the parent where none is written.
    #[serde(default)]
    pub level: Option<Spanned<String>>,
    /// The unit it belongs to: an id or a name. Not needed inside `units` of another unit.
    #[serde(default)]
    pub parent: Option<Spanned<String>>,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// Short names in use (市医保局).
    #[serde(default)]
    pub short_names: Vec<Spanned<String>>,
    /// Signs hung beside the name (加挂牌子).
    #[serde(default)]
    pub plaques: Vec<Spanned<String>>,
    /// Names it had before.
    #[serde(default)]
    pub former_names: Vec<FormerName>,
    /// The day it was set up (`YYYY-MM-DD`).
    #[serde(default)]
    pub since: Option<Spanned<String>>,
    /// The first day on which it no longer existed.
    #[serde(default)]
    pub until: Option<Spanned<String>>,
    /// The unit that goes on under another name.
    #[serde(default)]
    pub renamed_to: Option<Spanned<String>>,
    /// The unit that took it in.
    #[serde(default)]
    pub merged_into: Option<Spanned<String>>,
    /// The units it was parted into.
    #[serde(default)]
    pub split_into: Vec<Spanned<String>>,
    /// The bodies that entrusted it with penalties (行政处罚法 art 20).
    #[serde(default)]
    pub entrusted_by: Vec<Spanned<String>>,
    /// The laws and regulations that give it the power itself (行政处罚法 art 19).
    #[serde(default)]
    pub authorised_by: Vec<Spanned<String>>,
    /// Whether it is known to hold no item of the list, so that nobody asks for one.
    #[serde(default)]
    pub without_powers: bool,
    /// For people.
    #[serde(default)]
    pub note: Option<String>,
    /// The units within it.
    #[serde(default)]
    pub units: Vec<UnitEntry>,
}

/// A name a unit had before.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FormerName {
    /// The name.
    pub name: Spanned<String>,
    /// The first day on which it was no longer the name (`YYYY-MM-DD`).
    #[serde(default)]
    pub until: Option<Spanned<String>>,
}
