import { Form, Input, Radio, Select, Switch } from 'antd';
import type { JSX } from 'react';

import { type NewFolder, type Places, createFolder } from '../../api/folders';
import type { Fetcher } from '../../api/service';
import { trim } from '../../api/units';
import { FormDialog } from '../../components/FormDialog';
import { FOLDER_NAME_RULES } from './FolderDialogs';
import { PermissionField, UsageModeField } from './fields';

interface Props {
  places: Places | null;
  admin: boolean;
  fetcher: Fetcher;
  onClose: () => void;
}

/** Makes a folder: one's own, or a project's. */
export function CreateDialog({ places, admin, fetcher, onClose }: Props): JSX.Element {
  const projects = places?.projects ?? [];
  return (
    <FormDialog<NewFolder>
      title="New folder"
      okText="Create"
      initial={{
        name: '',
        host: places?.defaultHost ?? places?.hosts[0]?.name ?? '',
        type: 'user',
        project: projects[0]?.id ?? null,
        usageMode: 'general',
        permission: 'rw',
        cloneable: false,
      }}
      onSave={(fields) => createFolder(fetcher, fields)}
      onClose={onClose}
      width={560}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label="Name"
            rules={FOLDER_NAME_RULES}
            extra="Folders starting with . are automatically mounted in every session."
          >
            <Input autoFocus maxLength={64} placeholder="my-data" />
          </Form.Item>
          <Form.Item name="host" label="Location" rules={[{ required: true, message: 'Choose one' }]}>
            <Select
              options={(places?.hosts ?? []).map(({ name, backend, used }) => ({
                value: name,
                label: `${name} (${backend}${used === null ? '' : `, ${trim(used, 0)} % full`})`,
              }))}
            />
          </Form.Item>
          <Form.Item
            name="type"
            label="Type"
            extra={admin ? undefined : 'Folders of a project are made by admins.'}
          >
            <Radio.Group
              options={[
                { value: 'user', label: 'User: mine' },
                { value: 'group', label: 'Project: of all its members', disabled: !admin },
              ]}
              // A project's folder is for reading, unless somebody says more (UIA-048).
              onChange={({ target }) =>
                form.setFieldValue('permission', target.value === 'group' ? 'ro' : 'rw')
              }
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['type']}>
            {({ getFieldValue }) =>
              getFieldValue('type') === 'group' && (
                <Form.Item name="project" label="Project" rules={[{ required: true, message: 'Choose one' }]}>
                  <Select options={projects.map(({ id, name }) => ({ value: id, label: name }))} />
                </Form.Item>
              )
            }
          </Form.Item>
          <UsageModeField />
          <PermissionField label="What others may do who get to it" />
          <Form.Item name="cloneable" label="Others may clone it" valuePropName="checked">
            <Switch />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
