import { App, Form, Input, Modal, Radio, Select } from 'antd';
import { type JSX, useCallback, useEffect, useState } from 'react';

import {
  type Choices,
  type MountWish,
  type Preset,
  type Wish,
  createSession,
  fetchChoices,
  fetchPresets,
  isName,
  requestOf,
} from '../api/creation';
import type { Change } from '../api/estimates';
import type { Permission } from '../api/folders';
import type { ResourceGroup } from '../api/overview';
import { type Fetcher, ServiceError, endSession, inWords } from '../api/service';
import { Problem } from './Problem';
import { type Amounts, fromSlots, toSlots } from './SlotFields';
import { FolderFields } from './FolderFields';
import { Containers, EndOther, Later, OWN, OwnAmounts, PresetSelect, Prospect } from './StartFields';
import { useDryRun } from './useDryRun';
import { usePolled } from './usePolled';

/** What a new session begins with, from one that waits. */
export interface Beginning {
  name: string;
  image: string;
  type: string;
  resourceGroup: string;
  /** Of one container. */
  slots: Record<string, string>;
  clusterSize: number;
  clusterMode: string;
  /** Seconds. */
  timeLimit: number | null;
  command: string;
  folders: MountWish[];
  ends: Ends | null;
}

/** A session of one's own that has to end for the new one to start; the text says which. */
export interface Ends {
  id: string;
  text: string;
}

interface Props {
  open: boolean;
  fetcher: Fetcher;
  /** Those with nodes. */
  resourceGroups: ResourceGroup[];
  /** Names of the user's open sessions, which a new one can wait for. */
  others: string[];
  beginning?: Beginning | undefined;
  onClose: () => void;
  onLogin: () => void;
}

export interface Fields {
  name: string;
  image: string;
  type: 'interactive' | 'batch';
  resourceGroup: string;
  preset: string;
  /** By slot; memory in GiB. */
  amounts: Amounts;
  folders: string[];
  /** By folder. */
  places?: Record<string, { target?: string; permission?: Permission | null } | undefined>;
  clusterSize: number;
  clusterMode: string;
  command?: string;
  preemptible?: boolean;
  timeLimit?: string;
  dependencies?: string[];
  /** Whether the session is ended that has to. */
  end?: boolean;
}

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
      width={640}
    >
      {props.open && <StartForm {...props} />}
    </Modal>
  );
}

function StartForm({ fetcher, resourceGroups, others, beginning, onClose, onLogin }: Props): JSX.Element {
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [ends, setEnds] = useState<Ends | null>(beginning?.ends ?? null);
  const ask = useCallback(() => fetchChoices(fetcher), [fetcher]);
  const choices = usePolled<Choices>(ask, 0);
  // Nothing is watched before the first look.
  const fields = Form.useWatch([], form) as Partial<Fields> | undefined;
  const group = fields?.resourceGroup ?? beginning?.resourceGroup ?? resourceGroups[0]?.name ?? 'default';
  const askPresets = useCallback(() => fetchPresets(fetcher, group), [fetcher, group]);
  const presets = usePolled<Preset[]>(askPresets, 10_000);
  const batch = fields?.type === 'batch';
  const tried = useDryRun(fetcher, asked(fields, presets.value));

  const images = choices.value?.images;
  useEffect(() => {
    if (images?.[0] && !form.getFieldValue('image')) form.setFieldValue('image', images[0]);
  }, [form, images]);
  useEffect(() => {
    const chosen = form.getFieldValue('preset') as string | undefined;
    if (!presets.value || chosen === OWN || presets.value.some(({ name }) => name === chosen)) return;
    const first = presets.value.find(({ outlook }) => outlook.when === 'now');
    form.setFieldValue('preset', first?.name ?? presets.value[0]?.name ?? OWN);
  }, [form, presets.value]);

  const start = async (chosen: Fields): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await createSession(fetcher, wishOf(chosen, presets.value ?? []));
      const notEnded = ends !== null && chosen.end ? await endOther(fetcher, ends.id) : '';
      if (notEnded) void message.warning(`${chosen.name} is queued. ${notEnded}`, 8);
      else void message.success(`${chosen.name} is queued.`);
      onClose();
    } catch (error) {
      if (error instanceof ServiceError && error.loginNeeded) onLogin();
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };
  const change = ({ text, resources, resourceGroup, timeLimit, ...more }: Change): void => {
    if (more.clusterSize !== null) form.setFieldValue('clusterSize', more.clusterSize);
    if (more.clusterMode !== null) form.setFieldValue('clusterMode', more.clusterMode);
    if (more.endSession !== null) {
      setEnds({ id: more.endSession, text });
      form.setFieldValue('end', true);
    }
    if (timeLimit !== null) form.setFieldValue('timeLimit', `${timeLimit}s`);
    if (resourceGroup !== null) form.setFieldValue('resourceGroup', resourceGroup);
    if (resources !== null) form.setFieldsValue({ preset: OWN, amounts: fromSlots(resources) });
  };
  const slots = resourceGroups.find(({ name }) => name === group)?.slots.map(({ slot }) => slot) ?? [];
  return (
    <Form<Fields>
      id="ky-start"
      form={form}
      layout="vertical"
      disabled={busy}
      initialValues={initially(beginning, resourceGroups)}
      onFinish={(chosen) => void start(chosen)}
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
        <Select options={resourceGroups.map(({ name }) => ({ value: name, label: name }))} />
      </Form.Item>
      <PresetSelect presets={presets.value ?? []} />
      <Containers shown={(beginning?.clusterSize ?? 1) > 1} />
      {fields?.preset === OWN && <OwnAmounts slots={slots} />}
      <Prospect tried={tried} onChange={change} />
      {ends && <EndOther text={ends.text} />}
      <FolderFields folders={choices.value?.folders ?? []} chosen={fields?.folders ?? []} />
      <Later others={others} />
    </Form>
  );
}

