# Die Konsole.
page-title-in = { $what } · { $organisation }

signin-title = Anmelden
signin-email = E-Mail-Adresse
signin-password = Passwort
signin-code = Code aus Ihrer Authenticator-App
signin-code-hint = Die sechs Ziffern, die sie jetzt zeigt.
signin-button = Anmelden
signin-busy = Wird angemeldet
signin-failed = Adresse, Passwort oder Code stimmt nicht.
signin-provider-refused = Die Anmeldung dort ging nicht, oder Sie haben hier kein Konto. Fragen Sie die Administration.
signin-provider-unavailable = Der Anmeldedienst antwortet nicht. Versuchen Sie es in einer Minute wieder, oder melden Sie sich anders an.
signin-ended = Ihre Sitzung ist zu Ende. Melden Sie sich an, um weiterzumachen.
signin-or = oder mit Ihrem Passwort
signin-recovery = Wiederherstellungscode
signin-recovery-hint = Einer von denen, die Sie aufbewahrt haben; er gilt einmal.
signin-use-recovery = Ich habe meine Authenticator-App verloren
signin-use-code = Stattdessen die Authenticator-App verwenden

passkey-use = Passkey verwenden
stepup-title = Zeigen Sie noch einmal, dass Sie es sind
stepup-text = Das ist heikel. Was Sie jetzt zeigen, gilt 15 Minuten.
stepup-code-hint = Ein Code gilt einmal: Nehmen Sie den nächsten, wenn Sie sich gerade angemeldet haben.
stepup-button = Weiter
stepup-provider = Melden Sie sich dort noch einmal an. Es öffnet sich in einem anderen Tab; kommen Sie danach hierher zurück.
stepup-provider-early = Sie haben sich dort noch nicht wieder angemeldet.
stepup-again = Melden Sie sich dafür ab und wieder an.

enrol-title = Ihre Anmeldung einrichten
enrol-no-token-title = Dieser Link ist nicht vollständig
enrol-no-token = Öffnen Sie den ganzen Link noch einmal; manche Mailprogramme schneiden ihn ab.
enrol-passkey-text = Ein Passkey ist der sicherste Weg und braucht kein Passwort: Fingerabdruck, Gesicht oder PIN dieses Geräts, oder ein Sicherheitsschlüssel.
enrol-passkey-name = Dieses Gerät
enrol-passkey = Passkey einrichten
enrol-or = oder mit Passwort und Authenticator-App
enrol-password = Wählen Sie ein Passwort
enrol-password-hint = Mindestens 15 Zeichen. Vier oder fünf Wörter, die nicht zusammengehören, sind gut.
enrol-password-short = { $count ->
    [one] { $count } Zeichen fehlt noch.
   *[other] { $count } Zeichen fehlen noch.
}
enrol-next = Weiter
enrol-factor-title = Den zweiten Faktor hinzufügen
enrol-factor-text = Scannen Sie dies mit einer Authenticator-App, oder tippen Sie den Schlüssel ein. Damit melden Sie sich als { $email } an.
enrol-qr = QR-Code des Schlüssels darunter
enrol-secret = Schlüssel
enrol-code = Code aus Ihrer Authenticator-App
enrol-code-hint = Die sechs Ziffern, die die App für diesen Schlüssel zeigt.
enrol-confirm = Fertig
enrol-failed = Dieser Code passt nicht. Prüfen Sie, ob die Uhr des Telefons richtig geht, und geben Sie den neuesten ein.
enrol-expired = Dieser Link wurde benutzt oder ist älter als 24 Stunden. Bitten Sie die Administration um einen neuen.

