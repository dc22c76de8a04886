// Answers that come line by line while the server still works, each line one JSON value.
import { API, ApiError, type CallOptions, parseProblem } from './client'

/** Yields each line as it arrives. Ending the loop early, or `signal`, hangs up, so that the server stops too. */
export async function* ndjson<T>(
  path: string,
  { query = {}, signal }: Pick<CallOptions, 'query' | 'signal'>,
  fetcher: typeof fetch = fetch,
): AsyncGenerator<T, void> {
  const wanted = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) wanted.set(name, String(value))
  const response = await fetcher(`${API}${path}?${wanted}`, {
    headers: { Accept: 'application/x-ndjson' },
    credentials: 'same-origin',
    cache: 'no-store',
    ...(signal ? { signal } : {}),
  }).catch(cause => Promise.reject(lost(cause, signal)))
  if (!response.ok || response.body === null)
    throw parseProblem(response.status, await response.text(), response.headers.get('Retry-After'))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(cause => Promise.reject(lost(cause, signal)))
      if (done) break
      const lines = (rest + value).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield JSON.parse(line) as T
    }
    if (rest !== '') throw new ApiError({ status: 0, code: 'offline' })
  } finally {
    // Nobody reads on: the connection is let go.
    void reader.cancel().catch(() => undefined)
  }
}

/** What was given up on purpose is no failure of the line. */
const lost = (cause: unknown, signal: AbortSignal | undefined) =>
  signal?.aborted ? cause : new ApiError({ status: 0, code: 'offline' })
