import { PlusOutlined } from '@ant-design/icons';
import { Alert, App, Button, Flex, Form, Input, Modal, Select, Space, Spin, Tag, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import { type Folder, type Permission, fetchFolders, isAutomount } from '../api/folders';
import {
  type Mount,
  type MountWish,
  type Mounts,
  addMount,
  endHolders,
  fetchHolders,
  fetchMounts,
  removeMount,
  shownTarget,
} from '../api/mounts';
import { type Fetcher, ServiceError, inWords } from '../api/service';
import { FormDialog } from './FormDialog';
import { PERMISSION_OPTIONS, PermissionTags } from './PermissionTags';
import { Problem } from './Problem';
import { usePolled } from './usePolled';

interface Props {
  session: { id: string; name: string };
  fetcher: Fetcher;
  /** Show where a mount is, where that can be done (JupyterLab's file browser). */
  onShow?: (mount: Mount) => void;
  /** Before one is taken away. */
  onLeave?: (mount: Mount) => Promise<void>;
}

/** The folders of a session: what it mounts, another one now, and taking one away. */
export function MountList({ session, fetcher, onShow, onLeave }: Props): JSX.Element {
  const { message } = App.useApp();
  const ask = useCallback(() => fetchMounts(fetcher, session.id), [fetcher, session.id]);
  const { value, error, refresh } = usePolled<Mounts>(ask, 5000);
  const [adding, setAdding] = useState(false);
  const [held, setHeld] = useState<Mount | null>(null);
  const [busy, setBusy] = useState('');

  const take = async (mount: Mount): Promise<void> => {
    setBusy(mount.folderId);
    try {
      await onLeave?.(mount);
      await removeMount(fetcher, session.id, mount.folderId, false);
      void message.success(`${mount.name} has been taken away.`);
    } catch (problem) {
      if (problem instanceof ServiceError && problem.status === 409) setHeld(mount);
      else void message.error(inWords(problem), 8);
    } finally {
      setBusy('');
      refresh();
    }
  };
  return (
    <section aria-label={`Folders of ${session.name}`}>
      <Problem error={error} onRetry={refresh} />
      {value !== null && (
        <>
          <Flex gap={8} wrap align="center" justify="space-between" className="ky-toolbar">
            <Typography.Text type="secondary">
              {value.mounts.length === 0
                ? 'It has no folders: what is in its home goes with it.'
                : 'What is in them stays when the session ends.'}
            </Typography.Text>
            {value.changeable && (
              <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
                Mount a folder
              </Button>
            )}
          </Flex>
          {!value.changeable && value.reason && (
            <Alert className="ky-alert" type="info" showIcon message={value.reason} />
          )}
          <ul className="ky-plain">
            {value.mounts.map((mount) => (
              <li key={mount.target}>
                <Flex gap={8} wrap align="center" justify="space-between">
                  <span>
                    <Typography.Text strong>{mount.name}</Typography.Text>{' '}
                    <code>{shownTarget(mount.target)}</code> <PermissionTags permission={mount.permission} />{' '}
                    <StateTag mount={mount} />
                  </span>
                  <Space>
                    {onShow && mount.state === 'mounted' && (
                      <Button size="small" onClick={() => onShow(mount)} aria-label={`Show ${mount.name}`}>
                        Show
                      </Button>
                    )}
                    {value.changeable && (
                      <Button
                        size="small"
                        danger
                        loading={busy === mount.folderId || mount.state === 'removing'}
                        onClick={() => void take(mount)}
                        aria-label={`Take ${mount.name} away`}
                      >
                        Take away
                      </Button>
                    )}
                  </Space>
                </Flex>
              </li>
            ))}
          </ul>
        </>
      )}
      {adding && (
        <AddDialog
          session={session}
          mounts={value?.mounts ?? []}
          fetcher={fetcher}
          onClose={() => {
            setAdding(false);
            refresh();
          }}
        />
      )}
      {held && (
        <HoldersDialog
          session={session}
          mount={held}
          fetcher={fetcher}
          onClose={() => {
            setHeld(null);
            refresh();
          }}
        />
      )}
    </section>
  );
}

function StateTag({ mount }: { mount: Mount }): JSX.Element | null {
  if (mount.state === 'mounted' && mount.detail) return <Tag color="warning">{mount.detail}</Tag>;
  if (mount.state === 'mounted') return mount.late ? <Tag bordered={false}>added later</Tag> : null;
  const color = mount.state === 'failed' ? 'error' : 'processing';
  return (
    <Tag color={color}>
      {mount.state}
      {mount.detail && `: ${mount.detail}`}
    </Tag>
  );
}

interface AddProps {
  session: { id: string; name: string };
  mounts: Mount[];
  fetcher: Fetcher;
  onClose: () => void;
}

interface AddFields {
  folder: string;
  target?: string;
  permission?: Permission;
}

/** Mounts one more folder in a session that runs. */
function AddDialog({ session, mounts, fetcher, onClose }: AddProps): JSX.Element {
  const ask = useCallback(() => fetchFolders(fetcher), [fetcher]);
  const folders = usePolled<Folder[]>(ask, 0);
  const there = new Set(mounts.map(({ folderId }) => folderId));
  const offered = (folders.value ?? []).filter(
    (folder) => folder.status === 'ready' && !there.has(folder.id) && !isAutomount(folder),
  );
  const save = ({ folder, target = '', permission }: AddFields): Promise<void> => {
    const wish: MountWish = { folder, target: target.trim(), permission: permission ?? null };
    return addMount(fetcher, session.id, wish);
  };
  return (
    <FormDialog<AddFields>
      title={`Mount a folder in ${session.name}`}
      okText="Mount"
      initial={{ target: '' }}
      onSave={save}
      onClose={onClose}
      width={480}
    >
      {() => (
        <>
          <Problem error={folders.error} onRetry={folders.refresh} />
          <Form.Item name="folder" label="Folder" rules={[{ required: true, message: 'Choose one' }]}>
            <Select
              showSearch
              optionFilterProp="label"
              loading={folders.value === null && folders.error === null}
              options={offered.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item name="target" label="Where" extra="Empty: in the home, by its name.">
            <Input placeholder="data/2024" maxLength={512} />
          </Form.Item>
          <Form.Item name="permission" label="May" extra="Empty: all that you may do in it.">
            <Select allowClear options={PERMISSION_OPTIONS} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

/** Who still holds files of a folder that was taken away, and ending them. */
function HoldersDialog({
  session,
  mount,
  fetcher,
  onClose,
}: Omit<AddProps, 'mounts'> & { mount: Mount }): JSX.Element {
  const { message } = App.useApp();
  const ask = useCallback(
    () => fetchHolders(fetcher, session.id, mount.folderId),
    [fetcher, session.id, mount.folderId],
  );
  const { value, error, refresh } = usePolled(ask, 3000);
  const [busy, setBusy] = useState(false);
  const end = async (pids: number[] | null): Promise<void> => {
    setBusy(true);
    try {
      await endHolders(fetcher, session.id, mount.folderId, pids);
      if (pids === null) {
        await removeMount(fetcher, session.id, mount.folderId, true);
        void message.success(`${mount.name} has been taken away.`);
        onClose();
        return;
      }
    } catch (problem) {
      void message.error(inWords(problem), 8);
    } finally {
      setBusy(false);
    }
    refresh();
  };
  return (
    <Modal
      open
      title={`${mount.name} is in use`}
      onCancel={onClose}
      okText={value?.length === 0 ? 'Take it away' : 'End them and take it away'}
      okButtonProps={{ danger: true, loading: busy }}
      cancelText="Leave them"
      onOk={() => void end(null)}
      width={560}
    >
      <Typography.Paragraph>
        These programs of {session.name} hold files of it open. What they have not written yet may be lost.
      </Typography.Paragraph>
      <Problem error={error} onRetry={refresh} />
      {value === null && error === null && <Spin />}
      {value?.length === 0 && <Typography.Text type="secondary">Nobody holds on any more.</Typography.Text>}
      <ul className="ky-plain">
        {(value ?? []).map((holder) => (
          <li key={`${holder.kernelId} ${holder.pid}`}>
            <Flex gap={8} justify="space-between" align="start">
              <span className="ky-image">
                <code>{holder.pid}</code> <Typography.Text strong>{holder.command}</Typography.Text>{' '}
                {holder.files.slice(0, 3).join(', ')}
                {holder.files.length > 3 && ` and ${holder.files.length - 3} more`}
              </span>
              <Button size="small" danger disabled={busy} onClick={() => void end([holder.pid])}>
                End it
              </Button>
            </Flex>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
