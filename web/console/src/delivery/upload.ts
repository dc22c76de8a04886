import { API, parseProblem } from '../../../core/client'
import type { CaseFile } from '../../../core/types'

/** Adds a file to a case; `told` gets the share that has gone out, 0 to 1. Of the ways to send, only this one tells how far it is. */
export function addFile(caseId: string, file: File, told: (share: number) => void): Promise<CaseFile> {
  return new Promise((done, failed) => {
    const call = new XMLHttpRequest()
    const name = new URLSearchParams({ name: file.name })
    call.open('POST', `${API}/cases/${encodeURIComponent(caseId)}/files?${name}`)
    call.setRequestHeader('Coffer-CSRF', '1')
    call.setRequestHeader('Content-Type', 'application/octet-stream')
    call.upload.onprogress = event => {
      if (event.lengthComputable && event.total > 0) told(event.loaded / event.total)
    }
    call.onload = () => {
      if (call.status === 201) done(JSON.parse(call.responseText) as CaseFile)
      else failed(parseProblem(call.status, call.responseText, call.getResponseHeader('Retry-After')))
    }
    call.onerror = () => failed(parseProblem(0, '{"code":"offline"}'))
    call.send(file)
  })
}
