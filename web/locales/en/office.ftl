# The pages of the console that are loaded when they are opened: alerts, access, policies, people, ledger.
more = Show more
reason = Reason
reason-hint = At least ten characters. It is recorded.
reason-short = At least ten characters.
from-until = { $from } to { $until }
who-system = Coffer
who-operator = The operator
who-anonymous = Somebody not signed in
who-contact = A customer's contact
who-service = A service account

alerts-empty-open = No alert waits. What stands out in the ledger appears here by itself.
alerts-empty-acknowledged = Nobody is looking into an alert.
alerts-empty-closed = No alert was closed yet.
alert-choose = Choose an alert to see what happened.
alert-state-open = Open
alert-state-acknowledged = Being looked into
alert-state-closed = Closed
severity-low = Low
severity-medium = Medium
severity-high = High
severity-critical = Critical
alert-rule = Rule { $rule }
alert-own = This alert is about you: somebody else decides about it.
alert-acknowledge = Look into it
alert-close = Close
alert-close-title = Close this alert
alert-close-note = Why
alert-verdict = What was it?
verdict-threat = A threat
verdict-threat-hint = Somebody attacked. What holds stays until its time is over.
verdict-mistake = A mistake
verdict-mistake-hint = Odd, for a good reason. What holds is lifted.
verdict-test = A test
verdict-test-hint = Somebody tried whether it works. What holds is lifted.
verdict-not_a_threat = Not a threat
verdict-not_a_threat-hint = { $count ->
    [one] The rule is wrong here: it is silent about this for 30 days. That would have been { $n } alert of the last 30 days. What holds is lifted.
   *[other] The rule is wrong here: it is silent about this for 30 days. That would have been { $n } alerts of the last 30 days. What holds is lifted.
}
alert-respond = Do more
alert-respond-title = Begin a response to this alert
alert-respond-go = Begin
alert-response = What
alert-respond-usual = As long as the rule says
alert-warning = What every member is told
alert-warning-hint = At least ten characters, at most 400 bytes. It stands above every page of the console; links in it cannot be clicked.
alert-end = End
alert-end-name = End: { $what }
respond-end_sessions = End the session
respond-require_step_up = Ask them to show who they are
respond-slow_handouts = Slow them down to one file a minute
respond-hold_handouts = Hand nothing out to them
respond-lock_member = Lock them
respond-block_source = Look at no passwords from the network
respond-slow_source = Look at one password in ten seconds from the network
respond-freeze_link = Stop the link
respond-revoke_tokens = End their API tokens
respond-disable_password = Disable their password
respond-disable_new_passkeys = Disable the passkeys they added in the last day
respond-quarantine_file = Hand the file out to nobody
respond-hold_case = Erase nothing of the case
respond-hold_backups = Prune no backups
respond-read_only = Make the whole server read-only
respond-warn_staff = Warn every member
alert-lift = End what holds
alert-lift-title = End what this alert holds
alert-lift-text = What was stopped works again at once. The alert stays as it is.
alert-note = Add a note
alert-note-text = Note
alert-recorded = What you decide, and why, is recorded with your name.
alert-compared = Counted: { $watch }
alert-measured = What was counted
alert-threshold = The rule speaks from
alert-followed = What followed
alert-followed-none = Nothing. The rule only tells you.
alert-clocks = If this is an incident
alert-clocks-text = By when whom to tell at the latest, counted from when the alert was raised. Which of these apply is for your counsel to say.
clock-open = There is time
clock-overdue = Overdue
clock-met = Done in time
clock-late = Done late
notice-give = Say that it was done
notice-give-name = Say that it was done: { $clock }
notice-give-title = Somebody was told: { $clock }
notice-told = Who was told
told-authority = An authority
told-customer = The customer
told-people = The people it is about
told-other = Somebody else
notice-given = When
notice-reference = Reference
notice-reference-hint = By what the notice is found again, such as a number. It is kept in the ledger.
notice-withdraw = Take that back
notice-withdraw-name = Take that back: { $clock }
notice-withdraw-title = Take back that somebody was told: { $clock }
notice-withdraw-text = The clock runs again as if nothing had been said. The ledger keeps both.
response-hold_handouts = Nothing is handed out to
response-hold_handouts-text = Lists can be seen; no working copy, search, reveal or original.
response-require_step_up = Asked to show who they are:
response-require_step_up-text = Nothing is handed out until they step up or sign in again, with a passkey if they have one.
response-lock_member = Locked:
response-lock_member-text = May do nothing.
response-end_sessions = Signed out:
response-end_sessions-text = May sign in again.
response-block_source = Passwords are not looked at from
response-block_source-text = Right or wrong.
response-freeze_link = Link stopped:
response-freeze_link-text = What was sent is kept.
response-revoke_tokens = API tokens ended:
response-revoke_tokens-text = New ones can be made.
response-disable_password = The password counts for nothing:
response-disable_password-text = Until it is another; other ways in stay.
response-disable_new_passkeys = New passkeys count for nothing:
response-disable_new_passkeys-text = Those added in the day before; other ways in stay.
response-quarantine_file = Handed out to nobody:
response-quarantine_file-text = That the file is there, and what was found in it, can be seen.
response-hold_case = Nothing is erased of
response-hold_case-text = Neither its files nor the case, by people or by rules, whoever else ends a hold.
response-hold_backups = Not pruned:
response-hold_backups-text = From the next backup on, nothing is removed at the targets the server writes to.
response-slow_handouts = Slowed down:
response-slow_handouts-text = Gets one file a minute; what they have been handed can be read on.
response-slow_source = Slowed down are passwords from
response-slow_source-text = One in ten seconds is looked at; passkeys do not wait.
response-read_only = Read-only for
response-read_only-text = Nothing is brought in, changed or removed on the whole server; reading goes on, and what is being sent waits.
response-warn_staff = Warned:
response-warn_staff-text = It stands above every page of the console.
containment-everybody = everybody
containment-active = Holds
containment-dry_run = Only recorded: responding is switched off
containment-held_back = Held back: you decide
containment-expired = Its time is over
containment-lifted = Lifted
alert-evidence = What happened
alert-facts = Whom and what it is about
alert-about = Member
alert-source = Network
alert-session = Session
alert-case = Case
alert-request = File request
alert-at = When
alert-assignee = Looked into by
alert-attack = MITRE ATT&CK
alert-notes = Notes

