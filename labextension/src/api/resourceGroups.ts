/** Resource groups as superadmins make and change them. */

import { type Json, isObject, list, object, text, textOr } from './reading';
import { type Fetcher, call, mutate, query } from './service';

export interface Group {
  name: string;
  description: string;
  isActive: boolean;
  isPublic: boolean;
  driver: string;
  scheduler: string;
  /** `scheduler_opts`, as the service keeps them. */
  options: Json;
  domains: string[];
  /** Ids of projects. */
  projects: string[];
}

export interface Project {
  id: string;
  name: string;
  domain: string;
}

export interface Groups {
  groups: Group[];
  /** Whom a group can be given to. */
  domains: string[];
  projects: Project[];
}

/** What a scheduler or selector is called, and what it does in one sentence. */
export interface Choice {
  name: string;
  text: string;
}

export interface GroupChoices {
  schedulers: Choice[];
  selectors: Choice[];
}

const ALL =
  '{ scaling_groups { name description is_active is_public driver scheduler scheduler_opts }' +
  ' domains { name scaling_groups } groups { id name domain_name scaling_groups } }';

export async function fetchGroups(fetcher: Fetcher): Promise<Groups> {
  const data = object(await query(fetcher, ALL), 'data');
  const rows = (field: string): Json[] => list(data[field], field).filter(isObject);
  const given = (row: Json, group: string): boolean =>
    Array.isArray(row['scaling_groups']) && row['scaling_groups'].includes(group);
  const projects = rows('groups');
  return {
    groups: rows('scaling_groups').map((row) => {
      const name = text(row['name'], 'scaling_groups[].name');
      return {
        name,
        description: textOr(row['description'], ''),
        isActive: row['is_active'] !== false,
        isPublic: row['is_public'] !== false,
        driver: textOr(row['driver'], 'static'),
        scheduler: textOr(row['scheduler'], ''),
        options: unpacked(row['scheduler_opts']),
        domains: rows('domains')
          .filter((domain) => given(domain, name))
          .map((domain) => String(domain['name'])),
        projects: projects.filter((project) => given(project, name)).map((project) => String(project['id'])),
      };
    }),
    domains: rows('domains').map((row) => text(row['name'], 'domains[].name')),
    projects: projects.map((row) => ({
      id: text(row['id'], 'groups[].id'),
      name: textOr(row['name'], ''),
      domain: textOr(row['domain_name'], ''),
    })),
  };
}

/** JSON that travels as text in GraphQL. */
export function unpacked(value: unknown): Json {
  if (typeof value !== 'string') return isObject(value) ? value : {};
  try {
    const read: unknown = JSON.parse(value);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

export async function fetchGroupChoices(fetcher: Fetcher): Promise<GroupChoices> {
  const response = await call(fetcher, 'resource-group/options');
  const answer = object(await response.json(), 'answer');
  return { schedulers: choices(answer['schedulers']), selectors: choices(answer['selectors']) };
}

function choices(value: unknown): Choice[] {
  if (!Array.isArray(value)) return [];
  return value.map((row: unknown) =>
    isObject(row)
      ? { name: text(row['name'], 'name'), text: textOr(row['text'], '') }
      : { name: String(row), text: '' },
  );
}

export type GroupFields = Pick<Group, 'description' | 'isActive' | 'isPublic' | 'scheduler' | 'options'>;

/** Make a group, or change the one of this name. */
export async function saveGroup(
  fetcher: Fetcher,
  name: string,
  fields: GroupFields,
  isNew: boolean,
): Promise<void> {
  const field = isNew ? 'create_scaling_group' : 'modify_scaling_group';
  const input = isNew ? 'CreateScalingGroupInput' : 'ModifyScalingGroupInput';
  await mutate(
    fetcher,
    field,
    `mutation($name: String!, $props: ${input}!) { ${field}(name: $name, props: $props) { ok msg } }`,
    {
      name,
      props: {
        description: fields.description,
        is_active: fields.isActive,
        is_public: fields.isPublic,
        scheduler: fields.scheduler,
        scheduler_opts: JSON.stringify(fields.options),
        ...(isNew ? { driver: 'static', driver_opts: '{}' } : {}),
      },
    },
  );
}

export async function deleteGroup(fetcher: Fetcher, name: string): Promise<void> {
  const field = 'delete_scaling_group';
  await mutate(fetcher, field, `mutation($name: String!) { ${field}(name: $name) { ok msg } }`, { name });
}

export type Kind = 'domain' | 'project' | 'keypair';

const LINKS: Record<Kind, { ending: string; argument: string }> = {
  domain: { ending: 'domain', argument: 'domain' },
  project: { ending: 'user_group', argument: 'user_group' },
  keypair: { ending: 'keypair', argument: 'access_key' },
};

/** Give a group to a domain, project (by id) or keypair, or take it away. */
export async function linkGroup(
  fetcher: Fetcher,
  group: string,
  kind: Kind,
  who: string,
  on: boolean,
): Promise<void> {
  const { ending, argument } = LINKS[kind];
  const type = kind === 'project' && on ? 'UUID!' : 'String!';
  const field = `${on ? '' : 'dis'}associate_scaling_group_with_${ending}`;
  await mutate(
    fetcher,
    field,
    `mutation($group: String!, $who: ${type})` +
      ` { ${field}(scaling_group: $group, ${argument}: $who) { ok msg } }`,
    { group, who },
  );
}
