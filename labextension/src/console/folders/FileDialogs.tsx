import { Alert, App, Form, Input, Typography } from 'antd';
import { type JSX, useEffect, useState } from 'react';

import { type FileEntry, deleteFiles, joined, makeDirectory, moveFile, renameFile } from '../../api/files';
import type { Folder } from '../../api/folders';
import { type Fetcher, inWords } from '../../api/service';
import { FormDialog } from '../../components/FormDialog';
import type { Chosen } from './dropped';
import { uploadsOf } from './pageUploads';

export type FileAction =
  'preview' | 'download' | 'zip' | 'tar' | 'rename' | 'move' | 'delete' | 'restore' | 'mkdir' | 'upload';

/** What is about to be done, to which entries. */
export interface FileAsked {
  what: FileAction;
  entries: FileEntry[];
  chosen?: Chosen[];
}

interface Props {
  asked: FileAsked;
  folder: Folder;
  /** The directory. */
  path: string;
  /** What is in it already. */
  names: string[];
  fetcher: Fetcher;
  onDone: () => void;
  onClose: () => void;
}

/** Asks for what a change needs: a name, a place, or whether it is meant. */
export function FileDialogs({
  asked,
  folder,
  path,
  names,
  fetcher,
  onDone,
  onClose,
}: Props): JSX.Element | null {
  const { what, entries, chosen } = asked;
  const first = entries[0];
  const shared = { folder, path, fetcher, onDone, onClose };
  if (what === 'upload') return <Uploading chosen={chosen ?? []} names={names} {...shared} />;
  if (what === 'mkdir') {
    return (
      <NameDialog
        title="New directory"
        okText="Create"
        name=""
        onName={(name) => makeDirectory(fetcher, folder.id, joined(path, name))}
        {...shared}
      />
    );
  }
  if (first === undefined) return null;
  if (what === 'rename') {
    return (
      <NameDialog
        title={`Rename ${first.name}`}
        okText="Rename"
        name={first.name}
        onName={(name) =>
          renameFile(fetcher, folder.id, joined(path, first.name), name, first.kind === 'directory')
        }
        {...shared}
      />
    );
  }
  if (what === 'move') return <MoveDialog entries={entries} {...shared} />;
  return what === 'delete' ? <DeleteQuestion entries={entries} {...shared} /> : null;
}

type Shared = Pick<Props, 'folder' | 'path' | 'fetcher' | 'onDone' | 'onClose'>;

interface NameProps extends Shared {
  title: string;
  okText: string;
  name: string;
  onName: (name: string) => Promise<void>;
}

/** Bytes of a name, which file systems limit to 255. */
const tooLong = (name: string): boolean => new TextEncoder().encode(name).length > 255;

function NameDialog({ title, okText, name, onName, onDone, onClose }: NameProps): JSX.Element {
  const save = async (fields: { name: string }): Promise<void> => {
    await onName(fields.name);
    onDone();
  };
  return (
    <FormDialog<{ name: string }>
      title={title}
      okText={okText}
      initial={{ name }}
      onSave={save}
      onClose={onClose}
      width={480}
    >
      {() => (
        <Form.Item
          name="name"
          label="Name"
          rules={[
            { required: true, whitespace: true, message: 'Give it a name' },
            {
              validator: (_, told: string) =>
                told.includes('/') || told === '.' || told === '..' || tooLong(told)
                  ? Promise.reject(new Error('One name of at most 255 bytes, without a slash'))
                  : Promise.resolve(),
            },
          ]}
        >
          <Input autoFocus />
        </Form.Item>
      )}
    </FormDialog>
  );
}

function MoveDialog({
  entries,
  folder,
  path,
  fetcher,
  onDone,
  onClose,
}: Shared & { entries: FileEntry[] }): JSX.Element {
  const save = async ({ to }: { to: string }): Promise<void> => {
    const directory = to.split('/').filter(Boolean).join('/');
    for (const { name } of entries) {
      await moveFile(fetcher, folder.id, joined(path, name), joined(directory, name));
    }
    onDone();
  };
  return (
    <FormDialog<{ to: string }>
      title={entries.length === 1 ? `Move ${entries[0]?.name ?? ''}` : `Move ${entries.length} entries`}
      okText="Move"
      initial={{ to: path }}
      onSave={save}
      onClose={onClose}
      width={480}
    >
      {() => (
        <Form.Item
          name="to"
          label="To the directory"
          extra={`As seen from the top of ${folder.name}; empty is the top itself.`}
        >
          <Input autoFocus placeholder="results/2024" />
        </Form.Item>
      )}
    </FormDialog>
  );
}

function DeleteQuestion({
  entries,
  folder,
  path,
  fetcher,
  onDone,
  onClose,
}: Shared & { entries: FileEntry[] }): JSX.Element {
  const directories = entries.filter(({ kind }) => kind === 'directory').length;
  const save = async (): Promise<void> => {
    const paths = entries.map(({ name }) => joined(path, name));
    await deleteFiles(fetcher, folder.id, paths, directories > 0);
    onDone();
  };
  return (
    <FormDialog<object>
      title={entries.length === 1 ? `Delete ${entries[0]?.name ?? ''}?` : `Delete ${entries.length} entries?`}
      okText="Delete for ever"
      danger
      initial={{}}
      onSave={save}
      onClose={onClose}
      width={480}
    >
      {() => (
        <>
          <Typography.Paragraph>
            Files do not go to the trash: they are gone at once{directories > 0 ? '' : '.'}
            {directories > 0 && ', and so is all that is in the directories.'}
          </Typography.Paragraph>
          <ul className="ky-plain">
            {entries.slice(0, 10).map(({ name, kind }) => (
              <li key={name}>{kind === 'directory' ? `${name}/ with all in it` : name}</li>
            ))}
            {entries.length > 10 && <li>and {entries.length - 10} more</li>}
          </ul>
        </>
      )}
    </FormDialog>
  );
}

/** Begins the upload, after asking where it would replace something. */
function Uploading({
  chosen,
  names,
  folder,
  path,
  fetcher,
  onClose,
}: Shared & { chosen: Chosen[]; names: string[] }): JSX.Element | null {
  const { message } = App.useApp();
  const taken = new Set(names);
  const replaced = [...new Set(chosen.map((each) => each.path.split('/')[0] ?? ''))].filter((name) =>
    taken.has(name),
  );
  const [sure, setSure] = useState(replaced.length === 0);
  useEffect(() => {
    if (!sure) return;
    try {
      uploadsOf(fetcher).add(folder, path, chosen);
    } catch (problem) {
      void message.error(inWords(problem), 8);
    }
    onClose();
    // Begun once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [sure]);
  if (sure) return null;
  return (
    <FormDialog<object>
      title={`Replace what is there?`}
      okText="Replace"
      danger
      initial={{}}
      onSave={() => {
        setSure(true);
        return Promise.resolve();
      }}
      onClose={onClose}
      width={480}
    >
      {() => (
        <Alert
          type="warning"
          showIcon
          message={`${replaced.slice(0, 10).join(', ')}${replaced.length > 10 ? ' and more' : ''}`}
          description="A file of the same name is replaced when its upload is complete; of a directory, the files of the same names."
        />
      )}
    </FormDialog>
  );
}
