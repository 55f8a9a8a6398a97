import { PoweroffOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { type JSX, useState } from 'react';

import type { Session } from '../api/overview';
import { type Fetcher, ServiceError, endSession } from '../api/service';
import { canEnd, phase } from '../api/sessions';

interface Props {
  session: Session;
  fetcher: Fetcher;
  /** This very page runs in the session: say so before it goes away. */
  here?: boolean;
  onLogin: () => void;
}

/** Ends a session after asking. The row itself shows the progress, by the stream. */
export function EndButton({ session, fetcher, here = false, onLogin }: Props): JSX.Element | null {
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);
  if (!canEnd(session)) return null;

  const end = async (): Promise<void> => {
    setBusy(true);
    try {
      await endSession(fetcher, session.id);
      void message.success(`${session.name} is ending.`);
    } catch (error) {
      if (error instanceof ServiceError && error.loginNeeded) onLogin();
      const advice = error instanceof ServiceError ? error.advice : 'Try again.';
      void message.error(`${session.name} was not ended: ${(error as Error).message} ${advice}`, 8);
    } finally {
      setBusy(false);
    }
  };

  const waiting = phase(session) === 'waiting';
  const verb = waiting ? 'Cancel' : 'End';
  const ask = (): void => {
    modal.confirm({
      title: `${verb} ${session.name}?`,
      content: consequence(waiting, here),
      okText: waiting ? 'Cancel the session' : 'End the session',
      okButtonProps: { danger: true },
      cancelText: 'Keep it',
      autoFocusButton: 'cancel',
      // The dialog closes at once: the row shows how the session ends.
      onOk: () => void end(),
    });
  };
  return (
    <Button
      danger
      size="small"
      icon={<PoweroffOutlined />}
      loading={busy}
      onClick={ask}
      aria-label={`${verb} ${session.name}`}
    >
      {verb}
    </Button>
  );
}

function consequence(waiting: boolean, here: boolean): string {
  if (waiting) return 'It loses its place in the queue.';
  const lost =
    'What runs in it stops and unsaved work is lost. Files in your folders stay. Its slots are free at once.';
  return here ? `This is the session that you are working in. ${lost}` : lost;
}
