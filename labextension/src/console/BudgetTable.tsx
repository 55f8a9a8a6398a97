import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Select, Typography } from 'antd';
import { type JSX, useCallback, useState } from 'react';

import type { Policies } from '../api/policies';
import type { Fetcher } from '../api/service';
import { trim } from '../api/units';
import {
  type Budget,
  type BudgetScope,
  deleteBudget,
  fetchBudgets,
  formatWindow,
  hourUnit,
  setBudget,
} from '../api/usage';
import { DataTable } from '../components/DataTable';
import { DeleteButton } from '../components/DeleteButton';
import { FormDialog } from '../components/FormDialog';
import { Problem } from '../components/Problem';
import type { Column } from '../components/columns';
import { usePolled } from '../components/usePolled';

const SCOPES: Record<BudgetScope, string> = {
  'keypair-policy': 'Everybody with a keypair policy',
  user: 'One user',
  project: 'A project',
  domain: 'A domain',
};

interface Props {
  policies: Pick<Policies, 'keypair' | 'projects' | 'domains'>;
  fetcher: Fetcher;
  /** Whose budgets the viewer may set. */
  scopes?: BudgetScope[];
}

const ALL = Object.keys(SCOPES) as BudgetScope[];

/** How much may be used within a rolling time. */
export function BudgetTable({ policies, fetcher, scopes = ALL }: Props): JSX.Element {
  const ask = useCallback(() => fetchBudgets(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<Budget[]>(ask, 60_000);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Problem error={error} onRetry={refresh} />
      <DataTable
        name="budgets"
        label="Budgets"
        rows={value ?? []}
        columns={COLUMNS}
        rowKey={(row) => row.id}
        minWidth={560}
        empty="No budget: what may be used over time is not limited."
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
            New budget
          </Button>
        }
        actions={(row) =>
          row.mayDelete && (
            <DeleteButton
              what={`the budget of ${row.scopeName}`}
              loss="Nothing limits its use over time any more, unless another budget does."
              onDelete={() => deleteBudget(fetcher, row.id)}
              onDone={refresh}
            />
          )
        }
      />
      {open && (
        <BudgetDialog
          policies={policies}
          fetcher={fetcher}
          scopes={scopes}
          onClose={() => {
            setOpen(false);
            refresh();
          }}
        />
      )}
    </>
  );
}

const COLUMNS: Column<Budget>[] = [
  { key: 'scope', title: 'Of', text: (row) => SCOPES[row.scope], choices: true },
  {
    key: 'who',
    title: 'Who',
    text: (row) => row.scopeName,
    cell: (row) => <Typography.Text strong>{row.scopeName}</Typography.Text>,
  },
  {
    key: 'hours',
    title: 'At most',
    align: 'right',
    text: (row) => `${row.hours} ${hourUnit(row.slot)}`,
    order: (row) => Number(row.hours),
  },
  {
    key: 'used',
    title: 'Used',
    align: 'right',
    text: (row) => (row.used === null ? '' : `${trim(row.used, 2)} (${share(row)} %)`),
    order: (row) => row.used ?? -1,
  },
  { key: 'window', title: 'Within', text: (row) => formatWindow(row.window), order: (row) => row.window },
  { key: 'id', title: 'ID', text: (row) => row.id, optional: true },
];

const share = ({ used, hours }: Budget): string =>
  trim(Number(hours) > 0 ? (100 * (used ?? 0)) / Number(hours) : 100, 0);

interface Fields {
  scope: BudgetScope;
  scopeId: string;
  slot: string;
  hours: number;
  /** Days. */
  days: number;
}

function BudgetDialog({
  policies,
  fetcher,
  scopes = ALL,
  onClose,
}: Props & { onClose: () => void }): JSX.Element {
  return (
    <FormDialog<Fields>
      title="New budget"
      okText="Set"
      initial={{ scope: scopes[0] ?? 'user', slot: 'gpu', days: 7 }}
      onSave={({ scope, scopeId, slot, hours, days }) =>
        setBudget(fetcher, {
          scope,
          scopeId: scopeId.trim(),
          slot,
          hours: String(hours),
          window: Math.round(days * 86_400),
        })
      }
      onClose={onClose}
      width={520}
    >
      {() => (
        <>
          <Form.Item name="scope" label="Of">
            <Select options={scopes.map((value) => ({ value, label: SCOPES[value] }))} />
          </Form.Item>
          <Whose policies={policies} first={scopes[0] ?? 'user'} />
          <Form.Item name="slot" label="What">
            <Select
              options={['gpu', 'cuda.shares', 'cuda.device', 'cpu'].map((value) => ({
                value,
                label: value === 'gpu' ? 'GPU-hours, of whatever kind' : hourUnit(value),
              }))}
            />
          </Form.Item>
          <Form.Item name="hours" label="Hours" rules={[{ required: true, message: 'Say how many' }]}>
            <InputNumber min={0} className="ky-amount" />
          </Form.Item>
          <Form.Item
            name="days"
            label="Within the last (days)"
            rules={[{ required: true, message: 'Say within which time' }]}
          >
            <InputNumber min={0.01} className="ky-amount" />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

const IDS: Record<BudgetScope, string> = {
  'keypair-policy': 'Policy',
  user: "User's e-mail address or id",
  project: 'Project',
  domain: 'Domain',
};

function Whose({ policies, first }: Pick<Props, 'policies'> & { first: BudgetScope }): JSX.Element {
  const scope = Form.useWatch<BudgetScope | undefined>('scope') ?? first;
  const rules = [{ required: true, whitespace: true, message: 'Say whose' }];
  const choices: Record<Exclude<BudgetScope, 'user'>, { value: string; label: string }[]> = {
    'keypair-policy': policies.keypair.map(({ name }) => ({ value: name, label: name })),
    project: policies.projects.map(({ id, name, domain }) => ({ value: id, label: `${name} (${domain})` })),
    domain: policies.domains.map((name) => ({ value: name, label: name })),
  };
  return (
    // Another kind of owner begins with an empty field.
    <Form.Item key={scope} name="scopeId" label={IDS[scope]} rules={rules} preserve={false}>
      {scope === 'user' ? <Input maxLength={254} /> : <Select options={choices[scope]} />}
    </Form.Item>
  );
}
