//! Rules as data: their form, and what is refused.

use std::collections::{BTreeMap, BTreeSet};

use coffer_domain::event::EventKind;
use coffer_domain::time::Span;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::facts::{Fact, Facts, LEARNT};
use crate::limits::{WINDOW_ITEMS_MAX, WINDOW_SPAN_MAX};
use crate::moment;
use crate::observed::Observed;

/// How bad a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Worth a look today.
    Medium,
    /// Worth a look now.
    High,
    /// Everything else waits.
    Critical,
}

impl Severity {
    /// The word for it everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// What follows from a signal by itself. Names and numbers are those of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Nothing but the alert.
    Alert,
    /// The member it is about is told, to say whether it was them.
    TellMember,
    /// The member's sessions end.
    EndSessions,
    /// The member shows once more who they are before anything is handed out.
    RequireStepUp,
    /// The member gets nothing handed out.
    HoldHandouts,
    /// The member does nothing at all.
    LockMember,
    /// Nobody signs in from the source.
    BlockSource,
    /// The link takes nothing.
    FreezeLink,
    /// The member's API tokens end.
    RevokeTokens,
    /// The member's password counts for nothing until there is another.
    DisablePassword,
    /// The member's passkeys that were added in the day before count for nothing.
    DisableNewPasskeys,
    /// The file it is kept by is handed out to nobody.
    QuarantineFile,
    /// Nothing of the case is erased.
    HoldCase,
    /// No backup is pruned.
    HoldBackups,
    /// The member gets one file a minute.
    SlowHandouts,
    /// One password in ten seconds is looked at from the source.
    SlowSource,
    /// Nothing is changed on the whole server.
    ReadOnly,
    /// Every member is warned, in the rule's words.
    WarnStaff,
}

impl Response {
    /// Every response there is.
    pub const ALL: [Response; 18] = [
        Response::Alert,
        Response::TellMember,
        Response::EndSessions,
        Response::RequireStepUp,
        Response::HoldHandouts,
        Response::LockMember,
        Response::BlockSource,
        Response::FreezeLink,
        Response::RevokeTokens,
        Response::DisablePassword,
        Response::DisableNewPasskeys,
        Response::QuarantineFile,
        Response::HoldCase,
        Response::HoldBackups,
        Response::SlowHandouts,
        Response::SlowSource,
        Response::ReadOnly,
        Response::WarnStaff,
    ];

    /// The word for it everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Response::Alert => "alert",
            Response::TellMember => "tell_member",
            Response::EndSessions => "end_sessions",
            Response::RequireStepUp => "require_step_up",
            Response::HoldHandouts => "hold_handouts",
            Response::LockMember => "lock_member",
            Response::BlockSource => "block_source",
            Response::FreezeLink => "freeze_link",
            Response::RevokeTokens => "revoke_tokens",
            Response::DisablePassword => "disable_password",
            Response::DisableNewPasskeys => "disable_new_passkeys",
            Response::QuarantineFile => "quarantine_file",
            Response::HoldCase => "hold_case",
            Response::HoldBackups => "hold_backups",
            Response::SlowHandouts => "slow_handouts",
            Response::SlowSource => "slow_source",
            Response::ReadOnly => "read_only",
            Response::WarnStaff => "warn_staff",
        }
    }
}

/// By what a watch keeps its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Who acts.
    Actor,
    /// What is acted on.
    Object,
    /// The session.
    Session,
    /// The network it comes from.
    Source,
    /// The case.
    Case,
    /// The link it came through.
    Link,
    /// The contact whose doing it is, whatever the link.
    Contact,
    /// Everything together.
    Organisation,
}

impl Per {
    /// The value of `event` it is kept by; entries without one do not count.
    pub(crate) fn of(self, event: &Observed) -> Option<String> {
        match self {
            Per::Actor => Some(event.actor.to_string()),
            Per::Object => event.object.clone(),
            Per::Session => event.session.clone(),
            Per::Source => event.source(),
            Per::Case => event.case.map(|case| case.to_string()),
            Per::Link => event.link(),
            Per::Contact => event.contact(),
            Per::Organisation => Some("organisation".to_owned()),
        }
    }
}

