/** An overview as the hub service would answer it, for developing the pages without a site. */

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const GIB = 2 ** 30;

const session = (fields: Record<string, unknown>): Record<string, unknown> => ({
  type: 'interactive',
  status: 'RUNNING',
  status_info: '',
  place: null,
  of: null,
  reason: '',
  image: 'local/python:3.11-debian12',
  resource_group: 'default',
  hub_server: null,
  url: null,
  owner: 'ada',
  started_at: null,
  ...fields,
});

export function mockSessions(): Record<string, unknown>[] {
  return [
    session({
      id: '0b5c6cf2-6a40-4f3b-a2a1-0d6d1c9d2f10',
      name: 'ada',
      hub_server: '',
      url: '/user/ada/',
      slots: { cpu: '2', mem: String(4 * GIB), 'cuda.shares': '0.5' },
      created_at: ago(131),
      started_at: ago(130),
    }),
    session({
      id: '5dd5f4a4-9a05-4f6c-8b0e-0fbb6c1d1c22',
      name: 'ada--training',
      hub_server: 'training',
      status: 'PENDING',
      place: 3,
      of: 7,
      reason: 'Waiting for 2 fGPU in “gpu”: 1.5 are free, and 2 sessions are ahead.',
      resource_group: 'gpu',
      slots: { cpu: '8', mem: String(32 * GIB), 'cuda.shares': '2' },
      created_at: ago(12),
    }),
    session({
      id: '6ad10d9b-0cc4-46b5-8f8c-3ad6ac86b0aa',
      name: 'sweep-0017',
      type: 'batch',
      slots: { cpu: '1', mem: String(1.5 * GIB) },
      created_at: ago(3),
      started_at: ago(2.6),
    }),
    session({
      id: '9cc3e7aa-2f8a-4c9e-9b69-86a47d5ed6a1',
      name: 'pysdk-7Fq2xLwz',
      status: 'PREPARING',
      slots: { cpu: '1', mem: String(GIB) },
      created_at: ago(0.1),
    }),
    session({
      id: 'c20e3e3a-70b3-4a90-9c7f-8f0b9c1f2f55',
      name: 'old-notebook',
      status: 'TERMINATING',
      slots: { cpu: '2', mem: String(2 * GIB) },
      created_at: ago(1600),
      started_at: ago(1599),
    }),
  ];
}

export function mockOverview(sessions: Record<string, unknown>[], admin = false): Record<string, unknown> {
  return {
    user: { username: 'ada', email: 'ada@example.org', role: admin ? 'superadmin' : 'user', is_admin: admin },
    hub: { base_url: '/' },
    sessions,
    resource_groups: [
      {
        name: 'default',
        agents: 2,
        slots: [
          { slot: 'cpu', capacity: '32', occupied: '11', free: '21' },
          {
            slot: 'mem',
            capacity: String(128 * GIB),
            occupied: String(41.5 * GIB),
            free: String(86.5 * GIB),
          },
          { slot: 'cuda.shares', capacity: '4', occupied: '0.5', free: '3.5' },
        ],
      },
      {
        name: 'gpu',
        agents: 3,
        slots: [
          { slot: 'cpu', capacity: '192', occupied: '160', free: '32' },
          { slot: 'mem', capacity: String(1536 * GIB), occupied: String(900 * GIB), free: String(636 * GIB) },
          { slot: 'cuda.shares', capacity: '24', occupied: '22.5', free: '1.5' },
          { slot: 'cuda.device', capacity: '8', occupied: '8', free: '0' },
        ],
      },
      { name: 'teaching', agents: 0, slots: [] },
    ],
    limits: {
      sessions: { limit: 30, using: sessions.length },
      slots: [
        { slot: 'cpu', limit: '64', using: '6' },
        { slot: 'cuda.shares', limit: '4', using: '0.5' },
      ],
    },
    at: new Date().toISOString(),
  };
}

/** One of `mockSessions` as `console/session/{id}` would tell it. */
export function mockDetail(row: Record<string, unknown>): Record<string, unknown> {
  const app = (name: string, port: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    name,
    protocol: 'http',
    port,
    state: 'starts',
    problem: null,
    ...more,
  });
  return {
    ...row,
    shared_memory: 64 * 2 ** 20,
    environ: [
      { name: 'EPOCHS', value: '20' },
      { name: 'API_KEY', value: null },
    ],
    mounts: [{ name: 'datasets', target: 'datasets', permission: 'ro' }],
    history: [
      { status: 'PENDING', reason: '', at: ago(3) },
      { status: 'RUNNING', reason: '', at: ago(2.6) },
    ],
    apps: [
      app('jupyterlab', 8090, { state: 'running' }),
      app('ttyd', 7681),
      app('sshd', 2200, { protocol: 'tcp' }),
      app('tensorboard', 6006, { allowed_arguments: { '--logdir': '~/logs' } }),
    ],
    figures: { mem: { current: String(GIB), capacity: String(4 * GIB), pct: '25.00', unit_hint: 'bytes' } },
  };
}
