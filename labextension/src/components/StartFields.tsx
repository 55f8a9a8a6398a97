import { Alert, Checkbox, Flex, Form, Input, InputNumber, Radio, Select, Typography } from 'antd';
import type { JSX } from 'react';

import type { Preset } from '../api/creation';
import type { Change } from '../api/estimates';
import { formatPlace, formatSlots } from '../api/units';
import { OutlookTag } from './OutlookTag';
import { SlotFields } from './SlotFields';
import { SmallestChange } from './WhyWaiting';
import type { Tried } from './useDryRun';

/** Not the name of a preset, which has none of these characters. */
export const OWN = '(own)';

/** Presets, each with what the scheduler would do with it now. */
export function PresetSelect({ presets }: { presets: Preset[] }): JSX.Element {
  return (
    <Form.Item name="preset" label="Resources">
      <Select
        optionLabelProp="plain"
        classNames={{ popup: { root: 'ky-wrapping' } }}
        options={[
          ...presets.map(({ name, slots, outlook }) => ({
            value: name,
            plain: `${name}: ${formatSlots(slots)}`,
            disabled: outlook.when === 'never',
            label: (
              <Flex justify="space-between" gap="0 8px" wrap>
                <span>
                  {name}: {formatSlots(slots)}
                </span>
                <OutlookTag outlook={outlook} />
              </Flex>
            ),
          })),
          { value: OWN, plain: 'Another amount', label: 'Another amount' },
        ]}
      />
    </Form.Item>
  );
}

/** An amount per slot that the resource group has. */
export function OwnAmounts({ slots }: { slots: string[] }): JSX.Element {
  return <SlotFields name="amounts" slots={['cpu', 'mem', ...slots]} required={['cpu', 'mem']} />;
}

/** How many containers, each with these resources; few sessions have more than one. */
export function Containers({ shown }: { shown: boolean }): JSX.Element {
  return (
    <>
      <Form.Item name="clusterSize" label="Containers" hidden={!shown}>
        <InputNumber min={1} max={1000} precision={0} />
      </Form.Item>
      <Form.Item name="clusterMode" label="Where they run" hidden={!shown}>
        <Radio.Group
          options={[
            { value: 'single-node', label: 'On one node' },
            { value: 'multi-node', label: 'On several nodes' },
          ]}
        />
      </Form.Item>
    </>
  );
}

/** The session that has to make room; it is ended when the new one is in line. */
export function EndOther({ text }: { text: string }): JSX.Element {
  return (
    <Form.Item name="end" valuePropName="checked" extra={text}>
      <Checkbox>End that session as soon as this one is queued</Checkbox>
    </Form.Item>
  );
}

interface ProspectProps {
  tried: Tried;
  onChange: (change: Change) => void;
}

/** What the scheduler would do with the wish as it stands. */
export function Prospect({ tried: { answer, refusal }, onChange }: ProspectProps): JSX.Element | null {
  if (refusal) return <Alert className="ky-prospect" type="error" showIcon message={refusal} />;
  if (answer === null) return null;
  return (
    <Flex vertical gap={8} className="ky-prospect" role="status">
      <Flex gap={6} wrap align="center">
        <Typography.Text>It would start</Typography.Text> <OutlookTag outlook={answer} />
        {answer.when === 'wait' && answer.place !== null && (
          <Typography.Text type="secondary">{formatPlace(answer.place, null)}</Typography.Text>
        )}
      </Flex>
      {answer.when === 'wait' && answer.text && answer.text !== answer.estimate?.text && (
        <Typography.Text type="secondary">{answer.text}</Typography.Text>
      )}
      {answer.change && <SmallestChange change={answer.change} label="Change it so" onChange={onChange} />}
    </Flex>
  );
}

/** What few sessions need: when it may be ended, and what it waits for. */
export function Later({ others }: { others: string[] }): JSX.Element {
  return (
    <details className="ky-more">
      <summary>When it runs</summary>
      <Form.Item
        name="timeLimit"
        label="Longest run"
        extra="It is ended after that. Saying so lets the queue plan with it, and small sessions start earlier."
        rules={[{ pattern: /^(\d+|(\d+[wdhms])+)?$/, message: 'Such as 90m, 2h or 1d' }]}
      >
        <Input placeholder="as long as the policy allows" maxLength={32} />
      </Form.Item>
      <Form.Item
        name="dependencies"
        label="After these have succeeded"
        extra="It waits until all of them have ended well, and is cancelled when one fails."
      >
        <Select
          mode="multiple"
          placeholder="Nothing"
          options={others.map((name) => ({ value: name, label: name }))}
        />
      </Form.Item>
      <Form.Item name="preemptible" valuePropName="checked">
        <Checkbox>May be ended for a session of higher priority</Checkbox>
      </Form.Item>
    </details>
  );
}
