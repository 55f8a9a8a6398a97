/** The terminal's WebSocket: terminado's messages, and another attempt whenever it breaks. */

/** What a connection says to the page. */
export interface Listener {
  output(text: string): void;
  opened(): void;
  /** The connection broke; the next attempt is in `delay` milliseconds. */
  lost(delay: number): void;
  /** The shell has ended. */
  ended(): void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;

/** The address of the terminal `name` of the page at `page`, below whatever prefix that page has. */
export function socketAddress(page: string, name: string): string {
  const address = new URL(`ws/${encodeURIComponent(name)}`, page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = '';
  address.hash = '';
  return address.href;
}

/** The terminal that a page shows: the word behind `#`, else `main`. */
export function terminalName(page: string): string {
  const name = new URL(page).hash.slice(1);
  return /^[A-Za-z0-9_-]{1,32}$/.test(name) ? name : 'main';
}

/** Milliseconds until the next attempt after `failures` failed ones in a row. */
export function delayAfter(failures: number): number {
  return Math.min(FIRST_DELAY * 2 ** Math.min(failures, 10), LONGEST_DELAY);
}

export class Connection {
  private socket: WebSocket | undefined;
  private failures = 0;
  private over = false;
  private size: [number, number] = [24, 80];

  constructor(
    private readonly address: string,
    private readonly listener: Listener,
    private readonly open: (address: string) => WebSocket = (where) => new WebSocket(where),
  ) {}

  start(): void {
    this.over = false;
    const socket = this.open(this.address);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      this.listener.opened();
      this.say(['set_size', ...this.size]);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => this.hear(event.data);
    socket.onclose = () => {
      if (this.over || this.socket !== socket) return;
      const delay = delayAfter(this.failures);
      this.failures += 1;
      this.listener.lost(delay);
      setTimeout(() => this.start(), delay);
    };
  }

  input(text: string): void {
    this.say(['stdin', text]);
  }

  resize(rows: number, columns: number): void {
    this.size = [rows, columns];
    this.say(['set_size', rows, columns]);
  }

  private say(message: unknown[]): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private hear(data: unknown): void {
    if (typeof data !== 'string') return;
    const message: unknown = JSON.parse(data);
    if (!Array.isArray(message)) return;
    const [kind, text] = message as unknown[];
    if (kind === 'stdout' && typeof text === 'string') this.listener.output(text);
    if (kind === 'disconnect') {
      this.over = true;
      this.listener.ended();
    }
  }
}
