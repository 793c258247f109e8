/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// As the terminal and the environment (`NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`) ask.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How text for people is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour.
    pub color: bool,
    /// Whether only ASCII may be used for lines and marks: consoles of Windows in a Chinese code
    /// page draw box characters two columns wide.
    pub ascii: bool,
    /// The columns to write in.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: false,
            ascii: false,
            width: 100,
        }
    }
}

impl Style {
    /// The style for a file or a pipe: no colour unless asked for.
    pub fn plain(choice: ColorChoice) -> Self {
        Self {
            color: choice == ColorChoice::Always,
            ..Self::default()
        }
    }

    /// The style for standard output.
    pub fn stdout(choice: ColorChoice) -> Self {
        Self::of(&std::io::stdout(), choice)
    }

    /// The style for standard error.
    pub fn stderr(choice: ColorChoice) -> Self {
        Self::of(&std::io::stderr(), choice)
    }

    fn of(stream: &impl anstream::stream::RawStream, choice: ColorChoice) -> Self {
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
            }
        };
        let terminal = stream.is_terminal();
        let width = terminal
            .then(terminal_size::terminal_size)
            .flatten()
            .map_or(100, |(terminal_size::Width(width), _)| usize::from(width));
        Self {
            color,
            ascii: terminal && legacy_console(),
            width: width.clamp(60, 140),
        }
    }
}

/// Whether this is a console of Windows that is not known to draw box characters in one column.
fn legacy_console() -> bool {
    cfg!(windows) && std::env::var_os("WT_SESSION").is_none()
}
