import base from './playwright.config'

/** Makes the pictures of README and manual: `web/scripts/screenshots`. */
export default { ...base, testMatch: 'screenshots.ts', workers: 1, fullyParallel: false }
