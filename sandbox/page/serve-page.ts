// Puts the web page for people in front of the control calls.
import { readFileSync } from 'node:fs';
import type { SandboxRequest, SandboxResponse } from '../wire/message.ts';

const FILES: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html' },
  '/page.js': { file: 'page.js', type: 'text/javascript' },
  '/elements.js': { file: 'elements.js', type: 'text/javascript' },
  '/account.js': { file: 'account.js', type: 'text/javascript' },
  '/list.js': { file: 'list.js', type: 'text/javascript' },
  '/candidate.js': { file: 'candidate.js', type: 'text/javascript' },
  '/timeline.js': { file: 'timeline.js', type: 'text/javascript' },
  '/dialogs.js': { file: 'dialogs.js', type: 'text/javascript' },
  '/page.css': { file: 'page.css', type: 'text/css' },
};

type Handle = (request: SandboxRequest) => Promise<SandboxResponse>;

/** Serves the page at `/` (and any `/candidates/…` link), everything else goes to the handler. */
export function withPage(handle: Handle): Handle {
  return (request) => {
    const path = request.path.split('?')[0] ?? '/';
    const found = FILES[path.startsWith('/candidates/') ? '/' : path];
    if (!found || request.method !== 'GET') return handle(request);
    const body = readFileSync(new URL(found.file, import.meta.url));
    const headers = { 'content-type': `${found.type}; charset=utf-8` };
    return Promise.resolve({ status: 200, headers, body });
  };
}
