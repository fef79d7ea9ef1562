import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env.OVATION_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  server: { proxy: { '/console/graphql': api, '/graphql': api, '/readyz': api } },
  // The manifest names each chunk's imports; scripts/budget.mjs weighs the first load and every route by it.
  build: { manifest: true, target: 'es2022', reportCompressedSize: false, chunkSizeWarningLimit: 700 },
  test: {
    name: 'console',
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['test/setup.ts'],
  },
});
