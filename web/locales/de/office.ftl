# Die Seiten der Konsole, die erst beim Öffnen geladen werden.
more = Mehr zeigen
reason = Grund
reason-hint = Mindestens zehn Zeichen. Er wird festgehalten.
reason-short = Mindestens zehn Zeichen.
from-until = { $from } bis { $until }
who-system = Coffer
who-operator = Der Betreiber
who-anonymous = Jemand, der nicht angemeldet ist,
who-contact = Ein Kontakt des Kunden
who-service = Ein Dienstkonto

alerts-empty-open = Kein Alarm wartet. Was im Protokoll auffällt, erscheint hier von selbst.
alerts-empty-acknowledged = Niemand sieht sich gerade einen Alarm an.
alerts-empty-closed = Noch kein Alarm wurde geschlossen.
alert-choose = Wählen Sie einen Alarm, um zu sehen, was geschah.
alert-state-open = Offen
alert-state-acknowledged = In Arbeit
alert-state-closed = Geschlossen
severity-low = Niedrig
severity-medium = Mittel
severity-high = Hoch
severity-critical = Kritisch
alert-rule = Regel { $rule }
alert-own = In diesem Alarm geht es um Sie: Jemand anders entscheidet darüber.
alert-acknowledge = Übernehmen
alert-close = Schließen
alert-close-title = Diesen Alarm schließen
alert-close-note = Warum
alert-verdict = Was war es?
verdict-threat = Eine Bedrohung
verdict-threat-hint = Jemand griff an. Was gehalten wird, bleibt, bis seine Zeit um ist.
verdict-mistake = Ein Versehen
verdict-mistake-hint = Seltsam, aus gutem Grund. Was gehalten wird, wird aufgehoben.
verdict-test = Ein Test
verdict-test-hint = Jemand probierte, ob es funktioniert. Was gehalten wird, wird aufgehoben.
verdict-not_a_threat = Keine Bedrohung
verdict-not_a_threat-hint = { $count ->
    [one] Die Regel irrt hier: Sie schweigt dazu 30 Tage. Das wäre { $n } Alarm der letzten 30 Tage gewesen. Was gehalten wird, wird aufgehoben.
   *[other] Die Regel irrt hier: Sie schweigt dazu 30 Tage. Das wären { $n } Alarme der letzten 30 Tage gewesen. Was gehalten wird, wird aufgehoben.
}
alert-respond = Mehr tun
alert-respond-title = Eine Reaktion auf diesen Alarm beginnen
alert-respond-go = Beginnen
alert-response = Was
alert-respond-usual = So lange, wie die Regel sagt
alert-warning = Was allen gesagt wird
alert-warning-hint = Mindestens zehn Zeichen, höchstens 400 Bytes. Es steht über jeder Seite der Konsole; Links darin lassen sich nicht anklicken.
alert-end = Beenden
alert-end-name = Beenden: { $what }
respond-end_sessions = Die Sitzung beenden
respond-require_step_up = Sich noch einmal ausweisen lassen
respond-slow_handouts = Auf eine Datei je Minute bremsen
respond-hold_handouts = Nichts mehr herausgeben
respond-lock_member = Sperren
respond-block_source = Keine Passwörter aus dem Netz ansehen
respond-slow_source = Nur ein Passwort in zehn Sekunden aus dem Netz ansehen
respond-freeze_link = Den Link anhalten
respond-revoke_tokens = Die API-Token beenden
respond-disable_password = Das Passwort ungültig machen
respond-disable_new_passkeys = Passkeys des letzten Tages ungültig machen
respond-quarantine_file = Die Datei niemandem herausgeben
respond-hold_case = Nichts vom Fall löschen
respond-hold_backups = Keine Sicherungen ausdünnen
respond-read_only = Den ganzen Server nur noch lesen lassen
respond-warn_staff = Alle warnen
alert-lift = Aufheben, was gehalten wird
alert-lift-title = Aufheben, was dieser Alarm hält
alert-lift-text = Was angehalten wurde, geht sofort wieder. Der Alarm bleibt, wie er ist.
alert-note = Notiz hinzufügen
alert-note-text = Notiz
alert-recorded = Was Sie entscheiden und warum, wird mit Ihrem Namen festgehalten.
alert-compared = Gezählt: { $watch }
alert-measured = Was gezählt wurde
alert-threshold = Die Regel spricht ab
alert-followed = Was folgte
alert-followed-none = Nichts. Die Regel sagt nur Bescheid.
alert-clocks = Wenn das ein Vorfall ist
alert-clocks-text = Bis wann spätestens wem Bescheid zu geben ist, gezählt ab dem Alarm. Was davon gilt, sagt Ihre Rechtsberatung.
clock-open = Noch Zeit
clock-overdue = Überfällig
clock-met = Rechtzeitig erledigt
clock-late = Verspätet erledigt
notice-give = Als erledigt vermerken
notice-give-name = Als erledigt vermerken: { $clock }
notice-give-title = Jemand wurde unterrichtet: { $clock }
notice-told = Wer unterrichtet wurde
told-authority = Eine Behörde
told-customer = Der Kunde
told-people = Die betroffenen Menschen
told-other = Jemand anderes
notice-given = Wann
notice-reference = Zeichen
notice-reference-hint = Woran die Meldung wiedergefunden wird, etwa eine Nummer. Es bleibt im Protokoll.
notice-withdraw = Zurücknehmen
notice-withdraw-name = Zurücknehmen: { $clock }
notice-withdraw-title = Zurücknehmen, dass jemand unterrichtet wurde: { $clock }
notice-withdraw-text = Die Frist läuft weiter, als wäre nichts gesagt worden. Beides bleibt im Protokoll.
response-hold_handouts = Nichts wird ausgehändigt an
response-hold_handouts-text = Listen sind zu sehen; keine Arbeitskopie, Suche, Aufdeckung, kein Original.
response-require_step_up = Soll zeigen, wer es ist:
response-require_step_up-text = Bis zur erneuten Bestätigung oder Anmeldung, mit Passkey, falls vorhanden, wird nichts ausgehändigt.
response-lock_member = Gesperrt:
response-lock_member-text = Darf nichts tun.
response-end_sessions = Abgemeldet:
response-end_sessions-text = Darf sich wieder anmelden.
response-block_source = Passwörter werden nicht angesehen von
response-block_source-text = Richtig oder falsch.
response-freeze_link = Link angehalten:
response-freeze_link-text = Was geschickt wurde, bleibt.
response-revoke_tokens = API-Token beendet:
response-revoke_tokens-text = Neue können erstellt werden.
response-disable_password = Das Passwort gilt nicht mehr:
response-disable_password-text = Bis es ein anderes ist; andere Wege hinein bleiben.
response-disable_new_passkeys = Neue Passkeys gelten nicht:
response-disable_new_passkeys-text = Die vom Tag davor; andere Wege hinein bleiben.
response-quarantine_file = Wird niemandem ausgehändigt:
response-quarantine_file-text = Dass die Datei da ist und was darin gefunden wurde, ist zu sehen.
response-hold_case = Nichts wird gelöscht von
response-hold_case-text = Weder Dateien noch der Fall, von Menschen oder Regeln, wer auch immer eine andere Sperre aufhebt.
response-hold_backups = Wird nicht ausgedünnt:
response-hold_backups-text = Ab der nächsten Sicherung wird an den Zielen, die der Server beschreibt, nichts entfernt.
response-slow_handouts = Gebremst:
response-slow_handouts-text = Bekommt eine Datei je Minute; was schon herausgegeben wurde, lässt sich weiterlesen.
response-slow_source = Gebremst sind Passwörter aus
response-slow_source-text = Eines in zehn Sekunden wird angesehen; Passkeys warten nicht.
response-read_only = Nur lesen:
response-read_only-text = Auf dem ganzen Server kommt nichts herein, wird nichts geändert oder entfernt; Lesen geht weiter, und was gerade gesendet wird, wartet.
response-warn_staff = Gewarnt:
response-warn_staff-text = Es steht über jeder Seite der Konsole.
containment-everybody = alle
containment-active = Hält
containment-dry_run = Nur festgehalten: Reagieren ist abgeschaltet
containment-held_back = Zurückgehalten: Sie entscheiden
containment-expired = Die Zeit ist um
containment-lifted = Aufgehoben
alert-evidence = Was geschah
alert-facts = Um wen und was es geht
alert-about = Mitglied
alert-source = Netz
alert-session = Sitzung
alert-case = Fall
alert-request = Dateianforderung
alert-at = Wann
alert-assignee = Übernommen von
alert-attack = MITRE ATT&CK
alert-notes = Notizen

