import { expect, test } from 'vitest'
import { readMarks, toggled, writeMarks } from './marks'

test('bookmarks go into an address and come out of it in order, once each', () => {
  expect(readMarks('400-12-12-9120340')).toEqual([12, 400, 9_120_340])
  expect(readMarks('')).toEqual([])
  expect(readMarks('0-x--1.5-7')).toEqual([7])
  expect(readMarks(writeMarks([3, 9]))).toEqual([3, 9])
})

test('a second time takes a bookmark away', () => {
  expect(toggled([12], 3)).toEqual([3, 12])
  expect(toggled([3, 12], 12)).toEqual([3])
})
