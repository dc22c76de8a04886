# The console. "Redact", "findings", "reveal" here, never the customer page's words.
page-title-in = { $what } · { $organisation }

signin-title = Sign in
signin-email = E-mail address
signin-password = Password
signin-code = Code from your authenticator
signin-code-hint = The six digits it shows now.
signin-button = Sign in
signin-busy = Signing in
signin-failed = The address, the password or the code is not right.
signin-provider-refused = Signing in there did not work, or you have no account here. Ask an administrator.
signin-provider-unavailable = The identity provider does not answer. Try again in a minute, or sign in another way.
signin-ended = Your session has ended. Sign in to go on.
signin-or = or with your password
signin-recovery = Recovery code
signin-recovery-hint = One of those you kept; it works once.
signin-use-recovery = I have lost my authenticator
signin-use-code = Use the authenticator instead

passkey-use = Use a passkey
stepup-title = Show once more that it is you
stepup-text = This is sensitive. What you show now counts for 15 minutes.
stepup-code-hint = A code works once: take the next one if you have just signed in.
stepup-button = Go on
stepup-provider = Sign in there once more. It opens in another tab; come back here afterwards.
stepup-provider-early = You have not signed in there again yet.
stepup-again = Sign out and in again to do this.

enrol-title = Set up your sign-in
enrol-no-token-title = This link is not complete
enrol-no-token = Open the whole enrolment link again; some mail programs cut it.
enrol-passkey-text = A passkey is the safest way and needs no password: the fingerprint, face or PIN of this device, or a security key.
enrol-passkey-name = This device
enrol-passkey = Set up a passkey
enrol-or = or with a password and an authenticator app
enrol-password = Choose a password
enrol-password-hint = At least 15 characters. Four or five words that do not belong together are good.
enrol-password-short = { $count ->
    [one] { $count } more character is needed.
   *[other] { $count } more characters are needed.
}
enrol-next = Continue
enrol-factor-title = Add the second factor
enrol-factor-text = Scan this with an authenticator app, or type the key in. It signs you in as { $email }.
enrol-qr = QR code of the key below
enrol-secret = Key
enrol-code = Code from your authenticator
enrol-code-hint = The six digits the app shows for this key.
enrol-confirm = Finish
enrol-failed = That code doesn't match. Check that the clock of the phone is right, then enter the newest one.
enrol-expired = This link has been used or is older than 24 hours. Ask an administrator for a new one.

nav-label = Main
nav-cases = Cases
alerts-title = Alerts
access-title = Access
policies-title = Policies
people-title = People
due-title = Due for erasing
health-title = Health
ledger-title = Ledger
nav-organisation = Organisation
case-unread = { $count ->
    [one] 1 new message
   *[other] { $n } new messages
}
nav-alerts-open = open
nav-access-waiting = to answer
nav-account = How you sign in
notices-label = What everybody is told
notice-read-only-title = The server is read-only for now
notice-read-only = Somebody in security is looking into something. You can read; nothing is brought in, changed or removed. What customers are sending waits, and goes on by itself.
notice-warning-title = Security warns everybody
notice-until = Until { $time } at the latest
warning-D25-phishing = Somebody leads members to a page that pretends to be this one. Before you sign in, look at the address of the page; use a passkey, which works on the real page only. Tell security which message led you there.
report-button = Report something odd
report-title = Report something odd
report-text = A mail that pretends to be from here, somebody who asks for a code, a stranger at a desk. A security officer is told at once, and sees your name. It is better to be wrong than late.
report-what = What you saw
report-hint = Where, when, who. No passwords, and no customers' data: it is kept.
report-go = Report
report-done = Reported. Security knows.
signout = Sign out
skip = Skip to the content
palette-open = Jump to
palette-key = { $key } K

error-denied-title = Refused by a rule
error-denied-rule = Rule { $rule }
error-not-found = This does not exist, or it is not yours to see.
error-stale = Could not refresh at { $time }. What you see may be old.

cases-title = Cases
cases-list = List of cases
cases-filter-state = State
state-open = Open
state-closed = Closed
state-all = All
cases-mine = My cases
cases-all = All cases
cases-scope = Whose cases
cases-departments-all = All departments
cases-new-files = New files
cases-lane = Lane
cases-words = Case, subject or customer
cases-any = Any
cases-within = { $count ->
    [1] in the last hour
    [24] in the last day
    [168] in the last week
   *[other] in the last { $count } hours
}
cases-empty-closed = No case was closed yet.
cases-empty-narrowed = No case fits these filters.
cases-clear = Show all open cases
case-newest = Newest file
case-reference = Case
case-customer = Customer
case-subject = Subject
case-department = Department
case-files = Files
case-age = Opened
cases-empty-mine = No cases wait for you. Files arrive here when a customer sends them.
cases-empty = No cases here. Files arrive in a case when a customer sends them.
cases-more = Show more cases
cases-keys = Keys: J and K move, Enter opens, / filters, ? shows all.

