/** Every test has its own desk and as many phones as it wants, each a browser of its own. */
import { test as base, devices } from '@playwright/test';
import { Desk } from '../pages/desk.ts';
import { Phone } from '../pages/phone.ts';
import { type Running, runningOf } from '../setup/profile.ts';

interface Fixtures {
  running: Running;
  desk: Desk;
  phone: (nickname: string) => Promise<Phone>;
}

export const test = base.extend<Fixtures>({
  running: async ({}, use, info) => use(runningOf(info.project.name)),
  baseURL: async ({ running }, use) => use(running.url),
  desk: async ({ page }, use) => {
    const desk = new Desk(page);
    await use(desk);
    await desk.closeOpened();
  },
  phone: async ({ browser, baseURL, locale, timezoneId }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (nickname) => {
      const context = await browser.newContext({ ...devices['Pixel 7'], baseURL, locale, timezoneId });
      contexts.push(context);
      return new Phone(await context.newPage(), nickname);
    });
    for (const context of contexts) await context.close();
  },
});

export { expect } from '@playwright/test';

let made = 0;

/** A name that no other test has. */
export function unique(name: string): string {
  made += 1;
  return `${name} ${Date.now().toString(36)}${made}`;
}
