# Wörter, die beide Seiten brauchen.
coffer = Coffer
language = Sprache
loading = Wird geladen
loading-long = Wird noch geladen.
try-again = Noch einmal versuchen
cancel = Abbrechen
close = Schließen
copy = Kopieren
copied = Kopiert
files-count = { $count ->
    [one] { $n } Datei
   *[other] { $n } Dateien
}
error-offline = Der Server antwortet nicht. Was Sie sehen, kann veraltet sein.
error-unexpected = Das hat nicht geklappt.
error-request = Anfrage { $request }
