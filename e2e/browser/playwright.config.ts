/**
 * The browser tests: a producer's desk and viewers' phones against real servers, one for each profile.
 *
 *   npm test                          both profiles
 *   npm test -- --project=embedded    one of them
 *
 * OVATION_BIN names the binary; target/debug/ovation unless given. BROWSER_TESTS_TRACE=1 keeps a trace of a test that
 * fails; with it they take about three times as long. Nothing is retried: a flaky test fails.
 */
import { defineConfig } from '@playwright/test';
import { PROFILES } from './setup/profile.ts';

export default defineConfig({
  testDir: 'tests',
  globalSetup: './setup/global.ts',
  outputDir: 'test-results',
  reporter: [['list']],
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: 'reduce' }, // a dialog that still moves slips from under a finger that holds its button
    trace: process.env.BROWSER_TESTS_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
  // Words and colours are the same on both.
  projects: PROFILES.map((name) => ({ name, testIgnore: name === 'embedded' ? [] : ['languages.spec.ts'] })),
});
