import { Form, Input, Progress, Select, Switch } from 'antd';
import { type JSX, useState } from 'react';

import { type CloneWish, type Folder, type Places, cloneFolder } from '../../api/folders';
import type { Fetcher } from '../../api/service';
import { type Progress as TaskProgress, watchTask } from '../../api/tasks';
import { formatBytes } from '../../api/units';
import { FormDialog } from '../../components/FormDialog';
import { FOLDER_NAME_RULES } from './FolderDialogs';
import { PermissionField, UsageModeField } from './fields';

interface Props {
  folder: Folder;
  places: Places | null;
  fetcher: Fetcher;
  onClose: () => void;
}

/** Copies a folder, with its progress. Closed before its end, the copy goes on. */
export function CloneDialog({ folder, places, fetcher, onClose }: Props): JSX.Element {
  const [progress, setProgress] = useState<TaskProgress | null>(null);
  const save = async (wish: CloneWish): Promise<void> => {
    const task = await cloneFolder(fetcher, folder.id, wish);
    if (task !== null) await watchTask(fetcher, task, setProgress);
  };
  return (
    <FormDialog<CloneWish>
      title={`Clone ${folder.name}`}
      okText="Clone"
      initial={{
        name: `${folder.name.slice(0, 58)}-copy`,
        host: folder.host,
        usageMode: folder.usageMode === 'model' || folder.usageMode === 'data' ? folder.usageMode : 'general',
        permission: 'rw',
        cloneable: false,
      }}
      onSave={save}
      onClose={onClose}
      goesOn={{ left: 'Close, it goes on', done: ({ name }) => `${name} has been copied.` }}
      width={560}
    >
      {() => (
        <>
          <Form.Item
            name="name"
            label="Name of the copy"
            rules={FOLDER_NAME_RULES}
            extra="It is yours, and counts on your quota."
          >
            <Input autoFocus maxLength={64} />
          </Form.Item>
          <Form.Item name="host" label="Location">
            <Select options={(places?.hosts ?? []).map(({ name }) => ({ value: name, label: name }))} />
          </Form.Item>
          <UsageModeField />
          <PermissionField label="What others may do who get to it" />
          <Form.Item name="cloneable" label="Others may clone it, too" valuePropName="checked">
            <Switch />
          </Form.Item>
          {progress && (
            <Progress
              percent={progress.total > 0 ? Math.round((100 * progress.done) / progress.total) : 0}
              aria-label="Progress of the copy"
              format={() =>
                progress.total > 0
                  ? `${formatBytes(progress.done)} of ${formatBytes(progress.total)}`
                  : 'copying'
              }
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
