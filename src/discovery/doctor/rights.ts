import { missingRights } from '../../grafana/userRights';
import { counted, NotChecked, type Ailment } from './ailment';

const rights: Ailment = {
  id: 'rights-missing',
  title: 'You may not do everything that the pages offer',
  severity: 'info',
  costs: 'What is not allowed is refused when it is tried.',
  how: () => 'the permissions that Grafana gives you',
  examine: () => {
    const missing = missingRights();
    if (!missing) {
      throw new NotChecked('Grafana does not say what you may do');
    }
    return Promise.resolve(
      missing.length === 0
        ? { outcome: 'well', found: 'You have every permission that the pages ask for' }
        : {
            outcome: 'ill',
            found: `You lack ${counted(missing.length, 'permission')}.`,
            examples: missing.map(({ doing, without }) => `You may not ${doing}: ${without}`),
            remedies: [
              {
                where: 'Ask an administrator for one of these roles, or for the permissions one by one',
                lines: missing.map(({ actions, role }) => `${actions[0]} (the role ${role})`).join('\n'),
              },
            ],
          }
    );
  },
};

/** What the user may not do. */
export const RIGHTS_AILMENTS: readonly Ailment[] = [rights];
