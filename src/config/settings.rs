use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use super::{
    Config, KnownRule, Layer, Override, Policy, Selector, SeverityChoice, Threshold, parse_date,
};
use crate::message::{Language, Message};
use crate::source::Source;
use crate::tree::{Problem, Spanned};
use crate::trouble::Trouble;

/// What the command line asks for. It wins over the configuration file.
#[derive(Debug, Clone, Default)]
pub struct Requested {
    /// Rules beside the built-in ones.
    pub rules: Vec<PathBuf>,
    /// Tables of laws.
    pub laws: Vec<PathBuf>,
    /// The organisation.
    pub org: Option<PathBuf>,
    /// The day whose law applies.
    pub as_of: Option<Date>,
    /// The profile.
    pub profile: Option<String>,
    /// Only these rules.
    pub select: Option<Vec<String>>,
    /// Not these rules.
    pub ignore: Vec<String>,
    /// Whether rules are looked at that take their time, where that is said.
    pub thorough: Option<bool>,
    /// Whether a page is written: it shows what rules have to say that take their time, unless something else is said.
    pub page: bool,
    /// From which severity on the check fails.
    pub fail_on: Option<Threshold>,
    /// The number of warnings allowed.
    pub max_warnings: Option<u32>,
    /// The baseline.
    pub baseline: Option<PathBuf>,
    /// Registers of waivers.
    pub waivers: Vec<PathBuf>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nothing was said.
    Default,
    /// The configuration file.
    File,
    /// A profile of the configuration file.
    Profile,
    /// The command line.
    CommandLine,
}

/// A value with its origin.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// What is in force for the files under one configuration file (or under none).
#[derive(Debug)]
pub struct Settings {
    /// The configuration file, when there is one.
    pub file: Option<Source>,
    /// The folder that paths and globs of the file are relative to.
    pub folder: PathBuf,
    /// Rules beside the built-in ones, in the order they are loaded.
    pub rules: Sourced<Vec<PathBuf>>,
    /// Words beside the built-in ones.
    pub vocabulary: Sourced<Vec<PathBuf>>,
    /// Tables of laws beside the built-in one.
    pub laws: Sourced<Vec<PathBuf>>,
    /// The organisation.
    pub org: Sourced<Option<PathBuf>>,
    /// The day whose law applies.
    pub as_of: Sourced<Date>,
    /// The language, where the file says one.
    pub lang: Option<Language>,
    /// The profile.
    pub profile: Sourced<Option<String>>,
    /// Whether rules are looked at that take their time.
    pub thorough: Sourced<bool>,
    /// From which severity on the check fails.
    pub fail_on: Sourced<Threshold>,
    /// The number of warnings allowed.
    pub max_warnings: Sourced<Option<u32>>,
    /// The baseline.
    pub baseline: Sourced<Option<PathBuf>>,
    /// Registers of waivers.
    pub waivers: Sourced<Vec<PathBuf>>,
    exclude: GlobSet,
    config: Config,
    requested: Requested,
}

/// A configuration file with what is wrong in it.
type Wrong = Box<(Option<Source>, Vec<Problem>)>;

impl Settings {
    /// The settings without a configuration file, for lists in `folder`.
    pub fn without_file(requested: Requested, today: Date, folder: PathBuf) -> Self {
        // An empty configuration has nothing that could be wrong.
        Self::new(None, Config::default(), requested, today, folder)
            .unwrap_or_else(|_| unreachable!("an empty configuration names no file, date or glob"))
    }

