// Short names for the wire types of the OpenAPI document (`npm run api` makes `api.d.ts` anew).
import type { components } from './api'

type S = components['schemas']

export type Case = S['Case']
export type FileRequest = S['FileRequest']
export type NewFileRequest = S['NewFileRequest']
export type FileRequestCreated = S['FileRequestCreated']
export type CaseFile = S['File']
export type FindingCount = S['FindingCount']
export type LabelCount = S['LabelCount']
export type ArchiveMember = S['ArchiveMember']
export type Finding = S['Finding']
export type Lines = S['Lines']
export type LogOutline = S['Outline']
export type LineFound = S['LineFound']
export type Line = S['Line']
export type SearchResult = S['SearchResult']
export type Hit = S['Hit']
export type Revealed = S['Revealed']
export type Receipt = S['Receipt']
export type Me = S['Me']
export type Session = S['Session']
export type Token = S['Token']
export type TokenCreated = S['TokenCreated']
export type Account = S['Account']
export type Passkey = S['Passkey']
export type RecoveryCodes = S['RecoveryCodes']
export type EnrolOffer = S['EnrolOffer']
export type LinkInfo = S['LinkInfo']
export type CodeSent = S['CodeSent']
export type PassCreated = S['PassCreated']
export type SentFile = S['SentFile']
export type Custody = S['Custody']
export type RuleRef = S['RuleRef']
export type IdentityProvider = S['IdentityProvider']
export type Problem = S['Problem']

export interface List<T> {
  items: T[]
  next?: string | null
}
