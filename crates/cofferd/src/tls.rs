//! TLS: certificates of the operator's, or a local CA made on first start.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::config::TlsSection;

/// What clients trust.
pub(crate) const CA_CERTIFICATE: &str = "ca.pem";
const CA_KEY: &str = "ca.key";

/// TLS 1.3 only, with X25519MLKEM768 preferred, for the operator's certificate or one of the local CA.
pub(crate) fn server_config(
    section: &TlsSection,
    folder: &Path,
    host: &str,
) -> anyhow::Result<Arc<ServerConfig>> {
    let (chain, key) = match (&section.certificate, &section.key) {
        (Some(certificate), Some(key)) => load(certificate, key)?,
        (None, None) => local(folder, host)?,
        _ => anyhow::bail!("[tls] certificate and key go together"),
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("certificate and key do not fit together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// TLS 1.3 only, for the operator's certificate, and only with clients whose certificate one of `clients` vouches for.
pub(crate) fn mutual_config(
    certificate: &Path,
    key: &Path,
    clients: &Path,
) -> anyhow::Result<Arc<ServerConfig>> {
    let (chain, key) = load(certificate, key)?;
    let mut trusted = RootCertStore::empty();
    for certificate in certificates(clients)? {
        trusted
            .add(certificate)
            .with_context(|| format!("{} holds no certificate", clients.display()))?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(trusted), Arc::clone(&provider))
            .build()
            .with_context(|| format!("{} lets nobody in", clients.display()))?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)
        .context("certificate and key do not fit together")?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn load(certificate: &Path, key: &Path) -> anyhow::Result<Identity> {
    let chain = certificates(certificate)?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("the private key {} cannot be read", key.display()))?;
    Ok((chain, key))
}

fn certificates(path: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("the certificate {} cannot be read", path.display()))
}

/// Makes the local CA unless it is there.
pub(crate) fn ensure_ca(folder: &Path) -> anyhow::Result<()> {
    if folder.join(CA_CERTIFICATE).exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let key = KeyPair::generate()?;
    let certificate = ca_params()?.self_signed(&key)?;
    write_private(&folder.join(CA_KEY), &key.serialize_pem())?;
    fs::write(folder.join(CA_CERTIFICATE), certificate.pem())?;
    Ok(())
}

/// A fresh certificate of the local CA for this start; its key never touches the disk.
fn local(folder: &Path, host: &str) -> anyhow::Result<Identity> {
    ensure_ca(folder)?;
    let key_text =
        fs::read_to_string(folder.join(CA_KEY)).context("the local CA's key cannot be read")?;
    let ca_key = KeyPair::from_pem(&key_text).context("the local CA's key is damaged")?;
    let ca_params = ca_params()?;
    let issuer = Issuer::from_params(&ca_params, &ca_key);
    let mut names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    if !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = named("Coffer server");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2046, 1, 1);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    let key =
        PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| anyhow::anyhow!(error))?;
    Ok((vec![certificate.der().clone()], key))
}

/// The same at every start, so that the issuer's name and key id fit the certificate clients trust.
fn ca_params() -> anyhow::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = named("Coffer local CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2046, 1, 1);
    Ok(params)
}

fn named(text: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, text);
    name
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}
