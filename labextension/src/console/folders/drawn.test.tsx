import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { FakeService } from '../../../mock/fake';
import { FormDialog } from '../../components/FormDialog';
import { Theme } from '../../components/Theme';
import { TrashTab } from './TrashTab';

afterEach(cleanup);

it('the trash tells why a folder could not be removed, and does not offer to restore it', async () => {
  const row = { id: 'ff5947e1a4224bc48aa98b6a73dbabbf', host: 'local:volume1', is_owner: true, manage: true };
  const service = new FakeService({
    'folders/_/trash': {
      items: [
        { ...row, name: 'stuck', status: 'delete-ongoing', status_info: 'The volume is read-only.' },
        { ...row, id: row.id.replace('f', 'e'), name: 'plain', status: 'delete-pending' },
      ],
    },
  });
  render(
    <Theme dark={false}>
      <TrashTab fetcher={service.fetcher} onChanged={vi.fn()} />
    </Theme>,
  );
  expect(await screen.findByText('The volume is read-only.')).toBeTruthy();
  expect(screen.getByLabelText('Restore stuck').hasAttribute('disabled')).toBe(true);
  expect(screen.getByLabelText('Restore plain').hasAttribute('disabled')).toBe(false);
});

it('a dialog whose work goes on can be closed meanwhile, and its end is told', async () => {
  let finish = (): void => undefined;
  const closed = vi.fn();
  const dialog = (
    <FormDialog<object>
      title="Clone data"
      okText="Clone"
      initial={{}}
      onSave={() => new Promise<void>((resolve) => (finish = resolve))}
      onClose={closed}
      goesOn={{ left: 'Close, it goes on', done: () => 'It has been copied.' }}
    >
      {() => null}
    </FormDialog>
  );
  const { rerender } = render(<Theme dark={false}>{dialog}</Theme>);
  fireEvent.click(screen.getByRole('button', { name: 'Clone' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Close, it goes on' }));
  expect(closed).toHaveBeenCalledOnce();
  rerender(<Theme dark={false}>{null}</Theme>);
  finish();
  expect(await screen.findByText('It has been copied.')).toBeTruthy();
});
