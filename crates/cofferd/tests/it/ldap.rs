//! A directory by LDAP: Debian's slapd, with TLS by our own CA.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::wait::wait_for;

const SUFFIX: &str = "dc=coffer,dc=example";
const PASSWORD: &str = "the directory's password";

/// A slapd of the test's own.
struct Slapd {
    server: Child,
    port: u16,
    /// Where TLS is begun by StartTLS.
    plain_port: u16,
}

impl Drop for Slapd {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Where slapd is, installed if that can be done here.
fn slapd() -> Option<PathBuf> {
    let there = || {
        ["/usr/sbin/slapd", "/usr/lib/openldap/slapd"]
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
            .filter(|_| Path::new("/usr/bin/ldapmodify").exists())
    };
    if there().is_none() {
        let mut install = Command::new("apt-get");
        install.args([
            "install",
            "-y",
            "--no-install-recommends",
            "slapd",
            "ldap-utils",
        ]);
        drop(install.env("DEBIAN_FRONTEND", "noninteractive").output());
    }
    let found = there();
    if found.is_none() {
        eprintln!("SKIPPED: slapd is not here and cannot be installed");
    }
    found
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Slapd {
    /// One with a certificate of its own for `localhost`; `ca.pem` lies in `folder`.
    fn start(program: &Path, folder: &Path) -> Self {
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&pair).unwrap();
        std::fs::write(folder.join("ca.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), pair.serialize_pem()).unwrap();
        std::fs::create_dir(folder.join("db")).unwrap();
        let at = folder.display();
        let config = format!(
            "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n\
             include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
             pidfile {at}/pid\nTLSCertificateFile {at}/ca.pem\nTLSCertificateKeyFile {at}/key.pem\n\
             sizelimit 3\ndatabase mdb\nsuffix \"{SUFFIX}\"\nrootdn \"cn=admin,{SUFFIX}\"\nrootpw \"{PASSWORD}\"\n\
             directory {at}/db\nlimits users size.prtotal=unlimited\n"
        );
        std::fs::write(folder.join("slapd.conf"), config).unwrap();
        let (port, plain_port) = (free_port(), free_port());
        let server = Command::new(program)
            .arg("-f")
            .arg(folder.join("slapd.conf"))
            .args([
                "-h",
                &format!("ldaps://localhost:{port} ldap://localhost:{plain_port}"),
                "-d",
                "0",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let slapd = Self {
            server,
            port,
            plain_port,
        };
        wait_for("slapd", || {
            std::net::TcpStream::connect(("localhost", port)).ok()
        });
        slapd
    }

    fn url(&self) -> String {
        format!("ldaps://localhost:{}", self.port)
    }

    /// Changes the directory as its administrator.
    fn modify(&self, ldif: &str) {
        let mut modify = Command::new("ldapmodify")
            .args([
                "-x",
                "-a",
                "-H",
                &self.url(),
                "-D",
                &format!("cn=admin,{SUFFIX}"),
                "-w",
                PASSWORD,
            ])
            // This tool looks the name up backwards and expects that one; what Coffer checks is tested with Coffer.
            .env("LDAPTLS_REQCERT", "never")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        modify
            .stdin
            .take()
            .unwrap()
            .write_all(ldif.as_bytes())
            .unwrap();
        let output = modify.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn person(uid: &str, unit: &str) -> String {
    format!(
        "dn: uid={uid},ou={unit},ou=people,{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid} of {unit}\nsn: x\n\
         mail: {uid}@coffer.example\n\n"
    )
}

/// Two units, twelve people, two groups.
fn content() -> String {
    let mut ldif = format!(
        "dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: x\ndc: coffer\n\n"
    );
    for unit in ["people", "groups"] {
        ldif += &format!("dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n");
    }
    for unit in ["Support", "Engineering"] {
        ldif += &format!(
            "dn: ou={unit},ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
        );
    }
    for number in 1..=10 {
        ldif += &person(&format!("s{number}"), "Support");
    }
    for number in 1..=2 {
        ldif += &person(&format!("e{number}"), "Engineering");
    }
    ldif += &format!(
        "dn: cn=coffer-agents,ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: coffer-agents\n\
         member: uid=s1,ou=Support,ou=people,{SUFFIX}\nmember: UID=e1, OU=Engineering,ou=people,{SUFFIX}\n\n\
         dn: cn=coffer-leads,ou=groups,{SUFFIX}\nobjectClass: groupOfNames\ncn: coffer-leads\n\
         member: uid=s1,ou=Support,ou=people,{SUFFIX}\n\n"
    );
    ldif
}

fn configuration(slapd: &Slapd, folder: &Path) -> String {
    let at = folder.display();
    format!(
        "[directory]\ndepartment = \"Lobby\"\n\
         [[directory.groups]]\ngroup = \"ou=Support\"\ndepartment = \"Support\"\n\
         [[directory.groups]]\ngroup = \"ou=Engineering\"\ndepartment = \"Engineering\"\n\
         [[directory.groups]]\ngroup = \"coffer-agents\"\nroles = [\"agent\"]\n\
         [[directory.groups]]\ngroup = \"cn=coffer-leads,ou=groups,{SUFFIX}\"\nroles = [\"lead\"]\n\
         [ldap]\nurl = \"{}\"\nbind_dn = \"cn=admin,{SUFFIX}\"\npassword_file = \"{at}/password\"\nca_file = \"{at}/ca.pem\"\n\
         base = \"ou=people,{SUFFIX}\"\ngroups_base = \"ou=groups,{SUFFIX}\"\nremoved_percent_max = 10\n",
        slapd.url()
    )
}

fn sync(desk: &Desk, more: &[&str]) -> (Option<i32>, Value) {
    let mut arguments = vec!["directory", "sync", "--json"];
    arguments.extend(more);
    let output = desk.world.try_operate(&arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    let said = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"));
    (output.status.code(), said)
}

/// By address.
fn members(desk: &Desk) -> std::collections::BTreeMap<String, Value> {
    let all = desk
        .admin
        .get(&desk.world, "/api/v1/members")
        .ask()
        .expect(200)
        .json();
    let all = all["items"].as_array().unwrap().clone();
    all.into_iter()
        .map(|member| (member["email"].as_str().unwrap().to_owned(), member))
        .collect()
}

/// The token stays behind with the unit.
fn moved_to_another_unit(desk: &Desk, slapd: &Slapd, engineering: &Value) {
    let token = desk.world.token("s1@coffer.example");
    let me = |status: u16| {
        desk.world
            .get("/api/v1/session")
            .bearer_auth(&token)
            .ask()
            .expect(status)
    };
    me(200);
    let move_it = format!(
        "dn: uid=s1,ou=Support,ou=people,{SUFFIX}\nchangetype: modrdn\nnewrdn: uid=s1\ndeleteoldrdn: 0\n\
         newsuperior: ou=Engineering,ou=people,{SUFFIX}\n\n"
    );
    slapd.modify(&move_it);
    let (status, said) = sync(desk, &[]);
    assert_eq!((status, &said["changed"]), (Some(0), &json!(1)), "{said}");
    let s1 = members(desk)["s1@coffer.example"].clone();
    // The groups named the old DN, so their roles are gone as well until the groups follow.
    assert_eq!((&s1["department"], &s1["roles"]), (engineering, &json!([])));
    me(401);
}

/// Two of twelve may not leave at 10 %: nothing happens, and it says so.
fn many_leave_at_once(desk: &Desk, slapd: &Slapd) {
    let gone = format!("dn: uid=s2,ou=Support,ou=people,{SUFFIX}\nchangetype: delete\n\n");
    slapd.modify(&gone);
    let token = desk.world.token("s2@coffer.example");
    let two = format!("dn: uid=s3,ou=Support,ou=people,{SUFFIX}\nchangetype: delete\n\n");
    slapd.modify(&two);
    let (status, said) = sync(desk, &[]);
    assert_eq!(
        (status, &said["refused"], &said["left"]),
        (Some(1), &json!(true), &json!(2)),
        "{said}"
    );
    assert_eq!(members(desk)["s2@coffer.example"]["state"], "invited");
    desk.ledger_entry("the refusal", |entry| {
        entry["event"] == "directory.sync_refused"
    });
    desk.world
        .get("/api/v1/session")
        .bearer_auth(&token)
        .ask()
        .expect(200);
    let (status, said) = sync(desk, &["--even-so"]);
    assert_eq!((status, &said["left"]), (Some(0), &json!(2)), "{said}");
    assert_eq!(members(desk)["s2@coffer.example"]["state"], "left");
    desk.world
        .get("/api/v1/session")
        .bearer_auth(&token)
        .ask()
        .expect(401);
}

/// By StartTLS as well; by a certificate of somebody else not at all, and not without TLS.
fn only_by_tls_with_the_right_certificate(desk: &Desk, slapd: &Slapd, folder: &Path) {
    let right = configuration(slapd, folder);
    let other = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = certificate.self_signed(&other).unwrap();
    std::fs::write(folder.join("other.pem"), certificate.pem()).unwrap();
    let plain = format!("ldap://localhost:{}", slapd.plain_port);
    let start_tls = right.replace(&slapd.url(), &plain) + "start_tls = true\n";
    for (config, works) in [
        (start_tls.clone(), true),
        (start_tls.replace("ca.pem", "other.pem"), false),
        (right.replace("ca.pem", "other.pem"), false),
        (right.replace(&slapd.url(), &plain), false),
    ] {
        let file = folder.join("other.toml");
        std::fs::write(&file, config).unwrap();
        let file = file.to_str().unwrap();
        let arguments = ["directory", "sync", "--json", "--dry-run", "--config", file];
        let output = desk.world.try_operate(&arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(if works { 0 } else { 2 }),
            "{told}"
        );
        if works {
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(said["same"], json!(12), "{said}");
        }
    }
}

#[test]
fn people_come_move_and_leave_with_their_directory() {
    let Some(program) = slapd() else {
        return;
    };
    let mut desk = Desk::new();
    let lobby = json!({ "name": "Lobby" });
    desk.admin
        .post(&desk.world, "/api/v1/departments", &lobby)
        .ask()
        .expect(201);
    let folder = desk.world.temporary().join("ldap");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("password"), format!("{PASSWORD}\n")).unwrap();
    let slapd = Slapd::start(&program, &folder);
    slapd.modify(&content());
    desk.world.configure(&configuration(&slapd, &folder));
    // The server follows by itself at its start.
    wait_for("the first comparison", || {
        members(&desk)
            .contains_key("e2@coffer.example")
            .then_some(())
    });
    let (status, said) = sync(&desk, &["--dry-run"]);
    assert_eq!(
        (status, &said["same"], &said["added"]),
        (Some(0), &json!(12), &json!(0)),
        "{said}"
    );

    let departments = desk
        .admin
        .get(&desk.world, "/api/v1/departments")
        .ask()
        .json();
    let departments = departments["items"].as_array().unwrap().clone();
    let id = |name: &str| departments.iter().find(|it| it["name"] == name).unwrap()["id"].clone();
    let s1 = members(&desk)["s1@coffer.example"].clone();
    assert_eq!(
        (&s1["roles"], &s1["department"]),
        (&json!(["agent", "lead"]), &id("Support"))
    );
    let e1 = members(&desk)["e1@coffer.example"].clone();
    assert_eq!(
        (&e1["roles"], &e1["department"]),
        (&json!(["agent"]), &id("Engineering"))
    );
    let e2 = members(&desk)["e2@coffer.example"].clone();
    assert_eq!(e2["roles"], json!([]));

    only_by_tls_with_the_right_certificate(&desk, &slapd, &folder);
    moved_to_another_unit(&desk, &slapd, &id("Engineering"));
    many_leave_at_once(&desk, &slapd);

    // A directory that cannot be read changes nothing.
    drop(slapd);
    let output = desk.world.try_operate(&["directory", "sync", "--even-so"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(members(&desk)["s4@coffer.example"]["state"], "invited");
    assert!(!desk.world.log().contains(PASSWORD) && !desk.world.log().contains("panicked"));
}