    /// The settings under the configuration file `path`.
    ///
    /// # Errors
    /// When the file cannot be read or something in it is wrong, with the places.
    pub fn load(path: &Path, requested: Requested, today: Date) -> Result<Self, Trouble> {
        let source = read_source(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let wrong = |source, problems| Trouble::InFile {
            source: Box::new(source),
            problems,
        };
        match crate::tree::load::<Config>(&source) {
            Err(problems) => Err(wrong(source, problems)),
            Ok(config) => {
                Self::new(Some(source), config, requested, today, folder).map_err(|found| {
                    match *found {
                        (Some(source), problems) => wrong(source, problems),
                        (None, _) => Trouble::plain("配置有误", "the configuration is wrong"),
                    }
                })
            }
        }
    }

    fn new(
        file: Option<Source>,
        config: Config,
        requested: Requested,
        today: Date,
        folder: PathBuf,
    ) -> Result<Self, Wrong> {
        let mut problems = Vec::new();
        let mut paths = Paths {
            folder: &folder,
            problems: &mut problems,
        };
        let rules = paths.all(&config.rules, requested.rules.clone());
        let vocabulary = paths.all(&config.vocabulary, Vec::new());
        let laws = paths.all(&config.laws, requested.laws.clone());
        let org = paths.one(config.org.as_ref(), requested.org.clone());
        let waivers = paths.all(&config.waivers, requested.waivers.clone());
        // A baseline may be written yet, so it need not be there.
        let baseline = match (&requested.baseline, &config.baseline) {
            (Some(path), _) => sourced(Some(path.clone()), Origin::CommandLine),
            (None, Some(path)) => sourced(Some(folder.join(&path.value)), Origin::File),
            (None, None) => sourced(None, Origin::Default),
        };
        let as_of = match (requested.as_of, &config.as_of) {
            (Some(day), _) => sourced(day, Origin::CommandLine),
            (None, Some(written)) => match parse_date(&written.value, today) {
                Ok(day) => sourced(day, Origin::File),
                Err(message) => {
                    problems.push(problem(written, message));
                    sourced(today, Origin::Default)
                }
            },
            (None, None) => sourced(today, Origin::Default),
        };
        let profile = match (&requested.profile, &config.profile) {
            (Some(name), _) => sourced(Some(name.clone()), Origin::CommandLine),
            (None, Some(name)) => sourced(Some(name.value.clone()), Origin::File),
            (None, None) => sourced(None, Origin::Default),
        };
        let thorough = match (requested.thorough, config.thorough) {
            (Some(thorough), _) => sourced(thorough, Origin::CommandLine),
            (None, Some(thorough)) => sourced(thorough, Origin::File),
            // A profile says itself which rules are in force.
            (None, None) => sourced(requested.page && profile.value.is_none(), Origin::Default),
        };
        let chosen = profile
            .value
            .as_ref()
            .and_then(|name| config.profiles.get(name));
        let fail_on = layered(
            requested.fail_on,
            chosen.and_then(|profile| profile.fail_on),
            config.fail_on,
        )
        .unwrap_or_else(|| sourced(Threshold::default(), Origin::Default));
        let max_warnings = layered(
            requested.max_warnings,
            chosen.and_then(|profile| profile.max_warnings),
            config.max_warnings,
        )
        .map_or_else(
            || sourced(None, Origin::Default),
            |known| sourced(Some(known.value), known.origin),
        );
        let exclude = globs(&config.exclude, &mut problems);
        for entry in &config.overrides {
            globs(&entry.files, &mut problems);
        }
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.span);
            return Err(Box::new((file, problems)));
        }
        Ok(Self {
            file,
            folder,
            rules,
            vocabulary,
            laws,
            org,
            as_of,
            lang: config.lang,
            profile,
            thorough,
            fail_on,
            max_warnings,
            baseline,
            waivers,
            exclude,
            config,
            requested,
        })
    }

    /// Whether a rule of `profiles` that takes its time is asked for: all of them are, or its profile, or its own
    /// id somewhere.
    pub fn asks_for(&self, rule: &str, profiles: &[String]) -> bool {
        let of_file = [&self.config.select]
            .into_iter()
            .chain(self.config.profiles.values().map(|profile| &profile.select))
            .chain(self.config.overrides.iter().map(|entry| &entry.select))
            .flatten()
            .flatten()
            .map(|selector| selector.value.as_str());
        let asked = self.requested.select.iter().flatten().map(String::as_str);
        let profile = self.profile.value.as_ref();
        let of_profile = profile.is_some_and(|name| profiles.contains(name));
        self.thorough.value || of_profile || of_file.chain(asked).any(|selector| selector == rule)
    }

    /// Whether the configuration leaves out the file `path`.
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.is_match(self.relative(path))
    }

    /// The globs of files that are left out, as written.
    pub fn exclude_globs(&self) -> impl Iterator<Item = &str> {
        self.config.exclude.iter().map(|glob| glob.value.as_str())
    }

    /// `path` relative to the folder of the configuration, as its globs see it.
    fn relative(&self, path: &Path) -> PathBuf {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = absolute(path);
        path.strip_prefix(absolute(&self.folder))
            .map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// Compiles what is chosen about `rules`; `profiles` are those that rule packs declare.
    ///
    /// # Errors
    /// Selectors that name no rule and profiles that are unknown, in the file or on the command line.
    pub fn policies(
        &self,
        rules: &[KnownRule],
        profiles: &[String],
    ) -> Result<Policies, Vec<Trouble>> {
        let mut problems = Vec::new();
        let mut troubles = Vec::new();
        let base = Choices {
            select: self.config.select.as_deref(),
            ignore: &self.config.ignore,
            severity: &self.config.severity,
        }
        .compile(
            Message::new("配置文件", "configuration file"),
            rules,
            &mut problems,
        );
        let mut profile = Layer::default();
        if let Some(name) = &self.profile.value {
            let mut of_rules = rules.iter().flat_map(|rule| &rule.profiles).chain(profiles);
            let known_to_rules = of_rules.any(|known| known == name);
            match self.config.profiles.get(name) {
                Some(chosen) => {
                    let origin = Message::new(format!("方案“{name}”"), format!("profile `{name}`"));
                    profile = Choices {
                        select: chosen.select.as_deref(),
                        ignore: &chosen.ignore,
                        severity: &chosen.severity,
                    }
                    .compile(origin, rules, &mut problems);
                }
                None if known_to_rules => {}
                None => {
                    let of_rules = rules.iter().flat_map(|rule| &rule.profiles).chain(profiles);
                    let known = self.config.profiles.keys().chain(of_rules);
                    self.unknown_profile(name, known, &mut problems, &mut troubles);
                }
            }
        }
        let overrides = self
            .config
            .overrides
            .iter()
            .map(|entry| {
                let origin = override_origin(entry);
                let layer = Choices {
                    select: entry.select.as_deref(),
                    ignore: &entry.ignore,
                    severity: &entry.severity,
                }
                .compile(origin, rules, &mut problems);
                (globs(&entry.files, &mut problems), layer)
            })
            .collect();
        let mut asked = |texts: &[String]| {
            texts
                .iter()
                .filter_map(|text| match Selector::parse(text, rules) {
                    Ok(selector) => Some(selector),
                    Err(message) => {
                        troubles.push(Trouble::Plain {
                            message,
                            help: None,
                        });
                        None
                    }
                })
                .collect::<Vec<_>>()
        };
        let line = Layer {
            origin: Message::new("命令行", "command line"),
            select: self.requested.select.as_deref().map(&mut asked),
            ignore: asked(&self.requested.ignore),
            severity: Vec::new(),
        };
        if !problems.is_empty()
            && let Some(file) = &self.file
        {
            problems.sort_by_key(|problem| problem.span);
            troubles.push(Trouble::InFile {
                source: Box::new(Source::new(
                    file.name(),
                    file.text().to_owned(),
                    file.encoding(),
                )),
                problems,
            });
        }
        if !troubles.is_empty() {
            return Err(troubles);
        }
        Ok(Policies {
            rules: rules.to_vec(),
            profile: self.profile.value.clone(),
            thorough: self.thorough.value,
            base: vec![base, profile],
            overrides,
            line,
        })
    }

    fn unknown_profile<'k>(
        &self,
        name: &str,
        known: impl Iterator<Item = &'k String>,
        problems: &mut Vec<Problem>,
        troubles: &mut Vec<Trouble>,
    ) {
        let mut known: Vec<&str> = known.map(String::as_str).collect();
        known.sort_unstable();
        known.dedup();
        let message = Message::new(
            format!("没有名为“{name}”的方案；可用的方案：{}", known.join("、")),
            format!("no profile `{name}`; there are: {}", known.join(", ")),
        );
        let near = crate::tree::nearest(name, known.iter().copied()).map(|near| {
            Message::new(
                format!("是不是“{near}”？"),
                format!("did you mean `{near}`?"),
            )
        });
        match &self.config.profile {
            Some(written) if self.profile.origin == Origin::File => {
                let mut told = problem(written, message);
                told.help = near;
                problems.push(told);
            }
            _ => troubles.push(Trouble::Plain {
                message,
                help: near,
            }),
        }
    }

    /// The policy of one file.
    pub fn policy(&self, policies: &Policies, path: Option<&Path>) -> Policy {
        let relative = path.map(|path| self.relative(path));
        let overrides = policies
            .overrides
            .iter()
            .filter(|(globs, _)| relative.as_ref().is_some_and(|path| globs.is_match(path)))
            .map(|(_, layer)| layer);
        Policy::new(
            &policies.rules,
            policies.profile.as_deref(),
            policies.thorough,
            policies
                .base
                .iter()
                .chain(overrides)
                .chain(std::iter::once(&policies.line)),
        )
    }
}