access-views = Teile des Zugriffs
access-view-mine = Meiner
access-view-answer = Zu beantworten
access-view-grants = Jetzt offen
access-view-review = Zu prüfen
access-ask = Um Zugriff bitten
access-ask-title = Um Zugriff auf Fall { $reference } bitten
access-ask-text = Andere lesen Ihren Grund und antworten. Ihre Zeit beginnt, wenn sie ja sagen.
access-ask-go = Bitten
access-offer = Sie können die bitten, die über diesen Fall entscheiden, oder im Notfall sofort zugreifen.
access-case = Fallnummer
access-most = Was Sie brauchen
act-view = Arbeitskopien lesen
act-view-hint = Funde bleiben verdeckt.
act-reveal = Einzelne Werte aufdecken
act-reveal-hint = Dazu; jeder wird festgehalten.
act-download = Originale herunterladen
act-download-hint = Zu beidem dazu.
access-why = Warum
access-why-hint = Mindestens zehn Zeichen. Wer antwortet, liest es.
access-for = Wie lange
access-minutes = für { $time }
access-asked = Worum Sie gebeten haben
access-asked-empty = Sie haben um nichts gebeten. Bitten Sie um Zugriff, wenn Sie einen Fall brauchen, der nicht Ihrer ist.
access-answer-empty = Niemand wartet auf Ihre Antwort.
access-says-access = { $who } bittet um Zugriff auf Fall { $reference }
access-says-release = { $who } bittet um ein Original aus Fall { $reference }
access-says-unseal = { $who } bittet den Kunden, Fall { $reference } zu entsiegeln
access-state-waiting = Wartet auf Antwort
access-state-approved = Genehmigt
access-state-denied = Abgelehnt
access-state-lapsed = Verfallen
access-state-withdrawn = Zurückgezogen
access-state-void = Hinfällig: Der Fall wurde geschlossen
access-other-department = Aus einer anderen Abteilung
access-not-working = Bearbeitet diesen Fall nicht
access-before = { $count ->
    [0] Noch kein Zugriff zuvor
    [one] Hatte schon einmal Zugriff
   *[other] Hatte schon { $n }-mal Zugriff
}
access-approvals = { $have } von { $need } sagten ja
access-refused = { $who } sagte nein: { $reason }
access-lapses = Verfällt { $time }, wenn niemand antwortet
access-answerers = Antworten können: { $names }
access-withdraw = Zurücknehmen
access-withdraw-title = Das zurücknehmen?
access-approve = Genehmigen
access-approve-title = { $who } Zugriff auf Fall { $reference } geben?
access-less = Weniger genehmigen
access-less-title = { $who } weniger geben als erbeten
access-deny = Ablehnen
access-deny-title = Ablehnen, worum { $who } bittet
access-deny-hint = Mindestens zehn Zeichen. Wen es betrifft, liest es.

glass-break = Scheibe einschlagen
glass-title = Für Fall { $reference } die Scheibe einschlagen
glass-text = Nur für Notfälle. Sie haben sofort für eine Stunde Zugriff. Die Leitung und alle Sicherheitsbeauftragten bekommen eine Mail, das Protokoll sagt, dass { $name } es tat, und jemand anders prüft es innerhalb von 24 Stunden.
glass-why = Warum es nicht warten kann
glass-go = Scheibe jetzt einschlagen

grants-mine = Was Ihnen offen steht
grants-mine-empty = Nichts über die Fälle hinaus, die Sie bearbeiten.
grants-live = Zugriff, der gegeben wurde
grants-empty = Niemand hat Zugriff über die eigenen Fälle hinaus.
grant-case = Fall { $reference }
grant-kind-break_glass = Notfall
grant-kind-release = Ein Original
grant-kind-unseal = Vom Kunden entsiegelt
grant-state-live = Offen
grant-state-expired = Die Zeit ist um
grant-state-given_back = Zurückgegeben
grant-state-taken_back = Entzogen
grant-state-replaced = Durch einen späteren ersetzt
grant-state-used = Benutzt
grant-state-case_closed = Der Fall wurde geschlossen
grant-state-holder_changed = Wer ihn hatte, ging, wechselte oder wurde gesperrt
grant-state-restored = Der Server kam aus einer Sicherung zurück
grant-until = bis { $time }
grant-approvers = Genehmigt von { $names }
grant-give-back = Jetzt zurückgeben
grant-give-back-title = Zugriff auf Fall { $reference } zurückgeben?
grant-give-back-text = Er endet sofort. Sie können wieder bitten.
grant-take = Entziehen
grant-take-title = { $who } den Zugriff entziehen
grant-take-text = Was damit gelesen wird, endet innerhalb einer Sekunde.
review-empty = Kein Notfall ist zu prüfen.
review-do = Prüfen
review-title = Prüfen, was { $who } tat
review-verdict = War es ein Notfall?
review-note = Warum
review-justified = Gerechtfertigt
review-not_justified = Nicht gerechtfertigt
review-open = Zu prüfen bis { $time }
review-overdue = Prüfung überfällig seit { $time }
banner-emergency = Jemand ist gerade mit Notfallzugriff in diesem Fall.
banner-ends = Ihr Zugriff endet um { $time }, { $in }.
banner-glass = Sie haben die Scheibe eingeschlagen. Alles, was Sie hier tun, prüft jemand anders.

case-working = Wer ihn bearbeitet
case-working-none = Niemand bearbeitet diesen Fall.
case-working-why = bearbeitet diesen Fall
case-member = Mitglied
case-member-add = Mitglied hinzufügen
case-member-remove = Entfernen
case-member-remove-name = { $name } aus diesem Fall entfernen
case-member-remove-text = Der Fall ist sofort nicht mehr zu sehen.
case-leave = Verlassen
case-leave-name = Verlassen dieses Falls
case-leave-text = Sie sehen den Fall sofort nicht mehr.
case-grants = Zugriff, den andere bekamen
case-grants-own = Sie sehen hier Ihren eigenen; wer über Zugriff entscheidet, sieht allen.
case-grants-empty = Keiner.
case-asked = Zugriff, um den gebeten wurde
case-asked-empty = Keiner.
activity-text = Was die neuesten { $n } Einträge des Protokolls von diesem Fall sagen.
activity-empty = In letzter Zeit nichts.

