import '@xterm/xterm/css/xterm.css';
import './terminal.css';

import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';

import { Connection, socketAddress, terminalName } from './connection';

const page = window.location.href;
const place = document.getElementById('terminal');
const notice = document.getElementById('notice');

function tell(text: string): void {
  if (!notice) return;
  notice.textContent = text;
  notice.hidden = text === '';
}

if (place) {
  const terminal = new Terminal({ cursorBlink: true, scrollback: 10_000, theme: { background: '#1e1e1e' } });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(place);

  let ended = false;
  const connection = new Connection(socketAddress(page, terminalName(page)), {
    output: (text) => terminal.write(text),
    opened: () => {
      terminal.reset();
      tell('');
    },
    lost: () => tell('The connection was lost; trying again …'),
    ended: () => {
      ended = true;
      tell('The shell has ended. Press Enter for a new one.');
    },
  });

  terminal.onData((text) => {
    if (!ended) {
      connection.input(text);
    } else if (text === '\r') {
      ended = false;
      connection.start();
    }
  });
  terminal.onResize(({ rows, cols }) => connection.resize(rows, cols));
  terminal.onTitleChange((title) => {
    document.title = title || 'Terminal';
  });
  new ResizeObserver(() => fit.fit()).observe(place);
  fit.fit();
  connection.resize(terminal.rows, terminal.cols);
  connection.start();
  terminal.focus();
}
