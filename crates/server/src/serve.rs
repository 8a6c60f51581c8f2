//! Listening: the port, TLS, the bound on connections, and leaving gracefully.

use std::{
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use hyper_util::rt::TokioTimer;
use jinpai_engine::Engine;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use crate::{
    config::{ServerConfig, Tls},
    router,
    serve::bounded::Bounded,
    state::App,
};

mod bounded;

/// Open requests get so long to end.
const GRACE: Duration = Duration::from_secs(10);
/// A caller gets so long to send a request's head.
const HEAD: Duration = Duration::from_secs(30);

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(
        "cannot listen on {address}: {source}. Is another program using the port? Choose another with --listen."
    )]
    Bind { address: SocketAddr, source: io::Error },
    #[error("cannot read {}: {reason}. It must be a PEM file.", path.display())]
    Pem { path: PathBuf, reason: String },
    #[error("the certificate and its key do not fit together: {0}")]
    Certificate(#[from] rustls::Error),
    #[error("the server failed: {0}")]
    Failed(#[from] io::Error),
}

/// A server that has its port and serves nobody yet.
pub struct Server {
    engine: Engine,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<RustlsConfig>,
    config: ServerConfig,
}

impl Server {
    /// Takes the port and reads the certificate.
    ///
    /// # Errors
    /// [`ServeError::Bind`], [`ServeError::Pem`] or [`ServeError::Certificate`].
    pub async fn bind(engine: Engine, config: ServerConfig) -> Result<Self, ServeError> {
        let tls = config.tls.as_ref().map(read_tls).transpose()?;
        let bound = async {
            let listener = tokio::net::TcpListener::bind(config.listen).await?.into_std()?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let failed = |source| ServeError::Bind {
            address: config.listen,
            source,
        };
        let (listener, address) = bound.await.map_err(failed)?;
        Ok(Self {
            engine,
            listener,
            address,
            tls,
            config,
        })
    }

    /// Where it listens, with the port that was free.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves; then tells the sockets, lets open requests end, and returns.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send) -> Result<(), ServeError> {
        let config = ServerConfig {
            listen: self.address,
            ..self.config
        };
        let connections = config.limits.connections;
        let app = App::new(self.engine, config);
        let service = router::router(&app).into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(self.listener)?.handle(handle.clone());
        server
            .http_builder()
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD);
        let plain = Bounded::new(NoDelayAcceptor::new(), connections);
        let marks = tokio::spawn({
            let app = app.clone();
            async move { app.deliveries.run(app.stopping()).await }
        });
        let serving = async {
            match self.tls {
                Some(tls) => {
                    let acceptor = RustlsAcceptor::new(tls).acceptor(plain);
                    server.acceptor(acceptor).serve(service).await
                }
                None => server.acceptor(plain).serve(service).await,
            }
        };
        let leaving = async {
            stop.await;
            tracing::info!(sockets = app.sockets.open(), "leaving");
            // Not ready any more, and every socket hears that the server leaves.
            app.stop();
            handle.graceful_shutdown(Some(GRACE));
        };
        let (served, ()) = tokio::join!(serving, leaving);
        sockets_end(&app).await;
        // The task ends with the stop above; that it panicked, its log says.
        let _ = marks.await;
        Ok(served?)
    }
}

/// Upgraded connections are no requests: wait for their farewell.
async fn sockets_end(app: &App) {
    let ended = async {
        while app.sockets.open() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(Duration::from_secs(3), ended).await.is_err() {
        tracing::warn!(sockets = app.sockets.open(), "sockets were cut off");
    }
}

fn read_tls(tls: &Tls) -> Result<RustlsConfig, ServeError> {
    let bad = |path: &Path| {
        let path = path.to_owned();
        move |error: rustls::pki_types::pem::Error| ServeError::Pem {
            path,
            reason: error.to_string(),
        }
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(&tls.cert).and_then(Iterator::collect);
    let chain = chain.map_err(bad(&tls.cert))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(bad(&tls.key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
