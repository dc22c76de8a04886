import { expect, test, vi } from 'vitest'
import { type ApiError, createClient, parseProblem } from './client'

const answer = (status: number, body: unknown) =>
  vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }))

test('changing calls carry the header a foreign site cannot send, and the headers of the moment', async () => {
  const fetcher = answer(200, { ok: true })
  const client = createClient(() => ({ 'Coffer-Link': 'coffer_lnk_x' }), fetcher)
  await client.post('/link/code')
  expect(fetcher).toHaveBeenCalledWith(
    '/api/v1/link/code',
    expect.objectContaining({
      method: 'POST',
      body: '{}',
      headers: expect.objectContaining({ 'Coffer-CSRF': '1', 'Coffer-Link': 'coffer_lnk_x' }),
    }),
  )
})

test('queries leave out what is not set', async () => {
  const fetcher = answer(200, {})
  await createClient(() => ({}), fetcher).get('/cases', { query: { state: 'open', mine: undefined } })
  expect(fetcher).toHaveBeenCalledWith('/api/v1/cases?state=open', expect.anything())
})

test('a problem document becomes an error with its code and rules', async () => {
  const rules = [{ id: 'W03-department-wall', code: 'OTHER_DEPARTMENT', summary: 'Own department only.' }]
  const fetcher = answer(403, { code: 'denied', title: 'Denied', detail: 'No.', rules })
  const error = await createClient(() => ({}), fetcher)
    .get('/cases/1')
    .catch((caught: ApiError) => caught)
  expect(error).toMatchObject({ status: 403, code: 'denied', message: 'No.', rules })
})

test('no answer is told from a refusal', async () => {
  const fetcher = vi.fn(async () => Promise.reject(new TypeError('failed')))
  await expect(createClient(() => ({}), fetcher).get('/session')).rejects.toMatchObject({ code: 'offline' })
})

test('an answer that is not ours and a waiting time', () => {
  expect(parseProblem(502, '<html>', null)).toMatchObject({ status: 502, code: 'unreadable_answer' })
  expect(parseProblem(429, '{"code":"code_locked"}', '90')).toMatchObject({ retryAfter: 90 })
})

test('an empty answer is no error', async () => {
  await expect(createClient(() => ({}), answer(204, undefined)).delete('/session')).resolves.toBeUndefined()
})
