import { Tag, Tooltip } from 'antd';
import type { JSX } from 'react';

import type { Permission } from '../api/folders';

const LETTERS: Record<Permission, string[]> = { ro: ['R'], rw: ['R', 'W'], wd: ['R', 'W', 'D'] };

export const PERMISSIONS: Record<Permission, string> = {
  ro: 'read only',
  rw: 'read and write',
  wd: 'all, with delete',
};

export const PERMISSION_OPTIONS = (Object.keys(PERMISSIONS) as Permission[]).map((value) => ({
  value,
  label: PERMISSIONS[value],
}));

const NAMES: Record<string, string> = { R: 'read', W: 'write', D: 'delete' };
const COLORS: Record<string, string> = { R: 'green', W: 'blue', D: 'red' };

/** R, W and D as far as they are given. */
export function PermissionTags({ permission }: { permission: Permission }): JSX.Element {
  return (
    <Tooltip title={PERMISSIONS[permission]}>
      <span className="ky-slots" role="img" aria-label={PERMISSIONS[permission]}>
        {LETTERS[permission].map((letter) => (
          <Tag key={letter} color={COLORS[letter] ?? 'default'} title={NAMES[letter] ?? ''}>
            {letter}
          </Tag>
        ))}
      </span>
    </Tooltip>
  );
}
