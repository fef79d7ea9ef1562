// mint.mjs DIR COUNT: a key pair in DIR, and tokens of so many viewers in DIR/tokens.
import { generateKeyPairSync } from 'node:crypto'
import { createWriteStream, writeFileSync } from 'node:fs'
import { createSigner } from 'fast-jwt'

const [dir, count] = process.argv.slice(2)
const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
writeFileSync(`${dir}/public.pem`, publicKey)
const sign = createSigner({
  key: privateKey,
  algorithm: 'EdDSA',
  kid: 'peers',
  iss: 'ovation',
  aud: 'audience',
  expiresIn: '1d',
})
const out = createWriteStream(`${dir}/tokens`)
for (let viewer = 0; viewer < Number(count); viewer++) {
  const id = `viewer-${viewer}`
  out.write(`${sign({ sub: id, nickname: id })}\n`)
}
out.end()