access-views = Parts of access
access-view-mine = Mine
access-view-answer = To answer
access-view-grants = Open now
access-view-review = To review
access-ask = Ask for access
access-ask-title = Ask for access to case { $reference }
access-ask-text = Others read your reason and answer. Your time begins when they say yes.
access-ask-go = Ask
access-offer = You can ask those who decide about this case, or take access at once in an emergency.
access-case = Case number
access-most = What you need
act-view = Read working copies
act-view-hint = Findings stay masked.
act-reveal = Reveal single values
act-reveal-hint = As well; each one is recorded.
act-download = Download originals
act-download-hint = As well as both.
access-why = Why
access-why-hint = At least ten characters. Whoever answers reads it.
access-for = For how long
access-minutes = for { $time }
access-asked = What you asked for
access-asked-empty = You have asked for nothing. Ask for access when you need a case that is not yours.
access-answer-empty = Nobody waits for your answer.
access-says-access = { $who } asks for access to case { $reference }
access-says-release = { $who } asks for one original of case { $reference }
access-says-unseal = { $who } asks the customer to unseal case { $reference }
access-state-waiting = Waits for an answer
access-state-approved = Approved
access-state-denied = Denied
access-state-lapsed = Lapsed
access-state-withdrawn = Withdrawn
access-state-void = Void: the case was closed
access-other-department = Of another department
access-not-working = Does not work this case
access-before = { $count ->
    [0] No access before
    [one] Had access once before
   *[other] Had access { $n } times before
}
access-approvals = { $have } of { $need } said yes
access-refused = { $who } said no: { $reason }
access-lapses = Lapses on { $time } if nobody answers
access-answerers = May answer: { $names }
access-withdraw = Take back
access-withdraw-title = Take this back?
access-approve = Approve
access-approve-title = Give { $who } access to case { $reference }?
access-less = Approve less
access-less-title = Give { $who } less than asked for
access-deny = Deny
access-deny-title = Deny what { $who } asks for
access-deny-hint = At least ten characters. Whoever it is about reads it.

glass-break = Break the glass
glass-title = Break the glass for case { $reference }
glass-text = For emergencies only. You get access for an hour, at once. The leads and all security officers are mailed, the ledger says that { $name } did it, and somebody else reviews it within 24 hours.
glass-why = Why it cannot wait
glass-go = Break the glass now

grants-mine = What is open to you
grants-mine-empty = Nothing beyond the cases you work.
grants-live = Access that was given
grants-empty = Nobody has access beyond the cases they work.
grant-case = case { $reference }
grant-kind-break_glass = Emergency
grant-kind-release = One original
grant-kind-unseal = Unsealed by the customer
grant-state-live = Open
grant-state-expired = Its time is over
grant-state-given_back = Given back
grant-state-taken_back = Taken back
grant-state-replaced = Replaced by a later one
grant-state-used = Used
grant-state-case_closed = The case was closed
grant-state-holder_changed = Its holder left, moved or was locked
grant-state-restored = The server came back from a backup
grant-until = until { $time }
grant-approvers = Approved by { $names }
grant-give-back = Give back now
grant-give-back-title = Give access to case { $reference } back?
grant-give-back-text = It ends at once. You can ask again.
grant-take = Take back
grant-take-title = Take access back from { $who }
grant-take-text = What they read with it ends within a second.
review-empty = No emergency waits to be reviewed.
review-do = Review
review-title = Review what { $who } did
review-verdict = Was it an emergency?
review-note = Why
review-justified = Justified
review-not_justified = Not justified
review-open = To be reviewed until { $time }
review-overdue = Review overdue since { $time }
banner-emergency = Somebody is in this case by emergency access right now.
banner-ends = Your access ends at { $time }, { $in }.
banner-glass = You broke the glass. Everything you do here is reviewed by somebody else.

case-working = Who works it
case-working-none = Nobody works this case.
case-working-why = works this case
case-member = Member
case-member-add = Add a member
case-member-remove = Remove
case-member-remove-name = Remove { $name } from this case
case-member-remove-text = They see it no more, at once.
case-leave = Leave
case-leave-name = Leave this case
case-leave-text = You see it no more, at once.
case-grants = Access that was given to others
case-grants-own = You see your own here; those who decide about access see all.
case-grants-empty = None.
case-asked = Access that was asked for
case-asked-empty = None.
activity-text = What the newest { $n } entries of the ledger say of this case.
activity-empty = Nothing lately.

