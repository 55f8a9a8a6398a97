import { Checkbox, Flex, Form, Input, InputNumber, Select, Skeleton, Switch } from 'antd';
import { type JSX, useCallback } from 'react';

import {
  type Choice,
  type Group,
  type GroupChoices,
  fetchGroupChoices,
  saveGroup,
} from '../api/resourceGroups';
import type { Fetcher } from '../api/service';
import { FormDialog, NAME_RULES } from '../components/FormDialog';
import { Problem } from '../components/Problem';
import { usePolled } from '../components/usePolled';
import { type OptionFields, SESSION_TYPES, fieldsOf, optionsOf } from './groupOptions';

interface Props {
  /** Null makes a new one. */
  group: Group | null;
  fetcher: Fetcher;
  onClose: () => void;
}

interface Fields extends OptionFields {
  name: string;
  description: string;
  isActive: boolean;
  isPublic: boolean;
  scheduler: string;
}

/** Makes or changes a resource group. */
export function GroupDialog({ group, fetcher, onClose }: Props): JSX.Element {
  const ask = useCallback(() => fetchGroupChoices(fetcher), [fetcher]);
  const { value, error, refresh } = usePolled<GroupChoices>(ask, 0);
  const save = (fields: Fields): Promise<void> =>
    saveGroup(
      fetcher,
      group?.name ?? fields.name.trim(),
      { ...fields, options: optionsOf(fields, group?.options ?? {}) },
      group === null,
    );
  return (
    <FormDialog<Fields>
      title={group ? `Resource group ${group.name}` : 'New resource group'}
      okText={group ? 'Save' : 'Create'}
      initial={{
        name: group?.name ?? '',
        description: group?.description ?? '',
        isActive: group?.isActive ?? true,
        isPublic: group?.isPublic ?? true,
        scheduler: group?.scheduler ?? 'fifo',
        ...fieldsOf(group?.options ?? {}),
      }}
      onSave={save}
      onClose={onClose}
    >
      {() => (
        <>
          <Problem error={error} onRetry={refresh} />
          <Form.Item name="name" label="Name" rules={NAME_RULES}>
            <Input disabled={group !== null} autoFocus={group === null} maxLength={64} />
          </Form.Item>
          <Form.Item name="description" label="Description">
            <Input maxLength={512} />
          </Form.Item>
          <Flex gap="0 24px" wrap>
            <Form.Item name="isActive" label="Takes new sessions" valuePropName="checked">
              <Switch />
            </Form.Item>
            <Form.Item name="isPublic" label="For users (not admins only)" valuePropName="checked">
              <Switch />
            </Form.Item>
          </Flex>
          {value === null && error === null ? <Skeleton active /> : <Order choices={value} />}
        </>
      )}
    </FormDialog>
  );
}

const options = (choices: Choice[] | undefined): { value: string; label: string }[] =>
  (choices ?? []).map(({ name, text }) => ({ value: name, label: text ? `${name}: ${text}` : name }));

const textOf = (choices: Choice[] | undefined, name: string | undefined): string =>
  choices?.find((choice) => choice.name === name)?.text ?? '';

/** Who comes next, and where. */
function Order({ choices }: { choices: GroupChoices | null }): JSX.Element {
  const selectors = options(choices?.selectors);
  const scheduler = Form.useWatch<string | undefined>('scheduler');
  const selector = Form.useWatch<string | undefined>('selector');
  return (
    <>
      <Form.Item
        name="scheduler"
        label="Scheduler"
        extra={textOf(choices?.schedulers, scheduler) || 'Who comes next.'}
        rules={[{ required: true }]}
      >
        <Select
          optionLabelProp="value"
          options={options(choices?.schedulers)}
          classNames={{ popup: { root: 'ky-wrapping' } }}
        />
      </Form.Item>
      <Form.Item
        name="selector"
        label="Node selection"
        extra={textOf(choices?.selectors, selector) || 'Where it goes.'}
      >
        <Select
          allowClear
          placeholder="the site's default"
          optionLabelProp="value"
          options={selectors}
          classNames={{ popup: { root: 'ky-wrapping' } }}
        />
      </Form.Item>
      <Form.Item
        name="types"
        label="Session types"
        rules={[{ required: true, type: 'array', min: 1, message: 'At least one' }]}
      >
        <Checkbox.Group options={SESSION_TYPES} />
      </Form.Item>
      <Flex gap="0 16px" wrap>
        <Form.Item name="pendingTimeout" label="Pending timeout (s)" extra="0 is off">
          <InputNumber min={0} />
        </Form.Item>
        <Form.Item name="retries" label="Tries before it is skipped" extra="empty: the site's">
          <InputNumber min={0} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="reservations" label="Reservations" extra="for sessions without room">
          <InputNumber min={0} max={100} precision={0} placeholder="1" />
        </Form.Item>
        <Form.Item name="halfLife" label="Half-life of past use (h)" extra="fair share">
          <InputNumber min={0} placeholder="168" />
        </Form.Item>
      </Flex>
      <Form.Item name="preemption" valuePropName="checked" className="ky-dense">
        <Checkbox>Higher priority ends sessions that agreed to be preemptible (scheduler priority)</Checkbox>
      </Form.Item>
      <Form.Item name="splitDevices" valuePropName="checked" className="ky-dense">
        <Checkbox>A request for parts of GPUs may be put together from several</Checkbox>
      </Form.Item>
      <Form.Item name="spread" valuePropName="checked" className="ky-dense">
        <Checkbox>Replicas of a service go to different nodes</Checkbox>
      </Form.Item>
      <details className="ky-more">
        <summary>Node selection by session type</summary>
        {SESSION_TYPES.map((type) => (
          <Form.Item key={type} name={['selectorByType', type]} label={type}>
            <Select
              allowClear
              placeholder="as above"
              optionLabelProp="value"
              options={selectors}
              classNames={{ popup: { root: 'ky-wrapping' } }}
            />
          </Form.Item>
        ))}
      </details>
      <Reclaim />
    </>
  );
}

/** Taking back accelerators that nobody uses while others wait. */
function Reclaim(): JSX.Element {
  const on = Form.useWatch<boolean | undefined>('reclaim') ?? false;
  return (
    <>
      <Form.Item name="reclaim" valuePropName="checked" className="ky-dense">
        <Checkbox>Take idle GPUs back while others wait for them</Checkbox>
      </Form.Item>
      <Flex gap="0 16px" wrap hidden={!on}>
        <Form.Item name="reclaimIdle" label="Idle for (min)">
          <InputNumber min={0} placeholder="40" />
        </Form.Item>
        <Form.Item name="reclaimThreshold" label="Below (% of use)">
          <InputNumber min={0} max={100} placeholder="5" />
        </Form.Item>
        <Form.Item name="reclaimWaiting" label="People who wait">
          <InputNumber min={1} precision={0} placeholder="1" />
        </Form.Item>
        <Form.Item name="reclaimNotice" label="Warning before (min)">
          <InputNumber min={0} placeholder="10" />
        </Form.Item>
      </Flex>
    </>
  );
}
