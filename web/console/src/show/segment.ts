import { graphql } from '../../generated';

export const CreateSegmentDocument = graphql(`
  mutation CreateSegment($showId: ID!, $input: SegmentInput!, $position: Int) {
    createSegment(showId: $showId, input: $input, position: $position) {
      outcome
      segment { id title performers startsAt position }
    }
  }
`);
