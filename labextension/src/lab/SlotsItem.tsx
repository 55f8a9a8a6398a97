import { ReactWidget } from '@jupyterlab/apputils';
import { type JSX, useSyncExternalStore } from 'react';

import { isAt } from '../api/addresses';
import { formatSlots } from '../api/units';
import type { Feed } from './feed';

/** The status-bar item: what this session holds. A click opens the panel. */
export class SlotsItem extends ReactWidget {
  constructor(
    private readonly feed: Feed,
    private readonly baseUrl: string,
    private readonly open: () => void,
  ) {
    super();
  }

  protected override render(): JSX.Element {
    return <Item feed={this.feed} baseUrl={this.baseUrl} open={this.open} />;
  }
}

/** A button for keyboards and screen readers that looks like the bar's other texts. */
export const BARE = {
  padding: 0,
  border: 0,
  background: 'none',
  color: 'inherit',
  cursor: 'pointer',
  lineHeight: 'var(--jp-private-statusbar-height, 24px)',
};

interface ItemProps {
  feed: Feed;
  baseUrl: string;
  open: () => void;
}

function Item({ feed, baseUrl, open }: ItemProps): JSX.Element | null {
  const { overview } = useSyncExternalStore(feed.subscribe, feed.current);
  const session = overview?.sessions.find(({ url }) => isAt(url, baseUrl, location.origin));
  if (session === undefined) return null;
  const held = formatSlots(session.slots);
  return (
    <button
      type="button"
      className="jp-StatusBar-TextItem"
      style={BARE}
      title={`Session ${session.name} in ${session.resourceGroup}: ${held}. Click for all sessions.`}
      onClick={open}
    >
      {held}
    </button>
  );
}
