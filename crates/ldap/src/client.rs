//! [`LdapDirectory`]: reading everybody.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_trait::async_trait;
use coffer_domain::ports::{DirectorySource, SourceError, SourcePerson};
use data_encoding::HEXLOWER;
use futures::FutureExt;
use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::config::{LdapConfig, LdapConfigError};
use crate::dn;
use crate::limits::{ANSWER_TIMEOUT, CONNECT_TIMEOUT, ENTRIES_MAX, PAGE_ENTRIES};

/// Active Directory: the account is disabled (`ACCOUNTDISABLE`).
const ACCOUNT_DISABLED: i64 = 2;
/// OpenLDAP's password policy: locked by an administrator.
const LOCKED_FOR_GOOD: &str = "000001010000Z";
const PERSON_ATTRIBUTES: [&str; 9] = [
    "mail",
    "cn",
    "displayName",
    "uid",
    "sAMAccountName",
    "memberOf",
    "userAccountControl",
    "pwdAccountLockedTime",
    "nsAccountLock",
];

/// Why everybody could not be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error("the directory does not answer as it should")]
    Ldap(#[from] LdapError),
    #[error("an entry has no `{0}`")]
    NoKey(String),
    #[error("an entry cannot be read")]
    Unreadable,
    #[error("there are more than {ENTRIES_MAX} entries")]
    TooMany,
}

/// A directory reached by LDAP.
pub struct LdapDirectory {
    config: LdapConfig,
    tls: Arc<ClientConfig>,
}

impl LdapDirectory {
    /// The directory of this configuration; nothing is asked yet.
    ///
    /// # Errors
    /// The configuration does not hold.
    pub fn new(config: LdapConfig) -> Result<Self, LdapConfigError> {
        config.check()?;
        let mut roots = RootCertStore::empty();
        match &config.ca_pem {
            Some(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem) {
                    let certificate = certificate.map_err(|_| LdapConfigError::Ca)?;
                    roots.add(certificate).map_err(|_| LdapConfigError::Ca)?;
                }
                if roots.is_empty() {
                    return Err(LdapConfigError::Ca);
                }
            }
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                if roots.is_empty() && !config.danger_plaintext {
                    return Err(LdapConfigError::Roots);
                }
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(LdapConfigError::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config,
            tls: Arc::new(tls),
        })
    }

    async fn connect(&self) -> Result<Ldap, ReadError> {
        let settings = LdapConnSettings::new()
            .set_conn_timeout(CONNECT_TIMEOUT)
            .set_starttls(self.config.start_tls)
            .set_config(Arc::clone(&self.tls));
        let (connection, mut ldap) =
            LdapConnAsync::with_settings(settings, &self.config.url).await?;
        tokio::spawn(async move { connection.drive().await });
        ldap.with_timeout(ANSWER_TIMEOUT)
            .simple_bind(&self.config.bind_dn, self.config.password.expose())
            .await?
            .success()?;
        Ok(ldap)
    }

    async fn read(&self) -> Result<Vec<SourcePerson>, ReadError> {
        let mut ldap = self.connect().await?;
        let groups = match &self.config.groups_base {
            Some(base) => self.groups(&mut ldap, base).await?,
            None => BTreeMap::new(),
        };
        let mut attributes: Vec<&str> = PERSON_ATTRIBUTES.to_vec();
        attributes.push(&self.config.id_attribute);
        let entries = search(
            &mut ldap,
            &self.config.base,
            &self.config.filter,
            attributes,
        )
        .await?;
        let people = entries
            .iter()
            .map(|entry| self.person(entry, &groups))
            .collect::<Result<Vec<_>, _>>()?;
        ldap.unbind().await?;
        Ok(people)
    }

    /// By member, the DNs of their groups.
    async fn groups(
        &self,
        ldap: &mut Ldap,
        base: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, ReadError> {
        let attributes = vec!["member", "uniqueMember"];
        let mut of_member: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in search(ldap, base, &self.config.groups_filter, attributes).await? {
            let members = ["member", "uniqueMember"]
                .into_iter()
                .flat_map(|name| texts(&entry, name));
            for member in members {
                let groups = of_member.entry(dn::folded(member)).or_default();
                groups.push(entry.dn.clone());
            }
        }
        Ok(of_member)
    }

    fn person(
        &self,
        entry: &SearchEntry,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Result<SourcePerson, ReadError> {
        let key = key(entry, &self.config.id_attribute)
            .ok_or_else(|| ReadError::NoKey(self.config.id_attribute.clone()))?;
        let first = |name: &str| texts(entry, name).next().map(ToOwned::to_owned);
        let listed = groups.get(&dn::folded(&entry.dn)).into_iter().flatten();
        let mut names = BTreeSet::new();
        for group in texts(entry, "memberOf").chain(listed.map(String::as_str)) {
            names.insert(group.to_owned());
            // By its own name too, which is shorter to write in a rule.
            names.extend(dn::parts(group).into_iter().next().map(|(_, name)| name));
        }
        let units = dn::parts(&entry.dn).into_iter();
        let units = units.filter(|(kind, _)| kind == "ou");
        names.extend(units.map(|(_, name)| format!("ou={name}")));
        Ok(SourcePerson {
            key,
            external: first("uid").or_else(|| first("sAMAccountName")),
            email: first("mail"),
            name: first("displayName").or_else(|| first("cn")),
            groups: names.into_iter().collect(),
            active: is_active(entry),
        })
    }
}

fn is_active(entry: &SearchEntry) -> bool {
    let control = texts(entry, "userAccountControl").next();
    let disabled = control
        .and_then(|control| control.parse::<i64>().ok())
        .is_some_and(|control| control & ACCOUNT_DISABLED != 0);
    let locked = texts(entry, "pwdAccountLockedTime").any(|time| time == LOCKED_FOR_GOOD);
    let locked_too = texts(entry, "nsAccountLock").any(|lock| lock.eq_ignore_ascii_case("true"));
    !disabled && !locked && !locked_too
}

/// An attribute's values, whatever case its name comes in.
fn texts<'e>(entry: &'e SearchEntry, name: &str) -> impl Iterator<Item = &'e str> {
    let found = entry
        .attrs
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    found
        .into_iter()
        .flat_map(|(_, values)| values)
        .map(String::as_str)
}

