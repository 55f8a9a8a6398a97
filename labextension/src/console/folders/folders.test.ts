import { describe, expect, it } from 'vitest';

import { previewKind, reachable } from '../../api/files';
import { fullness, isFolderName, parseFolder, parseQuota } from '../../api/folders';
import { homePath, shownTarget } from '../../api/mounts';
import { hostPermissions } from '../../api/policies';
import { splitEmails } from '../../api/sharing';
import { parseEvent } from '../../api/tasks';
import { figure } from '../storage/figures';
import { addressOf, placeOf } from './address';
import { decoded, notebookParts } from './content';

const ID = 'ff5947e1a4224bc48aa98b6a73dbabbf';

it('addresses name tabs, folders and paths in them, and nothing above them', () => {
  expect(placeOf('#/folders')).toEqual({ kind: 'tab', tab: 'folders' });
  expect(placeOf('#/folders/trash')).toEqual({ kind: 'tab', tab: 'trash' });
  expect(placeOf('#/folders/nonsense')).toEqual({ kind: 'tab', tab: 'folders' });
  const place = { kind: 'files' as const, folder: ID, path: 'a b/ü?#%', snapshot: 'before & after' };
  expect(placeOf(addressOf(place))).toEqual(place);
  expect(placeOf(`#/folders/${ID}/../.././x//y`)).toMatchObject({ path: 'x/y' });
  expect(placeOf(`#/folders/${ID}/%E0%A4%A`)).toMatchObject({ path: '%E0%A4%A' });
});

it('the storage is asked where the page is, unless its address is a direct one', () => {
  const page = 'https://hub.example.org/base/services/kernelyard/console/#/folders';
  const told = 'http://127.0.0.1:8000/base/services/kernelyard-storage/upload';
  expect(reachable(told, page)).toBe('https://hub.example.org/base/services/kernelyard-storage/upload');
  const direct = 'https://storage.example.org:6022/upload';
  expect(reachable(direct, page)).toBe(direct);
});

it('who manages a folder may do everything, whatever it lets others do', () => {
  const row = {
    id: ID,
    name: 'data',
    permission: 'ro',
    manage: true,
    created_at: '2026-11-21 12:57:30.46+00:00',
  };
  expect(parseFolder(row)).toMatchObject({
    permission: 'wd',
    forOthers: 'ro',
    createdAt: '2026-11-21T12:57:30.46+00:00',
  });
  expect(parseFolder({ ...row, manage: false })).toMatchObject({ permission: 'ro', usedBytes: null });
});

it('names of folders are those that the service takes', () => {
  expect(['data', '.local', 'ü', 'a.b-c_d'].every(isFolderName)).toBe(true);
  expect(['', '-a', 'a/b', '..', 'a.', 'x'.repeat(66)].some(isFolderName)).toBe(false);
});

it('a quota is full at its limit, and never without one', () => {
  const of = (limit: number | null): number =>
    fullness(parseQuota({ quota_scope: 'user:x', used_bytes: 50, limit }));
  expect([of(null), of(0), of(100), of(50)]).toEqual([0, 1, 0.5, 1]);
});

it('places in a session are written as one types them', () => {
  expect(['a', '/data'].map(shownTarget)).toEqual(['~/a', '/data']);
  expect(['a/b', '/data'].map(homePath)).toEqual(['a/b', null]);
});

it('small readings', () => {
  expect(splitEmails('a@b.c, d@e.f;\n a@b.c nonsense')).toEqual(['a@b.c', 'd@e.f']);
  expect(previewKind('a.PNG')).toBe('image');
  expect(previewKind('a.tar.gz')).toBeNull();
  expect(previewKind('Makefile')).toBe('text');
  expect(hostPermissions({ h: ['upload-file'] }, 'h')).toEqual(['upload-file']);
  expect(hostPermissions({}, 'h')).toHaveLength(8);
  expect(figure('read_bytes_per_second', 2048)).toBe('read 2 KiB/s');
  expect(figure('verb_seconds_p99', 0.0113)).toBe('verb p99 11.3 ms');
  expect(parseEvent('event: bgtask_updated\ndata: {"current_progress": 1}')).toEqual({
    name: 'bgtask_updated',
    data: { current_progress: 1 },
  });
  expect(parseEvent(': ping')).toBeNull();
});

describe('a notebook', () => {
  it('is texts and pictures; what would be HTML is left out', () => {
    const outputs = [
      { output_type: 'stream', text: ['\u001b[31m42\u001b[0m\n'] },
      { output_type: 'display_data', data: { 'image/png': 'aGk=\n', 'text/html': '<img>' } },
      { output_type: 'display_data', data: { 'image/png': '"><script>', 'text/html': '<script>' } },
      { output_type: 'error', traceback: ['Traceback', 'oh'] },
    ];
    const cells = [
      { cell_type: 'markdown', source: ['# Hi\n', 'there'] },
      { cell_type: 'code', source: 'x', outputs },
    ];
    expect(notebookParts(JSON.stringify({ cells }))).toEqual([
      { kind: 'markdown', text: '# Hi\nthere' },
      { kind: 'code', text: 'x' },
      { kind: 'text', text: '42\n' },
      { kind: 'image', url: 'data:image/png;base64,aGk=' },
      { kind: 'omitted', text: 'image/png, text/html' },
      { kind: 'error', text: 'Traceback\noh' },
    ]);
    expect(['[]', '{', '{"cells": 1}'].map(notebookParts)).toEqual([null, null, null]);
  });

  it('a file with zero bytes is no text; a character that was cut is left out', () => {
    expect(decoded(new Uint8Array([104, 0, 105]).buffer)).toBeNull();
    expect(decoded(new Uint8Array([104, 0xc3]).buffer)).toBe('h');
  });
});
