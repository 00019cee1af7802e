// How the web app is built: one shell, a chunk per screen, files named by their content so that they cache for ever.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Vite reads the default export of its configuration.
// oxlint-disable-next-line import/no-default-export
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
