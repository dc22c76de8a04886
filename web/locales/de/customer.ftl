# Die Kundenseite. Hier heißt es „schwärzen“ und „sensible Angaben“, nie die Wörter der Konsole.
page-title = Dateien an { $organisation } senden

verify-title = Dateien an { $organisation } senden
verify-title-received = Dateien von { $organisation }
verify-lead = Zeigen Sie zuerst, dass dieser Link Ihrer ist.
verify-text = Wir schicken einen Code an { $contact }.
verify-send = Code per E-Mail schicken
verify-sending = Code wird geschickt
verify-text-passkey = Sie haben dafür einen Passkey. Ist er nicht zur Hand, schicken wir einen Code an { $contact }.
verify-passkey = Passkey verwenden

code-title = Code eingeben
code-text = Wir haben einen sechsstelligen Code an { $contact } geschickt. Das kann eine Minute dauern.
code-label = Code aus der E-Mail
code-continue = Weiter
code-again = Neuen Code schicken
code-again-in = Neuen Code schicken (in { $seconds } s)
code-again-done = Ein neuer Code ist unterwegs. Nur der neueste gilt.
code-back = Zurück
code-incomplete = Der Code hat sechs Ziffern.
code-wrong = Dieser Code passt nicht. Nehmen Sie den aus der neuesten E-Mail.
code-expired = Dieser Code ist zu alt. Lassen Sie sich einen neuen schicken.
code-locked = Zu viele Versuche. Versuchen Sie es um { $time } noch einmal, oder fragen Sie { $organisation } nach einem neuen Link.
code-locked-plain = Zu viele Versuche. Warten Sie eine Weile, oder fragen Sie { $organisation } nach einem neuen Link.
code-too-many = Es wurden zu viele Codes verschickt. Versuchen Sie es um { $time } noch einmal.
code-too-many-plain = Es wurden zu viele Codes verschickt. Warten Sie eine Weile und versuchen Sie es dann noch einmal.
pass-ended = Sie waren eine Weile weg. Geben Sie einen neuen Code ein, um weiterzumachen; Ihre Liste bleibt erhalten.
passkey-unknown = Dieser Passkey öffnet diesen Link nicht. Lassen Sie sich stattdessen einen Code schicken.
passkey-gone = Das hat zu lange gedauert. Versuchen Sie es noch einmal.
passkeys-title = Werden Sie öfter um Dateien gebeten? Passkey hinzufügen
passkeys-text = Mit einem Passkey brauchen Sie beim nächsten Link keinen Code: ein Blick, ein Fingerabdruck oder eine PIN genügt. Er bleibt auf Ihrem Gerät und öffnet nur Links, die an Sie gerichtet sind. Wird einer hinzugefügt oder entfernt, erfahren Sie das per E-Mail.
passkeys-name = Name des Passkeys
passkeys-name-here = Dieses Gerät
passkeys-add = Passkey hinzufügen
passkeys-added = Der Passkey wurde hinzugefügt. Beim nächsten Link können Sie ihn verwenden.
passkeys-removed = { $name } wurde entfernt. Codes per E-Mail gelten weiter.
passkeys-remove = Entfernen
passkeys-remove-name = { $name } entfernen
passkeys-since = Hinzugefügt am { $time }, noch nicht verwendet
passkeys-used = Zuletzt verwendet am { $time }
passkeys-problem = Der Passkey wurde nicht angenommen. Nichts wurde geändert; Codes per E-Mail gelten weiter.

