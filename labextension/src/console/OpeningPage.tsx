import { Button, Flex, Result, Spin, Typography } from 'antd';
import { type JSX, useEffect, useState } from 'react';

import { safeLink } from '../api/addresses';
import { openApp } from '../api/details';
import { type Fetcher, ServiceError } from '../api/service';
import { useNow } from '../components/useLive';
import { type Opening, openingOf } from './opening';
import { hashOf } from './pages';

interface Props {
  hash: string;
  fetcher: Fetcher;
  onLogin: () => void;
}

/** The new tab while an app starts in it; then the app takes its place. */
export function OpeningPage({ hash, fetcher, onLogin }: Props): JSX.Element {
  const [wanted] = useState(() => openingOf(hash));
  if (wanted === null) {
    return (
      <Result
        status="info"
        title="This address is over."
        subTitle="Open the app from the list of your sessions."
        extra={<Back />}
      />
    );
  }
  return <Starting wanted={wanted} fetcher={fetcher} onLogin={onLogin} />;
}

type StartingProps = Omit<Props, 'hash'> & { wanted: Opening };

function Starting({ wanted, fetcher, onLogin }: StartingProps): JSX.Element {
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<Error | null>(null);
  const [since] = useState(Date.now);
  const now = useNow(1000);
  useEffect(() => {
    document.title = `${wanted.title} of ${wanted.sessionName}`;
    let left = false;
    openApp(fetcher, wanted.session, wanted.app, wanted.options)
      .then((url) => {
        const link = safeLink(url);
        if (link === null) throw new Error('The service answered no address of a page.');
        if (!left) location.replace(link);
      })
      .catch((problem: unknown) => {
        if (left) return;
        if (problem instanceof ServiceError && problem.loginNeeded) onLogin();
        setError(problem as Error);
      });
    return () => {
      left = true;
    };
  }, [wanted, fetcher, onLogin, attempt]);

  if (error !== null) {
    const again = (): void => {
      setError(null);
      setAttempt(attempt + 1);
    };
    return (
      <Result
        status="error"
        title={`${wanted.title} did not start.`}
        subTitle={`${error.message} ${error instanceof ServiceError ? error.advice : ''}`}
        extra={[
          <Button key="again" type="primary" onClick={again}>
            Try again
          </Button>,
          <Back key="back" />,
        ]}
      />
    );
  }
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  return (
    <Flex vertical align="center" gap={16} className="ky-opening" role="status">
      <Spin size="large" />
      <Typography.Title level={1}>Starting {wanted.title}</Typography.Title>
      <Typography.Text type="secondary">
        in {wanted.sessionName}
        {seconds >= 3 && ` · ${seconds} s`}
      </Typography.Text>
      {seconds >= 15 && (
        <Typography.Text type="secondary">
          The first start of an app can take a minute. Its messages are in the session’s logs.
        </Typography.Text>
      )}
    </Flex>
  );
}

const Back = (): JSX.Element => <Button href={hashOf('sessions')}>My sessions</Button>;
