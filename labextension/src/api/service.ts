/** Calls to the hub service. How a request travels is injected: the page fetches, JupyterLab asks its server. */

import { type Overview, parseOverview } from './overview';

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
  if (error instanceof ServiceError) return `${error.message} ${error.advice}`;
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
    const problem = (await response.json()) as { title?: unknown; msg?: unknown; message?: unknown };
    message = [problem.msg, problem.message, problem.title].find((part) => typeof part === 'string') ?? '';
  } catch {
    // Not a problem document (a proxy's own page, say): the status has to do.
  }
  return new ServiceError(
    message || `The service answered ${response.status}.`,
    advice(response.status),
    response.status,
  );
}

/** What a person can do about an HTTP status. */
export function advice(status: number): string {
  if (status === 401) return 'Log in again.';
  if (status === 403) return 'You may not do this; ask an admin of this site if you should.';
  if (status === 404) return 'It is gone already; the list will show it in a moment.';
  if (status === 409) return 'Its state has just changed; look again and repeat if still needed.';
  if (status === 429) return 'Too many requests; wait a moment.';
  if (status >= 500) return 'A part of the site is down; try again in a minute, then tell an admin.';
  return 'Check what you entered.';
}