files-title = Dateien für Ticket { $reference } senden
files-title-plain = Dateien an { $organisation } senden
files-you = Sie sind { $contact }
drop-title = Dateien oder Ordner hier ablegen
drop-title-touch = Dateien hinzufügen
drop-text = Bis zu { $size } je Datei. Unterbrochenes geht da weiter, wo es aufgehört hat.
drop-overlay = Loslassen, um zu Ticket { $reference } hinzuzufügen
drop-overlay-plain = Loslassen zum Hinzufügen
choose-files = Dateien wählen
choose-folder = Ordner wählen
reading-folder = Ordner wird gelesen: bisher { $n } Dateien
added = { $count ->
    [0] Diese Dateien stehen schon in der Liste.
    [one] { $n } Datei hinzugefügt.
   *[other] { $n } Dateien hinzugefügt.
}
list-title = Zu sendende Dateien
remove = { $name } entfernen
item-ready = Bereit
item-continues = Geht bei { $percent } weiter
item-waiting = Wartet
item-sending = Wird gesendet: { $percent }
item-paused = Angehalten bei { $percent }
item-not-taken = Noch { $seconds } s bis zum nächsten Versuch: Zurzeit wird nichts angenommen. Was gesendet wurde, ist sicher.
item-retrying = Verbindung verloren, nächster Versuch in { $seconds } s
item-retrying-now = Neuer Versuch
item-received = Angekommen
item-folder-progress = { $done } von { $n }, { $sent } von { $size }
item-other = Nicht die begonnene Datei: Sie wird von vorn gesendet
item-blacked = { $count ->
    [one] { $n } Angabe geschwärzt
   *[other] { $n } Angaben geschwärzt
}
item-failed-count = { $count ->
    [one] { $n } Datei wurde nicht gesendet
   *[other] { $n } Dateien wurden nicht gesendet
}
try-now = Jetzt versuchen
try-now-name = Jetzt versuchen: { $name }

interrupted-title = { $count ->
    [one] Eine Datei von Ihrem letzten Besuch ist noch nicht gesendet. Fügen Sie sie wieder hinzu, um weiterzumachen:
   *[other] { $n } Dateien von Ihrem letzten Besuch sind noch nicht gesendet. Fügen Sie diese wieder hinzu, um weiterzumachen:
}
interrupted-file = { $percent } von { $size } angekommen
missing-file = { $size }, noch nicht begonnen
missing-folder = { $files } dieses Ordners, { $size }. Fügen Sie den ganzen Ordner hinzu; was angekommen ist, wird ausgelassen.
files-paused = { $organisation } nimmt zurzeit keine Dateien an. Sie können schon auswählen und senden: Das Senden wartet hier und geht von selbst weiter. Was Sie schon gesendet haben, ist sicher.
left-out = { $count ->
    [one] { $n } Datei ist bei Ihrem letzten Besuch angekommen und wird ausgelassen.
   *[other] { $n } Dateien sind bei Ihrem letzten Besuch angekommen und werden ausgelassen.
}
list-part = Dateien { $from } bis { $to } von { $total }

check-of = Prüfung von { $name }
check-waiting = Wartet auf die Prüfung
check-running = Wird auf diesem Rechner geprüft: { $percent }
check-folder = Wird auf diesem Rechner geprüft: { $done } von { $n }
check-folder-partly = { $count ->
    [one] { $n } Datei konnte nicht ganz geprüft werden. Sehen Sie sie vor dem Senden selbst durch.
   *[other] { $n } Dateien konnten nicht ganz geprüft werden. Sehen Sie sie vor dem Senden selbst durch.
}
check-clean = Nichts Sensibles gefunden
check-found = { $count ->
    [one] { $n } sensible Angabe
   *[other] { $n } sensible Angaben
}
check-unreadable = Bilder und Aufnahmen können hier nicht geprüft werden. Sehen Sie sie vor dem Senden selbst durch.
check-encrypted = Verschlüsselt: Der Inhalt kann hier nicht geprüft werden. Sehen Sie ihn vor dem Senden selbst durch.
check-partly = Hier konnte nur ein Teil geprüft werden. Sehen Sie die Datei vor dem Senden selbst durch.
check-skipped = Nicht geprüft
check-failed = Die Prüfung ist abgebrochen. Sehen Sie die Datei vor dem Senden selbst durch.
check-skip = Nicht auf die Prüfung warten
check-absent = Dieser Browser kann Dateien vor dem Senden nicht auf sensible Angaben prüfen. { $organisation } prüft sie, wenn sie angekommen sind.

