/** Who may do what on the storage hosts. People may do what any of three says: domain, projects, keypair's policy. */

import { HOST_PERMISSIONS } from './policies';
import { type Json, isObject, list, object, text, textOr } from './reading';
import { unpacked } from './resourceGroups';
import { type Fetcher, ServiceError, mutate, query } from './service';

export type GrantKind = 'domain' | 'project' | 'policy';

export interface Grant {
  kind: GrantKind;
  /** Names a domain or policy, and is the id of a project. */
  id: string;
  name: string;
  /** Storage host -> permissions. */
  hosts: Record<string, string[]>;
}

const ALL =
  '{ domains { name allowed_vfolder_hosts } groups { id name domain_name allowed_vfolder_hosts }' +
  ' keypair_resource_policies { name allowed_vfolder_hosts } }';

export async function fetchGrants(fetcher: Fetcher): Promise<Grant[]> {
  const data = object(await query(fetcher, ALL), 'data');
  const rows = (field: string): Json[] => list(data[field], field).filter(isObject);
  const grants = (kind: GrantKind, field: string): Grant[] =>
    rows(field).map((row) => {
      const name = text(row['name'], `${field}[].name`);
      const domain = textOr(row['domain_name'], '');
      return {
        kind,
        id: kind === 'project' ? text(row['id'], `${field}[].id`) : name,
        name: domain ? `${name} (${domain})` : name,
        hosts: grantedHosts(unpacked(row['allowed_vfolder_hosts'])),
      };
    });
  return [
    ...grants('domain', 'domains'),
    ...grants('project', 'groups'),
    ...grants('policy', 'keypair_resource_policies'),
  ];
}

const grantedHosts = (told: Json): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(told).map(([host, may]) => [host, Array.isArray(may) ? may.map(String) : []]),
  );

/** What stands there after one host has been changed: in the order of all, and no host without any. */
export function changed(hosts: Grant['hosts'], host: string, may: string[]): Grant['hosts'] {
  const sorted = HOST_PERMISSIONS.filter((permission) => may.includes(permission));
  const others = Object.entries(hosts).filter(([name]) => name !== host);
  return Object.fromEntries(sorted.length === 0 ? others : [...others, [host, sorted]]);
}

const MUTATIONS: Record<GrantKind, [string, string]> = {
  domain: [
    'modify_domain',
    'mutation($id: String!, $props: ModifyDomainInput!) { modify_domain(name: $id, props: $props) { ok msg } }',
  ],
  project: [
    'modify_group',
    'mutation($id: UUID!, $props: ModifyGroupInput!) { modify_group(gid: $id, props: $props) { ok msg } }',
  ],
  policy: [
    'modify_keypair_resource_policy',
    'mutation($id: String!, $props: ModifyKeyPairResourcePolicyInput!)' +
      ' { modify_keypair_resource_policy(name: $id, props: $props) { ok msg } }',
  ],
};

const NOW: Record<GrantKind, string> = {
  domain: 'query($id: String) { domain(name: $id) { allowed_vfolder_hosts } }',
  project: 'query($id: UUID!) { group(id: $id) { allowed_vfolder_hosts } }',
  policy: 'query($id: String) { keypair_resource_policy(name: $id) { allowed_vfolder_hosts } }',
};

/** What stands there now: all hosts are written together, and somebody else may have changed another one. */
async function hostsNow(fetcher: Fetcher, { kind, id, name }: Grant): Promise<Grant['hosts']> {
  const [row] = Object.values(object(await query(fetcher, NOW[kind], { id }), 'data'));
  if (!isObject(row)) {
    throw new ServiceError(`The ${kind} ${name} is not there any more.`, 'Look at the list again.', 404);
  }
  return grantedHosts(unpacked(row['allowed_vfolder_hosts']));
}

export async function saveGrant(fetcher: Fetcher, grant: Grant, host: string, may: string[]): Promise<void> {
  const [field, mutation] = MUTATIONS[grant.kind];
  const hosts = changed(await hostsNow(fetcher, grant), host, may);
  const props = { allowed_vfolder_hosts: JSON.stringify(hosts) };
  await mutate(fetcher, field, mutation, { id: grant.id, props });
}
