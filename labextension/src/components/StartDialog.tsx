import { App, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { type JSX, useCallback, useEffect, useState } from 'react';

import {
  type Choices,
  type Preset,
  type Wish,
  createSession,
  fetchChoices,
  fetchPresets,
  isName,
} from '../api/creation';
import { type Fetcher, ServiceError } from '../api/service';
import { formatSlots } from '../api/units';
import { Problem } from './Problem';
import { usePolled } from './usePolled';

interface Props {
  open: boolean;
  fetcher: Fetcher;
  resourceGroups: string[];
  onClose: () => void;
  onLogin: () => void;
}

interface Fields {
  name: string;
  image: string;
  type: 'interactive' | 'batch';
  resourceGroup: string;
  preset: string;
  cpu: number;
  memory: number;
  folders: string[];
  command?: string;
}

/** Not the name of a preset, which has none of these characters. */
const OWN = '(own)';

/** Starts a session of the API: any image, interactive or one command. */
export function StartDialog(props: Props): JSX.Element {
  return (
    <Modal
      open={props.open}
      title="Start a session"
      onCancel={props.onClose}
      okText="Start"
      okButtonProps={{ htmlType: 'submit', form: 'ky-start' }}
      destroyOnHidden
      width={620}
    >
      {props.open && <StartForm {...props} />}
    </Modal>
  );
}

function StartForm({ fetcher, resourceGroups, onClose, onLogin }: Props): JSX.Element {
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = useCallback(() => fetchChoices(fetcher), [fetcher]);
  const choices = usePolled<Choices>(ask, 0);
  // Nothing is watched before the first look.
  const watched = Form.useWatch('resourceGroup', form) as string | undefined;
  const group = watched ?? resourceGroups[0] ?? 'default';
  const askPresets = useCallback(() => fetchPresets(fetcher, group), [fetcher, group]);
  const presets = usePolled<Preset[]>(askPresets, 0);
  const batch = Form.useWatch('type', form) === 'batch';
  const own = Form.useWatch('preset', form) === OWN;

  const images = choices.value?.images;
  useEffect(() => {
    if (images?.[0] && !form.getFieldValue('image')) form.setFieldValue('image', images[0]);
  }, [form, images]);
  useEffect(() => {
    const first = presets.value?.find(({ allocatable }) => allocatable);
    if (presets.value) form.setFieldValue('preset', first?.name ?? OWN);
  }, [form, presets.value]);

  const start = async (fields: Fields): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await createSession(fetcher, wishOf(fields, presets.value ?? []));
      void message.success(`${fields.name} is queued.`);
      onClose();
    } catch (error) {
      if (error instanceof ServiceError && error.loginNeeded) onLogin();
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form<Fields>
      id="ky-start"
      form={form}
      layout="vertical"
      disabled={busy}
      initialValues={{
        name: '',
        type: 'interactive',
        resourceGroup: resourceGroups[0],
        cpu: 1,
        memory: 1,
        folders: [],
      }}
      onFinish={(fields) => void start(fields)}
    >
      <Problem error={problem ?? choices.error ?? presets.error} />
      <Form.Item
        name="name"
        label="Name"
        required
        rules={[
          {
            validator: (_, value: string) =>
              isName(value)
                ? Promise.resolve()
                : Promise.reject(new Error('4 to 64 letters, digits, dots, dashes and underscores')),
          },
        ]}
      >
        <Input autoFocus placeholder="my-session" maxLength={64} />
      </Form.Item>
      <Form.Item name="image" label="Image" rules={[{ required: true, message: 'Choose an image' }]}>
        <Select
          showSearch
          loading={choices.value === null && choices.error === null}
          options={(images ?? []).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
      <Form.Item name="type" label="Type">
        <Radio.Group
          options={[
            { value: 'interactive', label: 'Interactive: runs until it is ended' },
            { value: 'batch', label: 'Batch: runs one command' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="command"
        label={batch ? 'Command' : 'Command at its start (optional)'}
        rules={batch ? [{ required: true, whitespace: true, message: 'Say what it is to run' }] : []}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} placeholder="python train.py" />
      </Form.Item>
      <Form.Item name="resourceGroup" label="Resource group" hidden={resourceGroups.length < 2}>
        <Select options={resourceGroups.map((value) => ({ value, label: value }))} />
      </Form.Item>
      <Form.Item name="preset" label="Resources">
        <Select
          options={[
            ...(presets.value ?? []).map((preset) => ({
              value: preset.name,
              label: `${preset.name}: ${formatSlots(preset.slots)}${preset.allocatable ? '' : ' (would wait)'}`,
            })),
            { value: OWN, label: 'Another amount' },
          ]}
        />
      </Form.Item>
      {own && (
        <>
          <Form.Item name="cpu" label="CPU cores">
            <InputNumber min={1} precision={0} />
          </Form.Item>
          <Form.Item name="memory" label="Memory in GiB">
            <InputNumber min={0.25} step={0.25} />
          </Form.Item>
        </>
      )}
      <Form.Item
        name="folders"
        label="Folders"
        extra="What is not in a folder goes when the session ends. Folders whose names begin with a dot come along."
      >
        <Select
          mode="multiple"
          placeholder="None"
          options={(choices.value?.folders ?? []).map((value) => ({ value, label: value }))}
        />
      </Form.Item>
    </Form>
  );
}

function wishOf(fields: Fields, presets: Preset[]): Wish {
  const preset = presets.find(({ name }) => name === fields.preset);
  return {
    name: fields.name,
    image: fields.image,
    type: fields.type,
    resourceGroup: fields.resourceGroup,
    slots: preset?.slots ?? { cpu: String(fields.cpu), mem: `${fields.memory}g` },
    sharedMemory: preset?.sharedMemory ?? null,
    folders: fields.folders,
    startupCommand: fields.command ?? '',
  };
}