policies-views = Parts of policies
policies-view-rules = In force
policies-view-own = Your own
policies-view-history = History
policies-view-ask = Who can
layer-walls = Walls
layer-walls-text = Ship with Coffer and only forbid. Nothing you write opens them.
layer-roles = Roles
layer-roles-text = Ship with Coffer and permit what a role does.
layer-own = Your own
layer-own-text = Written by your security officers. They permit and forbid.
layer-grants = Grants
layer-grants-text = Permit in one case, for a while, once somebody approved.
layer-empty = None yet.
own-text = All your own policies are one text in Cedar. See what a change would do before you propose it.
own-label = Your policies, in Cedar
own-check = What changes
own-replay = Try on what happened
own-propose = Propose
own-propose-title = Propose these policies
own-propose-text = What permits less is in force at once. What may permit more waits for another security officer.
own-why = Why
own-active = In force now.
own-proposed = Proposed. Another security officer has to approve it.
check-refused = These cannot come into force.
check-wider = These may permit more than now: another security officer has to approve.
check-narrower = These permit nothing that is refused now.
check-counts = Of { $asked } acts of your people on your cases, { $gained } would be permitted that are not now, and { $lost } refused that are permitted now.
check-incomplete = These were the newest cases, not all.
solver-proved = A solver proved it for everything there can be.
solver-broken = A solver found what they must not permit:
solver-not_asked = No solver was asked.
replay-counts = Of { $acts } acts in { $entries } ledger entries, { $permitted } that were refused would be permitted, and { $refused } that were permitted would be refused.
change-examples = Examples
change-column = Would be
change-who = Who
change-act = Act
change-on = On
change-rules = By which rules
change-permitted = permitted
change-refused = refused
history-empty = You have no policies of your own yet.
version-proposed = Proposed by { $who } on { $time }
version-decided = decided by { $who } on { $time }
version-effective = in force from { $time }
version-active = In force
version-approved = Approved
version-replaced = Replaced
version-refused = Refused
version-wider = May permit more
version-text = Show the text
version-nothing = No policies of your own.
version-approve-title = Approve these policies?
version-approve-text = They come into force after the delay that your server is set to.
version-refuse = Refuse
version-refuse-title = Refuse these policies?
asking-text = Answers are for somebody who signed in with a passkey just now: what is possible at best.
asking-action = Act
asking-on = On what
asking-on-hint = A file's, case's or department's id, a case number, or organisation.
asking-member = Member
asking-member-hint = An address. Empty asks for everybody.
asking-go = Ask
asking-answer = Answer
asking-nobody = Nobody.
asking-may = may
asking-may-not = may not
asking-no-rule = No rule permits it.

people-filter = Name or address
people-empty = Nobody here by that name and state.
people-list = List of people
people-count = { $count ->
    [one] { $n } member
   *[other] { $n } members
}
departments-title = Departments
departments-empty = No departments yet. Members and cases belong to one.
department-new = Add a department
member-name = Name
member-email = Address
member-roles = Roles
member-state-all = All
member-state-active = Active
member-state-invited = Invited
member-state-locked = Locked
member-state-left = Left
role-administrator = Administrator
role-agent = Agent
role-auditor = Auditor
role-dpo = Data protection
role-lead = Lead
role-operator = Operator
role-security = Security
member-add = Add a member
member-no-role = Choose at least one role.
member-added = Added
member-added-text = This link is shown once and works for 24 hours. By it they choose how they sign in.
member-enrolment = Enrolment link
member-left = Has left. Nothing can be opened by this account any more.
member-lock = Lock
member-lock-title = Lock { $name }
member-lock-go = Lock { $name }
member-unlock = Unlock
member-unlock-title = Unlock { $name }
member-unlock-text = They may sign in again. What was ended stays ended.
member-unlock-go = Unlock { $name }
member-move = Move
member-move-title = Move { $name } to another department
member-move-to = To
member-move-go = Move { $name }
member-enrol = Mail an enrolment link
member-enrol-title = Mail { $name } an enrolment link
member-enrol-text = By it they set up a new way to sign in. It works once, for 24 hours, and is shown to nobody else.
member-leave = Has left
member-leave-title = { $name } has left
member-leave-go = { $name } has left
ends-title = This ends at once:
ends-sessions = all sessions
ends-tokens = all API tokens
ends-enrolment = enrolment links that were not used
ends-downloads = downloads and searches under way
ends-grants = access that was given for a while
ends-cases = work on all cases
ends-other-cases = work on cases of other departments
ends-forever = the account, for good: it cannot be taken back
member-sessions = Where they are signed in
member-sessions-none = Nowhere.
member-sessions-end = End all
member-sessions-end-title = End all their sessions?
member-sessions-end-text = They have to sign in again.
member-tokens-none = No API tokens.