policies-views = Teile der Richtlinien
policies-view-rules = In Kraft
policies-view-own = Ihre eigenen
policies-view-history = Verlauf
policies-view-ask = Wer darf
layer-walls = Mauern
layer-walls-text = Kommen mit Coffer und verbieten nur. Nichts, was Sie schreiben, öffnet sie.
layer-roles = Rollen
layer-roles-text = Kommen mit Coffer und erlauben, was eine Rolle tut.
layer-own = Ihre eigenen
layer-own-text = Von Ihren Sicherheitsbeauftragten geschrieben. Sie erlauben und verbieten.
layer-grants = Genehmigungen
layer-grants-text = Erlauben in einem Fall, für eine Weile, sobald jemand genehmigt hat.
layer-empty = Noch keine.
own-text = Alle Ihre eigenen Richtlinien sind ein Text in Cedar. Sehen Sie, was eine Änderung bewirkt, bevor Sie sie vorschlagen.
own-label = Ihre Richtlinien, in Cedar
own-check = Was sich ändert
own-replay = Am Geschehenen erproben
own-propose = Vorschlagen
own-propose-title = Diese Richtlinien vorschlagen
own-propose-text = Was weniger erlaubt, gilt sofort. Was mehr erlauben kann, wartet auf eine zweite Sicherheitsbeauftragte.
own-why = Warum
own-active = Jetzt in Kraft.
own-proposed = Vorgeschlagen. Jemand anders aus der Sicherheit muss genehmigen.
check-refused = Diese können nicht in Kraft treten.
check-wider = Diese erlauben vielleicht mehr als jetzt: Jemand anders aus der Sicherheit muss genehmigen.
check-narrower = Diese erlauben nichts, was jetzt verweigert wird.
check-counts = Von { $asked } Handlungen Ihrer Leute an Ihren Fällen wären { $gained } erlaubt, die es jetzt nicht sind, und { $lost } verweigert, die jetzt erlaubt sind.
check-incomplete = Das waren die neuesten Fälle, nicht alle.
solver-proved = Ein Löser hat es für alles bewiesen, was es geben kann.
solver-broken = Ein Löser fand, was sie nicht erlauben dürfen:
solver-not_asked = Kein Löser wurde gefragt.
replay-counts = Von { $acts } Handlungen in { $entries } Protokolleinträgen wären { $permitted }, die verweigert wurden, erlaubt, und { $refused }, die erlaubt wurden, verweigert.
change-examples = Beispiele
change-column = Wäre
change-who = Wer
change-act = Handlung
change-on = Woran
change-rules = Nach welchen Regeln
change-permitted = erlaubt
change-refused = verweigert
history-empty = Sie haben noch keine eigenen Richtlinien.
version-proposed = Vorgeschlagen von { $who }, { $time }
version-decided = entschieden von { $who }, { $time }
version-effective = in Kraft ab { $time }
version-active = In Kraft
version-approved = Genehmigt
version-replaced = Ersetzt
version-refused = Abgelehnt
version-wider = Erlaubt vielleicht mehr
version-text = Text zeigen
version-nothing = Keine eigenen Richtlinien.
version-approve-title = Diese Richtlinien genehmigen?
version-approve-text = Sie treten nach der Frist in Kraft, auf die Ihr Server eingestellt ist.
version-refuse = Ablehnen
version-refuse-title = Diese Richtlinien ablehnen?
asking-text = Die Antworten gelten für jemanden, der sich gerade mit einem Passkey angemeldet hat: was bestenfalls möglich ist.
asking-action = Handlung
asking-on = Woran
asking-on-hint = Kennung einer Datei, eines Falls oder einer Abteilung, eine Fallnummer, oder organisation.
asking-member = Mitglied
asking-member-hint = Eine Adresse. Leer fragt nach allen.
asking-go = Fragen
asking-answer = Antwort
asking-nobody = Niemand.
asking-may = darf
asking-may-not = darf nicht
asking-no-rule = Keine Regel erlaubt es.

people-filter = Name oder Adresse
people-empty = Niemand mit diesem Namen und Zustand.
people-list = Liste der Personen
people-count = { $count ->
    [one] { $n } Mitglied
   *[other] { $n } Mitglieder
}
departments-title = Abteilungen
departments-empty = Noch keine Abteilungen. Mitglieder und Fälle gehören zu einer.
department-new = Abteilung hinzufügen
member-name = Name
member-email = Adresse
member-roles = Rollen
member-state-all = Alle
member-state-active = Aktiv
member-state-invited = Eingeladen
member-state-locked = Gesperrt
member-state-left = Ausgeschieden
role-administrator = Administration
role-agent = Bearbeitung
role-auditor = Revision
role-dpo = Datenschutz
role-lead = Leitung
role-operator = Betrieb
role-security = Sicherheit
member-add = Mitglied hinzufügen
member-no-role = Wählen Sie mindestens eine Rolle.
member-added = Hinzugefügt
member-added-text = Dieser Link wird einmal gezeigt und gilt 24 Stunden. Damit wird die Anmeldung eingerichtet.
member-enrolment = Link zum Einrichten
member-left = Ausgeschieden. Mit diesem Konto lässt sich nichts mehr öffnen.
member-lock = Sperren
member-lock-title = { $name } sperren
member-lock-go = { $name } sperren
member-unlock = Entsperren
member-unlock-title = { $name } entsperren
member-unlock-text = Anmelden geht wieder. Was beendet wurde, bleibt beendet.
member-unlock-go = { $name } entsperren
member-move = Versetzen
member-move-title = { $name } in eine andere Abteilung versetzen
member-move-to = Nach
member-move-go = { $name } versetzen
member-enrol = Link zum Einrichten mailen
member-enrol-title = { $name } einen Link zum Einrichten mailen
member-enrol-text = Damit wird eine neue Anmeldung eingerichtet. Er gilt einmal, 24 Stunden lang, und wird sonst niemandem gezeigt.
member-leave = Ist ausgeschieden
member-leave-title = { $name } ist ausgeschieden
member-leave-go = { $name } ist ausgeschieden
ends-title = Das endet sofort:
ends-sessions = alle Sitzungen
ends-tokens = alle API-Tokens
ends-enrolment = unbenutzte Links zum Einrichten
ends-downloads = laufende Downloads und Suchen
ends-grants = Zugriff, der für eine Weile gegeben wurde
ends-cases = die Arbeit an allen Fällen
ends-other-cases = die Arbeit an Fällen anderer Abteilungen
ends-forever = das Konto, für immer: Es lässt sich nicht zurücknehmen
member-sessions = Wo sie angemeldet sind
member-sessions-none = Nirgends.
member-sessions-end = Alle beenden
member-sessions-end-title = Alle diese Sitzungen beenden?
member-sessions-end-text = Eine neue Anmeldung ist nötig.
member-tokens-none = Keine API-Tokens.