found-title = { $count ->
    [one] { $n } sensible Angabe gefunden
   *[other] { $n } sensible Angaben gefunden
}
found-example = { $count ->
    [one] :
   *[other] , etwa
}
found-on-line = in Zeile { $line }
found-choice = Was mit den sensiblen Angaben in { $name } geschieht
found-look = Einzeln ansehen
found-look-name = Einzeln ansehen: { $name }
found-blacked = Sie sind in der Kopie geschwärzt, die gesendet wird. Ihre eigene Datei bleibt, wie sie ist.
found-kept = Sie werden gesendet, wie sie sind. { $organisation } sieht, dass Sie das so gewählt haben.
found-mixed = { $blacked } geschwärzt, { $kept } behalten. { $organisation } sieht, dass Sie das so gewählt haben.
black-out = Schwärzen
keep = Behalten
beyond-title = { $count ->
    [one] { $n } sensible Angabe liegt in einem Archiv oder anderen Format, wo sie hier nicht geschwärzt werden kann
   *[other] { $n } sensible Angaben liegen in einem Archiv oder anderen Format, wo sie hier nicht geschwärzt werden können
}
beyond-cut = Es gibt mehr sensible Angaben, als aufgezählt werden können, und nicht alle können hier geschwärzt werden
beyond-send = { $name } trotzdem senden
category-card = { $count ->
    [one] Kartennummer
   *[other] Kartennummern
}
category-bank = { $count ->
    [one] Bankverbindung
   *[other] Bankverbindungen
}
category-password = { $count ->
    [one] Passwort
   *[other] Passwörter
}
category-key = { $count ->
    [one] Zugangsschlüssel
   *[other] Zugangsschlüssel
}
category-private-key = { $count ->
    [one] privater Schlüssel
   *[other] private Schlüssel
}
category-email = { $count ->
    [one] E-Mail-Adresse
   *[other] E-Mail-Adressen
}
category-phone = { $count ->
    [one] Telefonnummer
   *[other] Telefonnummern
}
category-person = { $count ->
    [one] Name, Geburtstag oder Anschrift
   *[other] Namen, Geburtstage und Anschriften
}
category-identity = { $count ->
    [one] Ausweis- oder Kennnummer
   *[other] Ausweis- und Kennnummern
}
category-health = { $count ->
    [one] Nummer aus dem Gesundheitswesen
   *[other] Nummern aus dem Gesundheitswesen
}
category-network = { $count ->
    [one] Netzwerkadresse
   *[other] Netzwerkadressen
}
category-other = { $count ->
    [one] andere sensible Angabe
   *[other] andere sensible Angaben
}

look-title = Gefunden in
look-text = Diese Prüfung lief auf Ihrem Rechner. { $organisation } hat die Datei nicht gesehen.
look-all = Alle
look-list = Was gefunden wurde
look-bulk = Alle hier gezeigten
look-bulk-many = Mehr als { $n } werden gemeinsam entschieden. Einige davon sind zu sehen.
look-line = Zeile { $line }
look-kept = Sie behalten es. { $organisation } sieht, dass Sie das so gewählt haben.
look-more = { $n } weitere zeigen
look-sum = { $blacked } geschwärzt, { $kept } behalten
look-own = Ihre eigene Datei bleibt, wie sie ist. Gesendet wird eine geschwärzte Kopie.
look-save = Kopie zum Prüfen speichern
look-done = So übernehmen
sure-certain = Sicher.
sure-likely = Sehr wahrscheinlich.
sure-possible = Möglich.

bar-sum = { $n }, { $size }.
bar-none = Noch keine Dateien.
bar-nothing-left = Noch hat nichts diesen Rechner verlassen.
bar-send = { $count ->
    [0] Dateien senden
    [one] { $n } Datei senden
   *[other] { $n } Dateien senden
}
why-none = Fügen Sie zuerst Dateien hinzu.
why-checking = { $count ->
    [one] { $n } Datei wird noch geprüft.
   *[other] { $n } Dateien werden noch geprüft.
}
why-undecided = { $count ->
    [one] { $n } Datei braucht Ihre Entscheidung.
   *[other] { $n } Dateien brauchen Ihre Entscheidung.
}
why-too-large = { $name } ist größer, als dieser Link annimmt ({ $size }).
why-too-many = Dieser Link nimmt noch { $count ->
    [one] { $n } Datei
   *[other] { $n } Dateien
} an.
why-too-much = Dieser Link nimmt noch { $size } an.

