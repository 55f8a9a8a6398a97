// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Connection, delayAfter, socketAddress, terminalName } from './connection';

describe('addresses', () => {
  it('keeps the prefix of the page and drops everything behind it', () => {
    expect(socketAddress('https://site/apps/k/ttyd/?x=1#two', 'two')).toBe('wss://site/apps/k/ttyd/ws/two');
    expect(socketAddress('http://127.0.0.1:8080/', 'main')).toBe('ws://127.0.0.1:8080/ws/main');
  });

  it('takes only plain words as names', () => {
    expect(terminalName('http://x/#logs')).toBe('logs');
    expect(terminalName('http://x/')).toBe('main');
    expect(terminalName('http://x/#../y')).toBe('main');
  });

  it('waits longer after each failure, within reason', () => {
    expect(delayAfter(0)).toBe(500);
    expect(delayAfter(1)).toBe(1000);
    expect(delayAfter(50)).toBe(10_000);
  });
});

class FakeSocket {
  readyState: number = WebSocket.OPEN;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string): void {
    this.sent.push(text);
  }
}

describe('a connection', () => {
  const sockets: FakeSocket[] = [];
  const listener = { output: vi.fn(), opened: vi.fn(), lost: vi.fn(), ended: vi.fn() };
  let connection: Connection;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets.length = 0;
    for (const heard of Object.values(listener)) heard.mockReset();
    connection = new Connection('ws://x/ws/main', listener, () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    });
    connection.resize(30, 100);
    connection.start();
  });

  afterEach(() => vi.useRealTimers());

  it('says its size first, then passes text on in both directions', () => {
    sockets[0]?.onopen?.();
    connection.input('ls\r');
    sockets[0]?.onmessage?.({ data: '["stdout","files"]' });
    expect(sockets[0]?.sent).toEqual(['["set_size",30,100]', '["stdin","ls\\r"]']);
    expect(listener.output).toHaveBeenCalledWith('files');
  });

  it('connects again when it breaks, and says its size again', () => {
    sockets[0]?.onopen?.();
    sockets[0]?.onclose?.();
    expect(listener.lost).toHaveBeenCalledWith(500);
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    sockets[1]?.onopen?.();
    expect(sockets[1]?.sent).toEqual(['["set_size",30,100]']);
  });

  it('leaves it at that when the shell has ended', () => {
    sockets[0]?.onopen?.();
    sockets[0]?.onmessage?.({ data: '["disconnect",1]' });
    sockets[0]?.onclose?.();
    vi.advanceTimersByTime(60_000);
    expect(listener.ended).toHaveBeenCalledOnce();
    expect(sockets).toHaveLength(1);
  });
});
