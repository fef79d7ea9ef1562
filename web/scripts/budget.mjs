// Weighs what a browser loads, gzipped, and fails when it is too much. Run after a build.
//   console: whoever opens it loads the entry and one page (sign-in, or the shows): ≤ 350 KB of JavaScript;
//            every other page or dialog adds ≤ 200 KB.
//   live:    the viewer's page is ≤ 60 KB of JavaScript in all.
// GraphiQL is not weighed: it is for development alone.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const web = join(import.meta.dirname, '..');
const KB = 1024;
const LANDINGS = ['src/session/sign-in.page.tsx', 'src/show/shows.page.tsx', 'src/channel/channels.page.tsx'];
// One language is loaded, not both, and its words come with the first page.
const WORDS = ['src/i18n/zh-CN/index.ts', 'src/i18n/en/index.ts'];
const LOCALES = /antd.*locale/;

const weights = [];
const weigh = (name, bytes, limitKb) => weights.push({ name, kb: bytes / KB, limitKb });
const gzip = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

function weighConsole(dist) {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const sizeOf = new Map();
  const size = (file) => {
    if (!sizeOf.has(file)) sizeOf.set(file, file.endsWith('.js') ? gzip(join(dist, file)) : 0);
    return sizeOf.get(file);
  };
  const closure = (keys, seen = new Set()) => {
    for (const key of keys) {
      if (seen.has(key)) continue;
      seen.add(key);
      closure(manifest[key].imports ?? [], seen);
    }
    return seen;
  };
  const total = (keys) => [...keys].reduce((sum, key) => sum + size(manifest[key].file), 0);
  const lazy = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
  const heaviest = (keys) => keys.sort((a, b) => size(manifest[b].file) - size(manifest[a].file))[0];

  const words = [
    heaviest(lazy.filter((key) => WORDS.includes(key))),
    heaviest(lazy.filter((key) => LOCALES.test(key))),
  ];
  const shell = 'src/app/shell.tsx';
  const entry = closure(['index.html', ...words.filter(Boolean)]);
  for (const page of LANDINGS) {
    const keys = page.includes('sign-in') ? [page] : [shell, page];
    weigh(`console, first load of ${page}`, total(closure(keys, new Set(entry))), 350);
  }
  const loaded = closure([shell], new Set(entry));
  const others = lazy.filter((key) => key.startsWith('src/') && !WORDS.includes(key) && !loaded.has(key));
  for (const page of others) {
    const needs = [...closure([page], new Set(loaded))].filter((key) => !loaded.has(key));
    // What is built on a page (its chart, its tabs) comes after that page, not instead of it.
    const parent = needs.find((key) => key !== page && key.endsWith('.page.tsx'));
    const before = parent ? closure([parent], new Set(loaded)) : loaded;
    const added = needs.filter((key) => !before.has(key));
    weigh(`console, then ${page}`, total(added), 200);
  }
}

function weighLive(dist) {
  const scripts = readdirSync(dist, { recursive: true })
    .map((name) => join(dist, String(name)))
    .filter((path) => path.endsWith('.js'));
  weigh(
    'live, in all',
    scripts.reduce((sum, path) => sum + gzip(path), 0),
    60,
  );
}

const built = { console: join(web, 'console/dist'), live: join(web, 'live/dist') };
if (existsSync(built.console)) weighConsole(built.console);
if (existsSync(built.live)) weighLive(built.live);

const shown = weights.filter(({ kb, limitKb }) => process.argv.includes('--all') || kb > limitKb * 0.3);
for (const { name, kb, limitKb } of shown) {
  console.log(`${kb > limitKb ? 'OVER ' : '     '}${kb.toFixed(1).padStart(6)} of ${limitKb} KB  ${name}`);
}
const over = weights.filter(({ kb, limitKb }) => kb > limitKb);
console.log(`budget: ${weights.length - over.length} of ${weights.length} within their limits`);
if (weights.length === 0) console.error('budget: nothing is built; run `npm run build`');
process.exitCode = over.length > 0 || weights.length === 0 ? 1 : 0;
