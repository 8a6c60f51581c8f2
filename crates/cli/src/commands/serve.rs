//! `jinpai serve`.

use std::{io::IsTerminal, net::SocketAddr, process::ExitCode, sync::Arc};

use clap::Args;
use jinpai_engine::{Clock, Engine, ShiftedClock, SystemClock};
use jinpai_server::{ServeError, Server, ServerConfig, Tls};

use crate::{config::Settled, exit::Failure, founding};

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address to listen on [default: 127.0.0.1:8787].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The address in people's browsers, when a proxy stands before Jinpai.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Certificate chain in PEM; with --tls-key, serves https.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<std::path::PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<std::path::PathBuf>,
    /// Another clock, for demo and tests only: 2026-11-21T21:00:00+08:00, or with @60x sixty times as fast.
    #[arg(long, value_name = "RFC3339[@60x]")]
    clock: Option<String>,
}

pub async fn run(settled: Settled, args: ServeArgs) -> Result<ExitCode, Failure> {
    start_log(settled.file.log_json);
    let clock: Arc<dyn Clock> = match &args.clock {
        Some(text) => {
            Arc::new(ShiftedClock::parse(text).map_err(|e| Failure::usage(format!("--clock: {e}")))?)
        }
        None => Arc::new(SystemClock),
    };
    let config = server_config(&settled, args);
    std::fs::create_dir_all(&settled.data)
        .map_err(|e| Failure::environment(format!("{}: {e}", settled.data.display())))?;
    let mut parts = settled.engine(clock)?;
    // The command line's address counts for links in letters too.
    parts.public_url.clone_from(&config.public_url);
    let engine = Engine::open(parts).await?;
    founding::found(&engine, &settled.data).await?;
    serve(engine, config, |address| tracing::info!(%address, "ready")).await
}

/// Serves until the process is told to stop, then lets requests end.
async fn serve(
    engine: Engine,
    config: ServerConfig,
    ready: impl FnOnce(SocketAddr),
) -> Result<ExitCode, Failure> {
    let server = Server::bind(engine.clone(), config).await.map_err(|e| match e {
        ServeError::Pem { .. } | ServeError::Certificate(_) => Failure::usage(e),
        ServeError::Bind { .. } | ServeError::Failed(_) => Failure::environment(e),
    })?;
    ready(server.address());
    server.serve(told_to_stop()).await.map_err(Failure::environment)?;
    engine.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn server_config(settled: &Settled, args: ServeArgs) -> ServerConfig {
    let listen = args
        .listen
        .or(settled.file.listen)
        .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8787)));
    let mut config = ServerConfig::new(listen);
    config.public_url = args.public_url.or_else(|| settled.file.public_url.clone());
    config.trusted_proxies.clone_from(&settled.file.trusted_proxies);
    let from_file = || {
        settled
            .file
            .tls
            .as_ref()
            .map(|tls| (tls.cert.clone(), tls.key.clone()))
    };
    let tls = args.tls_cert.zip(args.tls_key).or_else(from_file);
    config.tls = tls.map(|(cert, key)| Tls { cert, key });
    config
}

/// Waits for Ctrl-C or, where there is one, SIGTERM.
pub async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Logs to standard error; RUST_LOG chooses what.
pub fn start_log(json: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn"));
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (a test) keeps the first.
    let _ = if json {
        lines.json().try_init()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).try_init()
    };
}
