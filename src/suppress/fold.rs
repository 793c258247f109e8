use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::Suppression;
use crate::report::FileReport;

/// The members of a fold that still count, of all, and why one of the others does not.
#[derive(Default)]
struct Members {
    all: usize,
    counting: usize,
    why: Option<Arc<Suppression>>,
}

/// Settles the folds of a file after suppressions: a fold whose members are all suppressed is suppressed;
/// where fewer than half are left these are shown one by one; else the head stays, since what it says of
/// the list is still so.
pub(super) fn settle(file: &mut FileReport) {
    let Ok(checked) = &mut file.outcome else {
        return;
    };
    let mut folds: FxHashMap<Arc<str>, Members> = FxHashMap::default();
    for diagnostic in &checked.diagnostics {
        let Some(fold) = diagnostic.fold.as_ref().filter(|_| !diagnostic.fold_head) else {
            continue;
        };
        let members = folds.entry(fold.clone()).or_default();
        members.all += 1;
        match &diagnostic.suppressed {
            None => members.counting += 1,
            Some(why) => members.why = Some(why.clone()),
        }
    }
    checked.diagnostics.retain_mut(|diagnostic| {
        let Some(members) = diagnostic.fold.as_ref().and_then(|fold| folds.get(fold)) else {
            // A head whose members are all gone (their rule is off for them) has nothing to say.
            return !diagnostic.fold_head;
        };
        let dissolved = members.counting > 0 && members.counting * 2 < members.all;
        if diagnostic.fold_head {
            if members.counting == 0 {
                diagnostic.suppressed.clone_from(&members.why);
            }
            return !dissolved;
        }
        if dissolved {
            diagnostic.fold = None;
        }
        true
    });
}
