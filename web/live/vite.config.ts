import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: '/live/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['es2020', 'chrome80', 'safari13.1'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: { name: 'live', environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
