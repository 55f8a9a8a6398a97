import { Checkbox, Flex, Form, Input, InputNumber, Select, Switch } from 'antd';
import type { JSX } from 'react';

import {
  HOST_PERMISSIONS,
  LIMITS,
  type Limit,
  type Policy,
  type PolicyKind,
  hostPermissions,
  savePolicy,
} from '../api/policies';
import type { Fetcher } from '../api/service';
import { FormDialog, NAME_RULES } from '../components/FormDialog';
import { type Amounts, SlotFields, fromSlots, toSlots } from '../components/SlotFields';

const GIB = 2 ** 30;

interface Props {
  kind: PolicyKind;
  /** Null makes a new one. */
  policy: Policy | null;
  /** All of this kind: they know the storage hosts. */
  others: Policy[];
  slots: string[];
  fetcher: Fetcher;
  onClose: () => void;
}

interface Fields {
  name: string;
  limits: Record<string, number | null>;
  slots: Amounts;
  pendingSlots: Amounts;
  unspecifiedIsUnlimited: boolean;
  hosts?: string[];
  /** By host. */
  may?: Record<string, string[] | undefined>;
}

const scale = ({ unit }: Limit): number => (unit === 'bytes' ? GIB : 1);

/** Makes or changes a policy. An empty field is no limit. */
export function PolicyDialog({ kind, policy, others, slots, fetcher, onClose }: Props): JSX.Element {
  const hosts = [
    ...new Set([...others, ...(policy ? [policy] : [])].flatMap((each) => Object.keys(each.hosts))),
  ].sort();
  const may = Object.fromEntries(hosts.map((host) => [host, hostPermissions(policy?.hosts ?? {}, host)]));
  const limits = LIMITS[kind];
  const save = (fields: Fields): Promise<void> =>
    savePolicy(
      fetcher,
      kind,
      {
        name: policy?.name ?? fields.name.trim(),
        limits: Object.fromEntries(
          limits.map((limit) => {
            const told = fields.limits[limit.field] ?? null;
            return [limit.field, told === null ? null : Math.round(told * scale(limit))];
          }),
        ),
        slots: toSlots(fields.slots),
        pendingSlots: toSlots(fields.pendingSlots),
        unspecifiedIsUnlimited: fields.unspecifiedIsUnlimited,
        hosts: Object.fromEntries(
          (fields.hosts ?? []).map((host) => [host, fields.may?.[host] ?? may[host]]),
        ),
      },
      policy === null,
    );
  return (
    <FormDialog<Fields>
      title={policy ? `Policy ${policy.name}` : `New policy of ${kind}s`}
      okText={policy ? 'Save' : 'Create'}
      initial={{
        name: policy?.name ?? '',
        limits: Object.fromEntries(
          limits.map((limit) => {
            const told = policy?.limits[limit.field] ?? null;
            return [limit.field, told === null ? null : told / scale(limit)];
          }),
        ),
        slots: fromSlots(policy?.slots ?? {}),
        pendingSlots: fromSlots(policy?.pendingSlots ?? {}),
        unspecifiedIsUnlimited: policy?.unspecifiedIsUnlimited ?? true,
        hosts: policy ? Object.keys(policy.hosts) : hosts,
        may,
      }}
      onSave={save}
      onClose={onClose}
    >
      {() => (
        <>
          <Form.Item name="name" label="Name" rules={NAME_RULES}>
            <Input disabled={policy !== null} autoFocus={policy === null} maxLength={64} />
          </Form.Item>
          {kind === 'keypair' && (
            <>
              <SlotFields name="slots" slots={slots} placeholder="unlimited" />
              <Form.Item
                name="unspecifiedIsUnlimited"
                label="Slots without an amount are unlimited"
                valuePropName="checked"
                extra="Off: they cannot be had at all."
              >
                <Switch />
              </Form.Item>
            </>
          )}
          <Flex gap="0 16px" wrap>
            {limits.map((limit) => (
              <LimitField key={limit.field} limit={limit} />
            ))}
          </Flex>
          {kind === 'keypair' && (
            <>
              <details className="ky-more">
                <summary>What waiting sessions may ask for together</summary>
                <SlotFields name="pendingSlots" slots={slots} placeholder="no limit" ending=", waiting" />
              </details>
              <Form.Item
                name="hosts"
                label="Storage hosts"
                extra="Where its people may have folders; their domain and projects may say so, too (Storage, Permissions)."
              >
                <Select
                  mode="multiple"
                  placeholder="None"
                  options={hosts.map((value) => ({ value, label: value }))}
                />
              </Form.Item>
              <HostPermissions />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

/** What may be done on each of the chosen hosts. */
function HostPermissions(): JSX.Element {
  const chosen = Form.useWatch<string[] | undefined>('hosts') ?? [];
  return (
    <>
      {chosen.map((host) => (
        <Form.Item key={host} name={['may', host]} label={`May on ${host}`} className="ky-dense">
          <Checkbox.Group options={HOST_PERMISSIONS} />
        </Form.Item>
      ))}
    </>
  );
}

const UNITS: Record<Limit['unit'], string> = { count: '', seconds: ' (s)', bytes: ' (GiB)' };

function LimitField({ limit }: { limit: Limit }): JSX.Element {
  const { field, label, unit, nothing, least = 0, most, help } = limit;
  return (
    <Form.Item name={['limits', field]} label={label + UNITS[unit]} extra={help}>
      <InputNumber
        min={least}
        {...(most === undefined ? {} : { max: most })}
        {...(unit === 'bytes' ? {} : { precision: 0 })}
        placeholder={nothing}
        className="ky-amount"
      />
    </Form.Item>
  );
}
