import { Card, Empty, Flex, Segmented, Select, Typography } from 'antd';
import { type JSX, useMemo, useState } from 'react';

import { seriesOf } from '../api/series';
import { type Step, type Usage, type UsageRow, countedHours, formatHours, hourUnit } from '../api/usage';
import { slotName, slotOrder, trim } from '../api/units';
import { DataTable } from '../components/DataTable';
import { UsageChart } from '../components/UsageChart';
import type { Column } from '../components/columns';

/** A range of time up to now, and the step that suits it. */
export interface Range {
  key: string;
  label: string;
  hours: number;
  step: Step;
}

export const RANGES: Range[] = [
  { key: 'day', label: '24 hours', hours: 24, step: 'hour' },
  { key: 'week', label: '7 days', hours: 168, step: 'day' },
  { key: 'month', label: '30 days', hours: 720, step: 'day' },
  { key: 'year', label: 'A year', hours: 8760, step: 'week' },
];

interface RangeProps {
  range: Range;
  step: Step;
  onRange: (range: Range) => void;
  onStep: (step: Step) => void;
}

const STEPS: Record<Step, string> = { hour: 'per hour', day: 'per day', week: 'per week' };
/** Hours in a step, and the most steps that are still bars. */
const LENGTHS: Record<Step, number> = { hour: 1, day: 24, week: 168 };
const MOST = 400;

/** How far back, and in which steps. */
export function RangeChoice({ range, step, onRange, onStep }: RangeProps): JSX.Element {
  const steps = (Object.keys(STEPS) as Step[]).filter(
    (name) => range.hours / LENGTHS[name] <= MOST && range.hours > LENGTHS[name],
  );
  return (
    <Flex gap={8} wrap align="center">
      <Segmented
        aria-label="How far back"
        value={range.key}
        options={RANGES.map(({ key, label }) => ({ value: key, label }))}
        onChange={(key) => {
          const chosen = RANGES.find((known) => known.key === key);
          if (chosen) onRange(chosen);
        }}
      />
      <Select
        aria-label="Step"
        value={step}
        onChange={onStep}
        options={steps.map((name) => ({ value: name, label: STEPS[name] }))}
        className="ky-select"
      />
    </Flex>
  );
}

/** The span that ends with this minute: what was used just now is in it. */
export function spanOf(range: Range): { from: string; to: string } {
  const to = Math.ceil(Date.now() / 60_000) * 60_000;
  return { from: new Date(to - range.hours * 3_600_000).toISOString(), to: new Date(to).toISOString() };
}

interface Props {
  usage: Usage | null;
  /** What the rows are of: `User`, `Project`. */
  title: string;
  loading: boolean;
  toolbar?: JSX.Element;
}

/** Chart and table of one answer. */
export function UsageView({ usage, title, loading, toolbar }: Props): JSX.Element {
  const [wanted, setWanted] = useState<string | null>(null);
  const slots = useMemo(
    () => [...new Set(usage?.totals.map(({ slot }) => slot) ?? [])].sort(slotOrder),
    [usage],
  );
  const slot = wanted !== null && slots.includes(wanted) ? wanted : preferred(slots);
  const series = useMemo(
    () => (usage !== null && slot !== null ? seriesOf(usage, slot) : null),
    [usage, slot],
  );
  const columns = useMemo(() => usageColumns(title), [title]);
  return (
    <>
      <Card loading={loading && usage === null}>
        {slot === null || series === null || usage === null ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="Nothing was used in this time." />
        ) : (
          <>
            <Flex justify="space-between" align="center" wrap gap={8}>
              <Typography.Text strong>
                {slotName(slot).label}: {hourUnit(slot)} per {usage.step}
              </Typography.Text>
              {slots.length > 1 && (
                <Segmented
                  aria-label="Slot"
                  value={slot}
                  options={slots.map((name) => ({ value: name, label: slotName(name).label }))}
                  onChange={setWanted}
                />
              )}
            </Flex>
            <UsageChart series={series} slot={slot} step={usage.step} />
          </>
        )}
      </Card>
      <Card className="ky-table-card">
        <DataTable
          name="usage"
          label="Usage"
          rows={usage?.rows ?? []}
          columns={columns}
          rowKey={(row) => `${row.key} ${row.slot} ${row.at}`}
          empty="Nothing was used in this time."
          minWidth={560}
          {...(toolbar ? { extra: toolbar } : {})}
        />
      </Card>
    </>
  );
}

/** What people look at first: accelerators. */
function preferred(slots: string[]): string | null {
  return slots.find((slot) => slot.startsWith('cuda')) ?? slots[0] ?? null;
}

function usageColumns(title: string): Column<UsageRow>[] {
  return [
    {
      key: 'at',
      title: 'From',
      text: (row) => row.at ?? '',
      order: (row) => (row.at === null ? null : Date.parse(row.at)),
      cell: (row) => (row.at === null ? '–' : new Date(row.at).toLocaleString()),
    },
    { key: 'name', title, text: (row) => row.name, choices: true },
    { key: 'slot', title: 'Slot', text: (row) => slotName(row.slot).label, choices: true },
    {
      key: 'hours',
      title: 'Hours',
      align: 'right',
      text: (row) => trim(countedHours(row.slot, row.hours), 3),
      order: (row) => row.hours,
      cell: (row) => formatHours(row.slot, row.hours),
    },
    { key: 'unit', title: 'Unit', text: (row) => hourUnit(row.slot), optional: true },
    { key: 'key', title: 'Key', text: (row) => row.key, optional: true },
  ];
}
