import { defineConfig } from 'vite';

/**
 * JupyterLab's half: one module of ours with Ant Design in it. `lab/` federates it; what JupyterLab itself
 * brings (React, Lumino, its own packages) stays outside.
 */
export default defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  esbuild: { jsx: 'transform', jsxInject: "import * as React from 'react'" },
  build: {
    outDir: 'lab/lib',
    emptyOutDir: true,
    lib: { entry: 'src/lab/index.ts', formats: ['es'], fileName: () => 'index.js' },
    rollupOptions: {
      external: ['react', 'react-dom', /^@jupyterlab\//, /^@lumino\//],
      onwarn(warning, warn) {
        // Ant Design marks its modules for server components, which this is not.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
