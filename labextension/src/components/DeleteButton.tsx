import { DeleteOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { JSX } from 'react';

import { inWords } from '../api/service';

interface Props {
  /** `the policy small`. */
  what: string;
  loss: string;
  onDelete: () => Promise<void>;
  onDone: () => void;
}

/** Deletes something after asking; a refusal tells its reason. */
export function DeleteButton({ what, loss, onDelete, onDone }: Props): JSX.Element {
  const { modal, message } = App.useApp();
  const doIt = async (): Promise<void> => {
    try {
      await onDelete();
      void message.success(`Deleted ${what}.`);
      onDone();
    } catch (error) {
      void message.error(`Did not delete ${what}: ${inWords(error)}`, 8);
    }
  };
  const ask = (): void => {
    modal.confirm({
      title: `Delete ${what}?`,
      content: loss,
      okText: 'Delete',
      okButtonProps: { danger: true },
      cancelText: 'Keep it',
      autoFocusButton: 'cancel',
      onOk: doIt,
    });
  };
  return (
    <Button danger size="small" icon={<DeleteOutlined />} onClick={ask} aria-label={`Delete ${what}`}>
      Delete
    </Button>
  );
}
