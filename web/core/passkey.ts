// Passkeys: from the server's JSON to the browser's objects and back. Bytes travel as base64url.

type Json = Record<string, unknown>

export interface Ceremony {
  ticket: string
  /** The argument of `navigator.credentials.create` or `.get`, as JSON. */
  options: Json
}

/** Whether this browser can have passkeys here. */
export function canPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === 'function' &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'
  )
}

/** Whether the browser offers passkeys where the address is typed. */
export async function canAutofill(): Promise<boolean> {
  if (!canPasskeys()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

function told(credential: Credential | null): Json {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('', 'NotAllowedError')
  return credential.toJSON() as Json
}

export async function createPasskey(options: Json): Promise<Json> {
  const asked = options.publicKey as PublicKeyCredentialCreationOptionsJSON
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked)
  return told(await navigator.credentials.create({ publicKey }))
}

/** `waiting` asks the browser to offer keys in the address field instead of asking at once. */
export async function showPasskey(options: Json, signal?: AbortSignal, waiting?: boolean): Promise<Json> {
  const asked = options.publicKey as PublicKeyCredentialRequestOptionsJSON
  const request: CredentialRequestOptions = {
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked),
  }
  if (signal) request.signal = signal
  if (waiting) request.mediation = 'conditional'
  return told(await navigator.credentials.get(request))
}

/** The person said no, or the device has no key: nothing to tell them that they do not know. */
export function isDeclined(error: unknown): boolean {
  return error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)
}
