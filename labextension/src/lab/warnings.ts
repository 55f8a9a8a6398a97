import { Notification } from '@jupyterlab/apputils';

import { remainingText, snooze } from '../api/idleness';
import type { Session } from '../api/overview';
import { type Fetcher, inWords } from '../api/service';
import type { Feed } from './feed';

/**
 * Tells in JupyterLab that a session is going to be ended because nobody uses it: once per end that is announced,
 * with "Keep it" where that can still be done. Answers what stops it.
 */
export function warnOfIdle(feed: Feed, fetcher: Fetcher): () => void {
  /** Session id -> the end that was told, and the notification. */
  const told = new Map<string, { endsAt: string; notification: string }>();
  const look = (): void => {
    const threatened = (feed.current().overview?.sessions ?? []).filter(({ idle }) => idle !== null);
    for (const session of threatened) {
      const endsAt = session.idle?.endsAt ?? '';
      if (told.get(session.id)?.endsAt === endsAt) continue;
      dismiss(session.id);
      told.set(session.id, { endsAt, notification: warn(session, endsAt) });
    }
    const ids = new Set(threatened.map(({ id }) => id));
    for (const id of told.keys()) if (!ids.has(id)) dismiss(id);
  };
  const dismiss = (id: string): void => {
    const known = told.get(id);
    if (known) Notification.dismiss(known.notification);
    told.delete(id);
  };
  const warn = (session: Session, endsAt: string): string => {
    const seconds = (Date.parse(endsAt) - Date.now()) / 1000;
    const text = `${session.name} will be ended ${remainingText(seconds)}. ${session.idle?.text ?? ''}`;
    return Notification.warning(text, {
      autoClose: false,
      actions: session.idle?.maySnooze
        ? [{ label: 'Keep it', displayType: 'accent', callback: () => void keep(session) }]
        : [],
    });
  };
  const keep = async (session: Session): Promise<void> => {
    try {
      await snooze(fetcher, session.id);
      Notification.success(`${session.name} is kept.`, { autoClose: 5000 });
    } catch (error) {
      Notification.error(`${session.name} was not kept: ${inWords(error)}`, { autoClose: false });
    }
    feed.refresh();
  };
  return feed.subscribe(look);
}