sending-ticket = Ticket { $reference }
sending-title = { $files } werden gesendet
sending-paused-title = Angehalten
sending-part-title = { $done } von { $files } angekommen
sending-sum = { $sent } von { $size }
sending-left-seconds = noch etwa { $n } Sekunden
sending-left-minutes = { $count ->
    [one] noch etwa { $n } Minute
   *[other] noch etwa { $n } Minuten
}
sending-left-hours = { $count ->
    [one] noch etwa { $n } Stunde
   *[other] noch etwa { $n } Stunden
}
sending-speed = { $size } je Sekunde
sending-paused = Angehalten. Was gesendet ist, bleibt erhalten.
sending-progress = Alle Dateien
sending-close = Sie können diese Seite schließen. Öffnen Sie denselben Link wieder und fügen Sie dieselben Dateien hinzu, dann geht es von hier weiter.
pause = Anhalten
continue = Weiter
cancel-sending = Abbrechen
cancel-text = Abbrechen und den gesendeten Teil löschen?
cancel-yes = Abbrechen und löschen
cancel-no = Weiter senden

live-started = Das Senden hat begonnen.
live-percent = { $percent } Prozent gesendet.
live-done = Alle Dateien sind angekommen.
live-failed = { $name } wurde nicht gesendet.
live-paused = Angehalten.

done-title = { $files } angekommen
done-when = Ticket { $reference }, { $time }
done-when-plain = { $time }
done-blacked = { $count ->
    [one] { $blacked } sensible Angabe wurde auf Ihrem Rechner geschwärzt.
   *[other] { $blacked } sensible Angaben wurden auf Ihrem Rechner geschwärzt.
} { $keptCount ->
    [0] {""}
   *[other] { $kept } wurden auf Ihren Wunsch behalten.
}
done-next-title = Wie es weitergeht
done-next = { $organisation } prüft die Dateien auf Passwörter, Kartennummern und andere sensible Angaben. Die Mitarbeiter arbeiten mit einer Kopie, in der das Gefundene verdeckt ist. Jedes Öffnen wird festgehalten.
done-receipts = Quittungen
done-receipts-text = Eine Quittung ist signiert. Mit ihr können Sie später zeigen, was Sie wann gesendet haben, ohne { $organisation } zu fragen.
receipt-save = Quittung speichern
receipt-save-name = Quittung speichern: { $name }
receipt-failed = Die Quittung konnte nicht geholt werden. Die Datei ist sicher. Versuchen Sie es gleich noch einmal.
send-more = Weitere Dateien senden
received-title = Für Sie
messages-title = { $count ->
    [one] Eine Nachricht
   *[other] { $n } Nachrichten
  }
messages-none = An { $organisation } schreiben
messages-older = Ältere zeigen
message-own = Sie, { $time }
message-from = { $author }, { $time }
message-label = Ihre Nachricht an { $organisation }
message-hint = Reiner Text. Gelesen wird er von denen, die den Fall bearbeiten. Lassen Sie Passwörter und Kartennummern weg; in einer Datei werden sie verdeckt.
message-erased = Diese Nachricht wurde gelöscht.
message-send = Nachricht senden
message-sent = Gesendet. Wer den Fall bearbeitet, erfährt, dass es eine Nachricht gibt.
message-refused = Die Nachricht wurde nicht angenommen: { $why }
message-held = Sie haben in der letzten Stunde viele Nachrichten geschrieben. Warten Sie etwas, dann geht es weiter.
message-problem = Das hat nicht geklappt. Was Sie geschrieben haben, ist nicht verloren; versuchen Sie es gleich noch einmal.
asked-title = Worum gebeten wird
asked-text = Senden Sie, was Sie haben. Nichts davon ist Bedingung, und andere Dateien sind willkommen.
asked-optional = falls zur Hand
asked-add = Dateien hinzufügen
asked-add-name = Dateien hinzufügen: { $name }
asked-chosen = { $files } ausgewählt, noch nicht gesendet
asked-received = { $files } angekommen
asked-for = Was { $name } ist
asked-none = Etwas anderes
received-title-only = Dateien von { $organisation }
received-from = Von { $sender }, { $time }. Abholbar bis { $until }.
received-file = { $size }, { $count ->
    [0] so oft abgeholt, wie es geht
    [one] noch einmal abholbar
   *[other] noch { $n }-mal abholbar
}
received-take = Herunterladen
received-take-name = { $name } herunterladen
received-hash = Fingerabdruck (BLAKE3)
received-begun = { $name } ist unterwegs. Bricht die Übertragung ab, kann Ihr Browser sie bis { $time } fortsetzen.
received-none = Für Sie liegt nichts mehr bereit: Es wurde zurückgezogen, oder die Zeit ist um. Fragen Sie die Absender.
received-exhausted = Diese Datei wurde so oft abgeholt, wie es geht. Bitten Sie die Absender, sie noch einmal zu senden.
received-gone = Diese Datei liegt nicht mehr für Sie bereit. Fragen Sie die Absender.
received-offline = Der Server antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.
received-problem = Die Datei konnte nicht abgeholt werden. Versuchen Sie es gleich noch einmal.

