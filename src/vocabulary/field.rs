use serde::{Deserialize, Serialize};

/// The fields of an item. Their names and synonyms are data; these are the concepts behind them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// 序号
    Number,
    /// 事项编码
    Code,
    /// 事项名称
    Name,
    /// 子项名称
    SubName,
    /// 权力类型
    Type,
    /// 行使主体
    Actor,
    /// 承办机构、责任科室、责任岗位
    Unit,
    /// 行使层级
    Level,
    /// 权力设定依据
    Basis,
    /// 责任事项
    Duties,
    /// 责任事项依据
    DutyBasis,
    /// 追责对象范围
    Target,
    /// 追责情形
    Cases,
    /// 追责依据
    AccountabilityBasis,
    /// 监督电话、救济渠道
    Remedy,
    /// 办理期限
    TimeLimit,
    /// 收费情况
    Fee,
    /// 备注
    Remark,
}

impl Field {
    /// Every field, in the usual order of columns.
    pub const ALL: [Self; 18] = [
        Self::Number,
        Self::Code,
        Self::Name,
        Self::SubName,
        Self::Type,
        Self::Actor,
        Self::Unit,
        Self::Level,
        Self::Basis,
        Self::Duties,
        Self::DutyBasis,
        Self::Target,
        Self::Cases,
        Self::AccountabilityBasis,
        Self::Remedy,
        Self::TimeLimit,
        Self::Fee,
        Self::Remark,
    ];

    /// The key in rules, extracts and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Code => "code",
            Self::Name => "name",
            Self::SubName => "sub-name",
            Self::Type => "type",
            Self::Actor => "actor",
            Self::Unit => "unit",
            Self::Level => "level",
            Self::Basis => "basis",
            Self::Duties => "duties",
            Self::DutyBasis => "duty-basis",
            Self::Target => "target",
            Self::Cases => "cases",
            Self::AccountabilityBasis => "accountability-basis",
            Self::Remedy => "remedy",
            Self::TimeLimit => "time-limit",
            Self::Fee => "fee",
            Self::Remark => "remark",
        }
    }

    /// The field of `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}