ledger-head = { $n } Einträge
ledger-text = Alles, was geschah, der Reihe nach, signiert. Ihr Browser kann selbst herausfinden, ob es das Signierte ist und ob es nur gewachsen ist, seit er zuletzt nachsah.
ledger-check = In meinem Browser prüfen
ledger-head-more = Signierter Kopf und Schlüssel
ledger-key = Der öffentliche Schlüssel des Protokolls
ledger-good = Alle { $n } Einträge stehen unter einer guten Signatur.
ledger-grown = Das Protokoll ist nur gewachsen, seit dieser Browser { $n } Einträge sah,
ledger-first = Dieser Browser sah zum ersten Mal nach: Er merkt sich diesen Kopf und kann nächstes Mal sagen, ob etwas davor geändert wurde.
ledger-bad-signature = Der Kopf ist nicht mit dem Schlüssel des Protokolls signiert. Sagen Sie es dem Betreiber, und heben Sie eine Kopie dieser Seite auf.
ledger-bad-key = Das Protokoll ist mit einem anderen Schlüssel signiert als beim letzten Mal. Fragen Sie den Betreiber auf anderem Weg, warum.
ledger-bad-rewritten = Das Protokoll setzt nicht fort, was dieser Browser zuvor sah: Etwas wurde geändert oder abgeschnitten. Sagen Sie es dem Betreiber, und heben Sie eine Kopie dieser Seite auf.
ledger-unsupported = Dieser Browser kann die Signatur nicht prüfen. Ein neuerer kann es.
ledger-entries = Einträge { $from } bis { $to }
ledger-pages = Seiten des Protokolls
ledger-older = Ältere
ledger-newer = Neuere
ledger-entry = Eintrag { $n }
ledger-entry-none = Diesen Eintrag gibt es nicht.
ledger-entry-good = Dieser Eintrag steht im signierten Protokoll, genau wie gezeigt.
ledger-entry-bad = Dieser Eintrag ist nicht, was der Schlüssel des Protokolls signierte. Sagen Sie es dem Betreiber, und heben Sie eine Kopie dieser Seite auf.
entry = { $who } { $what }
entry-about = { $who } { $what } ({ $whom })
event-other = hat { $event } getan
event-access-denied = wurde abgewiesen
event-alert-acknowledged = hat einen Alarm übernommen
event-alert-closed = hat einen Alarm geschlossen
event-alert-noted = hat eine Notiz zu einem Alarm geschrieben
event-alert-notice_given = hat vermerkt, dass jemand von einem Alarm unterrichtet wurde
event-alert-notice_withdrawn = hat zurückgenommen, dass jemand von einem Alarm unterrichtet wurde
event-alert-clock_overdue = hat festgestellt, dass die Frist zur Meldung eines Alarms um ist
event-alert-raised = hat einen Alarm ausgelöst
event-backup-begun = hat eine Sicherung begonnen
event-backup-drilled = hat das Wiederherstellen einer Sicherung erprobt
event-backup-failed = konnte keine Sicherung machen
event-backup-made = hat eine Sicherung gemacht
event-backup-restored = hat eine Sicherung wiederhergestellt
event-break-glass-opened = hat die Scheibe eingeschlagen
event-break-glass-reviewed = hat einen Notfall geprüft
event-case-closed = hat einen Fall geschlossen
event-case-created = hat einen Fall eröffnet
event-case-lanes-set = hat gesagt, unter welche Regelwerke ein Fall fällt
event-case-member-added = hat ein Mitglied in einen Fall gelassen
event-case-member-removed = hat ein Mitglied aus einem Fall entfernt
event-case-reopened = hat einen Fall wieder geöffnet
event-code-accepted = hat den gemailten Code eingegeben
event-code-refused = hat einen falschen Code eingegeben
event-contact-passkey_used = hat einen Passkey gezeigt
event-contact-passkey_refused = hat einen Passkey gezeigt, der diesen Link nicht öffnet
event-contact-passkey_added = hat einen Passkey hinzugefügt
event-contact-passkey_removed = hat einen Passkey entfernt
event-code-sent = hat einen Code angefordert
event-budget-raised = hat für eine Zeit erhöht, wie viel in einer Stunde hinausgeht
event-budget-raise_ended = hat ein erhöhtes Budget vorzeitig beendet
event-containment-begun = hat begonnen, etwas zu halten
event-containment-ended = hat aufgehoben, was gehalten wurde
event-course-ended = hat einen Kurs beendet
event-course-set = hat einen Kurs verlangt
event-customer-created = hat einen Kunden hinzugefügt
event-decoy-planted = hat einen Köder ausgelegt
event-decoy-read = hat die Köder angesehen
event-suspicion-reported = hat etwas Verdächtiges gemeldet
event-decoy-touched = hat einen Köder berührt
event-decoy-withdrawn = hat einen Köder zurückgenommen
event-department-created = hat eine Abteilung angelegt
event-directory-group-added = hat eine Gruppe gebracht
event-directory-group-changed = hat eine Gruppe geändert
event-directory-group-removed = hat eine Gruppe entfernt
event-directory-person-changed = hat eine Person geändert
event-enrolment-completed = hat eine Anmeldung fertig eingerichtet
event-enrolment-created = hat einen Link zum Einrichten erstellt
event-enrolment-started = hat begonnen, eine Anmeldung einzurichten
event-file-download-closed = hat einen Download beendet
event-file-download-opened = hat ein Original heruntergeladen
event-file-integrity-failed = hat eine veränderte gespeicherte Datei gefunden
event-file-renamed = hat eine Datei umbenannt
event-file-rolled-back = hat eine Datei zurückgesetzt
event-file-rescan-asked = hat eine Datei noch einmal prüfen lassen
event-file-revealed = hat einen Wert aufgedeckt
event-file-scanned = hat eine Datei geprüft
event-file-searched = hat eine Datei durchsucht
event-file-version-added = hat eine Version einer Datei hinzugefügt
event-file-viewed = hat eine Datei angesehen
event-file-working-copy-read = hat eine Arbeitskopie gelesen
event-grant-approved = hat Zugriff genehmigt
event-grant-ended = hat Zugriff beendet
event-grant-lapsed = hat eine Bitte um Zugriff verfallen lassen
event-grant-refused = hat Zugriff abgelehnt
event-grant-requested = hat um Zugriff gebeten
event-grant-started = hat Zugriff gegeben
event-grant-withdrawn = hat eine Bitte um Zugriff zurückgezogen
event-ledger-read = hat das Protokoll gelesen
event-lockbox-set = hat ein Schließfach geschaltet
event-member-added = hat ein Mitglied hinzugefügt
event-member-froze = hat das eigene Konto gesperrt
event-member-left = hat vermerkt, dass ein Mitglied ausgeschieden ist
event-member-locked = hat ein Mitglied gesperrt
event-member-moved = hat ein Mitglied versetzt
event-member-renamed = hat ein Mitglied umbenannt
event-member-roles-changed = hat Rollen geändert
event-member-unlocked = hat ein Mitglied entsperrt
event-notice-failed = konnte eine Mail nicht verschicken
event-notice-sent = hat eine Mail verschickt
event-organisation-created = hat Coffer eingerichtet
event-passkey-added = hat einen Passkey hinzugefügt
event-passkey-removed = hat einen Passkey entfernt
event-passkey-renamed = hat einen Passkey umbenannt
event-password-changed = hat ein Passwort geändert
event-policy-activated = hat Richtlinien in Kraft gesetzt
event-policy-approved = hat Richtlinien genehmigt
event-policy-proposed = hat Richtlinien vorgeschlagen
event-policy-read = hat die Richtlinien befragt
event-policy-refused = hat Richtlinien abgelehnt
event-receipt-issued = hat eine Quittung ausgestellt
event-recovery-codes-made = hat Wiederherstellungscodes erstellt
event-request-created = hat Dateien angefordert
case-view-messages = Nachrichten
messages-title = Nachrichten
messages-again = Noch einmal nachsehen
messages-empty = In diesem Fall wurde noch nichts geschrieben.
messages-new = { $count ->
    [one] Eine Nachricht ist gekommen.
   *[other] { $n } Nachrichten sind gekommen.
}
messages-show-new = Zeigen
messages-unread = Ihnen noch nicht gezeigt
messages-older = Ältere zeigen
message-side-member = hier
message-side-contact = Kunde
message-label = Nachricht an den Kunden
message-hint = Reiner Text, ohne Passwörter und Kartennummern. Alle beim Kunden, deren Link in diesen Fall noch gilt, lesen sie auf der Seite des Links; eine E-Mail sagt ihnen, dass es eine Nachricht gibt, nicht was darin steht. Wird festgehalten.
message-send = Nachricht senden
message-told = { $count ->
    [0] Gesendet. Niemand konnte per E-Mail benachrichtigt werden.
    [one] Gesendet. Eine Person wurde per E-Mail benachrichtigt.
   *[other] Gesendet. { $n } Personen wurden per E-Mail benachrichtigt.
  }
message-line = Nachricht zu dieser Zeile
message-about = Zu Zeile { $n } von { $name }:
act-message = Nachricht zu dieser Zeile
message-erased = (gelöscht)
message-erase = Löschen
message-erase-name = Die Nachricht von { $author }, { $time }, löschen
message-erase-text = Was darin steht, ist samt seinem Schlüssel unwiederbringlich fort. Dass sie geschrieben wurde, von wem und wann, bleibt. Wird festgehalten.
event-message-erased = hat eine Nachricht gelöscht
event-message-sent = hat eine Nachricht geschrieben
event-message-read = hat Nachrichten gelesen
event-template-saved = hat eine Vorlage für Dateianforderungen gespeichert
event-template-removed = hat eine Vorlage für Dateianforderungen entfernt
event-request-withdrawn = hat eine Dateianforderung zurückgezogen
event-service-added = hat ein Dienstkonto hinzugefügt
event-service-ended = hat ein Dienstkonto beendet
event-service-token-created = hat ein Token für ein Dienstkonto erstellt
event-session-all-ended = hat alle Sitzungen beendet
event-session-ended = hat eine Sitzung beendet
event-session-juggled = hat eine Sitzung von anderswo benutzt
event-session-refused = wurde beim Anmelden abgewiesen
event-session-started = hat sich angemeldet
event-session-stepped-up = hat sich noch einmal ausgewiesen
event-sink-disabled = hat ein Ziel für Ereignisse aufgegeben
event-sink-enabled = lässt ein Ziel für Ereignisse wieder versuchen
event-sink-moved = hat ein Ziel für Ereignisse an eine andere Stelle gesetzt
event-sink-resumed = hat bemerkt, dass ein Ziel für Ereignisse wieder etwas annimmt
event-sink-stalled = hat bemerkt, dass ein Ziel für Ereignisse nichts annimmt
event-sink-tested = hat ein Ziel für Ereignisse ausprobiert
event-token-created = hat ein API-Token erstellt
event-token-ended = hat ein API-Token beendet
event-training-recorded = hat eine Schulung eingetragen
event-upload-appended = hat einen Teil einer Datei geschickt
event-upload-completed = hat eine Datei geschickt
event-upload-created = hat begonnen, eine Datei zu schicken
event-upload-expired = hat einen Upload verfallen lassen
event-upload-terminated = hat einen Upload abgebrochen
event-witness-refused = hat bemerkt, dass ein Zeuge ein anderes Protokoll gesehen hat
event-directory-sync-refused = hat nicht genommen, was das Verzeichnis brachte
event-directory-synced = hat das Verzeichnis übernommen
event-identity-linked = wurde mit einem Anmeldedienst verbunden
event-session-ended-by-provider = wurde vom Anmeldedienst abgemeldet
event-session-provider-logout-refused = hat eine Abmeldung des Anmeldedienstes abgewiesen

