import { audit } from './audit';
import { campaign } from './campaign';
import { channel } from './channel';
import { kinds } from './kinds';
import { people } from './people';
import { security } from './security';
import { session } from './session';
import { show } from './show';
import { ui } from './ui';

export default {
  ...ui,
  ...session,
  ...security,
  ...show,
  ...campaign,
  ...kinds,
  ...people,
  ...channel,
  ...audit,
};
