//! What must hold of everything that is read, whatever the bytes.

use std::io::{Cursor, Write};

use dutylint::law;
use dutylint::law::verify::Verifier;
use dutylint::read::{Format, ReadOptions, read, read_with};
use dutylint::source::{Span, Text, View};

#[path = "../tests/invariants/mod.rs"]
mod invariants;

use invariants::check_span;
pub use invariants::{check_document, check_node};

/// Reads `bytes` as a text of this format and checks the document.
pub fn read_as(format: Format, bytes: &[u8]) {
    let options = ReadOptions {
        encoding: None,
        format: Some(format),
    };
    if let Ok((source, document)) = read_with("fuzz", bytes.to_vec(), &options) {
        check_document(&source, &document);
    }
}

/// Reads a file of any kind and checks the document.
pub fn read_file(bytes: Vec<u8>) {
    if let Ok((source, document)) = read("fuzz", bytes) {
        check_document(&source, &document);
    }
}

/// A package with these parts. What is fuzzed is the XML: a byte 0xFF, which no XML has, parts the input.
pub fn package(bytes: &[u8], names: &[&str], fixed: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = names.iter().copied().zip(bytes.split(|byte| *byte == 0xFF));
    let fixed = fixed.iter().map(|(name, text)| (*name, text.as_bytes()));
    for (name, content) in fixed.chain(parts) {
        writer.start_file(name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A compound file with these streams. The first two bytes of the input tell, in units of 64 bytes, where the second begins.
pub fn compound(bytes: &[u8], names: [&str; 2]) -> Vec<u8> {
    let (cut, rest) = bytes.split_first_chunk::<2>().unwrap_or((&[0, 0], bytes));
    let (first, second) = rest.split_at((usize::from(u16::from_le_bytes(*cut)) * 64).min(rest.len()));
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in names.into_iter().zip([first, second]) {
        if !name.is_empty() {
            compound.create_stream(name).unwrap().write_all(content).unwrap();
        }
    }
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

/// Spans of every part of a citation lie in the text, quotations do not overlap, and it can be verified.
pub fn check_citations(text: &str) {
    let view = View::new(&Text::verbatim(text, Span::new(0, text.len())));
    let verifier = Verifier::new(law::LawTable::builtin(), jiff::civil::date(2024, 6, 1));
    let mut end = 0;
    for citation in law::parse(&view, None) {
        assert!(!citation.title.is_empty());
        check_span(text, citation.span);
        check_span(text, citation.title_span);
        citation.articles.iter().for_each(|article| check_span(text, article.span));
        citation.problems.iter().for_each(|(_, span)| check_span(text, *span));
        let parts = [
            &citation.inner,
            &citation.issuer,
            &citation.document_number,
            &citation.version,
            &citation.abbreviation,
            &citation.rank,
        ];
        parts.into_iter().flatten().for_each(|(_, span)| check_span(text, *span));
        if let Some(quotation) = &citation.quotation {
            check_span(text, quotation.span());
            assert!(quotation.span().start() >= end);
            end = quotation.span().end();
        }
        for finding in verifier.findings(&citation, &|_| true) {
            check_span(text, finding.span);
        }
    }
}
