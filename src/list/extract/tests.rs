use super::*;
use crate::list::recognise;
use crate::read::read;

const LIST: &str = "序号,事项名称,权力类型,实施依据,责任事项,责任科室\n\
1,对占用盲道的处罚,行政处罚,《无障碍环境建设法》第六十五条,\"1.立案责任：发现线索的，及时立案。\n2.告知责任：告知权利，一次\"\"说清\"\"。\",执法科\n";

#[test]
fn every_part_says_where_it_came_from() {
    let (source, document) = read("list.csv", LIST.as_bytes().to_vec()).unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    let list = recognise(&source, &document, &vocabulary);
    let value = to_value(&list, &vocabulary);
    let item = &value["items"][0];
    assert_eq!(item["name"], "对占用盲道的处罚");
    assert_eq!(item["class"], "行政处罚");
    assert_eq!(item["at"], "2:1");
    assert_eq!(item["stages"][1]["kinds"][0], "告知");
    assert_eq!(item["stages"][1]["at"], "3:1");
    assert_eq!(item["citations"][0]["title"], "无障碍环境建设法");
    assert_eq!(item["citations"][0]["provisions"][0], "第六十五条");
    assert_eq!(value["counts"]["by_class"]["行政处罚"], 1);
    assert!(
        to_yaml(&list, &vocabulary)
            .unwrap()
            .contains("name: 对占用盲道的处罚")
    );
}

#[test]
fn the_table_can_be_read_again() {
    let (source, document) = read("list.csv", LIST.as_bytes().to_vec()).unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    let list = recognise(&source, &document, &vocabulary);
    let table = to_csv(&list, &vocabulary);
    assert!(table.contains("一次\"\"说清\"\"。"));
    let (source, document) = read("again.csv", table.into_bytes()).unwrap();
    let again = recognise(&source, &document, &vocabulary);
    assert_eq!(again.items.len(), 1);
    assert_eq!(again.items[0].stages.len(), 2);
}
