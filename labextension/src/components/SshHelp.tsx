import { DownloadOutlined } from '@ant-design/icons';
import { Button, Collapse, Flex, Typography } from 'antd';
import type { JSX } from 'react';

import { sshCommands, sshConfig } from '../api/apps';
import { CopyLine } from './CopyLine';

interface Props {
  session: string;
  /** Where the private key is downloaded. */
  keyUrl: string;
}

/** The ways into a session by ssh, as commands to copy. */
export function SshHelp({ session, keyUrl }: Props): JSX.Element {
  return (
    <>
      <Typography.Paragraph type="secondary">
        These run on your own machine, where the <code>backend.ai</code> client has your keypair.
      </Typography.Paragraph>
      {sshCommands(session).map((command) => (
        <CopyLine key={command.title} {...command} />
      ))}
      <Flex gap={8} align="center" wrap className="ky-ssh-key">
        <Button icon={<DownloadOutlined />} href={keyUrl} download="id_container">
          Download id_container
        </Button>
        <Typography.Text type="secondary">
          The key that these use. Then <code>chmod 600 id_container</code>.
        </Typography.Text>
      </Flex>
      <Collapse
        size="small"
        items={[
          {
            key: 'config',
            label: 'VS Code and other programs',
            children: (
              <CopyLine
                title="In ~/.ssh/config, with id_container moved to ~/.ssh; then connect to this host"
                text={sshConfig(session)}
              />
            ),
          },
        ]}
      />
    </>
  );
}
