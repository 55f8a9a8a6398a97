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
export function EndButton({ session, here = false, ...rest }: Props): JSX.Element | null {
  if (!canEnd(session)) return null;
  const waiting = phase(session) === 'waiting';
  const { id, name } = session;
  return <AskedButton id={id} name={name} waiting={waiting} loss={consequence(waiting, here)} {...rest} />;
}

interface CancelProps {
  id: string;
  name: string;
  /** Access key of somebody else, for whom an admin does it. */
  owner?: string | null;
  fetcher: Fetcher;
  onLogin: () => void;
}

/** Takes a session that waits, anybody's, out of the queue after asking. */
export function CancelButton(props: CancelProps): JSX.Element {
  return <AskedButton waiting loss={consequence(true, false)} {...props} />;
}

function AskedButton(props: CancelProps & { waiting: boolean; loss: string }): JSX.Element {
  const { id, name, owner = null, waiting, loss, fetcher, onLogin } = props;
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);

  const end = async (): Promise<void> => {
    setBusy(true);
    try {
      await endSession(fetcher, id, owner);
      void message.success(`${name} is ending.`);
    } catch (error) {
      if (error instanceof ServiceError && error.loginNeeded) onLogin();
      const advice = error instanceof ServiceError ? error.advice : 'Try again.';
      void message.error(`${name} was not ended: ${(error as Error).message} ${advice}`, 8);
    } finally {
      setBusy(false);
    }
  };

  const verb = waiting ? 'Cancel' : 'End';
  const ask = (): void => {
    modal.confirm({
      title: `${verb} ${name}?`,
      content: loss,
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
      aria-label={`${verb} ${name}`}
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
