// One way to call the server: JSON in and out, problems as typed errors.
import type { Problem, RuleRef } from './types'

/** What the server (or the way to it) refused. `code` is stable; `offline` when no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly rules: RuleRef[]
  readonly request: string | undefined
  /** Seconds to wait before asking again, if the server said so. */
  readonly retryAfter: number | undefined

  constructor(problem: Partial<Problem> & { status: number; code: string }, retryAfter?: number) {
    super(problem.detail || problem.title || problem.code)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.rules = problem.rules ?? []
    this.request = problem.request ?? undefined
    this.retryAfter = retryAfter
  }
}

/** Reads a problem document; answers of proxies and the like become `unreadable_answer`. */
export function parseProblem(status: number, body: string, retryAfter?: string | null): ApiError {
  const wait = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined
  try {
    const parsed: unknown = JSON.parse(body)
    if (parsed && typeof parsed === 'object' && 'code' in parsed && typeof parsed.code === 'string') {
      return new ApiError({ ...(parsed as Problem), status }, wait)
    }
  } catch {
    // Not JSON: fall through.
  }
  return new ApiError({ status, code: 'unreadable_answer' }, wait)
}

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  signal?: AbortSignal
}

export interface Client {
  get<T>(path: string, options?: CallOptions): Promise<T>
  post<T>(path: string, body?: unknown, options?: CallOptions): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  delete<T>(path: string, body?: unknown): Promise<T>
}

export const API = '/api/v1'

/** `headers` is asked for each call, so that a pass obtained later is sent from then on. */
export function createClient(headers: () => Record<string, string>, fetcher: typeof fetch = fetch): Client {
  async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) query.set(name, String(value))
    }
    const search = query.size > 0 ? `?${query}` : ''
    const init: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        // Cookie sessions need it on changing calls; a foreign site cannot send it.
        'Coffer-CSRF': '1',
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers(),
      },
      credentials: 'same-origin',
      cache: 'no-store',
    }
    if (options.body !== undefined) init.body = JSON.stringify(options.body)
    if (options.signal) init.signal = options.signal
    let response: Response
    try {
      response = await fetcher(`${API}${path}${search}`, init)
    } catch (cause) {
      if (options.signal?.aborted) throw cause
      throw new ApiError({ status: 0, code: 'offline' })
    }
    const text = await response.text()
    if (!response.ok) throw parseProblem(response.status, text, response.headers.get('Retry-After'))
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    get: (path, options) => call('GET', path, options),
    post: (path, body, options) => call('POST', path, { ...options, body: body ?? {} }),
    put: (path, body) => call('PUT', path, { body }),
    patch: (path, body) => call('PATCH', path, { body }),
    delete: (path, body) => call('DELETE', path, { body }),
  }
}
