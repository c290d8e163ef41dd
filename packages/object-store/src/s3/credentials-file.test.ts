import { expect, test } from 'vitest'
import { parseCredentials } from './credentials-file.ts'

const pair = { accessKeyId: 'ID', secretAccessKey: 'sec/ret+=' }
const withToken = { ...pair, sessionToken: 'to==ken' }

test.each([
  [
    'the output of a credential_process',
    '{"Version":1,"AccessKeyId":"ID","SecretAccessKey":"sec/ret+=","SessionToken":"to==ken","Expiration":"2030-01-01T00:00:00Z"}',
    withToken,
  ],
  [
    'the output of aws sts assume-role',
    '\n { "Credentials": {"AccessKeyId":"ID","SecretAccessKey":"sec/ret+="}, "AssumedRoleUser": {} }\n',
    pair,
  ],
  [
    'the default profile, wherever it stands',
    '[other]\naws_access_key_id = X\naws_secret_access_key = Y\n[default]\r\naws_access_key_id = ID\r\naws_secret_access_key=sec/ret+=\r\naws_session_token = to==ken\n',
    withToken,
  ],
  [
    'the first profile where none is the default',
    '# made by a job\n[profile recorder]\nAWS_ACCESS_KEY_ID=ID\nAWS_SECRET_ACCESS_KEY=sec/ret+=\n[b]\n',
    pair,
  ],
  ['lines without a profile', 'aws_access_key_id=ID\naws_secret_access_key=sec/ret+=\n', pair],
])('%s', (_, text, expected) => {
  expect(parseCredentials(text)).toEqual(expected)
})

test.each([
  '',
  'ID:secret',
  '{"AccessKeyId":"ID"',
  '{"AccessKeyId":"ID","SecretAccessKey":""}',
  '{"Credentials":null}',
  '[default]\naws_access_key_id = ID\n',
  '[default]\n[b]\naws_access_key_id = ID\naws_secret_access_key = s\n',
])('there are none in %j', (text) => {
  expect(parseCredentials(text)).toBeNull()
})
