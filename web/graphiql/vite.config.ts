import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env.OVATION_API ?? 'http://127.0.0.1:8080';

// For development alone, so the page budgets don't weigh it. Of the editor it carries what GraphiQL imports: the
// languages GraphQL and JSON.
export default defineConfig({
  base: '/graphiql/',
  plugins: [react()],
  server: { proxy: { '/graphql': api, '/console/graphql': api, '/live': api } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // "use no memo" is for a compiler that has been over GraphiQL already.
      onLog: (level, log, report) => log.code === 'MODULE_LEVEL_DIRECTIVE' || report(level, log),
    },
  },
  test: { name: 'graphiql', environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
