// The part of Ovation's Audience API that a red packet needs.
import { grabRedPacket } from './red-packet.mjs'

export const typeDefs = /* GraphQL */ `
  type Query {
    channel: String!
  }
  type Mutation {
    grabRedPacket(campaignId: ID!): GrabRedPacketPayload!
  }
  type GrabRedPacketPayload {
    outcome: GrabOutcome!
    grant: Grant
  }
  enum GrabOutcome {
    WON
    ALREADY
    SOLD_OUT
    NOT_OPEN
  }
  type Grant {
    id: ID!
    award: Award!
  }
  union Award = MoneyAward | PrizeAward
  type MoneyAward {
    money: Money!
  }
  type PrizeAward {
    name: String!
  }
  type Money {
    amount: String!
    currency: String!
  }
`

export const resolvers = {
  Query: { channel: () => 'bench' },
  Mutation: { grabRedPacket: (_, { campaignId }, { viewer }) => grabRedPacket(viewer, campaignId) },
}
