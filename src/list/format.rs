//! The form of lists kept in repositories, as a JSON Schema for editors. The recogniser reads more than
//! this (Chinese keys, other shapes); see `docs/list-format.md`.

use schemars::{JsonSchema, Schema};

/// 权责清单: the list of powers and duties of one department.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ListFile {
    /// 清单名称
    title: Option<String>,
    /// 部门名称
    department: Option<String>,
    /// 主体责任：the main duties of the department, one a member.
    #[schemars(default)]
    duties: Vec<String>,
    /// 职责边界：boundaries with other departments, one a member.
    #[schemars(default)]
    boundaries: Vec<String>,
    /// 事项
    #[schemars(default)]
    items: Vec<ItemRecord>,
    /// 分类：groups of items, where the list has them.
    #[schemars(default)]
    sections: Vec<SectionRecord>,
}

/// A group of items.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct SectionRecord {
    /// 名称；a count in it (行政许可（11项）) is compared with the items.
    title: String,
    /// 事项
    items: Vec<ItemRecord>,
}

/// 事项: one power with its duties.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
struct ItemRecord {
    /// 序号
    number: Option<Number>,
    /// 事项编码
    code: Option<String>,
    /// 事项名称
    name: String,
    /// 子项名称，where the sub-item is written as an item of its own.
    sub_name: Option<String>,
    /// 权力类型：行政处罚 …；其他行政权力（审核转报）
    #[schemars(rename = "type")]
    class: String,
    /// 行使主体
    actor: Option<Texts>,
    /// 承办机构、责任岗位；as many as there are duties, where each answers for one.
    unit: Option<Texts>,
    /// 行使层级
    level: Option<Texts>,
    /// 实施权限
    scope: Option<Texts>,
    /// 部门职责
    function: Option<Texts>,
    /// 实施依据：《…》第…条：…
    basis: Option<Provisions>,
    /// 责任事项：one member a stage.
    duties: Option<Duties>,
    /// 责任事项依据
    duty_basis: Option<Provisions>,
    /// 追责对象范围
    target: Option<Texts>,
    /// 追责情形
    cases: Option<Texts>,
    /// 追责依据
    accountability_basis: Option<Provisions>,
    /// 行政相对人
    counterpart: Option<Texts>,
    /// 监督电话、救济渠道
    remedy: Option<Texts>,
    /// 办理期限
    time_limit: Option<Texts>,
    /// 收费情况
    fee: Option<Texts>,
    /// 运行流程
    procedure: Option<Texts>,
    /// 申请材料
    materials: Option<Texts>,
    /// 办理条件
    conditions: Option<Texts>,
    /// 廉政风险点
    risk: Option<Texts>,
    /// 调整意见
    adjustment: Option<Texts>,
    /// 备注
    remark: Option<Texts>,
    /// 子项：items of their own under this one; what they leave out is this item's.
    #[schemars(default)]
    sub_items: Vec<ItemRecord>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Number {
    Number(u32),
    Text(String),
}

/// One text, or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Texts {
    One(String),
    Many(Vec<String>),
}

/// Provisions as people write them (《…》第…条：…), or taken apart.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Provisions {
    One(String),
    Many(Vec<Provision>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Provision {
    Text(String),
    Parts {
        /// 法律法规名称，in 《》.
        law: String,
        /// 条款号：第八十四条第一款
        article: Option<String>,
        /// 条款内容
        text: Option<String>,
    },
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Duties {
    One(String),
    Many(Vec<Duty>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Duty {
    /// 1.立案责任：…
    Text(String),
    Parts {
        /// 环节：立案责任
        stage: String,
        /// 责任内容
        text: String,
        /// 责任岗位
        unit: Option<Texts>,
    },
}

/// The JSON Schema of lists in their canonical form.
pub fn schema() -> Schema {
    schemars::schema_for!(ListFile)
}