/// What a condition asks of a fact. A fact that is not there fulfils nothing.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// It is this text, number or flag.
    Is(toml::Value),
    /// It is a text and none of these.
    NotIn(Vec<String>),
    /// It is one of these texts.
    In(Vec<String>),
    /// It is a list that holds this text.
    Holds(String),
    /// It is a list that holds one of these texts.
    HoldsAny(Vec<String>),
    /// It is a list that holds none of these texts.
    HoldsNone(Vec<String>),
    /// It is a number, and at least this.
    AtLeast(i64),
    /// It is a number, and at most this.
    AtMost(i64),
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Condition {
    /// The fact's name.
    pub fact: String,
    /// What it has to be.
    #[serde(flatten)]
    pub test: Test,
}

impl Condition {
    pub(crate) fn holds(&self, facts: &Facts<'_>) -> bool {
        let Some(fact) = facts.get(&self.fact) else {
            return false;
        };
        match (&self.test, fact) {
            (Test::Is(toml::Value::String(want)), Fact::Text(text)) => want == text,
            (Test::Is(toml::Value::Integer(want)), Fact::Int(number)) => *want == number,
            (Test::Is(toml::Value::Boolean(want)), Fact::Bool(flag)) => *want == flag,
            (Test::In(texts), Fact::Text(text)) => texts.iter().any(|it| it == text),
            (Test::NotIn(texts), Fact::Text(text)) => texts.iter().all(|it| it != text),
            (Test::Holds(want), Fact::List(texts)) => texts.contains(want),
            (Test::HoldsAny(any), Fact::List(texts)) => texts.iter().any(|it| any.contains(it)),
            (Test::HoldsNone(any), Fact::List(texts)) => !texts.iter().any(|it| any.contains(it)),
            (Test::AtLeast(least), Fact::Int(number)) => number >= *least,
            (Test::AtMost(most), Fact::Int(number)) => number <= *most,
            _ => false,
        }
    }
}

/// Of what different values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Distinct {
    /// Who acts.
    Actor,
    /// What is acted on.
    Object,
    /// The case.
    Case,
    /// The network.
    Source,
}

impl Distinct {
    pub(crate) fn of(self, event: &Observed) -> Option<String> {
        match self {
            Distinct::Actor => Per::Actor.of(event),
            Distinct::Object => Per::Object.of(event),
            Distinct::Case => Per::Case.of(event),
            Distinct::Source => Per::Source.of(event),
        }
    }
}

/// What is measured over the window.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many entries.
    Count,
    /// How many different values.
    Distinct(Distinct),
    /// The sum of a number among the facts.
    Sum(String),
    /// How many entries, if at least so many percent of them fulfil further conditions.
    Share {
        /// The further conditions.
        of: Vec<Condition>,
        /// How many percent must fulfil them.
        percent: u64,
    },
    /// How many entries, if they are spaced more evenly than this: standard deviation of the gaps in percent of their mean.
    Even {
        /// Below this.
        variation_percent: u64,
    },
}

/// One thing a rule watches for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Its name within the rule.
    pub name: String,
    /// Kinds of entry that count; `*` for all.
    pub on: Vec<String>,
    /// What they have to fulfil.
    #[serde(default, rename = "where")]
    pub conditions: Vec<Condition>,
    /// By what the measure is kept.
    pub per: Per,
    /// What is measured.
    #[serde(default = "count")]
    pub measure: Measure,
    /// How far back.
    #[serde(default = "moment_only")]
    pub within: String,
    /// From which value on it stands out; the floor where there is a baseline.
    pub at_least: u64,
    /// Above what is usual for the key: median + so many median deviations of the largest values of its last 30 active days.
    pub usual_times: Option<u64>,
    /// A baseline lifts the threshold no higher than this: slow habituation has an end.
    pub at_most: Option<u64>,
    /// Only after one of these rules gave a signal for the same key.
    #[serde(default)]
    pub after: Vec<String>,
    /// How long after.
    pub after_within: Option<String>,
    /// Severity, where it differs from the rule's.
    pub severity: Option<Severity>,
    /// What follows by itself, where it differs from the rule's.
    pub respond: Option<Vec<Response>>,
    /// How long that lasts, where it differs from the rule's.
    pub respond_for: Option<String>,
    /// Examples that must give a signal at their last entry (format: `tests/it/example.rs`).
    #[serde(default)]
    pub fires: Vec<Vec<String>>,
    /// Examples that must give none.
    #[serde(default)]
    pub quiet: Vec<Vec<String>>,
    #[serde(skip)]
    pub(crate) kinds: Vec<EventKind>,
    #[serde(skip)]
    pub(crate) span: Span,
    #[serde(skip)]
    pub(crate) after_span: Span,
    #[serde(skip)]
    respond_span: Option<Span>,
}

