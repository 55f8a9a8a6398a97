import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Skeleton, Typography } from 'antd';
import { type JSX, useCallback } from 'react';

import { type FileEntry, downloadUrl, previewKind } from '../../api/files';
import type { Folder } from '../../api/folders';
import { type Fetcher, ServiceError } from '../../api/service';
import { formatBytes } from '../../api/units';
import { Problem } from '../../components/Problem';
import { useFocusReturn } from '../../components/useFocusReturn';
import { usePolled } from '../../components/usePolled';
import { type Part, decoded, notebookParts } from './content';

interface Props {
  folder: Folder;
  entry: FileEntry;
  path: string;
  snapshot: string | null;
  fetcher: Fetcher;
  onDownload: () => void;
  onClose: () => void;
}

/** Bytes of a text that are shown. */
const TEXT_SHOWN = 512 * 1024;
/** Largest picture and notebook that are loaded. */
const LOADED = 32 * 2 ** 20;

/** A look at a file. Its bytes are only ever text or a picture here: nothing of it is run, no HTML of it is used. */
export function Preview({ folder, entry, path, snapshot, fetcher, onDownload, onClose }: Props): JSX.Element {
  useFocusReturn();
  const kind = previewKind(entry.name) ?? 'text';
  const tooLarge = kind !== 'text' && entry.size > LOADED;
  const ask = useCallback(async (): Promise<JSX.Element> => {
    if (tooLarge || entry.size === 0) return <></>;
    const url = await downloadUrl(fetcher, folder.id, { path, snapshot });
    if (kind === 'image') return <Picture blob={await bytes(url, null)} name={entry.name} />;
    const text = decoded(await (await bytes(url, kind === 'text' ? TEXT_SHOWN : null)).arrayBuffer());
    if (text === null)
      return <Alert type="info" showIcon message="This is no text: download it to look at it." />;
    const parts = kind === 'notebook' ? notebookParts(text) : null;
    if (parts !== null) return <Notebook parts={parts} />;
    return (
      <>
        {kind === 'notebook' && (
          <Alert className="ky-alert" type="info" showIcon message="This is no notebook, but a text:" />
        )}
        <pre className="ky-preview">{text}</pre>
      </>
    );
  }, [fetcher, folder.id, path, snapshot, kind, tooLarge, entry.size, entry.name]);
  const { value, error, refresh } = usePolled<JSX.Element>(ask, 0);
  return (
    <Drawer
      open
      onClose={onClose}
      width="min(900px, 100vw)"
      title={entry.name}
      aria-label={`Preview of ${entry.name}`}
      extra={
        <Button icon={<DownloadOutlined />} onClick={onDownload}>
          Download
        </Button>
      }
    >
      <Problem error={error} onRetry={refresh} />
      {tooLarge && (
        <Alert
          type="info"
          showIcon
          message={`It is too large to be shown here (${formatBytes(entry.size)}).`}
        />
      )}
      {entry.size === 0 && <Typography.Text type="secondary">It is empty.</Typography.Text>}
      {kind === 'text' && entry.size > TEXT_SHOWN && (
        <Alert
          className="ky-alert"
          type="info"
          showIcon
          message={`The first ${formatBytes(TEXT_SHOWN)} of ${formatBytes(entry.size)}.`}
        />
      )}
      {value ?? (error === null && <Skeleton active />)}
    </Drawer>
  );
}

/** The first bytes of a file, or all of it. */
async function bytes(url: string, most: number | null): Promise<Blob> {
  const response = await fetch(url, {
    credentials: 'omit',
    ...(most === null ? {} : { headers: { Range: `bytes=0-${most - 1}` } }),
  });
  if (!response.ok) {
    throw new ServiceError(
      `The storage answered ${response.status}.`,
      'Look at the list again: it may be gone.',
      response.status,
    );
  }
  return response.blob();
}

/** As a `data:` address: the page's security policy lets pictures come from there, and a picture runs nothing. */
function Picture({ blob, name }: { blob: Blob; name: string }): JSX.Element {
  const ask = useCallback(() => dataUrl(blob, mediaType(name)), [blob, name]);
  const { value, error } = usePolled<string>(ask, 0);
  return (
    <>
      <Problem error={error} />
      {value && <img src={value} alt={name} className="ky-picture" />}
    </>
  );
}

const TYPES: Record<string, string> = { jpg: 'jpeg', svg: 'svg+xml', ico: 'x-icon' };

function mediaType(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return `image/${TYPES[ending] ?? ending}`;
}

function dataUrl(blob: Blob, type: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error('It cannot be read.'));
    reader.readAsDataURL(new Blob([blob], { type }));
  });
}

function Notebook({ parts }: { parts: Part[] }): JSX.Element {
  return (
    <div className="ky-notebook">
      {parts.map((part, index) => {
        if (part.kind === 'image') return <img key={index} src={part.url} alt="" className="ky-picture" />;
        if (part.kind === 'omitted') {
          return (
            <Typography.Paragraph key={index} type="secondary">
              An output that is not shown here: {part.text}
            </Typography.Paragraph>
          );
        }
        return (
          <pre key={index} className={`ky-preview ky-cell-${part.kind}`}>
            {part.text}
          </pre>
        );
      })}
    </div>
  );
}
