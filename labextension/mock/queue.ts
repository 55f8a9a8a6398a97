/** What the service answers about queue, usage and policies, for developing the pages and for tests. */

const GIB = 2 ** 30;
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

export const ESTIMATE = { seconds: 720, low: 300, high: 1500, level: 0.8, text: 'in about 12 min (5–25)' };

export function mockExplanation(id: string): Record<string, unknown> {
  return {
    sessionId: id,
    name: 'ada--training',
    status: 'PENDING',
    resourceGroup: 'gpu',
    place: 3,
    length: 7,
    code: 'RESOURCES',
    reason: 'Waiting for 2 fGPU: 1.5 are free, and 2 sessions are ahead.',
    missing: { 'cuda.shares': '0.5' },
    checks: [
      { name: 'policy', passed: true, text: 'Your policy allows it.' },
      { name: 'room', passed: false, text: 'No node has 2 fGPU free.' },
    ],
    holders: [
      {
        who: 'you',
        sessionId: 's-1',
        name: 'sweep-0016',
        slots: { 'cuda.shares': '1' },
        since: ago(125),
        endsBy: null,
      },
      { who: 'somebody else', sessionId: null, name: null, slots: { 'cuda.shares': '4' }, since: ago(700) },
    ],
    change: {
      text: 'It would start now with 1.5 fGPU instead of 2.',
      resources: { cpu: '8', mem: String(32 * GIB), 'cuda.shares': '1.5' },
      resourceGroup: null,
    },
    estimate: ESTIMATE,
    reservedNodes: 1,
  };
}

export function mockQueue(): Record<string, unknown> {
  const item = (fields: Record<string, unknown>): Record<string, unknown> => ({
    owner: 'ada',
    ownerAccessKey: 'AKIA',
    project: 'default',
    resourceGroup: 'gpu',
    priority: 0,
    preemptible: false,
    type: 'interactive',
    code: 'RESOURCES',
    reason: 'Waiting for 2 fGPU: 1.5 are free.',
    estimate: null,
    ...fields,
  });
  return {
    total: 2,
    groups: [
      {
        name: 'gpu',
        scheduler: 'fair-share',
        selector: 'fragmentation-aware',
        waiting: 3,
        running: 12,
        allocatedPercent: 93.75,
        fragmentedPercent: 4.2,
        calibration: { inside: 0.86, count: 123 },
      },
      {
        name: 'default',
        scheduler: 'fifo',
        selector: 'concentrated',
        waiting: 0,
        running: 4,
        allocatedPercent: 12.5,
        fragmentedPercent: 0,
        calibration: null,
      },
    ],
    items: [
      item({
        sessionId: 'q-1',
        name: 'llm-tune',
        owner: 'bob',
        place: 1,
        priority: 10,
        requested: { cpu: '16', mem: String(64 * GIB), 'cuda.device': '4' },
        waitedSeconds: 4200,
        estimate: ESTIMATE,
      }),
      item({
        sessionId: 'q-2',
        name: 'ada--training',
        place: 2,
        preemptible: true,
        requested: { cpu: '8', mem: String(32 * GIB), 'cuda.shares': '2' },
        waitedSeconds: 720,
      }),
    ],
  };
}

export function mockUsage(): Record<string, unknown> {
  const day = (index: number): string =>
    new Date(Math.floor(Date.now() / 86_400_000 - 6 + index) * 86_400_000).toISOString();
  const rows = ['ada', 'bob', 'carol'].flatMap((name, who) =>
    [0, 1, 2, 3, 4, 5, 6]
      .filter((index) => (index + who) % 4 !== 3)
      .flatMap((index) => [
        { key: `u${who}`, name, slot: 'cpu', at: day(index), hours: String(12 + 5 * ((index * who) % 4)) },
        {
          key: `u${who}`,
          name,
          slot: 'cuda.shares',
          at: day(index),
          hours: String(4 + 3 * ((index + who) % 3)),
        },
      ]),
  );
  return {
    from: new Date(Date.now() - 7 * 86_400_000).toISOString(),
    to: new Date().toISOString(),
    step: 'day',
    rows,
    totals: ['ada', 'bob', 'carol'].flatMap((name, who) => [
      { key: `u${who}`, name, slot: 'cpu', hours: '96' },
      { key: `u${who}`, name, slot: 'cuda.shares', hours: '41.5' },
    ]),
    budgets: [{ scope: 'user', slot: 'gpu', hours: '40', used: '33.5', window: 604800, freesAt: null }],
  };
}

export const mockBudgets = {
  budgets: [
    {
      id: 'b-1',
      scope: 'keypair-policy',
      scopeId: 'default',
      slot: 'gpu',
      hours: '40',
      window: 604800,
      used: null,
      freesAt: null,
      mayDelete: true,
    },
  ],
};

export const mockPolicies = {
  domains: [{ name: 'default' }],
  groups: [{ id: 'p-1', name: 'teaching', domain_name: 'default' }],
  keypair_resource_policies: [
    {
      name: 'default',
      default_for_unspecified: 'UNLIMITED',
      total_resource_slots: JSON.stringify({ cpu: '24', mem: String(64 * GIB), 'cuda.shares': 'Infinity' }),
      max_session_lifetime: 0,
      max_concurrent_sessions: 30,
      max_containers_per_session: 4,
      idle_timeout: '3600',
      max_pending_session_count: null,
      max_pending_session_resource_slots: '{}',
      max_concurrent_sftp_sessions: 1,
      allowed_vfolder_hosts: JSON.stringify({ 'local:main': ['create-vfolder', 'mount-in-session'] }),
    },
  ],
  user_resource_policies: [
    {
      name: 'default',
      max_vfolder_count: 0,
      max_quota_scope_size: String(200 * GIB),
      max_session_count_per_model_session: 0,
      max_customized_image_count: 3,
    },
  ],
  project_resource_policies: [
    { name: 'default', max_vfolder_count: 10, max_quota_scope_size: '-1', max_network_count: 0 },
  ],
  resource_presets: [
    {
      name: 'gpu-half',
      description: 'Half a GPU',
      resource_slots: JSON.stringify({ cpu: '4', mem: String(16 * GIB), 'cuda.shares': '0.5' }),
      shared_memory: String(2 ** 26),
    },
  ],
};

const SITE = {
  domains: [{ name: 'default', scaling_groups: ['gpu'] }],
  groups: [{ id: 'p-1', name: 'teaching', domain_name: 'default', scaling_groups: [] }],
};

export const mockGroups = {
  scaling_groups: [
    {
      name: 'gpu',
      description: 'Big GPUs',
      is_active: true,
      is_public: true,
      driver: 'static',
      scheduler: 'fair-share',
      scheduler_opts: JSON.stringify({
        allowed_session_types: ['interactive', 'batch'],
        pending_timeout: 7200,
        exec_timeout: 60,
        config: { reservations: 2 },
      }),
    },
  ],
  ...SITE,
};

export const mockGroupChoices = {
  schedulers: [
    { name: 'fifo', text: 'first come, first served' },
    { name: 'fair-share', text: 'who has used least comes first' },
  ],
  selectors: [{ name: 'concentrated', text: 'fills nodes' }],
};

export const mockIdleness = {
  checks: [
    {
      name: 'network_timeout',
      remaining: 540,
      text: 'Nobody has used it for 51 min; it ends after 60 min.',
      evidence: { last_use: ago(51), kernels: { busy: 0 }, cpu_util: 0.4 },
    },
  ],
  endsAt: new Date(Date.now() + 540_000).toISOString(),
  warned: true,
  maySnooze: true,
  snoozedUntil: null,
};
