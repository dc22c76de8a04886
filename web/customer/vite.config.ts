import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/c/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/c',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The page's policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
