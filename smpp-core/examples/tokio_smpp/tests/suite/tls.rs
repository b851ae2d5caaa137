//! TLS on both sides, with certificates made for the test.

use crate::kit::{client, config, message, server_with};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio_smpp::tls::{acceptor_from_files, connector_from_file};
use tokio_smpp::{Client, ClientConfig, ConnectError, Requests, ServerConfig, Session};

/// A certificate for `localhost` and its key, in files.
pub(crate) struct Certificate {
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
    folder: PathBuf,
}

impl Certificate {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("tokio_smpp-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
        fs::write(&chain, cert.pem()).unwrap();
        fs::write(&key, signing_key.serialize_pem()).unwrap();
        Self { chain, key, folder }
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

async fn accept_all(_session: Session, mut requests: Requests) {
    while let Some(request) = requests.next().await {
        request.accept("1").unwrap();
    }
}

/// A TLS server, and its endpoint.
async fn tls_server(certificate: &Certificate) -> String {
    let tls = acceptor_from_files(&certificate.chain, &certificate.key).unwrap();
    let config = ServerConfig { tls: Some(tls), ..ServerConfig::default() };
    let address = server_with(config, accept_all).await;
    let port = address.rsplit_once(':').unwrap().1;
    format!("smpps://localhost:{port}")
}

#[tokio::test]
async fn messages_go_over_tls() {
    let certificate = Certificate::new();
    let endpoint = tls_server(&certificate).await;
    let tls = Some(connector_from_file(&certificate.chain).unwrap());
    let (client, _inbox) = client(ClientConfig { tls, ..config(&endpoint) }).await;
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.submit(message(&"long ".repeat(100))).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().message_ids().len(), 4);
    }
    assert_eq!(client.shutdown(Duration::from_secs(5)).await.requests, 0);
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_an_error() {
    let endpoint = tls_server(&Certificate::new()).await;
    let other = Certificate::new();
    let tls = Some(connector_from_file(&other.chain).unwrap());
    let Err(ConnectError::Io(error)) = Client::connect(ClientConfig { tls, ..config(&endpoint) }).await
    else {
        panic!("connected")
    };
    assert!(error.to_string().contains("certificate"), "{error}");
    // Without a connector, nothing is sent in the clear.
    assert!(matches!(Client::connect(config(&endpoint)).await, Err(ConnectError::Io(_))));
}

#[tokio::test]
async fn a_peer_without_tls_is_not_served() {
    let certificate = Certificate::new();
    let endpoint = tls_server(&certificate).await;
    let plain = endpoint.replace("smpps://", "smpp://");
    assert!(matches!(Client::connect(config(&plain)).await, Err(ConnectError::Closed(_))));
}
