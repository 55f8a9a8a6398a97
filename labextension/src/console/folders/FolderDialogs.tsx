import { App, Form, Input, Switch, Typography } from 'antd';
import { type JSX, useEffect } from 'react';

import {
  type Folder,
  type Permission,
  type Places,
  type Quota,
  deleteFolder,
  isFolderName,
  renameFolder,
  updateFolder,
} from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import { leave } from '../../api/sharing';
import { FormDialog } from '../../components/FormDialog';
import { PermissionField } from './fields';
import { TypedNameDialog } from '../../components/TypedNameDialog';
import { CloneDialog } from './CloneDialog';
import { CreateDialog } from './CreateDialog';
import { InfoDrawer } from './InfoDrawer';
import { ShareDialog } from './ShareDialog';
import { SnapshotsDrawer } from './SnapshotsDrawer';

export type OpenedKind = 'info' | 'share' | 'rename' | 'options' | 'clone' | 'snapshots' | 'leave' | 'delete';

/** What is shown above the page. */
export type Opened = { kind: 'create' } | { kind: OpenedKind; folder: Folder } | null;

interface Props {
  opened: Opened;
  places: Places | null;
  quotas: Quota[];
  fetcher: Fetcher;
  admin: boolean;
  email: string;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}

/** The dialogs about one folder, and the one that makes a new one. */
export function FolderDialogs(props: Props): JSX.Element | null {
  const { opened, places, quotas, fetcher, admin, email, onOpen, onClose } = props;
  if (opened === null) return null;
  const shared = { fetcher, onClose };
  // Their fields begin with what is known of the places.
  if (places === null && (opened.kind === 'create' || opened.kind === 'clone')) return null;
  if (opened.kind === 'create') return <CreateDialog places={places} admin={admin} {...shared} />;
  const { folder } = opened;
  switch (opened.kind) {
    case 'info':
      return <InfoDrawer folder={folder} quotas={quotas} onOpen={onOpen} {...shared} />;
    case 'share':
      return <ShareDialog folder={folder} email={email} {...shared} />;
    case 'rename':
      return <RenameDialog folder={folder} {...shared} />;
    case 'options':
      return <OptionsDialog folder={folder} {...shared} />;
    case 'clone':
      return <CloneDialog folder={folder} places={places} {...shared} />;
    case 'snapshots':
      return <SnapshotsDrawer folder={folder} {...shared} />;
    case 'leave':
      return <Leave folder={folder} {...shared} />;
    case 'delete':
      return (
        <TypedNameDialog
          title={`Delete the folder ${folder.name}?`}
          okText="Move to the trash"
          name={folder.name}
          onSure={() => deleteFolder(fetcher, folder.id)}
          onClose={onClose}
        >
          <Typography.Paragraph>
            It goes to the trash with all that is in it: there it can be restored until it is purged, and
            counts on the quota until then. Those with whom it is shared lose it at once.
          </Typography.Paragraph>
        </TypedNameDialog>
      );
  }
}

interface OneProps {
  folder: Folder;
  fetcher: Fetcher;
  onClose: () => void;
}

export const FOLDER_NAME_RULES = [
  {
    validator: (_: unknown, value: string) =>
      isFolderName(value)
        ? Promise.resolve()
        : Promise.reject(new Error('1 to 64 letters, digits, dots, dashes and underscores')),
  },
];

function RenameDialog({ folder, fetcher, onClose }: OneProps): JSX.Element {
  return (
    <FormDialog<{ name: string }>
      title={`Rename ${folder.name}`}
      okText="Rename"
      initial={{ name: folder.name }}
      onSave={({ name }) => renameFolder(fetcher, folder.id, name)}
      onClose={onClose}
      width={480}
    >
      {() => (
        <Form.Item
          name="name"
          label="New name"
          rules={FOLDER_NAME_RULES}
          extra="Sessions that run keep it where it is."
        >
          <Input autoFocus maxLength={64} />
        </Form.Item>
      )}
    </FormDialog>
  );
}

interface Options {
  permission: Permission;
  cloneable: boolean;
}

function OptionsDialog({ folder, fetcher, onClose }: OneProps): JSX.Element {
  return (
    <FormDialog<Options>
      title={`Permission of ${folder.name}`}
      okText="Save"
      initial={{ permission: folder.forOthers, cloneable: folder.cloneable }}
      onSave={(options) => updateFolder(fetcher, folder.id, options)}
      onClose={onClose}
      width={480}
    >
      {() => (
        <>
          <PermissionField
            label={folder.type === 'group' ? 'What members of the project may do' : 'What guests may do'}
          />
          <Form.Item name="cloneable" label="Others may clone it" valuePropName="checked">
            <Switch />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

/** Asks whether to give up a folder of somebody else's. */
function Leave({ folder, fetcher, onClose }: OneProps): null {
  const { modal, message } = App.useApp();
  useEffect(() => {
    const asked = modal.confirm({
      title: `Leave ${folder.name}?`,
      content: `It stays with ${folder.owner}, who can invite you again.`,
      okText: 'Leave it',
      okButtonProps: { danger: true },
      cancelText: 'Stay',
      autoFocusButton: 'cancel',
      onOk: async () => {
        try {
          await leave(fetcher, folder.id);
          void message.success(`You have left ${folder.name}.`);
        } catch (error) {
          void message.error(inWords(error), 8);
        }
      },
      afterClose: onClose,
    });
    return () => asked.destroy();
    // Asked once per folder.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [folder.id]);
  return null;
}
