import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: 'out',
  workers: 2,
  fullyParallel: true,
  reporter: [['line'], ['./closing.ts']],
  timeout: 180_000,
  // A machine that stands still for a moment is no fault of the pages. What passed only then is told as flaky.
  retries: 1,
  // Generous: it only matters when something is wrong, or the machine is busy.
  expect: { timeout: 30_000 },
  use: {
    // Each server makes its own CA; trust in it is the command line's test, not the pages'.
    ignoreHTTPSErrors: true,
    actionTimeout: 30_000,
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
