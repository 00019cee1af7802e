// What the test command and the tests agree on about the real Postgres. No test code here: the command imports it.

/** The variable by which the test command tells where its Postgres is. */
export const postgresVariable = 'FULCRUM_TEST_POSTGRES';

/** The migrated database every fresh one on the server is copied from; the test command makes it. */
export const templateName = 'fulcrum_template';