deliveries-title = An den Kunden gesendet
deliveries-empty = Dem Kunden wurde noch nichts gesendet.
delivery-new = Dateien senden
delivery-title = Dateien zu Fall { $reference } senden
delivery-to = An
delivery-to-other = An eine andere Adresse
delivery-strange = Diese Adresse ist nicht bei { $domains }. Stimmt sie?
delivery-files = Dateien
delivery-add = Dateien von diesem Rechner hinzufügen
delivery-adding = { $name } wird hinzugefügt: { $percent }
delivery-note = Ein paar Worte dazu
delivery-note-hint = Sie gehen per Mail: keine Passwörter, keine Kartennummern.
delivery-downloads = So oft ist jede Datei abholbar
delivery-send = { $count ->
    [0] Senden
    [one] An eine Person senden
   *[other] An { $n } Personen senden
}
delivery-why-to = Wählen Sie, wer die Dateien bekommt.
delivery-why-files = Wählen Sie, was gesendet wird.
delivery-why-checked = Eine Datei wird noch geprüft. Gleich kann sie gehen.
delivery-why-found = Sehen Sie an, was gefunden wurde, und entscheiden Sie.
delivery-found = { $count ->
    [one] In einer Datei wurde etwas gefunden, oder sie war nicht ganz prüfbar
   *[other] In { $n } Dateien wurde etwas gefunden, oder sie waren nicht ganz prüfbar
}
delivery-anyway = Ich habe nachgesehen, und sie sollen so gehen
delivery-waiting = { $count ->
    [one] Eine Person bekommt die Dateien gleich
   *[other] { $n } Personen bekommen die Dateien gleich
  }
delivery-waiting-text = Noch ist nichts hinausgegangen. Die E-Mails gehen in { $seconds } Sekunden ab, es sei denn, Sie machen es rückgängig, schließen dieses Fenster oder verlassen die Seite.
delivery-waiting-left = { $n } s
delivery-undo = Rückgängig
delivery-now = Jetzt senden
delivery-sent = { $count ->
    [one] An eine Person gesendet
   *[other] An { $n } Personen gesendet
}
delivery-sent-text = Jede hat eine Mail mit eigenem Link und braucht den Code, der an dieselbe Adresse geht. Die Links werden nur jetzt gezeigt.
delivery-not-mailed = Die Mail an { $contact } ging nicht hinaus. Geben Sie den Link selbst weiter.
delivery-taken = { $count ->
    [0] noch nicht abgeholt
    [one] einmal abgeholt
   *[other] { $n }-mal abgeholt
}
delivery-by = von { $sender }
delivery-erased = (gelöscht)
delivery-withdraw = Zurückziehen
delivery-withdraw-name = Zurückziehen, was an { $contact } ging
delivery-withdraw-title = Zurückziehen, was an { $contact } ging
delivery-withdraw-text = Der Link gilt sofort nicht mehr, und ein laufender Download bricht ab. Was abgeholt wurde, bleibt abgeholt.
delivery-state-open = Offen
delivery-state-expired = Beendet
delivery-state-withdrawn = Zurückgezogen

keys-list = In einer Liste
keys-viewer = Beim Lesen
keys-everywhere = Überall
key-help = diese Liste zeigen
key-cases = zu den Fällen
key-requests = zum Zugriff
key-alerts = zu den Alarmen
key-ledger = zum Protokoll
key-acknowledge = diesen Alarm übernehmen
key-down = weiter
key-up = zurück
key-open = öffnen
key-search = suchen
key-line-down = nächste Zeile
key-line-up = vorige Zeile
key-page = Seite vor, Seite zurück
key-goto = gehe zu Zeile
key-first = erste Zeile
key-last = letzte Zeile
key-finding = nächster, voriger Fund
key-hit = nächster, voriger Treffer
key-error = nächster, voriger Fehler
key-reveal = in dieser Zeile aufdecken
key-extend = nächste Zeile dazunehmen; Umschalt K nimmt sie zurück
key-copy = gewählte Zeilen kopieren
key-address = Adresse dieser Zeile kopieren
key-message = Nachricht zu dieser Zeile
key-bookmark = Lesezeichen setzen oder entfernen
key-unfold = gewählte Zeile ganz oder gekürzt zeigen

palette-title = Suchen oder springen
palette-placeholder = Fall, Datei, Person, Seite oder Handlung
palette-list = Was gefunden wurde
palette-here = Hier
palette-recent = Zuletzt
palette-files = Dateien
palette-pages = Seiten
palette-number = Nach der Nummer
palette-case = Fall { $reference }
palette-looking = Sucht
palette-nothing = Nichts mit diesen Worten.
act-search = In dieser Datei suchen
act-goto = Zu einer Zeile oder Zeit gehen
act-copy = Gewählte Zeilen kopieren
act-address = Adresse dieser Zeile kopieren
act-mark = Lesezeichen für Zeile { $n } setzen
act-unmark = Lesezeichen von Zeile { $n } entfernen
zone-local = Ortszeit
zone-toggle = Zeiten in { $zone }; ändern
keys-case = In einem Fall
keys-single = Einzelne Tasten tun etwas
key-palette = suchen oder springen
key-close = schließen, was offen ist
key-select = diese Datei wählen oder abwählen
key-case-previous = voriger Fall der Liste
key-case-next = nächster Fall der Liste
key-zone = Zeiten in UTC oder in Ihrer Zone

views-title = Gemerkte Ansichten
view-save = Ansicht merken
view-save-text = Die Filter werden unter einem Namen gemerkt, nur für Sie, in jedem Browser. Derselbe Name ersetzt, wofür er stand.
view-name = Name
view-remove = Ansicht vergessen
view-remove-name = Ansicht vergessen: { $name }
view-remove-text = Nur der Name wird vergessen. Die Fälle bleiben.

case-held = Wird aufbewahrt
case-close = Schließen
case-close-title = Fall { $reference } schließen?
case-close-go = Fall { $reference } schließen
case-close-kept = Die Dateien bleiben, bis sie gelöscht werden. Eine Leitung kann ihn wieder öffnen; niemand bekommt dadurch Zugriff zurück.
case-ends-links = Dateianfragen: ihre Links gelten nicht mehr
case-ends-members = die Arbeit daran, für alle
case-ends-grants = Zugriff, der gegeben oder erbeten wurde
case-ends-reading = laufendes Lesen und laufende Downloads
case-reopen = Wieder öffnen
case-reopen-title = Fall { $reference } wieder öffnen?
case-reopen-text = Niemand bekommt dadurch Mitarbeit, Zugriff oder Links zurück: wer ihn braucht, wird neu aufgenommen.
case-reopen-go = Fall { $reference } wieder öffnen
hold-set = Aufbewahren
hold-set-title = Fall { $name } für das Recht aufbewahren
hold-set-text = Von nun an löscht niemand und keine Regel eine seiner Dateien, bis Sie oder jemand anders das beendet.
hold-set-go = Fall { $name } aufbewahren
hold-end = Aufbewahrung beenden
hold-end-title = Aufbewahrung von Fall { $name } beenden
hold-end-text = Danach können seine Dateien wieder gelöscht werden.
hold-end-go = Aufbewahrung von Fall { $name } beenden
lockbox-on = Schließfach ein
lockbox-on-title = Schließfach von Fall { $reference } einschalten?
lockbox-on-text = Einzelne Werte und Originale gibt es dann erst, wenn der Kontakt des Kunden über seinen Link zugestimmt hat. Arbeitskopien sind zu lesen wie bisher.
lockbox-on-go = Schließfach von Fall { $reference } einschalten
lockbox-off = Schließfach aus
lockbox-off-title = Schließfach von Fall { $reference } ausschalten?
lockbox-off-text = Der Kunde wird dann nicht mehr gefragt, bevor es einen Wert oder ein Original gibt.
lockbox-off-go = Schließfach von Fall { $reference } ausschalten
lockbox-of-customer = Das Schließfach ist für alle Fälle dieses Kunden ein, also bleibt es auch hier ein.
keeping-title = Wie dieser Fall bewahrt wird
keeping-held = Er wird für das Recht aufbewahrt: keine seiner Dateien wird gelöscht.
keeping-not-held = Er wird nicht für das Recht aufbewahrt.
keeping-sealed = Das Schließfach des Kunden ist ein.
keeping-not-sealed = Das Schließfach des Kunden ist aus.

