import { describe, expect, it } from 'vitest';

import { fieldsOf, optionWords, optionsOf } from './groupOptions';

describe('options of a resource group', () => {
  it('go through the form without a change', () => {
    const options = {
      allowed_session_types: ['batch'],
      pending_timeout: 60,
      agent_selection_strategy: 'dispersed',
      agent_selection_by_type: { batch: 'concentrated' },
      enforce_spreading_endpoint_replica: true,
      exec_timeout: 30,
      config: { num_retries_to_skip: 2, half_life: 7200, preemption: true, split_devices: false },
      reclaim: { idle: 2400, threshold: 5, waiting: 1, notice: 600 },
    };
    expect(optionsOf(fieldsOf(options), options)).toEqual(options);
  });

  it('that are empty are left to their defaults', () => {
    const fields = fieldsOf({});
    expect(fields.types).toEqual(['interactive', 'batch', 'inference']);
    const written = optionsOf(fields, {});
    expect(written).not.toHaveProperty('agent_selection_strategy');
    expect(written).not.toHaveProperty('reclaim');
    expect(written['config']).toEqual({ preemption: false, split_devices: true });
  });

  it('that are taken away go', () => {
    const before = { agent_selection_strategy: 'dispersed', reclaim: { idle: 60 } };
    const written = optionsOf({ ...fieldsOf(before), selector: null, reclaim: false }, before);
    expect(written).not.toHaveProperty('agent_selection_strategy');
    expect(written).not.toHaveProperty('reclaim');
  });

  it('are told in words where they differ', () => {
    expect(optionWords({})).toEqual([]);
    const words = optionWords({ pending_timeout: 7200, config: { reservations: 0, preemption: true } });
    expect(words).toEqual(['waits at most 2 h', '0 reservations', 'preemption']);
    const types = ['interactive', 'batch', 'inference', 'system'];
    expect(optionWords({ allowed_session_types: types })).toEqual(['file transfer (system) sessions, too']);
    expect(optionWords({ allowed_session_types: ['system'] })).toEqual(['only system']);
  });
});
