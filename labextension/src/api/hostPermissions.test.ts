import { expect, it } from 'vitest';

import { FakeService } from '../../mock/fake';
import { changed, fetchGrants, saveGrant } from './hostPermissions';

it('permissions on a host are changed for a domain, a project or a policy, and other hosts stay', async () => {
  const hosts = JSON.stringify({ 'a:one': ['upload-file'], 'a:two': ['create-vfolder', 'upload-file'] });
  const service = new FakeService({
    'gql domains': {
      data: {
        domains: [{ name: 'default', allowed_vfolder_hosts: hosts }],
        groups: [{ id: 'g1', name: 'team', domain_name: 'default', allowed_vfolder_hosts: '{}' }],
        keypair_resource_policies: [{ name: 'small', allowed_vfolder_hosts: hosts }],
      },
    },
    // Another admin has changed the other host since.
    'gql domain': { data: { domain: { allowed_vfolder_hosts: '{"a:one":[],"a:two":["delete-vfolder"]}' } } },
    'gql group': { data: { group: { allowed_vfolder_hosts: '{}' } } },
    'gql keypair_resource_policy': { data: { keypair_resource_policy: null } },
    'gql modify_domain': { data: { modify_domain: { ok: true, msg: '' } } },
    'gql modify_group': { data: { modify_group: { ok: true, msg: '' } } },
  });
  const [domain, project, policy] = await fetchGrants(service.fetcher);
  expect([domain?.id, project?.name, policy?.kind]).toEqual(['default', 'team (default)', 'policy']);
  if (domain === undefined || project === undefined || policy === undefined) throw new Error('not there');
  await saveGrant(service.fetcher, domain, 'a:one', []);
  expect(service.gql('domain')).toEqual([{ id: 'default' }]);
  expect(service.gql('modify_domain')).toEqual([
    { id: 'default', props: { allowed_vfolder_hosts: '{"a:two":["delete-vfolder"]}' } },
  ]);
  await saveGrant(service.fetcher, project, 'a:one', ['download-file']);
  expect(service.gql('modify_group')).toMatchObject([{ id: 'g1' }]);
  await expect(saveGrant(service.fetcher, policy, 'a:one', [])).rejects.toThrow(
    'The policy small is not there any more.',
  );
  expect(changed({}, 'h', ['upload-file', 'create-vfolder'])).toEqual({
    h: ['create-vfolder', 'upload-file'],
  });
});
