import { App, ConfigProvider, theme } from 'antd';
import type { JSX, ReactNode } from 'react';

import { useMedia } from './useMedia';

interface Props {
  dark: boolean;
  /** Fit narrow places. */
  compact?: boolean;
  children: ReactNode;
}

/** Kernelyard's orange, dark enough for white text on it in the light theme. */
const PRIMARY = { light: '#c2531a', dark: '#e8793c' };

/** Kernelyard's look, light or dark; nothing moves for who asked for that. */
export function Theme({ dark, compact = false, children }: Props): JSX.Element {
  const colorPrimary = dark ? PRIMARY.dark : PRIMARY.light;
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const base = dark ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return (
    <ConfigProvider
      theme={{
        algorithm: compact ? [base, theme.compactAlgorithm] : base,
        token: {
          colorPrimary,
          colorLink: colorPrimary,
          borderRadius: 8,
          motion: !still,
          fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        },
        components: {
          Layout: { headerPadding: '0 24px', bodyBg: dark ? '#101114' : '#f6f6f7' },
          Progress: { defaultColor: colorPrimary },
        },
      }}
    >
      <App className="ky-app" message={{ maxCount: 3 }}>
        {children}
      </App>
    </ConfigProvider>
  );
}
