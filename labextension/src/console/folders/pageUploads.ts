import type { Fetcher } from '../../api/service';
import { Uploads } from '../../api/uploads';
import { interruptible } from '../leaving';

let made: Uploads | null = null;

/** The page's uploads: they go on while another page of the console is looked at. */
export function uploadsOf(fetcher: Fetcher): Uploads {
  if (made === null) {
    made = new Uploads(fetcher);
    interruptible(made);
  }
  return made;
}
