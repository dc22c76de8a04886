import { expect, test } from 'vitest'
import { ApiError } from '../../../core/client'
import { wrongField } from './wrong'

const refused = (status: number, detail: string) => new ApiError({ status, code: 'bad_request', detail })

test('a sentence that begins with a field is said beside it', () => {
  expect(wrongField(refused(400, '`content` must have 16 bytes to 64 KiB.'))).toEqual({
    field: 'content',
    why: 'Must have 16 bytes to 64 KiB.',
  })
})

test('everything else is about no field', () => {
  expect(wrongField(refused(400, 'The body is not JSON.'))).toBeUndefined()
  expect(wrongField(refused(409, '`email` is taken.'))).toBeUndefined()
  expect(wrongField(new Error('`email` is taken.'))).toBeUndefined()
  expect(wrongField(undefined)).toBeUndefined()
})
