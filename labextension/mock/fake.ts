import type { Fetcher } from '../src/api/service';

/** A call that a `FakeService` has had. */
export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/**
 * A service of answers by the beginning of the path, with its method unless that is GET: `PATCH session/`. GraphQL is
 * asked by the first field. The longest key that fits answers; a `Response` is answered as it is.
 */
export class FakeService {
  readonly asked: Asked[] = [];

  constructor(readonly answers: Record<string, unknown>) {}

  readonly fetcher: Fetcher = (path, init) => {
    const method = init?.method ?? 'GET';
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    this.asked.push({ method, path, body });
    const wanted =
      path === 'admin/gql' ? `gql ${field(body)}` : method === 'GET' ? path : `${method} ${path}`;
    const key = Object.keys(this.answers)
      .filter((known) => wanted.startsWith(known))
      .sort((a, b) => b.length - a.length)[0];
    const answer = key === undefined ? undefined : this.answers[key];
    if (answer instanceof Response) return Promise.resolve(answer.clone());
    if (answer === undefined) return Promise.resolve(refusal(404, `Nothing answers ${wanted}.`));
    return Promise.resolve(new Response(JSON.stringify(answer)));
  };

  /** Calls by method and beginning of the path. */
  to(method: string, path: string): Asked[] {
    return this.asked.filter((call) => call.method === method && call.path.startsWith(path));
  }

  /** Variables of the GraphQL calls of a field. */
  gql(wanted: string): unknown[] {
    return this.asked
      .filter(({ path, body }) => path === 'admin/gql' && field(body) === wanted)
      .map(({ body }) => (body as { variables: unknown }).variables);
  }
}

export const refusal = (status: number, title: string): Response =>
  new Response(JSON.stringify({ title }), { status });

function field(body: unknown): string {
  const { query = '' } = body as { query?: string };
  return /\{\s*(\w+)/.exec(query)?.[1] ?? '';
}
