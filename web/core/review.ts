// What the check found in one file, and what its sender wants done about it. Blacking out is what happens unless the
// sender says otherwise.
import type { Replacement } from './pieces'
import type { FileSummary, Finding, State } from './scanner/module'

export const CATEGORIES = [
  'card',
  'bank',
  'password',
  'key',
  'private-key',
  'email',
  'phone',
  'person',
  'identity',
  'health',
  'network',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** The types that are not numbers somebody was given by an authority. */
const BY_TYPE: Record<string, Category> = {
  payment_card: 'card',
  card_security_code: 'card',
  aba_routing: 'bank',
  bic: 'bank',
  bank_account: 'bank',
  iban: 'bank',
  password: 'password',
  password_hash: 'password',
  basic_auth: 'password',
  aws_access_key_id: 'key',
  aws_secret_key: 'key',
  vendor_key: 'key',
  jwt: 'key',
  bearer_token: 'key',
  session_cookie: 'key',
  secret: 'key',
  private_key: 'private-key',
  email: 'email',
  phone: 'phone',
  person_name: 'person',
  date_of_birth: 'person',
  postal_address: 'person',
  student_id: 'identity',
  passport: 'identity',
  driver_license: 'identity',
  vehicle_vin: 'other',
  device_imei: 'other',
  medical_record_number: 'health',
  health_member_id: 'health',
  us_npi: 'health',
  us_dea: 'health',
  us_mbi: 'health',
  icd10_code: 'health',
  uk_nhs_number: 'health',
  au_medicare: 'health',
  ip_address: 'network',
  mac_address: 'network',
}
const COUNTRY = /^[a-z]{2}_/

/** The category of a type of finding; types this page does not know are listed as others. */
export function category(type: string): Category {
  const known = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined
  return known ?? (COUNTRY.test(type) ? 'identity' : 'other')
}

/** Above this many, single findings are not decided one by one. */
export const SINGLY_MAX = 500

export class Review {
  readonly state: State
  /** What can be blacked out: in the file itself, sorted, none within another. */
  readonly findings: readonly Finding[]
  /** What cannot: it lies within an archive or another encoding, or was too much to list. */
  readonly beyond: readonly Finding[]
  /** There was more than could be listed. */
  readonly cut: boolean
  /** The sender wants the file sent although some of it cannot be blacked out. */
  sendBeyond = false
  readonly #kept = new Set<Finding>()

  constructor(file: FileSummary, list: readonly Finding[]) {
    this.state = file.state
    this.cut = file.dropped
    const masked = list.filter(finding => finding.mask && !finding.inner)
    this.findings = masked.filter(finding => finding.member === '')
    this.beyond = masked.filter(finding => finding.member !== '')
  }

  /** Nothing to decide. */
  get clean(): boolean {
    return this.findings.length === 0 && this.beyond.length === 0 && !this.cut
  }
  /** Only the sender can say whether this goes out. */
  get undecided(): boolean {
    return (this.beyond.length > 0 || this.cut) && !this.sendBeyond
  }
  get kept(): number {
    return this.#kept.size
  }
  get blackedOut(): number {
    return this.findings.length - this.#kept.size
  }
  isKept(finding: Finding): boolean {
    return this.#kept.has(finding)
  }
  keep(which: Iterable<Finding>, keep: boolean): void {
    for (const finding of which) {
      if (keep) this.#kept.add(finding)
      else this.#kept.delete(finding)
    }
  }

  /** What to write instead, for the copy that is sent. */
  replacements(): Replacement[] {
    return this.findings
      .filter(finding => !this.#kept.has(finding))
      .map(({ start, end, pseudonym, breaks }) => ({ start, end, text: pseudonym + '\n'.repeat(breaks) }))
  }

  /** The choices, small enough to be kept: where what is kept begins. */
  choices(): Choices {
    return { kept: [...this.#kept].map(finding => finding.start), beyond: this.sendBeyond }
  }
  /** Takes choices made earlier for the same file. */
  restore({ kept, beyond }: Choices): void {
    const starts = new Set(kept)
    this.keep(
      this.findings.filter(finding => starts.has(finding.start)),
      true,
    )
    this.sendBeyond = beyond
  }
}

export interface Choices {
  kept: number[]
  beyond: boolean
}

/** How often each category occurs, most first. */
export function counts(findings: Iterable<Finding>): [Category, number][] {
  const by = new Map<Category, number>()
  for (const { type } of findings) by.set(category(type), (by.get(category(type)) ?? 0) + 1)
  return [...by].sort((a, b) => b[1] - a[1])
}

/** A value with its middle hidden, so that its owner knows it again: `4111 •••• •••• 1111`. Of a secret, next to
 * nothing is shown. */
export function hinted(value: string, of: Category): string {
  const number = of === 'card' || of === 'bank' || of === 'identity' || of === 'phone'
  const shown = number && value.length >= 12 ? 4 : value.length >= 8 ? 1 : 0
  return (
    [...value]
      .map((character, at, all) =>
        at < shown || at >= all.length - shown || (number && /[\s-]/.test(character)) ? character : '•',
      )
      .join('')
      // How long a secret is, is nobody's business.
      .replace(/•{7,}/, '••••••')
  )
}
