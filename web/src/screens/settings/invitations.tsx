// Inviting somebody: a link that is shown once; open invitations can be taken back.
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { invitationsQuery, useInvite, useRevokeInvitation, type Role } from '../../api/access.ts';
import { useMay } from '../../api/session.ts';
import { Section } from '../../parts/section.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { When } from '../../parts/when.tsx';
import { access as words } from '../../texts/access.ts';
import { roleChoices } from './role-choices.ts';
import { ShownOnce } from './shown-once.tsx';

export function Invitations() {
  const mayInvite = useMay('users.write');
  const { data } = useQuery({ ...invitationsQuery, enabled: mayInvite });
  const revoke = useRevokeInvitation();
  if (!mayInvite) return null;
  const open = data?.items ?? [];
  return (
    <>
      <Invite />
      <Section title={words.invitations} empty={open.length === 0 ? words.noInvitations : null}>
        <Stack gap="xs">
          {open.map((each) => (
            <Group key={each.id} justify="space-between">
              <Text size="sm">
                {each.email}{' '}
                <span className="quiet">
                  {words.roles[each.role]} · {words.until} <When at={each.expiresAt} />
                </span>
              </Text>
              <Button variant="subtle" onClick={() => revoke.mutate(each.id)}>
                {words.revoke}
              </Button>
            </Group>
          ))}
        </Stack>
      </Section>
    </>
  );
}

function Invite() {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('sourcer');
  const [link, setLink] = useState<string | null>(null);
  const invite = useInvite();
  const submit = (): void =>
    invite.mutate(
      { email: email.trim(), role },
      {
        onSuccess({ token }) {
          setLink(`${window.location.origin}/invitation#${token}`);
          setEmail('');
        },
      },
    );
  return (
    <Section title={words.invite}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label={words.email}
            type="email"
            required
            flex={1}
            miw={200}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Select
            label={words.role}
            data={roleChoices}
            value={role}
            allowDeselect={false}
            onChange={(next) =>
              setRole(roleChoices.find((each) => each.value === next)?.value ?? role)
            }
          />
          <Button type="submit" size="sm" loading={invite.isPending}>
            {words.send}
          </Button>
        </Group>
      </form>
      {invite.error === null ? null : <Trouble error={invite.error} />}
      <ShownOnce
        title={words.invitationTitle}
        help={words.invitationHelp}
        secret={link}
        onClose={() => setLink(null)}
      />
    </Section>
  );
}