hold-customer-set = Alles des Kunden aufbewahren
hold-customer-set-title = Alle Fälle von { $name } für das Recht aufbewahren
hold-customer-set-text = Von nun an löscht niemand und keine Regel etwas aus seinen Fällen, auch künftigen, bis Sie oder jemand anders das beendet.
hold-customer-set-go = Alle Fälle von { $name } aufbewahren
hold-customer-end = Aufbewahrung des Kunden beenden
hold-customer-end-title = Aufbewahrung aller Fälle von { $name } beenden
hold-customer-end-text = Danach können seine Fälle wieder gelöscht werden, wenn sie nicht selbst aufbewahrt werden.
hold-customer-end-go = Aufbewahrung von { $name } beenden
hold-file-set = Aufbewahren
hold-file-set-title = { $name } für das Recht aufbewahren
hold-file-set-text = Von nun an löscht niemand und keine Regel diese Datei, und auch ihren Fall nicht als Ganzes, bis Sie oder jemand anders das beendet.
hold-file-set-go = { $name } aufbewahren
hold-file-end = Aufbewahrung beenden
hold-file-end-title = Aufbewahrung von { $name } beenden
hold-file-end-text = Danach kann die Datei wieder gelöscht werden.
hold-file-end-go = Aufbewahrung von { $name } beenden
keeping-customer-held = Alle Fälle seines Kunden werden aufbewahrt.

erase-case = Fall löschen
erase-case-go = Fall { $name } löschen
erase-case-title = Fall { $name } endgültig löschen?
erase-case-text = Niemand kann das zurücknehmen. Das geht, mit den Schlüsseln:
erase-case-files = alle Dateien in allen Versionen, und was in ihnen gefunden wurde
erase-case-messages = Nachrichten, Sendungen, und worum gebeten wurde
erase-case-uploads = laufende Übertragungen
erase-case-access = Links, Zugriff und Mitarbeit: sie enden
erase-case-kept = Nummer, Kunde und Abteilung bleiben, und wer warum Zugriff hatte. Ein Beleg zeigt, dass die Schlüssel vernichtet sind.
case-erased = Gelöscht
erased-case = Dieser Fall ist gelöscht. Sein Beleg zeigt, dass die Schlüssel vernichtet sind.

due-soon = In den nächsten Tagen
retention-title = Regeln
retention-none = Keine Regel: nichts wird von selbst gelöscht, und nichts länger bewahrt, als jemand will.
retention-at_most = { $count ->
    [one] Gelöscht einen Tag, nachdem der Fall geschlossen wurde
   *[other] Gelöscht { $n } Tage, nachdem der Fall geschlossen wurde
}
retention-at_least = { $count ->
    [one] Mindestens einen Tag bewahrt, nachdem der Fall geschlossen wurde
   *[other] Mindestens { $n } Tage bewahrt, nachdem der Fall geschlossen wurde
}
retention-everywhere = Alle Abteilungen
retention-set-by = gesetzt von { $who }, { $time }
retention-ended = Beendet
retention-end = Beenden
retention-end-name = Die Regel { $name } beenden
retention-end-text-at_most = Durch diese Regel wird nichts mehr gelöscht.
retention-end-text-at_least = Sie zählt noch sieben Tage. Danach kann gelöscht werden, was sie bewahrt hat.
retention-set = Regel setzen
retention-set-text = Regeln ändern sich nicht: man beendet eine und setzt eine andere. Eine Aufbewahrung für das Recht geht jeder Regel vor.
retention-name = Worauf sie sich stützt
retention-name-hint = Ein Paragraf, ein Vertrag, Ihre eigene Entscheidung. Wem etwas verweigert wird, der liest es.
retention-bound = Was sie sagt
retention-bound-at_most = Löschen nach
retention-bound-at_most-hint = Der Fall wird mit allen Dateien gelöscht. An sieben Tagen davor wird er aufgeführt.
retention-bound-at_least = Mindestens bewahren
retention-bound-at_least-hint = Davor löscht niemand und keine Regel etwas.
retention-days = Tage, nachdem der Fall geschlossen wurde

budgets-title = Kontingente
budgets-see = Alle Kontingente
budgets-alert = Es wurde mehr verlangt, als in einer Stunde hinausgeht. Ist das in Ordnung, lässt es sich für eine Zeit erhöhen.
budgets-configured = In einer Stunde
budgets-text = In einer Stunde geht so viel an ein Mitglied, und so viel aus einem Fall, an alle zusammen. Wer mehr verlangt, bekommt es nicht, und ein Alarm sagt es.
budgets-what = Was hinausgeht
budgets-member = Ein Mitglied
budgets-case = Ein Fall
budgets-originals = Originale
budgets-working_copies = Arbeitskopien
budgets-files = { $count ->
    [one] eine Datei
   *[other] { $n } Dateien
}
budgets-or = { $files } oder { $bytes }
budgets-raised = Jetzt erhöht
budgets-none-raised = Kein Kontingent ist erhöht.
budgets-times = { $n }-fach
budgets-until = von { $who }, bis { $time }
budgets-raise = Kontingent erhöhen
budgets-raise-of = Kontingent von { $name } erhöhen
budgets-raise-text = Es endet von selbst. Ihr eigenes, und das eines Falls, an dem Sie arbeiten, erhöht jemand anders.
budgets-or-case = Oder ein Fall
budgets-or-case-hint = Seine Nummer. Leer: das Mitglied darüber.
budgets-factor = Auf das Wievielfache
budgets-hours = Für wie lange
budgets-for = { $count ->
    [one] eine Stunde
   *[other] { $n } Stunden
}
budgets-end = Beenden
budgets-end-of = Erhöhtes Kontingent von { $name } beenden
budgets-end-text = Von nun an gilt, was eingestellt ist.

