//! `--watch`: checks again whenever a list, or a file that lists are judged by, has changed. Looks at times and sizes of
//! files, which works on network drives too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::files::inputs;
use super::job::ListOptions;
use super::terminal::Terminal;
use crate::config::{Finder, Settings};
use crate::message::Message;
use crate::trouble::Trouble;

/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(300);

/// When a file was written, and its size in bytes.
type State = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// Runs `check` again and again until the process is ended. It tells the settings in use, whose files are watched too.
///
/// # Errors
/// When there is nothing to watch: standard input alone.
pub fn run(
    options: &ListOptions,
    terminal: &Terminal,
    mut check: impl FnMut() -> Vec<PathBuf>,
) -> Result<std::convert::Infallible, Vec<Trouble>> {
    if options.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(vec![Trouble::plain(
            "标准输入不能用 --watch 监视，请指定文件或文件夹",
            "standard input cannot be watched: name files or folders",
        )]);
    }
    loop {
        // Looked at before the check: what changes while it runs is seen afterwards.
        let before = state(options, &[]);
        let further = check();
        let mut known = state(options, &further);
        known.extend(before);
        terminal.say(&Message::new(
            "等待改动，保存后自动重新检查；按 Ctrl+C 结束。",
            "waiting for changes; press Ctrl+C to end.",
        ));
        let mut last = known.clone();
        loop {
            std::thread::sleep(EVERY);
            let now = state(options, &further);
            // A file that is still being written changes from one look to the next.
            if now != known && now == last {
                break;
            }
            last = now;
        }
    }
}

/// The files beside the lists that these settings name.
pub fn files_of(settings: &Settings) -> Vec<PathBuf> {
    settings
        .rules
        .value
        .iter()
        .chain(&settings.vocabulary.value)
        .chain(&settings.laws.value)
        .chain(&settings.org.value)
        .chain(&settings.waivers.value)
        .chain(&settings.baseline.value)
        .cloned()
        .collect()
}

fn state(options: &ListOptions, further: &[PathBuf]) -> State {
    let mut state = State::new();
    let mut finder = Finder::default();
    let (lists, _) = inputs(&options.paths, "-");
    for path in lists.into_iter().filter_map(|input| input.path) {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if let Some(configuration) = finder.of_folder(folder) {
            look(&configuration, &mut state);
        }
        look(&path, &mut state);
    }
    let named = &options.settings;
    let asked = named
        .config
        .iter()
        .chain(&named.rules)
        .chain(&named.laws)
        .chain(&named.org)
        .chain(&options.waivers)
        .chain(&options.baseline);
    for path in asked.chain(further) {
        if path.is_dir() {
            for entry in ignore::WalkBuilder::new(path).build().flatten() {
                look(entry.path(), &mut state);
            }
        } else {
            look(path, &mut state);
        }
    }
    state
}

fn look(path: &Path, state: &mut State) {
    if state.contains_key(path) {
        return;
    }
    let found = std::fs::metadata(path).map_or((None, 0), |file| {
        (
            file.modified().ok(),
            if file.is_dir() { 0 } else { file.len() },
        )
    });
    state.insert(path.to_owned(), found);
}
