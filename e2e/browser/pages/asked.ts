import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Request } from '@playwright/test';
import { root } from '../setup/ovation.ts';

// What the built page may send, by hash: the same file that the server embeds.
const manifest = resolve(root, 'web/live/dist/documents.json');

/** Whether a request of the viewer's page asks for this field, by a document's text or by its hash. */
export function asks(request: Request, field: string): boolean {
  if (request.method() !== 'POST') return false;
  const { documentId, query } = request.postDataJSON() as { documentId?: string; query?: string };
  const documents = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
  const text = query ?? documents[documentId?.replace('sha256:', '') ?? ''];
  return text?.includes(`${field}(`) ?? false;
}
