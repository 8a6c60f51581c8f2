//! Which database, and how many hands on it.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use crate::StoreError;

/// Where the rows live: `sqlite://path/to/jinpai.db` or `postgres://user:password@host/database`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file; made when it is not there.
    Sqlite(PathBuf),
    /// As the driver takes it; may hold a password, so it is never printed.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    /// Reads an address. What follows `?` is dropped for SQLite: the store sets what matters itself.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        if let Some(path) = text
            .strip_prefix("sqlite://")
            .or_else(|| text.strip_prefix("sqlite:"))
        {
            let path = path.split('?').next().unwrap_or_default();
            if path.is_empty() || path.contains(":memory:") {
                return Err(StoreError::BadUrl(
                    "a SQLite database needs a file: sqlite://path/to/jinpai.db".to_owned(),
                ));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        match text.split_once("://") {
            Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => {
                Ok(Self::Postgres(format!("postgres://{rest}")))
            }
            // The scheme only: the rest may hold a password.
            Some((scheme, _)) => Err(StoreError::BadUrl(format!(
                "{scheme}:// is no database Jinpai knows: use sqlite://… or postgres://…"
            ))),
            None => Err(StoreError::BadUrl(
                "a database address starts with sqlite:// or postgres://".to_owned(),
            )),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => {
                let place = url
                    .rsplit_once('@')
                    .map_or_else(|| url.trim_start_matches("postgres://"), |(_, place)| place);
                let place = place.split('?').next().unwrap_or_default();
                write!(f, "postgres://{place}")
            }
        }
    }
}

/// How the store is opened.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    pub url: DatabaseUrl,
    /// Connections for reading; the writers have their own.
    pub read_connections: u32,
    /// Whether SQLite waits at every commit until it is on the disk, so that a power cut loses nothing. A
    /// process that dies loses nothing either way.
    pub synced: bool,
    pub deadlines: Deadlines,
}

/// How long the store waits before it gives something up.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// A write that runs longer is given up: it holds its whole shop back.
    pub write: Duration,
    /// For another process's write on SQLite.
    pub busy: Duration,
    /// For a free connection.
    pub connection: Duration,
}

impl Deadlines {
    /// For worlds whose time is not that of the machine: however slow it is, nothing is given up that would not have to
    /// be looked into.
    pub const PATIENT: Self = Self::all(Duration::from_secs(900));

    const fn all(of_each: Duration) -> Self {
        Self {
            write: of_each,
            busy: of_each,
            connection: of_each,
        }
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            write: Duration::from_secs(20),
            ..Self::all(Duration::from_secs(5))
        }
    }
}

impl StoreConfig {
    #[must_use]
    pub fn new(url: DatabaseUrl) -> Self {
        let read_connections = match url {
            DatabaseUrl::Sqlite(_) => 4,
            DatabaseUrl::Postgres(_) => 7,
        };
        Self {
            url,
            read_connections,
            synced: true,
            deadlines: Deadlines::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn addresses_are_read_and_passwords_never_shown() {
        let url: DatabaseUrl = "sqlite://data/jinpai.db?mode=rwc".parse().unwrap();
        assert_eq!(url.to_string(), "sqlite://data/jinpai.db");
        let url: DatabaseUrl = "postgresql://jin:s3cret@db.local:5432/jinpai?sslmode=require"
            .parse()
            .unwrap();
        assert_eq!(format!("{url} {url:?}").matches("s3cret").count(), 0);
        assert_eq!(url.to_string(), "postgres://db.local:5432/jinpai");
        for wrong in ["", "jinpai.db", "mysql://a:b@c/d", "sqlite://", "sqlite::memory:"] {
            let told = wrong.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!told.contains("a:b"), "{told}");
        }
    }
}
