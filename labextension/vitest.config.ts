import { defineConfig } from 'vitest/config';

/** Pure parts need no browser and share their modules; what is drawn has a page and modules of its own. */
export default defineConfig({
  esbuild: { jsx: 'automatic' },
  test: {
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: { name: 'pure', environment: 'node', isolate: false, include: ['src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'drawn',
          environment: 'happy-dom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['mock/setup.ts'],
          // Forms with tables take seconds to be drawn where others compute, too.
          testTimeout: 30_000,
        },
      },
    ],
  },
});
