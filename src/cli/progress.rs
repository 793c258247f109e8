//! How far long work has come, on a terminal only.

use std::io::IsTerminal as _;
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;
use crate::message::Language;
use crate::pipeline::{Input, Job, read_input, run_with};
use crate::report::Report;

/// Work that is done before this needs no bar.
const LONG: Duration = Duration::from_millis(800);

/// Checks the files of `job`, with a bar when it takes long and somebody looks.
pub fn run(job: &Job, terminal: &Terminal) -> Report {
    let is_watched = std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    if !is_watched {
        return crate::pipeline::run(job);
    }
    let bar = bar(job.inputs.len(), terminal);
    let start = Instant::now();
    let shown = Once::new();
    let read = |input: &Input| {
        if start.elapsed() > LONG {
            shown.call_once(|| bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        bar.inc(1);
        read_input(input)
    };
    let report = run_with(job, &read);
    bar.finish_and_clear();
    report
}

fn bar(files: usize, terminal: &Terminal) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(
        Some(u64::try_from(files).unwrap_or(u64::MAX)),
        ProgressDrawTarget::hidden(),
    );
    let template = match terminal.language() {
        Language::Zh => "已检查 {pos}/{len} 个文件 {bar:30} {elapsed}",
        Language::En => "checked {pos}/{len} files {bar:30} {elapsed}",
    };
    // A template that is none would only lose the words.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_has_a_sound_template_in_both_languages() {
        for language in [Language::Zh, Language::En] {
            let terminal = Terminal {
                asked: Some(language),
                color: crate::report::ColorChoice::Never,
            };
            let bar = bar(3, &terminal);
            bar.inc(2);
            assert_eq!((bar.position(), bar.length()), (2, Some(3)));
            assert!(bar.is_hidden());
        }
        let sound = ProgressStyle::with_template("{pos}/{len} {bar:30} {elapsed}");
        assert!(sound.is_ok());
    }
}
