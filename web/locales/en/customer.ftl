# The customer page. "Black out" and "sensitive items" here, never the console's words.
page-title = Send files to { $organisation }

verify-title = Send files to { $organisation }
verify-title-received = Files from { $organisation }
verify-lead = First, show that this link is yours.
verify-text = We e-mail a code to { $contact }.
verify-send = E-mail me a code
verify-sending = Sending the code
verify-text-passkey = You have a passkey for this. Without it at hand, we e-mail a code to { $contact }.
verify-passkey = Use your passkey

code-title = Enter the code
code-text = We sent a six-digit code to { $contact }. It can take a minute.
code-label = Code from the e-mail
code-continue = Continue
code-again = Send another code
code-again-in = Send another code (in { $seconds } s)
code-again-done = Another code is on its way. Only the newest one works.
code-back = Back
code-incomplete = The code has six digits.
code-wrong = That code doesn't match. Use the newest e-mail.
code-expired = That code is too old. Send another.
code-locked = Too many tries. Try again at { $time }, or ask { $organisation } for a new link.
code-locked-plain = Too many tries. Wait a while, or ask { $organisation } for a new link.
code-too-many = Too many codes were sent. Try again at { $time }.
code-too-many-plain = Too many codes were sent. Wait a while, then try again.
pass-ended = You were away for a while. Enter a new code to go on; your list is kept.
passkey-unknown = That passkey does not open this link. Have a code e-mailed instead.
passkey-gone = That took too long. Try again.
passkeys-title = Asked for files often? Add a passkey
passkeys-text = With a passkey you need no code at the next link: a look, a fingerprint or a PIN is enough. It stays on your device and opens only links sent to you. You are told by e-mail when one is added or removed.
passkeys-name = What to call it
passkeys-name-here = This device
passkeys-add = Add a passkey
passkeys-added = The passkey was added. At the next link you can use it.
passkeys-removed = { $name } was removed. Codes by e-mail go on working.
passkeys-remove = Remove
passkeys-remove-name = Remove { $name }
passkeys-since = Added on { $time }, not used yet
passkeys-used = Last used on { $time }
passkeys-problem = The passkey was not accepted. Nothing was changed; codes by e-mail go on working.

files-title = Send files for ticket { $reference }
files-title-plain = Send files to { $organisation }
files-you = You are { $contact }
drop-title = Drop files or folders here
drop-title-touch = Add files
drop-text = Up to { $size } each. Interrupted uploads continue where they stopped.
drop-overlay = Drop to add to ticket { $reference }
drop-overlay-plain = Drop to add
choose-files = Choose files
choose-folder = Choose folder
reading-folder = Reading the folder: { $n } files so far
added = { $count ->
    [0] These files are in the list already.
    [one] { $n } file added.
   *[other] { $n } files added.
}
list-title = Files to send
remove = Remove { $name }
item-ready = Ready
item-continues = Continues at { $percent }
item-waiting = Waiting
item-sending = Sending { $percent }
item-paused = Paused at { $percent }
item-not-taken = { $seconds } s until the next try: nothing is taken in for a while. What was sent is safe.
item-retrying = Connection lost, trying again in { $seconds } s
item-retrying-now = Trying again
item-received = Received
item-folder-progress = { $done } of { $n } files, { $sent } of { $size }
item-other = Not the file that was begun: it is sent from its start
item-blacked = { $count ->
    [one] { $n } item blacked out
   *[other] { $n } items blacked out
}
item-failed-count = { $count ->
    [one] { $n } file was not sent
   *[other] { $n } files were not sent
}
try-now = Try now
try-now-name = Try now: { $name }

interrupted-title = { $count ->
    [one] One file of your last visit is not sent yet. Add it again to continue:
   *[other] { $n } files of your last visit are not sent yet. Add these again to continue:
}
interrupted-file = { $percent } of { $size } arrived

missing-file = { $size }, not begun
missing-folder = { $files } of this folder, { $size }. Add the whole folder; what has arrived is left out.
files-paused = { $organisation } takes no files in for a while. You can choose and send already: sending waits here, and goes on by itself. What you sent before is safe.
left-out = { $count ->
    [one] { $n } file arrived on your last visit and is left out.
   *[other] { $n } files arrived on your last visit and are left out.
}
list-part = Files { $from } to { $to } of { $total }