before-title = Schon durch diesen Link angekommen
received-at = { $size }, angekommen { $time }

erased-title = Gelöschte Dateien
erased-text = Sie haben diese Dateien gesendet, und sie sind endgültig weg. Die signierte Bescheinigung sagt, welche Schlüssel zerstört wurden und bis wann Sicherungen sie noch enthalten können.
erased-when = Gelöscht { $time }
erased-save = Bescheinigung speichern
erased-saved = Geprüft und gespeichert. Sie steht im signierten Protokoll.
erased-under-way = Die Schlüssel werden noch zerstört. Versuchen Sie es gleich noch einmal.

log-open = Wer was geöffnet hat
log-title = Wer was geöffnet hat
log-text = Was mit den Dateien geschah, die Sie durch diesen Link gesendet haben, und was Sie von den Dateien für Sie abgeholt haben, Neuestes zuerst. Die Namen nennt { $organisation } nach heutigem Stand.
log-back = Zurück zu den Dateien
log-empty = Durch diesen Link ist noch nichts angekommen.
log-times = { $n }-mal
log-more = Zu sehen sind die neuesten { $n }.
log-good = { $count ->
    [one] Geprüft: Der Eintrag steht im signierten Protokoll mit { $total } Einträgen
   *[other] Geprüft: Alle { $n } Einträge stehen im signierten Protokoll mit { $total } Einträgen
}
log-good-more = Was wie geprüft wurde
log-good-text = Dieser Browser hat aus jedem Eintrag und seinem Beweis den Hash des Protokolls neu berechnet und die Signatur von { $organisation } darauf geprüft. Ein veränderter oder verschobener Eintrag würde nicht passen. Ob etwas von vornherein nicht ins Protokoll kam, lässt sich so nicht zeigen, und der Schlüssel kommt von diesem Server: Vergleichen Sie ihn mit dem auf einer Quittung, die Sie aufgehoben haben.
log-key = Schlüssel:
log-bad-title = Dieses Protokoll passt nicht zu seiner Signatur
log-bad = Was der Server geschickt hat, wurde verändert oder ist nicht das, was signiert wurde. Heben Sie Ihre Quittungen auf, und fragen Sie { $organisation } auf einem anderen Weg als über diese Seite.
log-unsupported = Dieser Browser kann die Signatur nicht prüfen, deshalb ist das Protokoll so zu sehen, wie der Server es ausgibt.
custody-some-file = eine Datei
custody-who-system = Der Server
custody-who-operator = Der Betreiber des Servers
custody-who-you = Sie
custody-who-somebody = Jemand
custody-upload-completed = { $file } ist angekommen.
custody-file-scanned = { $file } wurde geprüft.
custody-file-rescan-asked = { $file } wird erneut geprüft. Veranlasst von: { $who }.
custody-file-viewed = Einzelheiten von { $file } angesehen: { $who }.
custody-file-working-copy-read = { $file } gelesen, das Gefundene verdeckt: { $who }.
custody-file-searched = { $file } durchsucht: { $who }.
custody-file-revealed = Eine verdeckte Angabe in { $file } aufgedeckt, mit festgehaltenem Grund: { $who }.
custody-file-download-opened = Herunterladen von { $file }, wie Sie es gesendet haben, begonnen: { $who }.
custody-file-download-closed = Herunterladen von { $file } beendet: { $who }.
custody-file-integrity-failed = { $file } bestand die Prüfung auf Unversehrtheit nicht und wurde nicht herausgegeben.
custody-file-renamed = { $file } hat diesen Namen bekommen: { $who }.
custody-file-rolled-back = { $file } ist zurückgesetzt: { $who }.
custody-file-version-added = Eine Fassung von { $file } hinzugefügt: { $who }.
custody-receipt-issued = Für { $file } wurde eine Quittung ausgestellt.
custody-file-erased = { $file } wurde gelöscht. Veranlasst von: { $who }.
custody-file-keys-destroyed = Die Schlüssel zu { $file } wurden zerstört. Niemand kann den Inhalt mehr lesen.
custody-delivery-taken = Sie haben sich { $file } geben lassen, um die Datei eine Weile abrufen zu können.
custody-own-file-download-opened = Sie haben begonnen, { $file } abzurufen.
custody-own-file-download-closed = Sie haben { $file } abgerufen, ganz oder zum Teil.
custody-access-denied = Zugriff auf { $file } verweigert: { $who }.
custody-other = { $who }: { $event }, { $file }

