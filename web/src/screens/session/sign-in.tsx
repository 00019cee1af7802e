// Signing in; the code is asked for only where the account has a second factor.
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Problem } from '../../api/request.ts';
import { useSignIn } from '../../api/session.ts';
import { Trouble } from '../../parts/trouble.tsx';
import { texts } from '../../texts/en.ts';
import { Card } from './card.tsx';

export function SignIn() {
  const words = texts.session;
  const { to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signIn = useSignIn();
  const { error } = signIn;
  const needsCode = error instanceof Problem && error.field === 'code';
  const form = useForm({ initialValues: { email: '', password: '', code: '' } });
  const submit = form.onSubmit(({ email, password, code }) =>
    signIn.mutate(
      { email, password, ...(code === '' ? {} : { code }) },
      // Only places of our own: a link may not lead elsewhere after signing in.
      {
        onSuccess: () => void navigate({ href: to?.match(/^\/(?!\/)/u) ? to : '/', replace: true }),
      },
    ),
  );
  return (
    <Card title={words.title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={words.email}
            type="email"
            autoComplete="username"
            required
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          {needsCode || form.values.code !== '' ? (
            <TextInput
              label={words.code}
              description={words.codeHelp}
              autoComplete="one-time-code"
              autoFocus
              {...form.getInputProps('code')}
            />
          ) : null}
          {error === null || needsCode ? null : <Trouble error={error} />}
          <Button type="submit" size="sm" loading={signIn.isPending}>
            {words.signIn}
          </Button>
          <Text size="xs" className="quiet">
            {words.forgot}
          </Text>
        </Stack>
      </form>
    </Card>
  );
}
