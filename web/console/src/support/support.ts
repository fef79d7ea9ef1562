import { graphql } from '../../generated';

export const SupportGrantParts = graphql(`
  fragment SupportGrantRow on SupportGrant {
    id
    role
    reason
    status
    grantedBy
    grantedAt
    expiresAt
    revokedAt
    visits { name enteredAt leftAt }
  }
`);

export const SupportGrantsDocument = graphql(`
  query SupportGrants($after: String) {
    supportGrants(first: 10, after: $after) {
      nodes { id ...SupportGrantRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

// An empty list has no grant in it: named here, the first one is seen when it comes.
export const READS_GRANTS = { additionalTypenames: ['SupportGrant'] };
