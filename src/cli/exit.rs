use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing at or above the threshold: 0.
    Clean,
    /// Findings at or above the threshold: 1.
    Found,
    /// The job could not be done, or not for all files: 2.
    Undone,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Found => 1,
            Exit::Undone => 2,
        })
    }
}
