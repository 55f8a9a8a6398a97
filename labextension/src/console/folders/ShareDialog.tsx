import { App, Button, Flex, Input, Modal, Select, Space, Typography } from 'antd';
import { type JSX, useCallback, useMemo, useState } from 'react';

import type { Folder, Permission } from '../../api/folders';
import { type Fetcher, ServiceError, inWords } from '../../api/service';
import {
  changeGuest,
  changeInvitation,
  deleteInvitation,
  fetchShares,
  invite,
  share,
  splitEmails,
  unshare,
} from '../../api/sharing';
import { PERMISSIONS, PERMISSION_OPTIONS } from '../../components/PermissionTags';
import { Problem } from '../../components/Problem';
import { useFocusReturn } from '../../components/useFocusReturn';
import { usePolled } from '../../components/usePolled';

interface Props {
  folder: Folder;
  /** Of who looks. */
  email: string;
  fetcher: Fetcher;
  onClose: () => void;
}

/** Who is in a folder: people are invited to one's own, members of a project get rights of their own in its. */
export function ShareDialog({ folder, email, fetcher, onClose }: Props): JSX.Element {
  useFocusReturn();
  const { message } = App.useApp();
  const direct = folder.type === 'group';
  const ask = useCallback(() => fetchShares(fetcher, folder.id), [fetcher, folder.id]);
  const { value, error, refresh } = usePolled(ask, 10_000);
  const [emails, setEmails] = useState('');
  const [permission, setPermission] = useState<Permission>('ro');
  const [busy, setBusy] = useState(false);

  const act = async (doing: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      const done = await doing();
      if (done) void message.success(done);
    } catch (problem) {
      void message.error(inWords(problem), 8);
    } finally {
      setBusy(false);
      refresh();
    }
  };
  const wanted = splitEmails(emails);
  const add = (): Promise<void> =>
    act(async () => {
      if (wanted.includes(email)) throw new ServiceError('You have it already.', 'Leave yourself out.', 400);
      const done = await (direct ? share : invite)(fetcher, folder.id, wanted, permission);
      setEmails('');
      const others = wanted.filter((each) => !done.includes(each));
      if (others.length > 0) {
        // Which of these it is, is not told to everybody.
        void message.warning(
          `Not ${direct ? 'shared with' : 'invited'}: ${others.join(', ')}. They have been before, or are not people who can be.`,
          8,
        );
      }
      return done.length === 0 ? '' : `${direct ? 'Shared with' : 'Invited'} ${done.join(', ')}.`;
    });

  const people = useMemo(
    () => [
      ...(value?.guests ?? []).map((guest) => ({ ...guest, key: guest.userId, pending: false })),
      ...(value?.invitations ?? []).map((asked) => ({ ...asked, key: asked.id, userId: '', pending: true })),
    ],
    [value],
  );
  return (
    <Modal open title={`Share ${folder.name}`} onCancel={onClose} footer={null} width={640}>
      <Typography.Paragraph type="secondary">
        {direct
          ? 'All members of the project have it already. Here some of them get other rights than the rest.'
          : 'They find the invitation on their own folders page. Until they accept it they see nothing of the folder.'}
      </Typography.Paragraph>
      <Flex gap={8} wrap className="ky-toolbar">
        <Input
          aria-label="E-mail addresses"
          placeholder="colleague@example.org, …"
          value={emails}
          onChange={(event) => setEmails(event.target.value)}
          onPressEnter={() => wanted.length > 0 && void add()}
          className="ky-search"
        />
        <Select
          aria-label="Permission"
          value={permission}
          onChange={setPermission}
          options={PERMISSION_OPTIONS}
          className="ky-select"
        />
        <Button type="primary" disabled={wanted.length === 0} loading={busy} onClick={() => void add()}>
          {direct ? 'Share' : 'Invite'}
        </Button>
      </Flex>
      <Problem error={error} onRetry={refresh} />
      <section aria-label="People">
        {value !== null && people.length === 0 && (
          <Typography.Text type="secondary">
            {direct
              ? `Nobody has rights of their own; ${folder.project}'s members: ${PERMISSIONS[folder.forOthers]}.`
              : 'Nobody else is in it.'}
          </Typography.Text>
        )}
        <ul className="ky-plain">
          {people.map((person) => (
            <li key={person.key}>
              <Flex gap={8} wrap align="center" justify="space-between">
                <span>
                  <Typography.Text strong>{person.email}</Typography.Text>{' '}
                  {person.pending && <Typography.Text type="secondary">has not answered</Typography.Text>}
                </span>
                <Space>
                  <Select
                    size="small"
                    aria-label={`Permission of ${person.email}`}
                    value={person.permission}
                    options={PERMISSION_OPTIONS}
                    disabled={busy}
                    onChange={(next) =>
                      void act(async () => {
                        if (person.pending) await changeInvitation(fetcher, person.key, next);
                        else if (direct) await share(fetcher, folder.id, [person.email], next);
                        else await changeGuest(fetcher, folder.id, person.userId, next);
                        return `Changed for ${person.email}.`;
                      })
                    }
                    className="ky-select"
                  />
                  <Button
                    size="small"
                    danger
                    disabled={busy}
                    aria-label={`${person.pending ? 'Take back the invitation of' : 'Remove'} ${person.email}`}
                    onClick={() =>
                      void act(async () => {
                        if (person.pending) await deleteInvitation(fetcher, person.key);
                        else if (direct) await unshare(fetcher, folder.id, [person.email]);
                        else await changeGuest(fetcher, folder.id, person.userId, null);
                        return `${person.email} no longer has it.`;
                      })
                    }
                  >
                    {person.pending ? 'Take back' : 'Remove'}
                  </Button>
                </Space>
              </Flex>
            </li>
          ))}
        </ul>
      </section>
    </Modal>
  );
}
