import { ApiError } from '../../../core/client'

/** A field that was not accepted, and why. */
export interface Wrong {
  field: string
  why: string
}

/** Of a problem about one field, which: the server's sentence begins with its name. */
export function wrongField(error: unknown): Wrong | undefined {
  if (!(error instanceof ApiError) || error.status !== 400) return undefined
  const [, field, first, rest] = /^`(\w+)` (\S)(.*)$/s.exec(error.message) ?? []
  if (field === undefined || first === undefined || rest === undefined) return undefined
  // Beside the field its name need not be said again.
  return { field, why: first.toUpperCase() + rest }
}
