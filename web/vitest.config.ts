import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { environment: 'happy-dom', include: ['{core,customer,console,locales}/**/*.test.{ts,tsx}'] },
})