const fn count() -> Measure {
    Measure::Count
}

/// A single entry is enough.
fn moment_only() -> String {
    "1s".to_owned()
}

/// A detection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id, such as `D13-fast-breadth`. It is in ledgers that outlive this version.
    pub id: String,
    /// What it says, in one line.
    pub title: String,
    /// What it means, what else it may be, and what to do.
    pub advice: String,
    /// How bad.
    pub severity: Severity,
    /// Version of ATT&CK that the techniques are of.
    pub attack_version: String,
    /// Techniques of MITRE ATT&CK.
    pub attack: Vec<String>,
    /// What follows by itself, strongest first.
    pub respond: Vec<Response>,
    /// What members are told where they are warned.
    pub warning: Option<String>,
    /// How long the responses last.
    pub respond_for: String,
    /// Whether data may have reached somebody it was not for, so that the law's clocks may run.
    #[serde(default)]
    pub incident: bool,
    /// The same watch says nothing more about the same key for so long; it says everything if absent.
    pub quiet_for: Option<String>,
    /// What it watches for.
    #[serde(rename = "watch")]
    pub watches: Vec<Watch>,
    #[serde(skip)]
    pub(crate) quiet_span: Span,
    #[serde(skip)]
    respond_span: Span,
}

impl Rule {
    /// What follows by itself when this watch stands out, strongest first.
    #[must_use]
    pub fn responses(&self, watch: &str) -> &[Response] {
        let own = self.watches.iter().find(|it| it.name == watch);
        own.and_then(|watch| watch.respond.as_deref())
            .unwrap_or(&self.respond)
    }

    /// How long what follows from this watch lasts.
    #[must_use]
    pub fn respond_span(&self, watch: &str) -> Span {
        let own = self.watches.iter().find(|it| it.name == watch);
        own.and_then(|watch| watch.respond_span)
            .unwrap_or(self.respond_span)
    }
}

/// A rule file is refused.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It is not TOML of the right shape.
    #[error("`{file}` is not a rule")]
    Toml {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// It says something that cannot be.
    #[error("`{file}`: {problem}")]
    Refused {
        /// The file.
        file: String,
        /// What.
        problem: String,
    },
}

/// The rules in force.
#[derive(Debug, Clone)]
pub struct RuleSet {
    rules: Vec<Rule>,
    name: String,
}

impl RuleSet {
    /// The rules that ship with Coffer.
    ///
    /// # Errors
    /// The embedded files are not rules; a test makes sure that they are.
    pub fn builtin() -> Result<Self, RuleError> {
        Self::load(crate::rules::BUILTIN)
    }

