import { useEffect, useState } from 'react';

import { useMedia } from '../components/useMedia';

export type Appearance = 'system' | 'light' | 'dark';

const KEY = 'kernelyard:appearance';

/** The chosen appearance, and whether it is dark now. */
export function useAppearance(): {
  appearance: Appearance;
  dark: boolean;
  choose: (next: Appearance) => void;
} {
  const [appearance, setAppearance] = useState<Appearance>(read);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = appearance === 'dark' || (appearance === 'system' && systemDark);
  useEffect(() => {
    document.documentElement.dataset['appearance'] = dark ? 'dark' : 'light';
  }, [dark]);
  const choose = (next: Appearance): void => {
    localStorage.setItem(KEY, next);
    setAppearance(next);
  };
  return { appearance, dark, choose };
}

function read(): Appearance {
  const saved = localStorage.getItem(KEY);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}
