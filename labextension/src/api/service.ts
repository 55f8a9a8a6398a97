/** Calls to the hub service. How a request travels is injected: the page fetches, JupyterLab asks its server. */

import { type Overview, parseOverview } from './overview';
import { isObject, numberOrNull, textOr } from './reading';
import { formatBytes } from './units';

/** Send a request to a path below the service ('console/overview', 'session/ID'). */
export type Fetcher = (path: string, init?: RequestInit) => Promise<Response>;

/** A failed call. `message` is one sentence to show, `advice` says what to do about it. */
export class ServiceError extends Error {
  constructor(
    message: string,
    readonly advice: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
  ) {
    super(message);
  }

  /** The login has run out: only a visit to the login page helps. */
  get loginNeeded(): boolean {
    return this.status === 401;
  }
}

export async function fetchOverview(fetcher: Fetcher): Promise<Overview> {
  const response = await call(fetcher, 'console/overview');
  return parseOverview(await response.json());
}

/** End one session; of somebody else's, admins name the keypair (`owner`). Answers when the service has accepted it; the overview tells when the slots are free. */
export async function endSession(fetcher: Fetcher, id: string, owner: string | null = null): Promise<void> {
  const whose = owner === null ? '' : `?owner_access_key=${encodeURIComponent(owner)}`;
  await call(fetcher, `session/${encodeURIComponent(id)}${whose}`, { method: 'DELETE' });
}

/** A call with a JSON body. */
export function send(fetcher: Fetcher, path: string, method: string, body: unknown): Promise<Response> {
  return call(fetcher, path, {
    method,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** One GraphQL query: its data, unchecked. */
export async function query(
  fetcher: Fetcher,
  text: string,
  variables: Record<string, unknown> = {},
): Promise<unknown> {
  const response = await send(fetcher, 'admin/gql', 'POST', { query: text, variables });
  const answer = (await response.json()) as { data?: unknown; errors?: { message?: string }[] };
  const problem = answer.errors?.[0]?.message;
  if (problem) throw new ServiceError(problem, advice(400), 400);
  return answer.data;
}

/** One GraphQL mutation. Its answer `{ok, msg}` of false is a refusal, too. */
export async function mutate(
  fetcher: Fetcher,
  field: string,
  text: string,
  variables: Record<string, unknown>,
): Promise<void> {
  const data = (await query(fetcher, text, variables)) as Record<
    string,
    { ok?: boolean; msg?: string } | null
  >;
  const answer = data[field];
  if (answer?.ok !== true) throw new ServiceError(answer?.msg || 'It was refused.', advice(400), 400);
}

/** What to show of a failure: one sentence, and what to do about it. */
export function inWords(error: unknown): string {
  if (error instanceof ServiceError) return `${error.message} ${error.advice}`.trim();
  return `${(error as Error).message} Try again.`;
}

/** Any call. Throws `ServiceError`. */
export async function call(fetcher: Fetcher, path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(path, { redirect: 'manual', ...init });
  } catch {
    throw new ServiceError('Kernelyard does not answer.', 'Check your connection; the page tries again.', 0);
  }
  if (response.type === 'opaqueredirect') {
    // Unauthenticated requests may be sent to the login page, which a fetch cannot follow.
    throw new ServiceError('Your login has ended.', 'Log in again.', 401);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ServiceError> {
  let message = '';
  try {
    message = told(await response.json());
  } catch {
    // Not a problem document (a proxy's own page, say): the status has to do.
  }
  return new ServiceError(
    message || `The service answered ${response.status}.`,
    advice(response.status),
    response.status,
  );
}

/** The words of a problem document; '' where it has none. */
export function told(problem: unknown): string {
  if (!isObject(problem)) return '';
  const said = [problem['msg'], problem['message'], problem['title']].find(
    (part) => typeof part === 'string',
  );
  const data = isObject(problem['data']) ? problem['data'] : {};
  // Each field that was refused, with its reason.
  if (problem['msg'] === 'Input validation error') {
    const fields = Object.entries(data).map(([field, reason]) => `${field}: ${textOr(reason, 'is wrong')}`);
    if (fields.length > 0) return `${fields.join('; ')}.`;
  }
  // Quotas are told in bytes and ids; people read amounts.
  const [limit, used] = [numberOrNull(data['limit']), numberOrNull(data['used_bytes'])];
  if (textOr(data['quota_scope'], '') !== '' && limit !== null && used !== null) {
    return `It does not fit: ${formatBytes(used)} of ${formatBytes(limit)} are used.`;
  }
  // What a file system says of some files ("File exists").
  const paths = Array.isArray(data['paths']) ? data['paths'].filter((path) => typeof path === 'string') : [];
  if (said !== undefined && paths.length > 0) return `${said}: ${paths.slice(0, 3).join(', ')}.`;
  return said ?? '';
}

/** What a person can do about an HTTP status. */
export function advice(status: number): string {
  if (status === 401) return 'Log in again.';
  if (status === 403) return 'You may not do this; ask an admin of this site if you should.';
  if (status === 404) return 'It is gone, or you may not do this any more; look at the list again.';
  if (status === 409) return 'Its state has just changed; look again and repeat if still needed.';
  if (status === 412) return 'Delete something, also from the trash, or ask an admin for more.';
  if (status === 429) return 'Too many requests; wait a moment.';
  if (status >= 500) return 'A part of the site is down; try again in a minute, then tell an admin.';
  return 'Check what you entered.';
}
