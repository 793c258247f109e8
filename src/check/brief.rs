//! Rule packs without their examples.

/// The text with blanks in place of the `examples` of its rules, which end where a line is indented no
/// deeper than they are. Line breaks stay. (All cuts are at ends of lines.)
pub fn without_examples(text: &str) -> String {
    const BEFORE: &str = "\n    examples:";
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = text[from..].find(BEFORE) {
        let start = from + at + 1;
        let end = end_of_examples(text, start);
        kept.push_str(&text[from..start]);
        for line in text[start..end].split_inclusive('\n') {
            let content = line.trim_end_matches(['\r', '\n']).len();
            push_blanks(&mut kept, content);
            kept.push_str(&line[content..]);
        }
        from = end;
    }
    kept.push_str(&text[from..]);
    kept
}

fn push_blanks(text: &mut String, mut count: usize) {
    const BLANKS: &str = "                                                                ";
    while count > 0 {
        let now = count.min(BLANKS.len());
        text.push_str(&BLANKS[..now]);
        count -= now;
    }
}

/// Where the examples end whose first line begins at `start`.
fn end_of_examples(text: &str, start: usize) -> usize {
    const INDENT: usize = 4;
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if end > start && indent <= INDENT && !content.trim_end().is_empty() {
            break;
        }
        end += line.len();
    }
    end
}
