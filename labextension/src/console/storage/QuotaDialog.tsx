import { Form, InputNumber, Select } from 'antd';
import { type JSX, useCallback } from 'react';

import type { Quota } from '../../api/folders';
import type { Fetcher } from '../../api/service';
import { fetchSubjects, setQuota } from '../../api/storage';
import { formatBytes } from '../../api/units';
import { FormDialog } from '../../components/FormDialog';
import { Problem } from '../../components/Problem';
import { usePolled } from '../../components/usePolled';

interface Props {
  kind: 'user' | 'project';
  host: string;
  /** Whose; null asks, also for those who have no folder yet. */
  quota: Quota | null;
  fetcher: Fetcher;
  onClose: () => void;
}

interface Fields {
  scope?: string;
  limit: number;
}

const GIB = 2 ** 30;

/** Sets what somebody may have on a host. */
export function QuotaDialog({ kind, host, quota, fetcher, onClose }: Props): JSX.Element {
  const ask = useCallback(
    () => (quota === null ? fetchSubjects(fetcher, kind) : Promise.resolve([])),
    [fetcher, kind, quota],
  );
  const subjects = usePolled(ask, 0);
  const save = ({ scope, limit }: Fields): Promise<void> =>
    setQuota(fetcher, { host, scope: quota?.scope ?? scope ?? '' }, Math.round(limit * GIB));
  return (
    <FormDialog<Fields>
      title={quota === null ? `Quota of a ${kind} on ${host}` : `Quota of ${quota.name} on ${host}`}
      okText="Save"
      initial={quota?.limit == null ? {} : { limit: quota.limit / GIB }}
      onSave={save}
      onClose={onClose}
      width={420}
    >
      {() => (
        <>
          <Problem error={subjects.error} onRetry={subjects.refresh} />
          {quota === null && (
            <Form.Item
              name="scope"
              label={`Which ${kind}`}
              rules={[{ required: true, message: 'Choose one' }]}
            >
              <Select
                showSearch
                optionFilterProp="label"
                loading={subjects.value === null && subjects.error === null}
                options={(subjects.value ?? []).map(({ scope, name }) => ({ value: scope, label: name }))}
              />
            </Form.Item>
          )}
          <Form.Item
            name="limit"
            label="Hard limit (GiB)"
            extra={
              quota &&
              `It holds ${formatBytes(quota.usedBytes)} now. Below that, nothing more can be written until something is deleted.`
            }
            rules={[
              {
                required: true,
                type: 'number',
                min: 1 / GIB,
                message: 'Say how much; unset it for what the policy says',
              },
            ]}
          >
            <InputNumber min={0} autoFocus={quota !== null} className="ky-amount" />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
