import { Form, type FormInstance, Modal } from 'antd';
import { type JSX, type ReactNode, useState } from 'react';

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
  children: (form: FormInstance<Fields>) => ReactNode;
}

/** A form in a dialog: saving shows progress, a refusal stays on the page with its reason. */
export function FormDialog<Fields extends object>(props: Props<Fields>): JSX.Element {
  const { title, okText, initial, onSave, onClose, width = 640, danger = false, children } = props;
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const save = async (fields: Fields): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onSave(fields);
      onClose();
    } catch (error) {
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ danger }}
      confirmLoading={busy}
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