/// What is chosen about the rules, checked against them.
#[derive(Debug)]
pub struct Policies {
    rules: Vec<KnownRule>,
    profile: Option<String>,
    thorough: bool,
    base: Vec<Layer>,
    overrides: Vec<(GlobSet, Layer)>,
    line: Layer,
}

/// The choices of one place of the file, as written.
struct Choices<'c> {
    select: Option<&'c [Spanned<String>]>,
    ignore: &'c [Spanned<String>],
    severity: &'c std::collections::BTreeMap<Spanned<String>, Spanned<SeverityChoice>>,
}

impl Choices<'_> {
    fn compile(&self, origin: Message, rules: &[KnownRule], problems: &mut Vec<Problem>) -> Layer {
        let mut parsed = |written: &[Spanned<String>]| {
            written
                .iter()
                .filter_map(|text| {
                    Selector::parse(&text.value, rules)
                        .map_err(|message| problems.push(problem(text, message)))
                        .ok()
                })
                .collect::<Vec<_>>()
        };
        let select = self.select.map(&mut parsed);
        let ignore = parsed(self.ignore);
        let severity = self
            .severity
            .iter()
            .filter_map(
                |(text, severity)| match Selector::parse(&text.value, rules) {
                    Ok(selector) => Some((selector, severity.value)),
                    Err(message) => {
                        problems.push(problem(text, message));
                        None
                    }
                },
            )
            .collect();
        Layer {
            origin,
            select,
            ignore,
            severity,
        }
    }
}

