// Step 1: the Lever account, by key or by OAuth.
import {
  Anchor,
  Button,
  Group,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useStartOAuth } from '../../api/start.ts';
import { useMay } from '../../api/session.ts';
import { connectionQuery, useConnectByKey } from '../../api/sync.ts';
import { Section } from '../../parts/section.tsx';
import { tell } from '../../parts/told.tsx';
import { Trouble } from '../../parts/trouble.tsx';
import { start as words } from '../../texts/start.ts';

const addresses = { us: 'https://api.lever.co/v1', eu: 'https://api.eu.lever.co/v1' } as const;

export function ConnectLever() {
  const connection = useQuery(connectionQuery).data?.connection ?? null;
  const connect = useConnectByKey(() => tell(words.connected));
  const oauth = useStartOAuth();
  const mayConnect = useMay('sync.write');
  const form = useForm({
    initialValues: { account: 'us', address: '', apiKey: '', performAsEmail: '' },
  });
  const { account, address } = form.values;
  const baseUrl = account === 'us' || account === 'eu' ? addresses[account] : address.trim();
  const submit = form.onSubmit(({ apiKey, performAsEmail }) =>
    connect.mutate(
      { baseUrl, apiKey, performAsEmail, publicUrl: null },
      { onSuccess: () => form.reset() },
    ),
  );
  return (
    <Section title={words.steps.lever}>
      <Stack gap="sm" maw={520}>
        <Text size="sm" className="quiet">
          {connection === null
            ? words.leverHelp
            : `${words.isConnected(new URL(connection.baseUrl).host)} ${words.newKey}`}
        </Text>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Select
              label={words.account}
              allowDeselect={false}
              data={Object.entries(words.accounts).map(([value, label]) => ({ value, label }))}
              {...form.getInputProps('account')}
            />
            {account === 'other' ? (
              <TextInput
                label={words.address}
                description={words.sandboxHelp}
                type="url"
                required
                {...form.getInputProps('address')}
              />
            ) : null}
            <PasswordInput
              label={words.key}
              required
              autoComplete="off"
              {...form.getInputProps('apiKey')}
            />
            <TextInput
              label={words.performAs}
              description={words.performAsHelp}
              type="email"
              required
              autoComplete="off"
              {...form.getInputProps('performAsEmail')}
            />
            {connect.error === null ? null : <Trouble error={connect.error} />}
            <Group gap="md">
              <Button type="submit" disabled={!mayConnect} loading={connect.isPending}>
                {words.connect}
              </Button>
              <Anchor
                component="button"
                type="button"
                size="sm"
                onClick={() => {
                  const { performAsEmail } = form.values;
                  oauth.mutate({ baseUrl, performAsEmail });
                }}
              >
                {words.orOAuth}
              </Anchor>
            </Group>
          </Stack>
        </form>
      </Stack>
    </Section>
  );
}
