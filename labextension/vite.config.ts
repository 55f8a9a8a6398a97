import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

import { type Plugin, defineConfig } from 'vite';

import { mockService } from './mock/service';

/** The console pages. Everything is relative, so that they work below any prefix. */
export default defineConfig(({ mode }) => ({
  root: 'src/console',
  base: './',
  plugins: mode === 'mock' ? [mockService()] : [hereOutDir(), compressed()],
  esbuild: { jsx: 'automatic' },
  build: {
    outDir: '../hub_ext/kernelyard_hub/console/static',
    emptyOutDir: true,
    // A data: address would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      onwarn(warning, warn) {
        // Ant Design marks its modules for server components, which this page is not.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  server: { host: '127.0.0.1' },
}));

/** `--outDir` is relative to this directory, as a reader expects, not to the page's root. */
function hereOutDir(): Plugin {
  return {
    name: 'kernelyard-out-dir',
    config: ({ build }) => ({ build: { outDir: resolve(build?.outDir ?? 'dist') } }),
  };
}

/** A `.gz` beside each script and style sheet: aiohttp's file responses pick it up by themselves. */
function compressed(): Plugin {
  return {
    name: 'kernelyard-compressed',
    enforce: 'post',
    generateBundle: {
      // After Vite has put in what dynamic imports are to load.
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          const source = file.type === 'chunk' ? file.code : file.source;
          if (!/\.(js|css)$/.test(fileName)) continue;
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.gz`,
            source: gzipSync(source, { level: 9 }),
          });
        }
      },
    },
  };
}
