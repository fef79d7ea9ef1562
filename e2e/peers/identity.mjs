// Who asks: the token's signature, expiry, issuer and audience, verified once and remembered.
import { createVerifier } from 'fast-jwt'
import { publicKey } from './settings.mjs'

const verify = createVerifier({
  key: publicKey,
  algorithms: ['EdDSA'],
  allowedIss: 'ovation',
  allowedAud: 'audience',
  requiredClaims: ['exp', 'sub'],
  cache: 200_000,
  cacheTTL: 600_000,
})

/** The viewer's id; throws when the token is none of ours. */
export function viewerOf(authorization) {
  if (!authorization?.startsWith('Bearer ')) throw new Error('UNAUTHENTICATED')
  return verify(authorization.slice(7)).sub
}
