//! Lists of any size, the same for the same seed: names, bases, stages and posts made of parts, about
//! 3 kB an item as in published lists.

use std::fmt::Write as _;

const CLASSES: [&str; 6] = [
    "行政处罚",
    "行政许可",
    "行政强制",
    "行政检查",
    "行政确认",
    "行政给付",
];
const OBJECTS: [&str; 16] = [
    "餐饮具集中消毒单位",
    "网约车平台",
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
    "电梯维护单位",
    "测绘成果",
];
const ACTS: [&str; 16] = [
    "未按规定备案",
    "擅自变更用途",
    "拒不接受检查",
    "隐瞒有关情况",
    "超出核定范围",
    "未建立台账",
    "逾期不改正",
    "伪造记录",
    "未配备专职人员",
    "违反安全规程",
    "转让许可证件",
    "未公示收费标准",
    "不如实报送资料",
    "损毁标志设施",
    "未落实整改",
    "压缩合理工期",
];
const STAGES: [&str; 7] = [
    "立案责任",
    "调查责任",
    "审查责任",
    "告知责任",
    "决定责任",
    "送达责任",
    "执行责任",
];
const UNITS: [&str; 5] = ["综合科", "监督一科", "监督二科", "法制科", "政务服务科"];
const SENTENCES: [&str; 6] = [
    "按照规定程序办理，全程记录，资料及时归档",
    "由两名以上执法人员办理，出示证件，听取当事人的陈述和申辩",
    "在规定期限内作出处理，书面告知结果和救济途径，告知要求听证的权利",
    "对办理过程中知悉的商业秘密和个人信息予以保密",
    "发现涉及其他部门职责的，在七个工作日内移送",
    "集体讨论重大事项，经法制审核后报负责人批准",
];

/// One item in parts.
pub struct Item {
    pub number: usize,
    pub name: String,
    pub class: &'static str,
    pub basis: String,
    pub duties: Vec<String>,
    pub units: Vec<&'static str>,
    pub cases: String,
}

/// Numbers that look random and are the same everywhere (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }

    fn of<T: Copy>(&mut self, words: &[T]) -> T {
        words[self.below(words.len())]
    }
}

/// `count` items.
pub fn items(count: usize, seed: u64) -> Vec<Item> {
    let mut numbers = Numbers(seed);
    (1..=count)
        .map(|number| item(number, &mut numbers))
        .collect()
}

fn item(number: usize, numbers: &mut Numbers) -> Item {
    let class = numbers.of(&CLASSES);
    let (object, act, more) = (numbers.of(&OBJECTS), numbers.of(&ACTS), numbers.of(&ACTS));
    let place = numbers.below(1 << 20);
    let mut basis = String::new();
    for _ in 0..3 {
        let _ = write!(
            basis,
            "《江州市{object}管理条例》第{}条：{object}{act}或者{more}的，由主管部门责令限期改正，{}；情节严重的，{}。",
            numbers.below(60) + 1,
            numbers.of(&SENTENCES),
            numbers.of(&SENTENCES)
        );
    }
    let duties = STAGES
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            format!(
                "{}.{stage}：{}；{}。",
                index + 1,
                numbers.of(&SENTENCES),
                numbers.of(&SENTENCES)
            )
        })
        .collect();
    let mut cases = String::from("因不履行或不正确履行职责，有下列情形的，应当承担责任：");
    for index in 1..=6 {
        let _ = write!(
            cases,
            "{index}.对{}{}的；",
            numbers.of(&OBJECTS),
            numbers.of(&ACTS)
        );
    }
    Item {
        number,
        name: format!("对{object}第{place}号{act}、{more}的{class}"),
        class,
        basis,
        duties,
        units: STAGES.iter().map(|_| numbers.of(&UNITS)).collect(),
        cases,
    }
}

/// The list as a wide table.
pub fn csv(items: &[Item]) -> String {
    let mut text =
        String::from("序号,事项名称,权力类型,行使主体,设定依据,责任事项,责任科室,追责情形\r\n");
    for item in items {
        let _ = write!(
            text,
            "{},{},{},江州市综合行政执法局,{},\"{}\",\"{}\",{}\r\n",
            item.number,
            item.name,
            item.class,
            item.basis,
            item.duties.join("\n"),
            item.units.join("\n"),
            item.cases
        );
    }
    text
}

/// The list in its canonical form.
pub fn yaml(items: &[Item]) -> String {
    let mut text = String::from("title: 江州市综合行政执法局权责清单\nitems:\n");
    for item in items {
        let _ = write!(
            text,
            "  - number: {}\n    name: {}\n    type: {}\n    actor: 江州市综合行政执法局\n    basis: |-\n      {}\n    duties:\n",
            item.number, item.name, item.class, item.basis
        );
        for duty in &item.duties {
            let _ = writeln!(text, "      - {duty}");
        }
        text.push_str("    unit:\n");
        for unit in &item.units {
            let _ = writeln!(text, "      - {unit}");
        }
        let _ = writeln!(text, "    cases: |-\n      {}", item.cases);
    }
    text
}
