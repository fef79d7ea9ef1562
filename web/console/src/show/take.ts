import { graphql } from '../../generated';

/** Puts a segment on air, or with null takes the current one off. */
export const TakeSegmentDocument = graphql(`
  mutation TakeSegment($showId: ID!, $segmentId: ID) {
    takeSegment(showId: $showId, segmentId: $segmentId) {
      outcome
      show { id ...OnAir ...RunOfShow }
    }
  }
`);
