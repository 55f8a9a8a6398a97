/** Facts about sessions that follow from their status. */

import type { Session } from './overview';

const WAITING = new Set(['PENDING']);
const STARTING = new Set(['SCHEDULED', 'PREPARING', 'PULLING', 'PREPARED', 'CREATING', 'RESTARTING']);
const RUNNING = new Set(['RUNNING', 'RUNNING_DEGRADED']);
const ENDING = new Set(['TERMINATING']);

export type Phase = 'waiting' | 'starting' | 'running' | 'ending' | 'ended' | 'failed';

export function phase(session: Session): Phase {
  if (WAITING.has(session.status)) return 'waiting';
  if (STARTING.has(session.status)) return 'starting';
  if (RUNNING.has(session.status)) return 'running';
  if (ENDING.has(session.status)) return 'ending';
  return session.status === 'ERROR' ? 'failed' : 'ended';
}

/** Whether "End" makes sense. */
export function canEnd(session: Session): boolean {
  return ['waiting', 'starting', 'running', 'failed'].includes(phase(session));
}

/** Whether it holds slots now. */
export function holdsSlots(session: Session): boolean {
  return ['starting', 'running', 'ending'].includes(phase(session));
}

/** Where a session comes from, in words. */
export function kind(session: Session): string {
  if (session.hubServer !== null)
    return session.hubServer === '' ? 'Hub server' : `Hub server “${session.hubServer}”`;
  return session.type === '' ? 'API session' : session.type.charAt(0).toUpperCase() + session.type.slice(1);
}
