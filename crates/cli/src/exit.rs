//! Exit codes and the last word on standard error.

use std::{fmt, io::Write, process::ExitCode};

use jinpai_engine::EngineError;

/// Done, with problems in the data that were printed.
pub const PROBLEMS: u8 = 1;
const USAGE: u8 = 2;
const ENVIRONMENT: u8 = 3;

/// Why a command did not do its work: what, where, and what to do.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    told: String,
}

impl Failure {
    /// Wrong usage or configuration.
    pub fn usage(told: impl fmt::Display) -> Self {
        Self {
            code: USAGE,
            told: told.to_string(),
        }
    }

    /// Disk, database or network.
    pub fn environment(told: impl fmt::Display) -> Self {
        Self {
            code: ENVIRONMENT,
            told: told.to_string(),
        }
    }

    /// Says it and gives the exit code.
    pub fn report(&self) -> ExitCode {
        eprintln!("jinpai: {}", self.told);
        ExitCode::from(self.code)
    }
}

/// Says one line on standard output. Whoever stopped reading (`| head`) has what she wanted.
pub fn say(line: impl fmt::Display) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::environment(error)),
        _ => Ok(()),
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::environment(format!("{error:#}"))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(store) => Self::environment(store),
            other => Self::usage(other),
        }
    }
}