ledger-head = { $n } entries
ledger-text = Everything that happened, in order, signed. Your browser can find out by itself whether it is what was signed, and whether it has only grown since it looked last.
ledger-check = Check in my browser
ledger-head-more = Signed head and key
ledger-key = The ledger's public key
ledger-good = All { $n } entries are under one good signature.
ledger-grown = The ledger has only grown since this browser saw { $n } entries,
ledger-first = This browser looked for the first time: it remembers this head, and next time it can tell whether anything before it was changed.
ledger-bad-signature = The head is not signed by the ledger's key. Tell the operator, and keep a copy of this page.
ledger-bad-key = The ledger is signed by another key than when this browser looked last. Ask the operator why, on another way.
ledger-bad-rewritten = The ledger is not a continuation of what this browser saw before: something was changed or cut off. Tell the operator, and keep a copy of this page.
ledger-unsupported = This browser cannot check the signature. A newer one can.
ledger-entries = Entries { $from } to { $to }
ledger-pages = Pages of the ledger
ledger-older = Older
ledger-newer = Newer
ledger-entry = Entry { $n }
ledger-entry-none = There is no such entry.
ledger-entry-good = This entry is in the signed ledger, exactly as shown.
ledger-entry-bad = This entry is not what the ledger's key signed. Tell the operator, and keep a copy of this page.
entry = { $who } { $what }
entry-about = { $who } { $what } ({ $whom })
event-other = did { $event }
event-access-denied = was refused
event-alert-acknowledged = took an alert
event-alert-closed = closed an alert
event-alert-noted = wrote a note to an alert
event-alert-notice_given = said that somebody was told of an alert
event-alert-notice_withdrawn = took back that somebody was told of an alert
event-alert-clock_overdue = found that somebody had to be told of an alert by now
event-alert-raised = raised an alert
event-backup-begun = began a backup
event-backup-drilled = tried out restoring a backup
event-backup-failed = could not make a backup
event-backup-made = made a backup
event-backup-restored = restored a backup
event-break-glass-opened = broke the glass
event-break-glass-reviewed = reviewed an emergency
event-case-closed = closed a case
event-case-created = opened a case
event-case-lanes-set = said which regimes a case is under
event-case-member-added = let a member work a case
event-case-member-removed = removed a member from a case
event-case-reopened = opened a case again
event-code-accepted = entered the mailed code
event-code-refused = entered a wrong code
event-contact-passkey_used = showed a passkey
event-contact-passkey_refused = showed a passkey that does not open the link
event-contact-passkey_added = added a passkey
event-contact-passkey_removed = removed a passkey
event-code-sent = asked for a code
event-budget-raised = raised for a time how much goes out in an hour
event-budget-raise_ended = ended a raised budget before its time
event-containment-begun = began to hold something
event-containment-ended = ended what was held
event-course-ended = ended a course
event-course-set = asked for a course
event-customer-created = added a customer
event-decoy-planted = set out a decoy
event-decoy-read = looked at the decoys
event-suspicion-reported = reported something suspicious
event-decoy-touched = touched a decoy
event-decoy-withdrawn = took a decoy back
event-department-created = made a department
event-directory-group-added = brought a group
event-directory-group-changed = changed a group
event-directory-group-removed = removed a group
event-directory-person-changed = changed a person
event-enrolment-completed = finished setting up a sign-in
event-enrolment-created = made an enrolment link
event-enrolment-started = began to set up a sign-in
event-file-download-closed = finished a download
event-file-download-opened = downloaded an original
event-file-integrity-failed = found a stored file altered
event-file-renamed = renamed a file
event-file-rolled-back = put a file back to what it was
event-file-rescan-asked = had a file checked again
event-file-revealed = revealed a value
event-file-scanned = checked a file
event-file-searched = searched a file
event-file-version-added = added a version of a file
event-file-viewed = looked at a file
event-file-working-copy-read = read a working copy
event-grant-approved = approved access
event-grant-ended = ended access
event-grant-lapsed = let a request for access lapse
event-grant-refused = denied access
event-grant-requested = asked for access
event-grant-started = gave access
event-grant-withdrawn = took a request for access back
event-ledger-read = read the ledger
event-lockbox-set = switched a lockbox
event-member-added = added a member
event-member-froze = locked their own account
event-member-left = noted that a member has left
event-member-locked = locked a member
event-member-moved = moved a member
event-member-renamed = renamed a member
event-member-roles-changed = changed roles
event-member-unlocked = unlocked a member
event-notice-failed = could not send a mail
event-notice-sent = sent a mail
event-organisation-created = set Coffer up
event-passkey-added = added a passkey
event-passkey-removed = removed a passkey
event-passkey-renamed = renamed a passkey
event-password-changed = changed a password
event-policy-activated = put policies in force
event-policy-approved = approved policies
event-policy-proposed = proposed policies
event-policy-read = asked the policies
event-policy-refused = refused policies
event-receipt-issued = issued a receipt
event-recovery-codes-made = made recovery codes
event-request-created = asked for files
case-view-messages = Messages
messages-title = Messages
messages-again = Look again
messages-empty = Nothing was written in this case yet.
messages-new = { $count ->
    [one] A message came.
   *[other] { $n } messages came.
}
messages-show-new = Show it
messages-unread = not shown to you yet
messages-older = Show older ones
message-side-member = here
message-side-contact = customer
message-label = Message to the customer
message-hint = Plain text, without passwords and card numbers. Everybody at the customer with a link into this case that works reads it on the link's page; a mail tells them that there is a message, not what it says. Recorded.
message-send = Send the message
message-told = { $count ->
    [0] Sent. Nobody could be told by mail.
    [one] Sent. One person was told by mail.
   *[other] Sent. { $n } people were told by mail.
  }
message-line = Message about this line
message-about = About line { $n } of { $name }:
act-message = Message about this line
message-erased = (erased)
message-erase = Erase
message-erase-name = Erase the message of { $author }, { $time }
message-erase-text = What it says is gone for good, with the key to it. That it was written, by whom and when, stays. Recorded.
event-message-erased = erased a message
event-message-sent = wrote a message
event-message-read = read messages
event-template-saved = saved a template of file requests
event-template-removed = removed a template of file requests
event-request-withdrawn = withdrew a file request
event-service-added = added a service account
event-service-ended = ended a service account
event-service-token-created = made a service token
event-session-all-ended = ended all sessions
event-session-ended = ended a session
event-session-juggled = used a session from elsewhere
event-session-refused = was refused a sign-in
event-session-started = signed in
event-session-stepped-up = showed once more who they are
event-sink-disabled = gave a sink up
event-sink-enabled = let a sink be tried again
event-sink-moved = moved a sink to another place of the ledger
event-sink-resumed = found that a sink takes something again
event-sink-stalled = found that a sink takes nothing
event-sink-tested = tried a sink
event-token-created = made an API token
event-token-ended = ended an API token
event-training-recorded = recorded training
event-upload-appended = sent a part of a file
event-upload-completed = sent a file
event-upload-created = began to send a file
event-upload-expired = let an upload expire
event-upload-terminated = stopped an upload
event-witness-refused = found that a witness saw another ledger
event-directory-sync-refused = did not take what the directory brought
event-directory-synced = took in the directory
event-identity-linked = was linked to an identity provider
event-session-ended-by-provider = was signed out by the identity provider
event-session-provider-logout-refused = refused a sign-out of the identity provider

