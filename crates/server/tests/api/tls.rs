//! The same over TLS.

use std::sync::Arc;

use jinpai_engine::{Engine, EngineConfig, Random, SystemClock};
use jinpai_server::{Server, ServerConfig, Tls};
use jinpai_store::testing::TestDatabase;
use serde_json::json;
use tokio::{net::TcpStream, sync::oneshot};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use crate::http::{call_on, json_type};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_the_cookie_is_bound_to_its_host() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/tls");
    let (cert, key) = (
        format!("{folder}/cert.pem").into(),
        format!("{folder}/key.pem").into(),
    );
    let database = TestDatabase::sqlite();
    let config = EngineConfig::new(database.url(), Arc::new(SystemClock), Random::seeded(3));
    let engine = Engine::open(config).await.unwrap();
    let (_, login, password) = engine.found("测试店").await.unwrap().unwrap();
    let mut config = ServerConfig::new(([127, 0, 0, 1], 0).into());
    config.tls = Some(Tls { cert, key });
    let server = Server::bind(engine.clone(), config).await.unwrap();
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(server.serve(async { drop(stopped.await) }));

    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(format!("{folder}/cert.pem")).unwrap())
        .unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(client))
        .connect(name, stream)
        .await
        .unwrap();
    let body = json!({ "login": login, "password": password }).to_string();
    let headers = vec![json_type(), ("origin", "https://localhost".to_owned())];
    let reply = call_on(
        stream,
        "localhost",
        "POST",
        "/api/v1/session",
        headers,
        body.into(),
    )
    .await;
    reply.json();
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-jinpai=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/;"),
        "{cookie}"
    );
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
    drop(stop);
    served.await.unwrap().unwrap();
    engine.stop().await;
}

#[tokio::test]
async fn a_certificate_that_is_none_is_named() {
    let database = TestDatabase::sqlite();
    let config = EngineConfig::new(database.url(), Arc::new(SystemClock), Random::seeded(3));
    let engine = Engine::open_quiet(config).await.unwrap();
    let mut config = ServerConfig::new(([127, 0, 0, 1], 0).into());
    config.tls = Some(Tls {
        cert: "nowhere.pem".into(),
        key: "nowhere.key".into(),
    });
    let error = Server::bind(engine, config).await.err().unwrap().to_string();
    assert!(error.starts_with("cannot read nowhere.pem"), "{error}");
}
