use serde::{Deserialize, Serialize};

/// Declares the fields once: variant, key, and what the doc says of it.
macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $key:literal,)*) => {
        /// The fields of an item. Their names and synonyms are data; these are the concepts behind them.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize, schemars::JsonSchema,
        )]
        #[serde(rename_all = "kebab-case")]
        pub enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// Every field, in the usual order of columns.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The key in rules, extracts and reports.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

fields! {
    /// 序号
    Number = "number",
    /// 事项编码
    Code = "code",
    /// 事项名称
    Name = "name",
    /// 子项名称
    SubName = "sub-name",
    /// 权力类型
    Type = "type",
    /// 行使主体
    Actor = "actor",
    /// 承办机构、责任科室、责任岗位
    Unit = "unit",
    /// 行使层级
    Level = "level",
    /// 实施权限（该层级的权限范围）
    Scope = "scope",
    /// 部门职责
    Function = "function",
    /// 权力设定依据
    Basis = "basis",
    /// 办理环节
    Stage = "stage",
    /// 责任事项
    Duties = "duties",
    /// 责任事项依据
    DutyBasis = "duty-basis",
    /// 追责对象范围
    Target = "target",
    /// 追责情形
    Cases = "cases",
    /// 追责依据
    AccountabilityBasis = "accountability-basis",
    /// 行政相对人
    Counterpart = "counterpart",
    /// 监督电话、救济渠道
    Remedy = "remedy",
    /// 办理期限
    TimeLimit = "time-limit",
    /// 收费情况
    Fee = "fee",
    /// 运行流程
    Procedure = "procedure",
    /// 申请材料
    Materials = "materials",
    /// 办理条件
    Conditions = "conditions",
    /// 廉政风险点
    Risk = "risk",
    /// 调整意见
    Adjustment = "adjustment",
    /// 备注
    Remark = "remark",
}

impl Field {
    /// The field of `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Its position in [`Field::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