deliveries-title = Sent to the customer
deliveries-empty = Nothing was sent to the customer yet.
delivery-new = Send files
delivery-title = Send files for case { $reference }
delivery-to = To
delivery-to-other = To another address
delivery-strange = This address is not at { $domains }. Is it right?
delivery-files = Files
delivery-add = Add files from this computer
delivery-adding = Adding { $name }: { $percent }
delivery-note = A few words to go with them
delivery-note-hint = They are mailed: no passwords, no card numbers.
delivery-downloads = Times each file can be taken
delivery-send = { $count ->
    [0] Send
    [one] Send to one person
   *[other] Send to { $n } people
}
delivery-why-to = Choose who gets the files.
delivery-why-files = Choose what is sent.
delivery-why-checked = A file is still being checked. It can go in a moment.
delivery-why-found = Look at what was found, and decide.
delivery-found = { $count ->
    [one] Something was found in one file, or it could not be checked as a whole
   *[other] Something was found in { $n } files, or they could not be checked as a whole
}
delivery-anyway = I have looked, and they are meant to go as they are
delivery-waiting = { $count ->
    [one] One person gets the files in a moment
   *[other] { $n } people get the files in a moment
  }
delivery-waiting-text = Nothing has gone out yet. The mails go in { $seconds } seconds, unless you undo it, close this window or leave the page.
delivery-waiting-left = { $n } s
delivery-undo = Undo
delivery-now = Send now
delivery-sent = { $count ->
    [one] Sent to one person
   *[other] Sent to { $n } people
}
delivery-sent-text = Each has a mail with a link of their own, and needs the code that is mailed to the same address. The links are shown once.
delivery-not-mailed = The mail to { $contact } did not go out. Pass the link on yourself.
delivery-taken = { $count ->
    [0] not taken yet
    [one] taken once
   *[other] taken { $n } times
}
delivery-by = from { $sender }
delivery-erased = (erased)
delivery-withdraw = Withdraw
delivery-withdraw-name = Withdraw what was sent to { $contact }
delivery-withdraw-title = Withdraw what was sent to { $contact }
delivery-withdraw-text = The link stops working at once, and a download under way is cut off. What was taken is not undone by it.
delivery-state-open = Open
delivery-state-expired = Ended
delivery-state-withdrawn = Withdrawn

keys-list = In a list
keys-viewer = In the viewer
keys-everywhere = Everywhere
key-help = show this list
key-cases = go to cases
key-requests = go to access
key-alerts = go to alerts
key-ledger = go to the ledger
key-acknowledge = take this alert
key-down = next
key-up = previous
key-open = open
key-search = search
key-line-down = next line
key-line-up = previous line
key-page = page down, page up
key-goto = go to line
key-first = first line
key-last = last line
key-finding = next, previous finding
key-hit = next, previous search hit
key-error = next, previous error
key-reveal = reveal in this line
key-extend = take the next line as well; Shift K takes it back
key-copy = copy the chosen lines
key-address = copy the address of this line
key-message = message about this line
key-bookmark = bookmark this line, or no more
key-unfold = show the chosen line whole, or cut

palette-title = Search or jump to
palette-placeholder = Case, file, person, page or act
palette-list = What was found
palette-here = Here
palette-recent = Lately
palette-files = Files
palette-pages = Pages
palette-number = By its number
palette-case = Case { $reference }
palette-looking = Looking
palette-nothing = Nothing here by these words.
act-search = Search in this file
act-goto = Go to a line or time
act-copy = Copy the chosen lines
act-address = Copy the address of this line
act-mark = Bookmark line { $n }
act-unmark = Remove the bookmark of line { $n }
zone-local = local time
zone-toggle = Times in { $zone }; change
keys-case = In a case
keys-single = Single keys do something
key-palette = search or jump to
key-close = close what is open
key-select = choose this file, or no more
key-case-previous = case before this one in the list
key-case-next = case after this one
key-zone = times in UTC or in your zone

views-title = Saved views
view-save = Save this view
view-save-text = The filters are kept under a name, for you alone, in every browser. The same name again replaces what it stood for.
view-name = Name
view-remove = Remove this view
view-remove-name = Remove this view: { $name }
view-remove-text = The name is forgotten. The cases stay.

case-held = Held for the law
case-close = Close
case-close-title = Close case { $reference }?
case-close-go = Close case { $reference }
case-close-kept = Its files are kept until they are erased. A lead can open it again; nobody gets their access back by that.
case-ends-links = file requests: their links stop working
case-ends-members = work on it, for everybody
case-ends-grants = access that was given or asked for
case-ends-reading = reading and downloads under way
case-reopen = Open again
case-reopen-title = Open case { $reference } again?
case-reopen-text = Nobody gets membership, grants or links back by it: whoever needs it is added anew.
case-reopen-go = Open case { $reference } again
hold-set = Hold for the law
hold-set-title = Hold case { $name } for the law
hold-set-text = From now on nobody and no rule erases any of its files, until you or somebody else ends that.
hold-set-go = Hold case { $name }
hold-end = End the hold
hold-end-title = End the hold of case { $name }
hold-end-text = From then on its files can be erased again.
hold-end-go = End the hold of case { $name }
lockbox-on = Lockbox on
lockbox-on-title = Switch the lockbox of case { $reference } on?
lockbox-on-text = Single values and originals are then handed out only after the customer's contact approved through their link. Working copies can be read as before.
lockbox-on-go = Switch the lockbox of case { $reference } on
lockbox-off = Lockbox off
lockbox-off-title = Switch the lockbox of case { $reference } off?
lockbox-off-text = The customer is then not asked any more before a value or an original is handed out.
lockbox-off-go = Switch the lockbox of case { $reference } off
lockbox-of-customer = The lockbox is on for all cases of this customer, so it stays on here.
keeping-title = How this case is kept
keeping-held = It is held for the law: none of its files is erased.
keeping-not-held = It is not held for the law.
keeping-sealed = The customer's lockbox is on.
keeping-not-sealed = The customer's lockbox is off.

