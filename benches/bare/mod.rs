//! What the bare loops send with: nothing but reqwest.

/// A client that reads no certificates, for endpoints that have none.
pub fn client() -> reqwest::Client {
    let provider = rustls::crypto::ring::default_provider().into();
    let no_tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(no_tls).build().expect("a client can be built")
}
