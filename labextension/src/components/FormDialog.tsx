import { App, Form, type FormInstance, Modal } from 'antd';
import { type JSX, type ReactNode, useEffect, useRef, useState } from 'react';

import { inWords } from '../api/service';

import { Problem } from './Problem';
import { useFocusReturn } from './useFocusReturn';

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

const FIELD = 'input:not(:disabled, [type="checkbox"], [type="radio"]), textarea:not(:disabled)';

/** A form in a dialog: saving shows progress, a refusal stays on the page with its reason. */
export function FormDialog<Fields extends object>(props: Props<Fields>): JSX.Element {
  const { title, okText, initial, onSave, onClose, width = 640, danger = false, goesOn, children } = props;
  useFocusReturn();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const { message } = App.useApp();
  const fields = useRef<HTMLDivElement>(null);
  // Fields that are switched off while it is saved lose the focus, and get it back with a refusal.
  const left = useRef<Element | null>(null);
  useEffect(() => {
    if (problem !== null && left.current instanceof HTMLElement) left.current.focus();
  }, [problem]);
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const save = async (entered: Fields): Promise<void> => {
    left.current = document.activeElement;
    setBusy(true);
    setProblem(null);
    try {
      await onSave(entered);
      if (shown.current) onClose();
      else if (goesOn) void message.success(goesOn.done(entered));
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
      // The dialog takes the focus when it opens, whatever has `autoFocus`.
      afterOpenChange={(open) => open && fields.current?.querySelector<HTMLElement>(FIELD)?.focus()}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={initial}
        disabled={busy}
        onFinish={(entered) => void save(entered)}
        // What is not shown keeps what it was.
        preserve
      >
        <Problem error={problem} />
        <div ref={fields}>{children(form)}</div>
        {/* Enter in a field sends the form only where a button of its own could. */}
        <button type="submit" hidden disabled={busy} />
      </Form>
    </Modal>
  );
}

/** Names of groups, policies and presets. */
export const NAME_RULES = [
  { required: true, whitespace: true, message: 'Give it a name' },
  { max: 64, message: 'At most 64 characters' },
];
