import { DownloadOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Input } from 'antd';
import { type JSX, useCallback, useEffect, useRef, useState } from 'react';

import { fetchLogs } from '../api/details';
import type { Fetcher } from '../api/service';
import { Problem } from './Problem';
import { usePolled } from './usePolled';

interface Props {
  session: { id: string; name: string };
  fetcher: Fetcher;
  /** Whether more may come. */
  live: boolean;
}

/** Characters that are shown; all of them are downloaded. */
const SHOWN = 200_000;

/** What the session has printed, as it grows. */
export function LogView({ session, fetcher, live }: Props): JSX.Element {
  const ask = useCallback(() => fetchLogs(fetcher, session.id), [fetcher, session.id]);
  const { value, error, refresh } = usePolled(ask, live ? 3000 : 0);
  const [follow, setFollow] = useState(true);
  const [wanted, setWanted] = useState('');
  const box = useRef<HTMLPreElement>(null);
  const shown = linesWith(value ?? '', wanted).slice(-SHOWN);
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, follow]);
  return (
    <section aria-label={`Log of ${session.name}`}>
      <Flex gap={8} wrap align="center" className="ky-toolbar">
        <Input
          allowClear
          placeholder="Lines with"
          aria-label="Show lines with"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          className="ky-search"
        />
        <span className="ky-spring" />
        {live && (
          <Checkbox checked={follow} onChange={({ target }) => setFollow(target.checked)}>
            Follow
          </Checkbox>
        )}
        <Button
          icon={<DownloadOutlined />}
          disabled={!value}
          onClick={() => downloadText(`${session.name}.log`, value ?? '')}
        >
          Download
        </Button>
      </Flex>
      <Problem error={error} onRetry={refresh} />
      <pre ref={box} className="ky-log" tabIndex={0} aria-label="Log">
        {shown || (value === null ? '' : wanted ? 'No such line.' : 'Nothing has been printed yet.')}
      </pre>
    </section>
  );
}

function linesWith(text: string, wanted: string): string {
  if (wanted === '') return text;
  const low = wanted.toLowerCase();
  return text
    .split('\n')
    .filter((line) => line.toLowerCase().includes(low))
    .join('\n');
}

function downloadText(name: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
