import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * A built page sends its documents by hash. Their texts stay out of the bundle and go into documents.json,
 * the manifest that the server carries beside the page and trusts for every channel.
 */
function publishedDocuments(): Plugin {
  const read = (path: string): object => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
  return {
    name: 'published-documents',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('live/generated/audience.ts')) return undefined;
      return { code: code.replace(/(new TypedDocumentString\()`[^`]*`/g, "$1''"), map: null };
    },
    generateBundle() {
      const manifest = { ...read('generated/documents.json'), ...read('../sdk/generated/documents.json') };
      this.emitFile({ type: 'asset', fileName: 'documents.json', source: JSON.stringify(manifest) });
    },
  };
}

export default defineConfig({
  base: '/live/',
  plugins: [publishedDocuments()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: ['es2020', 'chrome80', 'safari13.1'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: { name: 'live', environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
