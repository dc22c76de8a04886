// @vitest-environment node
// The worked example of docs/formats/ledger.md, and what altering it does.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { check, type Proven } from './ledger'

const LOG = 'ledger.example/main+f68d6000+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs'
const CHECKPOINT =
  'ledger.example/main\n3\nrHl6WWiwig1zzoWbzzB8qPAi4P6QKaf+o7x/4I83JRc=\n\n— ledger.example/main 9o1gADvtqutBNURxciUEFt+lcJ53WT/syjVZ1zVblaORF0C+CBTrQqPSvyomLxGMwkt6UX2NNu3ECR14y3vFbsUJOwM=\n'
const ENTRIES = [
  '{"actor":"system","data":{},"event":"organisation.created","pii":{},"time":"2026-01-02T03:04:05.678Z","v":1}',
  '{"actor":"anonymous","data":{"attempts":2},"event":"code.refused","pii":{"mail":"w5r36TZkqkyu1xTbdKQ0mLeEzWvaGUF1rIrgA1LWhFk="},"time":"2026-01-02T03:05:00.000Z","v":1}',
  '{"actor":"operator","data":{"size":2},"event":"ledger.read","pii":{},"time":"2026-01-02T03:06:00.000Z","v":1}',
]
const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const leaf = (entry: string) => sha(Buffer.from([0]), Buffer.from(entry))
const node = (left: Uint8Array, right: Uint8Array) => sha(Buffer.from([1]), left, right)
const [first, second, third] = ENTRIES.map(leaf) as [Buffer, Buffer, Buffer]
const base64 = (...hashes: Buffer[]) => hashes.map(hash => hash.toString('base64'))

const ALL: Proven[] = [
  { index: 0, entry: ENTRIES[0] ?? '', proof: base64(second, third) },
  { index: 1, entry: ENTRIES[1] ?? '', proof: base64(first, third) },
  { index: 2, entry: ENTRIES[2] ?? '', proof: base64(node(first, second)) },
]

test('the worked example holds, each entry in its place', async () => {
  expect(await check(LOG, CHECKPOINT, ALL)).toMatchObject({ result: 'good', head: { size: 3 } })
  expect(await check(LOG, CHECKPOINT, [])).toMatchObject({ result: 'good' })
})

test('whatever is altered is found, and named where an entry is it', async () => {
  const [zero, one, two] = ALL as [Proven, Proven, Proven]
  const altered: Proven[] = [
    { ...one, entry: one.entry.replace('"attempts":2', '"attempts":1') },
    { ...one, index: 0 },
    { ...one, index: 3 },
    { ...one, index: 0.5 },
    { ...one, proof: [...one.proof].reverse() },
    { ...one, proof: one.proof.slice(1) },
    { ...one, proof: [...one.proof, ...two.proof] },
    { ...one, proof: ['AAAA', ...one.proof.slice(1)] },
    { ...two, proof: [] },
  ]
  for (const wrong of altered)
    expect(await check(LOG, CHECKPOINT, [zero, wrong]), JSON.stringify(wrong)).toEqual({
      result: 'bad',
      index: wrong.index,
    })
})

test('another key, another text or another signature is not believed', async () => {
  const wrong: [string, string][] = [
    [LOG.replace('AepK', 'AepL'), CHECKPOINT],
    [LOG.replace('f68d6000', 'f68d6001'), CHECKPOINT],
    [LOG.replace('main', 'other'), CHECKPOINT],
    [LOG, CHECKPOINT.replace('\n3\n', '\n4\n')],
    [LOG, CHECKPOINT.replace('9o1gADvt', '9o1gADvu')],
    [LOG, CHECKPOINT.replace('— ledger.example/main', '— ledger.example/other')],
    [LOG, CHECKPOINT.replace('\n\n', '\n')],
    ['', ''],
    ['a+b', CHECKPOINT],
  ]
  for (const [log, checkpoint] of wrong)
    expect(await check(log, checkpoint, ALL), `${log} ${checkpoint}`).toEqual({ result: 'bad' })
})