/// The value that stays: a text, or bytes such as `objectGUID`.
fn key(entry: &SearchEntry, name: &str) -> Option<String> {
    let text = texts(entry, name).next().map(str::to_lowercase);
    let bytes = || {
        let found = entry
            .bin_attrs
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = found.and_then(|(_, values)| values.first());
        value.map(|value| HEXLOWER.encode(value))
    };
    text.or_else(bytes).filter(|key| !key.is_empty())
}

/// Everything under a base, page by page; a result cut short is an error.
async fn search(
    ldap: &mut Ldap,
    base: &str,
    filter: &str,
    attributes: Vec<&str>,
) -> Result<Vec<SearchEntry>, ReadError> {
    let adapters: Vec<Box<dyn Adapter<_, _>>> = vec![
        Box::new(EntriesOnly::new()),
        Box::new(PagedResults::new(PAGE_ENTRIES)),
    ];
    let mut found = Vec::new();
    let mut stream = ldap
        .with_timeout(ANSWER_TIMEOUT)
        .streaming_search_with(adapters, base, Scope::Subtree, filter, attributes)
        .await?;
    while let Some(entry) = stream.next().await? {
        if found.len() >= ENTRIES_MAX {
            return Err(ReadError::TooMany);
        }
        found.push(SearchEntry::construct(entry));
    }
    stream.finish().await.success()?;
    Ok(found)
}

#[async_trait]
impl DirectorySource for LdapDirectory {
    async fn everybody(&self) -> Result<Vec<SourcePerson>, SourceError> {
        // The library's reader of entries panics at what it cannot read; that is the directory's fault, not an outage.
        let read = AssertUnwindSafe(self.read()).catch_unwind().await;
        read.unwrap_or(Err(ReadError::Unreadable))
            .map_err(|error| SourceError(Box::new(error)))
    }
}
