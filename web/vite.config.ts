// How the web app is built: one shell, a chunk per screen, files named by their content so that they cache for ever.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Beside each file its packed twin: the server sends that, so a first visit loads a third of the bytes. */
function packed(): Plugin {
  return {
    name: 'packed',
    writeBundle({ dir = '' }) {
      for (const path of globSync(`${dir}/assets/*.{js,css}`)) {
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

// Vite reads the default export of its configuration.
// oxlint-disable-next-line import/no-default-export
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), packed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // What counts is the size on the wire, which a test holds: test/browser/bundle.test.ts.
    chunkSizeWarningLimit: 1_000,
    modulePreload: { polyfill: false },
  },
  // While working on the app: `npm run web` beside a running server.
  server: { proxy: { '/v1': 'http://127.0.0.1:4400' } },
});
