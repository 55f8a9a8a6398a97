import { Form, Input, Typography } from 'antd';
import type { JSX, ReactNode } from 'react';

import { FormDialog } from './FormDialog';

interface Props {
  title: string;
  okText: string;
  /** What has to be typed. */
  name: string;
  children: ReactNode;
  onSure: () => Promise<void>;
  onClose: () => void;
}

/** Does something grave after the name of what it is done to has been typed. */
export function TypedNameDialog({ title, okText, name, children, onSure, onClose }: Props): JSX.Element {
  return (
    <FormDialog<{ typed: string }>
      title={title}
      okText={okText}
      danger
      initial={{ typed: '' }}
      onSave={onSure}
      onClose={onClose}
      width={480}
    >
      {() => (
        <>
          {children}
          <Form.Item
            name="typed"
            label={
              <span>
                Type <Typography.Text code>{name}</Typography.Text> to confirm
              </span>
            }
            rules={[
              {
                validator: (_, typed: string) =>
                  typed === name ? Promise.resolve() : Promise.reject(new Error('That is not its name')),
              },
            ]}
            validateTrigger="onSubmit"
          >
            <Input autoFocus autoComplete="off" aria-label="Name of the folder" />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
