/** Who may do what in a folder: guests, invitations, members of a project with rights of their own. */

import { type Permission, at, json, permission, rows } from './folders';
import { text, textOr, timeOrNull } from './reading';
import { type Fetcher, send } from './service';

export interface Invitation {
  id: string;
  folderId: string;
  folder: string;
  inviter: string;
  invitee: string;
  permission: Permission;
  createdAt: string | null;
}

function parseInvitation(row: Record<string, unknown>): Invitation {
  return {
    id: text(row['id'], 'invitations[].id'),
    folderId: textOr(row['vfolder_id'], '').replaceAll('-', ''),
    folder: textOr(row['vfolder_name'], ''),
    inviter: textOr(row['inviter'], '') || textOr(row['inviter_user_email'], ''),
    invitee: textOr(row['invitee'], '') || textOr(row['invitee_user_email'], ''),
    permission: permission(row['perm'] ?? row['mount_permission']),
    createdAt: timeOrNull(row['created_at']),
  };
}

/** Received ones that wait for an answer. */
export async function fetchReceived(fetcher: Fetcher): Promise<Invitation[]> {
  return rows(await json(fetcher, 'folders/invitations/list'), 'invitations').map(parseInvitation);
}

/** Sent ones that nobody has answered. */
export async function fetchSent(fetcher: Fetcher): Promise<Invitation[]> {
  return rows(await json(fetcher, 'folders/invitations/list-sent'), 'invitations').map(parseInvitation);
}

export async function acceptInvitation(fetcher: Fetcher, id: string): Promise<void> {
  await send(fetcher, 'folders/invitations/accept', 'POST', { inv_id: id });
}

/** Reject a received one; take a sent one back. */
export async function deleteInvitation(fetcher: Fetcher, id: string): Promise<void> {
  await send(fetcher, 'folders/invitations/delete', 'DELETE', { inv_id: id });
}

export async function changeInvitation(fetcher: Fetcher, id: string, perm: Permission): Promise<void> {
  await send(fetcher, `folders/invitations/update/${encodeURIComponent(id)}`, 'POST', { perm });
}

export interface Guest {
  userId: string;
  email: string;
  permission: Permission;
  since: string | null;
}

export interface Mounting {
  sessionId: string;
  session: string;
  owner: string;
  permission: Permission;
}

export interface Shares {
  guests: Guest[];
  invitations: { id: string; email: string; permission: Permission; createdAt: string | null }[];
  mounted: Mounting[];
}

/** Everybody who is in a folder of mine, who was asked in, and where it is mounted. */
export async function fetchShares(fetcher: Fetcher, id: string): Promise<Shares> {
  const answer = await json(fetcher, at(id, '/shares'));
  return {
    guests: rows(answer, 'shared').map((row) => ({
      userId: text(row['user_id'], 'shared[].user_id'),
      email: textOr(row['email'], ''),
      permission: permission(row['permission']),
      since: timeOrNull(row['since']),
    })),
    invitations: rows(answer, 'invitations').map((row) => ({
      id: text(row['id'], 'invitations[].id'),
      email: textOr(row['email'], ''),
      permission: permission(row['permission']),
      createdAt: timeOrNull(row['created_at']),
    })),
    mounted: rows(answer, 'mounted').map((row) => ({
      sessionId: text(row['session_id'], 'mounted[].session_id'),
      session: textOr(row['name'], ''),
      owner: textOr(row['owner'], ''),
      permission: permission(row['permission']),
    })),
  };
}

/** Invite people; answers those who were invited now. */
export async function invite(
  fetcher: Fetcher,
  id: string,
  emails: string[],
  perm: Permission,
): Promise<string[]> {
  const response = await send(fetcher, at(id, '/invite'), 'POST', { perm, emails });
  return emailsOf(await response.json(), 'invited_ids');
}

/** Give members of a project rights of their own in its folder, without asking them. */
export async function share(
  fetcher: Fetcher,
  id: string,
  emails: string[],
  perm: Permission,
): Promise<string[]> {
  const response = await send(fetcher, at(id, '/share'), 'POST', { permission: perm, emails });
  return emailsOf(await response.json(), 'shared_emails');
}

/** Take such rights away again. */
export async function unshare(fetcher: Fetcher, id: string, emails: string[]): Promise<void> {
  await send(fetcher, at(id, '/unshare'), 'DELETE', { emails });
}

/** Change what a guest may do; null takes it all away. */
export async function changeGuest(
  fetcher: Fetcher,
  id: string,
  user: string,
  perm: Permission | null,
): Promise<void> {
  await send(fetcher, 'folders/_/shared', 'POST', { vfolder: id, user, perm });
}

/** Give up a folder of somebody else's. */
export async function leave(fetcher: Fetcher, id: string): Promise<void> {
  await send(fetcher, at(id, '/leave'), 'POST', {});
}

function emailsOf(answer: unknown, field: string): string[] {
  const told = (answer as Record<string, unknown> | null)?.[field];
  return Array.isArray(told) ? told.map(String) : [];
}

/** Addresses as people paste them: separated by commas, semicolons, spaces or lines. */
export const splitEmails = (entered: string): string[] => [
  ...new Set(entered.split(/[\s,;]+/).filter((part) => part.includes('@'))),
];
