import { defineConfig } from 'vitest/config';

// Every package brings its own vite.config.ts (plugins, environment); this file only names them.
export default defineConfig({ test: { projects: ['sdk', 'console', 'live', 'graphiql'] } });
