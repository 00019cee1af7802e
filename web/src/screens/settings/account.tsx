// One's own account: the password, and an authenticator app as second factor.
import { Button, Code, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import {
  useChangePassword,
  useConfirmFactor,
  useDropFactor,
  useOfferFactor,
} from '../../api/access.ts';
import { useSession } from '../../api/session.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { access as words } from '../../texts/access.ts';
import { ShownOnce } from './shown-once.tsx';

export function Account() {
  return (
    <Stack gap="md">
      <Password />
      <Factor />
    </Stack>
  );
}

function Password() {
  const change = useChangePassword();
  const form = useForm({ initialValues: { oldPassword: '', newPassword: '' } });
  const submit = form.onSubmit((wish) =>
    change.mutate(wish, {
      onSuccess() {
        tell(words.passwordChanged);
        form.reset();
      },
    }),
  );
  return (
    <Section title={words.password}>
      <form onSubmit={submit}>
        <Stack gap="sm" maw={420}>
          <PasswordInput
            label={words.oldPassword}
            required
            autoComplete="current-password"
            {...form.getInputProps('oldPassword')}
          />
          <PasswordInput
            label={words.newPassword}
            description={texts.session.passwordHelp}
            required
            autoComplete="new-password"
            {...form.getInputProps('newPassword')}
          />
          {change.error === null ? null : <Trouble error={change.error} />}
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              {words.changePassword}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

/** Every step is proven by the password, for a desk that was left open. */
function Factor() {
  const hasFactor = useSession().user.hasSecondFactor;
  const offer = useOfferFactor();
  const drop = useDropFactor();
  const [password, setPassword] = useState('');
  const [codes, setCodes] = useState<string | null>(null);
  const act = hasFactor ? drop : offer;
  return (
    <Section title={words.factor}>
      <Text size="sm" className="quiet">
        {hasFactor ? words.factorOn : words.factorOff}
      </Text>
      {offer.data === undefined || hasFactor ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (hasFactor) drop.mutate(password);
            else offer.mutate(password);
            setPassword('');
          }}
        >
          <Group align="flex-end">
            <PasswordInput
              label={words.oldPassword}
              required
              flex={1}
              maw={420}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" size="sm" variant="default" loading={act.isPending}>
              {hasFactor ? words.drop : words.offer}
            </Button>
          </Group>
        </form>
      ) : (
        <Confirm secret={offer.data.secret} onCodes={setCodes} />
      )}
      {act.error === null ? null : <Trouble error={act.error} />}
      <ShownOnce
        title={words.recoveryTitle}
        help={words.recoveryHelp}
        secret={codes}
        onClose={() => setCodes(null)}
      />
    </Section>
  );
}

function Confirm({ secret, onCodes }: { secret: string; onCodes: (codes: string) => void }) {
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(code.trim(), {
          onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes.join('\n')),
        });
      }}
    >
      <Stack gap="sm" maw={420}>
        <Text size="sm">{words.factorHelp}</Text>
        <Code block aria-label={words.secret} tabIndex={0}>
          {secret}
        </Code>
        <TextInput
          label={words.code}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error === null ? null : <Trouble error={confirm.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
