import type { BlockLists } from './tested-blocks.ts'

/**
 * The commands of README and docs/ that no mark has run. Everything else stands behind `<!-- run -->`, and a test runs it; a
 * block that is in neither place fails the tests.
 */
export const blockLists: BlockLists = {
  testedOtherwise: [
    // all of its indented blocks, in one shell
    { document: 'docs/cli.md', language: null, test: 'tests/e2e/cli.test.ts' },
    {
      document: 'docs/client.md',
      language: 'ts',
      test: 'packages/client/test/documented-client.test.ts',
    },
    {
      document: 'docs/webhooks.md',
      language: 'js',
      test: 'packages/webhooks/test/documented-receiver.test.ts',
    },
  ],
  notRun: [
    {
      document: 'docs/architecture.md',
      begins: 'POST /v1/recordings\n',
      why: 'A picture of which part calls which; there is nothing to run.',
    },
    {
      document: 'README.md',
      begins: 'npm run demo',
      why: 'Each is a whole run of its own: the tests would run themselves, and both first install what a machine lacks.',
    },
    {
      document: 'README.md',
      begins: 'npm start',
      why: 'It installs what is missing and goes on until Ctrl-C, on fixed ports. The tests start the same apps and servers.',
    },
    {
      document: 'README.md',
      begins: 'TAPEDECK_REDIS_URL=',
      why: 'The settings of the storage are left out (…). Its variables are compared with those of the apps.',
    },
    {
      document: 'docs/getting-started.md',
      begins: 'npm start',
      why: 'As in the README; everything behind it on the page is run.',
    },
    {
      document: 'docs/deployment.md',
      begins: 'cd /opt/tapedeck && npm ci',
      why: 'It installs every package anew. The build of the image does the same, and is run with the compose file.',
    },
  ],
}