hold-customer-set = Hold all of the customer's
hold-customer-set-title = Hold all cases of { $name } for the law
hold-customer-set-text = From now on nobody and no rule erases anything of any of its cases, those to come as well, until you or somebody else ends that.
hold-customer-set-go = Hold all cases of { $name }
hold-customer-end = End the customer's hold
hold-customer-end-title = End the hold of all cases of { $name }
hold-customer-end-text = From then on its cases can be erased again, unless they are held themselves.
hold-customer-end-go = End the hold of { $name }
hold-file-set = Hold for the law
hold-file-set-title = Hold { $name } for the law
hold-file-set-text = From now on nobody and no rule erases this file, nor its case as a whole, until you or somebody else ends that.
hold-file-set-go = Hold { $name }
hold-file-end = End the hold
hold-file-end-title = End the hold of { $name }
hold-file-end-text = From then on the file can be erased again.
hold-file-end-go = End the hold of { $name }
keeping-customer-held = All of its customer's cases are held.

erase-case = Erase the case
erase-case-go = Erase case { $name }
erase-case-title = Erase case { $name } for good?
erase-case-text = Nobody can take this back. These go, with their keys:
erase-case-files = all files, in all versions, and what was found in them
erase-case-messages = messages, deliveries, and what file requests asked for
erase-case-uploads = uploads that are under way
erase-case-access = links, access and work on it: they end
erase-case-kept = Its number, customer and department stay, with who had access and why. A certificate proves that the keys are destroyed.
case-erased = Erased
erased-case = This case is erased. Its certificate proves that the keys are destroyed.

due-soon = In the next days
retention-title = Rules
retention-none = No rule: nothing is erased by itself, and nothing is kept longer than somebody wants.
retention-at_most = { $count ->
    [one] Erased one day after the case was closed
   *[other] Erased { $n } days after the case was closed
}
retention-at_least = { $count ->
    [one] Kept for at least one day after the case was closed
   *[other] Kept for at least { $n } days after the case was closed
}
retention-everywhere = All departments
retention-set-by = set by { $who }, { $time }
retention-ended = Ended
retention-end = End
retention-end-name = End the rule { $name }
retention-end-text-at_most = Nothing is erased by this rule any more.
retention-end-text-at_least = It counts for seven more days. After that, what it kept can be erased.
retention-set = Set a rule
retention-set-text = Rules do not change afterwards: one is ended, and another set. A hold beats every rule.
retention-name = What it rests on
retention-name-hint = A section of a law, a contract, your own decision. Whoever is refused reads it.
retention-bound = What it says
retention-bound-at_most = Erase after
retention-bound-at_most-hint = The case is erased with all its files. It is listed on seven days before.
retention-bound-at_least = Keep at least
retention-bound-at_least-hint = Nobody and no rule erases anything before.
retention-days = Days after the case was closed

budgets-title = Budgets
budgets-see = See all budgets
budgets-alert = More was asked for than goes out in an hour. If that is right, it can be raised for a time.
budgets-configured = In an hour
budgets-text = Within an hour so much goes to one member, and so much leaves one case, to everybody together. Whoever asks for more is refused, and an alert says so.
budgets-what = What goes out
budgets-member = One member
budgets-case = One case
budgets-originals = Originals
budgets-working_copies = Working copies
budgets-files = { $count ->
    [one] one file
   *[other] { $n } files
}
budgets-or = { $files } or { $bytes }
budgets-raised = Raised now
budgets-none-raised = Nobody's budget is raised.
budgets-times = { $n } times
budgets-until = by { $who }, until { $time }
budgets-raise = Raise a budget
budgets-raise-of = Raise the budget of { $name }
budgets-raise-text = It ends by itself. Your own, and that of a case you work, somebody else raises.
budgets-or-case = Or a case
budgets-or-case-hint = Its number. Empty: the member above.
budgets-factor = To how many times
budgets-hours = For how long
budgets-for = { $count ->
    [one] one hour
   *[other] { $n } hours
}
budgets-end = End
budgets-end-of = End the raised budget of { $name }
budgets-end-text = From now on what is configured counts.