nav-label = Hauptmenü
nav-cases = Fälle
alerts-title = Alarme
access-title = Zugriff
policies-title = Richtlinien
people-title = Personen
due-title = Fällig zum Löschen
health-title = Zustand
ledger-title = Protokoll
nav-organisation = Organisation
case-unread = { $count ->
    [one] 1 neue Nachricht
   *[other] { $n } neue Nachrichten
}
nav-alerts-open = offen
nav-access-waiting = zu beantworten
nav-account = Wie Sie sich anmelden
notices-label = Was allen gesagt wird
notice-read-only-title = Auf dem Server kann zurzeit nur gelesen werden
notice-read-only = Die Sicherheit sieht sich etwas an. Sie können lesen; nichts kommt herein, wird geändert oder entfernt. Was Kunden gerade senden, wartet und geht von selbst weiter.
notice-warning-title = Die Sicherheit warnt alle
notice-until = Längstens bis { $time }
warning-D25-phishing = Jemand führt Mitglieder auf eine Seite, die sich als diese ausgibt. Sehen Sie auf die Adresse der Seite, bevor Sie sich anmelden; benutzen Sie einen Passkey, der nur auf der echten Seite geht. Sagen Sie der Sicherheit, welche Nachricht Sie dorthin geführt hat.
report-button = Auffälliges melden
report-title = Etwas Auffälliges melden
report-text = Eine Mail, die sich als von hier ausgibt, jemand, der nach einem Code fragt, ein Fremder am Schreibtisch. Die Sicherheit erfährt es sofort und sieht Ihren Namen. Lieber umsonst als zu spät.
report-what = Was Sie gesehen haben
report-hint = Wo, wann, wer. Keine Passwörter und keine Daten von Kunden: Es wird aufbewahrt.
report-go = Melden
report-done = Gemeldet. Die Sicherheit weiß Bescheid.
signout = Abmelden
skip = Zum Inhalt springen
palette-open = Springen zu
palette-key = { $key ->
    [Ctrl] Strg
   *[other] { $key }
} K

error-denied-title = Von einer Regel verweigert
error-denied-rule = Regel { $rule }
error-not-found = Das gibt es nicht, oder Sie dürfen es nicht sehen.
error-stale = Konnte um { $time } nicht aktualisiert werden. Was Sie sehen, kann veraltet sein.

cases-title = Fälle
cases-list = Liste der Fälle
cases-filter-state = Zustand
state-open = Offen
state-closed = Geschlossen
state-all = Alle
cases-mine = Meine Fälle
cases-all = Alle Fälle
cases-scope = Wessen Fälle
cases-departments-all = Alle Abteilungen
cases-new-files = Neue Dateien
cases-lane = Bereich
cases-words = Fall, Betreff oder Kunde
cases-any = Alle
cases-within = { $count ->
    [1] in der letzten Stunde
    [24] am letzten Tag
    [168] in der letzten Woche
   *[other] in den letzten { $count } Stunden
}
cases-empty-closed = Noch kein Fall wurde geschlossen.
cases-empty-narrowed = Kein Fall passt zu diesen Filtern.
cases-clear = Alle offenen Fälle zeigen
case-newest = Neueste Datei
case-reference = Fall
case-customer = Kunde
case-subject = Betreff
case-department = Abteilung
case-files = Dateien
case-age = Eröffnet
cases-empty-mine = Kein Fall wartet auf Sie. Dateien kommen hier an, wenn ein Kunde sie schickt.
cases-empty = Keine Fälle hier. Dateien kommen in einem Fall an, wenn ein Kunde sie schickt.
cases-more = Mehr Fälle zeigen
cases-keys = Tasten: J und K bewegen, Enter öffnet, / filtert, ? zeigt alle.

case-opened = eröffnet
case-emergency = Notfallzugriff
case-sealed = Schließfach an
case-views = Teile dieses Falls
case-view-files = Dateien
case-view-access = Zugriff
case-view-activity = Verlauf
case-members = { $count ->
    [one] { $count } Mitglied bearbeitet ihn
   *[other] { $count } Mitglieder bearbeiten ihn
}
case-files-title = Dateien
case-files-empty = Noch keine Dateien. Sie kommen hier an, wenn der Kunde sie schickt.
file-name = Name
file-size = Größe
file-scan = Prüfung
file-findings = Funde
file-received = Eingegangen
file-version = Version { $n }
file-from-member = Von einem Mitglied

