import {
  CheckCircleFilled,
  CloseOutlined,
  PauseOutlined,
  PlayCircleOutlined,
  ReloadOutlined,
} from '@ant-design/icons';
import { App, Button, Card, Flex, Progress, Typography } from 'antd';
import { type JSX, useRef, useSyncExternalStore } from 'react';

import type { UploadItem, Uploads } from '../../api/uploads';
import { formatBytes } from '../../api/units';

/** Most that are listed one by one. */
const LISTED = 50;

/** What is being uploaded, at the foot of the page. */
export function UploadPanel({ uploads }: { uploads: Uploads }): JSX.Element | null {
  const items = useSyncExternalStore(uploads.subscribe, uploads.current);
  if (items.length === 0) return null;
  const done = items.filter(({ state }) => state === 'done').length;
  const waiting = items.filter(({ state }) => state !== 'done');
  // What still happens first; a thousand finished ones need no line each.
  const listed = [...waiting, ...items.filter(({ state }) => state === 'done')].slice(0, LISTED);
  return (
    // What it covers can be scrolled from under it.
    <div className="ky-uploads-room">
      <Card
        size="small"
        className="ky-uploads"
        title={`Uploads: ${done} of ${items.length} done`}
        role="region"
        aria-label="Uploads"
        extra={
          <Button size="small" disabled={done === 0} onClick={() => uploads.clear()}>
            Clear
          </Button>
        }
      >
        <ul className="ky-plain">
          {listed.map((item) => (
            <li key={item.key}>
              <UploadLine item={item} uploads={uploads} />
            </li>
          ))}
        </ul>
        {items.length > listed.length && (
          <Typography.Text type="secondary">and {items.length - listed.length} more</Typography.Text>
        )}
      </Card>
    </div>
  );
}

function UploadLine({ item, uploads }: { item: UploadItem; uploads: Uploads }): JSX.Element {
  const percent = item.size === 0 ? 100 : Math.floor((100 * item.sent) / item.size);
  return (
    <>
      <Flex gap={8} align="center" justify="space-between">
        <Typography.Text ellipsis title={`${item.folder}/${item.path}`}>
          {item.path}
        </Typography.Text>
        <Flex gap={4} align="center">
          <Typography.Text type="secondary" className="ky-nowrap">
            {item.state === 'done' || item.state === 'interrupted'
              ? formatBytes(item.size)
              : `${percent} % of ${formatBytes(item.size)}`}
          </Typography.Text>
          {(item.state === 'running' || item.state === 'waiting') && (
            <Small
              icon={<PauseOutlined />}
              label="Pause"
              item={item}
              onClick={() => uploads.pause(item.key)}
            />
          )}
          {item.state === 'paused' && (
            <Small
              icon={<PlayCircleOutlined />}
              label="Resume"
              item={item}
              onClick={() => uploads.resume(item.key)}
            />
          )}
          {item.state === 'failed' && (
            <Small
              icon={<ReloadOutlined />}
              label="Try again"
              item={item}
              onClick={() => uploads.resume(item.key)}
            />
          )}
          {item.state === 'done' ? (
            <CheckCircleFilled className="ky-good" aria-label={`${item.path} is there`} />
          ) : (
            <Small
              icon={<CloseOutlined />}
              label="Cancel"
              item={item}
              onClick={() => uploads.cancel(item.key)}
            />
          )}
        </Flex>
      </Flex>
      {item.state === 'interrupted' && <Again item={item} uploads={uploads} />}
      {item.state !== 'done' && item.state !== 'interrupted' && (
        <Progress
          percent={percent}
          showInfo={false}
          size="small"
          status={item.state === 'failed' ? 'exception' : 'normal'}
          aria-label={`Upload of ${item.path}`}
        />
      )}
      {item.problem && <Typography.Text type="danger">{item.problem}</Typography.Text>}
    </>
  );
}

/** Asks for the file of an interrupted upload: a page that was loaded anew has it no more. */
function Again({ item, uploads }: { item: UploadItem; uploads: Uploads }): JSX.Element {
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const chosen = (file: File | undefined): void => {
    if (file !== undefined && !uploads.goOn(item.key, file)) {
      void message.error(`That is not the same file: ${item.path} would go on with something else.`, 8);
    }
  };
  return (
    <Flex gap={8} align="center" justify="space-between">
      <Typography.Text type="secondary">Interrupted. It goes on where it stopped.</Typography.Text>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`File of ${item.path}`}
        onChange={({ target }) => {
          chosen(target.files?.[0]);
          target.value = '';
        }}
      />
      <Button
        size="small"
        onClick={() => input.current?.click()}
        aria-label={`Choose the file of ${item.path}`}
      >
        Choose the file
      </Button>
    </Flex>
  );
}

interface SmallProps {
  icon: JSX.Element;
  label: string;
  item: UploadItem;
  onClick: () => void;
}

function Small({ icon, label, item, onClick }: SmallProps): JSX.Element {
  return (
    <Button
      size="small"
      type="text"
      icon={icon}
      title={label}
      aria-label={`${label} ${item.path}`}
      onClick={onClick}
    />
  );
}
