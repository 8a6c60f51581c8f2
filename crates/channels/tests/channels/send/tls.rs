//! Every protocol over TLS, against a certificate of our own authority, and against one nobody vouches for.

use std::{path::PathBuf, sync::Arc};

use jinpai_channels::send::{
    Allowed, EmailSender, EmailSpec, EmailTls, Guard, ProviderSpec, RefusalKind, Sender, SmppSender, open,
};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

use super::{NOW, accepted, node_peer::NodePeer, parcel, rejected};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/channels/send/tls")
}

fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_file(folder().join("cert.pem")).unwrap()
}

/// One that believes the test's authority, and one that does not. Both may call this machine.
fn guards() -> [Arc<Guard>; 2] {
    let here: Allowed = "localhost".parse().unwrap();
    [
        Arc::new(Guard::with_authorities(vec![here.clone()], vec![certificate()])),
        Arc::new(Guard::new(vec![here])),
    ]
}

#[tokio::test]
async fn https_is_spoken_only_with_whom_an_authority_vouches_for() {
    let key = PrivateKeyDer::from_pem_file(folder().join("key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let body = r#"{"state":"accepted","receipt":"b-1"}"#;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    let url = format!("https://localhost:{port}/send");
    let spec = json!({"kind": "webhook", "url": url, "secret": "0123456789abcdef"});
    let spec: ProviderSpec = serde_json::from_value(spec).unwrap();
    let [ours, strange] = guards().map(|guard| open(&spec, guard, mpsc::channel(1).0).unwrap());
    accepted(
        ours.hand_over(&parcel("step:1", "13800138000", "您好"), NOW)
            .await,
    );
    let refusal = rejected(
        strange
            .hand_over(&parcel("step:1", "13800138000", "您好"), NOW)
            .await,
    );
    assert_eq!(
        (refusal.kind, refusal.permanent),
        (RefusalKind::Unavailable, false)
    );
    assert!(refusal.detail.contains("certificate"), "{}", refusal.detail);
}

#[tokio::test]
async fn letters_go_over_tls_in_both_ways() {
    let folder = folder();
    for (tls, protection) in [(EmailTls::Implicit, "implicit"), (EmailTls::StartTls, "starttls")] {
        let mut server = NodePeer::start_with("mail", &[folder.to_str().unwrap(), protection]).await;
        let spec = EmailSpec {
            host: "localhost".to_owned(),
            port: server.port,
            tls,
            username: Some("shop".to_owned()),
            password: Some(jinpai_channels::send::Secret::new("secret")),
            from: "service@shop.example".to_owned(),
            reply_to: None,
            unsubscribe_mail: None,
            timeout_ms: 5_000,
            rate: None,
        };
        let [ours, strange] = guards().map(|guard| EmailSender::new(spec.clone(), guard));
        let letter = parcel("step:1", "lulu@buyer.example", "您好");
        accepted(ours.hand_over(&letter, NOW).await);
        let taken = server.next("letter").await;
        assert_eq!((&taken["secure"], &taken["user"]), (&json!(true), &json!("shop")));
        let refusal = rejected(strange.hand_over(&letter, NOW).await);
        assert!(
            refusal.detail.contains("certificate"),
            "{protection}: {}",
            refusal.detail
        );
    }
}

#[tokio::test]
async fn a_message_centre_is_bound_over_tls() {
    let folder = folder();
    let centre = NodePeer::start_with("smsc", &[folder.to_str().unwrap()]).await;
    let spec = json!({
        "kind": "smpp", "host": "localhost", "port": centre.port, "tls": true, "system_id": "jinpai",
        "password": "secret08", "source": "10690",
    });
    let ProviderSpec::Smpp(spec) = serde_json::from_value(spec).unwrap() else {
        panic!("smpp");
    };
    let [ours, strange] = guards().map(|guard| SmppSender::open(spec.clone(), guard, mpsc::channel(1).0));
    accepted(
        ours.hand_over(&parcel("step:1", "13800138000", "您好"), NOW)
            .await,
    );
    let refusal = rejected(
        strange
            .hand_over(&parcel("step:1", "13800138000", "您好"), NOW)
            .await,
    );
    assert!(refusal.detail.contains("certificate"), "{}", refusal.detail);
}