check-of = Check of { $name }
check-waiting = Waits to be checked
check-running = Checking on this computer: { $percent }
check-folder = Checking on this computer: { $done } of { $n }
check-folder-partly = { $count ->
    [one] { $n } file could not be checked in full. Look at it yourself before sending.
   *[other] { $n } files could not be checked in full. Look at them yourself before sending.
}
check-clean = Nothing sensitive found
check-found = { $count ->
    [one] { $n } sensitive item
   *[other] { $n } sensitive items
}
check-unreadable = A picture or recording can't be checked here. Look at it yourself before sending.
check-encrypted = Encrypted: what is inside can't be checked here. Look at it yourself before sending.
check-partly = Only a part could be checked here. Look at it yourself before sending.
check-skipped = Not checked
check-failed = The check broke off. Look at it yourself before sending.
check-skip = Don't wait for the check
check-absent = This browser can't check files for sensitive items before they are sent. { $organisation } checks them when they have arrived.

found-title = { $count ->
    [one] { $n } sensitive item found
   *[other] { $n } sensitive items found
}
found-example = { $count ->
    [one] :
   *[other] , such as
}
found-on-line = on line { $line }
found-choice = What happens with the sensitive items in { $name }
found-look = Look at each one
found-look-name = Look at each one: { $name }
found-blacked = They are blacked out in the copy that is sent. Your own file is not changed.
found-kept = They are sent as they are. { $organisation } sees that you chose so.
found-mixed = { $blacked } blacked out, { $kept } kept. { $organisation } sees that you chose so.
black-out = Black out
keep = Keep
beyond-title = { $count ->
    [one] { $n } sensitive item is inside an archive or another format, where it can't be blacked out here
   *[other] { $n } sensitive items are inside an archive or another format, where they can't be blacked out here
}
beyond-cut = There are more sensitive items than can be listed, and not all can be blacked out here
beyond-send = Send { $name } all the same
category-card = { $count ->
    [one] payment card number
   *[other] payment card numbers
}
category-bank = { $count ->
    [one] bank account
   *[other] bank accounts
}
category-password = { $count ->
    [one] password
   *[other] passwords
}
category-key = { $count ->
    [one] access key or token
   *[other] access keys and tokens
}
category-private-key = { $count ->
    [one] private key
   *[other] private keys
}
category-email = { $count ->
    [one] e-mail address
   *[other] e-mail addresses
}
category-phone = { $count ->
    [one] phone number
   *[other] phone numbers
}
category-person = { $count ->
    [one] name, birthday or postal address
   *[other] names, birthdays and postal addresses
}
category-identity = { $count ->
    [one] identity number
   *[other] identity numbers
}
category-health = { $count ->
    [one] health number
   *[other] health numbers
}
category-network = { $count ->
    [one] network address
   *[other] network addresses
}
category-other = { $count ->
    [one] other sensitive item
   *[other] other sensitive items
}

look-title = What was found in
look-text = This check ran on your computer. { $organisation } has not seen the file.
look-all = All
look-list = What was found
look-bulk = All shown here
look-bulk-many = More than { $n } are decided together. A few of them are shown.
look-line = Line { $line }
look-kept = You keep it. { $organisation } sees that you chose so.
look-more = Show { $n } more
look-sum = { $blacked } blacked out, { $kept } kept
look-own = Your own file is not changed. A blacked-out copy is sent.
look-save = Save a copy to check
look-done = Use these choices
sure-certain = Certain.
sure-likely = Very likely.
sure-possible = Possible.

bar-sum = { $n }, { $size }.
bar-none = No files yet.
bar-nothing-left = Nothing has left this computer yet.
bar-send = { $count ->
    [0] Send files
    [one] Send { $n } file
   *[other] Send { $n } files
}
why-none = Add files first.
why-checking = { $count ->
    [one] Still checking { $n } file.
   *[other] Still checking { $n } files.
}
why-undecided = { $count ->
    [one] { $n } file needs your decision.
   *[other] { $n } files need your decision.
}
why-too-large = { $name } is larger than this link accepts ({ $size }).
why-too-many = This link accepts { $count ->
    [one] { $n } more file
   *[other] { $n } more files
}.
why-too-much = This link accepts { $size } more.

