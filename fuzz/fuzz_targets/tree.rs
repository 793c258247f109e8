#![no_main]

use dutylint::tree::{comments, duplicate_keys, parse_json_lines, parse_yaml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(nodes) = parse_yaml(text) {
        nodes.iter().for_each(|node| dutylint_fuzz::check_node(text, node));
        duplicate_keys(&nodes, text);
    }
    for comment in comments(text) {
        assert!(text[comment.span.range()].starts_with('#'));
    }
    for node in parse_json_lines(text).iter().flatten() {
        dutylint_fuzz::check_node(text, node);
    }
});