scan-pending = Wird geprüft
scan-clean = Geprüft
scan-infected = Schadsoftware
scan-encrypted = Verschlüsselt, nicht lesbar
scan-too_large = Zu groß zum Prüfen
scan-partly_scanned = Teilweise geprüft
scan-failed = Prüfung misslungen
check-percent = Wird geprüft, { $percent } %
check-running = Wird durchsucht, { $percent } % ({ $read } von { $total }), bisher { $findings } Funde
check-running-label = Wie viel der Datei durchsucht ist
check-waiting = Wartet darauf, durchsucht zu werden.
check-reason = Warum die Prüfung nicht weiterkam: { $reason }.
check-outdated = Nach älteren Regeln geprüft, als jetzt gelten.
check-again = Noch einmal prüfen
scan-text-pending = Die Prüfung ist nicht zu Ende. Die Arbeitskopie öffnet sich, sobald sie es ist.
findings-none = Keine
finding-count = { $n } { $type }

requests-title = Dateianforderungen
requests-empty = Noch niemand wurde um Dateien gebeten.
request-new = Dateien anfordern
request-title = Dateien für Fall { $reference } anfordern
request-contact = E-Mail-Adresse des Kontakts
request-contact-hint = Der Code zum Link geht an diese Adresse.
request-days = Tage, bis der Link endet
request-files = Höchstens Dateien
request-gigabytes = Höchstens Gigabyte
request-script = Kein Code per E-Mail: Die Adresse selbst ist das Geheimnis. Für Skripte und Sammler.
request-create = Link erstellen
request-created-title = Der Link ist bereit
request-created-text = Diese Adressen werden einmal gezeigt. Schicken Sie die Adresse der Seite an { $contact }; wer die Upload-Adresse hat, kann Dateien schicken.
request-page = Seite für einen Menschen
request-upload = Adresse für Programme
request-used = { $files }, bisher { $size }
request-until = bis { $time }
request-withdraw = Zurückziehen
request-withdraw-name = Die Anforderung an { $contact } zurückziehen
request-withdraw-title = Die Anforderung an { $contact } zurückziehen
request-withdraw-text = Der Link gilt sofort nicht mehr. Was geschickt wurde, bleibt.
request-state-open = Offen
request-state-expired = Beendet
request-state-withdrawn = Zurückgezogen
request-state-exhausted = Aufgebraucht
request-script-tag = ohne Code
asking-title = Worum gebeten wird
asking-hint = Der Kontakt sieht das als Liste und kann Dateien dazu senden. Nichts davon ist Bedingung.
asking-templates = Vorlagen
asking-use-name = Bitten um: { $name }
asking-item = Eintrag { $number }
asking-name = Was es ist
asking-how = Wozu es dient oder wie man es bekommt, etwa ein Befehl
asking-wanted = Gewünscht, nicht nur falls zur Hand
asking-add = Eintrag hinzufügen
asking-remove = Entfernen
asking-remove-name = Den Eintrag { $name } entfernen
asking-preview = So sieht es der Kontakt
asking-language = Sprache der Seite für den Kontakt
template-name = Diese Liste als Vorlage speichern
template-hint = Für die ganze Abteilung { $department }. Eine gleichnamige Vorlage wird ersetzt.
template-save = Vorlage speichern
template-saved = { $name } gespeichert
template-remove = Entfernen
template-remove-name = Die Vorlage { $name } entfernen
template-remove-text = Anforderungen, die daraus entstanden sind, bleiben, wie sie sind.
asked-list = Erbeten von { $contact }
asked-open = noch nicht gesendet
asked-optional = falls zur Hand
asked-answered = { $count ->
    [one] eine Datei
   *[other] { $n } Dateien
  }
