import { useEffect, useState } from 'react';

export type Appearance = 'system' | 'light' | 'dark';

const KEY = 'kernelyard:appearance';

/** The chosen appearance, and whether it is dark now. */
export function useAppearance(): {
  appearance: Appearance;
  dark: boolean;
  choose: (next: Appearance) => void;
} {
  const [appearance, setAppearance] = useState<Appearance>(read);
  const [systemDark, setSystemDark] = useState(() => query().matches);
  useEffect(() => {
    const media = query();
    const follow = (): void => setSystemDark(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
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

const query = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

function read(): Appearance {
  const saved = localStorage.getItem(KEY);
  return saved === 'light' || saved === 'dark' ? saved : 'system';
}
