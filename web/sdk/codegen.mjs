// Generates TypeScript from the two checked-in schemas. It runs before build, typecheck and test;
// its output lives in git-ignored `generated/` folders, so it can never disagree with the schema.
//
//   sdk/generated/audience.ts    Audience API: types, and the operations of sdk/src/audience/*.graphql
//   live/generated/audience.ts   Audience API: the operations of live/src/**/*.graphql, if there are any
//   sdk/generated/documents.json, live/generated/documents.json   {"<sha256>": "query …"}: what can be published
//   console/generated/           Console API: types for every graphql(`…`) in console/src (a fragment a component)
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as clientPreset from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { gqlPluckFromCodeStringSync } from '@graphql-tools/graphql-tag-pluck';
import { buildSchema, parse } from 'graphql';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const schemaOf = (name) => readFileSync(join(web, '../server/schema', `${name}.graphql`), 'utf8');

const config = {
  scalars: {
    DateTime: 'string',
    Decimal: 'string',
    JSON: 'unknown',
  },
  enumType: 'string-literal',
  useTypeImports: true,
};

function filesUnder(folder, endings) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => endings.some((ending) => path.endsWith(ending)) && !path.includes('generated'))
    .sort();
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  writeFileSync(path, content);
}

/** Operations in .graphql files → documents as plain strings: nothing but text reaches the bundle. */
async function stringDocuments(folder, output) {
  const sdl = schemaOf('audience');
  const documents = filesUnder(folder, ['.graphql']).map((location) => {
    const rawSDL = readFileSync(location, 'utf8');
    return { location, rawSDL, document: parse(rawSDL) };
  });
  const content = await codegen({
    filename: output,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents,
    config: { ...config, documentMode: 'string' },
    pluginMap: { typescript, operations, typedDocumentNode },
    plugins: [{ operations: {} }, { typedDocumentNode: {} }],
  });
  const { code, manifest } = hashed(content);
  write(output, code);
  write(join(dirname(output), 'documents.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  return documents.length;
}

/** Gives each operation its SHA-256, under which it can be published and sent. */
function hashed(content) {
  const manifest = {};
  const code = content.replace(/(Document = new TypedDocumentString\(`)([^`]*)`\)/g, (_, before, text) => {
    const hash = createHash('sha256').update(text).digest('hex');
    manifest[hash] = text;
    return `${before}${text}\`, {"hash":"${hash}"})`;
  });
  return { code, manifest };
}

/** graphql(`…`) in source files → the client preset, with fragment masking. */
async function clientDocuments(folder, output) {
  const sdl = schemaOf('console');
  const documents = filesUnder(folder, ['.ts', '.tsx']).flatMap((location) => {
    const code = readFileSync(location, 'utf8');
    if (!code.includes('graphql(`')) return [];
    return gqlPluckFromCodeStringSync(location, code, {
      modules: [],
      globalGqlIdentifierName: 'graphql',
      skipIndent: true,
    }).map((source) => ({ location, rawSDL: source.body, document: parse(source.body) }));
  });
  const parts = await clientPreset.preset.buildGeneratesSection({
    baseOutputDir: `${output}/`,
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents,
    config,
    presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  });
  for (const part of parts) write(part.filename, await codegen(part));
  return documents.length;
}

const counts = {
  sdk: await stringDocuments(join(web, 'sdk/src/audience'), join(web, 'sdk/generated/audience.ts')),
  live: await stringDocuments(join(web, 'live/src'), join(web, 'live/generated/audience.ts')),
  console: await clientDocuments(join(web, 'console/src'), join(web, 'console/generated')),
};
console.log(
  `codegen: ${Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')} documents`,
);
