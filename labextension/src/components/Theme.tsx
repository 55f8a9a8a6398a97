import { App, ConfigProvider, theme } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  dark: boolean;
  /** Fit narrow places. */
  compact?: boolean;
  children: ReactNode;
}

/** Kernelyard's look, light or dark. */
export function Theme({ dark, compact = false, children }: Props): JSX.Element {
  const base = dark ? theme.darkAlgorithm : theme.defaultAlgorithm;
  return (
    <ConfigProvider
      theme={{
        algorithm: compact ? [base, theme.compactAlgorithm] : base,
        token: {
          colorPrimary: dark ? '#e8793c' : '#c2531a',
          borderRadius: 8,
          fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
        },
        components: { Layout: { headerPadding: '0 24px', bodyBg: dark ? '#101114' : '#f6f6f7' } },
      }}
    >
      <App className="ky-app" message={{ maxCount: 3 }}>
        {children}
      </App>
    </ConfigProvider>
  );
}
