import { Alert, App, Button, Space, Typography } from 'antd';
import { type JSX, useState } from 'react';

import { type Fetcher, inWords } from '../../api/service';
import { type CheckResult, type Finding, fetchCheck, repair } from '../../api/storage';
import { DataTable } from '../../components/DataTable';
import type { Column } from '../../components/columns';

const EXPLANATIONS: Record<Finding['kind'], string> = {
  orphan: 'on the disk, but no folder of the database',
  missing: 'in the database, but not on the disk',
  misplaced: 'lies where it does not belong',
  returned: 'was missing, and is there again',
};
const REPAIRABLE: Finding['kind'][] = ['orphan', 'missing', 'returned'];

/** Whether disk and database agree. Looks only when asked to, and repairs only what is chosen. */
export function CheckTab({ fetcher }: { fetcher: Fetcher }): JSX.Element {
  const { modal, message } = App.useApp();
  const [result, setResult] = useState<CheckResult | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    setBusy(true);
    try {
      setResult(await fetchCheck(fetcher));
      setChosen([]);
    } catch (problem) {
      void message.error(inWords(problem), 8);
    } finally {
      setBusy(false);
    }
  };
  const findings = result?.findings ?? [];
  const wanted = findings.filter((row) => chosen.includes(keyOf(row)) && REPAIRABLE.includes(row.kind));
  const orphans = wanted.filter(({ kind }) => kind === 'orphan').length;
  const ask = (): void => {
    modal.confirm({
      title: wanted.length === 1 ? 'Repair it?' : `Repair these ${wanted.length}?`,
      content: [
        orphans > 0 && `To the trash of their owners, where they can be restored: ${orphans}.`,
        wanted.length > orphans && `Marked as what they are: ${wanted.length - orphans}.`,
        'Nothing is removed.',
      ]
        .filter(Boolean)
        .join(' '),
      okText: 'Repair',
      autoFocusButton: 'cancel',
      onOk: async () => {
        try {
          await repair(fetcher, wanted);
          void message.success('Repaired.');
        } catch (problem) {
          void message.error(inWords(problem), 8);
        }
        await look();
      },
    });
  };
  return (
    <>
      <Typography.Paragraph type="secondary">
        Compares what lies on every volume with the folders that are known. Looking changes nothing.
      </Typography.Paragraph>
      <Space className="ky-toolbar">
        <Button type="primary" loading={busy} onClick={() => void look()}>
          Check now
        </Button>
        <Button disabled={wanted.length === 0 || busy} onClick={ask}>
          Repair the chosen
        </Button>
      </Space>
      {result !== null && result.unchecked.length > 0 && (
        <Alert
          className="ky-alert"
          type="warning"
          showIcon
          message="Not everything could be looked at."
          description={result.unchecked.join('; ')}
        />
      )}
      {result !== null && findings.length === 0 && result.unchecked.length === 0 && (
        <Alert
          type="success"
          showIcon
          message={`Disk and database agree (${new Date(result.at).toLocaleTimeString()}).`}
        />
      )}
      {findings.length > 0 && (
        <DataTable
          name="storage-check"
          label="What does not agree"
          rows={findings}
          columns={COLUMNS}
          rowKey={keyOf}
          selected={chosen}
          onSelect={setChosen}
          empty="Nothing."
        />
      )}
    </>
  );
}

const keyOf = ({ kind, id, path }: Finding): string => `${kind} ${id || path}`;

const COLUMNS: Column<Finding>[] = [
  { key: 'kind', title: 'What', text: (row) => row.kind, choices: true },
  { key: 'why', title: 'Why', text: (row) => EXPLANATIONS[row.kind] },
  { key: 'name', title: 'Name', text: (row) => row.name || row.id },
  { key: 'host', title: 'Location', text: (row) => row.host, choices: true },
  { key: 'owner', title: 'Owner', text: (row) => row.owner, choices: true },
  { key: 'path', title: 'Path', text: (row) => row.path },
];