request-invalid-email = Geben Sie eine E-Mail-Adresse ein.
request-invalid-number = Geben Sie eine ganze Zahl über null ein.

crumb-label = Wo Sie sind
tag-working-copy = Arbeitskopie
tag-working-copy-title = Funde sind verdeckt. Was Sie sehen, ist nicht das Original.
tree-title = In dieser Datei
tree-label = Inhalt des Archivs
findings-title = Funde
findings-loading = Funde werden gelesen
findings-cut = Die ersten { $n } Funde sind aufgeführt.
findings-here-none = Hier wurde nichts Heikles gefunden.
finding-labels = Fällt unter: { $labels }
levels-title = Stufen
level-error = Fehler
level-warn = Warnung
level-info = Info
level-debug = Debug
histogram-label = Zeilen über die Zeit von { $from } bis { $to } { $zone }, davon { $errors } Fehler
labels-title = In der ganzen Datei, nach dem, worunter es fällt
label-count = { $label } { $n }
label-pci = PCI DSS
label-pii = Personenbezogene Daten
label-hipaa = HIPAA
label-glba = GLBA
label-ferpa = FERPA
label-gdpr = DSGVO
label-gdpr_special = DSGVO, besondere Kategorie
label-secret = Geheimnis
secret-live = Gültig bis { $time }, austauschen
secret-expired = Abgelaufen { $time }
secrets-live = { $count ->
    [one] { $count } Geheimnis hier gilt noch: austauschen
   *[other] { $count } Geheimnisse hier gelten noch: austauschen
}
viewer-label = Zeilen von { $name }
viewer-status = Zeile { $line } von { $total }
viewer-empty = Dieser Teil hat keine Zeilen.
viewer-not-text = Das ist kein Text, hier gibt es nichts zu lesen. Art: { $kind }.
viewer-line-loading = …
viewer-hit = Treffer
viewer-plain = Als reinen Text lesen
viewer-plain-title = Zeilen { $from } bis { $to }
viewer-key-next = nächster Fund
viewer-key-line = Zeile
viewer-key-all = alle Tasten
line-title = Zeile { $n }
bookmarks-title = Lesezeichen
bookmark-remove = Lesezeichen der Zeile { $n } entfernen
copied-lines = { $count ->
    [one] Eine Zeile der Arbeitskopie kopiert.
   *[other] { $n } Zeilen der Arbeitskopie kopiert.
}
copied-address = Adresse der Zeile { $n } kopiert.
copy-failed = Der Browser hat das Kopieren nicht erlaubt.
line-none = Wählen Sie eine Zeile, um sie ganz zu sehen.
line-cut = Die Zeile ist länger als das, was gezeigt wird.
in-line = In dieser Zeile
in-line-none = In dieser Zeile wurde nichts Heikles gefunden.
search-label = In dieser Datei suchen
search-placeholder = Regulärer Ausdruck
search-button = Suchen
search-all-members = Alle Teile
search-count = { $at } von { $n }
search-hits = { $count ->
    [0] Keine Treffer
    [one] { $n } Treffer
   *[other] { $n } Treffer
}
search-more = mehr als { $n } Treffer
search-lines = { $n } Zeilen durchsucht
search-next = Nächster Treffer
search-previous = Voriger Treffer
search-clear = Suche löschen
search-results = Treffer
search-result = Zeile { $n }
goto-label = Gehe zu Zeile
goto-label-time = Gehe zu Zeile oder Zeit
goto-placeholder = 1200 oder 10:14
goto-button = Los

reveal-button = 60 Sekunden aufdecken
reveal-title = Diesen Wert aufdecken: { $type }
reveal-reason = Grund
reveal-reason-hint = Mindestens zehn Zeichen.
reveal-recorded = Wird mit Ihrem Namen und Grund festgehalten, bevor es gezeigt wird.
reveal-recorded-short = Wird mit Ihrem Namen und Grund festgehalten
reveal-confirm = Aufdecken
reveal-hides = Verdeckt sich in { $seconds } s
reveal-hide = Jetzt verdecken
reveal-value = Aufgedeckter Wert

