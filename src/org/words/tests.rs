use super::*;

#[test]
fn the_words_that_come_with_the_program_load() {
    let words = Words::builtin().unwrap();
    assert!(words.kinds().len() >= 5 && words.levels().len() == 5);
}

#[test]
fn posts_are_cut_off() {
    let words = Words::builtin().unwrap();
    for (text, unit) in [
        ("基金监管科负责人", "基金监管科"),
        ("医保服务局审核科窗口经办人员", "医保服务局审核科"),
        ("分管领导", ""),
        ("相关责任人", ""),
        ("窗口经办人员", ""),
        ("基金监管科", "基金监管科"),
        ("单位法定代表人", ""),
        ("局主要负责人", "局"),
        ("社会救助科长", "社会救助科"),
        ("社会救助科科长", "社会救助科"),
        ("社会救助科副科长", "社会救助科"),
        ("执法大队长", "执法大队"),
        ("分管副局长", ""),
        ("科长", ""),
    ] {
        assert_eq!(&text[..words.post_start(text)], unit, "{text}");
    }
}

#[test]
fn kinds_come_from_the_ending_of_a_name() {
    let words = Words::builtin().unwrap();
    for (name, kind) in [
        ("江州市市场监督管理局", "部门"),
        ("应急管理局", "部门"),
        ("医疗保险事业管理局", "直属事业单位"),
        ("社会救助科", "内设机构"),
        ("执法大队", "综合执法队伍"),
        ("东湖分局", "派出机构"),
    ] {
        let found = words
            .kind_of_name(name)
            .and_then(|kind| words.kind_entry(kind));
        assert_eq!(found.unwrap().name, kind, "{name}");
    }
}

#[test]
fn some_unit_of_a_department_is_no_name() {
    let words = Words::builtin().unwrap();
    for name in [
        "江州市医疗保障局相关业务科室",
        "市民政局有关科室",
        "县档案馆业务科室",
    ] {
        assert!(words.is_generic(name), "{name}");
    }
    for name in ["江州市医疗保障局基金监管科", "市民政局", "业务科"] {
        assert!(!words.is_generic(name), "{name}");
    }
}

#[test]
fn levels_come_from_the_beginning_of_a_name() {
    let words = Words::builtin().unwrap();
    for (name, level) in [
        ("江州市医疗保障局", Some("市")),
        ("市医保局", Some("市")),
        ("江州市东湖区医疗保障局", Some("县")),
        ("云岭省农业农村厅", Some("省")),
        ("自治区农业农村厅", Some("省")),
        ("上海市农业农村委员会", Some("省")),
        ("国家医疗保障局", Some("国家")),
        ("基金监管科", None),
        ("市场监督管理局", None),
        ("江州市市场监督管理局", Some("市")),
        ("民政部", Some("国家")),
        ("组织部", None),
    ] {
        let found = words
            .level_of_name(name)
            .map(|(level, _)| words.level_name(level));
        assert_eq!(found, level, "{name}");
    }
}

#[test]
fn templates_are_told_from_local_names() {
    let words = Words::builtin().unwrap();
    for name in [
        "地州市农业农村局",
        "县（市、区）商务主管部门",
        "XX市医疗保障局",
        "xx市医疗保障局",
        "某某",
        "（单位名称）",
        "（）市民政局",
        "……",
        "江州市X局",
    ] {
        assert!(words.template(name).is_some(), "{name}");
    }
    for name in [
        "江州市医疗保障局",
        "市医保局",
        "市场监管科",
        "地方标准科",
        "县域经济科",
        "区划地名科",
        "王某某",
        "X射线管理科",
    ] {
        assert!(words.template(name).is_none(), "{name}");
    }
}
