# Words both pages use.
coffer = Coffer
language = Language
loading = Loading
loading-long = Still loading.
try-again = Try again
cancel = Cancel
close = Close
copy = Copy
copied = Copied
files-count = { $count ->
    [one] { $n } file
   *[other] { $n } files
}
error-offline = The server does not answer. What you see may be old.
error-unexpected = That did not work.
error-request = Request { $request }