case-opened = opened
case-emergency = Emergency access
case-sealed = Lockbox on
case-views = Parts of this case
case-view-files = Files
case-view-access = Access
case-view-activity = Activity
case-members = { $count ->
    [one] { $count } member works it
   *[other] { $count } members work it
}
case-files-title = Files
case-files-empty = No files yet. They arrive here when the customer sends them.
file-name = Name
file-size = Size
file-scan = Check
file-findings = Findings
file-received = Received
file-version = version { $n }
file-from-member = From a member

scan-pending = Being checked
scan-clean = Checked
scan-infected = Malware
scan-encrypted = Encrypted, not readable
scan-too_large = Too large to check
scan-partly_scanned = Partly checked
scan-failed = Check failed
check-percent = Being checked, { $percent } %
check-running = Being scanned, { $percent } % ({ $read } of { $total }), { $findings } findings so far
check-running-label = How much of the file was scanned
check-waiting = Waits to be scanned.
check-reason = Why the check got no further: { $reason }.
check-outdated = Checked by older rules than are in force now.
check-again = Check again
scan-text-pending = The check has not finished. The working copy opens when it has.
findings-none = None
finding-count = { $n } { $type }

requests-title = File requests
requests-empty = Nobody was asked for files yet.
request-new = Request files
request-title = Request files for case { $reference }
request-contact = Contact's e-mail address
request-contact-hint = The code for the link goes to this address.
request-days = Days until the link ends
request-files = Files at most
request-gigabytes = Gigabytes at most
request-script = No e-mail code: the address itself is the secret. For scripts and collectors.
request-create = Make the link
request-created-title = The link is ready
request-created-text = These addresses are shown once. Send the page's address to { $contact }; whoever has the upload address can send files.
request-page = Page for a person
request-upload = Address for programs
request-used = { $files }, { $size } so far
request-until = until { $time }
request-withdraw = Withdraw
request-withdraw-name = Withdraw the request to { $contact }
request-withdraw-title = Withdraw the request to { $contact }
request-withdraw-text = The link stops working at once. What was sent stays.
request-state-open = Open
request-state-expired = Ended
request-state-withdrawn = Withdrawn
request-state-exhausted = Used up
request-script-tag = no code
asking-title = What to ask for
asking-hint = The contact sees this as a list and can put files to it. Nothing of it is required of them.
asking-templates = Templates
asking-use-name = Ask for: { $name }
asking-item = Item { $number }
asking-name = What it is
asking-how = What it is for, or how to get it, such as a command
asking-wanted = Wanted, not only if they have it
asking-add = Add an item
asking-remove = Remove
asking-remove-name = Remove the item { $name }
asking-preview = As the contact will see it
asking-language = Language of the contact's page
template-name = Save this list as a template
template-hint = For all of { $department }. A template of the same name is replaced.
template-save = Save the template
template-saved = { $name } saved
template-remove = Remove
template-remove-name = Remove the template { $name }
template-remove-text = Requests made from it stay as they are.
asked-list = Asked of { $contact }
asked-open = not sent yet
asked-optional = if they have it
asked-answered = { $count ->
    [one] one file
   *[other] { $n } files
  }
request-invalid-email = Enter one e-mail address.
request-invalid-number = Enter a whole number above zero.

