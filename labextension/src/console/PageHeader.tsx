import { BulbOutlined, HomeOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Grid, Layout, Tag, Tooltip } from 'antd';
import type { MenuProps } from 'antd';
import type { JSX } from 'react';

import { hubHome, hubLogout } from '../api/addresses';
import type { Connection } from '../api/live';
import type { User } from '../api/overview';
import { Freshness } from '../components/Freshness';
import type { Appearance } from './appearance';
import { PAGES, type Page, hashOf, pagesFor } from './pages';

interface Props {
  page: Page;
  user: User | null;
  connection: Connection;
  now: number;
  /** The Hub's base URL. */
  base: string;
  appearance: Appearance;
  onAppearance: (next: Appearance) => void;
}

export function PageHeader({
  page,
  user,
  connection,
  now,
  base,
  appearance,
  onAppearance,
}: Props): JSX.Element {
  const { own, site } = pagesFor(user?.role ?? '');
  const roomy = Grid.useBreakpoint().lg ?? true;
  return (
    <Layout.Header className="ky-header">
      <a href={hashOf('sessions')} className="ky-brand">
        <img src="./kernelyard.svg" alt="" width={28} height={28} />
        <span>Kernelyard</span>
      </a>
      <Links label="Pages" pages={own} page={page} />
      <Flex align="center" gap={8} className="ky-header-end">
        <Freshness connection={connection} now={now} />
        <Tooltip title="Hub home: your servers">
          <Button type="text" icon={<HomeOutlined />} href={hubHome(base)} aria-label="Hub home">
            {roomy && 'Hub home'}
          </Button>
        </Tooltip>
        <AppearanceChoice appearance={appearance} onAppearance={onAppearance} />
        {user && <UserMenu user={user} base={base} />}
      </Flex>
      {site.length > 0 && <Links label="Administration" pages={site} page={page} />}
    </Layout.Header>
  );
}

function Links({ label, pages, page }: { label: string; pages: Page[]; page: Page }): JSX.Element {
  return (
    <nav aria-label={label} className={`ky-nav ky-nav-${label.toLowerCase()}`}>
      {pages.map((name) => (
        <a key={name} href={hashOf(name)} aria-current={name === page ? 'page' : undefined}>
          {PAGES[name]}
        </a>
      ))}
    </nav>
  );
}

const APPEARANCES: Record<Appearance, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

function AppearanceChoice({
  appearance,
  onAppearance,
}: Pick<Props, 'appearance' | 'onAppearance'>): JSX.Element {
  const menu: MenuProps = {
    selectable: true,
    selectedKeys: [appearance],
    items: Object.entries(APPEARANCES).map(([key, label]) => ({ key, label })),
    onClick: ({ key }) => onAppearance(key as Appearance),
  };
  return (
    <Dropdown autoFocus menu={menu} trigger={['click']}>
      <Button type="text" icon={<BulbOutlined />} aria-label={`Appearance: ${APPEARANCES[appearance]}`} />
    </Dropdown>
  );
}

function UserMenu({ user, base }: { user: User; base: string }): JSX.Element {
  const menu: MenuProps = {
    items: [
      { key: 'who', label: user.email || user.username, disabled: true },
      { type: 'divider' },
      { key: 'logout', icon: <LogoutOutlined />, label: <a href={hubLogout(base)}>Log out of the Hub</a> },
    ],
  };
  return (
    <Dropdown autoFocus menu={menu} trigger={['click']}>
      <Button type="text" icon={<UserOutlined />} className="ky-user">
        {user.username}
        {user.isAdmin && <Tag color="orange">admin</Tag>}
      </Button>
    </Dropdown>
  );
}