aside-title = Bevor Sie senden
aside-title-received = Bevor Sie etwas öffnen
aside-host = Sie sind auf
aside-host-text = Prüfen Sie, ob { $organisation } Sie zu dieser Adresse geschickt hat.
aside-who = Wer diese Dateien öffnen kann
aside-who-text = { $department } bei { $organisation }
aside-who-note = Jedes Öffnen wird festgehalten.
aside-until = Dieser Link gilt bis
aside-left = Dieser Link nimmt noch an
aside-left-text = { $n }, { $size }

problem-unknown-title = Dieser Link ist nicht vollständig
problem-unknown = Die Adresse gehört zu keiner Dateianfrage. Öffnen Sie noch einmal den ganzen Link aus dem Ticket; manche Mailprogramme schneiden ihn ab.
problem-expired-title = Dieser Link ist abgelaufen
problem-expired = Sein letzter Tag ist vorbei. Fragen Sie die Absender nach einem neuen.
problem-withdrawn-title = Dieser Link wurde zurückgezogen
problem-withdrawn = Die Absender haben ihn geschlossen. Fragen Sie nach einem neuen, wenn es noch etwas zu senden gibt.
problem-frozen-title = Dieser Link nimmt keine Codes mehr an
problem-frozen = Zu oft wurde ein falscher Code eingegeben. Fragen Sie die Absender nach einem neuen Link, oder ob sie diesen wieder freigeben.
problem-exhausted-title = Dieser Link ist aufgebraucht
problem-exhausted = Er hat alle Dateien angenommen, für die er gedacht war. Was Sie gesendet haben, ist sicher. Fragen Sie nach einem neuen Link, um mehr zu senden.
problem-locked-title = Zu viele Versuche
problem-locked = Dieser Link ist für eine Weile gesperrt, weil der Code zu oft falsch war. Warten Sie, oder fragen Sie die Absender nach einem neuen.
problem-offline-title = Der Server antwortet nicht
problem-offline = Es ging nichts verloren. Prüfen Sie Ihre Verbindung und versuchen Sie es dann noch einmal.
problem-other-title = Diese Seite konnte nicht geöffnet werden
problem-other = Es ging nichts verloren. Versuchen Sie es gleich noch einmal.

error-upload_too_large = Diese Datei ist größer, als der Link annimmt.
error-link_exhausted = Der Link hat alles angenommen, wofür er gedacht war. Fragen Sie nach einem neuen, um diese Datei zu senden.
error-link_expired = Der Link ist abgelaufen. Fragen Sie nach einem neuen, um diese Datei zu senden.
error-link_withdrawn = Der Link wurde zurückgezogen. Fragen Sie nach einem neuen, um diese Datei zu senden.
error-link_unknown = Der Link ist nicht mehr bekannt. Fragen Sie nach einem neuen, um diese Datei zu senden.
error-name_refused = Der Server nimmt keine Datei dieses Namens an. Benennen Sie sie um und fügen Sie sie wieder hinzu.
error-storage_full = Der Server hat gerade keinen Platz für diese Datei. Was gesendet ist, bleibt erhalten. Versuchen Sie es später noch einmal.
error-file_unreadable = Die Datei wurde auf diesem Rechner geändert oder verschoben. Fügen Sie sie wieder hinzu.
error-upload_unknown = Der gesendete Teil ist weg. Versuchen Sie es noch einmal, dann wird die Datei von vorn gesendet.
error-other = Der Server hat diese Datei abgelehnt.
