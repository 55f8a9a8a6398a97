import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    setupFiles: ['mock/setup.ts'],
    // Forms with tables take seconds to be drawn where others compute, too.
    testTimeout: 30_000,
  },
});