    /// Rules from files, name and text.
    ///
    /// # Errors
    /// One of them is refused.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, RuleError> {
        let mut rules = Vec::with_capacity(files.len());
        let mut hash = Sha256::new();
        for (file, text) in files {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
            let mut rule: Rule = toml::from_str(text).map_err(|error| RuleError::Toml {
                file: (*file).to_owned(),
                source: Box::new(error),
            })?;
            rule.settle().map_err(|problem| RuleError::Refused {
                file: (*file).to_owned(),
                problem,
            })?;
            rules.push(rule);
        }
        let mut set = Self {
            rules,
            name: String::new(),
        };
        set.check_references()
            .map_err(|(file, problem)| RuleError::Refused { file, problem })?;
        let digest = hash.finalize();
        let short: Vec<u8> = digest.iter().copied().take(8).collect();
        set.name = HEXLOWER.encode(&short);
        Ok(set)
    }

    /// The same rules with one changed, for finding out what a change would do.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Vec<Rule>)) -> Self {
        let mut changed = self.clone();
        change(&mut changed.rules);
        changed.name = format!("{}-changed", self.name);
        changed
    }

    /// The rules, in the order they are asked.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Equal for equal rules.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Watches by the kinds they listen to: (rule, watch).
    pub(crate) fn by_kind(&self) -> BTreeMap<EventKind, Vec<(usize, usize)>> {
        let mut map = BTreeMap::<EventKind, Vec<(usize, usize)>>::new();
        for (r, rule) in self.rules.iter().enumerate() {
            for (w, watch) in rule.watches.iter().enumerate() {
                for kind in &watch.kinds {
                    map.entry(*kind).or_default().push((r, w));
                }
            }
        }
        map
    }

    fn check_references(&self) -> Result<(), (String, String)> {
        let mut ids = BTreeSet::new();
        for rule in &self.rules {
            if !ids.insert(rule.id.as_str()) {
                return Err((
                    rule.id.clone(),
                    "there is another rule of this id".to_owned(),
                ));
            }
            // Only this rule and those before it, so that rules cannot wait for each other.
            for after in rule.watches.iter().flat_map(|watch| &watch.after) {
                if !ids.contains(after.as_str()) {
                    let problem = format!("`{after}` is neither this rule nor one before it");
                    return Err((rule.id.clone(), problem));
                }
            }
        }
        Ok(())
    }
}

fn span(text: &str) -> Result<Span, String> {
    moment::span(text).ok_or_else(|| format!("`{text}` is not a span such as `5m` or `24h`"))
}

impl Rule {
    /// Checks what TOML cannot, and works out spans and kinds.
    fn settle(&mut self) -> Result<(), String> {
        let quiet = self.quiet_for.as_deref().map(span).transpose()?;
        self.quiet_span = quiet.unwrap_or(Span(0));
        self.respond_span = span(&self.respond_for)?;
        if self.attack.is_empty() || self.respond.is_empty() || self.watches.is_empty() {
            return Err("needs techniques, responses and watches".to_owned());
        }
        let warns = |watch: &Watch| self.responses(&watch.name).contains(&Response::WarnStaff);
        if self.watches.iter().any(warns) != self.warning.is_some() {
            return Err("needs a warning where members are warned, and nowhere else".to_owned());
        }
        self.watches.iter_mut().try_for_each(Watch::settle)
    }
}

impl Watch {
    /// Looks so far back instead, for finding out what a change would do.
    pub fn look_back(&mut self, span: Span) {
        self.span = span;
    }

    /// Waits so long for the rules it comes after, for finding out what a change would do.
    pub fn wait_for(&mut self, span: Span) {
        self.after_span = span;
    }

    fn settle(&mut self) -> Result<(), String> {
        self.span = span(&self.within)?;
        self.respond_span = self.respond_for.as_deref().map(span).transpose()?;
        if self.span > WINDOW_SPAN_MAX {
            return Err(format!(
                "`{}` is a longer window than there is",
                self.within
            ));
        }
        self.after_span = match &self.after_within {
            Some(text) => span(text)?,
            None if self.after.is_empty() => Span(0),
            None => return Err("`after` needs `after_within`".to_owned()),
        };
        if self.on == ["*"] {
            self.kinds = EventKind::ALL.to_vec();
            return self.check_rest();
        }
        self.kinds = self
            .on
            .iter()
            .map(|word| {
                EventKind::from_word(word).ok_or(format!("`{word}` is not a kind of entry"))
            })
            .collect::<Result<_, _>>()?;
        if self.kinds.is_empty() {
            return Err("watches nothing".to_owned());
        }
        self.check_rest()
    }

    fn check_rest(&self) -> Result<(), String> {
        let bounded = !matches!(self.measure, Measure::Sum(_));
        if self.at_least == 0 || (bounded && self.at_least > WINDOW_ITEMS_MAX as u64) {
            return Err("has a threshold that nothing or everything reaches".to_owned());
        }
        let further = match &self.measure {
            Measure::Share { of, .. } => of.as_slice(),
            _ => &[],
        };
        for condition in self.conditions.iter().chain(further) {
            let name = condition.fact.as_str();
            if name.contains('.') && !LEARNT.contains(&name) {
                return Err(format!("`{name}` is not a fact the engine learns"));
            }
        }
        Ok(())
    }
}
