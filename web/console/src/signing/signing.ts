import { graphql } from '../../generated';

export const SigningKeysDocument = graphql(`
  query SigningKeys {
    signingKeys { kid status since retiredAt expiresAt revokedAt }
    ownIdentity {
      issuer
      audience
      jwksUrl
      viewerClaim
      nicknameClaim
      tokenSecondsMax
      fetchedAt
      believedUntil
      fault
      keys { kid algorithm deniedAt }
    }
  }
`);

export const RevokeSigningKeyDocument = graphql(`
  mutation RevokeSigningKey($kid: String!) {
    revokeSigningKey(kid: $kid) { outcome signingKeys { kid status } }
  }
`);

// Where no identity is, none is in the answer: named here, the first one is seen when it comes.
export const READS_SIGNING = { additionalTypenames: ['SigningKey', 'OwnIdentity'] };
