import base from './playwright.config'

/** Measures the viewer on a large log: `make bench-web`. Nothing fails for being slow. */
export default {
  ...base,
  testMatch: 'bench.ts',
  workers: 1,
  fullyParallel: false,
  timeout: 3_600_000,
  expect: { timeout: 600_000 },
}
