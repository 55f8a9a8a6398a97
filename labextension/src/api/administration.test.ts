import { describe, expect, it } from 'vitest';

import { FakeService } from '../../mock/fake';
import { mockGroupChoices, mockGroups, mockPolicies } from '../../mock/queue';
import { fetchPolicies, remove, savePolicy, savePreset } from './policies';
import { deleteGroup, fetchGroupChoices, fetchGroups, linkGroup, saveGroup } from './resourceGroups';

const done = (field: string): unknown => ({ data: { [field]: { ok: true, msg: '' } } });

describe('policies', () => {
  const service = (more: Record<string, unknown> = {}): FakeService =>
    new FakeService({ 'gql keypair_resource_policies': { data: mockPolicies }, ...more });

  it('are read; what is no limit is null', async () => {
    const { keypair, user, project, presets } = await fetchPolicies(service().fetcher);
    expect(keypair[0]).toMatchObject({
      slots: { cpu: '24', mem: String(64 * 2 ** 30) },
      limits: { max_session_lifetime: null, idle_timeout: 3600, max_pending_session_count: null },
    });
    expect(user[0]?.limits['max_quota_scope_size']).toBe(200 * 2 ** 30);
    expect(project[0]?.limits['max_quota_scope_size']).toBeNull();
    expect(presets[0]).toMatchObject({ name: 'gpu-half', sharedMemory: 2 ** 26 });
  });

  it('are written as they were read', async () => {
    const field = 'modify_keypair_resource_policy';
    const fake = service({ [`gql ${field}`]: done(field) });
    const [policy] = (await fetchPolicies(fake.fetcher)).keypair;
    if (!policy) throw new Error('no policy');
    await savePolicy(fake.fetcher, 'keypair', policy, false);
    expect(fake.gql(field)).toEqual([
      {
        name: 'default',
        props: {
          max_concurrent_sessions: 30,
          max_pending_session_count: -1,
          max_containers_per_session: 4,
          max_concurrent_sftp_sessions: 1,
          idle_timeout: 3600,
          max_session_lifetime: 0,
          default_for_unspecified: 'UNLIMITED',
          total_resource_slots: JSON.stringify({ cpu: '24', mem: String(64 * 2 ** 30) }),
          max_pending_session_resource_slots: '{}',
          allowed_vfolder_hosts: mockPolicies.keypair_resource_policies[0]?.allowed_vfolder_hosts,
        },
      },
    ]);
  });

  it('that are refused say why', async () => {
    const field = 'delete_user_resource_policy';
    const msg = 'Somebody follows it.';
    const fake = service({ [`gql ${field}`]: { data: { [field]: { ok: false, msg } } } });
    await expect(remove(fake.fetcher, 'user_resource_policy', 'default')).rejects.toThrow(msg);
  });

  it('of presets: an empty shared memory takes it away', async () => {
    const field = 'create_resource_preset';
    const fake = service({ [`gql ${field}`]: done(field) });
    const preset = { name: 'p', description: '', slots: { cpu: '1' }, sharedMemory: null };
    await savePreset(fake.fetcher, preset, true);
    expect(fake.gql(field)[0]).toMatchObject({ props: { resource_slots: '{"cpu":"1"}', shared_memory: '' } });
  });
});

describe('resource groups', () => {
  it('are read with those who may use them', async () => {
    const fake = new FakeService({ 'gql scaling_groups': { data: mockGroups } });
    const { groups, projects } = await fetchGroups(fake.fetcher);
    expect(groups[0]).toMatchObject({ name: 'gpu', domains: ['default'], projects: [] });
    expect(groups[0]?.options['config']).toEqual({ reservations: 2 });
    expect(projects).toEqual([{ id: 'p-1', name: 'teaching', domain: 'default' }]);
  });

  it('offer schedulers by name, with what they do', async () => {
    const fake = new FakeService({ 'resource-group/options': { ...mockGroupChoices, selectors: ['a'] } });
    const { schedulers, selectors } = await fetchGroupChoices(fake.fetcher);
    expect(schedulers[0]).toEqual({ name: 'fifo', text: 'first come, first served' });
    expect(selectors).toEqual([{ name: 'a', text: '' }]);
  });

  it('are made, given away and deleted', async () => {
    const fields = [
      'create_scaling_group',
      'associate_scaling_group_with_user_group',
      'disassociate_scaling_group_with_keypair',
      'delete_scaling_group',
    ];
    const fake = new FakeService(Object.fromEntries(fields.map((field) => [`gql ${field}`, done(field)])));
    const group = { description: '', isActive: true, isPublic: true, scheduler: 'drf', options: { a: 1 } };
    await saveGroup(fake.fetcher, 'g', group, true);
    await linkGroup(fake.fetcher, 'g', 'project', 'p-1', true);
    await linkGroup(fake.fetcher, 'g', 'keypair', 'AK', false);
    await deleteGroup(fake.fetcher, 'g');
    expect(fake.gql('create_scaling_group')[0]).toMatchObject({
      name: 'g',
      props: { scheduler: 'drf', scheduler_opts: '{"a":1}', driver: 'static' },
    });
    expect(fake.gql('associate_scaling_group_with_user_group')).toEqual([{ group: 'g', who: 'p-1' }]);
    expect(fake.gql('disassociate_scaling_group_with_keypair')).toEqual([{ group: 'g', who: 'AK' }]);
    expect(fake.gql('delete_scaling_group')).toEqual([{ name: 'g' }]);
  });
});
