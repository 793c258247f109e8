//! Numbers without a title in 《》 before them: after a bare title, or going on from the citation before.

use super::tail::Tail;
use super::{Heading, State};
use crate::law::citation::{Citation, ProvisionKind, TitleForm};
use crate::law::lead::{Boundary, Lead};
use crate::law::provision::{self, Group};
use crate::law::scan::ends_sentence;
use crate::law::{title, words};

/// Bytes between a title and a heading on the next line that still completes it (2017年9月14日修改).
const LONGEST_LINK: usize = 90;

impl State<'_, '_, '_> {
    /// A 第: the byte to go on at.
    pub(super) fn number(&mut self, at: usize) -> usize {
        let next = at + '第'.len_utf8();
        let scan = self.scan;
        if at < self.floor {
            return next;
        }
        let last = self.current.as_ref().and_then(|current| {
            let article = current.articles.last()?;
            (article.kind == ProvisionKind::Article).then_some((article.article, article.insertion))
        });
        let Some(group) = provision::group(&scan, at, last) else {
            return next;
        };
        let (tail, body) = self.tail(group.end, false, true);
        if let Some(heading) = self.bare(at, &group, tail, body) {
            let end = heading.body;
            self.push(heading);
            return end;
        }
        if self.current.is_none() || !self.heads(at, &group, tail) {
            return group.end;
        }
        if self.completes(at) {
            return self.complete(&group, tail, body);
        }
        let Some(current) = self.current.clone() else {
            return group.end;
        };
        let citation = Citation {
            span: scan.view.source_span(at..group.end),
            continued: true,
            inner: current.inner,
            issuer: current.issuer,
            title: current.title,
            title_span: current.title_span,
            form: current.form,
            document_number: current.document_number,
            version: current.version,
            abbreviation: None,
            rank: None,
            articles: self.articles(Some(&group)),
            quotation: None,
            problems: group
                .problems
                .iter()
                .map(|(problem, range)| (*problem, scan.view.source_span(range.clone())))
                .collect(),
        };
        self.push(Heading {
            citation,
            start: at,
            end: group.end,
            tail,
            body,
        });
        body
    }

    /// Whether the heading at `at` only completes the last citation, which named no provision yet:
    /// 《甲法》（2018年修正）。 and on the next line 第四条：…
    fn completes(&self, at: usize) -> bool {
        let Some(last) = self.found.last() else {
            return false;
        };
        let between = self.scan.between(self.floor, at);
        last.articles.is_empty()
            && last.quotation.is_none()
            && self.open.is_none()
            && (between
                .chars()
                .all(|character| !character.is_alphanumeric())
                || (self.scan.starts_line(at)
                    && between.len() <= LONGEST_LINK
                    && !between.contains('。')))
    }

    /// Adds the provisions to the last citation; the byte to go on at.
    fn complete(&mut self, group: &Group, tail: Tail, body: usize) -> usize {
        let articles = self.articles(Some(group));
        let scan = self.scan;
        if let Some(last) = self.found.last_mut() {
            for article in &articles {
                last.span = last.span.cover(article.span);
            }
            last.articles = articles;
            last.problems.extend(
                group
                    .problems
                    .iter()
                    .map(|(problem, range)| (*problem, scan.view.source_span(range.clone()))),
            );
            self.current = Some(last.clone());
        }
        self.open_quotation(tail, body, true);
        self.floor = group.end;
        self.quoted_in_marks();
        body
    }

    /// Whether the numbers at `at` head a paragraph and are no part of a sentence.
    fn heads(&self, at: usize, group: &Group, tail: Tail) -> bool {
        let scan = self.scan;
        if tail == Tail::Running {
            return false;
        }
        let start = scan.skip_markup_back(at);
        let before = scan.before(start);
        if words::ends(before, &self.grammar.words.own).is_some() {
            return false;
        }
        let partial = group.provisions.first().is_some_and(|first| {
            first.kind == ProvisionKind::Article
                && !scan
                    .text
                    .get(first.range.clone())
                    .is_some_and(|text| text.contains(['条', '條']))
        });
        if partial {
            // 第二款：… after 第一款：…
            let bounded = scan.starts_line(at) || before.ends_with(ends_sentence);
            return bounded && tail == Tail::Colon && self.open.is_some();
        }
        let verb = words::ends(before, &self.grammar.words.lead_in).is_some();
        if scan.starts_line(at) {
            return !verb;
        }
        let Some(previous) = before.chars().next_back() else {
            return true;
        };
        match tail {
            Tail::Colon => {
                ends_sentence(previous)
                    || matches!(
                        previous,
                        '，' | ',' | '、' | '）' | ')' | '】' | '：' | ':' | '/' | '|' | '》'
                    )
            }
            Tail::Break => (ends_sentence(previous) || scan.parted(start, at)) && !verb,
            Tail::Text => {
                // 。第九十四条违反本法规定: only an article without parts, after a full stop or a blank.
                (previous == '。'
                    || (ends_sentence(previous) && self.open.is_none())
                    || scan.parted(start, at))
                    && !verb
            }
            Tail::End | Tail::Mark | Tail::Title => {
                (ends_sentence(previous)
                    || (self.open.is_none() && matches!(previous, '、' | '，' | ',' | '和' | '及')))
                    && !verb
                    || (scan.parted(start, at) && !verb)
            }
            Tail::Says => ends_sentence(previous) && self.open.is_none(),
            Tail::Running => false,
        }
    }

    /// A title without brackets before the number at `at`.
    fn bare(&mut self, at: usize, group: &Group, tail: Tail, body: usize) -> Option<Heading> {
        let scan = self.scan;
        let start = scan.skip_markup_back(at);
        let before = scan.between(self.floor, start);
        // Cheap test first: names end with the same few characters.
        words::ends(before, &self.grammar.words.instrument)?;
        let len = self.grammar.names.ending(before)?;
        let title = start - len..start;
        let lead = Lead::before(&scan, self.grammar.words, title.start, self.floor);
        if self.open.is_some() {
            let bounded = matches!(lead.boundary, Boundary::Line | Boundary::Sentence);
            if !(bounded && matches!(tail, Tail::Colon | Tail::Break) && !lead.verb) {
                return None;
            }
        }
        let citation = Citation {
            span: scan.view.source_span(title.start..group.end),
            title: title::canonical(scan.text.get(title.clone())?),
            title_span: scan.view.source_span(title.clone()),
            form: TitleForm::Bare,
            continued: false,
            inner: None,
            issuer: None,
            document_number: None,
            version: None,
            abbreviation: None,
            rank: self.named(lead.rank.clone()),
            articles: self.articles(Some(group)),
            quotation: None,
            problems: group
                .problems
                .iter()
                .map(|(problem, range)| (*problem, scan.view.source_span(range.clone())))
                .collect(),
        };
        Some(Heading {
            citation,
            start: lead.start.min(title.start),
            end: group.end,
            tail,
            body,
        })
    }
}
