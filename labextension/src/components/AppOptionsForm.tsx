import { ExportOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Input } from 'antd';
import { type JSX, useState } from 'react';

import { givenOptions } from '../api/apps';
import type { AppInfo, AppOptions } from '../api/details';

interface Props {
  app: AppInfo;
  title: string;
  onOpen: (options: AppOptions | null) => void;
}

/** What an app's definition lets people say when it starts: flags, arguments, variables. */
export function AppOptionsForm({ app, title, onOpen }: Props): JSX.Element {
  const [flags, setFlags] = useState<Record<string, boolean>>({});
  const [values, setValues] = useState<Record<string, string>>({});
  const [envs, setEnvs] = useState<Record<string, string>>({});
  return (
    <form
      className="ky-app-options"
      aria-label={`Options of ${title}`}
      onSubmit={(event) => {
        event.preventDefault();
        onOpen(givenOptions(flags, values, envs, app.allowedArguments));
      }}
    >
      {Object.entries(app.allowedArguments).map(([name, given]) =>
        given === null ? (
          <div key={name} className="ky-app-option">
            <Checkbox
              checked={flags[name] ?? false}
              onChange={({ target }) => setFlags({ ...flags, [name]: target.checked })}
            >
              <code>{name}</code>
            </Checkbox>
            <Input
              aria-label={`Value of ${name}`}
              placeholder="without a value"
              value={values[name] ?? ''}
              onChange={({ target }) => {
                setValues({ ...values, [name]: target.value });
                setFlags({ ...flags, [name]: true });
              }}
            />
          </div>
        ) : (
          <Field
            key={name}
            name={name}
            given={given}
            value={values[name] ?? ''}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        ),
      )}
      {Object.entries(app.allowedEnvs).map(([name, given]) => (
        <Field
          key={name}
          name={name}
          given={given ?? ''}
          value={envs[name] ?? ''}
          onChange={(value) => setEnvs({ ...envs, [name]: value })}
        />
      ))}
      <Flex justify="space-between" align="center" gap={8} wrap>
        <span className="ky-faint">
          {app.state === 'running' ? 'It runs already: stop it first, so that these take effect.' : ''}
        </span>
        <Button htmlType="submit" type="primary" icon={<ExportOutlined />}>
          Open with these
        </Button>
      </Flex>
    </form>
  );
}

interface FieldProps {
  name: string;
  /** What the app uses when nothing is filled in. */
  given: string;
  value: string;
  onChange: (value: string) => void;
}

function Field({ name, given, value, onChange }: FieldProps): JSX.Element {
  return (
    <label className="ky-app-option">
      <code>{name}</code>
      <Input placeholder={given} value={value} onChange={({ target }) => onChange(target.value)} />
    </label>
  );
}