sending-ticket = Ticket { $reference }
sending-title = Sending { $files }
sending-paused-title = Paused
sending-part-title = { $done } of { $files } received
sending-sum = { $sent } of { $size }
sending-left-seconds = about { $n } seconds left
sending-left-minutes = { $count ->
    [one] about { $n } minute left
   *[other] about { $n } minutes left
}
sending-left-hours = { $count ->
    [one] about { $n } hour left
   *[other] about { $n } hours left
}
sending-speed = { $size } a second
sending-paused = Paused. What was sent is kept.
sending-progress = All files
sending-close = You can close this page. Open the same link again and add the same files to continue from here.
pause = Pause
continue = Continue
cancel-sending = Cancel
cancel-text = Stop, and delete the part that was sent?
cancel-yes = Stop and delete
cancel-no = Keep sending

live-started = Sending started.
live-percent = { $percent } percent sent.
live-done = All files were received.
live-failed = { $name } was not sent.
live-paused = Paused.

done-title = { $files } received
done-when = Ticket { $reference }, { $time }
done-when-plain = { $time }
done-blacked = { $count ->
    [one] { $blacked } sensitive item was blacked out on your computer.
   *[other] { $blacked } sensitive items were blacked out on your computer.
} { $keptCount ->
    [0] {""}
   *[other] { $kept } kept by your choice.
}
done-next-title = What happens now
done-next = { $organisation } checks the files for passwords, card numbers and other sensitive items. Its staff work on a copy in which what was found is hidden. Each opening is recorded.
done-receipts = Receipts
done-receipts-text = A receipt is signed. With it you can show later what you sent and when, without asking { $organisation }.
receipt-save = Save receipt
receipt-save-name = Save receipt for { $name }
receipt-failed = The receipt could not be fetched. The file is safe. Try again in a moment.
send-more = Send more files
received-title = Sent to you
messages-title = { $count ->
    [one] One message
   *[other] { $n } messages
  }
messages-none = Write to { $organisation }
messages-older = Show older ones
message-own = You, { $time }
message-from = { $author }, { $time }
message-label = Your message to { $organisation }
message-hint = Plain text. Those who work on this ticket read it. Keep passwords and card numbers out of it; send them in a file, where they are hidden.
message-erased = This message was erased.
message-send = Send the message
message-sent = Sent. Those who work on this ticket are told that there is a message.
message-refused = The message was not taken: { $why }
message-held = You wrote many messages in the last hour. Wait a while, then go on.
message-problem = That did not work. Nothing you wrote is lost; try again in a moment.
asked-title = What is asked for
asked-text = Send what you have. Nothing here is required, and other files are welcome.
asked-optional = if you have it
asked-add = Add files
asked-add-name = Add files: { $name }
asked-chosen = { $files } chosen, not sent yet
asked-received = { $files } received
asked-for = What { $name } is
asked-none = Something else
received-title-only = Files from { $organisation }
received-from = From { $sender }, { $time }. Can be taken until { $until }.
received-file = { $size }, { $count ->
    [0] taken as often as it may be
    [one] can be taken once more
   *[other] can be taken { $n } times more
}
received-take = Download
received-take-name = Download { $name }
received-hash = Fingerprint (BLAKE3)
received-begun = { $name } is on its way. If the transfer breaks off, your browser can go on with it until { $time }.
received-none = Nothing is sent to you any more: it was withdrawn, or its time is over. Ask the people who sent it.
received-exhausted = This file was taken as often as it may be. Ask the people who sent it to send it again.
received-gone = This file is not sent to you any more. Ask the people who sent it.
received-offline = The server does not answer. Check your connection, then try again.
received-problem = The file could not be taken. Try again in a moment.

before-title = Already received through this link
received-at = { $size }, received { $time }

erased-title = Erased files
erased-text = You sent these, and they are gone for good. The signed certificate says which keys were destroyed, and until when backups may hold them.
erased-when = Erased { $time }
erased-save = Save certificate
erased-saved = Checked and saved. It is in the signed ledger.
erased-under-way = Its keys are still being destroyed. Try again in a moment.

