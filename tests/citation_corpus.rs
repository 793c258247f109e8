//! All citations of published lists, where they are at hand: what holds of every one of them, and figures.
#![allow(clippy::unwrap_used, clippy::expect_used)] // A failing test is meant to stop.

use std::path::PathBuf;

use dutylint::law::verify::{Resolution, Verifier};
use dutylint::law::{CitationProblem, LawTable, TitleForm};
use dutylint::read::{ReadOptions, read_with};
use dutylint::vocabulary::Vocabulary;

#[derive(Debug, Default)]
struct Figures {
    files: usize,
    items: usize,
    citations: usize,
    bracketed: usize,
    bare: usize,
    continued: usize,
    with_articles: usize,
    with_quotation: usize,
    with_number: usize,
    with_version: usize,
    resolved: usize,
    ended: usize,
    unbalanced: usize,
    malformed: usize,
    /// 《 in fields that hold citations, but for those within quoted text.
    brackets: usize,
    not_citations: usize,
}

#[test]
fn every_citation_of_published_lists() {
    let shared =
        std::env::var_os("DUTYLINT_SHARED").map_or_else(|| "../shared".into(), PathBuf::from);
    let mut paths: Vec<PathBuf> = ["lists", "seeds"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(shared.join(folder)).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|ending| ending != "md"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        eprintln!("{} is absent: no published list is read", shared.display());
        return;
    }
    let vocabulary = Vocabulary::builtin().unwrap();
    let table = LawTable::builtin();
    let verifier = Verifier::new(table, jiff::civil::date(2024, 12, 1));
    let mut figures = Figures::default();
    for path in &paths {
        let bytes = std::fs::read(path).unwrap();
        let name = path.display().to_string();
        let Ok((source, document)) = read_with(&name, bytes, &ReadOptions::default()) else {
            panic!("{name} is not read");
        };
        let list = dutylint::list::recognise(&source, &document, &vocabulary);
        figures.files += 1;
        figures.items += list.items.len();
        for item in &list.items {
            let holds = |field| vocabulary.field(field).is_some_and(|words| words.citations);
            let values = item.fields.iter().filter(|(field, _)| holds(*field));
            let mut outside = 0;
            for (_, value) in values {
                for (at, _) in value.as_str().match_indices('《') {
                    let span = value.view.source_span(at..at + '《'.len_utf8());
                    let quoted = item.citations.iter().any(|(_, citation)| {
                        citation
                            .quotation
                            .as_ref()
                            .is_some_and(|text| text.span().contains(span))
                    });
                    outside += usize::from(!quoted);
                }
            }
            figures.brackets += outside;
            let mut titled = 0;
            for (_, citation) in &item.citations {
                let slice = |span: dutylint::source::Span| source.text().get(span.range()).unwrap();
                assert!(!slice(citation.span).is_empty(), "{name}");
                let _ = slice(citation.title_span);
                for article in &citation.articles {
                    assert!(citation.span.contains(article.span), "{name}: {citation:?}");
                    assert!(
                        slice(article.span).contains([
                            '第', '附', '（', '(', '、', '至', '一', '二', '三', '四', '五', '六',
                            '七', '八', '九', '十'
                        ]),
                        "{name}: {article:?}"
                    );
                }
                figures.citations += 1;
                figures.continued += usize::from(citation.continued);
                let own = !citation.continued;
                let bracketed = citation.form == TitleForm::Bracketed;
                figures.bracketed += usize::from(own && bracketed);
                titled += usize::from(own && bracketed);
                figures.bare += usize::from(own && !bracketed);
                figures.with_articles += usize::from(!citation.articles.is_empty());
                figures.with_quotation += usize::from(citation.quotation.is_some());
                figures.with_number += usize::from(own && citation.document_number.is_some());
                figures.with_version += usize::from(own && citation.version.is_some());
                let problem = |wanted: &[CitationProblem]| {
                    citation
                        .problems
                        .iter()
                        .any(|(problem, _)| wanted.contains(problem))
                };
                use CitationProblem::{
                    BackwardRange, MalformedNumber, UnclosedNote, UnclosedTitle, UnopenedTitle,
                };
                figures.unbalanced +=
                    usize::from(problem(&[UnclosedTitle, UnopenedTitle, UnclosedNote]));
                figures.malformed += usize::from(problem(&[MalformedNumber, BackwardRange]));
                match verifier.resolve(citation, &|_| true) {
                    Resolution::Known(..) => figures.resolved += 1,
                    Resolution::Ended(_) => figures.ended += 1,
                    Resolution::Unknown => {}
                }
            }
            figures.not_citations += outside.saturating_sub(titled);
        }
    }
    println!("{figures:#?}");
    // What the lists are known to hold at the least; a grammar that loses citations is noticed.
    assert!(figures.citations > 1_500, "{figures:#?}");
    assert!(
        figures.with_articles * 10 > figures.citations * 8,
        "{figures:#?}"
    );
    assert!(
        (figures.resolved + figures.ended) * 10 > figures.citations * 6,
        "{figures:#?}"
    );
    assert!(figures.unbalanced * 50 < figures.citations, "{figures:#?}");
}
