//! Connectors and acceptors for TLS, made from PEM files. Any other configuration of rustls works as well.
//!
//! ```no_run
//! use tokio_smpp::tls::{acceptor_from_files, connector_from_file};
//! use tokio_smpp::{ClientConfig, ServerConfig};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let tls = Some(connector_from_file("/etc/ssl/certs/ca-certificates.crt")?);
//! let client = ClientConfig { tls, ..ClientConfig::new("smpps://smsc.example.org", "ESME", "secret")? };
//!
//! let tls = Some(acceptor_from_files("chain.pem", "key.pem")?);
//! let server = ServerConfig { tls, ..ServerConfig::default() };
//! # Ok(())
//! # }
//! ```

pub use tokio_rustls::{TlsAcceptor, TlsConnector, rustls};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A connector that trusts the given certificates.
///
/// # Errors
/// rustls does not accept the default configuration.
pub fn connector(roots: RootCertStore) -> io::Result<TlsConnector> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(io::Error::other)?;
    Ok(TlsConnector::from(Arc::new(builder.with_root_certificates(roots).with_no_client_auth())))
}

/// A connector that trusts the certificates in a PEM file, such as `/etc/ssl/certs/ca-certificates.crt`.
///
/// # Errors
/// The file cannot be read, or has no valid certificate.
pub fn connector_from_file(certificates: impl AsRef<Path>) -> io::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    let (added, _ignored) = roots.add_parsable_certificates(read_certificates(certificates.as_ref())?);
    if added == 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file has no valid certificate"));
    }
    connector(roots)
}

/// An acceptor with the certificate chain and the private key of the server, each in a PEM file.
///
/// # Errors
/// A file cannot be read, or the key does not belong to the certificate.
pub fn acceptor_from_files(chain: impl AsRef<Path>, key: impl AsRef<Path>) -> io::Result<TlsAcceptor> {
    let chain = read_certificates(chain.as_ref())?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(io::Error::other)?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(io::Error::other)?;
    let config = builder.with_no_client_auth().with_single_cert(chain, key).map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read_certificates(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let certificates = CertificateDer::pem_file_iter(path).map_err(io::Error::other)?;
    certificates.collect::<Result<_, _>>().map_err(io::Error::other)
}
