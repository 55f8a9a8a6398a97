import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, Typography } from 'antd';
import { type JSX, useState } from 'react';

interface Props {
  title: string;
  text: string;
}

/** A command with a button that copies it. */
export function CopyLine({ title, text }: Props): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await toClipboard(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="ky-copy">
      <Typography.Text type="secondary">{title}</Typography.Text>
      <div className="ky-copy-line">
        <pre tabIndex={0} aria-label={title}>
          {text}
        </pre>
        <Button
          icon={copied ? <CheckOutlined /> : <CopyOutlined />}
          aria-label={copied ? 'Copied' : `Copy: ${title}`}
          onClick={() => void copy()}
        />
      </div>
    </div>
  );
}

/** Pages of plain http have no clipboard of their own: there a selection is copied. */
async function toClipboard(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is nothing else
  document.execCommand('copy');
  area.remove();
}
