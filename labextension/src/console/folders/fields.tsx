import { Form, Select } from 'antd';
import type { JSX } from 'react';

import { PERMISSION_OPTIONS } from '../../components/PermissionTags';

export function PermissionField({ label }: { label: string }): JSX.Element {
  return (
    <Form.Item name="permission" label={label}>
      <Select options={PERMISSION_OPTIONS} />
    </Form.Item>
  );
}

const MODES = [
  { value: 'general', label: 'general' },
  { value: 'model', label: 'model: a model to serve' },
  { value: 'data', label: 'data: a data set' },
];

export function UsageModeField(): JSX.Element {
  return (
    <Form.Item name="usageMode" label="Usage mode">
      <Select options={MODES} />
    </Form.Item>
  );
}