keys-title = Tasten

account-title = Wie Sie sich anmelden
account-recovering = Sie kamen mit einem Wiederherstellungscode. Richten Sie jetzt einen Passkey ein und melden Sie sich damit an; bis dahin können Sie sonst nichts tun.
remove = Entfernen

passkeys-title = Passkeys
passkeys-empty = Noch keine Passkeys. Damit melden Sie sich mit Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel an, und niemand kann ihn Ihnen entlocken.
passkey-add = Passkey hinzufügen
passkey-add-text = Ihr Browser fragt Sie gleich. Überall sonst werden Sie abgemeldet.
passkey-name = Name
passkey-name-hint = Woran Sie ihn erkennen, etwa „Arbeitslaptop“.
passkey-make = Weiter
passkey-attested = Bestätigt
passkey-attested-ask = Auf einem Sicherheitsschlüssel, für den sein Hersteller bürgt. Er lässt sich nicht kopieren; manches verlangt einen solchen.
passkey-synced = Synchronisiert
passkey-added = Hinzugefügt
passkey-used = zuletzt benutzt
passkey-remove-name = { $name } entfernen
passkey-remove-title = { $name } entfernen?
passkey-remove-text = Er meldet Sie nicht mehr an. Überall sonst werden Sie abgemeldet.

password-title = Passwort
password-new = Neues Passwort
password-change = Passwort ändern
password-changed = Geändert. Überall sonst sind Sie abgemeldet.

codes-title = Wiederherstellungscodes
codes-left = { $count ->
    [0] Sie haben keine.
    [one] Einer ist übrig.
   *[other] { $n } sind übrig.
}
codes-text = Wenn Sie Ihre Authenticator-App verlieren, kommen Sie mit einem davon und Ihrem Passwort herein, um eine neue einzurichten. Bewahren Sie sie auf, wo Sie Wichtiges aufbewahren.
codes-make = Neue Codes erstellen
codes-once = Sie werden einmal gezeigt. Die früheren gelten nicht mehr.

sessions-title = Wo Sie angemeldet sind
sessions-end-others = Überall sonst abmelden
session-current = hier
session-program = { $name } auf { $system }
session-unnamed = Ein anderes Programm
session-seen = zuletzt benutzt
session-end = Abmelden
session-factors-passkey = Mit Passkey
session-factors-password_totp = Mit Passwort und Code
session-factors-password_recovery_code = Mit Wiederherstellungscode
session-factors-identity_provider = Mit der Anmeldung Ihrer Organisation

tokens-title = API-Tokens
tokens-empty = Keine. Skripte und die Kommandozeile benutzen sie.
token-new = Token erstellen
token-label = Wofür es ist
token-label-hint = Etwa der Computer oder das Skript, das es benutzt.
token-scopes = Was es von dem darf, was Sie dürfen
token-make = Erstellen
token-made = Ihr Token
token-once = Es wird einmal gezeigt und gilt 30 Tage.
token-secret = Token
token-end = Beenden
token-end-name = { $name } beenden
token-end-title = { $name } beenden?
token-end-text = Was es benutzt, geht sofort nicht mehr.
scope-view = Fälle und Arbeitskopien sehen
scope-work = An Fällen arbeiten
scope-originals = Originale herausnehmen
scope-administer = Verwalten

notme-title = Das war ich nicht
notme-text = Jemand hat geändert, wie Sie sich anmelden? Sperren Sie Ihr Konto: Alle werden abgemeldet, und niemand meldet sich an, bis die Administration es entsperrt.
notme-button = Mein Konto sperren
notme-done = Ihr Konto ist gesperrt. Sagen Sie es jetzt der Administration.
notme-gone = Dieser Link wurde benutzt oder ist älter als sieben Tage. Sagen Sie es der Administration.
