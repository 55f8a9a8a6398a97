import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Space, Typography } from 'antd';
import { type JSX, useState } from 'react';

import { type SitePreset, remove, savePreset } from '../api/policies';
import type { Fetcher } from '../api/service';
import { formatBytes, formatSlots } from '../api/units';
import { DataTable } from '../components/DataTable';
import { DeleteButton } from '../components/DeleteButton';
import { FormDialog, NAME_RULES } from '../components/FormDialog';
import { type Amounts, SlotFields, fromSlots, toSlots } from '../components/SlotFields';
import { Slots } from '../components/Slots';
import type { Column } from '../components/columns';

const MIB = 2 ** 20;

interface Props {
  presets: SitePreset[];
  slots: string[];
  fetcher: Fetcher;
  onChanged: () => void;
}

/** What people choose from when they start a session. */
export function PresetTable({ presets, slots, fetcher, onChanged }: Props): JSX.Element {
  const [open, setOpen] = useState<{ preset: SitePreset | null } | null>(null);
  const close = (): void => {
    setOpen(null);
    onChanged();
  };
  return (
    <>
      <DataTable
        name="presets"
        label="Presets"
        rows={presets}
        columns={COLUMNS}
        rowKey={(row) => row.name}
        minWidth={560}
        empty="There is no preset: people say all amounts themselves."
        extra={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ preset: null })}>
            New preset
          </Button>
        }
        actions={(row) => (
          <Space>
            <Button size="small" onClick={() => setOpen({ preset: row })} aria-label={`Edit ${row.name}`}>
              Edit
            </Button>
            <DeleteButton
              what={`the preset ${row.name}`}
              loss="Nobody can choose it any more. Sessions that were started with it stay."
              onDelete={() => remove(fetcher, 'resource_preset', row.name)}
              onDone={onChanged}
            />
          </Space>
        )}
      />
      {open && <PresetDialog preset={open.preset} slots={slots} fetcher={fetcher} onClose={close} />}
    </>
  );
}

const COLUMNS: Column<SitePreset>[] = [
  {
    key: 'name',
    title: 'Name',
    text: (row) => row.name,
    cell: (row) => <Typography.Text strong>{row.name}</Typography.Text>,
  },
  { key: 'description', title: 'Description', text: (row) => row.description },
  {
    key: 'slots',
    title: 'Resources',
    text: (row) => formatSlots(row.slots),
    cell: (row) => <Slots slots={row.slots} />,
  },
  {
    key: 'shared-memory',
    title: 'Shared memory',
    align: 'right',
    text: (row) => (row.sharedMemory === null ? '' : formatBytes(row.sharedMemory)),
    order: (row) => row.sharedMemory,
  },
];

interface Fields {
  name: string;
  description: string;
  slots: Amounts;
  /** MiB. */
  sharedMemory: number | null;
}

interface DialogProps {
  preset: SitePreset | null;
  slots: string[];
  fetcher: Fetcher;
  onClose: () => void;
}

function PresetDialog({ preset, slots, fetcher, onClose }: DialogProps): JSX.Element {
  const shared = preset?.sharedMemory ?? null;
  return (
    <FormDialog<Fields>
      title={preset ? `Preset ${preset.name}` : 'New preset'}
      okText={preset ? 'Save' : 'Create'}
      initial={{
        name: preset?.name ?? '',
        description: preset?.description ?? '',
        slots: fromSlots(preset?.slots ?? {}),
        sharedMemory: shared === null ? null : shared / MIB,
      }}
      onSave={(fields) =>
        savePreset(
          fetcher,
          {
            name: preset?.name ?? fields.name.trim(),
            description: fields.description,
            slots: toSlots(fields.slots),
            sharedMemory: fields.sharedMemory ? Math.round(fields.sharedMemory * MIB) : null,
          },
          preset === null,
        )
      }
      onClose={onClose}
    >
      {() => (
        <>
          <Form.Item name="name" label="Name" rules={NAME_RULES}>
            <Input disabled={preset !== null} autoFocus={preset === null} maxLength={64} />
          </Form.Item>
          <Form.Item name="description" label="Description">
            <Input maxLength={512} />
          </Form.Item>
          <SlotFields name="slots" slots={slots} placeholder="none" required={['cpu', 'mem']} />
          <Form.Item
            name="sharedMemory"
            label="Shared memory (MiB)"
            extra="Part of the memory above. Empty: the site's default."
          >
            <InputNumber min={0} className="ky-amount" />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
