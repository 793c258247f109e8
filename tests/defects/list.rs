//! Clean lists in the shape of published ones: a wide table, duties in numbered stages that repeat from item
//! to item, each item with its own object. The same for the same seed.

use dutylint::slip::language::inject::Random;

/// The columns.
pub const HEADERS: [&str; 9] = [
    "序号",
    "事项名称",
    "权力类型",
    "行使主体",
    "承办机构",
    "实施依据",
    "责任事项",
    "追责情形",
    "监督电话",
];
pub const NUMBER: usize = 0;
pub const NAME: usize = 1;
pub const CLASS: usize = 2;
pub const ACTOR: usize = 3;
pub const UNIT: usize = 4;
pub const BASIS: usize = 5;
pub const DUTIES: usize = 6;
pub const CASES: usize = 7;
pub const TELEPHONE: usize = 8;

/// A row of cells.
pub type Row = [String; 9];

const OBJECTS: [&str; 24] = [
    "餐饮具集中消毒单位",
    "殡葬服务机构",
    "建筑起重机械",
    "户外广告设施",
    "农村集体资产",
    "校外培训机构",
    "渔业船舶",
    "古树名木",
    "地下管线",
    "养老机构",
    "快递末端网点",
    "种子生产基地",
    "水库大坝",
    "测绘成果",
    "无障碍设施",
    "燃气经营企业",
    "城市雕塑",
    "河道采砂",
    "野生植物",
    "公共浴室",
    "民用爆炸物品仓库",
    "停车场库",
    "灯塔航标",
    "冷链仓储企业",
];
const ACTS: [&str; 12] = [
    "未按照规定备案",
    "擅自变更用途",
    "拒不接受监督检查",
    "隐瞒有关情况",
    "超出核定范围经营",
    "未建立管理台账",
    "逾期不改正违法行为",
    "伪造检验记录",
    "未配备专职管理人员",
    "违反安全操作规程",
    "转让许可证件",
    "损毁标志设施",
];
const UNITS: [&str; 4] = [
    "综合业务管理科",
    "安全监督检查科",
    "政策法规科",
    "政务服务管理科",
];

/// A list of `count` items in random order.
pub fn clean(count: usize, random: &mut Random) -> Vec<Row> {
    let mut pairs: Vec<(usize, usize)> = (0..OBJECTS.len())
        .flat_map(|object| (0..ACTS.len()).map(move |act| (object, act)))
        .collect();
    for at in (1..pairs.len()).rev() {
        pairs.swap(at, random.below(at + 1));
    }
    // Neighbours differ in object and act, as the items of a list do.
    pairs.truncate(count);
    pairs
        .iter()
        .enumerate()
        .map(|(at, &(object, act))| row(at + 1, OBJECTS[object], ACTS[act], random))
        .collect()
}

fn row(number: usize, object: &str, act: &str, random: &mut Random) -> Row {
    let article = random.below(40) + 1;
    let name = format!("对{object}{act}的处罚");
    let duties = [
        format!("1.立案责任：通过举报、巡查等途径发现{object}{act}的，应当及时审查，符合条件的在七个工作日内决定立案。"),
        "2.调查责任：指定专人负责，执法人员不得少于两人，主动出示执法证件，收集与案件有关的证据。".to_owned(),
        "3.审查责任：审理案件调查报告，对违法事实、证据、法律适用、程序合法性等方面进行审查，提出处理意见。".to_owned(),
        "4.告知责任：作出行政处罚决定前，书面告知当事人违法事实及其享有的陈述、申辩、要求听证等权利。".to_owned(),
        "5.决定责任：制作行政处罚决定书，载明处罚的事实和依据、处罚内容、申请行政复议和提起行政诉讼的途径和期限。".to_owned(),
        "6.送达责任：行政处罚决定书应当在七日内送达当事人。".to_owned(),
        "7.其他责任：法律、法规、规章规定应当履行的其他责任。".to_owned(),
    ]
    .join("\n");
    let cases =
        "因不履行或者不正确履行职责，有下列情形的，行政机关及相关工作人员应当承担相应责任：\
                 1.对应当予以制止和处罚的违法行为不予制止、处罚的；\
                 2.不具备行政执法资格实施行政处罚的；\
                 3.擅自改变行政处罚种类、幅度的；\
                 4.违反法定程序实施行政处罚的；\
                 5.其他违反法律、法规、规章规定的行为。"
            .to_owned();
    [
        number.to_string(),
        name,
        "行政处罚".to_owned(),
        "江州市综合行政执法局".to_owned(),
        UNITS[random.below(UNITS.len())].to_owned(),
        format!(
            "《江州市{object}管理办法》（2019年4月18日公布）第{article}条：{object}{act}的，由主管部门责令限期改正；逾期不改正的，处五百元以上三千元以下罚款。"
        ),
        duties,
        cases,
        "0791-6600210".to_owned(),
    ]
}

/// The list as a file.
pub fn csv(rows: &[Row]) -> String {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |cells: &[String]| {
        cells
            .iter()
            .map(|text| cell(text))
            .collect::<Vec<_>>()
            .join(",")
            + "\r\n"
    };
    let mut text = String::from("江州市综合行政执法局权责清单\r\n");
    text.push_str(&line(&HEADERS.map(str::to_owned)));
    for row in rows {
        text.push_str(&line(row));
    }
    text
}
