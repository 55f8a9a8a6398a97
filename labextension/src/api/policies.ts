/** Policies and presets as superadmins make and change them. */

import { type Json, amounts, isObject, list, object, text, textOr } from './reading';
import { type Project, unpacked } from './resourceGroups';
import { type Fetcher, call, mutate, query } from './service';

/** A number of a policy. */
export interface Limit {
  field: string;
  label: string;
  unit: 'count' | 'seconds' | 'bytes';
  /** What stands for "no limit" when it is written. */
  none: number;
  /** What "no limit" is called. */
  nothing: string;
  least?: number;
  most?: number;
  help?: string;
}

export type PolicyKind = 'keypair' | 'user' | 'project';

const FOLDERS: Limit[] = [
  { field: 'max_vfolder_count', label: 'Folders', unit: 'count', none: 0, nothing: 'no limit' },
  { field: 'max_quota_scope_size', label: 'Storage', unit: 'bytes', none: -1, nothing: 'no limit' },
];

export const LIMITS: Record<PolicyKind, Limit[]> = {
  keypair: [
    {
      field: 'max_concurrent_sessions',
      label: 'Sessions at once',
      unit: 'count',
      none: 0,
      nothing: 'no limit',
      most: 100,
    },
    {
      field: 'max_pending_session_count',
      label: 'Waiting sessions',
      unit: 'count',
      none: -1,
      nothing: 'no limit',
    },
    {
      field: 'max_containers_per_session',
      label: 'Containers per session',
      unit: 'count',
      none: 1,
      nothing: '1',
      least: 1,
      help: 'The largest cluster.',
    },
    {
      field: 'max_concurrent_sftp_sessions',
      label: 'SFTP sessions at once',
      unit: 'count',
      none: 0,
      nothing: 'no limit',
    },
    {
      field: 'idle_timeout',
      label: 'Idle timeout',
      unit: 'seconds',
      none: 0,
      nothing: 'off',
      most: 15_552_000,
      help: 'Seconds that nobody uses a session before it is ended.',
    },
    {
      field: 'max_session_lifetime',
      label: 'Session lifetime',
      unit: 'seconds',
      none: 0,
      nothing: 'no limit',
      help: 'Seconds, from its creation.',
    },
  ],
  user: [
    ...FOLDERS,
    {
      field: 'max_session_count_per_model_session',
      label: 'Sessions per model',
      unit: 'count',
      none: 0,
      nothing: 'no limit',
    },
    {
      field: 'max_customized_image_count',
      label: 'Own images',
      unit: 'count',
      none: 0,
      nothing: 'no limit',
    },
  ],
  project: [
    ...FOLDERS,
    { field: 'max_network_count', label: 'Networks', unit: 'count', none: 0, nothing: 'no limit' },
  ],
};

export interface Policy {
  name: string;
  /** By field; null is no limit. */
  limits: Record<string, number | null>;
  /** Of keypairs only, as the next ones: slots without a limit are left out. */
  slots: Record<string, string>;
  pendingSlots: Record<string, string>;
  /** Whether a slot that is not named has no limit; else it cannot be had. */
  unspecifiedIsUnlimited: boolean;
  /** Storage host -> what may be done there. */
  hosts: Json;
}

export interface SitePreset {
  name: string;
  description: string;
  slots: Record<string, string>;
  /** Bytes; null is the site's default. */
  sharedMemory: number | null;
}

/** What can be allowed on a storage host: all eight. */
export const HOST_PERMISSIONS = [
  'create-vfolder',
  'modify-vfolder',
  'delete-vfolder',
  'mount-in-session',
  'upload-file',
  'download-file',
  'invite-others',
  'set-user-specific-permission',
];

/** What a policy's `hosts` say of one; a host that it does not name begins with everything. */
export function hostPermissions(hosts: Json, host: string): string[] {
  const told = hosts[host];
  return Array.isArray(told) ? told.map(String) : HOST_PERMISSIONS;
}

export interface Policies {
  keypair: Policy[];
  user: Policy[];
  project: Policy[];
  presets: SitePreset[];
  /** Whom budgets can limit beside policies and users. */
  domains: string[];
  projects: Project[];
}

const fields = (kind: PolicyKind): string => ['name', ...LIMITS[kind].map(({ field }) => field)].join(' ');
const ALL =
  `{ keypair_resource_policies { ${fields('keypair')} default_for_unspecified total_resource_slots` +
  ' max_pending_session_resource_slots allowed_vfolder_hosts }' +
  ` user_resource_policies { ${fields('user')} } project_resource_policies { ${fields('project')} }` +
  ' resource_presets { name description resource_slots shared_memory }' +
  ' domains { name } groups { id name domain_name } }';