decoys-title = Decoys
decoys-text = Only security officers see this. That you looked is recorded.
decoys-sum = { $count ->
    [0] Nothing is set out
    [one] One decoy is set out
   *[other] { $n } decoys are set out
}
decoys-none = A decoy is a token, an account or a file that nobody has work with, put where a thief would look. Whoever touches one looks round where they should not, and a critical alert tells you at once.
decoys-in = In case
decoys-by = by { $who }, { $time }
decoys-touched = The alert is about this one
decoys-with-case = Goes with its case
decoys-set-out = Set out a decoy
decoys-kind = Which kind
decoys-kind-token = Token
decoys-kind-token-hint = An API token. Whoever uses it is answered as with any unknown one.
decoys-kind-account = Account
decoys-kind-account-hint = An address and a password. Whoever signs in with them is refused as with any wrong password.
decoys-kind-file = File
decoys-kind-file-hint = A file in a case. Those who work the case do not see it in their lists.
decoys-place = Where it will lie
decoys-place-hint = For the day it is used. Such as a runbook, a wiki, an old script, a backup.
decoys-email = Address
decoys-email-hint = One that nobody has.
decoys-case = Case
decoys-case-hint = Its number. The file goes with it.
decoys-name = Name
decoys-name-hint = One that a thief would like, such as vpn-credentials.txt.
decoys-content = Content
decoys-content-hint = Made up, from 16 bytes to 64 KiB. Whoever sends the same content in is noticed as well.
decoys-no-case = There is no such case.
decoys-made-token = The token is set out
decoys-made-account = The account is set out
decoys-once = It opens nothing, and is shown this once. Put it where you said: { $place }
decoys-secret-token = Token
decoys-secret-account = Password
decoys-take-back = Take back
decoys-take-back-name = Take back: { $place }
decoys-take-back-token = Take this token back?
decoys-take-back-account = Take this account back?
decoys-take-back-text = { $place }: whoever uses what lies there raises no alert any more. Remove it there as well.
decoys-alert = The list says what lies where. A token, an account or a file that was touched is marked in it.
decoys-see = See what is set out

file-choose = Chosen
files-list = List of files
file-choose-name = Choose { $name }
files-chosen = { $count ->
    [one] { $n } file chosen
   *[other] { $n } files chosen
}
files-choose-none = Choose none
erase = { $count ->
    [one] Erase
   *[other] Erase { $n } files
}
erase-go = { $count ->
    [one] Erase { $name }
   *[other] Erase { $n } files
}
erase-title = { $count ->
    [one] Erase { $name } for good?
   *[other] Erase { $n } files for good?
}
erase-text = All versions, what was found in them and the keys to them are destroyed. Nobody can take this back.
erase-held = Held for the law: none of its files is erased.
erased = The file is erased.
erased-name = { $name } is erased.
erased-keys = { $count ->
    [one] Its key is destroyed.
   *[other] Its { $n } keys are destroyed.
}
erased-keys-not-yet = { $count ->
    [one] Its key is not destroyed yet; the server goes on trying.
   *[other] Not all of its { $n } keys are destroyed yet; the server goes on trying.
}
erased-backups = Backups hold them until { $time } at the latest.
erased-perhaps = This file is not there, or not yours to see. If it was erased, there is a certificate of that.
erased-certificate = Save the certificate
erased-saved = Saved. Anybody can check it with the command line, without this server.

search-stop = Stop
search-so-far = { $count ->
    [one] { $n } hit so far, { $percent } %
   *[other] { $n } hits so far, { $percent } %
}
search-stopped = { $count ->
    [one] stopped after { $n } hit
   *[other] stopped after { $n } hits
}
search-listed = The first { $n } are listed; P goes to all of them.
event-case-hold-set = held a case for the law, or ended that
event-case-erased = erased a case
event-case-keys-destroyed = destroyed the keys of an erased case
event-retention-applied = erased a case by a retention rule
event-retention-listed = listed the cases that are due
event-retention-rule-set = set a retention rule
event-retention-rule-ended = ended a retention rule
event-subject-exported = took out what is held about a contact
event-customer-hold-set = held a customer for the law, or ended that
event-file-hold-set = held a file for the law, or ended that
event-file-erased = erased a file
event-file-keys-destroyed = destroyed the keys of an erased file
event-delivery-created = sent files to a contact
event-delivery-withdrawn = withdrew what was sent to a contact
event-delivery-taken = took a file that was sent to them
event-file-added = added a file to a case
event-view-saved = saved a view of the list of cases
event-view-removed = removed a saved view

health-again = Look again
due-none = No closed case is due within { $days } days.
due-case = Case
due-when = Due
due-rule = Rule
due-listed = Listed
due-days = { $n } of { $needed } days
due-how = Rules erase these closed cases. A case goes after it was listed on { $needed } days, and only when it is due; a hold keeps it.
health-sum = { $count ->
    [0] Everything is as it should be
    [one] One thing needs somebody
   *[other] { $count } things need somebody
}
health-mend = What mends it: { $mend }
health-state-ok = In order
health-state-warning = Worth a look
health-state-fault = Fault
health-check-keys = Key provider
health-check-ledger = Ledger
health-check-disk = Disk
health-check-jobs = Background work
health-check-backup = Backup
health-check-sink = Events out
health-check-witness = Witness
health-check-checkpoints = Ledger, in a bucket
health-check-traces = Traces
health-check-alerts = Alerts

sure-certain = certain
sure-likely = likely
sure-possible = possible

