import { Card, Col, Empty, Row, Typography } from 'antd';
import type { JSX } from 'react';

import type { ResourceGroup } from '../api/overview';
import { slotOrder } from '../api/units';
import { SlotBar } from './SlotBar';

interface Props {
  groups: ResourceGroup[];
  /** One below the other, however wide the window is (JupyterLab's side bar). */
  narrow?: boolean;
}

/** One card per resource group: what is free there now. */
export function ResourceGroups({ groups, narrow = false }: Props): JSX.Element {
  const spans = narrow ? { span: 24 } : { xs: 24, md: 12, xl: 8 };
  if (groups.length === 0) {
    return (
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description="You have no resource group. Ask an admin of this site for access to one."
      />
    );
  }
  return (
    <Row gutter={[16, 16]}>
      {groups.map((group) => (
        <Col key={group.name} {...spans}>
          <GroupCard group={group} />
        </Col>
      ))}
    </Row>
  );
}

export function GroupCard({ group }: { group: ResourceGroup }): JSX.Element {
  const nodes = group.agents === 1 ? '1 node' : `${group.agents} nodes`;
  const slots = [...group.slots].sort((left, right) => slotOrder(left.slot, right.slot));
  return (
    <Card
      size="small"
      title={group.name}
      extra={<Typography.Text type="secondary">{nodes}</Typography.Text>}
      className="ky-group"
    >
      {slots.length === 0 ? (
        <Typography.Text type="secondary">
          No node of this group is up: sessions wait until one comes back.
        </Typography.Text>
      ) : (
        slots.map((amounts) => <SlotBar key={amounts.slot} amounts={amounts} />)
      )}
    </Card>
  );
}