/** The projects that the viewer administrates. */
export async function fetchProjects(fetcher: Fetcher): Promise<Policies['projects']> {
  const data = object(await query(fetcher, '{ groups { id name domain_name } }'), 'data');
  return list(data['groups'], 'groups').filter(isObject).map(projectOf);
}

function projectOf(row: Json): Policies['projects'][number] {
  return {
    id: text(row['id'], 'groups[].id'),
    name: textOr(row['name'], ''),
    domain: textOr(row['domain_name'], ''),
  };
}

export async function fetchPolicies(fetcher: Fetcher): Promise<Policies> {
  const data = object(await query(fetcher, ALL), 'data');
  const rows = (field: string): Json[] => list(data[field], field).filter(isObject);
  const policies = (kind: PolicyKind): Policy[] =>
    rows(`${kind}_resource_policies`).map((row) => ({
      name: text(row['name'], 'name'),
      limits: Object.fromEntries(LIMITS[kind].map((limit) => [limit.field, limited(row, limit)])),
      slots: limitedSlots(row['total_resource_slots']),
      pendingSlots: limitedSlots(row['max_pending_session_resource_slots']),
      unspecifiedIsUnlimited: row['default_for_unspecified'] !== 'LIMITED',
      hosts: unpacked(row['allowed_vfolder_hosts']),
    }));
  return {
    keypair: policies('keypair'),
    user: policies('user'),
    project: policies('project'),
    presets: rows('resource_presets').map((row) => ({
      name: text(row['name'], 'name'),
      description: textOr(row['description'], ''),
      slots: amounts(unpacked(row['resource_slots'])),
      sharedMemory: number(row['shared_memory']) || null,
    })),
    domains: rows('domains').map((row) => text(row['name'], 'domains[].name')),
    projects: rows('groups').map(projectOf),
  };
}

function limited(row: Json, { field, none, least }: Limit): number | null {
  const value = number(row[field]);
  return value === null || (value === none && least === undefined) ? null : value;
}

/** Numbers of any size travel as texts. */
function number(value: unknown): number | null {
  const read = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  return Number.isFinite(read) ? read : null;
}

function limitedSlots(value: unknown): Record<string, string> {
  const all = Object.entries(amounts(unpacked(value)));
  return Object.fromEntries(all.filter(([, amount]) => amount !== 'Infinity'));
}

/** The slots that this site knows. */
export async function fetchSlots(fetcher: Fetcher): Promise<string[]> {
  const response = await call(fetcher, 'config/resource-slots');
  return Object.keys(object(await response.json(), 'slots'));
}

export type Noun = `${PolicyKind}_resource_policy` | 'resource_preset';

const INPUTS: Record<Noun, string> = {
  keypair_resource_policy: 'KeyPairResourcePolicyInput',
  user_resource_policy: 'UserResourcePolicyInput',
  project_resource_policy: 'ProjectResourcePolicyInput',
  resource_preset: 'ResourcePresetInput',
};

function save(fetcher: Fetcher, noun: Noun, name: string, props: Json, isNew: boolean): Promise<void> {
  const field = `${isNew ? 'create' : 'modify'}_${noun}`;
  const input = `${isNew ? 'Create' : 'Modify'}${INPUTS[noun]}`;
  const mutation = `mutation($name: String!, $props: ${input}!) { ${field}(name: $name, props: $props) { ok msg } }`;
  return mutate(fetcher, field, mutation, { name, props });
}

export function remove(fetcher: Fetcher, noun: Noun, name: string): Promise<void> {
  const field = `delete_${noun}`;
  const mutation = `mutation($name: String!) { ${field}(name: $name) { ok msg } }`;
  return mutate(fetcher, field, mutation, { name });
}

/** Make a policy, or change the one of this name. */
export function savePolicy(
  fetcher: Fetcher,
  kind: PolicyKind,
  policy: Policy,
  isNew: boolean,
): Promise<void> {
  const props: Json = Object.fromEntries(
    LIMITS[kind].map(({ field, none }) => [field, policy.limits[field] ?? none]),
  );
  if (kind === 'keypair') {
    props['default_for_unspecified'] = policy.unspecifiedIsUnlimited ? 'UNLIMITED' : 'LIMITED';
    props['total_resource_slots'] = JSON.stringify(policy.slots);
    props['max_pending_session_resource_slots'] = JSON.stringify(policy.pendingSlots);
    props['allowed_vfolder_hosts'] = JSON.stringify(policy.hosts);
  }
  return save(fetcher, `${kind}_resource_policy`, policy.name, props, isNew);
}

export function savePreset(fetcher: Fetcher, preset: SitePreset, isNew: boolean): Promise<void> {
  const props = {
    description: preset.description,
    resource_slots: JSON.stringify(preset.slots),
    // Empty takes it away.
    shared_memory: preset.sharedMemory === null ? '' : String(preset.sharedMemory),
  };
  return save(fetcher, 'resource_preset', preset.name, props, isNew);
}