/// Resolves the paths of a configuration file; those that are not there are problems.
struct Paths<'p> {
    folder: &'p Path,
    problems: &'p mut Vec<Problem>,
}

impl Paths<'_> {
    fn resolve(&mut self, written: &Spanned<String>) -> Option<PathBuf> {
        let path = self.folder.join(&written.value);
        if path.exists() {
            return Some(path);
        }
        self.problems.push(
            Problem::new(
                written.span,
                format!("找不到“{}”", written.value),
                format!("`{}` is not there", written.value),
            )
            .with_help(
                format!(
                    "路径从配置文件所在文件夹算起，这里查找的是 {}",
                    path.display()
                ),
                format!(
                    "paths are relative to the folder of this file; looked for {}",
                    path.display()
                ),
            ),
        );
        None
    }

    /// Those of the file, then those of the command line.
    fn all(
        &mut self,
        written: &[Spanned<String>],
        mut line: Vec<PathBuf>,
    ) -> Sourced<Vec<PathBuf>> {
        let origin = match (line.is_empty(), written.is_empty()) {
            (false, _) => Origin::CommandLine,
            (true, false) => Origin::File,
            (true, true) => Origin::Default,
        };
        let mut paths: Vec<PathBuf> = written
            .iter()
            .filter_map(|path| self.resolve(path))
            .collect();
        paths.append(&mut line);
        sourced(paths, origin)
    }

    fn one(
        &mut self,
        written: Option<&Spanned<String>>,
        line: Option<PathBuf>,
    ) -> Sourced<Option<PathBuf>> {
        match (line, written) {
            (Some(path), _) => sourced(Some(path), Origin::CommandLine),
            (None, Some(written)) => sourced(self.resolve(written), Origin::File),
            (None, None) => sourced(None, Origin::Default),
        }
    }
}

fn sourced<T>(value: T, origin: Origin) -> Sourced<T> {
    Sourced { value, origin }
}

fn layered<T>(line: Option<T>, profile: Option<T>, file: Option<T>) -> Option<Sourced<T>> {
    line.map(|value| sourced(value, Origin::CommandLine))
        .or_else(|| profile.map(|value| sourced(value, Origin::Profile)))
        .or_else(|| file.map(|value| sourced(value, Origin::File)))
}

fn problem<T>(written: &Spanned<T>, message: Message) -> Problem {
    Problem::new(written.span, message.zh, message.en)
}

fn override_origin(entry: &Override) -> Message {
    let files: Vec<&str> = entry.files.iter().map(|glob| glob.value.as_str()).collect();
    Message::new(
        format!("配置文件中对 {} 的规定", files.join("、")),
        format!("override for {}", files.join(", ")),
    )
}

fn globs(written: &[Spanned<String>], problems: &mut Vec<Problem>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in written {
        match Glob::new(&glob.value) {
            Ok(glob) => {
                builder.add(glob);
            }
            Err(error) => problems.push(Problem::new(
                glob.span,
                format!("通配符写法有误：{}", error.kind()),
                format!("not a glob: {}", error.kind()),
            )),
        }
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Reads a file of settings as text.
///
/// # Errors
/// When it cannot be read or is no text.
pub fn read_source(path: &Path) -> Result<Source, Trouble> {
    let bytes = std::fs::read(path).map_err(|error| Trouble::unreadable(path, &error))?;
    let name = crate::config::shown(path);
    match crate::source::decode(&bytes) {
        Ok(decoded) => Ok(Source::new(name, decoded.text, decoded.encoding)),
        Err(error) => Err(Trouble::plain(
            format!("{name}：{error}"),
            format!("{name}: {error}"),
        )),
    }
}
