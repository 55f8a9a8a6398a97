import type { JSX } from 'react';

import type { Fetcher } from '../api/service';
import { BudgetsPage } from './BudgetsPage';
import { GroupsPage } from './GroupsPage';
import { NodesPage } from './NodesPage';
import { PoliciesPage } from './PoliciesPage';
import { QueuePage } from './QueuePage';
import { StoragePage } from './StoragePage';
import { UsagePage } from './UsagePage';
import type { Page } from './pages';

interface Props {
  page: Page;
  fetcher: Fetcher;
  now: number;
  onLogin: () => void;
}

/** The pages of those who run the site, loaded when one is visited. */
export function AdminPage({ page, fetcher, now, onLogin }: Props): JSX.Element | null {
  switch (page) {
    case 'queue':
      return <QueuePage fetcher={fetcher} onLogin={onLogin} />;
    case 'all-usage':
      return <UsagePage fetcher={fetcher} />;
    case 'budgets':
      return <BudgetsPage fetcher={fetcher} />;
    case 'groups':
      return <GroupsPage fetcher={fetcher} />;
    case 'policies':
      return <PoliciesPage fetcher={fetcher} />;
    case 'storage':
      return <StoragePage fetcher={fetcher} />;
    case 'nodes':
      return <NodesPage fetcher={fetcher} now={now} />;
    default:
      return null;
  }
}
