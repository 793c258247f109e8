//! Where quoted text begins and ends.

use super::State;
use super::tail::Tail;
use crate::law::citation::Quotation;
use crate::law::quotation;

impl State<'_, '_, '_> {
    pub(super) fn open_quotation(&mut self, tail: Tail, body: usize, numbered: bool) {
        self.open = match tail {
            Tail::Colon => Some((body, true)),
            Tail::Break if numbered => Some((body, true)),
            Tail::Text | Tail::Says if numbered => Some((body, false)),
            _ => None,
        };
    }

    /// A quotation in quotation marks ends where they close.
    pub(super) fn quoted_in_marks(&mut self) {
        let Some((from, _)) = self.open else { return };
        if let Some(range) = quotation::in_marks(&self.scan, from) {
            self.open = Some((range.start, true));
            self.close(range.end);
            self.floor = range.end;
        }
    }

    /// Ends the open quotation at `end`.
    pub(super) fn close(&mut self, end: usize) {
        let Some((from, marked)) = self.open.take() else {
            return;
        };
        let Some(range) = quotation::trimmed(&self.scan, from..end.max(from)) else {
            return;
        };
        let scan = self.scan;
        if let Some(last) = self.found.last_mut() {
            last.span = last.span.cover(scan.view.source_span(range.clone()));
            last.quotation = Some(Quotation {
                text: scan.view.text().slice(range).into_owned(),
                marked,
            });
        }
    }
}