decoys-title = Köder
decoys-text = Das sehen nur Sicherheitsbeauftragte. Dass Sie es angesehen haben, wird festgehalten.
decoys-sum = { $count ->
    [0] Nichts ist ausgelegt
    [one] Ein Köder ist ausgelegt
   *[other] { $n } Köder sind ausgelegt
}
decoys-none = Ein Köder ist ein Token, ein Konto oder eine Datei, womit niemand zu tun hat, dort, wo ein Dieb nachsieht. Wer einen berührt, sieht sich um, wo er nichts zu suchen hat, und ein kritischer Alarm sagt es Ihnen sofort.
decoys-in = Im Fall
decoys-by = von { $who }, { $time }
decoys-touched = Um diesen geht es im Alarm
decoys-with-case = Geht mit seinem Fall
decoys-set-out = Köder auslegen
decoys-kind = Welche Art
decoys-kind-token = Token
decoys-kind-token-hint = Ein API-Token. Wer es benutzt, bekommt die Antwort, die jedes unbekannte bekommt.
decoys-kind-account = Konto
decoys-kind-account-hint = Eine Adresse und ein Passwort. Wer sich damit anmeldet, wird abgewiesen wie mit jedem falschen Passwort.
decoys-kind-file = Datei
decoys-kind-file-hint = Eine Datei in einem Fall. Wer an dem Fall arbeitet, sieht sie in keiner Liste.
decoys-place = Wo er liegen wird
decoys-place-hint = Für den Tag, an dem er benutzt wird. Etwa eine Anleitung, ein Wiki, ein altes Skript, eine Sicherung.
decoys-email = Adresse
decoys-email-hint = Eine, die niemand hat.
decoys-case = Fall
decoys-case-hint = Seine Nummer. Die Datei geht mit ihm.
decoys-name = Name
decoys-name-hint = Einer, der einem Dieb gefällt, etwa vpn-zugang.txt.
decoys-content = Inhalt
decoys-content-hint = Erfunden, von 16 Byte bis 64 KiB. Auch wer denselben Inhalt hereinschickt, fällt auf.
decoys-no-case = Einen solchen Fall gibt es nicht.
decoys-made-token = Das Token ist ausgelegt
decoys-made-account = Das Konto ist ausgelegt
decoys-once = Es öffnet nichts und wird dieses eine Mal gezeigt. Legen Sie es dorthin, wo Sie gesagt haben: { $place }
decoys-secret-token = Token
decoys-secret-account = Passwort
decoys-take-back = Zurücknehmen
decoys-take-back-name = Zurücknehmen: { $place }
decoys-take-back-token = Dieses Token zurücknehmen?
decoys-take-back-account = Dieses Konto zurücknehmen?
decoys-take-back-text = { $place }: Wer benutzt, was dort liegt, löst keinen Alarm mehr aus. Entfernen Sie es auch dort.
decoys-alert = Die Liste sagt, was wo liegt. Ein Token, ein Konto oder eine Datei, die berührt wurde, ist darin hervorgehoben.
decoys-see = Ansehen, was ausgelegt ist

file-choose = Gewählt
files-list = Liste der Dateien
file-choose-name = { $name } wählen
files-chosen = { $count ->
    [one] { $n } Datei gewählt
   *[other] { $n } Dateien gewählt
}
files-choose-none = Keine wählen
erase = { $count ->
    [one] Löschen
   *[other] { $n } Dateien löschen
}
erase-go = { $count ->
    [one] { $name } löschen
   *[other] { $n } Dateien löschen
}
erase-title = { $count ->
    [one] { $name } endgültig löschen?
   *[other] { $n } Dateien endgültig löschen?
}
erase-text = Alle Versionen, die Funde darin und die Schlüssel dazu werden vernichtet. Niemand kann das zurücknehmen.
erase-held = Für das Recht aufbewahrt: keine seiner Dateien wird gelöscht.
erased = Die Datei ist gelöscht.
erased-name = { $name } ist gelöscht.
erased-keys = { $count ->
    [one] Ihr Schlüssel ist vernichtet.
   *[other] Ihre { $n } Schlüssel sind vernichtet.
}
erased-keys-not-yet = { $count ->
    [one] Ihr Schlüssel ist noch nicht vernichtet; der Server versucht es weiter.
   *[other] Noch nicht alle ihrer { $n } Schlüssel sind vernichtet; der Server versucht es weiter.
}
erased-backups = Sicherungen enthalten sie spätestens bis { $time }.
erased-perhaps = Diese Datei gibt es nicht, oder Sie dürfen sie nicht sehen. Wurde sie gelöscht, gibt es dafür einen Beleg.
erased-certificate = Beleg speichern
erased-saved = Gespeichert. Jeder kann ihn auf der Kommandozeile prüfen, ohne diesen Server.

search-stop = Anhalten
search-so-far = { $count ->
    [one] bisher { $n } Treffer, { $percent } %
   *[other] bisher { $n } Treffer, { $percent } %
}
search-stopped = { $count ->
    [one] angehalten nach { $n } Treffer
   *[other] angehalten nach { $n } Treffern
}
search-listed = Die ersten { $n } sind aufgeführt; P geht zu allen.
event-case-hold-set = hat die Aufbewahrung eines Falls geändert
event-case-erased = hat einen Fall gelöscht
event-case-keys-destroyed = hat die Schlüssel eines gelöschten Falls vernichtet
event-retention-applied = hat einen Fall nach einer Aufbewahrungsregel gelöscht
event-retention-listed = hat die fälligen Fälle aufgeführt
event-retention-rule-set = hat eine Aufbewahrungsregel gesetzt
event-retention-rule-ended = hat eine Aufbewahrungsregel beendet
event-subject-exported = hat herausgegeben, was über eine Kontaktperson gespeichert ist
event-customer-hold-set = hat die Aufbewahrung eines Kunden geändert
event-file-hold-set = hat die Aufbewahrung einer Datei geändert
event-file-erased = hat eine Datei gelöscht
event-file-keys-destroyed = hat die Schlüssel einer gelöschten Datei vernichtet
event-delivery-created = hat einem Kontakt Dateien gesendet
event-delivery-withdrawn = hat zurückgezogen, was an einen Kontakt ging
event-delivery-taken = hat eine für sie bestimmte Datei abgeholt
event-file-added = hat einem Fall eine Datei hinzugefügt
event-view-saved = hat eine Ansicht der Fälle gemerkt
event-view-removed = hat eine gemerkte Ansicht vergessen

health-again = Noch einmal nachsehen
due-none = Kein geschlossener Fall wird in den nächsten { $days } Tagen fällig.
due-case = Fall
due-when = Fällig
due-rule = Regel
due-listed = Aufgeführt
due-days = { $n } von { $needed } Tagen
due-how = Regeln löschen diese geschlossenen Fälle. Ein Fall geht, wenn er an { $needed } Tagen aufgeführt und fällig ist; eine Aufbewahrung hält ihn.
health-sum = { $count ->
    [0] Alles ist, wie es sein soll
    [one] Eine Sache braucht jemanden
   *[other] { $count } Sachen brauchen jemanden
}
health-mend = Was hilft: { $mend }
health-state-ok = In Ordnung
health-state-warning = Ansehen
health-state-fault = Fehler
health-check-keys = Schlüsseldienst
health-check-ledger = Protokoll
health-check-disk = Platte
health-check-jobs = Hintergrundarbeit
health-check-backup = Sicherung
health-check-sink = Ereignisse nach außen
health-check-witness = Zeuge
health-check-checkpoints = Protokoll, in einem Speicher
health-check-traces = Ablaufverfolgung
health-check-alerts = Alarme

sure-certain = sicher
sure-likely = wahrscheinlich
sure-possible = möglich

