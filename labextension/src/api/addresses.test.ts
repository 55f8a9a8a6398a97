import { describe, expect, it } from 'vitest';

import { hubBase, hubHome, isAt, safeLink } from './addresses';

describe('addresses', () => {
  it.each([
    ['/', '/services/kernelyard/console/', '/hub/home'],
    ['/jupyter/', '/x', '/jupyter/hub/home'],
    ['/jupyter/hub/', '/x', '/jupyter/hub/home'],
    [null, '/services/kernelyard/console/', '/hub/home'],
    [null, '/a/b/services/kernelyard/console/', '/a/b/hub/home'],
    [null, '/console/', '/hub/home'],
    ['https://hub.example.org', '/x', 'https://hub.example.org/hub/home'],
  ])('base %s at %s gives %s', (told, path, home) => expect(hubHome(hubBase(told, path))).toBe(home));

  it('links only to paths and to http', () => {
    expect(safeLink('/user/ada/')).toBe('/user/ada/');
    expect(safeLink('https://h/x')).toBe('https://h/x');
    expect(safeLink('javascript:alert(1)')).toBeNull();
    expect(safeLink('//evil.example')).toBeNull();
    expect(safeLink(null)).toBeNull();
  });

  it('knows the server that the page runs in', () => {
    const origin = 'http://h';
    expect(isAt('/user/ada/', '/user/ada/', origin)).toBe(true);
    expect(isAt('http://h/user/ada/lab', '/user/ada/', origin)).toBe(true);
    expect(isAt('/user/ada/training/', '/user/ada/', origin)).toBe(false);
    expect(isAt(null, '/user/ada/', origin)).toBe(false);
  });
});
