import { App, Button, Flex, InputNumber, Popover, Typography } from 'antd';
import { type JSX, useState } from 'react';

import type { QueueItem } from '../api/queue';
import { type Fetcher, inWords } from '../api/service';
import { setPriority } from '../api/waiting';

interface Props {
  item: QueueItem;
  fetcher: Fetcher;
  onChanged: () => void;
}

/** Sets a waiting session's priority by hand. */
export function PriorityButton({ item, fetcher, onChanged }: Props): JSX.Element {
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState<number | null>(item.priority);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    if (wanted === null) return;
    setBusy(true);
    try {
      await setPriority(fetcher, item.sessionId, wanted);
      void message.success(`${item.name} has priority ${wanted} now.`);
      setOpen(false);
      onChanged();
    } catch (error) {
      void message.error(`The priority of ${item.name} was not changed: ${inWords(error)}`, 8);
    } finally {
      setBusy(false);
    }
  };
  const content = (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Typography.Paragraph type="secondary" className="ky-narrow">
        From −100 to 100; the greater is looked at earlier.
      </Typography.Paragraph>
      <Flex gap={8}>
        <InputNumber
          autoFocus
          min={-100}
          max={100}
          precision={0}
          value={wanted}
          onChange={setWanted}
          aria-label={`Priority of ${item.name}`}
        />
        <Button type="primary" htmlType="submit" loading={busy} disabled={wanted === null}>
          Set
        </Button>
      </Flex>
    </form>
  );
  return (
    <Popover
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setWanted(item.priority);
      }}
      trigger="click"
      placement="left"
      title="Priority"
      content={content}
      destroyOnHidden
    >
      <Button size="small" aria-label={`Change the priority of ${item.name}`}>
        Priority
      </Button>
    </Popover>
  );
}
