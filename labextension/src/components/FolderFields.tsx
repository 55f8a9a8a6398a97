import { Alert, Flex, Form, Input, Select, Typography } from 'antd';
import type { JSX } from 'react';

import type { Choices } from '../api/creation';
import type { Permission } from '../api/folders';
import { PERMISSION_OPTIONS, PermissionTags } from './PermissionTags';

interface Props {
  folders: Choices['folders'];
  /** Names of the chosen ones; a path behind one is a part of it (`data/2024`). */
  chosen: string[];
}

const ORDER: Permission[] = ['ro', 'rw', 'wd'];
const folderOf = (name: string): string => name.split('/')[0] ?? name;

/** The folders of a new session: which, where, and what may be done in them. */
export function FolderFields({ folders, chosen }: Props): JSX.Element {
  const known = new Map(folders.map(({ name, permission }) => [name, permission]));
  return (
    <>
      <Form.Item
        name="folders"
        label="Folders"
        extra="What is not in a folder goes when the session ends. Folders whose names begin with a dot come along."
      >
        <Select
          mode="multiple"
          placeholder="None"
          optionLabelProp="value"
          options={folders.map(({ name, permission }) => ({
            value: name,
            label: (
              <Flex justify="space-between" gap={8}>
                <span>{name}</span>
                <PermissionTags permission={permission} />
              </Flex>
            ),
          }))}
        />
      </Form.Item>
      {chosen.map((name) => (
        <Flex key={name} gap={8} align="center" wrap className="ky-mount-field">
          <Typography.Text strong ellipsis>
            {name}
          </Typography.Text>
          <Form.Item
            name={['places', name, 'target']}
            noStyle
            rules={[
              { pattern: /^$|^\/?[^/\s]/, message: 'A path such as data/2024, from the home' },
              { max: 512, message: 'At most 512 characters' },
            ]}
          >
            <Input
              aria-label={`Where ${name} is mounted`}
              placeholder={name.slice(name.lastIndexOf('/') + 1)}
            />
          </Form.Item>
          <Form.Item name={['places', name, 'permission']} noStyle>
            <Select
              aria-label={`What may be done in ${name}`}
              allowClear
              placeholder="all that I may"
              options={PERMISSION_OPTIONS.filter(
                ({ value }) => ORDER.indexOf(value) <= ORDER.indexOf(known.get(folderOf(name)) ?? 'wd'),
              )}
              className="ky-select"
            />
          </Form.Item>
        </Flex>
      ))}
      {chosen.length === 0 && (
        <Alert
          className="ky-no-folder"
          type="warning"
          showIcon
          message="No folder is chosen: what the session writes is lost when it ends."
        />
      )}
    </>
  );
}
