//! Who asks, when, and under which request: the first argument of every use case.

use std::fmt;
use std::net::IpAddr;

use crate::commit::Doer;
use crate::directory::ServiceAccount;
use crate::event::Actor;
use crate::id::{SessionId, TokenId, TraceId};
use crate::people::Member;
use crate::reach::Reach;
use crate::request::FileRequest;
use crate::time::Timestamp;

/// Who asks.
#[derive(Clone)]
pub enum Principal {
    /// Somebody not known (yet): signing in, enrolling. No policy permits them anything.
    Anonymous,
    /// A signed-in member.
    Member(Member),
    /// A contact (or a script) holding a link, verified as far as the link demands.
    Link(FileRequest),
    /// A service account: a machine that acts for itself, for what its scopes name.
    Service(ServiceAccount),
    /// A person at the server's own command line.
    Operator,
    /// Coffer itself: jobs, expiry.
    System,
}

impl Principal {
    /// The name the ledger uses.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Principal::Anonymous => Actor::Anonymous,
            Principal::Member(member) => Actor::Member(member.id),
            Principal::Link(request) => Actor::Contact(request.contact),
            Principal::Service(account) => Actor::Service(account.id),
            Principal::Operator => Actor::Operator,
            Principal::System => Actor::System,
        }
    }
}

impl Principal {
    /// The same, as if no alert held them.
    #[must_use]
    pub(crate) fn without_risk(&self) -> Self {
        let mut calm = self.clone();
        if let Principal::Member(member) = &mut calm {
            member.standing.risk = 0;
        }
        calm
    }

    /// What must still be so of them when an act of theirs is committed. Links are conditions of the changes they
    /// make; the operator and Coffer itself are always there.
    #[must_use]
    pub fn doer(&self) -> Option<Doer> {
        match self {
            Principal::Member(member) => Some(Doer::Member {
                id: member.id,
                department: member.department,
                roles: member.roles.clone(),
            }),
            Principal::Service(account) => Some(Doer::Service(account.id)),
            Principal::Anonymous | Principal::Link(_) | Principal::Operator | Principal::System => {
                None
            }
        }
    }
}

/// The kind of program that asks, as coarse as it can be and still tell a stolen cookie's new home from the old
/// one: no version, no language, nothing that tells two people apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientKind {
    /// The program's family, such as `firefox` or `curl`; `other` if unknown.
    pub family: &'static str,
    /// The system it says it runs on, such as `linux`; `other` if unknown.
    pub system: &'static str,
}

impl fmt::Display for ClientKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.family, self.system)
    }
}

/// The circumstances of one request.
#[derive(Clone)]
pub struct RequestCtx {
    /// Who asks.
    pub principal: Principal,
    /// The request's name in ledger and logs.
    pub trace: TraceId,
    /// When it arrived; one request sees one time.
    pub now: Timestamp,
    /// Where it came from, when over a network.
    pub address: Option<IpAddr>,
    /// The session it came in, if it came in one.
    pub session: Option<SessionId>,
    /// The API token it came by, if it came by one.
    pub token: Option<TokenId>,
    /// The kind of program it came from, when over a network.
    pub client: Option<ClientKind>,
    /// Authenticator assurance level (NIST SP 800-63B-4): 3 for an attested, device-bound passkey, 2 with two factors,
    /// 1 otherwise.
    pub aal: u8,
    /// Whether what proved it cannot be phished (a passkey).
    pub phishing_resistant: bool,
    /// When the caller last proved who they are; sensitive acts ask that it was a short while ago.
    pub authenticated: Option<Timestamp>,
    /// By what they ask: a session or token can only take away from what they may do.
    pub reach: Reach,
}

impl RequestCtx {
    /// How the caller proved who they are, as far as policies ask.
    #[must_use]
    pub fn assurance(&self) -> Assurance {
        Assurance {
            aal: self.aal,
            phishing_resistant: self.phishing_resistant,
            authenticated: self.authenticated,
        }
    }
}

/// How strongly and how lately somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assurance {
    /// Authenticator assurance level (NIST SP 800-63B-4).
    pub aal: u8,
    /// Whether what proved it cannot be phished.
    pub phishing_resistant: bool,
    /// When; unknown counts as long ago.
    pub authenticated: Option<Timestamp>,
}
