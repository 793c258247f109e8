//! Titles in 《》 with their notes and provisions.

use std::ops::Range;

use super::{Heading, State};
use crate::law::citation::{Citation, CitationProblem, ProvisionKind, TitleForm};
use crate::law::lead::Lead;
use crate::law::notes::{self, Notes};
use crate::law::numeral;
use crate::law::provision::{self, Group, Provision};
use crate::law::title::{self, Title};
use crate::law::words;

impl State<'_, '_, '_> {
    /// The citation of a title, if it is one.
    pub(super) fn titled(&mut self, open: usize, title: &Title) -> Option<Heading> {
        let words = self.grammar.words;
        let scan = self.scan;
        let written = scan.text.get(title.text.clone())?;
        if written.trim().is_empty() {
            return None;
        }
        let lead = Lead::before(&scan, words, open, self.floor);
        let mut problems = title.problems.clone();
        let (name, end) = lead.whole_title(&scan, words, title, &mut problems);
        let canonical = title::canonical(&name);
        let bare = canonical
            .trim_end_matches("（试行）")
            .trim_end_matches("（暂行）")
            .trim_end_matches("（草案）");
        let not_instrument = words::ends(bare, &words.not_instrument).is_some()
            && words::ends(bare, &words.instrument).is_none_or(|instrument| {
                words::ends(bare, &words.not_instrument)
                    .is_some_and(|form| form.len() > instrument.len())
            });
        if not_instrument {
            return None;
        }
        // 《甲办法》》: a bracket too many.
        let doubled = scan.rest(end).starts_with('》');
        if doubled {
            problems.push((CitationProblem::UnopenedTitle, end..end + '》'.len_utf8()));
        }
        let end = end + if doubled { '》'.len_utf8() } else { 0 };
        let notes = notes::after(&scan, words, end);
        problems.extend(notes.problems.iter().cloned());
        let (group, after) = self.provisions(notes.end, &notes);
        let named = group.is_some() || notes.document_number.is_some() || notes.version.is_some();
        if !named && words::ends(bare, &words.instrument).is_none() && lead.rank.is_none() {
            return None;
        }
        let (tail, body) = self.tail(after, lead.verb, group.is_some());
        if self.open.is_some() && !self.interrupts(&lead, &notes, group.is_some(), tail) {
            return None;
        }
        let document_number = notes.document_number.or(lead.document_number.clone());
        let citation = Citation {
            span: scan.view.source_span(lead.start..after),
            title_span: scan.view.source_span(title.text.clone()),
            title: canonical,
            form: TitleForm::Bracketed,
            continued: false,
            inner: title
                .inner
                .clone()
                .or_else(|| passed_on(&lead, title))
                .map(|inner| {
                    let written = scan.text.get(inner.clone()).unwrap_or_default();
                    (title::canonical(written), scan.view.source_span(inner))
                }),
            issuer: self.named(lead.issuer.clone()),
            document_number: self.named(document_number),
            version: self.named(notes.version.clone()),
            abbreviation: self.named(notes.abbreviation.clone()),
            rank: self.named(lead.rank.clone()),
            articles: self.articles(group.as_ref()),
            quotation: None,
            problems: problems
                .into_iter()
                .chain(group.into_iter().flat_map(|group| group.problems))
                .map(|(problem, range)| (problem, scan.view.source_span(range)))
                .collect(),
        };
        Some(Heading {
            citation,
            start: lead.start,
            end: after,
            tail,
            body,
        })
    }

    /// The provisions after a title and its notes, and the byte after them.
    fn provisions(&self, at: usize, notes: &Notes) -> (Option<Group>, usize) {
        let scan = self.scan;
        let words = self.grammar.words;
        let mut start = scan.skip_markup(at);
        // 《甲法》中第三条, 《甲法》的第三条, 《甲法》：第三条, 《甲法》（…），第三条
        let rest = scan.rest(start);
        for link in &words.link {
            if let Some(after) = rest.strip_prefix(link.as_str())
                && scan
                    .rest(scan.skip_markup(start + link.len()))
                    .starts_with('第')
            {
                start = scan.skip_markup(scan.text.len() - after.len());
                break;
            }
        }
        let group = provision::group(&scan, start, None);
        if let Some(group) = group.or_else(|| provision::shortened(&scan, start)) {
            let end = group.end;
            return (Some(group), end);
        }
        if let Some(word) = words::starts(scan.rest(start), &words.annex) {
            let number_at = start + word.len();
            let numeral = numeral::prefix(scan.rest(number_at))
                .or_else(|| numeral::bracketed_prefix(scan.rest(number_at)));
            if let Some((numeral, value)) =
                numeral.and_then(|numeral| Some((numeral, numeral.value?)))
            {
                let mut end = number_at + numeral.len;
                let range = start..end;
                // 附件2《职责分工》: the title of the annex.
                if scan.rest(end).starts_with('《')
                    && let Some(title) = title::scan(&scan, words, end)
                {
                    end = title.end;
                }
                return (Some(single(ProvisionKind::Annex, value, range, end)), end);
            }
        }
        // A policy paper: 》（赣办发〔2018〕17号）：（33）… The number must follow a colon or a line break.
        let colon = scan
            .character(start)
            .filter(|mark| matches!(mark, '：' | ':'));
        let heading_at = scan.skip_markup(start + colon.map_or(0, char::len_utf8));
        let parted = colon.is_some() || scan.parted(at, start) || notes.document_number.is_some();
        if parted && let Some((number, end)) = provision::heading_number(&scan, heading_at) {
            return (
                Some(single(ProvisionKind::Point, number, heading_at..end, end)),
                end,
            );
        }
        (None, at)
    }
}

/// The instrument that a notice passes on whose own notice is in the brackets: 转发《省委组织部〈甲方案〉的通知》.
fn passed_on(lead: &Lead, title: &Title) -> Option<Range<usize>> {
    title.nested.clone().filter(|_| lead.issued)
}

fn single(kind: ProvisionKind, number: u32, range: Range<usize>, end: usize) -> Group {
    Group {
        provisions: vec![Provision {
            kind,
            number,
            insertion: 0,
            until: None,
            paragraph: None,
            item: None,
            chapter: None,
            range,
        }],
        end,
        problems: Vec::<(CitationProblem, Range<usize>)>::new(),
    }
}
