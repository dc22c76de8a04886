//! Files sent to contacts: the sending member's side and the contact's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody at the case's customer whom files can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// `con_…`
    pub id: String,
    /// Their address.
    pub email: String,
}

/// Sends files of a case to contacts; each gets a link of their own by mail.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDelivery {
    /// The addresses of those who get them, 1 to 20.
    pub contacts: Vec<String>,
    /// Ids of the files, 1 to 100, all of this case.
    pub files: Vec<String>,
    /// A few words for the mail and the page; at most 2000 bytes, and no secret in it.
    #[serde(default)]
    pub note: Option<String>,
    /// How long they can be taken, in hours; 14 days if not given, 90 days at most.
    #[serde(default)]
    pub expires_hours: Option<u32>,
    /// How often each file may be taken by each contact; 5 if not given, 100 at most.
    #[serde(default)]
    pub max_downloads: Option<u32>,
    /// Send although something was found in a file, or although it could not be checked as a whole.
    #[serde(default)]
    pub accept_findings: bool,
    /// Send although an address is none of the customer's known ones.
    #[serde(default)]
    pub accept_new_contacts: bool,
}

/// Files on their way to one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// `dlv_…`
    pub id: String,
    /// The case's id.
    pub case: String,
    /// The contact's address.
    pub contact: String,
    /// Who sent it.
    pub sender: String,
    /// What they wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// `open`, `expired` or `withdrawn`.
    pub state: String,
    /// When it ends.
    pub expires: String,
    /// How often each file may be taken.
    pub max_downloads: u32,
    /// What is in it.
    pub files: Vec<DeliveredFile>,
    /// When it was sent.
    pub created: String,
}

/// One file of a delivery, as its senders see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveredFile {
    /// `file_…`
    pub id: String,
    /// Its name; absent once it is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The version that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// How often it was taken.
    pub downloads: u32,
}

/// Deliveries just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveriesCreated {
    /// One for each contact.
    pub items: Vec<DeliveryCreated>,
}

/// A delivery just made; the address is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryCreated {
    /// The delivery.
    pub delivery: Delivery,
    /// The contact's page: `https://…/c/{link}#{token}`.
    pub page_url: String,
    /// Whether the mail with it was handed over. If not, pass the address on yourself.
    pub mailed: bool,
}

/// Files that were sent to the link's contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceivedDelivery {
    /// `dlv_…`
    pub id: String,
    /// Who sent it.
    pub sender: String,
    /// What they wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Until when the files can be taken.
    pub expires: String,
    /// What is in it.
    pub files: Vec<ReceivedFile>,
    /// When it was sent.
    pub created: String,
}

/// One file that was sent to a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceivedFile {
    /// `file_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its BLAKE3 (`b3sum`), to compare with what arrived.
    pub blake3: String,
    /// How often it may still be taken.
    pub downloads_left: u32,
}

/// A file that was taken.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenFile {
    /// Where to fetch it. A broken transfer goes on with the same address (`Range`), and counts once.
    pub url: String,
    /// Until when.
    pub expires: String,
}
