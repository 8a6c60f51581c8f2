//! Where the data is and how to serve: the command line first, then the file, then the defaults.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use jinpai_engine::{Allowed, Clock, Engine, EngineConfig, Guard, Random, RealPeers};
use serde::Deserialize;

use crate::{exit::Failure, seal_key};

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// Configuration file in TOML.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database and secrets [default: jinpai-data].
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// sqlite://path or postgres://user:password@host/name [default: sqlite in the data folder]. The environment
    /// variable JINPAI_DATABASE_URL keeps a password out of the process list.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

/// The configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    pub data: Option<PathBuf>,
    pub database_url: Option<String>,
    pub listen: Option<SocketAddr>,
    pub public_url: Option<String>,
    pub trusted_proxies: Vec<IpAddr>,
    pub tls: Option<TlsFile>,
    /// The key that seals providers' passwords in the database [default: seal.key in the data folder].
    pub key_file: Option<PathBuf>,
    pub send: SendFile,
    /// Log lines as JSON.
    pub log_json: bool,
}

/// Where messages may be sent to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SendFile {
    /// Providers that are not public, or without TLS, and may be called all the same.
    pub allow: Vec<Allowed>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFile {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// A settled place: what a command needs to open the engine.
#[derive(Debug, Clone)]
pub struct Settled {
    pub data: PathBuf,
    pub database_url: String,
    pub file: File,
}

impl Place {
    /// Reads the file and puts the command line over it.
    pub fn settle(self) -> Result<Settled, Failure> {
        let file = self.config.as_deref().map_or_else(|| Ok(File::default()), read)?;
        let data = self
            .data
            .or_else(|| file.data.clone())
            .unwrap_or_else(|| PathBuf::from("jinpai-data"));
        let from_environment = || {
            std::env::var("JINPAI_DATABASE_URL")
                .ok()
                .filter(|url| !url.is_empty())
        };
        let database_url = self
            .database_url
            .or_else(from_environment)
            .or_else(|| file.database_url.clone());
        let database_url =
            database_url.unwrap_or_else(|| format!("sqlite://{}", data.join("jinpai.db").display()));
        Ok(Settled {
            data,
            database_url,
            file,
        })
    }
}

impl Settled {
    /// # Errors
    /// When the key file cannot be read or made.
    pub fn engine(&self, clock: Arc<dyn Clock>) -> Result<EngineConfig, Failure> {
        let random = Random::from_system();
        let key = seal_key::read_or_make(&self.key_file(), &random)?;
        let mut config = EngineConfig::new(self.database_url.clone(), clock, random);
        config.key = key;
        config.public_url.clone_from(&self.file.public_url);
        config.opener = Arc::new(RealPeers::new(Guard::new(self.file.send.allow.clone())));
        Ok(config)
    }

    /// Where the key of what is sealed lies: processes on one database share one file.
    fn key_file(&self) -> PathBuf {
        let default = || self.data.join("seal.key");
        self.file.key_file.clone().unwrap_or_else(default)
    }

    /// The engine without its loops, for a command that writes and ends.
    pub async fn open_quiet(&self) -> Result<Engine, Failure> {
        let engine = Engine::open_quiet(self.engine(Arc::new(jinpai_engine::SystemClock))?).await?;
        crate::founding::found(&engine, &self.data).await?;
        Ok(engine)
    }
}

fn read(path: &Path) -> Result<File, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Failure::environment(format!("{}: {e}", path.display())))?;
    toml::from_str(&text).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))
}
