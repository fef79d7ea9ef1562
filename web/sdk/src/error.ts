/** The codes of the contract, and the two that only this side can know. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'QUERY_TOO_COMPLEX'
  /** The channel has not published this document: the app is older or newer than what was published. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'RATE_LIMITED'
  | 'QUOTA_EXCEEDED'
  /** The platform has suspended the channel. */
  | 'CHANNEL_SUSPENDED'
  /** The channel is being moved: it can be read, and changed again in a moment. */
  | 'CHANNEL_READ_ONLY'
  /** The channel's own database is out of reach. Nothing was changed. */
  | 'CHANNEL_UNAVAILABLE'
  | 'OVERLOADED'
  | 'INTERNAL'
  /** No answer came. */
  | 'UNREACHABLE'
  /** An answer came that is not GraphQL. */
  | 'MALFORMED';

/** A fault. What the business answers ("sold out") is an outcome in the data, never one of these. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    message: string,
    readonly code: ErrorCode,
    readonly retryAfterMs?: number,
    readonly traceId?: string,
  ) {
    super(message);
  }
}
