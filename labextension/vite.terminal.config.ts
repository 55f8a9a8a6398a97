import { resolve } from 'node:path';

import { defineConfig } from 'vite';

/** The web terminal's page, which sessions serve themselves. Relative addresses: it works below any prefix. */
export default defineConfig(() => ({
  root: 'src/terminal',
  base: './',
  build: {
    outDir: resolve('../agent/kernelyard_agent/runner/apps/static'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
}));
