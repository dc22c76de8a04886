use coffer_domain::id::MemberId;
use coffer_domain::passkey::{
    Asserted, Ceremony, NewPasskey, PasskeyError, PasskeyOwner, Passkeys as _, Registered,
};
use coffer_passkey::{AttestationCas, WebauthnPasskeys};
use coffer_testkit::{Maker, SoftPasskey};
use serde_json::Value;

const URL: &str = "https://files.coffer.example:8443";
const MEMBER: PasskeyOwner = PasskeyOwner::Member(MemberId(*b"0123456789abcdef"));

fn server(maker: Option<&Maker>) -> WebauthnPasskeys {
    let cas = maker.map(|maker| AttestationCas::parse(&maker.root_pem()).unwrap());
    WebauthnPasskeys::new(URL, cas).unwrap()
}

fn begin(server: &WebauthnPasskeys, attested: bool) -> Ceremony {
    let known = [vec![1, 2, 3]];
    let new = NewPasskey {
        owner: MEMBER,
        email: "ada@coffer.example",
        name: "Ada",
        known: &known,
        attested,
    };
    server.begin_registration(&new).unwrap()
}

fn options(ceremony: &Ceremony) -> Value {
    serde_json::from_str(&ceremony.options).unwrap()
}

fn register(
    server: &WebauthnPasskeys,
    device: &mut SoftPasskey,
    maker: Option<&Maker>,
    attested: bool,
) -> Result<Registered, PasskeyError> {
    let ceremony = begin(server, attested);
    let answer = device.create(&options(&ceremony), maker);
    server.finish_registration(&ceremony.state, &answer.to_string())
}

fn sign_in(
    server: &WebauthnPasskeys,
    device: &mut SoftPasskey,
    stored: &str,
) -> Result<Asserted, PasskeyError> {
    let ceremony = server.begin_assertion(&[]).unwrap();
    let answer = device.get(&options(&ceremony)).to_string();
    server.finish_assertion(&ceremony.state, &answer, stored)
}

#[test]
fn a_key_is_made_found_without_a_name_and_used() {
    let server = server(None);
    let mut device = SoftPasskey::new(URL);
    let asked = options(&begin(&server, false));
    let asked = &asked["publicKey"];
    assert_eq!(asked["rp"]["id"], "files.coffer.example");
    let selection = &asked["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(asked["excludeCredentials"][0]["id"], "AQID");

    let made = register(&server, &mut device, None, false).unwrap();
    assert!(!made.attested && !made.synced);
    let ceremony = server
        .begin_assertion(std::slice::from_ref(&made.credential))
        .unwrap();
    let asked = options(&ceremony);
    assert_eq!(asked["publicKey"]["userVerification"], "required");
    assert_eq!(
        asked["publicKey"]["allowCredentials"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert!(asked.get("mediation").is_none());
    let answer = device.get(&asked).to_string();
    let found = server.identify(&answer).unwrap();
    assert_eq!(found, (MEMBER.handle(), made.credential.clone()));
    let used = server.finish_assertion(&ceremony.state, &answer, &made.stored);
    // The counter has moved, and the next use must be beyond it.
    assert!(used.unwrap().stored.is_some());
}

#[test]
fn another_origin_an_unverified_user_another_challenge_and_another_key_are_refused() {
    let server = server(None);
    let mut device = SoftPasskey::new(URL);
    let stored = register(&server, &mut device, None, false).unwrap().stored;
    sign_in(&server, &mut device, &stored).unwrap();

    for origin in [
        "https://files.coffer.example",
        "https://files.coffer.example:8444",
        "https://evil.files.coffer.example:8443",
        "https://files.coffer.example.evil.example:8443",
        "http://files.coffer.example:8443",
    ] {
        let mut phished = SoftPasskey::new(origin);
        assert!(
            register(&server, &mut phished, None, false).is_err(),
            "{origin}"
        );
        device.origin = origin.to_owned();
        let refused = sign_in(&server, &mut device, &stored).err();
        let told = matches!(refused, Some(PasskeyError::ForeignOrigin));
        assert!(told, "{origin}");
    }
    device.origin = URL.to_owned();
    device.user_verified = false;
    assert!(sign_in(&server, &mut device, &stored).is_err());
    let mut careless = SoftPasskey::new(URL);
    careless.user_verified = false;
    assert!(register(&server, &mut careless, None, false).is_err());
    device.user_verified = true;

    let asked = server.begin_assertion(&[]).unwrap();
    let answer = device.get(&options(&asked)).to_string();
    let other = server.begin_assertion(&[]).unwrap();
    assert!(
        server
            .finish_assertion(&other.state, &answer, &stored)
            .is_err()
    );
    let mut other = SoftPasskey::new(URL);
    let others = register(&server, &mut other, None, false).unwrap();
    assert!(
        server
            .finish_assertion(&asked.state, &answer, &others.stored)
            .is_err()
    );
    server
        .finish_assertion(&asked.state, &answer, &stored)
        .unwrap();
}

#[test]
fn a_copied_device_that_fell_behind_is_refused() {
    let server = server(None);
    let mut device = SoftPasskey::new(URL);
    let made = register(&server, &mut device, None, false).unwrap();
    let first = sign_in(&server, &mut device, &made.stored).unwrap().stored;
    let first = first.unwrap();
    let second = sign_in(&server, &mut device, &first).unwrap().stored;
    device.counter = 0;
    assert!(sign_in(&server, &mut device, &second.unwrap()).is_err());
}

#[test]
fn attestation_counts_only_from_a_trusted_maker_and_on_a_key_that_stays() {
    let maker = Maker::default();
    let trusting = server(Some(&maker));
    let made = register(&trusting, &mut SoftPasskey::new(URL), Some(&maker), true).unwrap();
    assert!(made.attested && !made.synced);
    let stranger = Maker::default();
    for (maker, synced) in [
        (None, false),
        (Some(&stranger), false),
        (Some(&maker), true),
    ] {
        let mut device = SoftPasskey::new(URL);
        device.synced = synced;
        assert!(register(&trusting, &mut device, maker, true).is_err());
    }
    // Where nobody asks for it, a synced key is fine, and says so.
    let mut device = SoftPasskey::new(URL);
    device.synced = true;
    let made = register(&trusting, &mut device, None, false).unwrap();
    assert!(made.synced && !made.attested);
}

#[test]
fn nonsense_is_an_answer_that_is_refused() {
    let server = server(None);
    let state = begin(&server, false).state;
    for answer in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"id":"x","rawId":"AQ","type":"public-key","response":{}}"#,
    ] {
        assert!(
            matches!(server.identify(answer), Err(PasskeyError::Refused(_))),
            "{answer}"
        );
        let made = server.finish_registration(&state, answer);
        assert!(matches!(made, Err(PasskeyError::Refused(_))), "{answer}");
    }
}

#[test]
fn a_server_reached_by_a_number_has_no_passkeys() {
    let server = WebauthnPasskeys::new("https://127.0.0.1:8443", None).unwrap();
    assert!(matches!(
        server.begin_assertion(&[]),
        Err(PasskeyError::NoName)
    ));
    assert!(AttestationCas::parse("{\"cas\":{}}").is_err());
    assert!(AttestationCas::parse("nothing").is_err());
}
