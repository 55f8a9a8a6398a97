/** A resource group's `scheduler_opts` between the service's JSON and the fields of a form. Pure. */

import { type Json, isObject, numberOrNull, textOr } from '../api/reading';
import { formatAge } from '../api/units';

export const SESSION_TYPES = ['interactive', 'batch', 'inference', 'system'];
/** What a group takes that says nothing; sessions of the type `system` serve files (SFTP). */
const USUAL_TYPES = ['interactive', 'batch', 'inference'];

/** Empty fields leave an option to its default. */
export interface OptionFields {
  types: string[];
  /** Seconds; 0 is off. */
  pendingTimeout: number | null;
  selector: string | null;
  selectorByType: Record<string, string | null>;
  spread: boolean;
  retries: number | null;
  reservations: number | null;
  /** Hours. */
  halfLife: number | null;
  preemption: boolean;
  splitDevices: boolean;
  reclaim: boolean;
  /** Minutes. */
  reclaimIdle: number | null;
  /** Percent. */
  reclaimThreshold: number | null;
  reclaimWaiting: number | null;
  /** Minutes. */
  reclaimNotice: number | null;
}

export function fieldsOf(options: Json): OptionFields {
  const config = isObject(options['config']) ? options['config'] : {};
  const reclaim = isObject(options['reclaim']) ? options['reclaim'] : null;
  const byType = isObject(options['agent_selection_by_type']) ? options['agent_selection_by_type'] : {};
  const types = options['allowed_session_types'];
  const halfLife = numberOrNull(config['half_life']);
  const minutes = (field: string): number | null => {
    const seconds = numberOrNull(reclaim?.[field]);
    return seconds === null ? null : seconds / 60;
  };
  return {
    types: Array.isArray(types) ? types.map(String) : USUAL_TYPES,
    pendingTimeout: numberOrNull(options['pending_timeout']) ?? 0,
    selector: textOr(options['agent_selection_strategy'], '') || null,
    selectorByType: Object.fromEntries(SESSION_TYPES.map((type) => [type, textOr(byType[type], '') || null])),
    spread: options['enforce_spreading_endpoint_replica'] === true,
    retries: numberOrNull(config['num_retries_to_skip']),
    reservations: numberOrNull(config['reservations']),
    halfLife: halfLife === null ? null : halfLife / 3600,
    preemption: config['preemption'] === true,
    splitDevices: config['split_devices'] !== false,
    reclaim: reclaim !== null,
    reclaimIdle: minutes('idle'),
    reclaimThreshold: numberOrNull(reclaim?.['threshold']),
    reclaimWaiting: numberOrNull(reclaim?.['waiting']),
    reclaimNotice: minutes('notice'),
  };
}

/** The options that the fields say, over `before`: what the form does not know stays as it is. */
export function optionsOf(fields: OptionFields, before: Json): Json {
  const config = { ...(isObject(before['config']) ? before['config'] : {}) };
  put(config, 'num_retries_to_skip', fields.retries);
  put(config, 'reservations', fields.reservations);
  put(config, 'half_life', fields.halfLife === null ? null : fields.halfLife * 3600);
  config['preemption'] = fields.preemption;
  config['split_devices'] = fields.splitDevices;
  const byType = Object.entries(fields.selectorByType).filter(([, selector]) => selector);
  const options: Json = { ...before };
  put(options, 'agent_selection_strategy', fields.selector);
  put(options, 'reclaim', fields.reclaim ? reclaimOf(fields) : null);
  return {
    ...options,
    allowed_session_types: fields.types,
    pending_timeout: fields.pendingTimeout ?? 0,
    agent_selection_by_type: Object.fromEntries(byType),
    enforce_spreading_endpoint_replica: fields.spread,
    config,
  };
}

function reclaimOf(fields: OptionFields): Json {
  const reclaim: Json = {};
  put(reclaim, 'idle', fields.reclaimIdle === null ? null : fields.reclaimIdle * 60);
  put(reclaim, 'threshold', fields.reclaimThreshold);
  put(reclaim, 'waiting', fields.reclaimWaiting);
  put(reclaim, 'notice', fields.reclaimNotice === null ? null : fields.reclaimNotice * 60);
  return reclaim;
}

function put(into: Json, field: string, value: unknown): void {
  if (value === null || value === undefined) Reflect.deleteProperty(into, field);
  else into[field] = value;
}

/** What differs from a group that nobody has set anything of, in words. */
export function optionWords(options: Json): string[] {
  const fields = fieldsOf(options);
  const said: string[] = [];
  if (fields.selector) said.push(fields.selector);
  for (const [type, selector] of Object.entries(fields.selectorByType)) {
    if (selector) said.push(`${type}: ${selector}`);
  }
  if (USUAL_TYPES.some((type) => !fields.types.includes(type))) said.push(`only ${fields.types.join(', ')}`);
  else if (fields.types.length > USUAL_TYPES.length) said.push('file transfer (system) sessions, too');
  if (fields.pendingTimeout) said.push(`waits at most ${formatAge(fields.pendingTimeout * 1000)}`);
  if (fields.retries !== null) said.push(`skips after ${fields.retries} tries`);
  if (fields.reservations !== null) said.push(`${fields.reservations} reservations`);
  if (fields.preemption) said.push('preemption');
  if (fields.spread) said.push('spreads replicas');
  if (fields.reclaim) said.push('takes idle GPUs back');
  return said;
}
