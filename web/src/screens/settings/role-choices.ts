// The roles to choose from, from the one who answers for everything on.
import type { Role } from '../../api/access.ts';
import { access as words } from '../../texts/access.ts';

export const roleChoices = (Object.keys(words.roles) as Role[]).map((value) => {
  return { value, label: words.roles[value] };
});
