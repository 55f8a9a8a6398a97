import { App, Form, type FormInstance, Modal } from 'antd';
import { type JSX, type ReactNode, useEffect, useRef, useState } from 'react';

import { inWords } from '../api/service';

import { Problem } from './Problem';

interface Props<Fields> {
  title: string;
  okText: string;
  initial: Partial<Fields>;
  /** Does it; a failure is shown in the dialog, which stays open. */
  onSave: (fields: Fields) => Promise<void>;
  onClose: () => void;
  width?: number;
  /** What it does cannot be undone easily. */
  danger?: boolean;
  /** It goes on when the dialog is closed meanwhile; its end is told then. Others stay open until they know. */
  goesOn?: { left: string; done: (fields: Fields) => string };
  children: (form: FormInstance<Fields>) => ReactNode;
}

/** A form in a dialog: saving shows progress, a refusal stays on the page with its reason. */
export function FormDialog<Fields extends object>(props: Props<Fields>): JSX.Element {
  const { title, okText, initial, onSave, onClose, width = 640, danger = false, goesOn, children } = props;
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const { message } = App.useApp();
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const save = async (fields: Fields): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onSave(fields);
      if (shown.current) onClose();
      else if (goesOn) void message.success(goesOn.done(fields));
    } catch (error) {
      if (shown.current) setProblem(error as Error);
      else void message.error(inWords(error), 8);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={okText}
      // While it is confirmed, a dialog cannot be closed.
      okButtonProps={{ danger, loading: busy }}
      confirmLoading={busy && goesOn === undefined}
      cancelText={busy && goesOn ? goesOn.left : undefined}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={width}
      maskClosable={false}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={initial}
        disabled={busy}
        onFinish={(fields) => void save(fields)}
        // What is not shown keeps what it was.
        preserve
      >
        <Problem error={problem} />
        {children(form)}
      </Form>
    </Modal>
  );
}

/** Names of groups, policies and presets. */
export const NAME_RULES = [
  { required: true, whitespace: true, message: 'Give it a name' },
  { max: 64, message: 'At most 64 characters' },
];
