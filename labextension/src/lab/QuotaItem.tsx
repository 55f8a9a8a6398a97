import { ReactWidget } from '@jupyterlab/apputils';
import { type JSX, useSyncExternalStore } from 'react';

import { quotaParts } from '../api/quota';
import { BARE } from './SlotsItem';
import type { Feed } from './feed';
import type { Quotas } from './quotas';

/** The status-bar item: how near I am to what I may use. A click opens the panel. */
export class QuotaItem extends ReactWidget {
  constructor(
    private readonly feed: Feed,
    private readonly quotas: Quotas,
    private readonly open: () => void,
  ) {
    super();
  }

  protected override render(): JSX.Element {
    return <Item feed={this.feed} quotas={this.quotas} open={this.open} />;
  }
}

interface ItemProps {
  feed: Feed;
  quotas: Quotas;
  open: () => void;
}

function Item({ feed, quotas, open }: ItemProps): JSX.Element | null {
  const { overview } = useSyncExternalStore(feed.subscribe, feed.current);
  const budgets = useSyncExternalStore(quotas.subscribe, quotas.current);
  if (overview === null) return null;
  const parts = quotaParts(overview.limits, budgets);
  const nearest = parts[0];
  if (nearest === undefined) return null;
  return (
    <button
      type="button"
      className="jp-StatusBar-TextItem"
      style={nearest.share >= 1 ? { ...BARE, fontWeight: 600 } : BARE}
      title={`What you use of what you may:\n${parts.map(({ text }) => text).join('\n')}`}
      onClick={open}
    >
      {nearest.text}
    </button>
  );
}
