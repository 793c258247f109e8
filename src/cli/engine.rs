use std::path::{Path, PathBuf};

use super::arguments::Settings as SettingsOptions;
use super::terminal::Terminal;
use super::today;
use crate::config::{Finder, Requested, Settings};
use crate::message::Language;
use crate::pipeline::{Engine, Input};
use crate::suppress::{Baseline, Suppressions, WaiverFile};
use crate::trouble::Trouble;

/// The engine for commands that are about no list: by the configuration named, else the one of the working folder.
pub fn load(options: &SettingsOptions) -> Result<Engine, Vec<Trouble>> {
    let configuration = if options.no_config {
        None
    } else {
        options
            .config
            .clone()
            .or_else(|| Finder::default().of_folder(Path::new(".")))
    };
    let settings = match configuration {
        Some(path) => {
            Settings::load(&path, options.requested(), today()).map_err(|trouble| vec![trouble])?
        }
        None => Settings::without_file(options.requested(), today(), PathBuf::from(".")),
    };
    Engine::load(settings)
}

/// Engines, and files with the position of theirs.
pub type Assigned = (Vec<Engine>, Vec<(Input, usize)>);

/// One engine a configuration in use, and the files with theirs.
pub fn for_files(
    options: &SettingsOptions,
    requested: &Requested,
    inputs: Vec<Input>,
) -> Result<Assigned, Vec<Trouble>> {
    let mut finder = Finder::default();
    let mut engines: Vec<Engine> = Vec::new();
    let mut configurations: Vec<Option<PathBuf>> = Vec::new();
    let mut assigned = Vec::new();
    for input in inputs {
        let configuration = configuration(options, &input, &mut finder);
        let index = match configurations
            .iter()
            .position(|known| *known == configuration)
        {
            Some(index) => index,
            None => {
                engines.push(Engine::load(settings(
                    requested,
                    configuration.as_deref(),
                )?)?);
                configurations.push(configuration);
                engines.len() - 1
            }
        };
        let excluded = !input.named
            && engines
                .get(index)
                .zip(input.path.as_deref())
                .is_some_and(|(engine, path)| is_left_out(engine.settings(), path));
        if !excluded {
            assigned.push((input, index));
        }
    }
    if engines.is_empty() {
        // Nothing to check; what is wrong with the options is told nevertheless.
        engines.push(Engine::load(settings(
            requested,
            options.config.as_deref(),
        )?)?);
    }
    Ok((engines, assigned))
}

fn configuration(options: &SettingsOptions, input: &Input, finder: &mut Finder) -> Option<PathBuf> {
    if options.no_config {
        return None;
    }
    if let Some(path) = &options.config {
        return Some(path.clone());
    }
    let folder = match &input.path {
        Some(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
        None => PathBuf::new(),
    };
    let folder = if folder.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        folder
    };
    finder.of_folder(&folder)
}

fn settings(requested: &Requested, configuration: Option<&Path>) -> Result<Settings, Vec<Trouble>> {
    match configuration {
        Some(path) => {
            Settings::load(path, requested.clone(), today()).map_err(|trouble| vec![trouble])
        }
        None => Ok(Settings::without_file(
            requested.clone(),
            today(),
            PathBuf::from("."),
        )),
    }
}

/// Whether a file found in a folder is no list: left out by the configuration, or one of its own files.
fn is_left_out(settings: &Settings, path: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = absolute(path);
    let mut own = settings
        .rules
        .value
        .iter()
        .chain(&settings.vocabulary.value)
        .chain(&settings.laws.value)
        .chain(&settings.waivers.value)
        .chain(&settings.org.value)
        .chain(&settings.baseline.value);
    settings.excludes(&path) || own.any(|own| path.starts_with(absolute(own)))
}

/// The language of a report: asked for, else that of the configuration.
pub fn language(terminal: &Terminal, engines: &[Engine]) -> Language {
    terminal
        .asked
        .or_else(|| engines.first().and_then(|engine| engine.settings().lang))
        .unwrap_or_default()
}

/// Waivers and baseline of all configurations in use, for the whole run. A baseline named in a
/// configuration may be written yet; one that was `asked` for must be there.
pub fn suppressions(engines: &[Engine], asked: bool) -> Result<Suppressions, Vec<Trouble>> {
    let mut suppressions = Suppressions::default();
    let mut read: Vec<&PathBuf> = Vec::new();
    for settings in engines.iter().map(Engine::settings) {
        for path in &settings.waivers.value {
            if !read.contains(&path) {
                read.push(path);
                let register = WaiverFile::load(path).map_err(|trouble| vec![trouble])?;
                suppressions.waivers.push(register);
            }
        }
        let baseline = settings
            .baseline
            .value
            .as_ref()
            .filter(|path| asked || path.exists());
        if let (Some(path), None) = (baseline, &suppressions.baseline) {
            suppressions.baseline = Some(Baseline::load(path).map_err(|trouble| vec![trouble])?);
        }
    }
    Ok(suppressions)
}
