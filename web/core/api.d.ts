/** The wire types of crates/api, in the shape openapi-typescript writes them. */
export interface components {
  schemas: {
    Case: { id: string; reference: string; subject: string; customer: string; customer_name: string; department: string; department_name: string; state: string; members: string[]; files: number; created: string; closed?: string | null }
    FileRequest: { id: string; case: string; contact: string; script: boolean; expires: string; max_bytes: number; max_files: number; used_bytes: number; used_files: number; state: string; created: string }
    NewFileRequest: { contact: string; expires_hours?: number | null; max_bytes?: number | null; max_files?: number | null; script?: boolean }
    FileRequestCreated: { id: string; request: components['schemas']['FileRequest']; page_url: string; upload_url: string }
    File: { id: string; case: string; name: string; bytes: number; blake3: string; version: number; scan: string; findings: components['schemas']['FindingCount'][]; source: string; created: string }
    FindingCount: { type: string; count: number }
    Member: { member: number; path: string[]; kind: string; bytes: number; lines: number; scan: string; findings: number }
    Finding: { finding: number; member: number; type: string; rule: string; confidence: string; start: number; end: number; line: number; column: number; pseudonym: string; why: string[] }
    Lines: { total: number; from: number; lines: components['schemas']['Line'][] }
    Line: { number: number; text: string; cut?: boolean }
    SearchResult: { hits: components['schemas']['Hit'][]; lines_searched: number; truncated: boolean }
    Hit: { member: number; line: number; column: number; text: string }
    Reveal: { finding: number; reason: string }
    Revealed: { finding: number; value: string; show_seconds: number }
    Receipt: { format: string; log: string; index: number; entry: string; proof: string[]; checkpoint: string; openings?: { field: string; salt: string; value: string }[] }
    Me: { member: components['schemas']['PersonMember']; organisation: string; department_name: string; aal: number }
    PersonMember: { id: string; email: string; name: string; department: string; roles: string[]; state: string; created: string }
    EnrolOffer: { email: string; totp_secret: string; otpauth_url: string }
    LinkInfo: { id: string; organisation: string; department: string; case?: components['schemas']['LinkCase'] | null; contact_masked: string; verified: boolean; script: boolean; expires: string; bytes_left: number; files_left: number; max_file_bytes: number }
    LinkCase: { reference: string; subject: string }
    CodeSent: { contact_masked: string; expires: string }
    PassCreated: { pass: string; expires: string }
    SentFile: { id: string; name: string; bytes?: number | null; offset: number; state: string; blake3?: string | null; upload?: string | null; created: string }
    Problem: { type: string; title: string; status: number; code: string; detail: string; request?: string | null; rules?: components['schemas']['RuleRef'][] }
    RuleRef: { id: string; code: string; summary: string }
  }
}