# Types of findings
type-aba_routing = ABA routing number
type-ar_cuit = Argentine CUIT
type-at_svnr = Austrian insurance number
type-au_medicare = Australian Medicare number
type-au_tfn = Australian tax number
type-aws_access_key_id = AWS access key id
type-aws_secret_key = AWS secret key
type-bank_account = bank account
type-basic_auth = basic authentication
type-be_national_number = Belgian national number
type-bearer_token = bearer token
type-bic = BIC
type-br_cnpj = Brazilian CNPJ
type-br_cpf = Brazilian CPF
type-ca_sin = Canadian insurance number
type-card_security_code = card security code
type-ch_ahv = Swiss AHV number
type-cl_rut = Chilean RUT
type-cn_resident_id = Chinese resident id
type-date_of_birth = date of birth
type-de_id_card = German identity card
type-de_social_insurance = German insurance number
type-de_tax_id = German tax number
type-device_imei = IMEI of a device
type-dk_cpr = Danish CPR number
type-driver_license = driving licence
type-email = email address
type-es_dni = Spanish DNI
type-es_nie = Spanish NIE
type-fi_personal_code = Finnish personal code
type-fr_nir = French insurance number
type-health_member_id = health plan member
type-iban = IBAN
type-icd10_code = ICD-10 code
type-ie_pps = Irish PPS number
type-il_id = Israeli id
type-in_aadhaar = Indian Aadhaar
type-in_pan = Indian PAN
type-ip_address = IP address
type-it_codice_fiscale = Italian codice fiscale
type-jp_my_number = Japanese My Number
type-jwt = JSON web token
type-kr_rrn = Korean registration number
type-mac_address = MAC address
type-medical_record_number = medical record number
type-mx_curp = Mexican CURP
type-nl_bsn = Dutch BSN
type-no_national_number = Norwegian national number
type-nz_ird = New Zealand tax number
type-passport = passport
type-password = password
type-password_hash = password hash
type-payment_card = payment card
type-person_name = name of a person
type-phone = phone number
type-pl_nip = Polish NIP
type-pl_pesel = Polish PESEL
type-postal_address = postal address
type-private_ip_address = internal IP address
type-private_key = private key
type-pt_nif = Portuguese NIF
type-se_personal_number = Swedish personal number
type-secret = secret
type-session_cookie = session cookie
type-sg_nric = Singapore NRIC
type-student_id = student id
type-tr_tckn = Turkish identity number
type-uk_nhs_number = NHS number
type-uk_nino = UK insurance number
type-uk_utr = UK tax reference
type-us_dea = DEA number
type-us_ein = US employer number
type-us_itin = US taxpayer number
type-us_mbi = Medicare number
type-us_npi = NPI of a provider
type-us_ssn = US Social Security number
type-vehicle_vin = vehicle number
type-vendor_key = key of a service
type-za_id = South African id

back = Put files back
back-case-offer = Put files of case { $name } back
back-case-title = Put files of case { $name } back
back-case-text = Its files get the content and the names again that they had at a time. First you see what would change; nothing does yet.
back-member-offer = Put back what { $name } did to files
back-member-title = Put back what { $name } did to files
back-member-text = Versions this member added since a time are set aside, in all cases, and names they gave are taken back. What somebody else did to a file since stays. First you see what would change; nothing does yet.
back-member-panel = What they did to files
back-member-panel-text = Versions and names a member gave can be undone from a time on, in all cases: after their account was misused, or files were encrypted.
back-alert-text = Nothing is lost: every earlier version is kept. The time proposed is that of the first entry that counted here; look whether more happened before.
back-kept = What came after is kept, set aside, and can be shown again. Files that are newer stay as they are. What was erased does not come back.
back-since = Undo what happened after
back-since-hint = Date and time to the second, where you are: { $zone }.
back-since-missing = A date and a time.
back-since-is = What happened after { $time }.
back-look = See what would change
back-other = Another time
back-go = { $count ->
    [one] Put { $n } file back
   *[other] Put { $n } files back
}
back-would = { $count ->
    [one] { $n } file would be put back. Nothing is changed yet.
   *[other] { $n } files would be put back. Nothing is changed yet.
}
back-done = { $count ->
    [one] { $n } file was put back. What came after is kept, set aside.
   *[other] { $n } files were put back. What came after is kept, set aside.
}
back-nothing = There is nothing to put back.
back-newer = { $count ->
    [one] { $n } file came into being after that time and stays as it is.
   *[other] { $n } files came into being after that time and stay as they are.
}
back-refused = { $count ->
    [one] { $n } file lies in a case whose files you may not put back.
   *[other] { $n } files lie in cases whose files you may not put back.
}
back-broke-off = What was put back before that stays so. Put back once more: it goes on with what is left.
back-list = Files that are put back
back-file = File
back-case = Case
back-version = Version
back-instead = { $to } instead of { $from }
back-stays = { $to } as before
back-renamed = as it was then
back-name-stays = stays
back-more = { $count ->
    [one] And { $n } more.
   *[other] And { $n } more.
}
versions = Versions
versions-title = Versions of { $name }
versions-text = The newest that is not set aside is shown, searched and handed out. The others are kept.
versions-one = This is the only version.
versions-number = Version { $n }
versions-shown = Shown
versions-aside = Set aside
versions-show = Show this one
versions-show-name = Show this one: version { $n }
versions-show-go = Show version { $n }
versions-show-title = Show version { $n } of { $name }?
versions-show-text = Later versions are set aside, and kept. It is recorded, and the sender sees it in their custody record.

sinks-title = Events out
sinks-sum = { $count ->
    [0] Every place takes what it is told
    [one] One place takes nothing
   *[other] { $n } places take nothing
}
sinks-text = Places outside that are told what is in the ledger, each in order, from where it has got to. What one does not take waits in the ledger. Where they are, and what opens them, is in the server's configuration only.
sinks-none = No place outside is told anything. [[sink]] and [[webhook]] in cofferd.toml add some.
sink-kind-file = File
sink-kind-syslog = Syslog
sink-kind-https = HTTPS
sink-kind-webhook = Webhook
sink-format-ocsf = OCSF
sink-format-cef = CEF
sink-format-coffer = the entry itself
sink-state-ok = Takes what it is told
sink-state-failing = Takes nothing
sink-state-disabled = Given up
sink-takes-entries = Is told every entry ({ $format }), without the addresses they came from.
sink-takes-addresses = Is told every entry ({ $format }), and the addresses they came from.
sink-takes-alerts = Is told alerts and what became of them. Least severity: { $severity }.
sink-takes-head = Is told the ledger's signed head as well.
sink-taken = Last took something
sink-taken-never = never
sink-behind = Behind
sink-entries = { $count ->
    [one] { $n } entry
   *[other] { $n } entries
}
sink-next = Next entry
sink-failing-since = Takes nothing since
sink-disabled-since = Given up since
