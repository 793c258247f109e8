//! Citations written with keys in one cell: 法律法规名称:…;依据文号:…;条款号:…;条款内容:….

use crate::source::{Part, Span, Text, View};
use crate::vocabulary::{LawKey, Words};

use super::super::Value;

/// A key with the bytes of its value in the view.
struct Keyed {
    key: LawKey,
    from: usize,
    to: usize,
}

/// The citations of `value` in the usual form (《…》（…）第…条：…), if it is written with keys. The text maps
/// back to the cell.
pub(super) fn rewritten<'s>(value: &Value<'s>, words: &Words) -> Option<View<'s>> {
    let text = value.as_str();
    let first = words.law_key(text)?;
    if first.0 != LawKey::Law {
        return None;
    }
    let parts = parts(text, words);
    let laws = parts.iter().filter(|part| part.key == LawKey::Law).count();
    if parts.len() < 2 || laws == 0 {
        return None;
    }
    let slice = |part: &Keyed| value.view.text().slice(part.from..part.to);
    let at = |offset: usize| value.view.source_span(offset..offset);
    let mut out: Vec<Part<'s>> = Vec::new();
    for part in &parts {
        let content = text.get(part.from..part.to).unwrap_or_default();
        if content.is_empty() {
            continue;
        }
        let bracketed =
            |open: &'static str, close: &'static str, written: &[char]| -> Vec<Part<'s>> {
                if content.starts_with(written) {
                    return vec![Part::Text(slice(part))];
                }
                vec![
                    Part::Words(open, at(part.from)),
                    Part::Text(slice(part)),
                    Part::Words(close, at(part.to)),
                ]
            };
        match part.key {
            LawKey::Law => out.extend(bracketed("《", "》", &['《'])),
            LawKey::Number => out.extend(bracketed("（", "）", &['（', '('])),
            LawKey::Article => out.push(Part::Text(slice(part))),
            LawKey::Text => {
                out.push(Part::Words("：", at(part.from)));
                out.push(Part::Text(slice(part)));
            }
        }
    }
    let span: Span = value.span();
    Some(View::new(&Text::assembled(&out, span)))
}

fn parts(text: &str, words: &Words) -> Vec<Keyed> {
    let mut parts: Vec<Keyed> = Vec::new();
    let mut fresh = true;
    for (at, character) in text.char_indices() {
        if fresh
            && let Some((key, length)) = text.get(at..).and_then(|rest| words.law_key(rest))
            && let Some(colon) = text.get(at + length..).and_then(|rest| rest.chars().next())
            && matches!(colon, ':' | '：')
        {
            close(&mut parts, at, text);
            parts.push(Keyed {
                key,
                from: at + length + colon.len_utf8(),
                to: text.len(),
            });
        }
        // A key stands at the start, after a separator, or after the end of a sentence.
        fresh = matches!(
            character,
            ';' | '；' | '。' | ',' | '，' | '》' | '号' | '条' | '款' | '项'
        );
    }
    close(&mut parts, text.len(), text);
    parts
}

/// Ends the last part before `at`, its separator left out.
fn close(parts: &mut [Keyed], at: usize, text: &str) {
    if let Some(last) = parts.last_mut() {
        let content = text.get(last.from..at).unwrap_or_default();
        last.to = last.from + content.trim_end_matches([';', '；', ',', '，']).len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn keys_are_read_as_a_citation() {
        let source = "法律法规名称:江州市档案条例;依据文号:江府令第3号;条款号:第十条;条款内容:档案应当归档。;法律法规名称:《江州市保密规定》;条款号:第二条第一款";
        let value = Value::new(Text::verbatim(source, Span::new(0, source.len())));
        let vocabulary = Vocabulary::builtin().unwrap();
        let view = rewritten(&value, vocabulary.words()).unwrap();
        assert_eq!(
            view.as_str(),
            "《江州市档案条例》（江府令第3号）第十条：档案应当归档。《江州市保密规定》第二条第一款"
        );
        let found = crate::law::parse(&view, None);
        let titles: Vec<&str> = found
            .iter()
            .map(|citation| citation.title.as_str())
            .collect();
        assert_eq!(titles, ["江州市档案条例", "江州市保密规定"]);
        assert_eq!(&source[found[0].title_span.range()], "江州市档案条例");
        assert_eq!(&source[found[0].articles[0].span.range()], "第十条");
    }
}
