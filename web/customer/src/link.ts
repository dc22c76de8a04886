// What the address and this tab remember. The token stays in the fragment, which browsers do not send;
// the pass lives as long as the tab; nothing about files is stored.
import { createClient } from '../../core/client'

export interface CodeState {
  contact: string
  expires: string
}

export const token = decodeURIComponent(location.hash.slice(1))
// `/c/LINK`, also on the pages below it.
const slot = `coffer:${location.pathname.split('/').slice(0, 3).join('/')}`

interface Kept {
  pass?: string
  code?: CodeState
}

function read(): Kept {
  try {
    return JSON.parse(sessionStorage.getItem(slot) ?? '{}') as Kept
  } catch {
    return {}
  }
}

let kept = read()

function write(next: Kept): void {
  kept = next
  try {
    sessionStorage.setItem(slot, JSON.stringify(next))
  } catch {
    // Storage is switched off: a reload will ask for a new code.
  }
}

export const codeState = () => kept.code
export const keepCode = (code: CodeState | undefined) => write(code ? { code } : {})
export const keepPass = (pass: string) => write({ pass })
export const forgetPass = () => write({})

export function headers(): Record<string, string> {
  return { 'Coffer-Link': token, ...(kept.pass ? { 'Coffer-Pass': kept.pass } : {}) }
}

export const client = createClient(headers)
