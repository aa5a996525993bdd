//! A certificate made on the spot, for a server that nobody else needs to trust.

use std::{fmt::Write as _, sync::Arc};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::{ServerConfig, crypto::ring};
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;

/// A server's certificate, under an authority that exists for it alone.
pub struct Identity {
    /// Speaks TLS with that certificate.
    pub acceptor: TlsAcceptor,
    /// The authority as PEM: who trusts it trusts this server and no other.
    pub authority: String,
    /// The SHA-256 fingerprint of the server's certificate, as other tools write it.
    pub fingerprint: String,
}

/// No certificate can be made, for a name that is none.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The certificate.
    #[error("a certificate for {0} cannot be made: {1}")]
    Certificate(String, rcgen::Error),
    /// The server that would show it.
    #[error("TLS cannot be set up: {0}")]
    Server(#[from] rustls::Error),
}

impl Identity {
    /// Makes keys, an authority and a certificate for a server with these names and addresses.
    ///
    /// # Errors
    /// See [`IdentityError`].
    pub fn new(names: Vec<String>) -> Result<Self, IdentityError> {
        let failed = |error| IdentityError::Certificate(names.join(", "), error);
        let authority = authority().map_err(failed)?;
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = certificate(&names, &key, &authority).map_err(failed)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key.into())?;
        Ok(Identity {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority: authority.pem(),
            fingerprint: fingerprint(certificate.der()),
        })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "finalize-conformance serve: authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn certificate(
    names: &[String],
    key: &KeyPair,
    authority: &CertifiedIssuer<'static, KeyPair>,
) -> Result<Certificate, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "finalize-conformance serve");
    // Strict clients ask for all of these.
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.signed_by(key, authority)
}

/// `AB:CD:…`
fn fingerprint(certificate: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(certificate) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{byte:02X}", if text.is_empty() { "" } else { ":" });
    }
    text
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
    use tokio_rustls::TlsConnector;

    use super::*;

    /// Shakes hands with a server that has this identity, and gives the certificate that it showed.
    async fn greet(server: &Identity, name: &'static str, authority: &str) -> std::io::Result<Vec<u8>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).expect("PEM")).expect("an authority");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let (here, there) = tokio::io::duplex(1 << 16);
        let name = ServerName::try_from(name).expect("a name");
        let connect = TlsConnector::from(Arc::new(config)).connect(name, here);
        let (client, _) = tokio::join!(connect, server.acceptor.accept(there));
        Ok(client?.get_ref().1.peer_certificates().expect("a certificate")[0].to_vec())
    }

    #[tokio::test]
    async fn who_trusts_the_authority_trusts_the_server_under_its_names_only() {
        let names = ["localhost", "127.0.0.1"].map(str::to_owned).to_vec();
        let [server, other] = [names.clone(), names].map(|names| Identity::new(names).expect("an identity"));
        for name in ["localhost", "127.0.0.1"] {
            let shown = greet(&server, name, &server.authority).await.expect("a handshake");
            assert_eq!(fingerprint(&shown), server.fingerprint);
        }
        assert!(greet(&server, "elsewhere.test", &server.authority).await.is_err());
        assert!(greet(&server, "localhost", &other.authority).await.is_err());
    }

    #[test]
    fn a_fingerprint_reads_as_other_tools_write_it() {
        let empty = "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";
        assert_eq!(fingerprint(b""), empty);
    }

    #[test]
    fn a_name_that_is_none_is_named() {
        let Err(error) = Identity::new(vec!["é".to_owned()]) else { panic!("no name of a host") };
        assert!(error.to_string().starts_with("a certificate for é cannot be made: "), "{error}");
    }
}
