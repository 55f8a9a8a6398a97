/** Lists that are asked for when they are looked at: ended sessions and, for superadmins, nodes. */

import { amounts, isObject, list, object, text, textOr, textOrNull } from './reading';
import { type Fetcher, call, query } from './service';

export interface EndedSession {
  id: string;
  name: string;
  type: string;
  status: string;
  statusInfo: string;
  result: string;
  image: string;
  resourceGroup: string;
  slots: Record<string, string>;
  createdAt: string | null;
  terminatedAt: string | null;
}

const ENDED =
  '{ compute_session_list(limit: 100, offset: 0, status: "TERMINATED,CANCELLED,ERROR", order: "-terminated_at")' +
  ' { items { session_id name type status status_info result image scaling_group occupied_slots created_at' +
  ' terminated_at } } }';

/** The newest hundred. */
export async function fetchEnded(fetcher: Fetcher): Promise<EndedSession[]> {
  return items(await query(fetcher, ENDED), 'compute_session_list').map((row) => ({
    id: text(row['session_id'], 'session_id'),
    name: textOr(row['name'], ''),
    type: textOr(row['type'], '').toLowerCase(),
    status: text(row['status'], 'status'),
    statusInfo: textOr(row['status_info'], ''),
    result: textOr(row['result'], '').toLowerCase(),
    image: textOr(row['image'], ''),
    resourceGroup: textOr(row['scaling_group'], ''),
    slots: packed(row['occupied_slots']),
    createdAt: textOrNull(row['created_at']),
    terminatedAt: textOrNull(row['terminated_at']),
  }));
}

export interface Node {
  name: string;
  state: string;
  resourceGroup: string;
  schedulable: boolean | null;
  address: string;
  version: string;
  architecture: string;
  sessions: number | null;
  capacity: Record<string, string>;
  occupied: Record<string, string>;
  since: string | null;
  /** Whether it has joined from another machine, or was only invited to. */
  enrolled: boolean;
  certificateExpires: string | null;
}

const AGENTS =
  '{ agent_list(limit: 100, offset: 0) { items { id status scaling_group schedulable addr version architecture' +
  ' container_count available_slots occupied_slots first_contact } } }';

/** The nodes that report, and those that were invited and have not come. */
export async function fetchNodes(fetcher: Fetcher): Promise<Node[]> {
  const [agents, answer] = await Promise.all([
    query(fetcher, AGENTS),
    call(fetcher, 'resource/nodes').then((response) => response.json() as Promise<unknown>),
  ]);
  const invited = new Map(
    list(object(answer, 'answer')['nodes'], 'nodes').map((value) => {
      const row = object(value, 'nodes[]');
      return [text(row['name'], 'nodes[].name'), row] as const;
    }),
  );
  const reporting = items(agents, 'agent_list').map((row) => parseAgent(row, invited.get(String(row['id']))));
  const known = new Set(reporting.map(({ name }) => name));
  const waiting = [...invited].filter(([name]) => !known.has(name)).map(([, row]) => parseInvited(row));
  return [...reporting, ...waiting];
}

function parseAgent(row: Record<string, unknown>, enrolment: Record<string, unknown> | undefined): Node {
  return {
    name: text(row['id'], 'id'),
    state: textOr(row['status'], ''),
    resourceGroup: textOr(row['scaling_group'], ''),
    schedulable: row['schedulable'] === true,
    address: textOr(row['addr'], ''),
    version: textOr(row['version'], ''),
    architecture: textOr(row['architecture'], ''),
    sessions: typeof row['container_count'] === 'number' ? row['container_count'] : null,
    capacity: packed(row['available_slots']),
    occupied: packed(row['occupied_slots']),
    since: textOrNull(row['first_contact']),
    enrolled: enrolment !== undefined,
    certificateExpires: textOrNull(enrolment?.['certificate_expires']),
  };
}

function parseInvited(row: Record<string, unknown>): Node {
  return {
    name: text(row['name'], 'nodes[].name'),
    state: textOr(row['state'], ''),
    resourceGroup: textOr(row['resource_group'], ''),
    schedulable: null,
    address: textOr(row['agent_address'], ''),
    version: textOr(row['version'], ''),
    architecture: '',
    sessions: null,
    capacity: {},
    occupied: {},
    since: textOrNull(row['joined_at']),
    enrolled: true,
    certificateExpires: textOrNull(row['certificate_expires']),
  };
}

function items(data: unknown, field: string): Record<string, unknown>[] {
  const found = object(object(data, 'data')[field], field);
  return list(found['items'], `${field}.items`)
    .filter(isObject)
    .map((row) => row);
}

/** Slots that travel as a JSON text. */
function packed(value: unknown): Record<string, string> {
  if (typeof value !== 'string') return amounts(value);
  try {
    return amounts(JSON.parse(value));
  } catch {
    return {};
  }
}
