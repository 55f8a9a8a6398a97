import { useEffect } from 'react';

const CLOSERS = '.ant-modal-wrap .ant-modal-close, .ant-drawer-open .ant-drawer-close';

/**
 * Escape closes the dialog on top also when nothing in it has the focus any more: a button that has just gone
 * takes it along, and then the dialog hears no key.
 */
export function useEscape(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.activeElement !== document.body)
        return;
      const open = [...document.querySelectorAll<HTMLElement>(CLOSERS)];
      open
        .filter((closer) => closer.offsetParent !== null)
        .at(-1)
        ?.click();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
