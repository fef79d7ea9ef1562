/** The editor does its work in the background, in our own files. */
import type { Environment } from 'monaco-editor';
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const environment: Environment = {
  getWorker(_id, language) {
    if (language === 'graphql') return new GraphQLWorker();
    return language === 'json' ? new JsonWorker() : new EditorWorker();
  },
};

// Where the editor looks for it.
Object.assign(globalThis, { MonacoEnvironment: environment });