log-open = Who opened what
log-title = Who opened what
log-text = What happened to the files you sent through this link, and what you took of the files sent to you, newest first. Names are as { $organisation } gives them today.
log-back = Back to the files
log-empty = Nothing has arrived through this link yet.
log-times = { $n } times
log-more = The newest { $n } are shown.
log-good = { $count ->
    [one] Checked: the entry is in the signed ledger of { $total } entries
   *[other] Checked: all { $n } entries are in the signed ledger of { $total } entries
}
log-good-more = What was checked, and how
log-good-text = This browser recomputed the ledger's hash from each entry and its proof, and checked the signature of { $organisation } on it. An entry that was altered or moved would not fit. It cannot show whether something was left out of the ledger in the first place, and it takes the key from this server: compare it with the key on a receipt you kept.
log-key = Key:
log-bad-title = This record does not fit its signature
log-bad = What the server sent was altered, or is not what was signed. Keep your receipts, and ask { $organisation } about it on another way than this page.
log-unsupported = This browser cannot check the signature, so the record is shown as the server gives it.
custody-some-file = a file
custody-who-system = The server
custody-who-operator = The operator of the server
custody-who-you = You
custody-who-somebody = Somebody
custody-upload-completed = { $file } arrived.
custody-file-scanned = { $file } was checked.
custody-file-rescan-asked = { $who } had { $file } checked again.
custody-file-viewed = { $who } looked at the details of { $file }.
custody-file-working-copy-read = { $who } read { $file }, with what was found hidden.
custody-file-searched = { $who } searched { $file }.
custody-file-revealed = { $who } uncovered one hidden value in { $file }, for a recorded reason.
custody-file-download-opened = { $who } began to download { $file } as you sent it.
custody-file-download-closed = { $who }'s download of { $file } ended.
custody-file-integrity-failed = { $file } failed a check of its integrity and was not handed out.
custody-file-renamed = { $who } gave { $file } this name.
custody-file-rolled-back = { $who } put { $file } back to what it was.
custody-file-version-added = { $who } added a version of { $file }.
custody-receipt-issued = A receipt for { $file } was handed out.
custody-file-erased = { $who } erased { $file }.
custody-file-keys-destroyed = The keys to { $file } were destroyed. Nobody can read it any more.
custody-delivery-taken = You took { $file }, to fetch it for a while.
custody-own-file-download-opened = You began to fetch { $file }.
custody-own-file-download-closed = You fetched { $file }, or part of it.
custody-access-denied = { $who } was refused access to { $file }.
custody-other = { $who }: { $event }, { $file }

aside-title = Before you send
aside-title-received = Before you open anything
aside-host = You are on
aside-host-text = Check that { $organisation } sent you to this address.
aside-who = Who can open these files
aside-who-text = { $department } at { $organisation }
aside-who-note = Each opening is recorded.
aside-until = This link works until
aside-left = This link still accepts
aside-left-text = { $n }, { $size }

problem-unknown-title = This link is not complete
problem-unknown = The address does not belong to a file request. Open the whole link from the ticket again; some mail programs cut it.
problem-expired-title = This link has ended
problem-expired = It stopped working on its last day. Ask the people who sent it for a new one.
problem-withdrawn-title = This link was withdrawn
problem-withdrawn = The people who sent it have closed it. Ask them for a new one if there is more to send.
problem-frozen-title = This link takes no codes any more
problem-frozen = Too many wrong codes were entered. Ask the people who sent it for a new one, or to let it go again.
problem-exhausted-title = This link is used up
problem-exhausted = It has taken all the files it was made for. What you sent is safe. Ask for a new link to send more.
problem-locked-title = Too many tries
problem-locked = This link is closed for a while because the code was wrong too often. Wait, or ask the people who sent it for a new one.
problem-offline-title = The server does not answer
problem-offline = Nothing was lost. Check your connection, then try again.
problem-other-title = This page could not be opened
problem-other = Nothing was lost. Try again in a moment.

error-upload_too_large = This file is larger than the link accepts.
error-link_exhausted = The link has taken all it was made for. Ask for a new link to send this file.
error-link_expired = The link has ended. Ask for a new one to send this file.
error-link_withdrawn = The link was withdrawn. Ask for a new one to send this file.
error-link_unknown = The link is not known any more. Ask for a new one to send this file.
error-name_refused = The server does not take a file of this name. Rename it and add it again.
error-storage_full = The server has no room for this file now. What was sent is kept. Try again later.
error-file_unreadable = The file was changed or moved on this computer. Add it again.
error-upload_unknown = The sent part is gone. Try again to send the file from its start.
error-other = The server refused this file.
