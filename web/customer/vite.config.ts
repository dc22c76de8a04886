import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/c/',
  // What tus-js-client takes from these packages, browsers have.
  resolve: {
    alias: {
      'js-base64': `${import.meta.dirname}/../core/platform/js-base64.ts`,
      'url-parse': `${import.meta.dirname}/../core/platform/url-parse.ts`,
    },
  },
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
