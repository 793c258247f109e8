use std::path::PathBuf;

use clap::Args;

use super::arguments::{Settings as SettingsOptions, threshold};
use super::engine::{for_files, language, suppressions};
use super::files::inputs;
use super::terminal::Terminal;
use crate::config::{Requested, Threshold};
use crate::pipeline::{Cache, Job};
use crate::read::ReadOptions;
use crate::trouble::Trouble;

/// Options of every command that checks lists: which ones, and by what.
#[derive(Debug, Clone, Args)]
pub struct ListOptions {
    /// 清单文件或文件夹；- 表示标准输入 / lists or folders of lists; - is standard input
    #[arg(required = true, value_name = "路径 / PATH")]
    pub paths: Vec<PathBuf>,
    /// 达到哪种程度算不通过：error（缺省）、warning、info、never / from which severity on the exit code is 1
    #[arg(long, value_name = "程度 / SEVERITY", value_parser = threshold)]
    pub fail_on: Option<Threshold>,
    /// 警告超过这个数也算不通过 / fail when there are more warnings than this
    #[arg(long, value_name = "个数 / N")]
    pub max_warnings: Option<u32>,
    /// 基线文件：其中的旧问题不计数 / the baseline: old findings in it do not count
    #[arg(long, value_name = "文件 / FILE")]
    pub baseline: Option<PathBuf>,
    /// 豁免登记文件；可多次使用 / registers of waivers
    #[arg(long, value_name = "文件 / FILE")]
    pub waivers: Vec<PathBuf>,
    /// 文字文件的编码，如 gb18030；缺省自动识别 / the encoding of text files; told from the bytes by default
    #[arg(long, value_name = "编码 / ENCODING")]
    pub encoding: Option<String>,
    /// 标准输入在报告中的名称 / what reports call standard input
    #[arg(long, value_name = "名称 / NAME", default_value = "标准输入")]
    pub stdin_name: String,
    /// 不用缓存：全部重新检查 / check everything anew, without the cache
    #[arg(long, conflicts_with = "cache_dir")]
    pub no_cache: bool,
    /// 缓存文件夹；缺省为系统的缓存位置 / the folder of the cache; by default where the system keeps such
    #[arg(long, value_name = "文件夹 / FOLDER")]
    pub cache_dir: Option<PathBuf>,
    #[command(flatten)]
    pub settings: SettingsOptions,
}

impl ListOptions {
    /// Where findings are kept.
    fn cache(&self) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        // A build for developers reads tables from the source folder when it runs: it keeps nothing unless asked to.
        let usual = || {
            if cfg!(debug_assertions) {
                None
            } else {
                Cache::usual_folder()
            }
        };
        self.cache_dir.clone().or_else(usual).map(Cache::at)
    }

    /// What of the configuration is asked for by options.
    fn requested(&self) -> Requested {
        Requested {
            fail_on: self.fail_on,
            max_warnings: self.max_warnings,
            baseline: self.baseline.clone(),
            waivers: self.waivers.clone(),
            ..self.settings.requested()
        }
    }

    /// The same without the baseline asked for.
    #[must_use]
    pub fn without_baseline(&self) -> Self {
        Self {
            baseline: None,
            ..self.clone()
        }
    }

    /// The job of checking these files, with what was wrong about the paths themselves.
    ///
    /// # Errors
    /// When there is nothing to check, or something is wrong in what lists are checked by.
    pub fn job(&self, terminal: &Terminal) -> Result<(Job, Vec<Trouble>), Vec<Trouble>> {
        self.job_for(terminal, false)
    }

    /// The same, for a run that writes a page or not.
    ///
    /// # Errors
    /// As those of [`ListOptions::job`].
    pub fn job_for(
        &self,
        terminal: &Terminal,
        page: bool,
    ) -> Result<(Job, Vec<Trouble>), Vec<Trouble>> {
        let (inputs, missing) = inputs(&self.paths, &self.stdin_name);
        let requested = Requested {
            page,
            ..self.requested()
        };
        let (engines, inputs) = for_files(&self.settings, &requested, inputs)?;
        if inputs.is_empty() && missing.is_empty() {
            return Err(vec![nothing(&self.paths)]);
        }
        let mut suppressions = suppressions(&engines, self.baseline.is_some())?;
        suppressions.whole_folders = self.paths.iter().any(|path| path.is_dir());
        let job = Job {
            language: language(terminal, &engines),
            engines,
            inputs,
            options: ReadOptions {
                encoding: self.encoding.clone(),
                format: None,
            },
            suppressions,
            statistics: false,
            outline: false,
            cache: self.cache(),
        };
        Ok((job, missing))
    }
}

fn nothing(paths: &[PathBuf]) -> Trouble {
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    Trouble::plain(
        format!("{} 里没有可检查的清单文件", names.join("、")),
        format!("no list to check in {}", names.join(", ")),
    )
    .with_help(
        "能检查 Word、Excel、网页、CSV、Markdown、文本、YAML 和 JSON 文件；也请看看配置里的 exclude 和 .ignore。",
        "Word, Excel, web page, CSV, Markdown, text, YAML and JSON files can be checked; see also `exclude` in the configuration and .ignore.",
    )
}