# Types of findings
type-aba_routing = ABA-Bankleitzahl
type-ar_cuit = argentinische CUIT
type-at_svnr = österreichische Versicherungsnummer
type-au_medicare = australische Medicare-Nummer
type-au_tfn = australische Steuernummer
type-aws_access_key_id = AWS-Zugangsschlüssel-ID
type-aws_secret_key = geheimer AWS-Schlüssel
type-bank_account = Bankkonto
type-basic_auth = Basic-Anmeldung
type-be_national_number = belgische Nationalnummer
type-bearer_token = Bearer-Token
type-bic = BIC
type-br_cnpj = brasilianische CNPJ
type-br_cpf = brasilianische CPF
type-ca_sin = kanadische Versicherungsnummer
type-card_security_code = Prüfnummer einer Karte
type-ch_ahv = Schweizer AHV-Nummer
type-cl_rut = chilenische RUT
type-cn_resident_id = chinesische Ausweisnummer
type-date_of_birth = Geburtsdatum
type-de_id_card = deutscher Personalausweis
type-de_social_insurance = deutsche Versicherungsnummer
type-de_tax_id = deutsche Steuernummer
type-device_imei = IMEI eines Geräts
type-dk_cpr = dänische CPR-Nummer
type-driver_license = Führerschein
type-email = E-Mail-Adresse
type-es_dni = spanische DNI
type-es_nie = spanische NIE
type-fi_personal_code = finnische Personenkennzahl
type-fr_nir = französische Versicherungsnummer
type-health_member_id = Krankenversicherten-Nummer
type-iban = IBAN
type-icd10_code = ICD-10-Code
type-ie_pps = irische PPS-Nummer
type-il_id = israelische Ausweisnummer
type-in_aadhaar = indische Aadhaar-Nummer
type-in_pan = indische PAN
type-ip_address = IP-Adresse
type-it_codice_fiscale = italienischer Codice fiscale
type-jp_my_number = japanische My Number
type-jwt = JSON Web Token
type-kr_rrn = koreanische Registernummer
type-mac_address = MAC-Adresse
type-medical_record_number = Patientennummer
type-mx_curp = mexikanische CURP
type-nl_bsn = niederländische BSN
type-no_national_number = norwegische Personennummer
type-nz_ird = neuseeländische Steuernummer
type-passport = Reisepass
type-password = Passwort
type-password_hash = Passwort-Hash
type-payment_card = Zahlungskarte
type-person_name = Name einer Person
type-phone = Telefonnummer
type-pl_nip = polnische NIP
type-pl_pesel = polnische PESEL
type-postal_address = Postanschrift
type-private_ip_address = interne IP-Adresse
type-private_key = privater Schlüssel
type-pt_nif = portugiesische NIF
type-se_personal_number = schwedische Personennummer
type-secret = Geheimnis
type-session_cookie = Sitzungs-Cookie
type-sg_nric = NRIC aus Singapur
type-student_id = Matrikelnummer
type-tr_tckn = türkische Ausweisnummer
type-uk_nhs_number = NHS-Nummer
type-uk_nino = britische Versicherungsnummer
type-uk_utr = britische Steuernummer
type-us_dea = DEA-Nummer
type-us_ein = US-Arbeitgebernummer
type-us_itin = US-Steuernummer
type-us_mbi = Medicare-Nummer
type-us_npi = NPI eines Behandelnden
type-us_ssn = US-Sozialversicherungsnummer
type-vehicle_vin = Fahrgestellnummer
type-vendor_key = Schlüssel eines Dienstes
type-za_id = südafrikanische Ausweisnummer

back = Dateien zurücksetzen
back-case-offer = Dateien von Fall { $name } zurücksetzen
back-case-title = Dateien von Fall { $name } zurücksetzen
back-case-text = Seine Dateien bekommen Inhalt und Namen wieder, die sie zu einer Zeit hatten. Erst sehen Sie, was sich ändern würde; noch ändert sich nichts.
back-member-offer = Zurücksetzen, was { $name } mit Dateien gemacht hat
back-member-title = Zurücksetzen, was { $name } mit Dateien gemacht hat
back-member-text = Versionen, die dieses Mitglied seit einer Zeit hinzugefügt hat, werden beiseitegelegt, in allen Fällen, und Namen, die es vergeben hat, zurückgenommen. Was jemand anders seitdem mit einer Datei gemacht hat, bleibt. Erst sehen Sie, was sich ändern würde; noch ändert sich nichts.
back-member-panel = Was mit Dateien gemacht wurde
back-member-panel-text = Versionen und Namen, die ein Mitglied vergeben hat, lassen sich ab einer Zeit rückgängig machen, in allen Fällen: nachdem das Konto missbraucht oder Dateien verschlüsselt wurden.
back-alert-text = Nichts ist verloren: jede frühere Version ist aufgehoben. Vorgeschlagen wird die Zeit des ersten Eintrags, der hier gezählt hat; sehen Sie nach, ob vorher schon mehr geschah.
back-kept = Was danach kam, ist aufgehoben, beiseitegelegt, und lässt sich wieder zeigen. Neuere Dateien bleiben, wie sie sind. Was gelöscht wurde, kommt nicht wieder.
back-since = Rückgängig machen, was danach geschah
back-since-hint = Datum und Zeit auf die Sekunde, wo Sie sind: { $zone }.
back-since-missing = Ein Datum und eine Zeit.
back-since-is = Was nach { $time } geschah.
back-look = Ansehen, was sich ändern würde
back-other = Andere Zeit
back-go = { $count ->
    [one] { $n } Datei zurücksetzen
   *[other] { $n } Dateien zurücksetzen
}
back-would = { $count ->
    [one] { $n } Datei würde zurückgesetzt. Noch ist nichts geändert.
   *[other] { $n } Dateien würden zurückgesetzt. Noch ist nichts geändert.
}
back-done = { $count ->
    [one] { $n } Datei wurde zurückgesetzt. Was danach kam, ist aufgehoben, beiseitegelegt.
   *[other] { $n } Dateien wurden zurückgesetzt. Was danach kam, ist aufgehoben, beiseitegelegt.
}
back-nothing = Es ist nichts zurückzusetzen.
back-newer = { $count ->
    [one] { $n } Datei ist nach dieser Zeit entstanden und bleibt, wie sie ist.
   *[other] { $n } Dateien sind nach dieser Zeit entstanden und bleiben, wie sie sind.
}
back-refused = { $count ->
    [one] { $n } Datei liegt in einem Fall, dessen Dateien Sie nicht zurücksetzen dürfen.
   *[other] { $n } Dateien liegen in Fällen, deren Dateien Sie nicht zurücksetzen dürfen.
}
back-broke-off = Was davor zurückgesetzt wurde, bleibt so. Setzen Sie noch einmal zurück: es geht mit dem Rest weiter.
back-list = Dateien, die zurückgesetzt werden
back-file = Datei
back-case = Fall
back-version = Version
back-instead = { $to } statt { $from }
back-stays = { $to } wie zuvor
back-renamed = wie er damals war
back-name-stays = bleibt
back-more = { $count ->
    [one] Und { $n } weitere.
   *[other] Und { $n } weitere.
}
versions = Versionen
versions-title = Versionen von { $name }
versions-text = Die neueste, die nicht beiseitegelegt ist, wird gezeigt, durchsucht und herausgegeben. Die anderen sind aufgehoben.
versions-one = Das ist die einzige Version.
versions-number = Version { $n }
versions-shown = Wird gezeigt
versions-aside = Beiseitegelegt
versions-show = Diese zeigen
versions-show-name = Diese zeigen: Version { $n }
versions-show-go = Version { $n } zeigen
versions-show-title = Version { $n } von { $name } zeigen?
versions-show-text = Spätere Versionen werden beiseitegelegt und aufgehoben. Es wird festgehalten, und wer die Datei geschickt hat, sieht es im eigenen Nachweis.

sinks-title = Ereignisse nach außen
sinks-sum = { $count ->
    [0] Jede Stelle nimmt an, was ihr gesagt wird
    [one] Eine Stelle nimmt nichts an
   *[other] { $n } Stellen nehmen nichts an
}
sinks-text = Stellen außerhalb, denen gesagt wird, was im Protokoll steht, jeder der Reihe nach, von da an, wo sie ist. Was eine nicht annimmt, wartet im Protokoll. Wo sie sind und was sie öffnet, steht nur in der Konfiguration des Servers.
sinks-none = Keiner Stelle außerhalb wird etwas gesagt. [[sink]] und [[webhook]] in cofferd.toml fügen welche hinzu.
sink-kind-file = Datei
sink-kind-syslog = Syslog
sink-kind-https = HTTPS
sink-kind-webhook = Webhook
sink-format-ocsf = OCSF
sink-format-cef = CEF
sink-format-coffer = der Eintrag selbst
sink-state-ok = Nimmt an, was ihr gesagt wird
sink-state-failing = Nimmt nichts an
sink-state-disabled = Aufgegeben
sink-takes-entries = Erfährt jeden Eintrag ({ $format }), ohne die Adressen, von denen sie kamen.
sink-takes-addresses = Erfährt jeden Eintrag ({ $format }) und die Adressen, von denen sie kamen.
sink-takes-alerts = Erfährt Alarme und was aus ihnen wurde. Geringste Schwere: { $severity }.
sink-takes-head = Erfährt auch den unterschriebenen Kopf des Protokolls.
sink-taken = Nahm zuletzt etwas an
sink-taken-never = nie
sink-behind = Im Rückstand
sink-entries = { $count ->
    [one] { $n } Eintrag
   *[other] { $n } Einträge
}
sink-next = Nächster Eintrag
sink-failing-since = Nimmt nichts an seit
sink-disabled-since = Aufgegeben seit
