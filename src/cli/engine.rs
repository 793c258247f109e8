use std::path::{Path, PathBuf};

use super::arguments::Settings as SettingsOptions;
use super::today;
use crate::config::{Finder, Settings};
use crate::pipeline::Engine;
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