crumb-label = Where you are
tag-working-copy = Working copy
tag-working-copy-title = Findings are masked. What you see is not the original.
tree-title = In this file
tree-label = Members of the archive
findings-title = Findings
findings-loading = Reading the findings
findings-cut = The first { $n } findings are listed.
findings-here-none = Nothing sensitive was found here.
finding-labels = Falls under: { $labels }
levels-title = Levels
level-error = Error
level-warn = Warning
level-info = Info
level-debug = Debug
histogram-label = Lines over time from { $from } to { $to } { $zone }, { $errors } of them errors
labels-title = In the whole file, by what it falls under
label-count = { $label } { $n }
label-pci = PCI DSS
label-pii = Personal data
label-hipaa = HIPAA
label-glba = GLBA
label-ferpa = FERPA
label-gdpr = GDPR
label-gdpr_special = GDPR special category
label-secret = Secret
secret-live = Valid until { $time }, rotate it
secret-expired = Expired { $time }
secrets-live = { $count ->
    [one] { $count } secret here is still valid: rotate it
   *[other] { $count } secrets here are still valid: rotate them
}
viewer-label = Lines of { $name }
viewer-status = Line { $line } of { $total }
viewer-empty = This member has no lines.
viewer-not-text = This is not text, so there is nothing to read here. Kind: { $kind }.
viewer-line-loading = …
viewer-hit = Search hit
viewer-plain = Read as plain text
viewer-plain-title = Lines { $from } to { $to }
viewer-key-next = next finding
viewer-key-line = line
viewer-key-all = all keys
line-title = Line { $n }
bookmarks-title = Bookmarks
bookmark-remove = Remove the bookmark of line { $n }
copied-lines = { $count ->
    [one] Copied one line of the working copy.
   *[other] Copied { $n } lines of the working copy.
}
copied-address = Copied the address of line { $n }.
copy-failed = The browser did not let it be copied.
line-none = Choose a line to see it whole.
line-cut = The line is longer than what is shown.
in-line = In this line
in-line-none = Nothing sensitive was found in this line.
search-label = Search this file
search-placeholder = Regular expression
search-button = Search
search-all-members = All members
search-count = { $at } of { $n }
search-hits = { $count ->
    [0] No hits
    [one] { $n } hit
   *[other] { $n } hits
}
search-more = more than { $n } hits
search-lines = { $n } lines searched
search-next = Next hit
search-previous = Previous hit
search-clear = Clear the search
search-results = Hits
search-result = Line { $n }
goto-label = Go to line
goto-label-time = Go to line or time
goto-placeholder = 1200 or 10:14
goto-button = Go

reveal-button = Reveal for 60 seconds
reveal-title = Reveal this { $type }
reveal-reason = Reason
reveal-reason-hint = At least ten characters.
reveal-recorded = Recorded with your name and reason before it is shown.
reveal-recorded-short = Recorded with your name and reason
reveal-confirm = Reveal
reveal-hides = Hides in { $seconds } s
reveal-hide = Hide now
reveal-value = Revealed value

keys-title = Keys

account-title = How you sign in
account-recovering = You came by a recovery code. Set up a passkey now, then sign in with it; until then there is nothing else you can do.
remove = Remove

passkeys-title = Passkeys
passkeys-empty = No passkeys yet. With one you sign in by fingerprint, face, PIN or security key, and nobody can trick you out of it.
passkey-add = Add a passkey
passkey-add-text = Your browser asks you next. Everywhere else you are signed out.
passkey-name = Name
passkey-name-hint = By which you know it again, such as "Work laptop".
passkey-make = Go on
passkey-attested = Attested
passkey-attested-ask = On a security key whose maker vouches for it. Such a key cannot be copied, and some acts may ask for one.
passkey-synced = Synced
passkey-added = Added
passkey-used = last used
passkey-remove-name = Remove { $name }
passkey-remove-title = Remove { $name }?
passkey-remove-text = It does not sign you in any more. Everywhere else you are signed out.

password-title = Password
password-new = New password
password-change = Change the password
password-changed = Changed. Everywhere else you are signed out.

codes-title = Recovery codes
codes-left = { $count ->
    [0] You have none.
    [one] One is left.
   *[other] { $n } are left.
}
codes-text = If you lose your authenticator, one of them and your password let you in to set up a new one. Keep them where you keep important papers.
codes-make = Make new codes
codes-once = They are shown once. Those from before do not work any more.

sessions-title = Where you are signed in
sessions-end-others = Sign out everywhere else
session-current = here
session-program = { $name } on { $system }
session-unnamed = Another program
session-seen = last used
session-end = Sign out
session-factors-passkey = By passkey
session-factors-password_totp = By password and code
session-factors-password_recovery_code = By recovery code
session-factors-identity_provider = By your organisation's sign-in

tokens-title = API tokens
tokens-empty = None. Scripts and the command line use them.
token-new = Make a token
token-label = What it is for
token-label-hint = Such as the computer or script that uses it.
token-scopes = What it may do of what you may
token-make = Make it
token-made = Your token
token-once = It is shown once, and works for 30 days.
token-secret = Token
token-end = End
token-end-name = End { $name }
token-end-title = End { $name }?
token-end-text = What uses it stops working at once.
scope-view = See cases and working copies
scope-work = Work on cases
scope-originals = Take originals out
scope-administer = Administer

notme-title = This was not me
notme-text = Somebody changed how you sign in? Lock your account: everybody is signed out, and nobody signs in until an administrator unlocks it.
notme-button = Lock my account
notme-done = Your account is locked. Tell an administrator now.
notme-gone = This link was used, or is older than seven days. Tell an administrator.
