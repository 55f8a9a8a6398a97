/** Files as something to look at: texts and pictures. Nothing of them is ever run, and no HTML of them is used. */

import { type Json, isObject, textOr } from '../../api/reading';

export type Part =
  | { kind: 'markdown' | 'code' | 'text' | 'error'; text: string }
  /** A `data:` address. */
  | { kind: 'image'; url: string }
  /** Something that is left out, and what it is. */
  | { kind: 'omitted'; text: string };

/** The parts of a notebook in order; null when it is none of version 4. */
export function notebookParts(content: string): Part[] | null {
  const read = parsed(content);
  const cells = isObject(read) && Array.isArray(read['cells']) ? read['cells'].filter(isObject) : null;
  if (cells === null) return null;
  return cells.flatMap((cell): Part[] => {
    const source = lines(cell['source']);
    if (cell['cell_type'] !== 'code') return source === '' ? [] : [{ kind: 'markdown', text: source }];
    const outputs = Array.isArray(cell['outputs']) ? cell['outputs'].filter(isObject) : [];
    return [{ kind: 'code', text: source }, ...outputs.flatMap(outputParts)];
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

function outputParts(output: Json): Part[] {
  if (output['output_type'] === 'stream') return [{ kind: 'text', text: plain(lines(output['text'])) }];
  if (output['output_type'] === 'error') {
    const trace = Array.isArray(output['traceback']) ? output['traceback'].map(String).join('\n') : '';
    return [{ kind: 'error', text: plain(trace || textOr(output['evalue'], '')) }];
  }
  const data = isObject(output['data']) ? output['data'] : {};
  for (const type of IMAGES) {
    const encoded = lines(data[type]).replace(/\s/g, '');
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(encoded))
      return [{ kind: 'image', url: `data:${type};base64,${encoded}` }];
  }
  const text = lines(data['text/plain']);
  if (text !== '') return [{ kind: 'text', text: plain(text) }];
  const types = Object.keys(data);
  return types.length === 0 ? [] : [{ kind: 'omitted', text: types.join(', ') }];
}

/** Texts are written as one string or as a list of lines. */
function lines(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join('') : textOr(value, '');
}

/** Without the codes by which terminals colour. */
// eslint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '');

/** Null when it is not text: a zero byte is in none. A character that the end has cut is left out. */
export function decoded(content: ArrayBuffer): string | null {
  const read = new Uint8Array(content);
  if (read.subarray(0, 8192).includes(0)) return null;
  return new TextDecoder().decode(read, { stream: true });
}
