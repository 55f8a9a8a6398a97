import { App, Button, Flex, Form, Input, Modal, Select, Typography } from 'antd';
import { type JSX, useState } from 'react';

import { type Group, type Groups, type Kind, linkGroup } from '../api/resourceGroups';
import { type Fetcher, inWords } from '../api/service';

interface Props {
  group: Group;
  groups: Groups;
  fetcher: Fetcher;
  onClose: () => void;
}

/** Who may use a resource group: whole domains, projects, single keypairs. Each change is made at once. */
export function GroupAccess({ group, groups, fetcher, onClose }: Props): JSX.Element {
  const { message } = App.useApp();
  const [domains, setDomains] = useState(group.domains);
  const [projects, setProjects] = useState(group.projects);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState('');

  const change = async (kind: Kind, who: string, on: boolean): Promise<boolean> => {
    setBusy(true);
    try {
      await linkGroup(fetcher, group.name, kind, who, on);
      return true;
    } catch (error) {
      void message.error(inWords(error), 8);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const update = async (
    kind: Kind,
    before: string[],
    after: string[],
    set: (names: string[]) => void,
  ): Promise<void> => {
    let now = before;
    for (const who of after.filter((name) => !before.includes(name))) {
      if (await change(kind, who, true)) now = [...now, who];
    }
    for (const who of before.filter((name) => !after.includes(name))) {
      if (await change(kind, who, false)) now = now.filter((name) => name !== who);
    }
    set(now);
  };
  const keypair = async (on: boolean): Promise<void> => {
    if (!(await change('keypair', key.trim(), on))) return;
    void message.success(`${key.trim()} ${on ? 'may use' : 'may no longer use'} ${group.name}.`);
    setKey('');
  };
  return (
    <Modal open title={`Who may use ${group.name}`} onCancel={onClose} footer={null} width={560}>
      <Typography.Paragraph type="secondary">
        One of these is enough. Changes are made at once; sessions that run stay.
      </Typography.Paragraph>
      <Form layout="vertical" disabled={busy}>
        <Form.Item label="Domains" htmlFor="ky-domains">
          <Select
            id="ky-domains"
            mode="multiple"
            placeholder="None"
            value={domains}
            options={groups.domains.map((value) => ({ value, label: value }))}
            onChange={(after: string[]) => void update('domain', domains, after, setDomains)}
          />
        </Form.Item>
        <Form.Item label="Projects" htmlFor="ky-projects">
          <Select
            id="ky-projects"
            mode="multiple"
            placeholder="None"
            value={projects}
            options={groups.projects.map(({ id, name, domain }) => ({
              value: id,
              label: `${name} (${domain})`,
            }))}
            onChange={(after: string[]) => void update('project', projects, after, setProjects)}
          />
        </Form.Item>
        <Form.Item label="A single keypair" htmlFor="ky-keypair">
          <Flex gap={8}>
            <Input
              id="ky-keypair"
              placeholder="Access key"
              value={key}
              maxLength={64}
              onChange={(event) => setKey(event.target.value)}
            />
            <Button disabled={!key.trim() || busy} onClick={() => void keypair(true)}>
              Let it in
            </Button>
            <Button disabled={!key.trim() || busy} onClick={() => void keypair(false)}>
              Take away
            </Button>
          </Flex>
        </Form.Item>
      </Form>
    </Modal>
  );
}
