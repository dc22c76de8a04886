// After the runner's own closing lines: why each failing test failed. Logs are read from their end.

import { stripVTControlCharacters } from 'node:util'
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter'

const LINES = 8

export default class Closing implements Reporter {
  #suite: Suite | undefined

  onBegin(_config: FullConfig, suite: Suite) {
    this.#suite = suite
  }

  onExit(): Promise<void> {
    const bad = (this.#suite?.allTests() ?? []).filter(test =>
      ['unexpected', 'flaky'].includes(test.outcome()),
    )
    for (const test of bad) {
      const failed = test.results.find(result => result.error)
      const why = stripVTControlCharacters(failed?.error?.message ?? failed?.status ?? '').split('\n')
      const { file = '', line = 0 } = failed?.error?.location ?? test.location
      console.log(
        [`${test.outcome()}: ${test.titlePath().filter(Boolean).join(' › ')}`, ...why.slice(0, LINES)].join(
          '\n    ',
        ),
      )
      console.log(`    at ${file.split('/').pop()}:${line}`)
    }
    return Promise.resolve()
  }
}