function initially(beginning: Beginning | undefined, groups: ResourceGroup[]): Partial<Fields> {
  const plain = {
    type: 'interactive' as const,
    amounts: { cpu: 1, mem: 1 },
    clusterSize: 1,
    clusterMode: 'single-node',
    folders: [],
    timeLimit: '',
  };
  if (beginning === undefined) {
    return { ...plain, name: '', ...(groups[0] ? { resourceGroup: groups[0].name } : {}) };
  }
  return {
    ...plain,
    name: beginning.name,
    image: beginning.image,
    type: beginning.type === 'batch' ? 'batch' : 'interactive',
    resourceGroup: beginning.resourceGroup,
    preset: OWN,
    amounts: fromSlots(beginning.slots),
    timeLimit: beginning.timeLimit === null ? '' : `${beginning.timeLimit}s`,
    clusterSize: beginning.clusterSize,
    clusterMode: beginning.clusterMode,
    command: beginning.command,
    folders: beginning.folders.map(({ name }) => name),
    places: Object.fromEntries(
      beginning.folders.map(({ name, target, permission }) => [name, { target, permission }]),
    ),
    end: beginning.ends !== null,
  };
}

/** Why the session that has to end for the new one was not ended; '' when it was. The new one waits either way. */
async function endOther(fetcher: Fetcher, id: string): Promise<string> {
  try {
    await endSession(fetcher, id);
    return '';
  } catch (error) {
    return `The other session was not ended: ${inWords(error)}`;
  }
}

/** The request that the form describes now, for a dry run; '' while something is missing. */
function asked(fields: Partial<Fields> | undefined, presets: Preset[] | null): string {
  if (!fields?.image || !fields.preset || presets === null) return '';
  const request = requestOf(
    wishOf({ ...fields, name: '', folders: [], dependencies: [] } as unknown as Fields, presets),
  );
  delete request['name'];
  return JSON.stringify(request);
}

function wishOf(fields: Fields, presets: Preset[]): Wish {
  const preset = presets.find(({ name }) => name === fields.preset);
  const own = toSlots(fields.amounts);
  return {
    name: fields.name,
    image: fields.image,
    type: fields.type,
    resourceGroup: fields.resourceGroup,
    slots: preset?.slots ?? own,
    clusterSize: fields.clusterSize,
    clusterMode: fields.clusterMode,
    sharedMemory: preset?.sharedMemory ?? null,
    folders: fields.folders.map((name) => {
      const { target = '', permission = null } = fields.places?.[name] ?? {};
      return { name, target: target.trim(), permission };
    }),
    startupCommand: fields.command ?? '',
    preemptible: fields.preemptible ?? false,
    timeLimit: fields.timeLimit ?? '',
    dependencies: fields.dependencies ?? [],
  };
}
